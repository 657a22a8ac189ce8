//! Undo of an import: what it would do, how far it is, what it left.

use crate::FieldKey;
use crate::api::ImportName;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What an undo did so far, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoCounts {
    /// Contacts that the import created: they are deleted.
    pub deleted: u64,
    /// Contacts that get at least one former value back.
    pub restored: u64,
    /// Contacts with at least one value that somebody changed since: it stays.
    pub kept: u64,
}

/// `GET /imports/{id}/undo`: what an undo would do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoOutlook {
    pub counts: UndoCounts,
    /// The import's segments that still exist, with the contacts that leave them.
    pub leaving: Vec<Leaving>,
}

/// Contacts that leave a segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    pub id: i64,
    pub name: String,
    pub contacts: u64,
}

/// An undo that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Name of who asked for it.
    pub by: String,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it waits, in a sentence; it goes on by itself.
    #[serde(default)]
    pub waiting_reason: Option<String>,
    /// The account's contacts when it began; `None`: it hasn't.
    pub contacts: Option<u64>,
    /// Of these, how many were looked at.
    pub looked_at: u64,
    pub counts: UndoCounts,
    /// Memberships of segments that ended.
    pub left: u64,
    /// Values that stayed: the rows of [`KeptPage`].
    pub kept_values: u64,
}

impl Undo {
    /// How much of it is done, in per cent; contacts that came meanwhile don't make it more than all.
    pub fn percent(&self) -> u8 {
        let Some(contacts) = self.contacts else { return 0 };
        let share = self.looked_at.saturating_mul(100).checked_div(contacts);
        share.map_or(100, |share| u8::try_from(share.min(100)).unwrap_or(100))
    }
}

/// Query of `GET /imports/{id}/undo/kept`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptQuery {
    /// Rows after this one ([`KeptPage::next`] of the page before): a cursor, opaque.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Values that an undo left as they were, by contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptPage {
    pub values: Vec<KeptValue>,
    pub total: u64,
    pub next: Option<String>,
}

/// A value that somebody changed after the import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptValue {
    pub contact: i64,
    /// `None`: the contact was deleted after the undo.
    pub email: Option<String>,
    pub field: FieldKey,
    /// What the field has now; null: it is empty.
    pub now: serde_json::Value,
    /// The import created the contact, which stays with all its values for this change.
    pub created: bool,
    /// The import that changed it since.
    #[serde(default)]
    pub import: Option<ImportName>,
    /// Name of the person who changed it since. Neither: what the field had before doesn't fit it any more.
    #[serde(default)]
    pub by: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_never_more_than_all() {
        for (contacts, looked_at, percent) in [
            (None, 0, 0),
            (Some(0), 0, 100),
            (Some(200), 1, 0),
            (Some(200), 199, 99),
            (Some(200), 200, 100),
            (Some(200), 260, 100),
        ] {
            let undo = Undo {
                by: String::new(),
                started_at: DateTime::UNIX_EPOCH,
                finished_at: None,
                waiting_reason: None,
                contacts,
                looked_at,
                counts: UndoCounts::default(),
                left: 0,
                kept_values: 0,
            };
            assert_eq!(undo.percent(), percent, "{looked_at} of {contacts:?}");
        }
    }
}
