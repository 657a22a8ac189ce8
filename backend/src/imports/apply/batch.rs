//! One batch in one transaction.
//!
//! Order of locks, the same everywhere: the batch's row; the segments; new contacts, inserted in the order of their emails;
//! existing contacts, locked in the order of their emails; members, in the order of segment and contact. Two imports
//! over the same contacts wait for each other and never in a circle.

use super::Applying;
use super::merging::{Merged, merge_all};
use crate::imports::apply::ApplyError;
use crate::imports::decode::{Decoded, NotTaken, Prepare, Ready};
use crate::state::AppState;
use crate::store;
use crate::store::PgConnection;
use crate::store::apply::{Hold, NewContact};
use crate::store::batch::BatchCounts;
use muster_shared::api::Why;
use muster_shared::merge::Existing;
use std::borrow::Cow;
use std::sync::Arc;

/// What the batches before were like: those of one file are alike, and each kind has its quickest way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Expect {
    /// Most of its contacts were created: trying to create them all is quicker than looking first.
    #[default]
    New,
    /// All of its contacts existed, and most changed: they are locked when they are first read.
    Changing,
    /// Most of its contacts existed. Nothing is locked before it is known which of them are missing, and which change.
    Same,
}

impl Expect {
    pub(super) fn prepare(self) -> Prepare {
        match self {
            Expect::New => Prepare::All,
            Expect::Changing | Expect::Same => Prepare::Nothing,
        }
    }

    fn after(counts: &BatchCounts, contacts: usize) -> Self {
        if counts.created as usize * 2 >= contacts {
            Expect::New
        } else if counts.created == 0 && counts.updated * 2 >= counts.unchanged {
            Expect::Changing
        } else {
            Expect::Same
        }
    }
}

/// Times that a batch is begun anew, since contacts were not what was expected, or deleted by hand between two looks at them.
const ANEW: usize = 5;

/// Why a batch isn't written.
enum Stopped {
    /// It asks for what the order of locks forbids by now. It is rolled back, and goes well without its expectation.
    Anew,
    Failed(ApplyError),
}

impl<E: Into<ApplyError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Applies a batch: what it was like, or `None` if it is applied already.
pub(super) async fn apply(
    state: &AppState,
    import: &Arc<Applying>,
    seq: i32,
    decoded: Decoded,
    mut expect: Expect,
) -> Result<Option<Expect>, ApplyError> {
    // Never closed, as long as there is a server.
    let _permit = state.writing.acquire().await.ok();
    for _ in 0..ANEW {
        let mut transaction = state.pool.begin().await?;
        match write(&mut transaction, import, seq, &decoded, expect).await {
            Ok(after) => {
                transaction.commit().await?;
                return Ok(after);
            }
            Err(Stopped::Anew) => transaction.rollback().await?,
            Err(Stopped::Failed(error)) => return Err(error),
        }
        expect = Expect::Same;
    }
    Err(ApplyError::Database(sqlx::Error::RowNotFound))
}

/// Writes a batch, all but the end of its transaction.
async fn write(
    connection: &mut PgConnection,
    import: &Arc<Applying>,
    seq: i32,
    decoded: &Decoded,
    expect: Expect,
) -> Result<Option<Expect>, Stopped> {
    let (account_id, id) = (import.account_id, import.id);
    if !store::batch::take(connection, account_id, id, seq).await? {
        return Ok(None);
    }
    let segments = store::apply::lock_segments(connection, account_id, &import.segments).await?;
    let counts = BatchCounts {
        skipped: decoded.repeated as i32,
        skipped_repeated: decoded.repeated as i32,
        rejected: decoded.rejected as i32,
        added: vec![0; import.segments.len()],
        ..BatchCounts::default()
    };
    let mut writing = Writing {
        connection,
        import,
        ready: &decoded.ready,
        segments,
        counts,
        ids: Vec::new(),
        existed: Vec::new(),
    };
    writing.contacts(expect).await?;
    writing.members().await?;
    let Writing {
        connection,
        counts,
        existed,
        ..
    } = writing;
    let left_out: Vec<&NotTaken> = decoded.left_out.iter().chain(&existed).collect();
    store::left_out::insert(connection, account_id, id, seq, &left_out).await?;
    store::batch::mark_applied(connection, account_id, id, seq, &counts).await?;
    tracing::debug!(
        seq,
        records = decoded.records,
        created = counts.created,
        updated = counts.updated,
        "batch applied"
    );
    Ok(Some(Expect::after(&counts, decoded.ready.len())))
}

