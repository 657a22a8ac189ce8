//! The upload is declared complete. From here on the browser isn't needed.

use crate::auth::Caller;
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::import::Sealed;
use muster_shared::api::{Import, Seal, SealRefused};
use muster_shared::limits;
use uuid::Uuid;

/// # Errors
/// 404; 409 `seal.missing` with the holes, `seal.count_differs`, `import.cancelled`, `import.expired`.
pub(crate) async fn seal(state: &AppState, caller: &Caller, id: Uuid, seal: Seal) -> Result<Import> {
    let refuse = |code: &str, message: String, missing: Vec<u32>| {
        Err(AppError::SealRefused(Box::new(SealRefused {
            code: code.to_owned(),
            message,
            missing,
        })))
    };
    if seal.batches == 0 || seal.batches > limits::BATCHES {
        let message = format!("An import has 1 to {} batches.", limits::BATCHES);
        return refuse("seal.count_differs", message, Vec::new());
    }
    match store::import::seal(&state.pool, caller.account_id, caller.user_id, id, seal).await? {
        Sealed::Yes => {
            state.wake.notify_one();
            super::get(state, caller.account_id, id).await
        }
        Sealed::NoSuchImport => Err(AppError::not_found()),
        Sealed::Cancelled => Err(AppError::conflict(
            "import.cancelled",
            "This import was stopped. Start a new one.",
        )),
        Sealed::Expired => Err(super::expired()),
        Sealed::Missing(missing) => refuse(
            "seal.missing",
            "Some batches haven't arrived. Send them, then seal again.".to_owned(),
            missing,
        ),
        Sealed::CountDiffers { batches, records } => {
            let message = format!(
                "The server has {batches} batches with {records} records, and the seal says {} with {}. The file has \
                 changed since; start a new import.",
                seal.batches, seal.records
            );
            refuse("seal.count_differs", message, Vec::new())
        }
    }
}
