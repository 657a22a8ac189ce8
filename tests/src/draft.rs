//! A file on its way to become an import: mapped, checked and cut into batches by the rules that the browser runs.

use crate::client::digest;
use muster_shared::api::{Batch, FileFacts, ImportOptions, Mark, NewImport, Seal, SegmentChoice, Verdict};
use muster_shared::check::{self, Check, Tally};
use muster_shared::field::system_fields;
use muster_shared::intake::{Dialect, Record, Splitter, column_names, numbered_columns};
use muster_shared::mapping::Reading;
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::plan::Row;
use muster_shared::repeated::RepeatedEmails;
use muster_shared::{
    Assignment, EmptyCell, Field, FieldKey, Mapping, Plan, RULES_VERSION, Source, UpdatePolicy, limits, value,
};
use uuid::Uuid;

/// A file with its mapping and options.
#[derive(Clone, Debug)]
pub struct Draft {
    text: Vec<u8>,
    dialect: Dialect,
    columns: Vec<String>,
    pub fields: Vec<Field>,
    pub mapping: Mapping,
    pub options: ImportOptions,
    batch_records: usize,
    batch_cell_bytes: usize,
}

/// All requests of an import.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: Uuid,
    pub new: NewImport,
    /// Each as JSON.
    pub batches: Vec<Vec<u8>>,
    /// The browser's verdict.
    pub tally: Tally,
}

/// A field's key, which the test wrote itself.
#[track_caller]
pub fn key(key: &str) -> FieldKey {
    FieldKey::try_from(key.to_owned()).expect("a field's key")
}

impl Draft {
    /// A file with commas and a header. Columns that have a system field's key for a name are mapped to it.
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        Self::with(text, Dialect::default(), system_fields())
    }

    pub fn with(text: impl Into<Vec<u8>>, dialect: Dialect, fields: Vec<Field>) -> Self {
        let text = text.into();
        let columns = columns(&text, dialect);
        let mut draft = Self {
            text,
            dialect,
            columns: columns.clone(),
            fields,
            mapping: Mapping::default(),
            options: ImportOptions::default(),
            batch_records: limits::BATCH_RECORDS,
            batch_cell_bytes: limits::BATCH_CELL_BYTES,
        };
        for column in &columns {
            if draft.fields.iter().any(|field| field.key.as_str() == column) {
                draft = draft.column(column, column);
            }
        }
        draft
    }

    /// Fills a field from the column of that name.
    #[track_caller]
    #[must_use]
    pub fn column(self, field: &str, column: &str) -> Self {
        let place = self.columns.iter().position(|name| name == column);
        self.assign(field, Source::Column(place.expect("the file has the column")))
    }

    #[must_use]
    pub fn literal(self, field: &str, text: &str) -> Self {
        self.assign(field, Source::Literal(text.to_owned()))
    }

    fn assign(mut self, field: &str, source: Source) -> Self {
        self.mapping
            .assignments
            .retain(|assignment| assignment.field.as_str() != field);
        self.mapping.assignments.push(Assignment {
            field: key(field),
            source,
            reading: Reading::default(),
            empty: None,
            update: None,
        });
        self
    }

    #[must_use]
    pub fn unmapped(mut self, field: &str) -> Self {
        self.mapping
            .assignments
            .retain(|assignment| assignment.field.as_str() != field);
        self
    }

    #[track_caller]
    fn assignment(&mut self, field: &str) -> &mut Assignment {
        let mut assignments = self.mapping.assignments.iter_mut();
        assignments
            .find(|assignment| assignment.field.as_str() == field)
            .expect("the field is mapped")
    }

    /// What empty cells of the field's column mean.
    #[track_caller]
    #[must_use]
    pub fn empty(mut self, field: &str, empty: EmptyCell) -> Self {
        self.assignment(field).empty = Some(empty);
        self
    }

    #[track_caller]
    #[must_use]
    pub fn reading(mut self, field: &str, reading: Reading) -> Self {
        self.assignment(field).reading = reading;
        self
    }

    /// What happens to the field of contacts that exist, in place of the import's own choice.
    #[track_caller]
    #[must_use]
    pub fn update(mut self, field: &str, update: UpdatePolicy) -> Self {
        self.assignment(field).update = Some(update);
        self
    }

    /// Subscribes people who unsubscribed.
    #[must_use]
    pub fn with_consent(mut self) -> Self {
        self.options.resubscribe = Resubscribe::WithConsent;
        self
    }

    #[must_use]
    pub fn existing(mut self, existing: Existing) -> Self {
        self.options.existing = existing;
        self
    }

    #[must_use]
    pub fn segment(mut self, segment: SegmentChoice) -> Self {
        self.options.segments.push(segment);
        self
    }

    /// Compared with the contacts first.
    #[must_use]
    pub fn previewed(mut self) -> Self {
        self.options.preview = true;
        self
    }

    #[must_use]
    pub fn new_segment(self, name: &str) -> Self {
        self.segment(SegmentChoice::New(name.to_owned()))
    }

    /// Batches of at most so many records: borders are the client's choice.
    #[must_use]
    pub fn batches_of(mut self, records: usize) -> Self {
        self.batch_records = records;
        self
    }

    pub fn plan(&self) -> Plan {
        Plan::new(&self.mapping, &self.fields, self.columns.len(), self.options.existing).expect("the mapping fits")
    }

    /// Every data record of the file, in order.
    pub fn records(&self, mut each: impl FnMut(&Record<'_>)) {
        let header = self.dialect.header;
        let mut splitter = Splitter::new(self.dialect, 0);
        let mut each = |record: &Record<'_>| {
            if !(header && record.number == 0) {
                each(record);
            }
        };
        splitter.push(&self.text, &mut each).expect("records are bounded");
        splitter.finish(&mut each);
    }

    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// Checks the whole file and cuts it, as the browser does in two passes.
    pub fn cut(&self) -> Upload {
        let plan = self.plan();
        let mut check = Check::new(&plan);
        self.records(|record| check.record(record, self.columns.len()));
        let (part, noted) = check.take();
        let mut verdict = check::Verdict::default();
        verdict.add(part, noted.as_bytes(), 0);
        let (tally, emails) = verdict.finish(self.options.repeats);
        let mut batches = Batches::new(self, &plan, &emails);
        self.records(|record| batches.add(record));
        let batches = batches.finish();
        Upload {
            id: Uuid::new_v4(),
            new: self.request(tally.rows),
            batches,
            tally,
        }
    }

    fn request(&self, records: u64) -> NewImport {
        NewImport {
            rules_version: RULES_VERSION,
            file: FileFacts {
                name: "contacts.csv".to_owned(),
                size: self.text.len() as u64,
                fingerprint: digest(&self.text),
                modified: None,
                part: None,
            },
            dialect: self.dialect,
            columns: self.columns.clone(),
            mapping: self.mapping.clone(),
            options: self.options.clone(),
            records,
        }
    }
}

