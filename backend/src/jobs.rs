//! The runner: takes up sealed imports and previews or applies them, several at once, woken by this server's seals and looking every
//! second for what other servers left.

mod expiry;
mod turn;

pub use expiry::expire_imports;

use crate::imports::apply::{self, ApplyError, Step};
use crate::imports::preview;
use crate::state::AppState;
use crate::store;
use crate::store::import::Candidate;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{self, JoinSet};
use tokio::time::Instant;
use turn::{Target, Turn};

/// How often the runner looks by itself.
const LOOK: Duration = Duration::from_secs(1);

/// Candidates looked at in one go.
const CANDIDATES: i64 = 100;

/// Times a batch is tried again at once, when the database says that it met another transaction.
const RETRIES: u32 = 8;

/// Seconds after which an import that the server itself paused is tried again.
const PAUSE_SECONDS: f64 = 3.0;

/// How often imports that nobody goes on with are looked for.
const EXPIRE: Duration = Duration::from_secs(600);

/// An import that this server is at.
struct Running {
    target: Target,
    task: task::Id,
    /// It is to stop after its batch, for another account's.
    steps_back: Arc<AtomicBool>,
}

/// Applies imports until `stop` becomes true, and the batches then being applied have ended.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    // As many as there are cores: with more, the database gets slower.
    let slots = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 8));
    let mut running: JoinSet<()> = JoinSet::new();
    let mut busy: Vec<Running> = Vec::new();
    let mut expire_at = Instant::now();
    while !*stop.borrow() {
        start_imports(&state, &stop, slots, &mut running, &mut busy).await;
        if Instant::now() >= expire_at {
            expire_at = Instant::now() + EXPIRE;
            if let Err(error) = expire_imports(&state).await {
                tracing::warn!(kind = store::kind(&error), "can't look for imports to expire");
            }
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = state.wake.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            Some(done) = running.join_next_with_id(), if !running.is_empty() => {
                // After a panic, which is logged by the hook, it is taken up again.
                let task = done.map_or_else(|error| error.id(), |(task, ())| task);
                busy.retain(|running| running.task != task);
            }
        }
    }
    while running.join_next().await.is_some() {}
}

async fn start_imports(
    state: &AppState,
    stop: &watch::Receiver<bool>,
    slots: usize,
    running: &mut JoinSet<()>,
    busy: &mut Vec<Running>,
) {
    let candidates = match store::import::candidates(&state.pool, CANDIDATES).await {
        Ok(candidates) => candidates,
        Err(error) => {
            tracing::warn!(kind = store::kind(&error), "can't look for imports to apply");
            return;
        }
    };
    loop {
        let targets: Vec<Target> = busy.iter().map(|running| running.target).collect();
        match turn::next(&candidates, &targets, slots) {
            Some(Turn::Start(candidate)) => {
                let steps_back = Arc::new(AtomicBool::new(false));
                let import = run_import(state.clone(), candidate, stop.clone(), Arc::clone(&steps_back));
                busy.push(Running {
                    target: (candidate.account_id, candidate.id),
                    task: running.spawn(import).id(),
                    steps_back,
                });
            }
            Some(Turn::StepBack(target)) => {
                // One at a time: the next look counts again.
                let leaving = busy.iter().any(|running| running.steps_back.load(Ordering::Relaxed));
                if let Some(running) = busy.iter().find(|running| running.target == target && !leaving) {
                    running.steps_back.store(true, Ordering::Relaxed);
                }
                return;
            }
            None => return,
        }
    }
}

async fn run_import(state: AppState, candidate: Candidate, stop: watch::Receiver<bool>, steps_back: Arc<AtomicBool>) {
    let stops = || *stop.borrow() || steps_back.load(Ordering::Relaxed);
    if take_on(&state, candidate, stops).await == Some(Step::NotOurs) && !stops() {
        // Another server is at it: not again before the next look.
        tokio::time::sleep(LOOK).await;
    }
}

/// Previews and applies all imports that wait, one after the other, until there are none: for tests.
///
/// # Errors
/// If the database can't be asked.
pub async fn run_until_idle(state: &AppState) -> sqlx::Result<()> {
    loop {
        let candidates = store::import::candidates(&state.pool, CANDIDATES).await?;
        if candidates.is_empty() {
            return Ok(());
        }
        for candidate in candidates {
            take_on(state, candidate, || false).await;
        }
    }
}

/// Previews or applies one import as far as it goes, and sees to what stops it: the last step, if it went well.
async fn take_on(state: &AppState, candidate: Candidate, stop: impl Fn() -> bool + Copy) -> Option<Step> {
    let Candidate {
        account_id,
        id,
        is_preview,
    } = candidate;
    let mut retries = 0;
    loop {
        let step = if is_preview {
            preview::preview(state, account_id, id, stop).await
        } else {
            apply::apply(state, account_id, id, stop).await
        };
        match step {
            Ok(Step::Finished) if is_preview => {
                tracing::info!(account_id, import = %id, "import previewed");
                return Some(Step::Finished);
            }
            Ok(Step::Finished) => {
                tracing::info!(account_id, import = %id, "import finished");
                state.counted.forget(account_id).await;
                return Some(Step::Finished);
            }
            Ok(step) => return Some(step),
            Err(ApplyError::Database(error)) if is_collision(&error) && retries < RETRIES => {
                retries += 1;
                tokio::time::sleep(Duration::from_millis(20 << retries)).await;
            }
            Err(error) => {
                give_up(state, (account_id, id), error).await;
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
