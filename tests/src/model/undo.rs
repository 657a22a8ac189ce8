//! Undo, said as plainly as can be: each field remembers every value it had, and who gave it that.

use super::{Model, set};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Who wrote a value. Imports are told by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Import(usize),
    Person,
    UndoOf(usize),
}

/// What happened to a contact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// The import that made it.
    created_by: Option<usize>,
    /// The changes of each field that ever changed, oldest first.
    writes: BTreeMap<String, Vec<Write>>,
}

/// One change of a field; `None` where it was, or became, empty.
#[derive(Clone, Debug, PartialEq)]
struct Write {
    who: Who,
    before: Option<Json>,
    after: Option<Json>,
}

/// A value that an undo left: email, field, and who changed it since.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    pub email: String,
    pub field: String,
    pub created: bool,
    pub since: Who,
}

impl Past {
    pub(super) fn created_by(import: usize) -> Self {
        Self {
            created_by: Some(import),
            writes: BTreeMap::new(),
        }
    }

    pub(super) fn wrote(&mut self, who: Who, field: &str, before: Option<&Json>, after: Option<&Json>) {
        let write = Write {
            who,
            before: before.cloned(),
            after: after.cloned(),
        };
        self.writes.entry(field.to_owned()).or_default().push(write);
    }

    /// Every change as `(who, field, before, after)`, null for empty; by field, oldest first.
    pub fn changes(&self) -> Vec<(Who, String, Json, Json)> {
        let value = |value: &Option<Json>| value.clone().unwrap_or(Json::Null);
        self.writes
            .iter()
            .flat_map(|(field, writes)| {
                writes
                    .iter()
                    .map(move |write| (write.who, field.clone(), value(&write.before), value(&write.after)))
            })
            .collect()
    }
}

impl Model {
    /// A person changes one field; what is there already changes nothing.
    pub fn edit(&mut self, email: &str, field: &str, value: Option<Json>) {
        let contact = self.contacts.get_mut(email).and_then(Json::as_object_mut);
        let contact = contact.expect("the contact exists");
        let before = contact.get(field).cloned();
        if before != value {
            set(contact, field, value.clone());
            let past = self.past.entry(email.to_owned()).or_default();
            past.wrote(Who::Person, field, before.as_ref(), value.as_ref());
        }
    }

    /// A person gives a contact another email, which nobody has.
    pub fn rename(&mut self, email: &str, other: &str) {
        let contact = self.contacts.remove(email).expect("the contact exists");
        self.contacts.insert(other.to_owned(), contact);
        let mut past = self.past.remove(email).unwrap_or_default();
        past.wrote(Who::Person, "email", Some(&email.into()), Some(&other.into()));
        self.past.insert(other.to_owned(), past);
        for members in self.segments.values_mut() {
            if let Some(import) = members.remove(email) {
                members.insert(other.to_owned(), import);
            }
        }
    }

    /// A person deletes a contact.
    pub fn delete(&mut self, email: &str) {
        self.contacts.remove(email).expect("the contact exists");
        self.past.remove(email);
        for members in self.segments.values_mut() {
            members.remove(email);
        }
    }

    /// The import of that number is undone: what it leaves as it is, sorted.
    pub fn undo(&mut self, import: usize) -> Vec<Kept> {
        let mut kept = Vec::new();
        for members in self.segments.values_mut() {
            members.retain(|_, by| *by != import);
        }
        for email in self.contacts.keys().cloned().collect::<Vec<_>>() {
            let past = self.past.get(&email).cloned().unwrap_or_default();
            if past.created_by == Some(import) {
                let changed = self.changed_since(&past, import);
                if changed.is_empty() {
                    self.delete(&email);
                }
                kept.extend(changed.into_iter().map(|(field, since)| Kept {
                    email: email.clone(),
                    field,
                    created: true,
                    since,
                }));
            } else {
                for field in past.writes.keys() {
                    kept.extend(self.put_back(&email, field, import));
                }
            }
        }
        self.undone.insert(import);
        kept.sort();
        kept
    }

    fn counts(&self, who: Who, import: usize) -> bool {
        match who {
            Who::Person => true,
            Who::Import(other) => other != import && !self.undone.contains(&other),
            Who::UndoOf(_) => false,
        }
    }

    /// Fields of a contact that the import created and that somebody changed, with who did last.
    fn changed_since(&self, past: &Past, import: usize) -> BTreeSet<(String, Who)> {
        let last = |writes: &[Write]| {
            let mut newest_first = writes.iter().rev().map(|write| write.who);
            newest_first.find(|who| self.counts(*who, import))
        };
        past.writes
            .iter()
            .filter_map(|(field, writes)| Some((field.clone(), last(writes)?)))
            .collect()
    }

    /// Gives one field of a contact the value that it had before the import, unless it was changed since.
    fn put_back(&mut self, email: &str, field: &str, import: usize) -> Option<Kept> {
        let writes = self.past[email].writes[field].clone();
        let at = writes.iter().rposition(|write| write.who == Who::Import(import))?;
        let Write {
            before, after: wrote, ..
        } = &writes[at];
        let contact: &mut Map<String, Json> = self.contacts.get_mut(email)?.as_object_mut()?;
        let now = contact.get(field).cloned();
        let later = writes[at + 1..].iter().rev().map(|write| write.who);
        let since = later.clone().find(|who| match who {
            Who::Person => true,
            Who::Import(other) => !self.undone.contains(other),
            Who::UndoOf(_) => false,
        });
        let since = since.or_else(|| if now == *wrote { None } else { later.clone().next() });
        if let Some(since) = since {
            return Some(Kept {
                email: email.to_owned(),
                field: field.to_owned(),
                created: false,
                since,
            });
        }
        if now != *before {
            set(contact, field, before.clone());
            let past = self.past.entry(email.to_owned()).or_default();
            past.wrote(Who::UndoOf(import), field, now.as_ref(), before.as_ref());
        }
        None
    }
}
