//! Accounts, roles, sessions, other sites: who may do what.

use super::endpoints::{call, endpoints, everything, things};
use muster_shared::api::{Import, Login, Role};
use muster_tests::harness::{ADMIN_EMAIL, PASSWORD};
use muster_tests::{App, Draft};
use reqwest::Method;
use serde_json::json;
use sqlx::PgPool;
use std::collections::BTreeSet;

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
        assert!(
            !text.contains("Mine") && !text.contains("mine@") && !text.contains(&mine.import.to_string()),
            "{list}: {text}"
        );
    }
    assert_eq!(everything(&app, admin.account).await, before);
    // All of them are there for whom they belong to.
    for endpoint in endpoints(&mine) {
        let answer = call(&admin, &endpoint).await;
        assert!(
            answer.status != 404 && answer.status < 500,
            "{} {}: {}",
            endpoint.method,
            endpoint.path,
            answer.text()
        );
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
    let stolen = Draft::new("email\na@x.example\n")
        .segment(muster_shared::api::SegmentChoice::Existing(mine.segment))
        .cut();
    other.create(&stolen).await.refused(422, "segment.gone");
    other
        .post(
            &format!("/contacts/{}/segments", theirs.contact),
            &json!({"segment": mine.segment}),
        )
        .await
        .refused(404, "not_found");
    other
        .post(
            &format!("/contacts/{}/segments", mine.contact),
            &json!({"segment": theirs.segment}),
        )
        .await
        .refused(404, "not_found");
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
    for endpoint in endpoints(&things)
        .iter()
        .filter(|endpoint| endpoint.role != Role::Admin)
    {
        let answer = call(&importer, endpoint).await;
        assert!(
            answer.status < 300,
            "{} {}: {}",
            endpoint.method,
            endpoint.path,
            answer.text()
        );
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_role_taken_away_counts_at_once(pool: PgPool) {
    let (app, _admin) = App::with_admin(pool).await;
    let importer = app.person(Role::Importer).await;
    let upload = Draft::new("email\na@x.example\n").cut();
    importer.create(&upload).await.ok::<Import>();
    app.sql("update app_user set role = 'reader' where role = 'importer'")
        .await;
    importer
        .put_batch(upload.id, 0, &upload.batches[0])
        .await
        .refused(403, "role.not_enough");
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
    for endpoint in endpoints(&things)
        .iter()
        .filter(|endpoint| endpoint.method != Method::GET)
    {
        for (name, value) in foreign {
            let body = serde_json::to_vec(&endpoint.body).unwrap();
            let request = admin
                .request(endpoint.method.clone(), &endpoint.path)
                .header(name, value);
            admin
                .send(request.header("content-type", "application/json").body(body))
                .await
                .refused(403, "origin.refused");
        }
    }
    for path in ["/setup", "/session"] {
        let login = Login {
            email: ADMIN_EMAIL.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let request = app
            .guest()
            .request(Method::POST, path)
            .header("origin", "https://evil.example");
        let body = serde_json::to_vec(&login).unwrap();
        app.guest()
            .send(request.header("content-type", "application/json").body(body))
            .await
            .refused(403, "origin.refused");
    }
    assert_eq!(everything(&app, admin.account).await, before);
    let own = admin
        .request(Method::POST, "/segments")
        .header("origin", admin.origin())
        .header("sec-fetch-site", "same-origin");
    admin
        .send(own.header("content-type", "application/json").body(r#"{"name":"Own"}"#))
        .await
        .expect(201);
    // A form, which a browser would send without asking, is no JSON.
    let form = admin
        .request(Method::POST, "/segments")
        .header("content-type", "text/plain")
        .body(r#"{"name":"Form"}"#);
    admin.send(form).await.refused(415, "body.not_json");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_changes_data_is_in_the_audit_log(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let things = things(&app, &admin, "Mine").await;
    for endpoint in endpoints(&things) {
        call(&admin, &endpoint).await;
    }
    app.run_jobs().await;
    app.log_in(ADMIN_EMAIL).await;
    let actions: Vec<(String, bool)> =
        sqlx::query_as("select distinct action, user_id is not null from audit_entry order by 1")
            .fetch_all(&app.pool)
            .await
            .unwrap();
    let noted: BTreeSet<&str> = actions.iter().map(|(action, _)| action.as_str()).collect();
    for action in [
        "contact.changed",
        "contact.deleted",
        "field.changed",
        "field.created",
        "field.deleted",
        "import.cancelled",
        "import.created",
        "import.finished",
        "import.paused",
        "import.resumed",
        "import.sealed",
        "import.undo_begun",
        "import.undone",
        "segment.created",
        "segment.deleted",
        "segment.member_added",
        "segment.member_removed",
        "segment.renamed",
        "session.started",
    ] {
        assert!(noted.contains(action), "no {action} in {noted:?}");
    }
    // Only what the server does by itself is done by nobody.
    let by_nobody: Vec<&str> = actions
        .iter()
        .filter(|(_, by)| !by)
        .map(|(action, _)| action.as_str())
        .collect();
    assert_eq!(by_nobody, ["import.finished", "import.undone"]);
    let data: i64 = sqlx::query_scalar("select count(*) from audit_entry where subject like '%@%'")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(data, 0);
}
