//! One batch in one transaction.
//!
//! Order of locks, the same everywhere: the import's row; the segments; new contacts, inserted in the order of their emails;
//! existing contacts, locked in the order of their emails; members, in the order of segment and contact. Two imports
//! over the same contacts wait for each other and never in a circle.

use super::{Applying, Step};
use crate::imports::apply::ApplyError;
use crate::imports::decode::{Decoded, NotTaken, Ready};
use crate::state::AppState;
use crate::store;
use crate::store::apply::{Known, NewContact, Update};
use crate::store::batch::BatchCounts;
use muster_shared::Plan;
use muster_shared::api::Why;
use muster_shared::merge::{self, Attributes, Existing, Outcome};
use sqlx::PgConnection;
use std::collections::HashMap;
use std::sync::Arc;

/// What the batch before was like: batches of one file are alike, and each kind has its quickest way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expect {
    /// Most of its contacts existed.
    existing: bool,
    /// Many of those were changed.
    updates: bool,
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
        mut left_out,
        repeated,
        rejected,
    } = decoded;
    let mut writing = Writing {
        connection: &mut transaction,
        import,
        seq,
        counts: BatchCounts::default(),
    };
    let segments = store::apply::lock_segments(writing.connection, account_id, &import.segments).await?;
    let ready = Arc::new(ready);
    let contacts = writing
        .contacts(&ready, *expect, !segments.is_empty(), &mut left_out)
        .await?;
    writing.members(&segments, &contacts).await?;
    writing.counts.skipped += repeated as i32;
    writing.counts.skipped_repeated = repeated as i32;
    writing.counts.rejected = rejected as i32;
    store::left_out::insert(writing.connection, account_id, id, seq, &left_out).await?;
    let counts = writing.counts;
    *expect = Expect {
        existing: counts.created * 2 < ready.len() as i32,
        updates: counts.updated * 4 > ready.len() as i32,
    };
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

struct Writing<'a> {
    connection: &'a mut PgConnection,
    import: &'a Arc<Applying>,
    seq: i32,
    counts: BatchCounts,
}

impl Writing<'_> {
    /// Creates and updates. The ids of all contacts of the batch, as far as they are needed.
    async fn contacts(
        &mut self,
        ready: &Arc<Vec<Ready>>,
        expect: Expect,
        with_members: bool,
        left_out: &mut Vec<NotTaken>,
    ) -> Result<Vec<i64>, ApplyError> {
        let account_id = self.import.account_id;
        let mut ids = Vec::new();
        let mut rest: Vec<usize> = (0..ready.len()).collect();
        if expect.existing {
            let known = store::apply::existing_emails(self.connection, account_id, &emails(ready, &rest)).await?;
            let (old, new) = rest.into_iter().partition(|row| known.contains(&ready[*row].email));
            rest = merge_sorted(old, self.create(ready, new, &mut ids).await?);
        } else {
            rest = self.create(ready, rest, &mut ids).await?;
        }
        for _ in 0..VANISHED {
            let vanished = self
                .take_existing(ready, rest, expect, with_members, &mut ids, left_out)
                .await?;
            if vanished.is_empty() {
                return Ok(ids);
            }
            // Deleted by hand since: they are new again.
            rest = self.create(ready, vanished, &mut ids).await?;
        }
        if rest.is_empty() {
            Ok(ids)
        } else {
            Err(ApplyError::Database(sqlx::Error::RowNotFound))
        }
    }

    /// Creates the contacts that don't exist: the rows of those that do.
    async fn create(
        &mut self,
        ready: &[Ready],
        rows: Vec<usize>,
        ids: &mut Vec<i64>,
    ) -> Result<Vec<usize>, ApplyError> {
        if rows.is_empty() {
            return Ok(rows);
        }
        let new: Vec<NewContact<'_>> = rows
            .iter()
            .map(|row| &ready[*row])
            .map(|row| NewContact {
                email: &row.email,
                attributes: &row.created,
                line: row.line,
            })
            .collect();
        let created = store::apply::create(self.connection, self.import.account_id, self.import.id, &new).await?;
        self.counts.created += created.len() as i32;
        if created.len() == rows.len() {
            ids.extend(created.into_values());
            return Ok(Vec::new());
        }
        let rest = rows
            .into_iter()
            .filter(|row| !created.contains_key(&ready[*row].email))
            .collect();
        ids.extend(created.into_values());
        Ok(rest)
    }

    /// Does with existing contacts what the import's choice says: the rows whose contacts are gone.
    async fn take_existing(
        &mut self,
        ready: &Arc<Vec<Ready>>,
        rows: Vec<usize>,
        expect: Expect,
        with_members: bool,
        ids: &mut Vec<i64>,
        left_out: &mut Vec<NotTaken>,
    ) -> Result<Vec<usize>, ApplyError> {
        if rows.is_empty() {
            return Ok(rows);
        }
        if self.import.plan.existing() == Existing::Leave {
            return self.leave(ready, rows, with_members, ids, left_out).await;
        }
        let account_id = self.import.account_id;
        let emails = emails(ready, &rows);
        let seen = if expect.updates {
            store::apply::lock(self.connection, account_id, &emails).await?
        } else {
            store::apply::look(self.connection, account_id, &emails, with_members).await?
        };
        let merged = merge_all(self.import, ready, rows, seen).await?;
        let mut updates = merged.updates;
        let mut vanished = merged.vanished;
        let mut unchanged = merged.unchanged;
        if !expect.updates && !updates.is_empty() {
            // What is to change is locked, and merged again with what it is by now.
            let rows: Vec<usize> = updates.into_iter().map(|update| update.row).collect();
            let locked = store::apply::lock(self.connection, account_id, &self::emails(ready, &rows)).await?;
            let again = merge_all(self.import, ready, rows, locked).await?;
            updates = again.updates;
            unchanged.extend(again.unchanged);
            vanished.extend(again.vanished);
        }
        store::apply::update(self.connection, account_id, self.import.id, &updates).await?;
        self.counts.updated += updates.len() as i32;
        self.counts.unchanged += unchanged.len() as i32;
        ids.extend(unchanged);
        ids.extend(updates.iter().map(|update| update.id));
        vanished.sort_unstable();
        Ok(vanished)
    }

    /// Leaves existing contacts as they are, and says so of each record.
    async fn leave(
        &mut self,
        ready: &[Ready],
        rows: Vec<usize>,
        with_members: bool,
        ids: &mut Vec<i64>,
        left_out: &mut Vec<NotTaken>,
    ) -> Result<Vec<usize>, ApplyError> {
        let mut vanished = Vec::new();
        if with_members {
            let kept = store::apply::keep(self.connection, self.import.account_id, &emails(ready, &rows)).await?;
            vanished = rows
                .iter()
                .copied()
                .filter(|row| !kept.contains_key(&ready[*row].email))
                .collect();
            ids.extend(kept.into_values());
        }
        for row in rows.into_iter().filter(|row| vanished.binary_search(row).is_err()) {
            let Ready { line, email, .. } = &ready[row];
            self.counts.skipped += 1;
            left_out.push(NotTaken {
                line: *line,
                why: Why::Exists { email: email.clone() },
                cells: None,
            });
        }
        Ok(vanished)
    }

    /// Adds the contacts to the segments that still exist.
    async fn members(&mut self, segments: &[i64], contacts: &[i64]) -> Result<(), ApplyError> {
        self.counts.added = vec![0; self.import.segments.len()];
        let mut contacts = contacts.to_vec();
        contacts.sort_unstable();
        for segment in segments {
            let added = store::apply::add_members(self.connection, self.import.account_id, *segment, &contacts).await?;
            if let Some(place) = self.import.segments.iter().position(|id| id == segment) {
                self.counts.added[place] = added.cast_signed();
            }
        }
        tracing::trace!(seq = self.seq, segments = segments.len(), "members added");
        Ok(())
    }
}

