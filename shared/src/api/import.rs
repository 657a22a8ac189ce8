//! An import's life on the wire: create, batches, seal, progress, summary.
//!
//! - `PUT /imports/{id}` with [`NewImport`], the id (a UUID) chosen by the browser: 200 with [`Import`], again and again with the
//!   same result; 409 `import.differs` if it exists with other content; 409 `rules.stale` if the page's rules are older; 409
//!   `imports.too_many` or `imports.too_large` while the account has too much unfinished.
//! - `POST /imports/recall` with [`Recall`]: [`Recalled`] or `null`.
//! - `PUT /imports/{id}/batches/{seq}` with a [`Batch`] as JSON, plain or `Content-Encoding: gzip`, and the header
//!   [`BATCH_DIGEST`]: 200 with [`BatchReceipt`]; the same again: the same answer. 409 `batch.differs`, 422
//!   `batch.digest_mismatch`, 413 `body.too_large`, 409 `import.sealed`, `import.cancelled`, `import.expired`.
//! - `GET /imports/{id}/batches`: [`BatchList`].
//! - `POST /imports/{id}/seal` with [`Seal`]: 200 with [`Import`], again with the same result; 409 with [`SealRefused`].
//! - `POST /imports/{id}/pause`, `/resume`, `/cancel`: 200 with [`Import`]; each may be said twice.
//! - `GET /imports/{id}`: [`Import`]. `GET /imports`: [`ImportPage`].
//! - `GET /imports/{id}/undo`: [`UndoOutlook`]; `POST /imports/{id}/undo`: 200 with [`Import`], again with the same result; 409
//!   `undo.too_late`, `undo.not_over`, `undo.nothing`.
//! - `GET /imports/{id}/undo/kept`: [`KeptPage`].
//! - `GET /imports/{id}/left-out`: [`LeftOutPage`]; `GET /imports/{id}/left-out.csv`: the same as a file.

use crate::api::Undo;
use crate::intake::Dialect;
use crate::merge::{Existing, Resubscribe};
use crate::repeated::Repeats;
use crate::{FieldKey, Mapping, Problem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Request header of a batch: SHA-256 of the JSON before compression, in lower-case hex.
pub const BATCH_DIGEST: &str = "muster-batch-sha256";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewImport {
    pub rules_version: u32,
    pub file: FileFacts,
    pub dialect: Dialect,
    /// Names of all the file's columns, as shown: the mapping counts within them.
    pub columns: Vec<String>,
    pub mapping: Mapping,
    pub options: ImportOptions,
    /// Data rows of the file, as the check counted them.
    pub records: u64,
}

/// What a file is recognised by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// `Pasted rows` where they were pasted.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 over the size (8 bytes, little-endian), the first and the last MiB, in lower-case hex.
    pub fingerprint: String,
    /// The file's own time stamp.
    #[serde(default)]
    pub modified: Option<DateTime<Utc>>,
    /// The file of an archive, or the sheet of a workbook, that the rows come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// The check boxes of the first step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOptions {
    #[serde(default)]
    pub existing: Existing,
    /// Which of the rows with the same email counts.
    #[serde(default)]
    pub repeats: Repeats,
    /// Whether people who unsubscribed are subscribed where the file says so.
    #[serde(default)]
    pub resubscribe: Resubscribe,
    /// *Add to segment*.
    #[serde(default)]
    pub segments: Vec<SegmentChoice>,
    /// *Preview against your contacts*: once sealed it is compared, and waits for `POST /imports/{id}/apply`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentChoice {
    Existing(i64),
    /// Made when the import is created. A segment that has the name by then is used.
    New(String),
}

/// Some records of the file, in its order, all of the same mapped columns.
///
/// Batch borders follow from file, dialect and mapping alone ([`crate::limits::BATCH_RECORDS`], [`crate::limits::BATCH_CELL_BYTES`]):
/// the same file cut again gives the same batches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The line on which each record starts; as many as there are records.
    pub lines: Vec<u64>,
    /// For each column of the plan ([`crate::Plan::columns`]), its cells as read from the file; each list as long as `lines`.
    pub columns: Vec<Vec<String>>,
    /// What the browser alone can know of single records; ascending by `row`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// A record that is left out for a reason that its mapped cells don't show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Place within the batch, from 0.
    pub row: u32,
    #[serde(flatten)]
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Skipped: its email stands on another line too, which is kept.
    Repeated { kept_line: u64 },
    /// Rejected: the record as such has a problem (`record.*`), or its email stands on another line too and none of them counts.
    Broken { problem: Problem },
}

