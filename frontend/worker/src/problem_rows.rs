//! The rows with problems as a file: the original columns, the line, the reason.

use crate::check::{Checked, NotChecked};
use crate::pass::{Pass, Source};
use crate::protocol::Refusal;
use js_sys::{Array, Uint8Array};
use muster_shared::intake::Record;
use muster_shared::plan::Row;
use muster_shared::repeated::{RepeatedEmails, Repeats};
use muster_shared::report::{REPORT_COLUMNS, guard, write_record};
use muster_shared::{Plan, Problem};
use std::borrow::Cow;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag};

/// Bytes after which text is handed over to the browser, which may keep it on disk.
const PART_BYTES: usize = 1 << 20;
/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The finished file.
pub(crate) struct ProblemFile {
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) blob: Blob,
}

/// Reads the source once more and writes its rows with problems, as a check found them.
pub(crate) async fn problem_rows(source: &Source, checked: &Checked) -> Result<ProblemFile, NotChecked> {
    let facts = &source.facts;
    let mut report = Report::new(checked, facts.dialect.report_delimiter(), &facts.names);
    let parts = Array::new();
    let mut pass = Pass::new(source);
    while pass
        .next(|record| report.record(record))
        .await
        .map_err(NotChecked::Source)?
    {
        if report.text.len() >= PART_BYTES {
            let part = blob(&Array::of1(&report.take()))?;
            parts.push(&part.into());
        }
    }
    parts.push(&report.take());
    Ok(ProblemFile {
        name: file_name(&facts.name),
        rows: report.rows,
        blob: blob(&parts)?,
    })
}

fn blob(parts: &Array) -> Result<Blob, NotChecked> {
    let options = BlobPropertyBag::new();
    options.set_type("text/csv;charset=utf-8");
    Blob::new_with_blob_sequence_and_options(parts, &options).map_err(|_| {
        let message = "The browser has no room for the file with the problem rows.".to_owned();
        NotChecked::Source(Refusal::Unreadable { message })
    })
}

/// `leads.csv` becomes `leads problems.csv`.
fn file_name(name: &str) -> String {
    let (stem, ending) = name
        .rsplit_once('.')
        .filter(|(stem, _)| !stem.is_empty())
        .unwrap_or((name, "csv"));
    format!("{stem} problems.{ending}")
}

/// The text of the file, as far as it wasn't taken.
struct Report<'c> {
    plan: &'c Plan,
    emails: &'c RepeatedEmails,
    delimiter: u8,
    columns: usize,
    rows: u64,
    text: Vec<u8>,
}

impl<'c> Report<'c> {
    fn new(checked: &'c Checked, delimiter: u8, names: &[String]) -> Self {
        let mut text = BYTE_ORDER_MARK.to_vec();
        let header = names
            .iter()
            .map(|name| guard(name))
            .chain(REPORT_COLUMNS.map(Cow::Borrowed));
        write_record(&mut text, delimiter, header);
        Self {
            plan: &checked.plan,
            emails: &checked.emails,
            delimiter,
            columns: names.len(),
            rows: 0,
            text,
        }
    }

    fn record(&mut self, record: &Record<'_>) {
        let problems = self.problems(record);
        if problems.is_empty() {
            return;
        }
        self.rows += 1;
        let reasons: Vec<String> = problems.iter().map(reason).collect();
        // A record with too few values gets empty ones, so that line and reason stand in their columns. One with too many
        // keeps them all.
        let width = record.len().max(self.columns);
        let cells = (0..width).map(|column| guarded(record.lossy(column)));
        let last = [record.line.to_string(), reasons.join("; ")].map(Cow::Owned);
        write_record(&mut self.text, self.delimiter, cells.chain(last));
    }

    fn problems(&self, record: &Record<'_>) -> Vec<Problem> {
        let text = match record.text(self.columns) {
            Ok(text) => text,
            Err(problem) => return vec![problem],
        };
        let columns = self.plan.columns();
        let mut row = Row::default();
        self.plan.read(|cell| text.get(columns[cell]), &mut row);
        let repeated = row
            .email
            .as_ref()
            .filter(|_| row.problems.is_empty() && self.emails.keep() == Repeats::RejectAll);
        let other = repeated.and_then(|email| self.emails.other(email, record.line));
        let other = other.map(|line| Problem::EmailRepeated { line });
        let own = row.problems.into_iter().map(|(_, problem)| problem);
        own.chain(other).collect()
    }

