//! What the runner looks for, claims and finishes.

use crate::store::audit;
use crate::store::{PgConnection, PgPool, PgTransaction};
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::repeated::Repeats;
use muster_shared::{Field, Mapping};
use sqlx::types::Json;
use uuid::Uuid;

/// An import that waits for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) account_id: i64,
    pub(crate) id: Uuid,
    /// It is to be compared with the contacts, not applied.
    pub(crate) is_preview: bool,
}

/// Imports that wait for a server: the first one sealed of each account, then their second ones, and so on, so that no account
/// hides another's. Found without a lock, so that it works over all accounts; the claim is within one.
pub(crate) async fn candidates(pool: &PgPool, limit: i64) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"select account_id, id, is_preview as "is_preview!"
           from (select account_id, id, sealed_at, preview and confirmed_at is null as is_preview,
                        row_number() over (partition by account_id order by sealed_at) as turn
                 from import
                 where state in ('sealed', 'previewing', 'applying')
                    or (state = 'paused' and sealed_at is not null and retry_at <= now())) i
           order by turn, sealed_at limit $1"#,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// All that applying needs to know: none of it changes after the import is created.
pub(crate) struct Job {
    pub(crate) mapping: Mapping,
    pub(crate) columns: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) existing: Existing,
    pub(crate) resubscribe: Resubscribe,
    pub(crate) repeats: Repeats,
    /// By their place in `import_batch.added`.
    pub(crate) segments: Vec<i64>,
}

pub(crate) async fn job(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Job>> {
    let row = sqlx::query!(
        r#"select mapping as "mapping: Json<Mapping>", columns as "columns: Json<Vec<String>>",
                  fields as "fields: Json<Vec<Field>>", options as "options: Json<muster_shared::api::ImportOptions>"
           from import where account_id = $1 and id = $2 and sealed_at is not null"#,
        account_id,
        id,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let segments = sqlx::query_scalar!(
        "select segment_id from import_segment where account_id = $1 and import_id = $2 order by position",
        account_id,
        id,
    )
    .fetch_all(pool)
    .await?;
    Ok(Some(Job {
        mapping: row.mapping.0,
        columns: row.columns.0,
        fields: row.fields.0,
        existing: row.options.0.existing,
        resubscribe: row.options.0.resubscribe,
        repeats: row.options.0.repeats,
        segments,
    }))
}

/// Takes the import until the end of the transaction that it answers: no other server applies it meanwhile, and who seals,
/// pauses or cancels it waits. `None` if another server has it, or it isn't to be applied.
pub(crate) async fn claim(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<PgTransaction>> {
    loop {
        let mut transaction = pool.begin().await?;
        let state = sqlx::query_scalar!(
            "select state from import
             where account_id = $1 and id = $2 and (not preview or confirmed_at is not null)
               and (state in ('sealed', 'applying') or (state = 'paused' and sealed_at is not null and retry_at <= now()))
             for update skip locked",
            account_id,
            id,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        match state.as_deref() {
            None => return Ok(None),
            Some("applying") => return Ok(Some(transaction)),
            // For all to see before the first batch is written.
            Some(_) => {
                sqlx::query!(
                    "update import set state = 'applying', paused_reason = null, retry_at = null where account_id = $1 and id = $2",
                    account_id,
                    id,
                )
                .execute(&mut *transaction)
                .await?;
                transaction.commit().await?;
            }
        }
    }
}

/// All batches are applied.
pub(crate) async fn finish(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = 'finished', finished_at = now() where account_id = $1 and id = $2",
        account_id,
        id
    )
    .execute(&mut *connection)
    .await?;
    // Taken in the order of their ids, as everywhere, and without waiting for imports that merely keep them from being deleted.
    sqlx::query!(
        "update segment s set updated_at = now()
         from (select s.id from segment s join import_segment j on j.account_id = s.account_id and j.segment_id = s.id
               where s.account_id = $1 and j.import_id = $2 order by s.id for no key update of s) touched
         where s.account_id = $1 and s.id = touched.id",
        account_id,
        id,
    )
    .execute(&mut *connection)
    .await?;
    audit::note(connection, account_id, None, "import.finished", &id.to_string()).await
}