fn emails(ready: &[Ready], rows: &[usize]) -> Vec<String> {
    rows.iter().map(|row| ready[*row].email.clone()).collect()
}

/// Two ascending lists as one.
fn merge_sorted(mut a: Vec<usize>, b: Vec<usize>) -> Vec<usize> {
    a.extend(b);
    a.sort_unstable();
    a
}

/// What a batch does to the contacts that exist.
#[derive(Default)]
struct Merged {
    updates: Vec<Update>,
    /// Ids.
    unchanged: Vec<i64>,
    /// Rows whose contacts weren't there.
    vanished: Vec<usize>,
}

/// Merges rows with their contacts, away from the threads that answer requests.
async fn merge_all(
    import: &Arc<Applying>,
    ready: &Arc<Vec<Ready>>,
    rows: Vec<usize>,
    known: HashMap<String, Known>,
) -> Result<Merged, ApplyError> {
    let (import, ready) = (Arc::clone(import), Arc::clone(ready));
    let merging = tokio::task::spawn_blocking(move || {
        let mut merged = Merged::default();
        for row in rows {
            match known.get(&ready[row].email) {
                Some(contact) => merge_one(&import.plan, &ready, row, contact, &mut merged)?,
                None => merged.vanished.push(row),
            }
        }
        Ok::<_, serde_json::Error>(merged)
    });
    match merging.await {
        Ok(Ok(merged)) => Ok(merged),
        _ => Err(ApplyError::Broken(super::INTERNAL.to_owned())),
    }
}

fn merge_one(
    plan: &Plan,
    ready: &[Ready],
    row: usize,
    contact: &Known,
    merged: &mut Merged,
) -> Result<(), serde_json::Error> {
    let Ready { line, changes, .. } = &ready[row];
    let attributes: Attributes = serde_json::from_str(&contact.attributes)?;
    let changes = changes.iter().map(|(place, change)| (&plan.field(*place).key, change));
    match merge::merge(plan.existing(), Some(&attributes), changes) {
        Outcome::Update { attributes, before } => {
            let value = |key: &String| attributes.get(key).cloned().unwrap_or(serde_json::Value::Null);
            let after: Attributes = before.keys().map(|key| (key.clone(), value(key))).collect();
            merged.updates.push(Update {
                row,
                id: contact.id,
                line: *line,
                attributes: serde_json::to_string(&attributes)?,
                before: serde_json::to_string(&before)?,
                after: serde_json::to_string(&after)?,
            });
        }
        Outcome::Unchanged | Outcome::Skip | Outcome::Create(_) => merged.unchanged.push(contact.id),
    }
    Ok(())
}
