//! What an import would do: kept batch after batch, until someone decides.

use crate::store::{PgConnection, PgPool, unsigned};
use chrono::{DateTime, Utc};
use muster_shared::api::{Counts, FieldPreview, Preview};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// A batch to compare, and how many there are.
pub(crate) struct Next {
    pub(crate) seq: i32,
    pub(crate) batches: i32,
}

/// The batch to compare next; `None` if the import isn't to be previewed (any more).
pub(crate) async fn next_to_compare(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Next>> {
    sqlx::query_as!(
        Next,
        r#"select coalesce(p.batches, 0) as "seq!", i.batches as "batches!"
           from import i left join import_preview p on p.account_id = i.account_id and p.import_id = i.id
           where i.account_id = $1 and i.id = $2 and i.sealed_at is not null and i.preview and i.confirmed_at is null
             and (i.state = 'previewing' or (i.state = 'paused' and i.retry_at <= now()))"#,
        account_id,
        id,
    )
    .fetch_optional(pool)
    .await
}

/// Takes the import for this transaction, as [`super::claim`] does, to be compared. False if another server has it, or it isn't
/// to be previewed.
pub(crate) async fn claim_preview(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<bool> {
    let state = sqlx::query_scalar!(
        "select state from import
         where account_id = $1 and id = $2 and sealed_at is not null and preview and confirmed_at is null
           and (state = 'previewing' or (state = 'paused' and retry_at <= now()))
         for update skip locked",
        account_id,
        id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(state) = state else { return Ok(false) };
    if state != "previewing" {
        sqlx::query!(
            "update import set state = 'previewing', paused_reason = null, retry_at = null where account_id = $1 and id = $2",
            account_id,
            id,
        )
        .execute(connection)
        .await?;
    }
    Ok(true)
}

/// What was found in some batches, from the first one on, or in one of them.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// How many.
    pub(crate) batches: i32,
    pub(crate) counts: Counts,
    pub(crate) skipped_repeated: u64,
    /// Those that change anything.
    pub(crate) fields: Vec<FieldPreview>,
}

struct FoundRow {
    batches: i32,
    created: i64,
    updated: i64,
    unchanged: i64,
    skipped: i64,
    skipped_repeated: i64,
    rejected: i64,
    fields: Json<Vec<FieldPreview>>,
    updated_at: DateTime<Utc>,
}

async fn row(
    executor: impl sqlx::PgExecutor<'_>,
    account_id: i64,
    import_id: Uuid,
) -> sqlx::Result<Option<(Found, DateTime<Utc>)>> {
    let row = sqlx::query_as!(
        FoundRow,
        r#"select batches, created, updated, unchanged, skipped, skipped_repeated, rejected,
                  fields as "fields: Json<Vec<FieldPreview>>", updated_at
           from import_preview where account_id = $1 and import_id = $2"#,
        account_id,
        import_id,
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| {
        let counts = Counts {
            created: unsigned(Some(row.created)),
            updated: unsigned(Some(row.updated)),
            unchanged: unsigned(Some(row.unchanged)),
            skipped: unsigned(Some(row.skipped)),
            rejected: unsigned(Some(row.rejected)),
        };
        let found = Found {
            batches: row.batches,
            counts,
            skipped_repeated: unsigned(Some(row.skipped_repeated)),
            fields: row.fields.0,
        };
        (found, row.updated_at)
    }))
}

/// What is kept of a claimed import.
pub(crate) async fn found(connection: &mut PgConnection, account_id: i64, import_id: Uuid) -> sqlx::Result<Found> {
    let found = row(connection, account_id, import_id).await?;
    Ok(found.map(|(found, _)| found).unwrap_or_default())
}

/// The preview as far as it is made.
pub(crate) async fn preview(pool: &PgPool, account_id: i64, import_id: Uuid) -> sqlx::Result<Option<Preview>> {
    let found = row(pool, account_id, import_id).await?;
    Ok(found.map(|(found, made_at)| Preview {
        counts: found.counts,
        skipped_repeated: found.skipped_repeated,
        fields: found.fields,
        made_at,
    }))
}

/// Keeps what was found.
pub(crate) async fn keep_found(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    found: &Found,
) -> sqlx::Result<()> {
    let counts = found.counts;
    sqlx::query!(
        "insert into import_preview (account_id, import_id, batches, created, updated, unchanged, skipped, skipped_repeated,
             rejected, fields, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now())
         on conflict (account_id, import_id) do update
         set batches = excluded.batches, created = excluded.created, updated = excluded.updated,
             unchanged = excluded.unchanged, skipped = excluded.skipped, skipped_repeated = excluded.skipped_repeated,
             rejected = excluded.rejected, fields = excluded.fields, updated_at = excluded.updated_at",
        account_id,
        import_id,
        found.batches,
        counts.created.cast_signed(),
        counts.updated.cast_signed(),
        counts.unchanged.cast_signed(),
        counts.skipped.cast_signed(),
        found.skipped_repeated.cast_signed(),
        counts.rejected.cast_signed(),
        Json(&found.fields) as _,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// All batches of a claimed import were compared: it waits for a person.
pub(crate) async fn set_previewed(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = 'previewed' where account_id = $1 and id = $2",
        account_id,
        id
    )
    .execute(connection)
    .await
    .map(drop)
}

/// Nothing is kept of a preview that was decided upon: contacts' values stand in it.
pub(super) async fn forget_preview(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from import_preview where account_id = $1 and import_id = $2",
        account_id,
        id
    )
    .execute(connection)
    .await
    .map(drop)
}

/// The contacts that have the emails, without a lock: their attributes as JSON by email, or `{}` where only their existence counts.
pub(crate) async fn existing_contacts(
    pool: &PgPool,
    account_id: i64,
    emails: &[String],
    with_attributes: bool,
) -> sqlx::Result<HashMap<String, String>> {
    let rows = sqlx::query!(
        r#"select email, case when $3 then attributes::text else '{}' end as "attributes!"
           from contact where account_id = $1 and email = any ($2)"#,
        account_id,
        emails,
        with_attributes,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.email, row.attributes)).collect())
}
