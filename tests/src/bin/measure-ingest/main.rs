//! Measures how fast the database takes contacts: ours, through the real server and its protocol, and beside it what PostgreSQL can
//! do at all. Started by `cargo xtask bench ingest`, which brings the server and reads the report; the environment says where
//! they are:
//!
//! - `MUSTER_ORIGIN`: the server, fresh, its database and nothing else using it at `DATABASE_URL`.
//! - `MUSTER_SETUP_CODE`: its setup code.
//! - `MUSTER_FILE`: a CSV of contacts without problems and without repeated emails.
//! - `MUSTER_ROUNDS`: how often each contestant has its turn.
//! - `MUSTER_BRIEF`: `true` for `COPY` and ours all new, all changed and unchanged alone.
//! - `MUSTER_REPORT`: where the report goes, as JSON: rows, bytes, and by contestant the seconds of each turn.

mod by_hand;
mod ours;
mod tables;

use muster_tests::harness::{ADMIN_EMAIL, setup};
use muster_tests::{Client, Draft};
use serde_json::json;
use sqlx::PgPool;
use std::collections::BTreeMap;
use tables::Filled;

/// By contestant, the seconds of each turn.
type Turns = BTreeMap<&'static str, Vec<f64>>;

/// The contestants that tell the most.
const BRIEF: [&str; 5] = ["copy", "new", "new_with_upload", "update", "unchanged"];

#[tokio::main]
async fn main() {
    let pool = PgPool::connect(&env("DATABASE_URL"))
        .await
        .expect("the server's database answers");
    let mut admin = Client::new(env("MUSTER_ORIGIN"));
    let mut first_run = setup(ADMIN_EMAIL, "Measured");
    first_run.code = env("MUSTER_SETUP_CODE");
    admin.post("/setup", &first_run).await.expect(201);
    admin.account = sqlx::query_scalar("select account_id from account")
        .fetch_one(&pool)
        .await
        .expect("the first run made an account");
    let text = std::fs::read(env("MUSTER_FILE")).expect("the file is there");
    let rounds: usize = env("MUSTER_ROUNDS").parse().expect("a number of rounds");
    let brief = env("MUSTER_BRIEF") == "true";
    let bytes = text.len();
    let draft = mapped(text);

    // Everybody's rows, as the product itself makes them: written once, kept in tables of their own.
    let rows = ours::new_contacts(&pool, &admin, &draft).await.rows;
    tables::keep(&pool).await;
    let mut turns = Turns::new();
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        let wanted = |name: &str| !brief || BRIEF.contains(&name);
        one_round(&pool, &admin, &draft, rows, wanted, &mut turns).await;
    }
    let report = json!({ "rows": rows, "bytes": bytes, "turns": turns });
    std::fs::write(env("MUSTER_REPORT"), report.to_string()).expect("the report is written");
}

/// Every contestant that is wanted once, each on tables of the same content.
async fn one_round(
    pool: &PgPool,
    admin: &Client,
    draft: &Draft,
    rows: u64,
    wanted: impl Fn(&str) -> bool,
    turns: &mut Turns,
) {
    use Filled::{All, Half, Nobody};
    let mut note = |name: &'static str, seconds: f64| {
        eprintln!("  {name}: {seconds:.2} s, {:.0} rows/s", rows as f64 / seconds);
        turns.entry(name).or_default().push(seconds);
    };
    tables::fill(pool, Nobody).await;
    note("copy", by_hand::copy(pool, rows).await);
    for (name, filled, change) in [
        ("by_hand_new", Nobody, by_hand::Change::Nothing),
        ("by_hand_update", All, by_hand::Change::Everyone),
        ("by_hand_unchanged", All, by_hand::Change::Nothing),
    ] {
        if wanted(name) {
            tables::fill(pool, filled).await;
            note(name, by_hand::upsert(pool, change, rows).await);
        }
    }

    let new = ours::new_contacts(pool, admin, draft).await;
    note("new", new.apply);
    note("new_with_upload", new.upload + new.apply);
    let in_segment = draft.clone().new_segment("Everyone");
    for (name, filled, draft, expected) in [
        ("new_in_segment", Nobody, in_segment, ours::ALL_CREATED),
        ("update", All, ours::everyone_changes(draft), ours::ALL_UPDATED),
        ("half", Half, ours::everyone_changes(draft), ours::HALF_CREATED),
        ("unchanged", All, ours::overriding(draft), ours::ALL_UNCHANGED),
        ("only_empty", All, ours::filling(draft), ours::ALL_UNCHANGED),
        ("skipped", All, draft.clone(), ours::ALL_SKIPPED),
    ] {
        if wanted(name) {
            tables::fill(pool, filled).await;
            note(name, ours::import(admin, &draft, expected).await.apply);
        }
    }
}

/// The file with every column mapped that a system field is for.
fn mapped(text: Vec<u8>) -> Draft {
    [
        ("email", "Email"),
        ("first_name", "First name"),
        ("last_name", "Last name"),
        ("date_of_birth", "Date of birth"),
        ("mobile_phone", "Mobile phone"),
        ("points", "Points"),
        ("city", "City"),
        ("country", "Country"),
        ("newsletter", "Newsletter"),
    ]
    .into_iter()
    .fold(Draft::new(text), |draft, (field, column)| draft.column(field, column))
}

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is set by `cargo xtask bench ingest`"))
}
