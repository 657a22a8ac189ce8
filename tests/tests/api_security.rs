//! Who may do what, and what anybody may send.

use muster_shared::api::{ApiError, Import, Login, Role};
use muster_shared::limits;
use muster_tests::harness::{ADMIN_EMAIL, PASSWORD};
use muster_tests::{Answer, App, Client, Draft};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value as Json, json};
use sqlx::PgPool;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What an account has, for the endpoints' paths.
#[derive(Clone, Debug)]
struct Things {
    field: String,
    segment: i64,
    contact: i64,
    import: Uuid,
}

/// A field, a segment, a contact and an import that is still being uploaded.
async fn things(app: &App, client: &Client, name: &str) -> Things {
    let field: Json = client.post("/fields", &json!({"name": name, "type": "text"})).await.created();
    let segment: Json = client.post("/segments", &json!({"name": name})).await.created();
    let email = format!("{}@x.example", name.to_lowercase());
    app.import(client, &Draft::new(format!("email,city\n{email},Porto\n"))).await;
    let upload = Draft::new(format!("email,city\n{email},Lyon\n")).cut();
    client.create(&upload).await.ok::<Import>();
    Things {
        field: field["key"].as_str().unwrap().to_owned(),
        segment: segment["id"].as_i64().unwrap(),
        contact: app.contact_id(client, &email).await,
        import: upload.id,
    }
}

/// An endpoint with a request that it takes.
struct Endpoint {
    method: Method,
    path: String,
    body: Json,
    /// The least role that may.
    role: Role,
    /// Whether the path names something of the account.
    names: bool,
}

/// Every endpoint behind the log-in.
fn endpoints(things: &Things) -> Vec<Endpoint> {
    let Things { field, segment, contact, import } = things;
    let endpoint = |method: Method, path: String, body: Json, role| {
        let names = path.matches('/').count() > 1 || path.contains("segment=");
        Endpoint { method, path, body, role, names }
    };
    let (get, post, put, patch, delete) = (Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE);
    let membership = format!("/contacts/{contact}/segments");
    let new = serde_json::to_value(Draft::new("email\nz@x.example\n").cut().new).unwrap();
    let batch = json!({"lines": [2], "columns": [["a@x.example"], ["Porto"]]});
    vec![
        endpoint(get.clone(), "/fields".into(), Json::Null, Role::Reader),
        endpoint(post.clone(), "/fields".into(), json!({"name": "Another", "type": "text"}), Role::Admin),
        endpoint(patch.clone(), format!("/fields/{field}"), json!({"required": false}), Role::Admin),
        endpoint(get.clone(), "/segments".into(), Json::Null, Role::Reader),
        endpoint(post.clone(), "/segments".into(), json!({"name": "Another"}), Role::Importer),
        endpoint(patch.clone(), format!("/segments/{segment}"), json!({"name": "Renamed"}), Role::Importer),
        endpoint(get.clone(), "/contacts".into(), Json::Null, Role::Reader),
        endpoint(get.clone(), format!("/contacts?segment={segment}"), Json::Null, Role::Reader),
        endpoint(get.clone(), format!("/contacts/{contact}"), Json::Null, Role::Reader),
        endpoint(patch, format!("/contacts/{contact}"), json!({"field": "city", "text": "Hacked"}), Role::Admin),
        endpoint(post.clone(), membership.clone(), json!({"segment": segment}), Role::Importer),
        endpoint(delete.clone(), format!("{membership}/{segment}"), Json::Null, Role::Importer),
        endpoint(get.clone(), "/imports".into(), Json::Null, Role::Reader),
        endpoint(put.clone(), format!("/imports/{}", Uuid::new_v4()), new, Role::Importer),
        endpoint(get.clone(), format!("/imports/{import}"), Json::Null, Role::Reader),
        endpoint(get.clone(), format!("/imports/{import}/batches"), Json::Null, Role::Reader),
        endpoint(put, format!("/imports/{import}/batches/0"), batch, Role::Importer),
        endpoint(get.clone(), format!("/imports/{import}/left-out"), Json::Null, Role::Reader),
        endpoint(get, format!("/imports/{import}/left-out.csv"), Json::Null, Role::Reader),
        endpoint(post.clone(), format!("/imports/{import}/pause"), Json::Null, Role::Importer),
        endpoint(post.clone(), format!("/imports/{import}/resume"), Json::Null, Role::Importer),
        endpoint(post.clone(), format!("/imports/{import}/seal"), json!({"batches": 1, "records": 1}), Role::Importer),
        endpoint(post, format!("/imports/{import}/cancel"), Json::Null, Role::Importer),
        endpoint(delete.clone(), format!("/contacts/{contact}"), Json::Null, Role::Admin),
        endpoint(delete.clone(), format!("/segments/{segment}"), Json::Null, Role::Importer),
        endpoint(delete, format!("/fields/{field}"), Json::Null, Role::Admin),
    ]
}