impl Verdict {
    /// Of a good record whose email stands on line `other` too, where that one counts or none does.
    pub fn repeated(other: u64, keep: Repeats) -> Self {
        match keep {
            Repeats::KeepLast | Repeats::KeepFirst => Verdict::Repeated { kept_line: other },
            Repeats::RejectAll => Verdict::Broken {
                problem: Problem::EmailRepeated { line: other },
            },
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReceipt {
    pub seq: u32,
    pub records: u32,
}

/// Which batches the server has: ranges `[from, to]`, both ends included, ascending, apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchList {
    pub received: Vec<(u32, u32)>,
}

impl BatchList {
    pub fn contains(&self, seq: u32) -> bool {
        self.received.iter().any(|(from, to)| (*from..=*to).contains(&seq))
    }
}

/// Says that the upload is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Batches 0 to `batches - 1` were sent.
    pub batches: u32,
    /// Records in all of them: all data rows of the file.
    pub records: u64,
}

/// 409 `seal.missing` or `seal.count_differs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealRefused {
    pub code: String,
    pub message: String,
    /// At most 1,000 of the missing batches' numbers.
    pub missing: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    Uploading,
    /// All is here; a server will take it up.
    Sealed,
    /// Being compared with the contacts; nothing is written.
    Previewing,
    /// [`crate::api::Preview`] is whole, and a person decides.
    Previewed,
    Applying,
    /// `Import::paused_reason` says why. Goes on by itself or when told, as the reason says.
    Paused,
    Finished,
    Cancelled,
    Failed,
    /// Nobody sealed it, or nobody decided upon its preview, within [`crate::limits::EXPIRY_DAYS`]. Nothing of it was imported.
    Expired,
    /// It is being taken back: [`Import::undo`] says how far.
    Undoing,
    /// What it did is taken back, as far as nobody changed it since.
    Undone,
}

impl ImportState {
    /// Nothing more will happen by itself, and nobody is asked.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            ImportState::Finished
                | ImportState::Cancelled
                | ImportState::Failed
                | ImportState::Expired
                | ImportState::Undone
        )
    }
}

/// The five outcomes. Their sum is the number of records applied so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub skipped: u64,
    pub rejected: u64,
}

impl Counts {
    pub fn total(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped + self.rejected
    }

    /// Contacts that the import took.
    pub fn taken(&self) -> u64 {
        self.created + self.updated + self.unchanged
    }
}

/// An import as everyone in the account sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: Uuid,
    /// 1, 2, 3, … within the account.
    pub number: i64,
    pub state: ImportState,
    #[serde(default)]
    pub paused_reason: Option<String>,
    pub file: FileFacts,
    pub dialect: Dialect,
    pub columns: Vec<String>,
    pub mapping: Mapping,
    pub options: ImportOptions,
    /// The segments that it adds to, with the members that it added so far.
    pub segments: Vec<ImportSegment>,
    /// Name of who started it.
    pub by: String,
    pub created_at: DateTime<Utc>,
    pub sealed_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    /// The database's time of this answer, for durations.
    pub now: DateTime<Utc>,
    /// Data rows of the file.
    pub records: u64,
    /// Records in the batches received.
    pub uploaded: u64,
    /// Of an import that is previewed, until someone has it go on: records compared so far.
    #[serde(default)]
    pub previewed: Option<u64>,
    pub counts: Counts,
    /// Of `counts.skipped`: rows whose email stands again on a later line.
    pub skipped_repeated: u64,
    /// Until when it can be undone. `None`: it can't, or it was.
    #[serde(default)]
    pub undo_until: Option<DateTime<Utc>>,
    /// Of an import that is being undone, or was.
    #[serde(default)]
    pub undo: Option<Undo>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSegment {
    pub id: i64,
    pub name: String,
    pub added: u64,
}

/// Enough of an import to link to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportName {
    pub id: Uuid,
    pub number: i64,
    pub file_name: String,
}

/// `GET /imports?before=<number>&limit=`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    pub imports: Vec<Import>,
    pub total: u64,
}

/// Asks how columns of these names were mapped last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recall {
    /// As in [`NewImport::columns`]; all of them, in their order.
    pub columns: Vec<String>,
}

/// The account's newest import whose file had columns of exactly the same names, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recalled {
    pub id: Uuid,
    pub number: i64,
    pub file_name: String,
    pub created_at: DateTime<Utc>,
    /// What was mapped to fields that exist still.
    pub mapping: Mapping,
}

/// Query of `GET /imports/{id}/left-out`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutQuery {
    #[serde(default)]
    pub outcome: LeftOutKind,
    /// Rows after this line.
    #[serde(default)]
    pub after: Option<u64>,
    #[serde(default)]
    pub limit: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LeftOutKind {
    #[default]
    Rejected,
    Skipped,
}

/// Records that were not taken, by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutPage {
    pub rows: Vec<LeftOut>,
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub line: u64,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Rejected: at least one.
    Problems(Vec<CellProblem>),
    /// Skipped: the same email stands on this later line.
    Repeated { email: String, kept_line: u64 },
    /// Skipped: the contact exists, and nothing was checked.
    Exists { email: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellProblem {
    /// `None`: the record as a whole.
    pub field: Option<FieldKey>,
    /// The file's name of the column.
    pub column: Option<String>,
    pub value: String,
    pub problem: Problem,
}
