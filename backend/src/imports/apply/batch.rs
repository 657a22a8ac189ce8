//! One batch in one transaction.
//!
//! Order of locks, the same everywhere: the import's row; the segments; new contacts, inserted in the order of their emails;
//! existing contacts, locked in the order of their emails; members, in the order of segment and contact. Two imports
//! over the same contacts wait for each other and never in a circle.

use super::merging::merge_all;
use super::{Applying, Step};
use crate::imports::apply::ApplyError;
use crate::imports::decode::{Decoded, NotTaken, Prepare, Ready};
use crate::state::AppState;
use crate::store;
use crate::store::PgConnection;
use crate::store::apply::NewContact;
use crate::store::batch::BatchCounts;
use muster_shared::api::Why;
use muster_shared::merge::Existing;
use std::borrow::Cow;
use std::sync::Arc;

/// What the batch before was like: batches of one file are alike, and each kind has its quickest way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Expect {
    /// Most of its contacts were created: trying to create them all is quicker than looking first.
    #[default]
    New,
    /// Most of its contacts existed.
    Existing,
}

impl Expect {
    pub(super) fn prepare(self) -> Prepare {
        match self {
            Expect::New => Prepare::All,
            Expect::Existing => Prepare::Nothing,
        }
    }
}

/// Times that contacts may be deleted by hand between two looks at them.
const VANISHED: usize = 5;

pub(super) async fn apply(
    state: &AppState,
    import: &Arc<Applying>,
    seq: i32,
    decoded: Decoded,
    expect: &mut Expect,
) -> Result<Step, ApplyError> {
    let (account_id, id) = (import.account_id, import.id);
    let mut transaction = state.pool.begin().await?;
    if !store::import::claim(&mut transaction, account_id, id).await? {
        return Ok(Step::NotOurs);
    }
    if store::batch::next(&mut *transaction, account_id, id).await? != Some(seq) {
        return Ok(Step::Behind);
    }
    let Decoded {
        records,
        ready,
        left_out,
        repeated,
        rejected,
    } = decoded;
    let segments = store::apply::lock_segments(&mut transaction, account_id, &import.segments).await?;
    let counts = BatchCounts {
        skipped: repeated as i32,
        skipped_repeated: repeated as i32,
        rejected: rejected as i32,
        added: vec![0; import.segments.len()],
        ..BatchCounts::default()
    };
    let ready = Arc::new(ready);
    let mut writing = Writing {
        connection: &mut transaction,
        import,
        ready: &ready,
        segments,
        counts,
        ids: Vec::new(),
        left_out,
    };
    writing.contacts(*expect).await?;
    writing.members().await?;
    let Writing { counts, left_out, .. } = writing;
    *expect = if counts.created as usize * 2 < ready.len() {
        Expect::Existing
    } else {
        Expect::New
    };
    store::left_out::insert(&mut transaction, account_id, id, seq, &left_out).await?;
    store::batch::mark_applied(&mut transaction, account_id, id, seq, &counts).await?;
    let is_last = seq + 1 == import.batches;
    if is_last {
        store::import::finish(&mut transaction, account_id, id).await?;
    }
    transaction.commit().await?;
    tracing::debug!(
        seq,
        records,
        created = counts.created,
        updated = counts.updated,
        "batch applied"
    );
    Ok(if is_last { Step::Finished } else { Step::Applied })
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
    left_out: Vec<NotTaken>,
}

impl Writing<'_> {
    async fn contacts(&mut self, expect: Expect) -> Result<(), ApplyError> {
        let all: Vec<usize> = (0..self.ready.len()).collect();
        let mut rest = match expect {
            Expect::New => self.create(all).await?,
            Expect::Existing => all,
        };
        for _ in 0..VANISHED {
            if rest.is_empty() {
                return Ok(());
            }
            let missing = match self.import.plan.existing() {
                Existing::Leave => self.leave(rest, expect).await?,
                Existing::Override | Existing::FillEmpty => self.change(rest).await?,
            };
            // New, or deleted by hand since; those that exist by now come back.
            rest = self.create(missing).await?;
        }
        if rest.is_empty() {
            Ok(())
        } else {
            Err(ApplyError::Database(sqlx::Error::RowNotFound))
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

    /// Leaves existing contacts as they are, and says so of each record. The rows whose contacts don't exist.
    async fn leave(&mut self, rows: Vec<usize>, expect: Expect) -> Result<Vec<usize>, ApplyError> {
        let account_id = self.import.account_id;
        let mut missing = Vec::new();
        if !self.segments.is_empty() {
            let kept = store::apply::keep(self.connection, account_id, &emails(self.ready, &rows)).await?;
            missing = rows
                .iter()
                .copied()
                .filter(|row| !kept.contains_key(&self.ready[*row].email))
                .collect();
            self.ids.extend(kept.into_values());
        } else if expect == Expect::Existing {
            let known = store::apply::existing_emails(self.connection, account_id, &emails(self.ready, &rows)).await?;
            missing = rows
                .iter()
                .copied()
                .filter(|row| !known.contains(&self.ready[*row].email))
                .collect();
        }
        for row in rows.into_iter().filter(|row| missing.binary_search(row).is_err()) {
            let Ready { line, email, .. } = &self.ready[row];
            self.counts.skipped += 1;
            self.left_out.push(NotTaken {
                line: *line,
                why: Why::Exists { email: email.clone() },
                cells: None,
            });
        }
        Ok(missing)
    }

    /// Writes to existing contacts what the rows change. The rows whose contacts don't exist.
    async fn change(&mut self, rows: Vec<usize>) -> Result<Vec<usize>, ApplyError> {
        let account_id = self.import.account_id;
        let with_members = !self.segments.is_empty();
        let seen = store::apply::look(self.connection, account_id, &emails(self.ready, &rows), with_members).await?;
        let mut merged = merge_all(self.import, self.ready, rows, seen).await?;
        if !merged.updates.is_empty() {
            // What is to change is locked, and where it isn't what it was a moment ago, merged again.
            let rows: Vec<usize> = merged.updates.iter().map(|update| update.row).collect();
            let mut locked = store::apply::lock(self.connection, account_id, &emails(self.ready, &rows)).await?;
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
        }
        store::apply::update(self.connection, account_id, self.import.id, &merged.updates).await?;
        self.counts.updated += merged.updates.len() as i32;
        self.counts.unchanged += merged.unchanged.len() as i32;
        self.ids.extend(merged.unchanged);
        self.ids.extend(merged.updates.iter().map(|update| update.id));
        merged.missing.sort_unstable();
        Ok(merged.missing)
    }

    /// Adds the contacts to the segments.
    async fn members(&mut self) -> Result<(), ApplyError> {
        self.ids.sort_unstable();
        for segment in &self.segments {
            let added = store::apply::add_members(self.connection, self.import.account_id, *segment, &self.ids).await?;
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
