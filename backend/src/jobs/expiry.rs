//! Imports that nobody goes on with are cleaned away, once in a while.

use crate::state::AppState;
use crate::store;

/// Ends the imports that wait for a person for too long, and lets go of what was staged: how many. Several servers may do so at once.
///
/// # Errors
/// The database's; what was ended before stays so.
pub async fn expire_imports(state: &AppState) -> sqlx::Result<u32> {
    let mut expired = 0;
    for (account_id, id) in store::import::expirable(&state.pool).await? {
        if store::import::expire(&state.pool, account_id, id).await? {
            tracing::info!(account_id, import = %id, "import expired");
            expired += 1;
        }
    }
    Ok(expired)
}
