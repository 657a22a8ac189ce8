//! The verdict over a whole file: how many rows are ready, and which problems the others have.

use crate::intake::{Record, RecordText};
use crate::mapping::DateOrder;
use crate::plan::{Plan, Row};
use crate::repeated::{EmailsOfFile, NotedEmails, Repeat, RepeatedEmails, Repeats};
use crate::value::date::{self, DateShape};
use crate::{FieldKey, FieldType, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Samples kept of each reason.
const SAMPLES: usize = 5;
/// Characters kept of a sample's value: a cell may have a megabyte.
const SAMPLE_CHARS: usize = 200;

/// What is known of the file so far. All counts are of data rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub rows: u64,
    /// Rows without a problem, the repeated ones among them.
    pub ready: u64,
    pub with_problems: u64,
    /// Ready rows that give way to another row with the same email.
    pub repeated: u64,
    /// The first of them.
    #[serde(default)]
    pub repeats: Vec<Repeat>,
    /// By field and code, most rows first.
    pub reasons: Vec<Reason>,
}

impl Tally {
    /// Rows that an import would take.
    pub fn to_import(&self) -> u64 {
        self.ready - self.repeated
    }
}

/// One kind of problem in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// `None`: the record as a whole.
    pub field: Option<FieldKey>,
    /// One of the problems, for its title.
    pub problem: Problem,
    pub rows: u64,
    pub samples: Vec<Sample>,
}

/// A cell, or the start of a record, with a problem. Of a long value its start, and `…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub line: u64,
    pub value: String,
    pub problem: Problem,
}

/// How the cells of a column mapped to a date field can be read, over the whole file. Empty cells are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateEvidence {
    pub year_first: u64,
    pub only_day_first: u64,
    pub only_month_first: u64,
    pub either: u64,
    pub neither: u64,
}

impl DateEvidence {
    fn add(&mut self, cell: &str) {
        let count = match date::shape(cell) {
            DateShape::YearFirst => &mut self.year_first,
            DateShape::OnlyDayFirst => &mut self.only_day_first,
            DateShape::OnlyMonthFirst => &mut self.only_month_first,
            DateShape::Either => &mut self.either,
            DateShape::Neither => &mut self.neither,
        };
        *count += 1;
    }

    fn merge(&mut self, other: Self) {
        let Self {
            year_first,
            only_day_first,
            only_month_first,
            either,
            neither,
        } = other;
        self.year_first += year_first;
        self.only_day_first += only_day_first;
        self.only_month_first += only_month_first;
        self.either += either;
        self.neither += neither;
    }

    /// The order that reads all that year-month-day doesn't, if the cells prove it.
    pub fn proves(&self) -> Option<DateOrder> {
        match (self.only_day_first, self.only_month_first) {
            (1.., 0) => Some(DateOrder::DayMonthYear),
            (0, 1..) => Some(DateOrder::MonthDayYear),
            _ => None,
        }
    }
}

/// Checks record after record: of a whole file, or of a part of it.
#[derive(Debug)]
pub struct Check<'p> {
    plan: &'p Plan,
    rows: u64,
    ready: u64,
    reasons: BTreeMap<(Option<usize>, &'static str), Reason>,
    dates: Vec<DateColumn>,
    emails: NotedEmails,
    /// Its lists are used again from record to record.
    row: Row<'static>,
}

/// A column that feeds a date field.
#[derive(Debug)]
struct DateColumn {
    field: FieldKey,
    /// In the file.
    column: usize,
    evidence: DateEvidence,
}

/// What a part of a file told. Lines are counted from wherever the part was counted from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    rows: u64,
    ready: u64,
    reasons: Vec<Reason>,
    dates: Vec<(FieldKey, DateEvidence)>,
}

impl<'p> Check<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        let date_column = |(place, field): (usize, &crate::Field)| {
            let column = plan.columns()[plan.cell_of(place).filter(|_| field.kind == FieldType::Date)?];
            Some(DateColumn {
                field: field.key.clone(),
                column,
                evidence: DateEvidence::default(),
            })
        };
        let dates = plan.fields().enumerate().filter_map(date_column).collect();
        Self {
            plan,
            rows: 0,
            ready: 0,
            reasons: BTreeMap::new(),
            dates,
            emails: NotedEmails::default(),
            row: Row::default(),
        }
    }

    /// Checks the next data record. `expected` is the number of fields of the header.
    pub fn record(&mut self, record: &Record<'_>, expected: usize) {
        self.rows += 1;
        match record.text(expected) {
            Ok(text) => self.text(record, text),
            Err(problem) => {
                let value = || record.lossy(0).into_owned();
                add(&mut self.reasons, None, None, problem, record.line, value);
            }
        }
    }

    fn text(&mut self, record: &Record<'_>, text: RecordText<'_>) {
        for date in &mut self.dates {
            let cell = text.get(date.column);
            if !cell.trim().is_empty() {
                date.evidence.add(cell);
            }
        }
        let plan = self.plan;
        let columns = plan.columns();
        let mut row = std::mem::take(&mut self.row).emptied();
        plan.read(|cell| text.get(columns[cell]), &mut row);
        for (place, problem) in row.problems.drain(..) {
            let value = || {
                plan.cell_of(place)
                    .map_or(String::new(), |cell| text.get(columns[cell]).to_owned())
            };
            let field = Some(&plan.field(place).key);
            add(&mut self.reasons, Some(place), field, problem, record.line, value);
            row.email = None;
        }
        if let Some(email) = &row.email {
            self.ready += 1;
            self.emails.note(email, record.line);
        }
        self.row = row.emptied();
    }

    /// What was told so far, and the emails of the good records. Begins anew.
    pub fn take(&mut self) -> (Part, NotedEmails) {
        let part = Part {
            rows: std::mem::take(&mut self.rows),
            ready: std::mem::take(&mut self.ready),
            reasons: std::mem::take(&mut self.reasons).into_values().collect(),
            dates: self
                .dates
                .iter_mut()
                .map(|date| (date.field.clone(), std::mem::take(&mut date.evidence)))
                .collect(),
        };
        (part, std::mem::take(&mut self.emails))
    }
}

