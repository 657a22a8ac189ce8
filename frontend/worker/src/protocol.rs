//! What page and worker say to each other. A message is a JavaScript object `{ json: "<Command or Event>", object?: File | Blob }`:
//! the JSON text of one of these types, and beside it the one thing that JSON can't carry.

use chrono::{DateTime, Utc};
use muster_shared::api::{ApiError, FileFacts};
use muster_shared::check::Tally;
pub use muster_shared::evidence::Evidence;
use muster_shared::intake::{Dialect, NotText, Record, Stop};
use muster_shared::mapping::ColumnFacts;
use muster_shared::merge::Existing;
use muster_shared::repeated::Repeats;
use muster_shared::{Field, FieldKey, Mapping};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// From the page to the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Opens a source: the `File` beside it, or `pasted` text. Ends whatever runs. Answers: [`Event::Opened`], [`Event::Known`] and then the
    /// counting, or [`Event::Refused`].
    Open {
        name: String,
        modified: Option<DateTime<Utc>>,
        pasted: Option<String>,
        /// `None`: found from content.
        dialect: Option<Dialect>,
        /// Which file of an archive, or sheet of a workbook; `None`: the one that most likely has the contacts.
        part: Option<String>,
    },
    /// Reads the same source with another dialect, or another part of it. Same answers.
    Reread {
        dialect: Option<Dialect>,
        part: Option<String>,
    },
    /// Checks the whole file under a mapping; ends a check that runs. Answers: [`Event::Checking`]…, [`Event::Checked`], or
    /// [`Event::Stopped`]. A mapping that is no plan ([`muster_shared::Plan::new`]) is not answered: ask with one that is.
    Check { generation: u32, setup: Setup },
    /// Sends all batches that the server doesn't have, and seals. The import was created by the page. Checks the file first
    /// where no finished check has the same setup.
    Upload { import: Uuid, setup: Setup },
    /// Holds the upload after the batches in flight.
    Pause,
    /// Goes on: after `Pause`, after [`Event::SignInNeeded`], or at once where it waits for the network.
    Resume,
    /// Ends what runs. The source stays open.
    Stop,
    /// Reads rows again, wherever they stand: `count` of them (200 at most) from data row `first` (from 0) on. Answer:
    /// [`Event::Rows`]. Quick once the source was counted.
    Rows { first: u64, count: u64 },
    /// Makes a file of the rows with problems: original columns, `Line`, `Reason`. Answer: [`Event::ProblemFile`].
    ProblemRows { setup: Setup },
}

/// All that a verdict depends on besides the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    pub mapping: Mapping,
    /// All fields of the account.
    pub fields: Vec<Field>,
    pub existing: Existing,
    /// Which of the rows with the same email counts.
    #[serde(default)]
    pub repeats: Repeats,
}

/// From the worker to the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The worker has started and listens.
    Ready,
    /// The worker has read a file of its own, and nothing was asked of it yet: the page may rehearse with these rows what it shows.
    Rehearsed {
        preview: Preview,
    },
    /// The first rows of the source, whatever its size.
    Opened {
        preview: Preview,
    },
    /// What the file is recognised by, right after its first rows.
    Known {
        file: FileFacts,
    },
    /// The source can't be read at all.
    Refused {
        reason: Refusal,
    },
    /// The source is being unpacked or decoded, after its first rows were shown. Not more often than every 100 ms.
    Preparing {
        /// Bytes of the source that were read so far.
        bytes: u64,
    },
    /// Not more often than every 100 ms.
    Counting {
        rows: u64,
        bytes: u64,
    },
    /// The whole file was read once.
    Counted(Counted),
    /// Reading ended before the end of the file. Nothing can be imported until it is mended.
    Stopped {
        reason: Refusal,
    },
    /// Not more often than every 100 ms.
    Checking {
        generation: u32,
        tally: Tally,
        bytes: u64,
    },
    Checked {
        generation: u32,
        tally: Tally,
        /// For each field that a column feeds and whose type has settings.
        evidence: Vec<(FieldKey, Evidence)>,
        elapsed_ms: u64,
    },
    /// Records that the server has confirmed, the ones it had before included, and the bytes of the file that they cover.
    /// Not more often than every 100 ms.
    Uploading {
        records: u64,
        batches: u32,
        bytes: u64,
    },
    /// The server doesn't answer; the next try is in `retry_ms`. The next `Uploading` ends the wait.
    UploadWaits {
        offline: bool,
        retry_ms: u64,
    },
    UploadPaused,
    /// The session ended. Log in again, then say [`Command::Resume`].
    SignInNeeded,
    /// Sealed and acknowledged: the browser may go.
    Sealed {
        batches: u32,
        records: u64,
    },
    /// The server refuses the upload for good.
    UploadFailed {
        error: ApiError,
    },
    Rows {
        first: u64,
        rows: Vec<PreviewRow>,
    },
    /// The `Blob` is beside it.
    ProblemFile {
        file_name: String,
        rows: u64,
    },
}

