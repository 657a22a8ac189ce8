//! A staged batch becomes rows to write and records to leave out: the shared rules run again over every record, since
//! the browser is never trusted.

use crate::imports::wire::{BatchView, unpack};
use crate::store::batch::Payload;
use muster_shared::api::{CellProblem, Verdict, Why};
use muster_shared::merge::{self, Outcome};
use muster_shared::plan::{Change, Row};
use muster_shared::repeated::Repeats;
use muster_shared::{FieldKey, Plan, Problem};
use std::borrow::Cow;
use std::sync::Arc;

/// What a batch asks for, before it meets the contacts.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    pub(crate) records: usize,
    /// By email, each once.
    pub(crate) ready: Arc<Vec<Ready>>,
    pub(crate) left_out: Vec<NotTaken>,
    pub(crate) repeated: usize,
    pub(crate) rejected: usize,
}

/// A record to take.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) line: i64,
    pub(crate) email: String,
    /// By the field's place in the plan.
    pub(crate) changes: Vec<(usize, Change<'static>)>,
    /// See [`Ready::created`].
    prepared: Option<String>,
}

impl Ready {
    /// The attributes of a contact that it creates, as JSON.
    pub(crate) fn created(&self, plan: &Plan) -> Cow<'_, str> {
        match &self.prepared {
            Some(prepared) => prepared.as_str().into(),
            None => created(plan, &self.changes).into(),
        }
    }
}

/// Whether the attributes of new contacts are made while decoding, or only where they are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prepare {
    All,
    Nothing,
}

/// A record that isn't taken.
#[derive(Debug)]
pub(crate) struct NotTaken {
    pub(crate) line: i64,
    pub(crate) why: Why,
    /// Of a rejected record: its mapped cells.
    pub(crate) cells: Option<Vec<String>>,
}

/// Reads a batch. `names` are the names of all the file's columns. Of good records with the same email that carry no mark those
/// stay that `repeats` says; what stands in other batches only the marks tell.
///
/// # Errors
/// If the payload isn't what was checked when it arrived.
pub(crate) fn decode(
    payload: &Payload,
    plan: &Plan,
    names: &[String],
    repeats: Repeats,
    prepare: Prepare,
) -> anyhow::Result<Decoded> {
    let unreadable = |_| anyhow::anyhow!("a staged batch can't be read any more");
    let json = unpack(&payload.bytes, payload.gzip).map_err(unreadable)?;
    let batch = BatchView::parse(&json, plan.columns().len()).map_err(unreadable)?;
    let mut decoded = Decoded {
        records: batch.lines.len(),
        ..Decoded::default()
    };
    let mut marks = batch.marks.iter().peekable();
    let mut row = Row::default();
    let mut good = Vec::new();
    let cells = |record: usize| batch.columns.iter().map(|cells| cells[record].0.to_string()).collect();
    let cell = |place, record: usize| {
        plan.cell_of(place)
            .map(|cell| (names, plan.columns()[cell], &batch.columns[cell][record].0))
    };
    let repeated = |record: usize, line: u64| {
        let place = plan
            .fields()
            .position(|field| field.key == FieldKey::email())
            .unwrap_or_default();
        let problem = cell_problem(plan, place, Problem::EmailRepeated { line }, cell(place, record));
        (vec![problem], cells(record))
    };
    for (record, line) in batch.lines.iter().enumerate() {
        let line = line.cast_signed();
        let verdict = marks
            .next_if(|mark| mark.row as usize == record)
            .map(|mark| &mark.verdict);
        if let Some(Verdict::Broken { problem }) = verdict
            && !matches!(problem, Problem::EmailRepeated { .. })
        {
            let whole = CellProblem {
                field: None,
                column: None,
                value: String::new(),
                problem: problem.clone(),
            };
            decoded.reject(line, vec![whole], cells(record));
            continue;
        }
        plan.read(|cell| &batch.columns[cell][record].0, &mut row);
        let email = row.email.take().map(|email| email.into_owned());
        match email {
            Some(email) if row.problems.is_empty() => match verdict {
                Some(Verdict::Repeated { kept_line }) => decoded.repeat(line, email, *kept_line),
                Some(Verdict::Broken {
                    problem: Problem::EmailRepeated { line: other },
                }) => {
                    let (problems, cells) = repeated(record, *other);
                    decoded.reject(line, problems, cells);
                }
                _ => good.push((record, ready(plan, line, email, row.changes.drain(..), prepare))),
            },
            _ => {
                let problems = std::mem::take(&mut row.problems);
                let problems = problems
                    .into_iter()
                    .map(|(place, problem)| cell_problem(plan, place, problem, cell(place, record)));
                decoded.reject(line, problems.collect(), cells(record));
            }
        }
    }
    decoded.ready = Arc::new(decoded.settle(good, repeats, repeated));
    Ok(decoded)
}

