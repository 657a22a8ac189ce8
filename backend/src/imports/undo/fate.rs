//! What an undo makes of one contact. Pure: the undo does it, and the outlook counts it.

use crate::store::contact_change::{By, Change};
use crate::store::undo::Job;
use muster_shared::merge::Attributes;
use muster_shared::{Field, FieldType};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The import that is taken back, and what doesn't change meanwhile.
#[derive(Debug)]
pub(super) struct Undoing {
    pub(super) account_id: i64,
    pub(super) import: Uuid,
    pub(super) segments: Vec<i64>,
    /// Fields that are still of the type that the import wrote, by key.
    fields: HashMap<String, Field>,
}

/// A value that stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptField {
    pub(super) field: String,
    /// The import created the contact.
    pub(super) created: bool,
    pub(super) since_import: Option<Uuid>,
    pub(super) since_user: Option<i64>,
}

/// What becomes of a contact.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// It was created, and nobody changed it since.
    Deleted,
    /// It was created, and stays as it is for these changes.
    Kept(Vec<KeptField>),
    /// It was changed: `before` and `after` are of the fields that get former values back.
    Changed {
        attributes: Attributes,
        before: Attributes,
        after: Attributes,
        kept: Vec<KeptField>,
    },
    /// The import did nothing to its fields.
    Untouched,
}

impl Fate {
    pub(super) fn is_deleted(&self) -> bool {
        *self == Fate::Deleted
    }

    pub(super) fn is_restored(&self) -> bool {
        matches!(self, Fate::Changed { before, .. } if !before.is_empty())
    }

    pub(super) fn kept(&self) -> &[KeptField] {
        match self {
            Fate::Kept(kept) | Fate::Changed { kept, .. } => kept,
            Fate::Deleted | Fate::Untouched => &[],
        }
    }
}

