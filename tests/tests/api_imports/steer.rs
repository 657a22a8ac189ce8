//! `POST /imports/{id}/pause`, `/resume`, `/apply`, `/cancel`

use super::draft;
use muster_backend::jobs;
use muster_shared::api::{Import, ImportState};
use muster_tests::{App, Client, Upload};
use sqlx::PgPool;
use uuid::Uuid;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn pause_resume_and_cancel_may_be_said_in_every_state_and_twice(pool: PgPool) {
    use ImportState::{
        Applying, Cancelled, Expired, Failed, Finished, Paused, Previewed, Previewing, Sealed, Uploading,
    };
    let (app, admin) = App::with_admin(pool).await;
    for (from, wish, to) in [
        (Uploading, "pause", Paused),
        (Uploading, "resume", Uploading),
        (Uploading, "cancel", Cancelled),
        (Sealed, "pause", Paused),
        (Sealed, "resume", Sealed),
        (Sealed, "cancel", Cancelled),
        (Paused, "pause", Paused),
        (Paused, "resume", Sealed),
        (Paused, "cancel", Cancelled),
        (Uploading, "apply", Uploading),
        (Sealed, "apply", Sealed),
        (Paused, "apply", Paused),
        (Previewing, "pause", Paused),
        (Previewing, "resume", Previewing),
        (Previewing, "cancel", Cancelled),
        (Previewed, "pause", Previewed),
        (Previewed, "resume", Previewed),
        (Previewed, "apply", Sealed),
        (Previewed, "cancel", Cancelled),
        (Applying, "pause", Paused),
        (Applying, "resume", Applying),
        (Applying, "apply", Applying),
        (Applying, "cancel", Cancelled),
        (Expired, "pause", Expired),
        (Expired, "resume", Expired),
        (Expired, "apply", Expired),
        (Expired, "cancel", Expired),
        (Finished, "apply", Finished),
        (Cancelled, "apply", Cancelled),
        (Failed, "apply", Failed),
        (Finished, "pause", Finished),
        (Finished, "resume", Finished),
        (Finished, "cancel", Finished),
        (Cancelled, "pause", Cancelled),
        (Cancelled, "resume", Cancelled),
        (Cancelled, "cancel", Cancelled),
        (Failed, "pause", Failed),
        (Failed, "resume", Sealed),
        (Failed, "cancel", Cancelled),
    ] {
        let upload = bring_to(&app, &admin, from).await;
        for _ in 0..2 {
            let import: Import = admin.steer(upload.id, wish).await.ok();
            assert_eq!(import.state, to, "{from:?}, {wish}");
            assert_eq!(
                import.paused_reason.is_some(),
                matches!(to, Paused | Failed),
                "{from:?}, {wish}"
            );
        }
        // So that it doesn't stand in the way of the next one.
        admin.steer(upload.id, "cancel").await.ok::<Import>();
    }
    for wish in ["pause", "resume", "apply", "cancel"] {
        admin.steer(Uuid::new_v4(), wish).await.refused(404, "not_found");
    }
}

