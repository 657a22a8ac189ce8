//! Imports that nobody goes on with.

use super::{draft, state};
use muster_backend::jobs;
use muster_shared::api::{Import, ImportState};
use muster_tests::{App, Client};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use uuid::Uuid;

/// Moves all that happened so far back by some days.
async fn pass_days(app: &App, days: i32) {
    for statement in [
        "update import set created_at = created_at - make_interval(days => $1),
             sealed_at = sealed_at - make_interval(days => $1)",
        "update import_batch set received_at = received_at - make_interval(days => $1)",
        "update import_preview set updated_at = updated_at - make_interval(days => $1)",
    ] {
        sqlx::query(statement).bind(days).execute(&app.pool).await.unwrap();
    }
}

async fn expire(app: &App) -> u32 {
    jobs::expire_imports(&app.state).await.unwrap()
}

/// What is kept of files.
async fn payloads(app: &App) -> i64 {
    sqlx::query_scalar(
        "select (select count(*) from import_batch where payload is not null) + (select count(*) from import_preview)",
    )
    .fetch_one(&app.pool)
    .await
    .unwrap()
}

async fn half(admin: &Client) -> Uuid {
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    admin.put_batch(upload.id, 0, &upload.batches[0]).await.expect(200);
    upload.id
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_upload_that_nobody_finishes_goes_after_seven_days_with_its_data(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().new_segment("Spring").cut();
    admin.create(&upload).await.ok::<Import>();
    admin.put_batch(upload.id, 0, &upload.batches[0]).await.expect(200);
    let paused = half(&admin).await;
    admin.steer(paused, "pause").await.ok::<Import>();
    pass_days(&app, 6).await;
    assert_eq!(expire(&app).await, 0);
    pass_days(&app, 2).await;
    assert_eq!((payloads(&app).await, expire(&app).await), (2, 2));
    assert_eq!(payloads(&app).await, 0);
    for id in [upload.id, paused] {
        let import = admin.import(id).await;
        assert_eq!((import.state, import.counts.total()), (ImportState::Expired, 0));
        assert!(import.finished_at.is_some() && import.paused_reason.is_none());
    }
    // It takes nothing more, says why, and keeps nothing from being deleted.
    let refused = admin
        .put_batch(upload.id, 1, &upload.batches[1])
        .await
        .refused(409, "import.expired");
    assert!(refused.message.contains("within 7 days"), "{refused:?}");
    admin.seal(&upload).await.refused(409, "import.expired");
    assert_eq!(admin.create(&upload).await.ok::<Import>().state, ImportState::Expired);
    let segment = admin.import(upload.id).await.segments[0].id;
    admin.delete(&format!("/segments/{segment}")).await.empty();
    assert_eq!(expire(&app).await, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_last_sign_of_life_counts(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    pass_days(&app, 5).await;
    admin.put_batch(upload.id, 0, &upload.batches[0]).await.expect(200);
    pass_days(&app, 5).await;
    assert_eq!(expire(&app).await, 0);
    admin.stage(&upload).await;
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts.created, 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_preview_that_nobody_decides_upon_goes_and_what_is_to_be_applied_stays(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let previewed = admin.upload(&draft().previewed()).await.id;
    let confirmed = admin.upload(&draft().previewed()).await.id;
    app.run_jobs().await;
    admin.steer(confirmed, "apply").await.ok::<Import>();
    let paused = admin.upload(&draft()).await.id;
    for id in [confirmed, paused] {
        admin.steer(id, "pause").await.ok::<Import>();
    }
    let waiting = admin.upload(&draft()).await.id;
    pass_days(&app, 8).await;
    assert_eq!(expire(&app).await, 1);
    assert_eq!(state(&admin, previewed).await, ImportState::Expired);
    assert_eq!(admin.preview(previewed).await, None);
    assert_eq!(state(&admin, waiting).await, ImportState::Sealed);
    for id in [confirmed, paused] {
        assert_eq!(state(&admin, id).await, ImportState::Paused);
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn several_servers_expire_each_import_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    for _ in 0..20 {
        half(&admin).await;
    }
    pass_days(&app, 8).await;
    let (a, b, c) = tokio::join!(expire(&app), expire(&app), expire(&app));
    assert_eq!((a + b + c, payloads(&app).await), (20, 0));
    let told: i64 = sqlx::query_scalar("select count(*) from audit_entry where action = 'import.expired'")
        .fetch_one(&app.pool)
        .await
        .unwrap();
    assert_eq!(told, 20);
}
