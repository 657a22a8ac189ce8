//! Rows meet the contacts that exist.

use super::{ApplyError, Applying, INTERNAL};
use crate::imports::decode::Ready;
use crate::store::apply::{Known, Update};
use muster_shared::Plan;
use muster_shared::merge::{Attributes, Outcome};
use std::collections::HashMap;
use std::sync::Arc;

/// What a batch does to the contacts that exist.
#[derive(Default)]
pub(super) struct Merged {
    pub(super) updates: Vec<Update>,
    /// Ids.
    pub(super) unchanged: Vec<i64>,
    /// Rows whose contacts don't exist.
    pub(super) missing: Vec<usize>,
}

impl Merged {
    pub(super) fn extend(&mut self, other: Self) {
        let Self {
            updates,
            unchanged,
            missing,
        } = other;
        self.updates.extend(updates);
        self.unchanged.extend(unchanged);
        self.missing.extend(missing);
    }
}

/// Merges rows with their contacts, away from the threads that answer requests.
pub(super) async fn merge_all(
    import: &Arc<Applying>,
    ready: &Arc<Vec<Ready>>,
    rows: Vec<usize>,
    mut known: HashMap<String, Known>,
) -> Result<Merged, ApplyError> {
    let (import, ready) = (Arc::clone(import), Arc::clone(ready));
    let merging = tokio::task::spawn_blocking(move || {
        let mut merged = Merged::default();
        for row in rows {
            match known.remove(&ready[row].email) {
                Some(contact) => merge_one(&import.plan, &ready, row, contact, &mut merged)?,
                None => merged.missing.push(row),
            }
        }
        Ok::<_, serde_json::Error>(merged)
    });
    match merging.await {
        Ok(Ok(merged)) => Ok(merged),
        _ => Err(ApplyError::Broken(INTERNAL.to_owned())),
    }
}

fn merge_one(
    plan: &Plan,
    ready: &[Ready],
    row: usize,
    contact: Known,
    merged: &mut Merged,
) -> Result<(), serde_json::Error> {
    let Ready { line, changes, .. } = &ready[row];
    let attributes: Attributes = serde_json::from_str(&contact.attributes)?;
    match plan.merge(Some(&attributes), changes) {
        Outcome::Update { attributes, before } => {
            let value = |key: &String| attributes.get(key).cloned().unwrap_or(serde_json::Value::Null);
            let after: Attributes = before.keys().map(|key| (key.clone(), value(key))).collect();
            merged.updates.push(Update {
                row,
                id: contact.id,
                line: *line,
                seen: contact.attributes,
                attributes: serde_json::to_string(&attributes)?,
                before: serde_json::to_string(&before)?,
                after: serde_json::to_string(&after)?,
            });
        }
        Outcome::Unchanged | Outcome::Skip | Outcome::Create(_) => merged.unchanged.push(contact.id),
    }
    Ok(())
}
