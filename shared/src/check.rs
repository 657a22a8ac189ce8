//! The verdict over a whole file: how many rows are ready, and which problems the others have.

use crate::evidence::Evidence;
use crate::intake::{Record, RecordText};
use crate::plan::Plan;
use crate::repeated::{EmailsOfFile, NotedEmails, Repeat, RepeatedEmails, Repeats};
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

/// Checks record after record: of a whole file, or of a part of it.
#[derive(Debug)]
pub struct Check<'p> {
    plan: &'p Plan,
    rows: u64,
    ready: u64,
    reasons: BTreeMap<(Option<usize>, &'static str), Reason>,
    fields: Vec<FedField>,
    emails: NotedEmails,
}

/// A field that a column feeds.
#[derive(Debug)]
struct FedField {
    /// In [`Plan::fields`].
    place: usize,
    /// In the file.
    column: usize,
    /// Where the type has settings: what the cells show about them.
    evidence: Option<Evidence>,
}

/// What a part of a file told. Lines are counted from wherever the part was counted from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    rows: u64,
    ready: u64,
    reasons: Vec<Reason>,
    evidence: Vec<(FieldKey, Evidence)>,
}

impl<'p> Check<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        let fed = |(place, field): (usize, &crate::Field)| {
            Some(FedField {
                place,
                column: plan.columns()[plan.cell_of(place)?],
                evidence: Evidence::of(field.kind),
            })
        };
        let fields = plan.fields().enumerate().filter_map(fed).collect();
        Self {
            plan,
            rows: 0,
            ready: 0,
            reasons: BTreeMap::new(),
            fields,
            emails: NotedEmails::default(),
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
        let Self {
            plan, reasons, fields, ..
        } = self;
        let (mut email, mut has_problem) = (None, false);
        for FedField {
            place,
            column,
            evidence,
        } in fields
        {
            let cell = text.get(*column);
            let checked = plan.check(*place, cell, text.is_plain());
            if let Some(evidence) = evidence {
                evidence.add_checked(cell, checked.is_ok());
            }
            match checked {
                Ok(None) => {}
                Ok(address) => email = address,
                Err(problem) => {
                    has_problem = true;
                    let field = Some(&plan.field(*place).key);
                    add(reasons, Some(*place), field, problem, record.line, || cell.to_owned());
                }
            }
        }
        if let Some(email) = email.filter(|_| !has_problem) {
            self.ready += 1;
            self.emails.note(&email, record.line);
        }
    }

    /// What was told so far, and the emails of the good records. Begins anew.
    pub fn take(&mut self) -> (Part, NotedEmails) {
        let plan = self.plan;
        let part = Part {
            rows: std::mem::take(&mut self.rows),
            ready: std::mem::take(&mut self.ready),
            reasons: std::mem::take(&mut self.reasons).into_values().collect(),
            evidence: self
                .fields
                .iter_mut()
                .filter_map(|fed| {
                    let field = plan.field(fed.place);
                    let told = std::mem::replace(&mut fed.evidence, Evidence::of(field.kind))?;
                    Some((field.key.clone(), told))
                })
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
    evidence: Vec<(FieldKey, Evidence)>,
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
        for (field, evidence) in part.evidence {
            match self.evidence.iter_mut().find(|(known, _)| *known == field) {
                Some((_, known)) => known.merge(&evidence),
                None => self.evidence.push((field, evidence)),
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

    /// For each field that a column feeds and whose type has settings: what the cells show about them.
    pub fn evidence(&self) -> &[(FieldKey, Evidence)] {
        &self.evidence
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