async fn call(client: &Client, endpoint: &Endpoint) -> Answer {
    let body = if endpoint.body.is_null() { Vec::new() } else { serde_json::to_vec(&endpoint.body).unwrap() };
    let request = client
        .request(endpoint.method.clone(), &endpoint.path)
        .header("content-type", "application/json")
        .header(muster_shared::api::BATCH_DIGEST, muster_tests::client::digest(&body));
    client.send(request.body(body)).await
}

/// All rows of an account's tables, as text, without sessions.
async fn everything(app: &App, account: i64) -> Vec<String> {
    let tables = ["field", "contact", "segment", "segment_member", "import", "import_batch", "left_out", "contact_change", "audit_entry"];
    let mut rows = Vec::new();
    for table in tables {
        let statement = sqlx::AssertSqlSafe(format!("select t::text from {table} t where account_id = $1 order by 1"));
        rows.extend(sqlx::query_scalar::<_, String>(statement).bind(account).fetch_all(&app.pool).await.unwrap());
    }
    rows
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn another_accounts_things_are_not_there(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let other = app.other_account().await;
    let mine = things(&app, &admin, "Mine").await;
    things(&app, &other, "Theirs").await;
    let before = everything(&app, admin.account).await;
    assert!(before.len() > 10);
    for endpoint in endpoints(&mine).iter().filter(|endpoint| endpoint.names) {
        if endpoint.path.contains("/imports/") && endpoint.method == Method::PUT && !endpoint.path.contains("batches") {
            continue;
        }
        let answer = call(&other, endpoint).await;
        answer.refused(404, "not_found");
    }
    // The lists hold their own alone.
    for list in ["/fields", "/segments", "/contacts", "/imports"] {
        let text = other.get(list).await.expect(200).text();
        assert!(!text.contains("Mine") && !text.contains("mine@") && !text.contains(&mine.import.to_string()), "{list}: {text}");
    }
    assert_eq!(everything(&app, admin.account).await, before);
    // All of them are there for whom they belong to.
    for endpoint in endpoints(&mine) {
        let answer = call(&admin, &endpoint).await;
        assert!(answer.status != 404 && answer.status < 500, "{} {}: {}", endpoint.method, endpoint.path, answer.text());
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_imports_id_belongs_to_the_account_that_used_it(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let other = app.other_account().await;
    let upload = Draft::new("email\na@x.example\n").cut();
    admin.create(&upload).await.ok::<Import>();
    // The same id in another account is another import.
    other.stage(&upload).await;
    other.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert_eq!(other.import(upload.id).await.counts.created, 1);
    assert_eq!(admin.import(upload.id).await.uploaded, 0);
    assert!(app.contacts(&admin).await.is_empty());
    // Another account's segment can't be added to, nor its contacts put into one's own.
    let mine = things(&app, &admin, "Mine").await;
    let theirs = things(&app, &other, "Theirs").await;
    let stolen = Draft::new("email\na@x.example\n").segment(muster_shared::api::SegmentChoice::Existing(mine.segment)).cut();
    other.create(&stolen).await.refused(422, "segment.gone");
    other.post(&format!("/contacts/{}/segments", theirs.contact), &json!({"segment": mine.segment})).await.refused(404, "not_found");
    other.post(&format!("/contacts/{}/segments", mine.contact), &json!({"segment": theirs.segment})).await.refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn without_a_session_nothing_is_told(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let things = things(&app, &admin, "Mine").await;
    let before = everything(&app, admin.account).await;
    for endpoint in endpoints(&things) {
        call(&app.guest(), &endpoint).await.refused(401, "session.none");
    }
    assert_eq!(everything(&app, admin.account).await, before);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn each_role_may_do_what_it_may_and_no_more(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let things = things(&app, &admin, "Mine").await;
    let (reader, importer) = (app.person(Role::Reader).await, app.person(Role::Importer).await);
    let before = everything(&app, admin.account).await;
    for endpoint in endpoints(&things) {
        let what = format!("{} {}", endpoint.method, endpoint.path);
        if endpoint.role != Role::Reader {
            call(&reader, &endpoint).await.refused(403, "role.not_enough");
        } else {
            assert_eq!(call(&reader, &endpoint).await.status, 200, "{what}");
        }
        if endpoint.role == Role::Admin {
            call(&importer, &endpoint).await.refused(403, "role.not_enough");
        }
    }
    assert_eq!(everything(&app, admin.account).await, before);
    for endpoint in endpoints(&things).iter().filter(|endpoint| endpoint.role != Role::Admin) {
        let answer = call(&importer, endpoint).await;
        assert!(answer.status < 300, "{} {}: {}", endpoint.method, endpoint.path, answer.text());
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_role_taken_away_counts_at_once(pool: PgPool) {
    let (app, _admin) = App::with_admin(pool).await;
    let importer = app.person(Role::Importer).await;
    let upload = Draft::new("email\na@x.example\n").cut();
    importer.create(&upload).await.ok::<Import>();
    app.sql("update app_user set role = 'reader' where role = 'importer'").await;
    importer.put_batch(upload.id, 0, &upload.batches[0]).await.refused(403, "role.not_enough");
    importer.get("/contacts").await.expect(200);
    app.sql("delete from app_user where role = 'reader'").await;
    importer.get("/contacts").await.refused(401, "session.none");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn other_sites_pages_write_nothing(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let things = things(&app, &admin, "Mine").await;
    let before = everything(&app, admin.account).await;
    let foreign: [(&str, &str); 4] = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for endpoint in endpoints(&things).iter().filter(|endpoint| endpoint.method != Method::GET) {
        for (name, value) in foreign {
            let body = serde_json::to_vec(&endpoint.body).unwrap();
            let request = admin.request(endpoint.method.clone(), &endpoint.path).header(name, value);
            admin.send(request.header("content-type", "application/json").body(body)).await.refused(403, "origin.refused");
        }
    }
    for path in ["/setup", "/session"] {
        let login = Login { email: ADMIN_EMAIL.to_owned(), password: PASSWORD.to_owned() };
        let request = app.guest().request(Method::POST, path).header("origin", "https://evil.example");
        let body = serde_json::to_vec(&login).unwrap();
        app.guest().send(request.header("content-type", "application/json").body(body)).await.refused(403, "origin.refused");
    }
    assert_eq!(everything(&app, admin.account).await, before);
    let own = admin.request(Method::POST, "/segments").header("origin", admin.origin()).header("sec-fetch-site", "same-origin");
    admin.send(own.header("content-type", "application/json").body(r#"{"name":"Own"}"#)).await.expect(201);
    // A form, which a browser would send without asking, is no JSON.
    let form = admin.request(Method::POST, "/segments").header("content-type", "text/plain").body(r#"{"name":"Form"}"#);
    admin.send(form).await.refused(415, "body.not_json");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn every_answer_has_the_guards_and_an_id(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut ids = BTreeSet::new();
    for (client, path) in [(&admin, "/contacts"), (&app.guest(), "/contacts"), (&admin, "/nothing"), (&admin, "/contacts?limit=x")] {
        let answer = client.get(path).await;
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        for part in ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        ids.insert(header("x-request-id"));
    }
    assert_eq!(ids.len(), 4, "an id each");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn addresses_that_are_none_say_so_in_json(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    for path in ["/", "/nothing", "/contacts/x", "/contacts/1/2/3", "/imports/1", "/segments/99999999999999999999", "/fields/%00"] {
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let answer = admin.send(admin.request(method, path).header("content-type", "application/json").body("{}")).await;
            assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
            answer.json::<ApiError>();
        }
    }
    admin.delete("/contacts").await.refused(405, "method.not_allowed");
    admin.send(admin.request_at(Method::GET, "/api/v2/contacts")).await.refused(404, "not_found");
    admin.send(admin.request_at(Method::POST, "/")).await.refused(405, "method.not_allowed");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn bodies_are_bounded_and_have_to_be_json(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let post = |kind: &'static str, body: Vec<u8>| admin.send(admin.request(Method::POST, "/segments").header("content-type", kind).body(body));
    let json = "application/json";
    let large = |bytes: usize| {
        let mut body = br#"{"name":"Large"}"#.to_vec();
        body.resize(bytes, b' ');
        body
    };
    post(json, large(limits::BODY_BYTES + 1)).await.refused(413, "body.too_large");
    post(json, large(limits::BODY_BYTES)).await.expect(201);
    post("application/x-www-form-urlencoded", b"name=x".to_vec()).await.refused(415, "body.not_json");
    for body in ["", "{", "[]", "null", "{}", r#"{"name":7}"#, r#"{"name":"x"}x"#, "\u{0}", r#"{"name":"\ud800"}"#] {
        let answer = post(json, body.as_bytes().to_vec()).await;
        assert!(matches!(answer.status, 400 | 422), "{body:?}: {}", answer.status);
        assert_eq!(answer.json::<ApiError>().code, "body.unreadable", "{body:?}");
    }
    post(json, vec![0xff; 100]).await.expect(400);
    post(json, "[".repeat(1_000_000).into_bytes()).await.refused(400, "body.unreadable");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_internal_error_tells_its_id_and_nothing_else(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.sql("drop table contact cascade").await;
    let answer = admin.get("/contacts").await;
    let error = answer.refused(500, "internal");
    assert_eq!(error.request_id.as_deref(), answer.headers["x-request-id"].to_str().ok());
    let text = answer.text().to_lowercase();
    for inside in ["relation", "contact", "sqlx", "postgres", "42p01", "select", ".rs"] {
        assert!(!text.contains(inside), "{text}");
    }
    app.sql("drop table session cascade").await;
    admin.get("/segments").await.refused(500, "internal");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_database_that_is_away_is_said_and_may_be_tried_again(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.pool.close().await;
    let answer = admin.get("/contacts").await;
    answer.refused(503, "database.unavailable");
    assert!(answer.headers.contains_key("retry-after"));
}

/// A body: noise, JSON of the wrong shape, or something near to the right one.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        "\\PC{0,8}".prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        Just(json!("email")),
        Just(json!("a\u{0}b")),
    ];
    let names = prop::sample::select(vec![
        "name", "type", "key", "options", "required", "default_country", "segment", "field", "text", "batches", "records", "email",
        "password", "code", "lines", "columns", "marks", "id", "label",
    ]);
    let tree = leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((names.clone(), inner), 0..6)
                .prop_map(|pairs| Json::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    });
    let near = ("[a-z\u{0}%' ]{0,6}", prop::sample::select(vec!["text", "radio", "date", "x"]), any::<i64>()).prop_map(|(text, kind, number)| {
        json!({"name": text, "type": kind, "key": text, "segment": number, "field": "city", "text": text, "batches": number, "records": number})
    });
    prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..200),
        3 => tree.prop_map(|json| json.to_string().into_bytes()),
        3 => near.prop_map(|json| json.to_string().into_bytes()),
    ]
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn any_bytes_to_any_endpoint_are_never_an_internal_error(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut runner = TestRunner::deterministic();
    let weird = prop::sample::select(vec!["", "0", "-1", "%00", "%ff", "x", "9223372036854775807", "%27", "email", "a%2fb", "😀"]);
    let query = prop::sample::select(vec!["", "?limit=0", "?after=%00", "?at=9223372036854775807", "?search=%00%ff", "?before=-9223372036854775808", "?outcome=x", "?search=%25_%5c"]);
    let kind = prop::sample::select(vec!["application/json", "application/json; charset=utf-8", "text/plain", ""]);
    let request = (0..26_usize, body(), prop::option::of(weird), query, kind, 0..3_u8);
    let mut statuses = BTreeSet::new();
    let mut mine = things(&app, &admin, "Mine").await;
    for round in 0..600 {
        let (place, body, weird, query, kind, digest) = request.new_tree(&mut runner).unwrap().current();
        if round % 100 == 99 {
            mine = things(&app, &admin, &format!("Mine{round}")).await;
        }
        let endpoint = &endpoints(&mine)[place];
        let mut path = endpoint.path.clone();
        if let Some(weird) = weird {
            path = format!("{}/{weird}", path.rsplit_once('/').unwrap().0);
        }
        if !path.contains('?') {
            path.push_str(query);
        }
        let digest = match digest {
            0 => String::from("x"),
            _ => muster_tests::client::digest(&body),
        };
        let request = admin.request(endpoint.method.clone(), &path).header("content-type", kind);
        let request = request.header(muster_shared::api::BATCH_DIGEST, digest).body(body.clone());
        let answer = admin.send(request).await;
        let what = format!("{} {path} {:?}: {}", endpoint.method, String::from_utf8_lossy(&body), answer.text());
        assert!(answer.status < 500, "{what}");
        if answer.status >= 400 {
            assert!(!answer.json::<Json>()["message"].as_str().unwrap_or_default().is_empty(), "{what}");
        }
        statuses.insert(answer.status);
    }
    for status in [200, 400, 404, 415, 422] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_changes_data_is_in_the_audit_log(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let things = things(&app, &admin, "Mine").await;
    for endpoint in endpoints(&things) {
        call(&admin, &endpoint).await;
    }
    app.log_in(ADMIN_EMAIL).await;
    let actions: Vec<(String, bool)> = sqlx::query_as("select distinct action, user_id is not null from audit_entry order by 1").fetch_all(&app.pool).await.unwrap();
    let noted: BTreeSet<&str> = actions.iter().map(|(action, _)| action.as_str()).collect();
    for action in [
        "contact.changed", "contact.deleted", "field.changed", "field.created", "field.deleted", "import.cancelled", "import.created",
        "import.finished", "import.paused", "import.resumed", "import.sealed", "segment.created", "segment.deleted",
        "segment.member_added", "segment.member_removed", "segment.renamed", "session.started",
    ] {
        assert!(noted.contains(action), "no {action} in {noted:?}");
    }
    // Only what the server does by itself is done by nobody.
    let by_nobody: Vec<&str> = actions.iter().filter(|(_, by)| !by).map(|(action, _)| action.as_str()).collect();
    assert_eq!(by_nobody, ["import.finished"]);
    let data: i64 = sqlx::query_scalar("select count(*) from audit_entry where subject like '%@%'").fetch_one(&app.pool).await.unwrap();
    assert_eq!(data, 0);
}
