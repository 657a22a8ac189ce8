//! The import that is being prepared: what is known of the source, the choices made so far, and the check. One `Copy` struct of
//! signals, made once above the pages, so that nothing is lost when a page is left.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use muster_shared::api::{ApiError, FileFacts, ImportOptions, ImportedBefore, Recalled, SegmentChoice};
use muster_shared::check::Tally;
use muster_shared::intake::{Dialect, Encoding, Quote};
use muster_shared::mapping::ColumnFacts;
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::repeated::Repeats;
use muster_shared::{Field, FieldKey};
use muster_worker::protocol::{Counted, Evidence, Preview, Refusal};
use uuid::Uuid;

use super::draft::MappingDraft;

/// The prepared import. Pages read these signals; [`super::Importer`] alone writes them, but for `options` (the Source page) and
/// `draft` and `fields` (the board).
#[derive(Clone, Copy, Debug)]
pub struct ImportState {
    pub step: RwSignal<Step>,
    pub tab: RwSignal<SourceTab>,
    /// What stands in the box for pasted rows.
    pub pasted: RwSignal<String>,
    pub source: RwSignal<SourceState>,
    /// How the source is to be read, where that was asked for and isn't read yet, or was refused.
    pub reading: RwSignal<Reading>,
    /// The first rows; also while the rest is read. `None` before anything was opened. After another reading was refused, those of
    /// the reading before.
    pub preview: RwSignal<Option<Preview>>,
    pub file: RwSignal<Option<FileFacts>>,
    /// The account's import of the same file.
    pub before: RwSignal<Option<ImportedBefore>>,
    /// The file as a whole, once it was read to its end.
    pub counted: RwSignal<Option<Counted>>,
    /// Rows counted so far, while `counted` isn't there.
    pub counting_rows: RwSignal<u64>,
    /// Bytes of the source that were unpacked or decoded so far, while that goes on.
    pub preparing: RwSignal<Option<u64>>,
    /// All fields of the account. A field made on the board is added here.
    pub fields: RwSignal<Vec<Field>>,
    pub fields_load: RwSignal<FieldsLoad>,
    pub options: RwSignal<Options>,
    pub draft: RwSignal<MappingDraft>,
    /// The account's newest import with the same columns.
    pub recalled: RwSignal<Option<Recalled>>,
    pub check: RwSignal<CheckState>,
    pub start: RwSignal<StartState>,
    /// Why the worker had to be started anew, in words, until the next source is opened.
    pub crashed: RwSignal<Option<String>>,
    /// Whether the file of problem rows is being written.
    pub writing_problem_rows: RwSignal<bool>,
}

impl ImportState {
    pub fn new() -> Self {
        Self {
            step: RwSignal::default(),
            tab: RwSignal::default(),
            pasted: RwSignal::default(),
            source: RwSignal::default(),
            reading: RwSignal::default(),
            preview: RwSignal::default(),
            file: RwSignal::default(),
            before: RwSignal::default(),
            counted: RwSignal::default(),
            counting_rows: RwSignal::default(),
            preparing: RwSignal::default(),
            fields: RwSignal::default(),
            fields_load: RwSignal::default(),
            options: RwSignal::default(),
            draft: RwSignal::default(),
            recalled: RwSignal::default(),
            check: RwSignal::default(),
            start: RwSignal::default(),
            crashed: RwSignal::default(),
            writing_problem_rows: RwSignal::default(),
        }
    }

    /// Facts of the columns: over the whole file once it was read, else over its first rows. Tracked.
    pub fn facts(self) -> Vec<ColumnFacts> {
        let counted = self
            .counted
            .with(|counted| counted.as_ref().map(|counted| counted.facts.clone()));
        counted
            .or_else(|| {
                self.preview
                    .with(|preview| preview.as_ref().map(|preview| preview.facts.clone()))
            })
            .unwrap_or_default()
    }

    /// Back to the first step with nothing chosen. The account's fields stay.
    pub fn clear(self) {
        self.step.set(Step::Source);
        self.tab.set(SourceTab::File);
        self.pasted.set(String::new());
        self.clear_source();
        self.options.set(Options::default());
        self.draft.set(MappingDraft::default());
        self.recalled.set(None);
        self.start.set(StartState::NotStarted);
    }

    /// Forgets what is known of the source; choices and mapping stay, but for the consent of the people in it.
    pub fn clear_source(self) {
        if self
            .options
            .with_untracked(|options| options.resubscribe != Resubscribe::Never)
        {
            self.options.update(|options| options.resubscribe = Resubscribe::Never);
        }
        self.source.set(SourceState::Empty);
        self.file.set(None);
        self.before.set(None);
        self.preview.set(None);
        self.reading.set(Reading::default());
        self.forget_reading();
        self.crashed.set(None);
    }

    /// Forgets what reading the source to its end told.
    pub fn forget_reading(self) {
        self.counted.set(None);
        self.counting_rows.set(0);
        self.preparing.set(None);
        self.check.set(CheckState::Idle);
        self.writing_problem_rows.set(false);
    }

    /// The dialect that the source is read with, or is about to be. Tracked.
    pub fn dialect(self) -> Option<Dialect> {
        self.reading.with(|reading| reading.dialect).or_else(|| {
            self.preview
                .with(|preview| preview.as_ref().map(|preview| preview.dialect))
        })
    }

    /// The part of an archive or a workbook that is read, or is about to be. Tracked.
    pub fn part(self) -> Option<String> {
        self.reading
            .with(|reading| reading.part.clone())
            .or_else(|| self.preview.with(|preview| preview.as_ref()?.part.clone()))
    }

    /// Data rows of the file, once counted. Tracked.
    pub fn rows(self) -> Option<u64> {
        self.counted
            .with(|counted| counted.as_ref().map(|counted| counted.rows))
    }
}

