//! The words that contacts are found by are brought up to date between imports, or once they have waited long enough.

use super::waiting;
use crate::state::AppState;
use crate::store::contact_word;

/// Looks at the words of contacts, some tens of thousands of each account in turn, until there is nothing to look at or it is to stop.
/// While an import waits or runs, on any server, only at those that are overdue.
///
/// # Errors
/// The database's; what was looked at before stays so.
pub async fn catch_up_words(state: &AppState, stop: impl Fn() -> bool) -> sqlx::Result<()> {
    loop {
        let mut looked_at = 0;
        for behind in contact_word::behind(&state.pool).await? {
            if stop() {
                return Ok(());
            }
            if !behind.is_overdue && !waiting(state).await?.is_empty() {
                continue;
            }
            let contacts = contact_word::catch_up(&state.pool, behind.account_id).await?;
            if contacts > 0 {
                state.counted.forget_found(behind.account_id).await;
            }
            looked_at += contacts;
        }
        if looked_at == 0 {
            return Ok(());
        }
    }
}