/// How the walk back through one field's changes goes.
#[derive(Clone, Copy, Debug)]
enum Walk<'a> {
    /// Changes that count were met, and none of the import's before: the last of them.
    Changed(By),
    /// Changes were met that don't count: the last of them.
    Passed(By),
    /// The import's changes are undone down to here.
    Undone(&'a Json),
    /// There is no way on.
    Stopped(&'a Json),
    Kept(Option<By>),
}

impl Undoing {
    /// `now` are the account's fields.
    pub(super) fn new(account_id: i64, import: Uuid, job: Job, now: Vec<Field>) -> Self {
        let Job { fields: then, segments } = job;
        let is_same = |field: &Field| then.iter().any(|old| old.key == field.key && old.kind == field.kind);
        let fields = now.into_iter().filter(is_same);
        Self {
            account_id,
            import,
            segments,
            fields: fields.map(|field| (field.key.to_string(), field)).collect(),
        }
    }

    /// The other imports among those who changed something.
    pub(super) fn others<'a>(&self, changes: impl Iterator<Item = &'a Change>) -> Vec<Uuid> {
        let imports = changes.filter_map(|change| match change.by {
            By::Import(import) if import != self.import => Some(import),
            By::Import(_) | By::Person(_) | By::UndoOf(..) => None,
        });
        imports.collect::<HashSet<Uuid>>().into_iter().collect()
    }

    /// Whether a change is somebody else's and holds: a person's, or that of an import that isn't undone.
    fn counts(&self, undone: &HashSet<Uuid>, by: By) -> bool {
        match by {
            By::Person(_) => true,
            By::Import(import) => import != self.import && !undone.contains(&import),
            By::UndoOf(..) => false,
        }
    }

    /// Of a contact that the import created. `changes` are all of its changes, oldest first.
    pub(super) fn of_created(&self, undone: &HashSet<Uuid>, changes: &[Change]) -> Fate {
        let mut kept: Vec<KeptField> = Vec::new();
        for change in changes.iter().rev().filter(|change| self.counts(undone, change.by)) {
            for field in change.before.keys() {
                if kept.iter().all(|value| value.field != *field) {
                    kept.push(kept_field(field, true, Some(change.by)));
                }
            }
        }
        if kept.is_empty() {
            Fate::Deleted
        } else {
            Fate::Kept(kept)
        }
    }

    /// Of a contact that existed when the import came. `changes` are all of its changes, oldest first.
    pub(super) fn of_changed(&self, undone: &HashSet<Uuid>, mut attributes: Attributes, changes: &[Change]) -> Fate {
        let walks = self.walk_back(undone, &attributes, changes);
        if walks.is_empty() {
            return Fate::Untouched;
        }
        let (mut before, mut after, mut kept) = (Attributes::new(), Attributes::new(), Vec::new());
        for (field, walk) in walks {
            match walk {
                Walk::Undone(former) | Walk::Stopped(former) => {
                    let now = value_of(&attributes, field).clone();
                    if now == *former {
                        continue;
                    }
                    before.insert(field.to_owned(), now);
                    after.insert(field.to_owned(), former.clone());
                    match former {
                        Json::Null => attributes.remove(field),
                        former => attributes.insert(field.to_owned(), former.clone()),
                    };
                }
                Walk::Kept(by) => kept.push(kept_field(field, false, by)),
                Walk::Changed(_) | Walk::Passed(_) => {}
            }
        }
        Fate::Changed {
            attributes,
            before,
            after,
            kept,
        }
    }

    /// Goes back from the newest change to the oldest, for each field that the import changed: its changes are undone as long as
    /// nothing that counts lies after them, and the value is what it wrote.
    fn walk_back<'a>(
        &self,
        undone: &HashSet<Uuid>,
        attributes: &Attributes,
        changes: &'a [Change],
    ) -> Vec<(&'a str, Walk<'a>)> {
        let mut walks: HashMap<&str, Walk<'_>> = HashMap::new();
        for change in changes.iter().rev() {
            let is_own = change.by == By::Import(self.import);
            for (field, former) in &change.before {
                let walk = walks.get(field.as_str()).copied();
                let next = match walk {
                    Some(Walk::Kept(_) | Walk::Stopped(_)) => continue,
                    Some(Walk::Changed(by)) if is_own => Walk::Kept(Some(by)),
                    Some(Walk::Changed(_)) => continue,
                    None | Some(Walk::Passed(_) | Walk::Undone(_)) if is_own => {
                        self.take_back(walk, attributes, field, former, change)
                    }
                    Some(Walk::Undone(former)) if self.counts(undone, change.by) => Walk::Stopped(former),
                    Some(Walk::Undone(_)) => continue,
                    None | Some(Walk::Passed(_)) if self.counts(undone, change.by) => Walk::Changed(change.by),
                    Some(Walk::Passed(_)) => continue,
                    None => Walk::Passed(change.by),
                };
                walks.insert(field, next);
            }
        }
        // What is gone, or became another field since, has no place for the former value.
        let known = walks.into_iter().filter(|(field, _)| self.fields.contains_key(*field));
        known.collect()
    }

    /// The import's own change is met, with nothing after it that counts.
    fn take_back<'a>(
        &self,
        walk: Option<Walk<'a>>,
        attributes: &Attributes,
        field: &str,
        former: &'a Json,
        change: &Change,
    ) -> Walk<'a> {
        let wrote = value_of(&change.after, field);
        let fits = self.fields.get(field).is_none_or(|field| takes(field, former));
        match walk {
            Some(Walk::Undone(so_far)) if so_far == wrote && fits => Walk::Undone(former),
            Some(Walk::Undone(so_far)) => Walk::Stopped(so_far),
            _ if value_of(attributes, field) != wrote => match walk {
                Some(Walk::Passed(by)) => Walk::Kept(Some(by)),
                _ => Walk::Kept(None),
            },
            _ if !fits => Walk::Kept(None),
            _ => Walk::Undone(former),
        }
    }
}

/// Null where the field is empty.
fn value_of<'a>(attributes: &'a Attributes, field: &str) -> &'a Json {
    attributes.get(field).unwrap_or(&Json::Null)
}

/// Whether a field still takes a value that it had: an option may be gone.
fn takes(field: &Field, former: &Json) -> bool {
    let has = |id: &Json| {
        field
            .options
            .iter()
            .any(|option| Some(option.id.as_str()) == id.as_str())
    };
    match (field.kind, former) {
        (_, Json::Null) => true,
        (FieldType::Radio, id) => has(id),
        (FieldType::Checkbox, Json::Array(ids)) => ids.iter().all(has),
        _ => true,
    }
}

fn kept_field(field: &str, created: bool, by: Option<By>) -> KeptField {
    let (since_import, since_user) = match by {
        Some(By::Import(import) | By::UndoOf(import, _)) => (Some(import), None),
        Some(By::Person(user)) => (None, Some(user)),
        None => (None, None),
    };
    KeptField {
        field: field.to_owned(),
        created,
        since_import,
        since_user,
    }
}

#[cfg(test)]
mod tests;
