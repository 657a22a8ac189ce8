//! Automatic mapping on the header rows of real exporters and in eight languages: `exporters.txt` says what is expected.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

use muster_shared::Field;
use muster_shared::field::system_fields;
use muster_shared::intake::column_names;
use muster_shared::mapping::{ColumnFacts, Match, match_columns};

const TABLE: &str = include_str!("exporters.txt");

struct Export {
    title: String,
    columns: Vec<ColumnFacts>,
    /// Column and field.
    applied: Vec<(usize, String)>,
    suggested: Vec<(usize, String)>,
}

fn exports() -> Vec<Export> {
    let blocks = TABLE.split("\n[").skip(1);
    blocks.map(Export::read).collect()
}

impl Export {
    fn read(block: &str) -> Self {
        let (title, rest) = block.split_once("]\n").unwrap();
        let mut lines = rest.lines().filter(|line| !line.is_empty());
        let mut export = Self {
            title: title.to_owned(),
            columns: columns(lines.next().unwrap()),
            applied: Vec::new(),
            suggested: Vec::new(),
        };
        for line in lines {
            export.note(line);
        }
        export
    }

    fn note(&mut self, line: &str) {
        if let Some((name, field)) = line.rsplit_once(" = ") {
            self.applied.push((self.place(name), field.to_owned()));
        } else if let Some((name, field)) = line.rsplit_once(" ~ ") {
            self.suggested.push((self.place(name), field.to_owned()));
        } else {
            // A name may end in a colon, or hold one.
            let (name, values) = line
                .rsplit_once(": ")
                .filter(|(name, _)| self.has(name))
                .unwrap_or_else(|| {
                    let end = line
                        .match_indices(": ")
                        .map(|(at, _)| at)
                        .find(|at| self.has(&line[..*at]))
                        .unwrap();
                    (&line[..end], &line[end + 2..])
                });
            let place = self.place(name);
            let facts = &mut self.columns[place];
            match values {
                "-" => facts.filled = 0,
                values => facts.samples = values.split(" | ").map(str::to_owned).collect(),
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|facts| facts.name == name)
    }

    fn place(&self, name: &str) -> usize {
        let place = self.columns.iter().position(|facts| facts.name == name);
        place.unwrap_or_else(|| panic!("{}: no column {name}", self.title))
    }

    /// The same with values in every column: what its field holds, and words where none is expected.
    fn with_values(&self) -> Vec<ColumnFacts> {
        let mut columns = self.columns.clone();
        for (place, facts) in columns.iter_mut().enumerate() {
            if facts.filled == 0 || !facts.samples.is_empty() {
                continue;
            }
            let field = self
                .applied
                .iter()
                .chain(&self.suggested)
                .find(|(column, _)| *column == place);
            let values: &[&str] = match field.map(|(_, field)| field.as_str()) {
                Some("email") => &["ana@casaverde.example", "b.nowak@lumenhaus.example"],
                Some("first_name" | "last_name") => &["Ana", "Bo"],
                Some("date_of_birth") => &["1988-03-14", "1979-11-02"],
                Some("mobile_phone") => &["+48601554310", "+351912008774"],
                Some("points") => &["12", "0"],
                Some("city" | "country") => &["Porto", "Lyon"],
                Some("newsletter") => &["subscribed", "none"],
                _ => &["this and that", "something else"],
            };
            facts.samples = values.iter().map(|value| value.to_string()).collect();
        }
        columns
    }
}

fn columns(header: &str) -> Vec<ColumnFacts> {
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(header.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    column_names(record.iter().map(str::to_owned))
        .into_iter()
        .map(|(name, _)| ColumnFacts {
            name,
            rows: 100,
            filled: 90,
            samples: Vec::new(),
        })
        .collect()
}

/// Column and field of the matches at least, or less, sure.
fn found(columns: &[ColumnFacts], fields: &[Field], sure: bool) -> Vec<(usize, String)> {
    match_columns(columns, fields)
        .into_iter()
        .filter(|found| (found.score >= Match::SURE) == sure)
        .map(|found| (found.column, fields[found.field].key.to_string()))
        .collect()
}

#[test]
fn exporters_are_understood() {
    let fields = system_fields();
    let exports = exports();
    let (mut wrong, mut known, mut right) = (Vec::new(), 0, 0);
    for export in &exports {
        for (kind, columns) in [("", export.columns.clone()), (", with values", export.with_values())] {
            let mut say = |what: &str, column: usize, field: &str| {
                wrong.push(format!(
                    "{}{kind}: {what} {} = {field}",
                    export.title, columns[column].name
                ));
            };
            let applied = found(&columns, &fields, true);
            for (column, field) in applied.iter().filter(|one| !export.applied.contains(one)) {
                say("wrong", *column, field);
            }
            for one @ (column, field) in &export.applied {
                known += 1;
                if applied.contains(one) {
                    right += 1;
                } else if field == "email" {
                    say("not found", *column, field);
                } else {
                    eprintln!("{}{kind}: {} isn't found", export.title, columns[*column].name);
                }
            }
            let suggested = found(&columns, &fields, false);
            for (column, field) in export.suggested.iter().filter(|one| !suggested.contains(one)) {
                say("not suggested", *column, field);
            }
        }
    }
    assert!(exports.len() >= 60, "{} exports", exports.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(right * 100 >= known * 90, "{right} of {known} known columns found");
    eprintln!("{} exports, {right} of {known} known columns", exports.len());
}
