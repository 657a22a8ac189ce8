//! `POST /imports/{id}/seal`

use super::{draft, state, with};
use muster_shared::api::{Import, ImportState, Seal};
use muster_shared::limits;
use muster_tests::App;
use sqlx::PgPool;
use uuid::Uuid;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_seal_with_holes_names_them(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    assert_eq!(
        admin.seal(&upload).await.seal_refused("seal.missing").missing,
        [0, 1, 2]
    );
    admin.put_batch(upload.id, 1, &upload.batches[1]).await.expect(200);
    assert_eq!(admin.seal(&upload).await.seal_refused("seal.missing").missing, [0, 2]);
    let many = Seal {
        batches: 100_000,
        records: 3,
    };
    let missing = admin
        .seal_as(upload.id, many)
        .await
        .seal_refused("seal.missing")
        .missing;
    assert_eq!((missing.len(), missing[0], missing[1]), (1_000, 0, 2));
    assert_eq!(state(&admin, upload.id).await, ImportState::Uploading);
    app.run_jobs().await;
    assert!(
        app.contacts(&admin).await.is_empty(),
        "nothing is applied before the seal"
    );
    for seq in [0, 2] {
        admin
            .put_batch(upload.id, seq, &upload.batches[seq as usize])
            .await
            .expect(200);
    }
    assert_eq!(admin.seal(&upload).await.ok::<Import>().state, ImportState::Sealed);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_seal_with_other_counts_is_refused(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.stage(&upload).await;
    for (batches, records) in [
        (0, 0),
        (0, 3),
        (2, 2),
        (2, 3),
        (3, 2),
        (3, 4),
        (3, u64::MAX),
        (u32::MAX, 3),
        (limits::BATCHES + 1, 3),
    ] {
        admin
            .seal_as(upload.id, Seal { batches, records })
            .await
            .seal_refused("seal.count_differs");
    }
    // The request that made the import said how many records there are.
    let fewer = with(&draft().cut(), |new| new.records = 2);
    admin.stage(&fewer).await;
    admin
        .seal_as(fewer.id, Seal { batches: 3, records: 3 })
        .await
        .seal_refused("seal.count_differs");
    admin
        .seal_as(fewer.id, Seal { batches: 3, records: 2 })
        .await
        .seal_refused("seal.count_differs");
    admin
        .seal_as(Uuid::new_v4(), upload.seal())
        .await
        .refused(404, "not_found");
    assert_eq!(state(&admin, upload.id).await, ImportState::Uploading);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn sealing_again_changes_nothing(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.stage(&upload).await;
    let seals = futures::future::join_all((0..4).map(|_| admin.seal(&upload))).await;
    let sealed_at = seals[0].ok::<Import>().sealed_at;
    assert!(sealed_at.is_some() && seals.iter().all(|seal| seal.ok::<Import>().sealed_at == sealed_at));
    app.run_jobs().await;
    let finished: Import = admin.seal(&upload).await.ok();
    assert_eq!(
        (finished.state, finished.sealed_at, finished.counts.created),
        (ImportState::Finished, sealed_at, 3)
    );
    admin
        .seal_as(upload.id, Seal { batches: 2, records: 2 })
        .await
        .seal_refused("seal.count_differs");
    app.run_jobs().await;
    assert_eq!(app.contacts(&admin).await.len(), 3);
}