/// The steps before the import has an address of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    #[default]
    Source,
    Map,
}

/// The two ways to bring rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceTab {
    #[default]
    File,
    Paste,
}

/// Where the rows come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SourceState {
    #[default]
    Empty,
    /// The first bytes are being read.
    Opening(SourceName),
    /// `ImportState::preview` is there, and the rest is being read or was read.
    Open(SourceName),
    /// Nothing of it can be read.
    Refused { name: SourceName, reason: Refusal },
    /// Its first rows could be read, but not the whole.
    Stopped { name: SourceName, reason: Refusal },
}

impl SourceState {
    pub fn name(&self) -> Option<&SourceName> {
        match self {
            SourceState::Empty => None,
            SourceState::Opening(name)
            | SourceState::Open(name)
            | SourceState::Refused { name, .. }
            | SourceState::Stopped { name, .. } => Some(name),
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(self, SourceState::Open(_))
    }
}

/// What the browser says of a source before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceName {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub modified: Option<DateTime<Utc>>,
    pub pasted: bool,
}

/// Whether the account's fields are here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FieldsLoad {
    #[default]
    Loading,
    Ready,
    /// With the sentence that says why.
    Failed(String),
}

/// The check boxes of the first step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub existing: Existing,
    pub repeats: Repeats,
    /// Whether it was ticked that people who unsubscribed consented.
    pub resubscribe: Resubscribe,
    /// *Add to segment* is checked.
    pub add_to_segment: bool,
    /// What was chosen; counts only while `add_to_segment`.
    pub segments: Vec<ChosenSegment>,
}

impl Options {
    pub fn to_wire(&self) -> ImportOptions {
        let segments = self.chosen().iter().map(|chosen| chosen.choice.clone()).collect();
        ImportOptions {
            existing: self.existing,
            repeats: self.repeats,
            resubscribe: self.resubscribe,
            segments,
            preview: false,
        }
    }

    /// The segments that count.
    pub fn chosen(&self) -> &[ChosenSegment] {
        if self.add_to_segment { &self.segments } else { &[] }
    }
}

/// A segment that the contacts join, with its name for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenSegment {
    pub choice: SegmentChoice,
    pub name: String,
}

/// The check of the whole file under the present mapping.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CheckState {
    /// The mapping is no plan yet.
    #[default]
    Idle,
    Running {
        tally: Tally,
        share_percent: u8,
    },
    Done {
        tally: Tally,
        evidence: Vec<(FieldKey, Evidence)>,
        elapsed_ms: u64,
    },
}

impl CheckState {
    pub fn tally(&self) -> Option<&Tally> {
        match self {
            CheckState::Idle => None,
            CheckState::Running { tally, .. } | CheckState::Done { tally, .. } => Some(tally),
        }
    }

    pub fn is_done(&self) -> bool {
        matches!(self, CheckState::Done { .. })
    }
}

/// The press on *Import*, until the server has the import.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum StartState {
    #[default]
    NotStarted,
    Creating,
    Refused(ApiError),
    /// The server can't be reached; pressing again is safe.
    Offline,
    /// The session ended.
    SignInNeeded,
    /// Another upload of this tab isn't done: its file.
    Busy(String),
    /// The server has it, and its upload runs.
    Started(Uuid),
}

/// How a source is to be read. What is `None` is found from its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub dialect: Option<Dialect>,
    /// A file of an archive, or a sheet of a workbook.
    pub part: Option<String>,
}

/// Another reading of the same source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialectChange {
    Encoding(Encoding),
    /// Whether UTF-8 that was once taken for Windows-1252 is put right.
    Mend(bool),
    Delimiter(char),
    Quote(Quote),
    Comment(Option<char>),
    /// Lines at the start of the file that are left out.
    Skip(u32),
    Header(bool),
}

impl DialectChange {
    pub fn apply(self, dialect: Dialect) -> Dialect {
        match self {
            // What was taken for double encoding was so under the other one.
            DialectChange::Encoding(encoding) => Dialect {
                encoding,
                mend: false,
                ..dialect
            },
            DialectChange::Mend(mend) => Dialect { mend, ..dialect },
            DialectChange::Delimiter(delimiter) => Dialect { delimiter, ..dialect },
            DialectChange::Quote(quote) => Dialect { quote, ..dialect },
            DialectChange::Comment(comment) => Dialect { comment, ..dialect },
            DialectChange::Skip(skip) => Dialect { skip, ..dialect },
            DialectChange::Header(header) => Dialect { header, ..dialect },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_dialect_changes_that_alone() {
        let now = Dialect {
            encoding: Encoding::Utf8,
            mend: true,
            delimiter: ';',
            quote: Quote::Single,
            comment: Some('#'),
            skip: 3,
            header: true,
        };
        let cases = [
            (DialectChange::Mend(false), Dialect { mend: false, ..now }),
            (DialectChange::Delimiter('¦'), Dialect { delimiter: '¦', ..now }),
            (
                DialectChange::Quote(Quote::None),
                Dialect {
                    quote: Quote::None,
                    ..now
                },
            ),
            (DialectChange::Comment(None), Dialect { comment: None, ..now }),
            (DialectChange::Skip(0), Dialect { skip: 0, ..now }),
            (DialectChange::Header(false), Dialect { header: false, ..now }),
        ];
        for (change, expected) in cases {
            assert_eq!(change.apply(now), expected, "{change:?}");
        }
    }

    #[test]
    fn another_encoding_is_read_as_it_stands() {
        let mended = Dialect {
            mend: true,
            ..Dialect::default()
        };
        let read = DialectChange::Encoding(Encoding::Windows1250).apply(mended);
        assert_eq!((read.encoding, read.mend), (Encoding::Windows1250, false));
    }
}