/// Why a source can't be read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    NotText(NotText),
    /// An archive or a workbook that can't be unpacked.
    Container(ContainerProblem),
    Stop(Stop),
    /// The header is there, and no row.
    HeaderOnly,
    PasteTooLarge {
        bytes: u64,
    },
    /// The browser could not read on: the file changed, moved, or is a folder.
    Unreadable {
        message: String,
    },
}

/// Why an archive or a workbook can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ContainerProblem {
    /// It asks for a password.
    Encrypted,
    /// Its bytes aren't what its format says; cut off, most often.
    Broken,
    /// Unpacked, it is larger than [`muster_shared::limits::UNPACKED_BYTES`], or much larger than any table packs to.
    TooLarge,
    /// Nothing in it is a table.
    NothingToRead,
    /// The file or sheet that was asked for isn't in it.
    NoSuchPart { part: String },
    /// A compression or a format that isn't read here; `name` says which.
    NotRead { name: String },
}

/// What a source is wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    Gzip,
    Zip,
    /// XLSX, ODS: a row is a line.
    Workbook,
}

/// A file of an archive, or a sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    /// Unpacked bytes of a file, as the archive says; `None` for a sheet.
    pub bytes: Option<u64>,
}

/// Cells that hold UTF-8 once taken for Windows-1252, and one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Garbled {
    pub cells: u64,
    /// `FranÃ§ois`
    pub sample: String,
    /// `François`
    pub mended: String,
}

/// The source as far as its first bytes show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub dialect: Dialect,
    /// What content says, whatever was chosen.
    pub found: Dialect,
    /// The encoding of `found` follows from the bytes; else it is a guess.
    pub encoding_sure: bool,
    /// The first line with a character outside of ASCII, as `dialect` decodes it: what shows whether the encoding is right.
    pub accents: Option<AccentLine>,
    /// Cells of the sample that could be mended; `None` once they are, or where there are none.
    pub garbled: Option<Garbled>,
    pub container: Option<Container>,
    /// What an archive or a workbook holds; empty where there is no choice.
    pub parts: Vec<Part>,
    /// The part that is read.
    pub part: Option<String>,
    /// The lines left out at the start (`dialect.skip`), the first few, each shortened.
    pub above: Vec<String>,
    /// Names as shown: `Phone (2)` for the second of a name, `Column 7 (no name)`, `Column 1` without a header.
    pub columns: Vec<String>,
    /// Whether the names were changed because two were the same.
    pub renamed: Vec<bool>,
    /// From the sample: name, first values.
    pub facts: Vec<ColumnFacts>,
    /// The first data rows, up to 100.
    pub rows: Vec<PreviewRow>,
}

/// A line of the file as it is decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccentLine {
    pub line: u64,
    /// Its start, or what stands around the character.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub line: u64,
    pub cells: Vec<String>,
}

impl PreviewRow {
    pub(crate) fn of(record: &Record<'_>) -> Self {
        let cells = (0..record.len()).map(|column| record.lossy(column).into_owned());
        Self {
            line: record.line,
            cells: cells.collect(),
        }
    }
}

/// The source as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub rows: u64,
    /// Rows with too few or too many values.
    pub ragged: u64,
    pub blank_lines: u64,
    /// Lines left out as comments.
    pub comment_lines: u64,
    /// Rows with bytes that the encoding doesn't have, and the line of the first.
    pub unreadable: u64,
    pub unreadable_line: Option<u64>,
    /// Cells that could be mended.
    pub garbled: Option<Garbled>,
    /// The same columns as in the preview, filled in over the whole file.
    pub facts: Vec<ColumnFacts>,
    pub elapsed_ms: u64,
}
