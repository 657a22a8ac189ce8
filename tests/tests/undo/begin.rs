//! `GET` and `POST /imports/{id}/undo`: when an import can be undone, and who may.

use super::undo_counts;
use muster_shared::api::{Import, ImportState, KeptPage, Role, UndoOutlook};
use muster_shared::merge::Existing;
use muster_tests::{App, Client, Draft, Upload};
use sqlx::PgPool;
use uuid::Uuid;

fn draft() -> Draft {
    Draft::new("email,city\na@x.example,Porto\nb@x.example,Lyon\nc@x.example,Faro\n").batches_of(1)
}

async fn undo(client: &Client, upload: &Upload) -> muster_tests::Answer {
    client.post(&format!("{}/undo", upload.path()), &()).await
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_is_over_and_changed_something_can_be_undone_and_twice_is_once(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = admin.upload(&draft()).await;
    undo(&admin, &upload).await.refused(409, "undo.not_over");
    assert_eq!(admin.import(upload.id).await.undo_until, None);
    app.run_jobs().await;
    let finished = admin.import(upload.id).await;
    let until = finished.undo_until.unwrap();
    assert_eq!((until - finished.finished_at.unwrap()).num_days(), 30);
    let begun: Import = undo(&admin, &upload).await.ok();
    assert_eq!((begun.state, begun.undo_until), (ImportState::Undoing, None));
    assert_eq!(begun.undo.as_ref().unwrap().contacts, None);
    let again: Import = undo(&admin, &upload).await.ok();
    assert_eq!(again.undo.unwrap().started_at, begun.undo.unwrap().started_at);
    for wish in ["pause", "resume", "cancel"] {
        assert_eq!(
            admin.steer(upload.id, wish).await.ok::<Import>().state,
            ImportState::Undoing
        );
    }
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty());
    let undone: Import = undo(&admin, &upload).await.ok();
    assert_eq!(undone.state, ImportState::Undone);
    let done = undone.undo.unwrap();
    assert_eq!((done.counts, done.by.as_str()), (undo_counts(3, 0, 0), "Ana López"));
    for wish in ["pause", "resume", "cancel"] {
        assert_eq!(
            admin.steer(upload.id, wish).await.ok::<Import>().state,
            ImportState::Undone
        );
    }
    admin.stage(&upload).await;
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.state, ImportState::Undone);
    let audited: Vec<(String, bool)> = sqlx::query_as(
        "select action, user_id is not null from audit_entry where action like 'import.und%' order by id",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert_eq!(
        audited,
        [
            ("import.undo_begun".to_owned(), true),
            ("import.undone".to_owned(), false)
        ]
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_cancelled_import_gives_back_what_it_saved(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = admin.upload(&draft()).await;
    app.sql("update import_batch set payload = 'x' where seq = 1").await;
    app.run_jobs().await;
    undo(&admin, &upload).await.refused(409, "undo.not_over");
    let cancelled: Import = admin.steer(upload.id, "cancel").await.ok();
    assert_eq!((cancelled.state, cancelled.counts.created), (ImportState::Cancelled, 1));
    assert!(cancelled.undo_until.is_some());
    undo(&admin, &upload).await.ok::<Import>();
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty());
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn too_late_and_nothing_to_undo_are_said_in_words(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &draft()).await;
    // Again: the same contacts, and nothing checked.
    let nothing = admin.upload(&draft()).await;
    app.run_jobs().await;
    undo(&admin, &nothing).await.refused(409, "undo.nothing");
    assert_eq!(admin.import(nothing.id).await.undo_until, None);
    let stopped = draft().cut();
    admin.stage(&stopped).await;
    admin.steer(stopped.id, "cancel").await.ok::<Import>();
    undo(&admin, &stopped).await.refused(409, "undo.nothing");
    let old = admin
        .upload(&Draft::new("email,city\na@x.example,Nice\n").existing(Existing::Override))
        .await;
    app.run_jobs().await;
    app.sql("update import set finished_at = finished_at - interval '30 days 1 second'")
        .await;
    let error = undo(&admin, &old).await.refused(409, "undo.too_late");
    assert!(error.message.contains("30 days"), "{error:?}");
    assert_eq!(admin.import(old.id).await.undo_until, None);
    let nobody = Uuid::new_v4();
    admin
        .post(&format!("/imports/{nobody}/undo"), &())
        .await
        .refused(404, "not_found");
    admin
        .get(&format!("/imports/{nobody}/undo"))
        .await
        .refused(404, "not_found");
    admin
        .get(&format!("/imports/{nobody}/undo/kept"))
        .await
        .refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn who_may_import_may_undo_and_everybody_sees_what_stayed(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let (importer, reader) = (app.person(Role::Importer).await, app.person(Role::Reader).await);
    let upload = admin.upload(&draft().new_segment("Spring")).await;
    app.run_jobs().await;
    let a = app.contact_id(&admin, "a@x.example").await;
    let patch = serde_json::json!({"field": "city", "text": "Braga"});
    admin.patch(&format!("/contacts/{a}"), &patch).await.expect(200);
    let path = format!("{}/undo", upload.path());
    reader.get(&path).await.refused(403, "role.not_enough");
    reader.post(&path, &()).await.refused(403, "role.not_enough");
    let outlook: UndoOutlook = importer.get(&path).await.ok();
    assert_eq!(outlook.counts, undo_counts(2, 0, 1));
    assert_eq!(
        outlook
            .leaving
            .iter()
            .map(|one| (one.name.as_str(), one.contacts))
            .collect::<Vec<_>>(),
        [("Spring", 3)]
    );
    importer.post(&path, &()).await.ok::<Import>();
    app.run_jobs().await;
    let kept: KeptPage = reader.get(&format!("{path}/kept")).await.ok();
    let value = &kept.values[0];
    assert_eq!((kept.total, kept.values.len(), kept.next.is_none()), (1, 1, true));
    assert_eq!(
        (value.contact, value.email.as_deref(), value.created),
        (a, Some("a@x.example"), true)
    );
    assert_eq!(
        (value.field.as_str(), &value.now),
        ("city", &serde_json::json!("Braga"))
    );
    assert_eq!(value.by.as_deref(), Some("Ana López"));
    admin.delete(&format!("/contacts/{a}")).await.empty();
    let kept: KeptPage = reader.get(&format!("{path}/kept")).await.ok();
    assert_eq!((kept.total, kept.values[0].email.as_deref()), (1, None));
    reader
        .get(&format!("{path}/kept?after=x"))
        .await
        .refused(400, "query.unreadable");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_an_undo_needs_stays_until_it_is_done(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = admin.upload(&draft().new_segment("Spring")).await;
    app.run_jobs().await;
    undo(&admin, &upload).await.ok::<Import>();
    let segments: Vec<muster_shared::api::Segment> = admin.get("/segments").await.ok();
    let segment = format!("/segments/{}", segments[0].id);
    admin.delete(&segment).await.refused(409, "segment.in_use");
    app.run_jobs().await;
    admin.delete(&segment).await.empty();
}
