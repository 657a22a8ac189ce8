//! What one account may have unfinished.

use super::{draft, with};
use muster_shared::api::{Import, ImportState};
use muster_shared::limits::{ACCOUNT_UNFINISHED_BYTES, ACCOUNT_UNFINISHED_IMPORTS};
use muster_tests::App;
use sqlx::PgPool;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_account_has_so_many_unfinished_imports_and_no_more(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let first = draft().cut();
    admin.create(&first).await.ok::<Import>();
    sqlx::query(
        "insert into import
         select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'number', 1000 + n))).*
         from import i, generate_series(1, $1) n",
    )
    .bind(ACCOUNT_UNFINISHED_IMPORTS as i32 - 1)
    .execute(&app.pool)
    .await
    .unwrap();
    let one_more = draft().cut();
    let refused = admin.create(&one_more).await.refused(409, "imports.too_many");
    assert!(
        refused.message.contains(&ACCOUNT_UNFINISHED_IMPORTS.to_string()),
        "{refused:?}"
    );
    // One that is there already is answered; another account isn't concerned; and a finished one makes room.
    admin.create(&first).await.ok::<Import>();
    app.other_account().await.create(&draft().cut()).await.ok::<Import>();
    admin.steer(first.id, "cancel").await.ok::<Import>();
    assert_eq!(
        admin.create(&one_more).await.ok::<Import>().state,
        ImportState::Uploading
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_accounts_unfinished_files_are_so_large_and_no_larger(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let sized = |size| with(&draft().cut(), |new| new.file.size = size);
    // One file may be of any size.
    let large = sized(ACCOUNT_UNFINISHED_BYTES + 1);
    admin.create(&large).await.ok::<Import>();
    admin.create(&sized(1)).await.refused(409, "imports.too_large");
    admin.steer(large.id, "cancel").await.ok::<Import>();
    admin.create(&sized(ACCOUNT_UNFINISHED_BYTES - 1)).await.ok::<Import>();
    admin.create(&sized(1)).await.ok::<Import>();
    admin.create(&sized(1)).await.refused(409, "imports.too_large");
}
