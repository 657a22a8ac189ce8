//! The invariants of ARCHITECTURE.md that the compiler doesn't hold.

use muster_tests::{files, workspace};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lines with one of the needles, as `file:line: text`, tests and comments left out.
fn lines_with(files: &[std::path::PathBuf], needles: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let text = read(file);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            if !comment && needles.iter().any(|needle| line.contains(needle)) {
                found.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    found
}

/// Names of the packages that a member depends on, outside of its tests.
fn dependencies(member: &str) -> BTreeSet<String> {
    let manifest = read(&workspace().join(member).join("Cargo.toml"));
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]"
                || line.starts_with("[target.") && line.ends_with("dependencies]") && !line.contains("dev-");
        } else if inside && let Some((name, _)) = line.split_once(['.', '=', ' ']) {
            names.insert(name.trim().to_owned());
        }
    }
    names
}

#[test]
fn shared_is_pure() {
    let root = workspace().join("shared/src");
    let io = [
        "std::fs",
        "std::net",
        "std::thread",
        "std::env",
        "std::time",
        "std::process",
        "Utc::now",
        "Local::now",
        "async fn",
        "println!",
        "extern \"C\"",
    ];
    assert_eq!(lines_with(&files(&root, &[".rs"]), &io), Vec::<String>::new());
    for forbidden in [
        "tokio",
        "web-sys",
        "js-sys",
        "wasm-bindgen",
        "sqlx",
        "axum",
        "leptos",
        "reqwest",
    ] {
        assert!(
            !dependencies("shared").contains(forbidden),
            "shared depends on {forbidden}"
        );
    }
    assert!(
        !read(&workspace().join("shared/Cargo.toml")).contains("[features]"),
        "shared has no features"
    );
}

#[test]
fn dependencies_point_one_way() {
    let none_of = |member: &str, forbidden: &[&str]| {
        for name in forbidden {
            assert!(!dependencies(member).contains(*name), "{member} depends on {name}");
        }
    };
    none_of(
        "shared",
        &["muster-backend", "muster-frontend", "muster-worker", "muster-tests"],
    );
    // They are built for the fuzzer too, which must not wait for a server.
    none_of(
        "tests/properties",
        &["muster-backend", "muster-frontend", "muster-worker", "muster-tests"],
    );
    none_of(
        "frontend/worker",
        &[
            "muster-backend",
            "muster-frontend",
            "muster-tests",
            "leptos",
            "leptos_router",
        ],
    );
    for module in ["frontend/sheets", "frontend/encodings"] {
        none_of(
            module,
            &["muster-backend", "muster-frontend", "muster-worker", "muster-tests"],
        );
    }
    none_of("frontend", &["muster-backend", "muster-tests"]);
    none_of(
        "backend",
        &["muster-frontend", "muster-worker", "muster-tests", "leptos"],
    );
}

#[test]
fn sql_stands_in_the_store() {
    let outside: Vec<_> = files(&workspace().join("backend/src"), &[".rs"])
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "store") && !path.ends_with("store.rs"))
        .collect();
    assert_eq!(
        lines_with(
            &outside,
            &[
                "sqlx::query(",
                "sqlx::query_as",
                "sqlx::query_scalar",
                "sqlx::raw_sql",
                "query!(",
                "query_as!(",
                "query_scalar!(",
                "QueryBuilder"
            ]
        ),
        Vec::<String>::new()
    );
}

#[test]
fn every_table_belongs_to_an_account() {
    for migration in files(&workspace().join("backend/migrations"), &[".sql"]) {
        let text = read(&migration).to_lowercase();
        for table in text.split("create table ").skip(1) {
            let name = table
                .split(|c: char| c.is_whitespace() || c == '(')
                .next()
                .unwrap_or_default()
                .to_owned();
            let body = table.split(");").next().unwrap_or_default();
            if name == "account" {
                continue;
            }
            assert!(
                body.contains("account_id"),
                "{}: {name} has no account_id",
                migration.display()
            );
            let keys = body.match_indices("primary key").map(|(at, _)| &body[at..]);
            for key in keys {
                let first = key.trim_start_matches("primary key").trim_start();
                assert!(
                    first.starts_with("(account_id"),
                    "{}: the key of {name} doesn't start with account_id",
                    migration.display()
                );
            }
        }
    }
}

