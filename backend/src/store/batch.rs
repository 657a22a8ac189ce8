//! The ledger of batches: staging, and what is there.

use crate::store::{PgConnection, PgPool};
use uuid::Uuid;

/// A checked batch.
pub(crate) struct StagedBatch<'a> {
    pub(crate) account_id: i64,
    pub(crate) import_id: Uuid,
    pub(crate) seq: i32,
    pub(crate) digest: &'a [u8],
    pub(crate) records: i32,
    pub(crate) payload: &'a [u8],
    pub(crate) gzip: bool,
}

/// What became of it.
pub(crate) enum Staged {
    /// It is there, from now or from before.
    Kept {
        records: i32,
    },
    /// Another one has its number.
    Differs,
    Sealed,
    Cancelled,
    Expired,
    NoSuchImport,
}

/// Keeps a batch, once. Its import can't be sealed or cancelled meanwhile.
pub(crate) async fn stage(pool: &PgPool, batch: StagedBatch<'_>) -> sqlx::Result<Staged> {
    let mut transaction = pool.begin().await?;
    let import = sqlx::query!(
        r#"select state = 'cancelled' as "cancelled!", state = 'expired' as "expired!", sealed_at is not null as "sealed!"
           from import where account_id = $1 and id = $2 for share"#,
        batch.account_id,
        batch.import_id,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(import) = import else {
        return Ok(Staged::NoSuchImport);
    };
    if let Some(known) = compare(&mut transaction, &batch).await? {
        return Ok(known);
    }
    if import.cancelled {
        return Ok(Staged::Cancelled);
    }
    if import.expired {
        return Ok(Staged::Expired);
    }
    if import.sealed {
        return Ok(Staged::Sealed);
    }
    let inserted = sqlx::query!(
        "insert into import_batch (account_id, import_id, seq, digest, records, payload, gzip, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, now()) on conflict do nothing",
        batch.account_id,
        batch.import_id,
        batch.seq,
        batch.digest,
        batch.records,
        batch.payload,
        batch.gzip,
    )
    .execute(&mut *transaction)
    .await?;
    if inserted.rows_affected() == 1 {
        transaction.commit().await?;
        return Ok(Staged::Kept { records: batch.records });
    }
    // The same number came twice at once, and the other one was faster.
    Ok(compare(&mut transaction, &batch).await?.unwrap_or(Staged::Differs))
}

/// What is known under the batch's number, if anything.
async fn compare(connection: &mut PgConnection, batch: &StagedBatch<'_>) -> sqlx::Result<Option<Staged>> {
    let known = sqlx::query!(
        "select digest, records from import_batch where account_id = $1 and import_id = $2 and seq = $3",
        batch.account_id,
        batch.import_id,
        batch.seq,
    )
    .fetch_optional(connection)
    .await?;
    Ok(known.map(|known| {
        if known.digest == batch.digest {
            Staged::Kept { records: known.records }
        } else {
            Staged::Differs
        }
    }))
}

/// The batches received, as ranges with both ends.
pub(crate) async fn received(pool: &PgPool, account_id: i64, import_id: Uuid) -> sqlx::Result<Vec<(u32, u32)>> {
    let ranges = sqlx::query!(
        r#"select min(seq) as "from!", max(seq) as "to!"
           from (select seq, seq - row_number() over (order by seq) as island
                 from import_batch where account_id = $1 and import_id = $2) b
           group by island order by 1"#,
        account_id,
        import_id,
    )
    .fetch_all(pool)
    .await?;
    Ok(ranges
        .into_iter()
        .map(|range| (range.from.cast_unsigned(), range.to.cast_unsigned()))
        .collect())
}

/// A batch's content, to be decoded.
pub(crate) struct Payload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) gzip: bool,
}

/// `None` if it is applied or cancelled.
pub(crate) async fn payload(
    pool: &PgPool,
    account_id: i64,
    import_id: Uuid,
    seq: i32,
) -> sqlx::Result<Option<Payload>> {
    sqlx::query_as!(
        Payload,
        r#"select payload as "bytes!", gzip from import_batch
           where account_id = $1 and import_id = $2 and seq = $3 and applied_at is null and payload is not null"#,
        account_id,
        import_id,
        seq,
    )
    .fetch_optional(pool)
    .await
}

/// The first of the batches that wait to be applied, in order.
pub(crate) async fn waiting(pool: &PgPool, account_id: i64, import_id: Uuid, limit: usize) -> sqlx::Result<Vec<i32>> {
    sqlx::query_scalar!(
        "select seq from import_batch where account_id = $1 and import_id = $2 and applied_at is null order by seq limit $3",
        account_id,
        import_id,
        limit as i64,
    )
    .fetch_all(pool)
    .await
}

/// Takes a batch until the end of the transaction. False if it is applied already, or cancelled: an import that is over is written
/// to no more, for it may be being undone.
pub(crate) async fn take(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    seq: i32,
) -> sqlx::Result<bool> {
    let taken = sqlx::query_scalar!(
        "select seq from import_batch
         where account_id = $1 and import_id = $2 and seq = $3 and applied_at is null and payload is not null for update",
        account_id,
        import_id,
        seq,
    )
    .fetch_optional(connection)
    .await?;
    Ok(taken.is_some())
}

/// What applying a batch came to. The five outcomes' sum is the batch's number of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BatchCounts {
    pub(crate) created: i32,
    pub(crate) updated: i32,
    pub(crate) unchanged: i32,
    pub(crate) skipped: i32,
    pub(crate) skipped_repeated: i32,
    pub(crate) rejected: i32,
    /// Members added, for each of the import's segments.
    pub(crate) added: Vec<i64>,
}

/// Marks a batch as applied, and lets go of its content.
pub(crate) async fn mark_applied(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    seq: i32,
    counts: &BatchCounts,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_batch
         set applied_at = now(), payload = null, created = $4, updated = $5, unchanged = $6, skipped = $7,
             skipped_repeated = $8, rejected = $9, added = $10
         where account_id = $1 and import_id = $2 and seq = $3",
        account_id,
        import_id,
        seq,
        counts.created,
        counts.updated,
        counts.unchanged,
        counts.skipped,
        counts.skipped_repeated,
        counts.rejected,
        &counts.added,
    )
    .execute(connection)
    .await
    .map(drop)
}
