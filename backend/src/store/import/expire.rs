//! Imports that nobody goes on with: not sealed, or not decided upon, for days.

use super::preview::forget_preview;
use super::steer::forget_payloads;
use crate::store::PgPool;
use crate::store::audit;
use muster_shared::limits;
use uuid::Uuid;

/// Imports old enough to be looked at. Found without a lock, over all accounts.
pub(crate) async fn expirable(pool: &PgPool) -> sqlx::Result<Vec<(i64, Uuid)>> {
    let rows = sqlx::query!(
        "select account_id, id from import
         where state in ('uploading', 'previewed', 'paused') and retry_at is null
           and created_at < now() - make_interval(days => $1)
         order by created_at",
        limits::EXPIRY_DAYS.cast_signed(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.id)).collect())
}

/// Ends the import if it waits for a person since [`limits::EXPIRY_DAYS`]: for the rest of its file, or for a word on its preview.
/// What was staged goes. False if it doesn't, or another server is at it.
pub(crate) async fn expire(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let waits = sqlx::query_scalar!(
        "select id from import
         where account_id = $1 and id = $2 and retry_at is null
           and (sealed_at is null and state in ('uploading', 'paused')
                or preview and confirmed_at is null and state in ('previewed', 'paused'))
           and greatest(created_at, sealed_at,
                   (select max(received_at) from import_batch where account_id = $1 and import_id = $2),
                   (select updated_at from import_preview where account_id = $1 and import_id = $2))
               < now() - make_interval(days => $3)
         for update skip locked",
        account_id,
        id,
        limits::EXPIRY_DAYS.cast_signed(),
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if waits.is_none() {
        return Ok(false);
    }
    sqlx::query!(
        "update import set state = 'expired', finished_at = now(), paused_reason = null where account_id = $1 and id = $2",
        account_id,
        id,
    )
    .execute(&mut *transaction)
    .await?;
    forget_payloads(&mut transaction, account_id, id).await?;
    forget_preview(&mut transaction, account_id, id).await?;
    audit::note(&mut *transaction, account_id, None, "import.expired", &id.to_string()).await?;
    transaction.commit().await?;
    Ok(true)
}
