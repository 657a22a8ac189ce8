//! What an import would do: its batches meet the contacts by the same rules as when they are applied, and nothing is written but
//! what was found. A server that dies in the middle loses the batches it was comparing; the next one goes on there.

use crate::imports::apply::{ApplyError, Applying, End};
use crate::imports::decode::{Decoded, Prepare, Ready};
use crate::state::AppState;
use crate::store;
use crate::store::import::Found;
use muster_shared::api::{FieldPreview, PreviewSample};
use muster_shared::merge::{Attributes, Existing, Outcome};
use muster_shared::{FieldKey, Plan, limits};
use serde_json::Value as Json;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Batches of one import that are compared at the same time: they don't depend on each other.
const AT_ONCE: usize = 2;

/// A batch that is being compared.
type Comparing = JoinHandle<Result<Option<Found>, ApplyError>>;

/// What keeping a batch's findings came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// Now, or by another server before.
    Yes,
    /// That was the last one.
    Finished,
    /// Another server has the import, or it isn't to be previewed any more.
    NotOurs,
}

/// Compares an import's batches until all are, someone else has it, or `stop` says so.
///
/// # Errors
/// What kept a batch from being compared; what was found before stays.
pub(crate) async fn preview(
    state: &AppState,
    account_id: i64,
    id: Uuid,
    stop: impl Fn() -> bool,
) -> Result<End, ApplyError> {
    let Some(import) = Applying::load(&state.pool, account_id, id).await? else {
        return Ok(End::NotOurs);
    };
    let import = Arc::new(import);
    let mut ahead: VecDeque<(i32, Comparing)> = VecDeque::new();
    while !stop() {
        let Some(next) = store::import::next_to_compare(&state.pool, account_id, id).await? else {
            break;
        };
        let seq = next.seq;
        ahead.retain(|(ready, _)| *ready >= seq);
        while ahead.len() < AT_ONCE && seq + (ahead.len() as i32) < next.batches {
            let seq = seq + ahead.len() as i32;
            let comparing = tokio::spawn(compare(state.clone(), Arc::clone(&import), seq));
            ahead.push_back((seq, comparing));
        }
        let Some((_, comparing)) = ahead.pop_front() else {
            break;
        };
        // Cancelled meanwhile.
        let Some(found) = comparing.await.map_err(|_| ApplyError::internal())?? else {
            break;
        };
        match keep(state, &import, (seq, next.batches), found).await? {
            Kept::Yes => {}
            Kept::Finished => return Ok(End::Finished),
            Kept::NotOurs => break,
        }
    }
    Ok(End::NotOurs)
}

/// What a batch would do; `None` if it isn't there any more. Reads the contacts without a lock.
async fn compare(state: AppState, import: Arc<Applying>, seq: i32) -> Result<Option<Found>, ApplyError> {
    let decoding = Arc::clone(&import).decode(state.pool.clone(), seq, Prepare::Nothing);
    let Some(decoded) = decoding.await? else {
        return Ok(None);
    };
    let emails: Vec<String> = decoded.ready.iter().map(|row| row.email.clone()).collect();
    let with_attributes = import.plan.existing() != Existing::Leave;
    let contacts = store::import::existing_contacts(&state.pool, import.account_id, &emails, with_attributes).await?;
    let comparing = tokio::task::spawn_blocking(move || compare_all(&import.plan, &decoded, &contacts));
    match comparing.await {
        Ok(Ok(found)) => Ok(Some(found)),
        _ => Err(ApplyError::internal()),
    }
}

/// Adds what was found of a batch, one of so many, in a transaction that locks nothing but the import.
async fn keep(
    state: &AppState,
    import: &Applying,
    (seq, batches): (i32, i32),
    found: Found,
) -> Result<Kept, ApplyError> {
    let (account_id, id) = (import.account_id, import.id);
    let mut transaction = state.pool.begin().await?;
    if !store::import::claim_preview(&mut transaction, account_id, id).await? {
        return Ok(Kept::NotOurs);
    }
    let mut kept = store::import::found(&mut transaction, account_id, id).await?;
    if kept.batches != seq {
        return Ok(Kept::Yes);
    }
    kept.add(found, &import.plan);
    store::import::keep_found(&mut transaction, account_id, id, &kept).await?;
    let is_last = kept.batches == batches;
    if is_last {
        store::import::set_previewed(&mut transaction, account_id, id).await?;
    }
    transaction.commit().await?;
    Ok(if is_last { Kept::Finished } else { Kept::Yes })
}