    /// The text since the last call, for a blob.
    fn take(&mut self) -> JsValue {
        let text = Uint8Array::from(&self.text[..]);
        self.text.clear();
        text.into()
    }
}

fn reason(problem: &Problem) -> String {
    match problem {
        Problem::EmailRepeated { line } => format!("{} (line {line})", problem.title()),
        problem => problem.title(),
    }
}

fn guarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(cell) => guard(cell),
        Cow::Owned(cell) => Cow::Owned(guard(&cell).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Setup;
    use muster_shared::field::system_fields;
    use muster_shared::intake::{Dialect, Splitter};
    use muster_shared::mapping::{Assignment, Reading, Source as From};
    use muster_shared::merge::Existing;
    use muster_shared::repeated::{EmailsOfFile, NotedEmails};
    use muster_shared::{FieldKey, Mapping};

    fn report(text: &str, delimiter: u8) -> (u64, String) {
        let assign = |field: &str, column| Assignment {
            field: FieldKey::try_from(field.to_owned()).unwrap(),
            source: From::Column(column),
            reading: Reading::default(),
            empty: None,
            update: None,
        };
        let mapping = Mapping {
            assignments: vec![assign("email", 0), assign("points", 2)],
        };
        let fields = system_fields();
        let plan = Plan::new(&mapping, &fields, 3, Existing::Leave).unwrap();
        let mut emails = EmailsOfFile::default();
        let mut noted = NotedEmails::default();
        for (line, email) in [(3, "twice@x.example"), (4, "twice@x.example")] {
            noted.note(email, line);
        }
        emails.add(noted.as_bytes(), 0);
        let checked = Checked {
            setup: Setup {
                mapping,
                fields,
                existing: Existing::Leave,
                repeats: Repeats::RejectAll,
            },
            plan,
            emails: emails.find(Repeats::RejectAll),
            rows: 0,
        };
        let mut report = Report::new(&checked, delimiter, &["Email", "Notes", "Points"].map(str::to_owned));
        let mut splitter = Splitter::new(
            Dialect {
                delimiter: char::from(delimiter),
                header: false,
                ..Dialect::default()
            },
            0,
        );
        splitter
            .push(text.as_bytes(), &mut |record| report.record(record))
            .unwrap();
        splitter.finish(&mut |record| report.record(record));
        (report.rows, String::from_utf8(report.text).unwrap())
    }

    #[test]
    fn rows_with_problems_keep_all_their_columns() {
        let (rows, text) = report("a@x.example,fine,1\nb.example,\"a, \"\"b\"\"\",x\n", b',');
        assert_eq!(rows, 1);
        let titles = [Problem::EmailMissingAt.title(), Problem::IntegerNotANumber.title()].join("; ");
        assert_eq!(
            text.lines().nth(1).unwrap(),
            format!("b.example,\"a, \"\"b\"\"\",x,2,{titles}")
        );
        assert!(text.starts_with("\u{feff}Email,Notes,Points,Line,Reason"), "{text}");
    }

    #[test]
    fn rows_with_a_repeated_email_are_among_them() {
        let (rows, text) = report(
            "Email,Notes,Points\na@x.example,,1\ntwice@x.example,,1\ntwice@x.example,,2\n",
            b',',
        );
        // The first line is no header here.
        assert_eq!(rows, 3);
        assert_eq!(
            text.lines().nth(2).unwrap(),
            "twice@x.example,,1,3,Email repeated in the file (line 4)"
        );
    }

    #[test]
    fn a_record_with_too_few_values_keeps_line_and_reason_in_their_columns() {
        let (rows, text) = report("a@x.example;=1+1\n", b';');
        assert_eq!(rows, 1);
        let title = Problem::RecordTooFewFields { found: 2, expected: 3 }.title();
        assert_eq!(text.lines().nth(1).unwrap(), format!("a@x.example;'=1+1;;1;{title}"));
    }

    #[test]
    fn the_file_is_named_after_its_source() {
        for (name, expected) in [
            ("leads.csv", "leads problems.csv"),
            ("leads.2026.tsv", "leads.2026 problems.tsv"),
            ("Pasted rows", "Pasted rows problems.csv"),
            (".csv", ".csv problems.csv"),
        ] {
            assert_eq!(file_name(name), expected);
        }
    }
}
