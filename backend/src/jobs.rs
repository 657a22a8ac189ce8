//! The runner: takes up sealed imports and applies them, several at once, woken by this server's seals and looking every second
//! for what other servers left.

use crate::imports::apply::{self, ApplyError, End};
use crate::state::{AppState, writers};
use crate::store;
use std::collections::HashSet;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

/// How often the runner looks by itself.
const LOOK: Duration = Duration::from_secs(1);

/// Candidates looked at in one go.
const CANDIDATES: i64 = 100;

/// Times a batch is tried again at once, when the database says that it met another transaction.
const RETRIES: u32 = 8;

/// Seconds after which an import that the server itself paused is tried again.
const PAUSE_SECONDS: f64 = 3.0;

type Target = (i64, Uuid);

/// Applies imports until `stop` becomes true, and the batches then being applied have ended.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let slots = writers();
    let mut running: JoinSet<Target> = JoinSet::new();
    let mut busy: HashSet<Target> = HashSet::new();
    while !*stop.borrow() {
        start_imports(&state, &stop, slots, &mut running, &mut busy).await;
        tokio::select! {
            _ = stop.changed() => {}
            () = state.wake.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            Some(done) = running.join_next(), if !running.is_empty() => match done {
                Ok(target) => { busy.remove(&target); }
                // A panic, which is logged by the hook: whose it was isn't known, so all are looked at again.
                Err(_) => busy.clear(),
            }
        }
    }
    while running.join_next().await.is_some() {}
}

async fn start_imports(
    state: &AppState,
    stop: &watch::Receiver<bool>,
    slots: usize,
    running: &mut JoinSet<Target>,
    busy: &mut HashSet<Target>,
) {
    if running.len() >= slots {
        return;
    }
    let candidates = match store::import::candidates(&state.pool, CANDIDATES).await {
        Ok(candidates) => candidates,
        Err(error) => {
            tracing::warn!(kind = store::kind(&error), "can't look for imports to apply");
            return;
        }
    };
    for target in candidates {
        if running.len() < slots && busy.insert(target) {
            let (state, stop) = (state.clone(), stop.clone());
            running.spawn(async move {
                if apply_import(&state, target, || *stop.borrow()).await == Some(End::NotOurs) {
                    // Another server is at it: not again before the next look.
                    tokio::time::sleep(LOOK).await;
                }
                target
            });
        }
    }
}

/// Applies all imports that wait, one after the other, until there are none: for tests.
///
/// # Errors
/// If the database can't be asked.
pub async fn run_until_idle(state: &AppState) -> sqlx::Result<()> {
    loop {
        let candidates = store::import::candidates(&state.pool, CANDIDATES).await?;
        if candidates.is_empty() {
            return Ok(());
        }
        for target in candidates {
            apply_import(state, target, || false).await;
        }
    }
}

/// Applies one import as far as it goes, and sees to what stops it: how it ended, if it went well.
async fn apply_import(state: &AppState, target: Target, stop: impl Fn() -> bool + Copy) -> Option<End> {
    let (account_id, id) = target;
    let mut retries = 0;
    loop {
        match apply::apply(state, account_id, id, stop).await {
            Ok(End::Finished) => {
                tracing::info!(account_id, import = %id, "import finished");
                state.counted.forget(account_id).await;
                return Some(End::Finished);
            }
            Ok(End::NotOurs) => return Some(End::NotOurs),
            Err(ApplyError::Database(error)) if is_collision(&error) && retries < RETRIES => {
                retries += 1;
                tokio::time::sleep(Duration::from_millis(20 << retries)).await;
            }
            Err(error) => {
                give_up(state, target, error).await;
                return None;
            }
        }
    }
}

/// Pauses the import where it will go better later, else says that it failed. If not even that can be written, the
/// import stays as it is and is taken up again.
async fn give_up(state: &AppState, (account_id, id): Target, error: ApplyError) {
    let written = match &error {
        ApplyError::Broken(reason) => {
            tracing::error!(account_id, import = %id, "import failed");
            store::import::set_failed(&state.pool, account_id, id, reason).await
        }
        ApplyError::Database(error) => match passing_reason(error) {
            Some(reason) => {
                tracing::warn!(account_id, import = %id, kind = store::kind(error), "import paused");
                store::import::set_paused(&state.pool, account_id, id, reason, Some(PAUSE_SECONDS)).await
            }
            None => {
                let code = store::code(error).unwrap_or_default();
                tracing::error!(account_id, import = %id, kind = store::kind(error), code, "import failed");
                let reason = format!(
                    "The database refused a batch (code {code}). What was saved before stays. Try again; if it stays so, \
                     whoever runs this server finds more in its log."
                );
                store::import::set_failed(&state.pool, account_id, id, &reason).await
            }
        },
    };
    if written.is_err() {
        tokio::time::sleep(LOOK).await;
    }
}

/// Serialization failure, deadlock, a lock or the whole statement took too long.
fn is_collision(error: &sqlx::Error) -> bool {
    matches!(
        store::code(error).as_deref(),
        Some("40001" | "40P01" | "55P03" | "57014")
    )
}

/// Why an import waits, where waiting helps.
fn passing_reason(error: &sqlx::Error) -> Option<&'static str> {
    let code = store::code(error);
    match code.as_deref() {
        Some("53100") => Some("The database's disk is full. The import goes on by itself when there is room."),
        Some(code) if code.starts_with("53") => Some("The database is overloaded. The import goes on by itself."),
        _ if store::is_connection_trouble(error) => {
            Some("The database went away. The import goes on by itself when it is back.")
        }
        _ if is_collision(error) => {
            Some("Other changes to the same contacts come first. The import goes on by itself.")
        }
        // Contacts were deleted by hand faster than they could be looked at.
        _ if matches!(error, sqlx::Error::RowNotFound) => {
            Some("Contacts are being changed by hand. The import goes on by itself.")
        }
        _ => None,
    }
}
