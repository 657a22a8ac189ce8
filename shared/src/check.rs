//! The verdict over a whole file: how many rows are ready, and which problems the others have.

use crate::intake::Record;
use crate::mapping::DateOrder;
use crate::plan::{Plan, Row};
use crate::repeated::RepeatedEmails;
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
    /// Ready rows that give way to a later row with the same email.
    pub repeated: u64,
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

    /// The order that reads all that year-month-day doesn't, if the cells prove it.
    pub fn proves(&self) -> Option<DateOrder> {
        match (self.only_day_first, self.only_month_first) {
            (1.., 0) => Some(DateOrder::DayMonthYear),
            (0, 1..) => Some(DateOrder::MonthDayYear),
            _ => None,
        }
    }
}

/// Checks record after record.
#[derive(Debug)]
pub struct Check {
    plan: Plan,
    emails: RepeatedEmails,
    rows: u64,
    ready: u64,
    reasons: BTreeMap<(Option<usize>, &'static str), Reason>,
    dates: Vec<DateColumn>,
}

/// A column that feeds a date field.
#[derive(Debug)]
struct DateColumn {
    field: FieldKey,
    /// In the file.
    column: usize,
    evidence: DateEvidence,
}

impl Check {
    pub fn new(plan: Plan) -> Self {
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
            emails: RepeatedEmails::default(),
            rows: 0,
            ready: 0,
            reasons: BTreeMap::new(),
            dates,
        }
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Checks the next data record. `expected` is the number of fields of the header.
    pub fn record(&mut self, record: &Record<'_>, expected: usize) {
        let Self {
            plan,
            emails,
            rows,
            ready,
            reasons,
            dates,
        } = self;
        *rows += 1;
        let text = match record.text(expected) {
            Ok(text) => text,
            Err(problem) => {
                let value = || record.lossy(0).into_owned();
                add(reasons, None, None, problem, record.line, value);
                return;
            }
        };
        for date in dates {
            let cell = text.get(date.column);
            if !cell.trim().is_empty() {
                date.evidence.add(cell);
            }
        }
        let columns = plan.columns();
        let mut row = Row::default();
        plan.read(|cell| text.get(columns[cell]), &mut row);
        for (place, problem) in std::mem::take(&mut row.problems) {
            let value = || {
                plan.cell_of(place)
                    .map_or(String::new(), |cell| text.get(columns[cell]).to_owned())
            };
            add(
                reasons,
                Some(place),
                Some(&plan.field(place).key),
                problem,
                record.line,
                value,
            );
            row.email = None;
        }
        if let Some(email) = row.email {
            *ready += 1;
            emails.note(&email, record.number, record.line);
        }
    }

    pub fn tally(&self) -> Tally {
        let mut reasons: Vec<Reason> = self.reasons.values().cloned().collect();
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.rows));
        Tally {
            rows: self.rows,
            ready: self.ready,
            with_problems: self.rows - self.ready,
            repeated: self.emails.repeats(),
            reasons,
        }
    }

    /// For each date field that a column feeds: how its cells can be read.
    pub fn dates(&self) -> Vec<(FieldKey, DateEvidence)> {
        self.dates
            .iter()
            .map(|date| (date.field.clone(), date.evidence))
            .collect()
    }

    /// When the whole file was checked: what the batches need.
    pub fn into_parts(self) -> (Plan, RepeatedEmails) {
        (self.plan, self.emails)
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
