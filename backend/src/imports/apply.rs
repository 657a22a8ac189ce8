//! Applying an import: batch after batch, each in one transaction with everything that is recorded about it. A server that
//! dies in the middle leaves nothing behind; the next one begins with the first batch that isn't applied.

mod batch;
mod merging;
mod stretch;

use crate::imports::decode::{Decoded, Prepare, decode};
use crate::state::AppState;
use crate::store;
use crate::store::PgPool;
use crate::store::import::Job;
use muster_shared::Plan;
use muster_shared::repeated::Repeats;
use std::sync::Arc;
use std::time::Duration;
use stretch::Stretch;
use uuid::Uuid;

/// Why applying stopped.
#[derive(Debug)]
pub(crate) enum ApplyError {
    Database(sqlx::Error),
    /// It will not go better by itself. In words for whoever imports.
    Broken(String),
}

impl ApplyError {
    /// A fault of ours.
    pub(crate) fn internal() -> Self {
        Self::Broken(INTERNAL.to_owned())
    }
}

impl From<sqlx::Error> for ApplyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// One import, and what doesn't change while it is applied.
#[derive(Debug)]
pub(crate) struct Applying {
    pub(crate) account_id: i64,
    pub(crate) id: Uuid,
    pub(crate) plan: Plan,
    columns: Vec<String>,
    repeats: Repeats,
    segments: Vec<i64>,
}

/// How applying ended, if nothing kept it from going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Finished,
    /// Another server has the import, it isn't to be applied (any more), or this server stops.
    NotOurs,
}

/// Applies an import's batches until it is finished, someone else has it, or `stop` says so.
///
/// The import is claimed for a stretch of batches at a time: between two stretches it can be paused and cancelled.
///
/// # Errors
/// What kept a batch from being applied; nothing of that batch is written.
pub(crate) async fn apply(
    state: &AppState,
    account_id: i64,
    id: Uuid,
    stop: impl Fn() -> bool,
) -> Result<End, ApplyError> {
    let Some(import) = Applying::load(&state.pool, account_id, id).await? else {
        return Ok(End::NotOurs);
    };
    let mut stretch = Stretch::new(state, import);
    while !stop() {
        let Some(mut claim) = store::import::claim(&state.pool, account_id, id).await? else {
            break;
        };
        let waiting = store::batch::waiting(&state.pool, account_id, id, stretch::BATCHES + stretch::AHEAD).await?;
        match stretch.apply(&waiting, &stop).await {
            Ok(true) => {}
            cut_short => {
                claim.rollback().await?;
                return cut_short.map(|_| End::NotOurs);
            }
        }
        // Under the same claim, so that nobody can cancel what is whole.
        if store::batch::waiting(&state.pool, account_id, id, 1).await?.is_empty() {
            store::import::finish(&mut claim, account_id, id).await?;
            claim.commit().await?;
            return Ok(End::Finished);
        }
        claim.rollback().await?;
        tokio::time::sleep(OPEN_DOOR).await;
    }
    Ok(End::NotOurs)
}

/// Between two stretches: who waits to pause or cancel the import is quicker than its next claim.
const OPEN_DOOR: Duration = Duration::from_millis(2);

/// What people read about a fault of ours.
const INTERNAL: &str = "Something went wrong on the server while saving. What was saved before stays. Try again; if it stays \
                        so, whoever runs this server finds more in its log.";

impl Applying {
    /// `None` if there is no such import, or it isn't sealed.
    ///
    /// # Errors
    /// Its mapping doesn't fit any more.
    pub(crate) async fn load(pool: &PgPool, account_id: i64, id: Uuid) -> Result<Option<Self>, ApplyError> {
        let job = store::import::job(pool, account_id, id).await?;
        job.map(|job| Self::new(account_id, id, job)).transpose()
    }

    fn new(account_id: i64, id: Uuid, job: Job) -> Result<Self, ApplyError> {
        let Job {
            mapping,
            columns,
            fields,
            existing,
            resubscribe,
            repeats,
            segments,
        } = job;
        let plan = Plan::new(&mapping, &fields, columns.len(), existing).map_err(|errors| {
            let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
            ApplyError::Broken(format!("The mapping doesn't fit any more. {}", sentences.join(" ")))
        })?;
        Ok(Self {
            account_id,
            id,
            plan: plan.resubscribing(resubscribe),
            columns,
            repeats,
            segments,
        })
    }
    /// What a staged batch asks for, away from the threads that answer requests. `None` if it isn't there any more.
    pub(crate) async fn decode(
        self: Arc<Self>,
        pool: PgPool,
        seq: i32,
        prepare: Prepare,
    ) -> Result<Option<Decoded>, ApplyError> {
        let payload = store::batch::payload(&pool, self.account_id, self.id, seq).await?;
        let Some(payload) = payload else { return Ok(None) };
        let decoding = move || decode(&payload, &self.plan, &self.columns, self.repeats, prepare);
        match tokio::task::spawn_blocking(decoding).await {
            Ok(Ok(decoded)) => Ok(Some(decoded)),
            Ok(Err(error)) => {
                tracing::error!(seq, error = format!("{error:#}"), "a batch can't be decoded");
                Err(ApplyError::internal())
            }
            Err(_) => Err(ApplyError::internal()),
        }
    }
}
