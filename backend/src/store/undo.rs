//! Undos: begun here; what the runner claims, what a step reads and writes, and what people see in files of their own.

mod chunk;
mod claim;
mod view;

pub(crate) use chunk::{
    Restored, Touched, attributes, delete, leave_segments, lock_segments, look, look_and_lock, restore, undone_among,
};
pub(crate) use claim::{Job, Progress, advance, candidates, claim, finish, hold, job, next_stretch};
pub(crate) use view::{KeptRow, insert_kept, kept, leaving, of_imports};

use crate::auth::Caller;
use crate::store::PgPool;
use crate::store::audit;
use crate::store::field::lock_against_imports;
use muster_shared::limits;
use uuid::Uuid;

/// What became of the wish to undo an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    /// Now, or before.
    Yes,
    NoSuchImport,
    /// It isn't over.
    NotOver,
    TooLate,
    /// It changed nothing.
    Nothing,
}

/// Begins an undo, once. Waits for the batch being applied.
pub(crate) async fn begin(pool: &PgPool, by: &Caller, id: Uuid) -> sqlx::Result<Begun> {
    let account_id = by.account_id;
    let mut transaction = pool.begin().await?;
    // The account's undos get their places in the order of their beginning; and no field or segment that this one needs goes
    // away while it begins.
    lock_against_imports(&mut transaction, account_id).await?;
    let import = sqlx::query!(
        r#"select state, coalesce(finished_at > now() - make_interval(days => $3), false) as "in_time!"
           from import where account_id = $1 and id = $2 for update"#,
        account_id,
        id,
        limits::UNDO_DAYS.cast_signed(),
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(import) = import else {
        return Ok(Begun::NoSuchImport);
    };
    match import.state.as_str() {
        "undoing" | "undone" => return Ok(Begun::Yes),
        "finished" | "cancelled" => {}
        _ => return Ok(Begun::NotOver),
    }
    let did_something = sqlx::query_scalar!(
        r#"select exists (
               select from import_batch
               where account_id = $1 and import_id = $2 and (created > 0 or updated > 0 or 0 < any (added))
           ) as "exists!""#,
        account_id,
        id,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if !did_something {
        return Ok(Begun::Nothing);
    }
    if !import.in_time {
        return Ok(Begun::TooLate);
    }
    sqlx::query!(
        "update import set state = 'undoing' where account_id = $1 and id = $2",
        account_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into import_undo (account_id, import_id, user_id, by_name, started_at) values ($1, $2, $3, $4, now())",
        account_id,
        id,
        by.user_id,
        by.name,
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(by.user_id),
        "import.undo_begun",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(Begun::Yes)
}
