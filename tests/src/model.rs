//! What an import must come to, said as plainly as can be: one record after the other, over a map in memory. Written from the
//! product's table, without the code that the server merges with.

use crate::draft::Draft;
use crate::harness::Contacts;
mod undo;

pub use undo::{Kept, Past, Who};

use muster_shared::api::{Counts, SegmentChoice};
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::plan::{Change, Row};
use muster_shared::{FieldKey, UpdatePolicy};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An account's contacts, and how they became what they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub contacts: Contacts,
    /// What happened to each contact, by email.
    pub past: BTreeMap<String, Past>,
    /// Members of the segments that imports made, by email, each with the number of the import that added it.
    pub segments: BTreeMap<String, BTreeMap<String, usize>>,
    /// Imports so far: each has a number, from 1.
    imports: usize,
    undone: BTreeSet<usize>,
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

/// The choices that an import goes by.
struct Choices<'a> {
    draft: &'a Draft,
    number: usize,
}

impl Choices<'_> {
    /// Whether a field of a contact that exists is only filled where it is empty.
    fn only_fills(&self, key: &FieldKey) -> bool {
        let mut assignments = self.draft.mapping.assignments.iter();
        let own = assignments.find(|assignment| assignment.field == *key);
        match own.and_then(|assignment| assignment.update) {
            Some(UpdatePolicy::FillEmpty) => true,
            Some(UpdatePolicy::Override) => false,
            None => self.draft.options.existing == Existing::FillEmpty,
        }
    }

    /// Who unsubscribed stays so, unless consent to subscribe was ticked.
    fn is_protected(&self, key: &FieldKey, former: Option<&Json>, next: Option<&Json>) -> bool {
        let consents = self.draft.options.resubscribe == Resubscribe::WithConsent && next == Some(&"subscribed".into());
        key.as_str() == "newsletter" && former == Some(&"unsubscribed".into()) && !consents
    }
}

impl Model {
    /// Contacts of whose past nothing is known.
    pub fn of(contacts: Contacts) -> Self {
        Self {
            contacts,
            ..Self::default()
        }
    }

    pub fn import(&mut self, draft: &Draft) -> Done {
        let mut done = Done::default();
        self.imports += 1;
        let choices = Choices {
            draft,
            number: self.imports,
        };
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
            self.take(&choices, record, &mut done.counts);
        }
        for segment in &draft.options.segments {
            if let SegmentChoice::New(name) = segment {
                let members = self.segments.entry(name.clone()).or_default();
                for email in &done.members {
                    members.entry(email.clone()).or_insert(choices.number);
                }
            }
        }
        done
    }

    /// Emails of the members of any segment.
    pub fn members(&self) -> BTreeSet<String> {
        self.segments
            .values()
            .flat_map(|members| members.keys().cloned())
            .collect()
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

    fn take(&mut self, choices: &Choices<'_>, record: &Ready, counts: &mut Counts) {
        let Some(contact) = self.contacts.get_mut(&record.email).and_then(Json::as_object_mut) else {
            let filled = record
                .values
                .iter()
                .filter_map(|(key, value)| Some((key.to_string(), value.clone()?)));
            self.contacts
                .insert(record.email.clone(), Json::Object(filled.collect()));
            self.past.insert(record.email.clone(), Past::created_by(choices.number));
            counts.created += 1;
            return;
        };
        if choices.draft.options.existing == Existing::Leave {
            counts.skipped += 1;
            return;
        }
        let before = contact.clone();
        let past = self.past.entry(record.email.clone()).or_default();
        for (key, value) in &record.values {
            let former = before.get(key.as_str());
            let stays = choices.only_fills(key) && former.is_some()
                || choices.is_protected(key, former, value.as_ref())
                || former == value.as_ref();
            if !stays {
                set(contact, key.as_str(), value.clone());
                past.wrote(Who::Import(choices.number), key.as_str(), former, value.as_ref());
            }
        }
        if *contact == before {
            counts.unchanged += 1
        } else {
            counts.updated += 1
        }
    }
}

fn set(contact: &mut Map<String, Json>, key: &str, value: Option<Json>) {
    match value {
        Some(value) => contact.insert(key.to_owned(), value),
        None => contact.remove(key),
    };
}
