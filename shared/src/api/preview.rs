//! What an import would do to the contacts, told before anything is written; and whether its file was imported before.
//!
//! An import with [`crate::api::ImportOptions::preview`] is compared with the contacts once it is sealed, and then waits:
//! - `GET /imports/{id}/preview`: [`Preview`], as far as it is made; `null` if none was asked for, or it was decided upon.
//! - `POST /imports/{id}/apply`: has it go on; 200 with [`crate::api::Import`], may be said twice. 409 `preview.not_ready` while there is
//!   nothing to decide upon yet. `POST /imports/{id}/cancel` discards it.
//! - `POST /imports/same-file` with a [`SameFile`]: [`ImportedBefore`] or `null`.

use crate::FieldKey;
use crate::api::{Counts, ImportState};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

/// What applying would come to, if no contact changes meanwhile.
///
/// Every record is compared with the contacts as they are. Of records with the same email in several batches the marks
/// ([`crate::api::Verdict::Repeated`]) leave one; a client that doesn't mark them is told of each as if it stood alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Their sum is the number of records compared so far.
    pub counts: Counts,
    /// Of `counts.skipped`: rows whose email stands on another line too.
    pub skipped_repeated: u64,
    /// The mapped fields that change in contacts that exist, in the order of the account's fields.
    pub fields: Vec<FieldPreview>,
    /// When the contacts were last looked at.
    pub made_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldPreview {
    pub field: FieldKey,
    /// Existing contacts in which it changes.
    pub contacts: u64,
    /// The first of them by line, at most [`crate::limits::PREVIEW_SAMPLES`].
    pub samples: Vec<PreviewSample>,
}

/// A field's present and later value, null where it is or becomes empty. Long texts are cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewSample {
    pub email: String,
    pub line: u64,
    pub before: Json,
    pub after: Json,
}

/// Asks whether a file was imported before; as in [`crate::api::FileFacts`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameFile {
    pub size: u64,
    pub fingerprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// The account's import of the same file: one that is under way, else the newest that took anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedBefore {
    pub id: Uuid,
    pub number: i64,
    pub file_name: String,
    pub state: ImportState,
    /// Name of who started it.
    pub by: String,
    pub created_at: DateTime<Utc>,
    /// Contacts that it took.
    pub contacts: u64,
}
