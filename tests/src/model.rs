//! What an import must come to, said as plainly as can be: one record after the other, over a map in memory. Written from the
//! product's table, without the code that the server merges with.

use crate::draft::Draft;
use crate::harness::Contacts;
use muster_shared::FieldKey;
use muster_shared::api::Counts;
use muster_shared::merge::Existing;
use muster_shared::plan::{Change, Row};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeSet, HashMap};

/// An account's contacts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub contacts: Contacts,
}

/// What one import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub counts: Counts,
    pub skipped_repeated: u64,
    /// Emails that the import's segments have by it.
    pub members: BTreeSet<String>,
}

/// A record that has no problem.
struct Ready {
    email: String,
    /// `None`: cleared.
    values: Vec<(FieldKey, Option<Json>)>,
}

impl Model {
    pub fn import(&mut self, draft: &Draft) -> Done {
        let mut done = Done::default();
        let ready = self.ready(draft, &mut done);
        let last: HashMap<&str, usize> = (0..)
            .zip(&ready)
            .map(|(place, record)| (record.email.as_str(), place))
            .collect();
        for (place, record) in ready.iter().enumerate() {
            if last[record.email.as_str()] != place {
                done.counts.skipped += 1;
                done.skipped_repeated += 1;
                continue;
            }
            done.members.insert(record.email.clone());
            self.take(draft.options.existing, record, &mut done.counts);
        }
        done
    }

    fn ready(&self, draft: &Draft, done: &mut Done) -> Vec<Ready> {
        let plan = draft.plan();
        let mut ready = Vec::new();
        draft.records(|record| {
            let Ok(text) = record.text(draft.columns()) else {
                done.counts.rejected += 1;
                return;
            };
            let mut row = Row::default();
            plan.read(|cell| text.get(plan.columns()[cell]), &mut row);
            let (Some(email), true) = (row.email.as_deref(), row.problems.is_empty()) else {
                done.counts.rejected += 1;
                return;
            };
            let value = |change: &Change<'_>| match change {
                Change::Set(value) => Some(value.to_json()),
                Change::Clear => None,
            };
            let values = row
                .changes
                .iter()
                .map(|(place, change)| (plan.field(*place).key.clone(), value(change)));
            ready.push(Ready {
                email: email.to_owned(),
                values: values.collect(),
            });
        });
        ready
    }

    fn take(&mut self, existing: Existing, record: &Ready, counts: &mut Counts) {
        let Some(contact) = self.contacts.get_mut(&record.email).and_then(Json::as_object_mut) else {
            let filled = record
                .values
                .iter()
                .filter_map(|(key, value)| Some((key.to_string(), value.clone()?)));
            self.contacts
                .insert(record.email.clone(), Json::Object(filled.collect()));
            counts.created += 1;
            return;
        };
        if existing == Existing::Leave {
            counts.skipped += 1;
            return;
        }
        let before = contact.clone();
        for (key, value) in &record.values {
            if existing == Existing::FillEmpty && before.contains_key(key.as_str()) {
                continue;
            }
            set(contact, key.as_str(), value.clone());
        }
        if *contact == before {
            counts.unchanged += 1
        } else {
            counts.updated += 1
        }
    }
}

fn set(contact: &mut Map<String, Json>, key: &str, value: Option<Json>) {
    let is_unsubscribed = contact.get("newsletter").is_some_and(|value| value == "unsubscribed");
    match value {
        // Who unsubscribed stays so.
        _ if key == "newsletter" && is_unsubscribed => {}
        Some(value) => {
            contact.insert(key.to_owned(), value);
        }
        None => {
            contact.remove(key);
        }
    }
}