/// So that tables can be distributed by it (DISTRIBUTED.md).
#[test]
fn every_statement_stays_within_one_account() {
    // Before a log-in no account is known; who looks for work looks everywhere, without a lock.
    let others = [
        "select 1",
        "select set_config('statement_timeout', $1, true)",
        "select pg_advisory_xact_lock($1)",
        "insert into account (name) values ($1) returning account_id",
        "select exists (select from account) as",
        "select account_id, id, password_hash from app_user where email = $1",
        "select account_id, id, is_preview as \"is_preview!\" from (select account_id, id, sealed_at",
        "select account_id, id from import where state in ('uploading', 'previewed', 'paused') and retry_at is null",
        "select account_id, import_id from import_undo u where finished_at is null",
        "select account_id, min(noted_at) <= now() - make_interval(secs => $1) as",
        "select pg_try_advisory_xact_lock(",
        "insert into login_attempt (subject, at)",
    ];
    let mut across = Vec::new();
    for file in files(&workspace().join(".sqlx"), &[".json"]) {
        let described: serde_json::Value = serde_json::from_str(&read(&file)).unwrap();
        let words: Vec<&str> = described["query"].as_str().unwrap().split_whitespace().collect();
        let query = words.join(" ");
        let within = query.contains("account_id = $1") || query.contains("account_id = 0");
        let into = query.strip_prefix("insert into ").and_then(|rest| rest.split_once(' '));
        let inserts = into.is_some_and(|(_, rest)| rest.starts_with("(account_id,"));
        if !within && !inserts && !others.iter().any(|other| query.starts_with(other)) {
            across.push(query);
        }
    }
    assert_eq!(across, Vec::<String>::new());
}

/// Machines' clocks differ: whatever is written or decided takes the database's time.
#[test]
fn the_server_does_not_ask_its_clock() {
    let clocks = ["SystemTime::now", "Utc::now", "Local::now"];
    let server = files(&workspace().join("backend/src"), &[".rs"]);
    assert_eq!(lines_with(&server, &clocks), Vec::<String>::new());
}

#[test]
fn colours_stand_in_the_tokens() {
    let mut found = Vec::new();
    for sheet in files(&workspace().join("style"), &[".css"]) {
        if sheet.ends_with("tokens.css") {
            continue;
        }
        for (number, line) in read(&sheet).lines().enumerate() {
            // Pictures inside of data: addresses can't use tokens; white on a solid ground is the same in both themes.
            if line.contains("data:image") {
                continue;
            }
            let coloured = line.match_indices('#').any(|(at, _)| {
                let hex = line[at + 1..].bytes().take_while(u8::is_ascii_hexdigit).count();
                matches!(hex, 3 | 4 | 6 | 8) && !line[at..].starts_with("#fff")
            });
            if coloured {
                found.push(format!("{}:{}: {}", sheet.display(), number + 1, line.trim()));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn nothing_needs_a_weaker_content_security_policy() {
    let views = files(&workspace().join("frontend"), &[".rs", ".html"]);
    let weaker = [" style=\"", " style=move", " style={", " onclick=", "javascript:"];
    assert_eq!(lines_with(&views, &weaker), Vec::<String>::new());
    // The icons' shapes are constants; nothing else becomes markup.
    let others: Vec<_> = views
        .into_iter()
        .filter(|path| !path.ends_with("components/icon.rs"))
        .collect();
    assert_eq!(
        lines_with(&others, &["inner_html", "set_inner_html"]),
        Vec::<String>::new()
    );
}

#[test]
fn texts_speak_of_the_product_alone() {
    let endings = [".rs", ".md", ".toml", ".ts", ".css", ".html", ".sql", ".json", ".yml"];
    let mut found = Vec::new();
    for file in files(&workspace(), &endings) {
        if file.ends_with("tidy.rs") {
            continue;
        }
        for (number, line) in read(&file).lines().enumerate() {
            if [
                "/root/",
                "/work/",
                "registry.npmjs",
                "index.crates.io",
                "deb.debian.org",
            ]
            .iter()
            .any(|s| line.contains(s))
            {
                found.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
