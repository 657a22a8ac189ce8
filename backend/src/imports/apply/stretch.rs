//! A stretch of an import's batches: decoded ahead, and written several at once where that comes to the same as one after the
//! other, which it does when no contact stands in two of them.

use super::batch::{self, Expect};
use super::{ApplyError, Applying};
use crate::imports::decode::{Decoded, Ready};
use crate::state::{AppState, writers};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::{JoinHandle, JoinSet};

/// Batches of a stretch. Who pauses the import waits for the stretch: at most a second or two.
pub(super) const BATCHES: usize = 8;

/// Batches that are decoded before their turn.
pub(super) const AHEAD: usize = 2;

/// An import's batches, stretch by stretch.
pub(super) struct Stretch<'a> {
    state: &'a AppState,
    import: Arc<Applying>,
    decoding: BTreeMap<i32, Decoding>,
    /// What the batches before were like.
    expect: Expect,
}

type Decoding = JoinHandle<Result<Option<Decoded>, ApplyError>>;

/// Batches being written, and the rows of each.
#[derive(Default)]
struct Writing {
    tasks: JoinSet<(i32, Result<Option<Expect>, ApplyError>)>,
    rows: BTreeMap<i32, Arc<Vec<Ready>>>,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(state: &'a AppState, import: Applying) -> Self {
        Self {
            state,
            import: Arc::new(import),
            decoding: BTreeMap::new(),
            expect: Expect::default(),
        }
    }

    /// Applies the first of the waiting batches, in an order that comes to the same as theirs. False if the import was cancelled
    /// meanwhile.
    ///
    /// # Errors
    /// What kept a batch from being applied. Those before it are applied, and some after it may be.
    pub(super) async fn apply(&mut self, waiting: &[i32], stop: impl Fn() -> bool) -> Result<bool, ApplyError> {
        let mut writing = Writing::default();
        let started = self.start(waiting, stop, &mut writing).await;
        // What is being written comes to its end, whatever became of the batch after it.
        while !writing.tasks.is_empty() {
            self.written(&mut writing).await?;
        }
        started
    }

    async fn start(
        &mut self,
        waiting: &[i32],
        stop: impl Fn() -> bool,
        writing: &mut Writing,
    ) -> Result<bool, ApplyError> {
        for (place, seq) in waiting.iter().take(BATCHES).enumerate() {
            let ahead = waiting.len().min(place + 1 + AHEAD);
            let Some(decoded) = self.decoded(*seq, &waiting[place..ahead]).await? else {
                return Ok(false);
            };
            while writing.rows.len() >= writers() || writing.meets(&decoded.ready) {
                self.written(writing).await?;
            }
            if stop() {
                break;
            }
            writing.rows.insert(*seq, Arc::clone(&decoded.ready));
            let (state, import, seq, expect) = (self.state.clone(), Arc::clone(&self.import), *seq, self.expect);
            let apply = async move { (seq, batch::apply(&state, &import, seq, decoded, expect).await) };
            writing.tasks.spawn(apply);
        }
        Ok(true)
    }

    /// The next batch's content; that of those after it is on its way then.
    async fn decoded(&mut self, seq: i32, ahead: &[i32]) -> Result<Option<Decoded>, ApplyError> {
        // What another server applied meanwhile.
        self.decoding.retain(|decoding, _| *decoding >= seq);
        for seq in ahead {
            if !self.decoding.contains_key(seq) {
                let import = Arc::clone(&self.import);
                let decoding = import.decode(self.state.pool.clone(), *seq, self.expect.prepare());
                self.decoding.insert(*seq, tokio::spawn(decoding));
            }
        }
        match self.decoding.remove(&seq) {
            Some(decoding) => decoding.await.map_err(|_| ApplyError::internal())?,
            None => Ok(None),
        }
    }

    /// Waits for one of the batches being written; after a failure, for all of them.
    async fn written(&mut self, writing: &mut Writing) -> Result<(), ApplyError> {
        let Some(written) = writing.tasks.join_next().await else {
            return Ok(());
        };
        let (seq, applied) = written.map_err(|_| ApplyError::internal())?;
        writing.rows.remove(&seq);
        match applied {
            Ok(Some(expect)) => self.expect = expect,
            Ok(None) => {}
            Err(error) => {
                while writing.tasks.join_next().await.is_some() {}
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Writing {
    /// Whether one of the contacts is being written already.
    fn meets(&self, rows: &[Ready]) -> bool {
        self.rows.values().any(|others| share_an_email(others, rows))
    }
}

/// Of two lists in the order of their emails.
fn share_an_email(a: &[Ready], b: &[Ready]) -> bool {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(first), Some(second)) = (a.peek(), b.peek()) {
        match first.email.cmp(&second.email) {
            Ordering::Less => a.next(),
            Ordering::Greater => b.next(),
            Ordering::Equal => return true,
        };
    }
    false
}