/// A batch being written. Rows are named by their places in `ready`.
struct Writing<'a> {
    connection: &'a mut PgConnection,
    import: &'a Arc<Applying>,
    ready: &'a Arc<Vec<Ready>>,
    /// Those that still exist, in the order of their ids.
    segments: Vec<i64>,
    counts: BatchCounts,
    /// Of all contacts of the batch, if they are to become members.
    ids: Vec<i64>,
    /// Records of contacts that are left as they are.
    existed: Vec<NotTaken>,
}

impl Writing<'_> {
    async fn contacts(&mut self, expect: Expect) -> Result<(), Stopped> {
        let all: Vec<usize> = (0..self.ready.len()).collect();
        let rest = match expect {
            Expect::New => self.create(all).await?,
            Expect::Changing | Expect::Same => all,
        };
        if rest.is_empty() {
            return Ok(());
        }
        match self.import.plan.existing() {
            Existing::Leave => self.leave(rest, expect).await,
            Existing::Override | Existing::FillEmpty => self.change(rest, expect).await,
        }
    }

    /// Creates the contacts that don't exist: the rows of those that do.
    async fn create(&mut self, rows: Vec<usize>) -> Result<Vec<usize>, ApplyError> {
        if rows.is_empty() {
            return Ok(rows);
        }
        let ready = self.ready;
        let attributes: Vec<Cow<'_, str>> = rows.iter().map(|row| ready[*row].created(&self.import.plan)).collect();
        let new: Vec<NewContact<'_>> = rows
            .iter()
            .zip(&attributes)
            .map(|(row, attributes)| NewContact {
                email: &ready[*row].email,
                attributes,
                line: ready[*row].line,
            })
            .collect();
        let created = store::apply::create(self.connection, self.import.account_id, self.import.id, &new).await?;
        self.counts.created += created.len() as i32;
        let exist = if created.len() == rows.len() {
            Vec::new()
        } else {
            rows.into_iter()
                .filter(|row| !created.contains_key(&ready[*row].email))
                .collect()
        };
        self.ids.extend(created.into_values());
        Ok(exist)
    }

    /// Leaves existing contacts as they are, and says so of each record; creates the others.
    async fn leave(&mut self, mut rows: Vec<usize>, expect: Expect) -> Result<(), Stopped> {
        for _ in 0..ANEW {
            let missing = self.missing(&rows, expect).await?;
            for row in rows.into_iter().filter(|row| missing.binary_search(row).is_err()) {
                let Ready { line, email, .. } = &self.ready[row];
                self.counts.skipped += 1;
                self.existed.push(NotTaken {
                    line: *line,
                    why: Why::Exists { email: email.clone() },
                    cells: None,
                });
            }
            // Those that exist by now come back.
            rows = self.create(missing).await?;
            if rows.is_empty() {
                return Ok(());
            }
        }
        Err(Stopped::Anew)
    }

    /// Of the rows, those whose contacts don't exist. Those that do are kept from being deleted where they become members.
    async fn missing(&mut self, rows: &[usize], expect: Expect) -> Result<Vec<usize>, Stopped> {
        let account_id = self.import.account_id;
        let not_in = |known: &dyn Fn(&str) -> bool| {
            let missing = rows.iter().copied().filter(|row| !known(&self.ready[*row].email));
            missing.collect()
        };
        if !self.segments.is_empty() {
            let kept = store::apply::keep(self.connection, account_id, &emails(self.ready, rows)).await?;
            let missing = not_in(&|email| kept.contains_key(email));
            self.ids.extend(kept.into_values());
            Ok(missing)
        } else if expect == Expect::New {
            // Whether they exist was just seen.
            Ok(Vec::new())
        } else {
            let known = store::apply::existing_emails(self.connection, account_id, &emails(self.ready, rows)).await?;
            Ok(not_in(&|email| known.contains(email)))
        }
    }

    /// Writes to existing contacts what the rows change, and creates the others. All that is to be created is, before anything is
    /// locked that others may be about to change.
    async fn change(&mut self, rows: Vec<usize>, expect: Expect) -> Result<(), Stopped> {
        let account_id = self.import.account_id;
        let hold = match expect {
            Expect::Changing => Hold::Whole,
            // They must not be deleted before they are members.
            _ if !self.segments.is_empty() => Hold::Row,
            _ => Hold::Nothing,
        };
        let mut merged = Merged::default();
        let mut rest = rows;
        for _ in 0..ANEW {
            let seen = store::apply::look(self.connection, account_id, &emails(self.ready, &rest), hold).await?;
            merged.extend(merge_all(self.import, self.ready, rest, seen).await?);
            let mut missing = std::mem::take(&mut merged.missing);
            if hold == Hold::Whole && !missing.is_empty() {
                return Err(Stopped::Anew);
            }
            missing.sort_unstable();
            // New, or deleted by hand since; those that exist by now come back.
            rest = self.create(missing).await?;
            if rest.is_empty() {
                break;
            }
        }
        if hold != Hold::Whole && !merged.updates.is_empty() {
            self.lock(&mut merged).await?;
        }
        if !rest.is_empty() || !merged.missing.is_empty() {
            return Err(Stopped::Anew);
        }
        // As the file has them, whatever was merged again.
        merged.updates.sort_unstable_by_key(|update| update.row);
        store::apply::update(self.connection, account_id, self.import.id, &merged.updates).await?;
        self.counts.updated += merged.updates.len() as i32;
        self.counts.unchanged += merged.unchanged.len() as i32;
        self.ids.extend(merged.unchanged);
        self.ids.extend(merged.updates.iter().map(|update| update.id));
        Ok(())
    }

    /// Locks what is to change, and merges again where it isn't what it was a moment ago.
    async fn lock(&mut self, merged: &mut Merged) -> Result<(), ApplyError> {
        let mut rows: Vec<usize> = merged.updates.iter().map(|update| update.row).collect();
        rows.sort_unstable();
        let emails = emails(self.ready, &rows);
        let mut locked = store::apply::look(self.connection, self.import.account_id, &emails, Hold::Whole).await?;
        let mut again = Vec::new();
        merged.updates.retain(|update| {
            let email = &self.ready[update.row].email;
            let same = locked
                .get(email)
                .is_some_and(|now| now.id == update.id && now.attributes == update.seen);
            if same {
                locked.remove(email);
            } else {
                again.push(update.row);
            }
            same
        });
        if !again.is_empty() {
            merged.extend(merge_all(self.import, self.ready, again, locked).await?);
        }
        Ok(())
    }

    /// Adds the contacts to the segments.
    async fn members(&mut self) -> Result<(), ApplyError> {
        self.ids.sort_unstable();
        for segment in &self.segments {
            let Applying { account_id, id, .. } = **self.import;
            let added = store::apply::add_members(self.connection, account_id, id, *segment, &self.ids).await?;
            if let Some(place) = self.import.segments.iter().position(|id| id == segment) {
                self.counts.added[place] = added.cast_signed();
            }
        }
        Ok(())
    }
}

fn emails(ready: &[Ready], rows: &[usize]) -> Vec<String> {
    rows.iter().map(|row| ready[*row].email.clone()).collect()
}