/// The verdict over a file: its parts, put together in the file's order.
#[derive(Debug, Default)]
pub struct Verdict {
    rows: u64,
    ready: u64,
    reasons: Vec<Reason>,
    dates: Vec<(FieldKey, DateEvidence)>,
    emails: EmailsOfFile,
}

impl Verdict {
    /// Adds the next part. `lines_before`: lines of the file before the first of those that the part counted.
    pub fn add(&mut self, part: Part, emails: &[u8], lines_before: u64) {
        self.rows += part.rows;
        self.ready += part.ready;
        for reason in part.reasons {
            self.add_reason(reason, lines_before);
        }
        for (field, evidence) in part.dates {
            match self.dates.iter_mut().find(|(known, _)| *known == field) {
                Some((_, known)) => known.merge(evidence),
                None => self.dates.push((field, evidence)),
            }
        }
        self.emails.add(emails, lines_before);
    }

    fn add_reason(&mut self, mut reason: Reason, lines_before: u64) {
        for sample in &mut reason.samples {
            sample.line += lines_before;
            sample.problem.move_down(lines_before);
        }
        reason.problem.move_down(lines_before);
        let same = |known: &&mut Reason| known.field == reason.field && known.problem.code() == reason.problem.code();
        match self.reasons.iter_mut().find(same) {
            Some(known) => {
                known.rows += reason.rows;
                known.samples.extend(reason.samples);
                known.samples.truncate(SAMPLES);
            }
            None => self.reasons.push(reason),
        }
    }

    /// What is known so far; emails that are repeated are found only at the end.
    pub fn tally(&self) -> Tally {
        let mut reasons = self.reasons.clone();
        // Ties in an order that doesn't depend on the parts.
        reasons.sort_by(|a, b| {
            let key = |reason: &Reason| (reason.field.clone(), reason.problem.code());
            b.rows.cmp(&a.rows).then_with(|| key(a).cmp(&key(b)))
        });
        Tally {
            rows: self.rows,
            ready: self.ready,
            with_problems: self.rows - self.ready,
            repeated: 0,
            repeats: Vec::new(),
            reasons,
        }
    }

    /// For each date field that a column feeds: how its cells can be read.
    pub fn dates(&self) -> &[(FieldKey, DateEvidence)] {
        &self.dates
    }

    /// The whole file was added. Gives the verdict, and which rows are left out because of their email.
    pub fn finish(mut self, keep: Repeats) -> (Tally, RepeatedEmails) {
        let emails = std::mem::take(&mut self.emails).find(keep);
        let left_out = emails.left_out();
        let samples = emails.samples(SAMPLES);
        if keep == Repeats::RejectAll && left_out > 0 {
            self.ready -= left_out;
            self.reasons.push(rejected(&samples, left_out));
            return (self.tally(), emails);
        }
        let tally = Tally {
            repeated: left_out,
            repeats: samples,
            ..self.tally()
        };
        (tally, emails)
    }
}

/// The rows with a repeated email, where none of them counts.
fn rejected(repeats: &[Repeat], rows: u64) -> Reason {
    let problem = |line| Problem::EmailRepeated { line };
    let sample = |repeat: &Repeat| Sample {
        line: repeat.line,
        value: String::new(),
        problem: problem(repeat.other),
    };
    Reason {
        field: Some(FieldKey::email()),
        problem: problem(repeats.first().map_or(0, |repeat| repeat.other)),
        rows,
        samples: repeats.iter().map(sample).collect(),
    }
}

fn add(
    reasons: &mut BTreeMap<(Option<usize>, &'static str), Reason>,
    place: Option<usize>,
    field: Option<&FieldKey>,
    problem: Problem,
    line: u64,
    value: impl FnOnce() -> String,
) {
    let reason = reasons.entry((place, problem.code())).or_insert_with(|| Reason {
        field: field.cloned(),
        problem: problem.clone(),
        rows: 0,
        samples: Vec::new(),
    });
    reason.rows += 1;
    if reason.samples.len() < SAMPLES {
        reason.samples.push(Sample {
            line,
            value: shortened(value()),
            problem,
        });
    }
}

fn shortened(mut value: String) -> String {
    if let Some((end, _)) = value.char_indices().nth(SAMPLE_CHARS) {
        value.truncate(end);
        value.push('…');
    }
    value
}

#[cfg(test)]
mod tests;