/// What the records of a batch would do to the contacts, given by email with their attributes as JSON.
fn compare_all(plan: &Plan, decoded: &Decoded, contacts: &HashMap<String, String>) -> Result<Found, serde_json::Error> {
    let repeated = decoded.repeated as u64;
    let mut found = Found {
        batches: 1,
        skipped_repeated: repeated,
        ..Found::default()
    };
    found.counts.skipped = repeated;
    found.counts.rejected = decoded.rejected as u64;
    // In the order of the file, so that the samples are its first ones.
    let mut rows: Vec<&Ready> = decoded.ready.iter().collect();
    rows.sort_unstable_by_key(|row| row.line);
    let mut fields: Vec<FieldPreview> = plan.fields().map(|field| nothing_of(&field.key)).collect();
    for row in rows {
        let contact: Option<Attributes> = contacts
            .get(&row.email)
            .map(|attributes| serde_json::from_str(attributes))
            .transpose()?;
        match plan.merge(contact.as_ref(), &row.changes) {
            Outcome::Create(_) => found.counts.created += 1,
            Outcome::Unchanged => found.counts.unchanged += 1,
            Outcome::Skip => found.counts.skipped += 1,
            Outcome::Update { attributes, before } => {
                found.counts.updated += 1;
                let changed = fields
                    .iter_mut()
                    .filter_map(|field| Some((before.get(field.field.as_str())?, field)));
                for (former, field) in changed {
                    note(field, row, former, attributes.get(field.field.as_str()));
                }
            }
        }
    }
    found.fields = fields.into_iter().filter(|field| field.contacts > 0).collect();
    Ok(found)
}

impl Found {
    /// Adds what was found of the batch that follows.
    fn add(&mut self, next: Self, plan: &Plan) {
        let Self {
            batches,
            counts,
            skipped_repeated,
            fields,
        } = next;
        self.batches += batches;
        self.counts.created += counts.created;
        self.counts.updated += counts.updated;
        self.counts.unchanged += counts.unchanged;
        self.counts.skipped += counts.skipped;
        self.counts.rejected += counts.rejected;
        self.skipped_repeated += skipped_repeated;
        for more in fields {
            match self.fields.iter_mut().find(|field| field.field == more.field) {
                Some(field) => {
                    field.contacts += more.contacts;
                    let room = limits::PREVIEW_SAMPLES.saturating_sub(field.samples.len());
                    field.samples.extend(more.samples.into_iter().take(room));
                }
                None => self.fields.push(more),
            }
        }
        let place = |field: &FieldPreview| plan.fields().position(|planned| planned.key == field.field);
        self.fields.sort_by_key(place);
    }
}

fn nothing_of(field: &FieldKey) -> FieldPreview {
    FieldPreview {
        field: field.clone(),
        contacts: 0,
        samples: Vec::new(),
    }
}

fn note(field: &mut FieldPreview, row: &Ready, before: &Json, after: Option<&Json>) {
    field.contacts += 1;
    if field.samples.len() < limits::PREVIEW_SAMPLES {
        field.samples.push(PreviewSample {
            email: row.email.clone(),
            line: row.line.cast_unsigned(),
            before: cut(before),
            after: after.map_or(Json::Null, cut),
        });
    }
}

/// A value as it is shown in a sample.
fn cut(value: &Json) -> Json {
    match value {
        Json::String(text) if text.chars().count() > limits::PREVIEW_SAMPLE_CHARS => {
            let mut short: String = text.chars().take(limits::PREVIEW_SAMPLE_CHARS - 1).collect();
            short.push('…');
            Json::String(short)
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn long_texts_are_cut_in_samples() {
        let long = "ü".repeat(limits::PREVIEW_SAMPLE_CHARS + 1);
        let Json::String(short) = cut(&json!(long)) else {
            panic!("a text stays one")
        };
        assert_eq!(short.chars().count(), limits::PREVIEW_SAMPLE_CHARS);
        assert!(short.ends_with("ü…"));
        let whole = json!("ü".repeat(limits::PREVIEW_SAMPLE_CHARS));
        assert_eq!(cut(&whole), whole);
        assert_eq!(cut(&json!(["a", "b"])), json!(["a", "b"]));
    }
}
