//! Imports: creation, sealing, steering, and what the runner claims.

mod view;

pub(crate) use view::{get, list};

use crate::auth::Caller;
use crate::store::audit;
use muster_shared::api::{NewImport, Seal};
use muster_shared::merge::Existing;
use muster_shared::{Field, Mapping};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Holes that a refused seal names.
const MISSING: i64 = 1_000;

/// The digest of the request that made it.
pub(crate) async fn digest(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!(
        "select digest from import where account_id = $1 and id = $2",
        account_id,
        id
    )
    .fetch_optional(pool)
    .await
}

pub(crate) async fn mapping(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Mapping>> {
    let mapping = sqlx::query_scalar!(
        r#"select mapping as "mapping: Json<Mapping>" from import where account_id = $1 and id = $2"#,
        account_id,
        id
    )
    .fetch_optional(pool)
    .await?;
    Ok(mapping.map(|mapping| mapping.0))
}

/// The account's next number. Its row stays locked until the end of the transaction.
pub(crate) async fn next_number(connection: &mut PgConnection, account_id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "update account set imports = imports + 1 where account_id = $1 returning imports",
        account_id
    )
    .fetch_one(connection)
    .await
}

/// A checked request.
pub(crate) struct Created<'a> {
    pub(crate) account_id: i64,
    pub(crate) id: Uuid,
    pub(crate) number: i64,
    pub(crate) by: &'a Caller,
    pub(crate) new: &'a NewImport,
    pub(crate) digest: &'a [u8],
    pub(crate) fields: &'a [Field],
}

/// False if the import exists already.
pub(crate) async fn create(
    connection: &mut PgConnection,
    import: Created<'_>,
    segments: &[(i64, String)],
) -> sqlx::Result<bool> {
    let Created {
        account_id,
        id,
        number,
        by,
        new,
        digest,
        fields,
    } = import;
    let inserted = sqlx::query!(
        "insert into import (account_id, id, number, state, user_id, by_name, digest, rules_version, file_name, file_size,
             fingerprint, file_modified, dialect, columns, mapping, options, fields, records, created_at)
         values ($1, $2, $3, 'uploading', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, now())
         on conflict (account_id, id) do nothing",
        account_id,
        id,
        number,
        by.user_id,
        by.name,
        digest,
        new.rules_version.cast_signed(),
        new.file.name,
        new.file.size.cast_signed(),
        new.file.fingerprint,
        new.file.modified,
        Json(&new.dialect) as _,
        Json(&new.columns) as _,
        Json(&new.mapping) as _,
        Json(&new.options) as _,
        Json(fields) as _,
        new.records.cast_signed(),
    )
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    let (ids, names): (Vec<i64>, Vec<String>) = segments.iter().cloned().unzip();
    sqlx::query!(
        "insert into import_segment (account_id, import_id, position, segment_id, name)
         select $1, $2, place, id, name from unnest($3::bigint[], $4::text[]) with ordinality s (id, name, place)",
        account_id,
        id,
        &ids,
        &names,
    )
    .execute(&mut *connection)
    .await?;
    audit::note(
        connection,
        account_id,
        Some(by.user_id),
        "import.created",
        &id.to_string(),
    )
    .await?;
    Ok(true)
}

/// What became of a seal.
pub(crate) enum Sealed {
    /// Now, or by the same seal before.
    Yes,
    Missing(Vec<u32>),
    CountDiffers {
        batches: i64,
        records: i64,
    },
    Cancelled,
    NoSuchImport,
}

pub(crate) async fn seal(pool: &PgPool, account_id: i64, user_id: i64, id: Uuid, seal: Seal) -> sqlx::Result<Sealed> {
    let mut transaction = pool.begin().await?;
    let import = sqlx::query!(
        r#"select state = 'cancelled' as "cancelled!", sealed_at is not null as "sealed!", records
           from import where account_id = $1 and id = $2 for update"#,
        account_id,
        id,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(import) = import else {
        return Ok(Sealed::NoSuchImport);
    };
    if import.cancelled {
        return Ok(Sealed::Cancelled);
    }
    let missing = missing(&mut transaction, account_id, id, seal.batches).await?;
    if !missing.is_empty() {
        return Ok(Sealed::Missing(missing));
    }
    let there = sqlx::query!(
        r#"select count(*) as "batches!", coalesce(sum(records), 0) as "records!"
           from import_batch where account_id = $1 and import_id = $2"#,
        account_id,
        id,
    )
    .fetch_one(&mut *transaction)
    .await?;
    let said = i64::try_from(seal.records).unwrap_or(i64::MAX);
    if there.batches != i64::from(seal.batches) || there.records != said || import.records != said {
        return Ok(Sealed::CountDiffers {
            batches: there.batches,
            records: there.records,
        });
    }
    if !import.sealed {
        sqlx::query!(
            "update import set sealed_at = now(), batches = $3, state = case state when 'paused' then state else 'sealed' end
             where account_id = $1 and id = $2",
            account_id,
            id,
            seal.batches.cast_signed(),
        )
        .execute(&mut *transaction)
        .await?;
        audit::note(
            &mut *transaction,
            account_id,
            Some(user_id),
            "import.sealed",
            &id.to_string(),
        )
        .await?;
        transaction.commit().await?;
    }
    Ok(Sealed::Yes)
}

async fn missing(connection: &mut PgConnection, account_id: i64, id: Uuid, batches: u32) -> sqlx::Result<Vec<u32>> {
    let missing = sqlx::query_scalar!(
        r#"select seq as "seq!" from generate_series(0, $3::integer - 1) seq
           where not exists (select from import_batch b where b.account_id = $1 and b.import_id = $2 and b.seq = seq.seq)
           order by seq limit $4"#,
        account_id,
        id,
        batches.cast_signed(),
        MISSING,
    )
    .fetch_all(connection)
    .await?;
    Ok(missing.into_iter().map(i32::cast_unsigned).collect())
}

/// What a person may want of an import that isn't over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Pause,
    Resume,
    Cancel,
}