async fn bring_to(app: &App, admin: &Client, state: ImportState) -> Upload {
    let upload = match state {
        ImportState::Previewing | ImportState::Previewed => draft().previewed().cut(),
        _ => draft().cut(),
    };
    admin.stage(&upload).await;
    if !matches!(state, ImportState::Uploading | ImportState::Expired) {
        admin.seal(&upload).await.ok::<Import>();
    }
    match state {
        ImportState::Paused => drop(admin.steer(upload.id, "pause").await),
        ImportState::Cancelled => drop(admin.steer(upload.id, "cancel").await),
        ImportState::Finished | ImportState::Previewed => app.run_jobs().await,
        ImportState::Applying => {
            app.sql("update import set state = 'applying' where state = 'sealed'")
                .await
        }
        ImportState::Expired => {
            app.sql("update import set created_at = created_at - interval '8 days'")
                .await;
            app.sql("update import_batch set received_at = received_at - interval '8 days'")
                .await;
            jobs::expire_imports(&app.state).await.unwrap();
        }
        ImportState::Failed => {
            app.sql("update import_batch set payload = 'x' where applied_at is null and payload is not null")
                .await;
            app.run_jobs().await;
        }
        _ => {}
    }
    assert_eq!(super::state(admin, upload.id).await, state);
    upload
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_paused_import_waits_and_goes_on_where_it_was(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    // Paused while it is uploaded: batches and the seal still come in.
    let paused: Import = admin.steer(upload.id, "pause").await.ok();
    assert_eq!(paused.paused_reason.as_deref(), Some("Paused by Ana López."));
    for (seq, batch) in (0..).zip(&upload.batches) {
        admin.put_batch(upload.id, seq, batch).await.expect(200);
    }
    assert_eq!(admin.seal(&upload).await.ok::<Import>().state, ImportState::Paused);
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty());
    assert_eq!(
        admin.steer(upload.id, "resume").await.ok::<Import>().state,
        ImportState::Sealed
    );
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts.created, 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_cancelled_import_takes_nothing_more_and_keeps_no_data(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    admin.put_batch(upload.id, 0, &upload.batches[0]).await.expect(200);
    admin.steer(upload.id, "cancel").await.ok::<Import>();
    admin
        .put_batch(upload.id, 1, &upload.batches[1])
        .await
        .refused(409, "import.cancelled");
    admin.seal(&upload).await.refused(409, "import.cancelled");
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty());
    let kept: i64 = sqlx::query_scalar("select count(*) from import_batch where payload is not null")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_was_saved_before_a_failure_or_a_cancel_stays_and_is_told(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = admin.upload(&draft()).await;
    app.sql("create table kept as select seq, payload from import_batch")
        .await;
    app.sql("update import_batch set payload = 'x' where seq = 1").await;
    app.run_jobs().await;
    let failed = admin.import(upload.id).await;
    assert_eq!(
        (failed.state, failed.counts.created, failed.counts.total()),
        (ImportState::Failed, 1, 1)
    );
    assert!(failed.paused_reason.is_some_and(|reason| reason.ends_with('.')));
    // Told to go on, it goes on with the batch that failed.
    app.sql("update import_batch b set payload = k.payload from kept k where k.seq = b.seq and b.seq = 1")
        .await;
    app.sql("update import_batch set payload = 'x' where seq = 2").await;
    admin.steer(upload.id, "resume").await.ok::<Import>();
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts.created, 2);
    let cancelled: Import = admin.steer(upload.id, "cancel").await.ok();
    assert_eq!((cancelled.state, cancelled.counts.created), (ImportState::Cancelled, 2));
    assert_eq!(app.contacts(&admin).await.len(), 2);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_preview_is_paused_resumed_and_mended_without_being_applied(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().previewed().cut();
    admin.create(&upload).await.ok::<Import>();
    admin.steer(upload.id, "apply").await.refused(409, "preview.not_ready");
    admin.stage(&upload).await;
    let paused: Import = admin.steer(upload.id, "pause").await.ok();
    assert_eq!(paused.previewed, Some(0));
    assert_eq!(admin.seal(&upload).await.ok::<Import>().state, ImportState::Paused);
    app.run_jobs().await;
    assert_eq!(admin.preview(upload.id).await, None);
    admin.steer(upload.id, "apply").await.refused(409, "preview.not_ready");
    assert_eq!(
        admin.steer(upload.id, "resume").await.ok::<Import>().state,
        ImportState::Previewing
    );
    // A batch that can't be read fails the preview, with what was found before it.
    app.sql("create table kept as select seq, payload from import_batch")
        .await;
    app.sql("update import_batch set payload = 'x' where seq = 1").await;
    app.run_jobs().await;
    let failed = admin.import(upload.id).await;
    assert_eq!((failed.state, failed.previewed), (ImportState::Failed, Some(1)));
    app.sql("update import_batch b set payload = k.payload from kept k where k.seq = b.seq")
        .await;
    admin.steer(upload.id, "resume").await.ok::<Import>();
    app.run_jobs().await;
    let previewed = admin.import(upload.id).await;
    assert_eq!(
        (previewed.state, previewed.previewed),
        (ImportState::Previewed, Some(3))
    );
    assert!(app.contacts(&admin).await.is_empty());
    admin.steer(upload.id, "apply").await.ok::<Import>();
    app.run_jobs().await;
    let finished = admin.import(upload.id).await;
    assert_eq!(
        (finished.state, finished.counts.created, finished.previewed),
        (ImportState::Finished, 3, None)
    );
}
