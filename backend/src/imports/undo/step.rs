//! The work of an undo, step by step, each in one transaction with the mark that says how far it is.

use super::fate::{Fate, Undoing};
use super::{LONG_STRETCH, STRETCH, fates, load};
use crate::imports::apply::{ApplyError, End};
use crate::state::AppState;
use crate::store;
use crate::store::PgConnection;
use crate::store::contact_change::By;
use crate::store::undo::{KeptRow, Progress, Restored};
use uuid::Uuid;

/// Seconds after which an undo that met a fault of ours is tried again.
pub(crate) const STUCK_SECONDS: f64 = 60.0;

const INTERNAL: &str = "Something went wrong on the server. What was undone before stays undone, and it is tried again; if it \
                        stays so, whoever runs this server finds more in its log.";

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Done,
    /// That was the last one.
    Finished,
    /// Another server has the undo, another one of the account comes first, or it is done.
    NotOurs,
}

/// Goes on with an undo until it is done, someone else has it, or `stop` says so.
///
/// # Errors
/// What kept a step from being done; nothing of that step is written.
pub(crate) async fn undo(
    state: &AppState,
    account_id: i64,
    id: Uuid,
    stop: impl Fn() -> bool,
) -> Result<End, ApplyError> {
    let mut stretch = STRETCH;
    while !stop() {
        match step(state, account_id, id, &mut stretch).await? {
            Step::Done => {}
            Step::Finished => return Ok(End::Finished),
            Step::NotOurs => break,
        }
    }
    Ok(End::NotOurs)
}

/// Does the next `stretch` contacts, and says how many the next ones may be.
async fn step(state: &AppState, account_id: i64, id: Uuid, stretch: &mut i64) -> Result<Step, ApplyError> {
    // Never closed, as long as there is a server.
    let _permit = state.writing.acquire().await.ok();
    let mut transaction = state.pool.begin().await?;
    let connection = &mut *transaction;
    let Some(claimed) = store::undo::claim(connection, account_id, id).await? else {
        return Ok(Step::NotOurs);
    };
    let Some(undoing) = load(connection, account_id, id).await.map_err(broken)? else {
        return Ok(Step::NotOurs);
    };
    let mark = claimed.mark;
    let next = store::undo::next_stretch(connection, account_id, mark, *stretch).await?;
    // Contacts that come from now on are none of the import's.
    let is_last = next.is_none_or(|(_, looked_at)| looked_at < *stretch);
    if let Some((last, looked_at)) = next {
        let by = By::UndoOf(id, claimed.user_id);
        let done = take_back(connection, &undoing, (mark, last), by).await?;
        let touched = done.deleted + done.restored + done.kept + done.members_left;
        *stretch = match touched * 8 < looked_at {
            true => (*stretch * 2).min(LONG_STRETCH),
            false => STRETCH,
        };
        store::undo::advance(connection, account_id, id, last, Progress { looked_at, ..done }).await?;
    }
    if is_last {
        store::undo::finish(connection, account_id, id).await?;
    }
    transaction.commit().await?;
    Ok(if is_last { Step::Finished } else { Step::Done })
}

fn broken(error: anyhow::Error) -> ApplyError {
    match error.downcast::<sqlx::Error>() {
        Ok(error) => ApplyError::Database(error),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "an undo can't go on");
            ApplyError::Broken(INTERNAL.to_owned())
        }
    }
}

/// Takes back what the import did to the contacts between two ids.
async fn take_back(
    connection: &mut PgConnection,
    undoing: &Undoing,
    between: (i64, i64),
    by: By,
) -> sqlx::Result<Progress> {
    let (account_id, import) = (undoing.account_id, undoing.import);
    let segments = &undoing.segments;
    store::undo::lock_segments(connection, account_id).await?;
    let touched = store::undo::look_and_lock(connection, account_id, import, between, segments).await?;
    let fates = fates(connection, undoing, between, &touched).await?;
    let left = store::undo::leave_segments(connection, account_id, import, between, segments).await?;
    let mut done = Progress {
        members_left: left.cast_signed(),
        ..Progress::default()
    };
    let (mut deleted, mut restored, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (contact, fate) in fates {
        done.kept += i64::from(!fate.kept().is_empty());
        kept.extend(fate.kept().iter().map(|value| KeptRow {
            contact,
            field: value.field.clone(),
            created: value.created,
            since_import: value.since_import,
            since_user: value.since_user,
        }));
        match fate {
            Fate::Deleted => deleted.push(contact),
            Fate::Changed {
                attributes,
                before,
                after,
                ..
            } if !before.is_empty() => restored.push(Restored {
                id: contact,
                attributes,
                before,
                after,
            }),
            Fate::Changed { .. } | Fate::Kept(_) | Fate::Untouched => {}
        }
    }
    done.deleted = deleted.len() as i64;
    done.restored = restored.len() as i64;
    done.kept_values = kept.len() as i64;
    store::undo::delete(connection, account_id, &deleted).await?;
    store::undo::restore(connection, account_id, by, restored).await?;
    store::undo::insert_kept(connection, account_id, import, &kept).await?;
    Ok(done)
}