impl Wish {
    fn action(self) -> &'static str {
        match self {
            Wish::Pause => "import.paused",
            Wish::Resume => "import.resumed",
            Wish::Cancel => "import.cancelled",
        }
    }
}

/// Does it where it makes a difference. False if there is no such import. Waits for the batch being applied.
pub(crate) async fn steer(
    pool: &PgPool,
    account_id: i64,
    user_id: i64,
    name: &str,
    id: Uuid,
    wish: Wish,
) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let state = sqlx::query_scalar!(
        "select state from import where account_id = $1 and id = $2 for update",
        account_id,
        id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(state) = state else { return Ok(false) };
    let makes_a_difference = match wish {
        Wish::Pause => matches!(state.as_str(), "uploading" | "sealed" | "applying" | "paused"),
        Wish::Resume => matches!(state.as_str(), "paused" | "failed"),
        Wish::Cancel => !matches!(state.as_str(), "finished" | "cancelled"),
    };
    if !makes_a_difference {
        return Ok(true);
    }
    match wish {
        Wish::Pause => set_paused(&mut *transaction, account_id, id, &format!("Paused by {name}."), None).await?,
        Wish::Resume => resume(&mut transaction, account_id, id).await?,
        Wish::Cancel => cancel(&mut transaction, account_id, id).await?,
    }
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        wish.action(),
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(true)
}

async fn resume(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = case when sealed_at is null then 'uploading' else 'sealed' end,
             paused_reason = null, retry_at = null
         where account_id = $1 and id = $2",
        account_id,
        id,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// What is saved stays; what isn't yet goes.
async fn cancel(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = 'cancelled', finished_at = now(), paused_reason = null, retry_at = null
         where account_id = $1 and id = $2",
        account_id,
        id,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update import_batch set payload = null where account_id = $1 and import_id = $2 and applied_at is null",
        account_id,
        id,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// Pauses; with `retry_seconds` only for so long.
pub(crate) async fn set_paused(
    executor: impl sqlx::PgExecutor<'_>,
    account_id: i64,
    id: Uuid,
    reason: &str,
    retry_seconds: Option<f64>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = 'paused', paused_reason = $3, retry_at = now() + make_interval(secs => $4)
         where account_id = $1 and id = $2 and state in ('uploading', 'sealed', 'applying', 'paused')",
        account_id,
        id,
        reason,
        retry_seconds,
    )
    .execute(executor)
    .await
    .map(drop)
}

/// A batch can't be applied, now or later, unless something else changes first.
pub(crate) async fn set_failed(pool: &PgPool, account_id: i64, id: Uuid, reason: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = 'failed', paused_reason = $3
         where account_id = $1 and id = $2 and state in ('sealed', 'applying', 'paused')",
        account_id,
        id,
        reason,
    )
    .execute(pool)
    .await
    .map(drop)
}

/// Imports that wait for a server, those sealed first in front. Found without a lock, so that it works over all accounts;
/// the claim is within one.
pub(crate) async fn candidates(pool: &PgPool, limit: i64) -> sqlx::Result<Vec<(i64, Uuid)>> {
    let rows = sqlx::query!(
        "select account_id, id from import
         where state in ('sealed', 'applying') or (state = 'paused' and sealed_at is not null and retry_at <= now())
         order by sealed_at limit $1",
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.id)).collect())
}

/// All that applying needs to know: none of it changes after the import is created.
pub(crate) struct Job {
    pub(crate) mapping: Mapping,
    pub(crate) columns: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) existing: Existing,
    pub(crate) batches: i32,
    /// By their place in `import_batch.added`.
    pub(crate) segments: Vec<i64>,
}

pub(crate) async fn job(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Job>> {
    let row = sqlx::query!(
        r#"select mapping as "mapping: Json<Mapping>", columns as "columns: Json<Vec<String>>",
                  fields as "fields: Json<Vec<Field>>", options as "options: Json<muster_shared::api::ImportOptions>", batches
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
        batches: row.batches.unwrap_or(0),
        segments,
    }))
}

/// Takes the import for this transaction: no other server applies, seals, pauses or cancels it meanwhile. False if another
/// one has it, or it isn't to be applied.
pub(crate) async fn claim(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<bool> {
    let state = sqlx::query_scalar!(
        "select state from import
         where account_id = $1 and id = $2
           and (state in ('sealed', 'applying') or (state = 'paused' and sealed_at is not null and retry_at <= now()))
         for update skip locked",
        account_id,
        id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(state) = state else { return Ok(false) };
    if state != "applying" {
        sqlx::query!(
            "update import set state = 'applying', paused_reason = null, retry_at = null where account_id = $1 and id = $2",
            account_id,
            id,
        )
        .execute(connection)
        .await?;
    }
    Ok(true)
}

/// The last batch is applied.
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
