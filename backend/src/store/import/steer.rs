//! Pausing, resuming, cancelling, failing; and the word that a previewed import is to be applied.

use super::preview::forget_preview;
use crate::store::audit;
use crate::store::{PgConnection, PgPool};
use uuid::Uuid;

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
        Wish::Pause => matches!(
            state.as_str(),
            "uploading" | "sealed" | "previewing" | "applying" | "paused"
        ),
        Wish::Resume => matches!(state.as_str(), "paused" | "failed"),
        Wish::Cancel => !matches!(
            state.as_str(),
            "finished" | "cancelled" | "expired" | "undoing" | "undone"
        ),
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
        "update import set state = case when sealed_at is null then 'uploading'
                                         when preview and confirmed_at is null then 'previewing' else 'sealed' end,
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
    forget_payloads(connection, account_id, id).await?;
    forget_preview(connection, account_id, id).await
}

/// Lets go of what was staged and will not be applied.
pub(super) async fn forget_payloads(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_batch set payload = null where account_id = $1 and import_id = $2 and applied_at is null",
        account_id,
        id,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// What became of the word that a previewed import is to be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confirmed {
    /// It goes on, from now or from before; or it is over, or waits for no such word.
    Yes,
    /// The preview isn't whole.
    NotReady,
    NoSuchImport,
}

/// Has a previewed import go on. Its preview goes.
pub(crate) async fn confirm(pool: &PgPool, account_id: i64, user_id: i64, id: Uuid) -> sqlx::Result<Confirmed> {
    let mut transaction = pool.begin().await?;
    let import = sqlx::query!(
        r#"select state, preview and confirmed_at is null and finished_at is null as "undecided!"
           from import where account_id = $1 and id = $2 for update"#,
        account_id,
        id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(import) = import else {
        return Ok(Confirmed::NoSuchImport);
    };
    if !import.undecided {
        return Ok(Confirmed::Yes);
    }
    if import.state != "previewed" {
        return Ok(Confirmed::NotReady);
    }
    sqlx::query!(
        "update import set state = 'sealed', confirmed_at = now() where account_id = $1 and id = $2",
        account_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    forget_preview(&mut transaction, account_id, id).await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "import.confirmed",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(Confirmed::Yes)
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
         where account_id = $1 and id = $2 and state in ('uploading', 'sealed', 'previewing', 'applying', 'paused')",
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
         where account_id = $1 and id = $2 and state in ('sealed', 'previewing', 'applying', 'paused')",
        account_id,
        id,
        reason,
    )
    .execute(pool)
    .await
    .map(drop)
}
