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
    pub total: u64,
    pub next: Option<String>,
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
    /// The import that did it, and the line of its file.
    #[serde(default)]
    pub import: Option<ImportName>,
    #[serde(default)]
    pub line: Option<u64>,
    /// The person who did it by hand.
    #[serde(default)]
    pub by: Option<String>,
    /// Empty unless `what` is `Changed`.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    Created,
    Changed,
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
