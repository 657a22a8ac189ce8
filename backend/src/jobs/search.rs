//! The words that contacts are found by are brought up to date, while no import is under way anywhere.

use super::waiting;
use crate::state::AppState;
use crate::store::contact_word;

/// Looks at the words of contacts, account by account in turn, until there is nothing to look at, an import waits, or it is to stop.
///
/// # Errors
/// The database's; what was looked at before stays so.
pub(super) async fn catch_up(state: &AppState, stop: impl Fn() -> bool) -> sqlx::Result<()> {
    loop {
        let mut looked_at = 0;
        for account_id in contact_word::behind(&state.pool).await? {
            if stop() || !waiting(state).await?.is_empty() {
                return Ok(());
            }
            let contacts = contact_word::catch_up(&state.pool, account_id).await?;
            if contacts > 0 {
                state.counted.forget_found(account_id).await;
            }
            looked_at += contacts;
        }
        if looked_at == 0 {
            return Ok(());
        }
    }
}
