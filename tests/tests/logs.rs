//! What the server logs, alone in its process: the subscriber is the process's.

use muster_shared::api::{ContactPatch, Import};
use muster_shared::merge::Existing;
use muster_tests::draft::key;
use muster_tests::logs::Logs;
use muster_tests::{App, Draft};
use sqlx::PgPool;
use std::fmt::Write;

/// Stands in every row.
const MARK: &str = "xq7marked";

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn no_contacts_data_is_ever_logged(pool: PgPool) {
    let logs = Logs::default();
    let writer = logs.clone();
    // All that the server says itself, and what its libraries warn of.
    tracing_subscriber::fmt()
        .with_env_filter("warn,muster_backend=trace,sqlx=debug,tower_http=trace,axum=trace,hyper=debug")
        .with_writer(move || writer.clone())
        .init();
    let (app, admin) = App::with_admin(pool).await;
    let mut file = "email,first_name,city,points,mobile_phone\n".to_owned();
    for n in 0..1_000 {
        let points = if n % 10 == 0 { MARK } else { "1" };
        writeln!(file, "{MARK}{}@x.example,{MARK},{MARK},{points},", n % 900).unwrap();
    }
    let draft = |existing| {
        Draft::new(file.as_str())
            .existing(existing)
            .batches_of(100)
            .unmapped("mobile_phone")
    };
    for existing in [Existing::Leave, Existing::Override] {
        let import = app.import(&admin, &draft(existing)).await;
        assert_eq!(import.counts.total(), 1_000);
        admin.get(&format!("/imports/{}/left-out", import.id)).await.expect(200);
        admin
            .get(&format!("/imports/{}/left-out.csv", import.id))
            .await
            .expect(200);
    }
    let page: muster_shared::api::ContactPage = admin.get(&format!("/contacts?search={MARK}")).await.ok();
    let id = page.contacts[0].id;
    let patch = |field: &str, text: &str| ContactPatch {
        field: key(field),
        text: text.to_owned(),
    };
    admin
        .patch(&format!("/contacts/{id}"), &patch("city", MARK))
        .await
        .expect(200);
    admin
        .patch(&format!("/contacts/{id}"), &patch("points", MARK))
        .await
        .expect(422);
    admin
        .patch(&format!("/contacts/{id}"), &patch("email", &page.contacts[1].email))
        .await
        .expect(409);
    // Bodies that are refused, and a log-in under a contact's name.
    let upload = draft(Existing::Leave).cut();
    admin.create(&upload).await.ok::<Import>();
    admin
        .put_batch(upload.id, 0, format!("{{\"lines\":[\"{MARK}\"]}}").as_bytes())
        .await
        .expect(422);
    let login = serde_json::json!({"email": format!("{MARK}1@x.example"), "password": MARK});
    app.guest().post("/session", &login).await.expect(401);
    // The database refuses rows, with their values in its words: by a constraint, and in the job.
    app.sql("alter table contact add constraint no_more check (attributes ->> 'city' is null) not valid")
        .await;
    let other = Draft::new(file.replace(",1,", ",2,"))
        .unmapped("mobile_phone")
        .existing(Existing::Override);
    let failed = app.import(&admin, &other).await;
    assert_eq!(failed.state, muster_shared::api::ImportState::Failed);
    assert!(!failed.paused_reason.unwrap_or_default().contains(MARK));
    admin
        .patch(
            &format!("/contacts/{id}"),
            &patch("first_name", &format!("{MARK} anew")),
        )
        .await
        .refused(500, "internal");

    let text = logs.text();
    assert!(
        text.contains("import failed") && text.contains("a statement failed"),
        "the logs are looked at: {text}"
    );
    let leaks: Vec<&str> = text.lines().filter(|line| line.contains(MARK)).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}
