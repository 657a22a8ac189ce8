//! The verdict over a whole file: how many rows are ready, and which problems the others have.

use crate::evidence::Evidence;
use crate::intake::Record;
use crate::plan::{Plan, Row};
use crate::repeated::RepeatedEmails;
use crate::{FieldKey, Problem};
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

/// Checks record after record.
#[derive(Debug)]
pub struct Check {
    plan: Plan,
    emails: RepeatedEmails,
    rows: u64,
    ready: u64,
    reasons: BTreeMap<(Option<usize>, &'static str), Reason>,
    evidence: Vec<ColumnEvidence>,
}

/// What is known of a column that feeds a field.
#[derive(Debug)]
struct ColumnEvidence {
    field: FieldKey,
    /// In the file.
    column: usize,
    evidence: Evidence,
}

impl Check {
    pub fn new(plan: Plan) -> Self {
        let evidence_of = |(place, field): (usize, &crate::Field)| {
            Some(ColumnEvidence {
                field: field.key.clone(),
                column: plan.columns()[plan.cell_of(place)?],
                evidence: Evidence::of(field.kind)?,
            })
        };
        let evidence = plan.fields().enumerate().filter_map(evidence_of).collect();
        Self {
            plan,
            emails: RepeatedEmails::default(),
            rows: 0,
            ready: 0,
            reasons: BTreeMap::new(),
            evidence,
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
            evidence,
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
        for known in evidence {
            known.evidence.add(text.get(known.column));
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

    /// For each field that a column feeds and whose type has settings: what the cells show about them.
    pub fn evidence(&self) -> Vec<(FieldKey, Evidence)> {
        self.evidence
            .iter()
            .map(|known| (known.field.clone(), known.evidence.clone()))
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
