//! What an import would do: its batches meet the contacts by the same rules as when they are applied, and nothing is written but
//! what was found. A server that dies in the middle loses one batch's comparison; the next one goes on there.

use crate::imports::apply::{Ahead, ApplyError, Applying, INTERNAL, Step, start_decoding};
use crate::imports::decode::{Decoded, Prepare, Ready};
use crate::state::AppState;
use crate::store;
use crate::store::import::Found;
use muster_shared::api::{FieldPreview, PreviewSample};
use muster_shared::merge::{self, Attributes, Existing, Outcome};
use muster_shared::{Plan, limits};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Compares an import's batches until all are, someone else has it, or `stop` says so.
///
/// # Errors
/// What kept a batch from being compared; what was found before stays.
pub(crate) async fn preview(
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
    while !stop() {
        let Some(seq) = store::import::next_to_compare(&state.pool, account_id, id).await? else {
            return Ok(Step::NotOurs);
        };
        let decoding = match ahead.take() {
            Some((ready, decoding)) if ready == seq => decoding,
            _ => start_decoding(state, &import, seq, Prepare::Nothing),
        };
        let decoded = decoding.await.map_err(|_| ApplyError::Broken(INTERNAL.to_owned()))??;
        let Some(decoded) = decoded else {
            return Ok(Step::NotOurs);
        };
        if seq + 1 < import.batches {
            ahead = Some((seq + 1, start_decoding(state, &import, seq + 1, Prepare::Nothing)));
        }
        match compare(state, &import, seq, decoded).await? {
            Step::Applied | Step::Behind => {}
            over @ (Step::Finished | Step::NotOurs) => return Ok(over),
        }
    }
    Ok(Step::NotOurs)
}

/// One batch in one transaction, which locks nothing but the import.
async fn compare(state: &AppState, import: &Arc<Applying>, seq: i32, decoded: Decoded) -> Result<Step, ApplyError> {
    let (account_id, id) = (import.account_id, import.id);
    let mut transaction = state.pool.begin().await?;
    if !store::import::claim_preview(&mut transaction, account_id, id).await? {
        return Ok(Step::NotOurs);
    }
    let mut found = store::import::found(&mut transaction, account_id, id).await?;
    if found.batches != seq {
        return Ok(Step::Behind);
    }
    found.batches += 1;
    found.counts.rejected += decoded.rejected as u64;
    found.counts.skipped += decoded.repeated as u64;
    found.skipped_repeated += decoded.repeated as u64;
    let ready = decoded.ready;
    let emails: Vec<String> = ready.iter().map(|row| row.email.clone()).collect();
    let with_attributes = import.plan.existing() != Existing::Leave;
    let contacts = store::import::existing_contacts(&mut transaction, account_id, &emails, with_attributes).await?;
    let comparing = {
        let import = Arc::clone(import);
        tokio::task::spawn_blocking(move || add(&import.plan, &ready, &contacts, found))
    };
    let Ok(Ok(found)) = comparing.await else {
        return Err(ApplyError::Broken(INTERNAL.to_owned()));
    };
    store::import::keep_found(&mut transaction, account_id, id, &found).await?;
    let is_last = found.batches == import.batches;
    if is_last {
        store::import::set_previewed(&mut transaction, account_id, id).await?;
    }
    transaction.commit().await?;
    Ok(if is_last { Step::Finished } else { Step::Applied })
}

/// Adds what the rows of a batch would do to the contacts, given by email with their attributes as JSON.
fn add(
    plan: &Plan,
    ready: &[Ready],
    contacts: &HashMap<String, String>,
    mut found: Found,
) -> Result<Found, serde_json::Error> {
    // In the order of the file, so that the samples are its first ones.
    let mut rows: Vec<&Ready> = ready.iter().collect();
    rows.sort_unstable_by_key(|row| row.line);
    let mut fields = by_place(plan, found.fields);
    for row in rows {
        let contact: Option<Attributes> = contacts
            .get(&row.email)
            .map(|attributes| serde_json::from_str(attributes))
            .transpose()?;
        let changes = row
            .changes
            .iter()
            .map(|(place, change)| (&plan.field(*place).key, change));
        match merge::merge(plan.existing(), contact.as_ref(), changes) {
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

/// All fields of the plan, in its order, with what was found of them.
fn by_place(plan: &Plan, found: Vec<FieldPreview>) -> Vec<FieldPreview> {
    let mut found: HashMap<_, _> = found.into_iter().map(|field| (field.field.clone(), field)).collect();
    let nothing = |key| FieldPreview {
        field: key,
        contacts: 0,
        samples: Vec::new(),
    };
    plan.fields()
        .map(|field| found.remove(&field.key).unwrap_or_else(|| nothing(field.key.clone())))
        .collect()
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
