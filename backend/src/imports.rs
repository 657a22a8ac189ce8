//! An import's life on the server: created, its batches staged, sealed, applied.

pub(crate) mod apply;
pub(crate) mod create;
pub(crate) mod decode;
pub(crate) mod preview;
pub(crate) mod report;
pub(crate) mod seal;
pub(crate) mod stage;
pub(crate) mod undo;
mod wire;

use crate::auth::Caller;
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::import::{Confirmed, Wish};
use muster_shared::api::{
    Import, ImportedBefore, LeftOutKind, LeftOutPage, LeftOutQuery, Preview, Recall, Recalled, SameFile,
};
use muster_shared::limits;
use uuid::Uuid;

/// # Errors
/// 404.
pub(crate) async fn get(state: &AppState, account_id: i64, id: Uuid) -> Result<Import> {
    store::import::get(&state.pool, account_id, id)
        .await?
        .ok_or_else(AppError::not_found)
}

/// How columns of the same names were mapped last time, without what was mapped to fields that are gone.
///
/// # Errors
/// None of its own.
pub(crate) async fn recall(state: &AppState, account_id: i64, recall: Recall) -> Result<Option<Recalled>> {
    let Some(mut recalled) = store::import::recall(&state.pool, account_id, &recall.columns).await? else {
        return Ok(None);
    };
    let fields = store::field::all(&state.pool, account_id).await?;
    recalled
        .mapping
        .assignments
        .retain(|assignment| fields.iter().any(|field| field.key == assignment.field));
    Ok(Some(recalled))
}

/// Pauses, resumes or cancels. What is so already stays so, and what is over stays over.
///
/// # Errors
/// 404.
pub(crate) async fn steer(state: &AppState, caller: &Caller, id: Uuid, wish: Wish) -> Result<Import> {
    if !store::import::steer(&state.pool, caller.account_id, caller.user_id, &caller.name, id, wish).await? {
        return Err(AppError::not_found());
    }
    state.wake.notify_one();
    get(state, caller.account_id, id).await
}

/// What the import would do, as far as that is found; `None` if nobody asked, or it was decided upon.
///
/// # Errors
/// 404.
pub(crate) async fn preview(state: &AppState, account_id: i64, id: Uuid) -> Result<Option<Preview>> {
    let preview = store::import::preview(&state.pool, account_id, id).await?;
    if preview.is_none() {
        get(state, account_id, id).await?;
    }
    Ok(preview)
}

/// Has a previewed import go on. What goes on already does, and what is over stays over.
///
/// # Errors
/// 404; 409 `preview.not_ready`.
pub(crate) async fn confirm(state: &AppState, caller: &Caller, id: Uuid) -> Result<Import> {
    match store::import::confirm(&state.pool, caller.account_id, caller.user_id, id).await? {
        Confirmed::Yes => {
            state.wake.notify_one();
            get(state, caller.account_id, id).await
        }
        Confirmed::NotReady => Err(AppError::conflict(
            "preview.not_ready",
            "The preview isn't ready yet. Look at it first, then import; or cancel the import.",
        )),
        Confirmed::NoSuchImport => Err(AppError::not_found()),
    }
}

/// The import of the same file that is under way, or the last one.
///
/// # Errors
/// None of its own.
pub(crate) async fn same_file(state: &AppState, account_id: i64, file: SameFile) -> Result<Option<ImportedBefore>> {
    Ok(store::import::same_file(&state.pool, account_id, &file).await?)
}

/// What is said to who goes on with an import that nobody sealed in time.
fn expired() -> AppError {
    let message = format!(
        "This import expired: nobody finished the upload within {} days. Nothing of it was imported. Start again with the \
         same file.",
        limits::EXPIRY_DAYS
    );
    AppError::conflict("import.expired", message)
}

/// A page of the records that were not taken.
///
/// # Errors
/// 404.
pub(crate) async fn left_out(state: &AppState, account_id: i64, id: Uuid, query: LeftOutQuery) -> Result<LeftOutPage> {
    let import = get(state, account_id, id).await?;
    let limit = query.limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS);
    let rows = store::left_out::page(&state.pool, account_id, id, query.outcome, query.after, limit).await?;
    let total = match query.outcome {
        LeftOutKind::Rejected => import.counts.rejected,
        LeftOutKind::Skipped => import.counts.skipped,
    };
    Ok(LeftOutPage { rows, total })
}