fn ready<'a>(
    plan: &Plan,
    line: i64,
    email: String,
    changes: impl Iterator<Item = (usize, Change<'a>)>,
    prepare: Prepare,
) -> Ready {
    let changes: Vec<(usize, Change<'static>)> = changes
        .map(|(place, change)| match change {
            Change::Set(value) => (place, Change::Set(value.into_owned())),
            Change::Clear => (place, Change::Clear),
        })
        .collect();
    let prepared = (prepare == Prepare::All).then(|| created(plan, &changes));
    Ready {
        line,
        email,
        changes,
        prepared,
    }
}

fn created(plan: &Plan, changes: &[(usize, Change<'_>)]) -> String {
    let keyed = changes.iter().map(|(place, change)| (&plan.field(*place).key, change));
    match merge::merge(plan.existing(), None, keyed) {
        Outcome::Create(attributes) => serde_json::Value::Object(attributes).to_string(),
        Outcome::Update { .. } | Outcome::Unchanged | Outcome::Skip => {
            unreachable!("without a contact there is only creation")
        }
    }
}

fn cell_problem(
    plan: &Plan,
    place: usize,
    problem: Problem,
    cell: Option<(&[String], usize, &Cow<'_, str>)>,
) -> CellProblem {
    let field = Some(plan.field(place).key.clone());
    match cell {
        Some((names, column, value)) => CellProblem {
            field,
            column: names.get(column).cloned(),
            value: value.to_string(),
            problem,
        },
        None => CellProblem {
            field,
            column: None,
            value: String::new(),
            problem,
        },
    }
}

impl Decoded {
    fn reject(&mut self, line: i64, problems: Vec<CellProblem>, cells: Vec<String>) {
        self.rejected += 1;
        self.left_out.push(NotTaken {
            line,
            why: Why::Problems(problems),
            cells: Some(cells),
        });
    }

    fn repeat(&mut self, line: i64, email: String, kept_line: u64) {
        self.repeated += 1;
        self.left_out.push(NotTaken {
            line,
            why: Why::Repeated { email, kept_line },
            cells: None,
        });
    }

    /// Puts the rows, each with the place of its record, in the order of their emails, and keeps of those that share one
    /// what `repeats` says: those. `repeated` gives the problem and the cells of a record whose email stands on another line too.
    fn settle(
        &mut self,
        mut rows: Vec<(usize, Ready)>,
        repeats: Repeats,
        repeated: impl Fn(usize, u64) -> (Vec<CellProblem>, Vec<String>),
    ) -> Vec<Ready> {
        rows.sort_unstable_by(|(_, a), (_, b)| a.email.cmp(&b.email).then(a.line.cmp(&b.line)));
        let mut ready = Vec::with_capacity(rows.len());
        let mut rows = rows.into_iter().peekable();
        let mut same = Vec::new();
        while let Some(row) = rows.next() {
            let goes_on = rows.peek().is_some_and(|(_, next)| next.email == row.1.email);
            if !goes_on && same.is_empty() {
                ready.push(row.1);
                continue;
            }
            same.push(row);
            if !goes_on {
                ready.extend(self.settle_same(std::mem::take(&mut same), repeats, &repeated));
            }
        }
        ready
    }

    /// Of rows with the same email, by line, at least two: the one that is kept.
    fn settle_same(
        &mut self,
        mut rows: Vec<(usize, Ready)>,
        repeats: Repeats,
        repeated: impl Fn(usize, u64) -> (Vec<CellProblem>, Vec<String>),
    ) -> Option<Ready> {
        let kept = match repeats {
            Repeats::KeepLast => rows.pop(),
            Repeats::KeepFirst => Some(rows.remove(0)),
            Repeats::RejectAll => None,
        };
        match kept {
            Some((_, kept)) => {
                for (_, row) in rows {
                    self.repeat(row.line, row.email, kept.line.cast_unsigned());
                }
                Some(kept)
            }
            None => {
                let lines: Vec<u64> = rows.iter().take(2).map(|(_, row)| row.line.cast_unsigned()).collect();
                for (place, (record, row)) in rows.into_iter().enumerate() {
                    let other = lines[usize::from(place == 0)];
                    let (problems, cells) = repeated(record, other);
                    self.reject(row.line, problems, cells);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::mapping::Reading;
    use muster_shared::merge::Existing;
    use muster_shared::{Assignment, FieldKey, Mapping, Source};

    fn plan() -> Plan {
        let assignment = |field: &str, column| Assignment {
            field: FieldKey::try_from(field.to_owned()).unwrap(),
            source: Source::Column(column),
            reading: Reading::default(),
            empty: None,
        };
        let mapping = Mapping {
            assignments: vec![assignment("email", 1), assignment("points", 3)],
        };
        Plan::new(&mapping, &muster_shared::field::system_fields(), 4, Existing::Leave).unwrap()
    }

    fn decoded(json: &str, repeats: Repeats) -> Decoded {
        let names = ["A", "Mail", "C", "Points"].map(str::to_owned);
        decode(
            &Payload {
                bytes: json.as_bytes().to_vec(),
                gzip: false,
            },
            &plan(),
            &names,
            repeats,
            Prepare::All,
        )
        .unwrap()
    }

    #[test]
    fn every_record_is_ready_repeated_or_rejected() {
        let decoded = decoded(
            r#"{"lines":[2,3,4,5,6,9],
                "columns":[["b@x.example","a@x.example","nobody","A@x.example ","b@x.example","c@x.example"],["1","2","3","4","x","6"]],
                "marks":[{"row":0,"repeated":{"kept_line":6}},{"row":5,"broken":{"problem":{"code":"record.not_utf8"}}}]}"#,
            Repeats::KeepLast,
        );
        assert_eq!(
            (decoded.records, decoded.ready.len(), decoded.repeated, decoded.rejected),
            (6, 1, 2, 3)
        );
        assert_eq!(
            (decoded.ready[0].email.as_str(), decoded.ready[0].line),
            ("a@x.example", 5)
        );
        assert_eq!(decoded.ready[0].created(&plan()), r#"{"points":4}"#);
        let repeated: Vec<_> = decoded
            .left_out
            .iter()
            .filter(|row| matches!(row.why, Why::Repeated { .. }))
            .collect();
        assert_eq!(repeated.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
        assert!(matches!(repeated[1].why, Why::Repeated { kept_line: 5, .. }));
        let rejected = decoded.left_out.iter().find(|row| row.line == 4).unwrap();
        assert_eq!(
            rejected.cells.as_deref(),
            Some(["nobody".to_owned(), "3".to_owned()].as_slice())
        );
        let Why::Problems(problems) = &rejected.why else {
            panic!("{:?}", rejected.why)
        };
        assert_eq!(
            (problems[0].column.as_deref(), problems[0].value.as_str()),
            (Some("Mail"), "nobody")
        );
    }

    #[test]
    fn of_the_same_email_those_count_that_were_chosen() {
        let json = r#"{"lines":[2,3,4,5,6],
            "columns":[["a@x.example","b@x.example","A@x.example","a@x.example","c@x.example"],["1","2","3","4","5"]],
            "marks":[{"row":4,"broken":{"problem":{"code":"email.repeated","line":9}}}]}"#;
        for (repeats, kept, skipped, rejected) in [
            (Repeats::KeepLast, vec![5, 3], vec![(2, 5), (4, 5)], vec![(6, 9)]),
            (Repeats::KeepFirst, vec![2, 3], vec![(4, 2), (5, 2)], vec![(6, 9)]),
            (
                Repeats::RejectAll,
                vec![3],
                vec![],
                vec![(2, 4), (4, 2), (5, 2), (6, 9)],
            ),
        ] {
            let decoded = decoded(json, repeats);
            let lines: Vec<i64> = decoded.ready.iter().map(|row| row.line).collect();
            assert_eq!(lines, kept, "{repeats:?}");
            assert_eq!((decoded.repeated, decoded.rejected), (skipped.len(), rejected.len()));
            let mut found = (Vec::new(), Vec::new());
            for row in &decoded.left_out {
                match &row.why {
                    Why::Repeated { kept_line, .. } => found.0.push((row.line, *kept_line)),
                    Why::Problems(problems) => match &problems[0] {
                        CellProblem {
                            column: Some(column),
                            problem: Problem::EmailRepeated { line },
                            ..
                        } if column == "Mail" && row.cells.is_some() => found.1.push((row.line, *line)),
                        other => panic!("{other:?}"),
                    },
                    other @ Why::Exists { .. } => panic!("{other:?}"),
                }
            }
            found.0.sort_unstable();
            found.1.sort_unstable();
            assert_eq!(found, (skipped, rejected), "{repeats:?}");
        }
    }
}
