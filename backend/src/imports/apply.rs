//! Applying an import: batch after batch, each in one transaction with everything that is recorded about it. A server that
//! dies in the middle leaves nothing behind; the next one begins with the first batch that isn't applied.

mod batch;
mod merging;

use crate::imports::decode::{Decoded, Prepare, decode};
use crate::state::AppState;
use crate::store;
use crate::store::import::Job;
use muster_shared::Plan;
use muster_shared::repeated::Repeats;
use std::sync::Arc;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Why applying stopped.
#[derive(Debug)]
pub(crate) enum ApplyError {
    Database(sqlx::Error),
    /// It will not go better by itself. In words for whoever imports.
    Broken(String),
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
    pub(crate) batches: i32,
    segments: Vec<i64>,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Applied,
    /// That was the last batch.
    Finished,
    /// Another server has the import, or it isn't to be applied (any more).
    NotOurs,
    /// Another server applied the batch meanwhile.
    Behind,
}

/// A batch that is being decoded while the one before it is written.
type Ahead = (i32, JoinHandle<Result<Option<Decoded>, ApplyError>>);

/// Applies an import's batches until it is finished, someone else has it, or `stop` says so.
///
/// # Errors
/// What kept a batch from being applied; nothing of that batch is written.
pub(crate) async fn apply(
    state: &AppState,
    account_id: i64,
    id: Uuid,
    stop: impl Fn() -> bool,
) -> Result<Step, ApplyError> {
    let Some(job) = store::import::job(&state.pool, account_id, id).await? else {
        return Ok(Step::NotOurs);
    };
    let import = Arc::new(Applying::new(account_id, id, job)?);
    let mut ahead: Option<Ahead> = None;
    let mut expect = batch::Expect::default();
    while !stop() {
        let Some(seq) = store::batch::next(&state.pool, account_id, id).await? else {
            return Ok(Step::NotOurs);
        };
        let decoding = match ahead.take() {
            Some((ready, decoding)) if ready == seq => decoding,
            _ => start_decoding(state, &import, seq, Prepare::Nothing),
        };
        let decoded = decoding.await.map_err(|_| ApplyError::Broken(INTERNAL.to_owned()))??;
        // Cancelled, or applied by another server between the two looks: then it isn't this one's any more.
        let Some(decoded) = decoded else {
            return Ok(Step::NotOurs);
        };
        if seq + 1 < import.batches {
            ahead = Some((seq + 1, start_decoding(state, &import, seq + 1, expect.prepare())));
        }
        match batch::apply(state, &import, seq, decoded, &mut expect).await? {
            Step::Applied | Step::Behind => {}
            over @ (Step::Finished | Step::NotOurs) => return Ok(over),
        }
    }
    Ok(Step::NotOurs)
}

/// What people read about a fault of ours.
pub(crate) const INTERNAL: &str = "Something went wrong on the server while saving. What was saved before stays. Try again; if it stays \
                        so, whoever runs this server finds more in its log.";

impl Applying {
    pub(crate) fn new(account_id: i64, id: Uuid, job: Job) -> Result<Self, ApplyError> {
        let Job {
            mapping,
            columns,
            fields,
            existing,
            repeats,
            batches,
            segments,
        } = job;
        let plan = Plan::new(&mapping, &fields, columns.len(), existing).map_err(|errors| {
            let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
            ApplyError::Broken(format!("The mapping doesn't fit any more. {}", sentences.join(" ")))
        })?;
        Ok(Self {
            account_id,
            id,
            plan,
            columns,
            repeats,
            batches,
            segments,
        })
    }
}

pub(crate) fn start_decoding(
    state: &AppState,
    import: &Arc<Applying>,
    seq: i32,
    prepare: Prepare,
) -> JoinHandle<Result<Option<Decoded>, ApplyError>> {
    let (pool, import) = (state.pool.clone(), Arc::clone(import));
    tokio::spawn(async move {
        let payload = store::batch::payload(&pool, import.account_id, import.id, seq).await?;
        let Some(payload) = payload else { return Ok(None) };
        let decoding = move || decode(&payload, &import.plan, &import.columns, import.repeats, prepare);
        let decoded = tokio::task::spawn_blocking(decoding).await;
        match decoded {
            Ok(Ok(decoded)) => Ok(Some(decoded)),
            Ok(Err(error)) => {
                tracing::error!(seq, error = format!("{error:#}"), "a batch can't be decoded");
                Err(ApplyError::Broken(INTERNAL.to_owned()))
            }
            Err(_) => Err(ApplyError::Broken(INTERNAL.to_owned())),
        }
    })
}
