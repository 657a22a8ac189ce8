//! Contacts: lists by pages, one contact with its history.

use crate::FieldKey;
use crate::api::ImportName;
use crate::merge::Attributes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Query of `GET /contacts`, newest first. Without a cursor: from the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactQuery {
    /// Words found at the start of the email, first name, last name or mobile phone, whatever the case.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// Members of this segment only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<i64>,
    /// Rows after this contact ([`ContactPage::next`] of the page before): a keyset cursor, opaque.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Instead of `after`: rows from this place on, for a jump of the scroll bar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// At most [`crate::limits::PAGE_ROWS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactPage {
    pub contacts: Vec<Contact>,
    /// Contacts that the query finds in all.
    #[serde(flatten)]
    pub total: Total,
    pub next: Option<String>,
}

/// How many contacts a query finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Of a search [`Total::COUNTED`] at most; far fewer where it has several words that are all common.
    pub total: u64,
    /// There are more.
    pub has_more: bool,
    /// Contacts of a running or just finished import that a search doesn't find yet.
    pub unsearched: u64,
}

impl Total {
    /// What a search finds is counted up to here.
    pub const COUNTED: u64 = 10_000;

    pub fn exactly(total: u64) -> Self {
        Self {
            total,
            ..Self::default()
        }
    }

    /// More than are counted.
    pub fn more() -> Self {
        Self::up_to_counted(u64::MAX)
    }

    /// So many were found where there are surely more: the round number below. `None` for fewer than fill a page.
    pub fn more_than_some(count: u64) -> Option<Self> {
        let below = count.checked_sub(1).filter(|below| *below >= 100)?;
        let round = 10_u64.pow(below.ilog10());
        Some(Self {
            total: (below / round * round).min(Self::COUNTED),
            has_more: true,
            unsearched: 0,
        })
    }

    /// A count that stopped at the first one past [`Total::COUNTED`].
    pub fn up_to_counted(count: u64) -> Self {
        Self {
            total: count.min(Self::COUNTED),
            has_more: count > Self::COUNTED,
            unsearched: 0,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: i64,
    pub email: String,
    pub attributes: Attributes,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// `GET /contacts/{id}`. `DELETE /contacts/{id}`: 204.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactDetail {
    #[serde(flatten)]
    pub contact: Contact,
    pub segments: Vec<SegmentRef>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentRef {
    pub id: i64,
    pub name: String,
}

/// Something that happened to a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub at: DateTime<Utc>,
    pub what: HistoryKind,
    /// The import that did it, or whose undo it was; and the line of its file.
    #[serde(default)]
    pub import: Option<ImportName>,
    #[serde(default)]
    pub line: Option<u64>,
    /// The person who did it by hand, or asked for the undo.
    #[serde(default)]
    pub by: Option<String>,
    /// Empty unless `what` is `Changed` or `Undone`.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    /// Of `Joined`.
    #[serde(default)]
    pub segment: Option<SegmentRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    Created,
    Changed,
    /// An import added it to a segment.
    Joined,
    /// An import was undone, and values came back.
    Undone,
}

/// A field's former and later value, null where it was or became empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: FieldKey,
    pub before: serde_json::Value,
    pub after: serde_json::Value,
}

/// `PATCH /contacts/{id}`: texts as typed, checked by the field's plain rules; an empty text empties the field. 200 with
/// [`ContactDetail`]; 422 with the problem's sentence and `field`; 409 `contact.email_taken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPatch {
    pub field: FieldKey,
    pub text: String,
}

/// `POST /contacts/{id}/segments` with a [`SegmentMembership`] adds; `DELETE /contacts/{id}/segments/{segment}` takes out. 204.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentMembership {
    pub segment: i64,
}