impl Upload {
    pub fn seal(&self) -> Seal {
        Seal {
            batches: self.batches.len() as u32,
            records: self.new.records,
        }
    }

    pub fn path(&self) -> String {
        format!("/imports/{}", self.id)
    }
}

fn columns(text: &[u8], dialect: Dialect) -> Vec<String> {
    let mut names = None;
    let mut first = |record: &Record<'_>| {
        if names.is_none() {
            names = Some(match dialect.header {
                true => column_names((0..record.len()).map(|column| record.lossy(column).into_owned())),
                false => numbered_columns(record.len()),
            });
        }
    };
    let mut splitter = Splitter::new(dialect, 0);
    splitter.push(text, &mut first).expect("records are bounded");
    splitter.finish(&mut first);
    names.unwrap_or_default().into_iter().map(|(name, _)| name).collect()
}

/// Batches as they are filled.
struct Batches<'a> {
    draft: &'a Draft,
    plan: &'a Plan,
    emails: &'a RepeatedEmails,
    /// The email's place among the plan's columns.
    email: usize,
    open: Batch,
    cell_bytes: usize,
    done: Vec<Vec<u8>>,
}

impl<'a> Batches<'a> {
    fn new(draft: &'a Draft, plan: &'a Plan, emails: &'a RepeatedEmails) -> Self {
        let email = plan.fields().position(|field| field.key == FieldKey::email());
        let email = email.and_then(|place| plan.cell_of(place)).expect("email is mapped");
        Self {
            draft,
            plan,
            emails,
            email,
            open: empty_batch(plan),
            cell_bytes: 0,
            done: Vec::new(),
        }
    }

    fn add(&mut self, record: &Record<'_>) {
        let columns = self.plan.columns();
        let cells: Vec<String> = columns
            .iter()
            .map(|column| record.lossy(*column).into_owned())
            .collect();
        let bytes = cells
            .iter()
            .map(|cell| serde_json::to_string(cell).map_or(0, |json| json.len() + 1))
            .sum::<usize>();
        let records = self.open.lines.len();
        if records == self.draft.batch_records || records > 0 && self.cell_bytes + bytes > self.draft.batch_cell_bytes {
            self.close();
        }
        let verdict = match record.text(self.draft.columns.len()) {
            Err(problem) => Some(Verdict::Broken { problem }),
            Ok(_) => self.repeated(record.line, &cells),
        };
        if let Some(verdict) = verdict {
            self.open.marks.push(Mark {
                row: self.open.lines.len() as u32,
                verdict,
            });
        }
        self.cell_bytes += bytes;
        self.open.lines.push(record.line);
        for (column, cell) in self.open.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
    }

    fn repeated(&self, line: u64, cells: &[String]) -> Option<Verdict> {
        let email = value::email::parse(&cells[self.email]).ok()?;
        let other = self.emails.other(&email, line)?;
        let mut row = Row::default();
        self.plan.read(|cell| cells[cell].as_str(), &mut row);
        row.is_ready().then(|| Verdict::repeated(other, self.emails.keep()))
    }

    fn close(&mut self) {
        let batch = std::mem::replace(&mut self.open, empty_batch(self.plan));
        self.cell_bytes = 0;
        self.done
            .push(serde_json::to_vec(&batch).expect("batches are plain data"));
    }

    fn finish(mut self) -> Vec<Vec<u8>> {
        if !self.open.lines.is_empty() {
            self.close();
        }
        self.done
    }
}

fn empty_batch(plan: &Plan) -> Batch {
    Batch {
        lines: Vec::new(),
        columns: vec![Vec::new(); plan.columns().len()],
        marks: Vec::new(),
    }
}
