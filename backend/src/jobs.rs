//! The runner: takes up sealed imports and previews or applies them, takes back what is to be undone, several at once, woken by this
//! server's requests and looking every second for what other servers left.

mod expiry;
mod search;
mod turn;

pub use expiry::expire_imports;
pub use search::catch_up_words;

use crate::imports::apply::{self, ApplyError, End};
use crate::imports::{preview, undo};
use crate::state::{AppState, writers};
use crate::store;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{self, JoinSet};
use tokio::time::Instant;
use turn::{Target, Turn, Waiting, Work};

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
    /// It is to stop after what it is just at, for another account's.
    steps_back: Arc<AtomicBool>,
}

/// Previews, applies and undoes imports until `stop` becomes true, and the batches then being worked on have ended.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let slots = writers();
    let mut running: JoinSet<()> = JoinSet::new();
    let mut busy: Vec<Running> = Vec::new();
    let mut words: JoinSet<()> = JoinSet::new();
    let mut look_at_words = Instant::now();
    let mut expire_at = Instant::now();
    while !*stop.borrow() {
        start_jobs(&state, &stop, slots, &mut running, &mut busy).await;
        while words.try_join_next().is_some() {}
        if words.is_empty() && Instant::now() >= look_at_words {
            look_at_words = Instant::now() + LOOK;
            words.spawn(catch_up(state.clone(), stop.clone()));
        }
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
    while words.join_next().await.is_some() {}
}

/// Makes contacts findable whose words weren't looked at yet.
async fn catch_up(state: AppState, stop: watch::Receiver<bool>) {
    if let Err(error) = catch_up_words(&state, || *stop.borrow()).await {
        tracing::warn!(kind = store::kind(&error), "can't look at contacts' words");
    }
}

async fn start_jobs(
    state: &AppState,
    stop: &watch::Receiver<bool>,
    slots: usize,
    running: &mut JoinSet<()>,
    busy: &mut Vec<Running>,
) {
    let waiting = match waiting(state).await {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::warn!(kind = store::kind(&error), "can't look for imports to apply or to undo");
            return;
        }
    };
    loop {
        let targets: Vec<Target> = busy.iter().map(|running| running.target).collect();
        match turn::next(&waiting, &targets, slots) {
            Some(Turn::Start(next)) => {
                let steps_back = Arc::new(AtomicBool::new(false));
                let job = run_job(state.clone(), next, stop.clone(), Arc::clone(&steps_back));
                busy.push(Running {
                    target: next.target,
                    task: running.spawn(job).id(),
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

/// What waits: undos first, of which each account has one at a time, for people wait for them.
async fn waiting(state: &AppState) -> sqlx::Result<Vec<Waiting>> {
    let undos = store::undo::candidates(&state.pool, CANDIDATES).await?;
    let imports = store::import::candidates(&state.pool, CANDIDATES).await?;
    let undos = undos.into_iter().map(|target| Waiting {
        target,
        work: Work::Undo,
    });
    let imports = imports.into_iter().map(|candidate| Waiting {
        target: (candidate.account_id, candidate.id),
        work: match candidate.is_preview {
            true => Work::Preview,
            false => Work::Apply,
        },
    });
    Ok(undos.chain(imports).collect())
}

async fn run_job(state: AppState, next: Waiting, stop: watch::Receiver<bool>, steps_back: Arc<AtomicBool>) {
    let stops = || *stop.borrow() || steps_back.load(Ordering::Relaxed);
    if work_on(&state, next, stops).await == Some(End::NotOurs) && !stops() {
        // Another server is at it: not again before the next look.
        tokio::time::sleep(LOOK).await;
    }
}

/// Does all that waits, one after the other, until there is nothing: for tests.
///
/// # Errors
/// If the database can't be asked.
pub async fn run_until_idle(state: &AppState) -> sqlx::Result<()> {
    loop {
        let waiting = waiting(state).await?;
        if waiting.is_empty() {
            return catch_up_words(state, || false).await;
        }
        for next in waiting {
            work_on(state, next, || false).await;
        }
    }
}

/// Previews, applies or undoes one import as far as it goes, and sees to what stops it: how it ended, if it went well.
async fn work_on(state: &AppState, next: Waiting, stop: impl Fn() -> bool + Copy) -> Option<End> {
    let Waiting { target, work } = next;
    let (account_id, id) = target;
    let mut retries = 0;
    loop {
        let done = match work {
            Work::Preview => preview::preview(state, account_id, id, stop).await,
            Work::Apply => apply::apply(state, account_id, id, stop).await,
            Work::Undo => undo::undo(state, account_id, id, stop).await,
        };
        match done {
            Ok(End::Finished) => {
                let what = match work {
                    Work::Preview => "import previewed",
                    Work::Apply => "import finished",
                    Work::Undo => "import undone",
                };
                tracing::info!(account_id, import = %id, "{what}");
                state.counted.forget(account_id).await;
                return Some(End::Finished);
            }
            Ok(End::NotOurs) => return Some(End::NotOurs),
            Err(ApplyError::Database(error)) if is_collision(&error) && retries < RETRIES => {
                retries += 1;
                tokio::time::sleep(Duration::from_millis(20 << retries)).await;
            }
            Err(error) => {
                let written = match work {
                    Work::Preview | Work::Apply => give_up(state, target, error).await,
                    Work::Undo => put_off(state, target, error).await,
                };
                if written.is_err() {
                    tokio::time::sleep(LOOK).await;
                }
                return None;
            }
        }
    }
}

/// Pauses the import where it will go better later, else says that it failed. If not even that can be written, the
/// import stays as it is and is taken up again.
async fn give_up(state: &AppState, (account_id, id): Target, error: ApplyError) -> sqlx::Result<()> {
    match &error {
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
    }
}

/// Says why an undo waits. It never fails: what is undone can't stay half done.
async fn put_off(state: &AppState, (account_id, id): Target, error: ApplyError) -> sqlx::Result<()> {
    let (reason, seconds) = match &error {
        ApplyError::Broken(reason) => (reason.clone(), undo::STUCK_SECONDS),
        ApplyError::Database(error) => match passing_reason(error) {
            Some(reason) => (reason.to_owned(), PAUSE_SECONDS),
            None => {
                let code = store::code(error).unwrap_or_default();
                tracing::error!(account_id, import = %id, kind = store::kind(error), code, "an undo can't go on");
                let reason = format!(
                    "The database refused a step (code {code}). It is tried again; if it stays so, whoever runs this server \
                     finds more in its log."
                );
                (reason, undo::STUCK_SECONDS)
            }
        },
    };
    store::undo::hold(&state.pool, account_id, id, &reason, seconds).await
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
        Some("53100") => Some("The database's disk is full. It goes on by itself when there is room."),
        Some(code) if code.starts_with("53") => Some("The database is overloaded. It goes on by itself."),
        _ if store::is_connection_trouble(error) => {
            Some("The database went away. It goes on by itself when it is back.")
        }
        _ if is_collision(error) => Some("Other changes to the same contacts come first. It goes on by itself."),
        // Contacts were deleted by hand faster than they could be looked at.
        _ if matches!(error, sqlx::Error::RowNotFound) => {
            Some("Contacts are being changed by hand. It goes on by itself.")
        }
        _ => None,
    }
}
