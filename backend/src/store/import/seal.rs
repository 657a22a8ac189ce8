//! Sealing: every batch is there, and nothing is added any more.

use crate::store::audit;
use crate::store::{PgConnection, PgPool};
use muster_shared::api::Seal;
use uuid::Uuid;

/// Holes that a refused seal names.
const MISSING: i64 = 1_000;

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
    Expired,
    NoSuchImport,
}

pub(crate) async fn seal(pool: &PgPool, account_id: i64, user_id: i64, id: Uuid, seal: Seal) -> sqlx::Result<Sealed> {
    let mut transaction = pool.begin().await?;
    let import = sqlx::query!(
        r#"select state = 'cancelled' as "cancelled!", state = 'expired' as "expired!", sealed_at is not null as "sealed!", records
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
    if import.expired {
        return Ok(Sealed::Expired);
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
            "update import set sealed_at = now(), batches = $3,
                 state = case when state = 'paused' then state when preview then 'previewing' else 'sealed' end
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
