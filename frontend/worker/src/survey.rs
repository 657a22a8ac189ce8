//! What the columns hold: counted and sampled in one pass over the records.

use crate::protocol::{Counted, Garbled};
use crate::sample::count_garbled;
use muster_shared::intake::{Dialect, Record};
use muster_shared::mapping::ColumnFacts;
use serde::{Deserialize, Serialize};

/// Bytes of a sample that are kept: enough to tell what a column holds.
const SAMPLE_BYTES: usize = 200;
/// Samples kept of all columns together, so that a file of 10,000 columns doesn't make a message of 100 MB.
const ALL_SAMPLES: usize = 20_000;
/// Filled cells of a column in one part of the file that are looked at for samples. A column with few different values would
/// have all of its cells compared with all of them.
const LOOKED_AT: u64 = 1_000;

/// Counts data records and what is in their columns.
#[derive(Debug)]
pub(crate) struct Survey {
    part: SurveyPart,
    /// Samples kept of each column.
    samples: usize,
    /// What could be mended was.
    mended: bool,
}

/// What a part of the source told; its lines are counted from wherever the part was counted from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SurveyPart {
    rows: u64,
    ragged: u64,
    blank_lines: u64,
    comment_lines: u64,
    unreadable: u64,
    unreadable_line: Option<u64>,
    garbled: Option<Garbled>,
    columns: Vec<ColumnPart>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ColumnPart {
    filled: u64,
    samples: Vec<String>,
}

impl Survey {
    pub(crate) fn new(columns: usize, dialect: Dialect) -> Self {
        Self {
            part: SurveyPart {
                columns: vec![ColumnPart::default(); columns],
                ..SurveyPart::default()
            },
            samples: samples_of_each(columns),
            mended: dialect.mend,
        }
    }

    pub(crate) fn record(&mut self, record: &Record<'_>) {
        let part = &mut self.part;
        part.rows += 1;
        part.ragged += u64::from(record.len() != part.columns.len());
        if !record.is_readable() {
            part.unreadable += 1;
            part.unreadable_line.get_or_insert(record.line);
        }
        // All that could be mended has a character with this byte.
        if !self.mended && record.has_byte(0xc3) {
            for column in 0..record.len() {
                count_garbled(&mut part.garbled, &record.lossy(column));
            }
        }
        for (column, facts) in part.columns.iter_mut().enumerate() {
            if record.is_blank(column) {
                continue;
            }
            facts.filled += 1;
            if facts.filled <= LOOKED_AT && facts.samples.len() < self.samples {
                sample(&mut facts.samples, &record.lossy(column));
            }
        }
    }

    /// Says how many lines of the part held no record.
    pub(crate) fn lines(&mut self, blank: u64, comments: u64) {
        self.part.blank_lines = blank;
        self.part.comment_lines = comments;
    }

    pub(crate) fn into_part(self) -> SurveyPart {
        self.part
    }
}

/// The survey of a whole source: its parts, put together in the file's order.
#[derive(Debug, Default)]
pub(crate) struct Surveyed {
    all: SurveyPart,
}

impl Surveyed {
    pub(crate) fn rows(&self) -> u64 {
        self.all.rows
    }

    /// Adds the next part. `lines_before`: lines of the file before the first of those that the part counted.
    pub(crate) fn add(&mut self, part: SurveyPart, lines_before: u64) {
        let all = &mut self.all;
        all.rows += part.rows;
        all.ragged += part.ragged;
        all.blank_lines += part.blank_lines;
        all.comment_lines += part.comment_lines;
        all.unreadable += part.unreadable;
        all.unreadable_line = all
            .unreadable_line
            .or(part.unreadable_line.map(|line| line + lines_before));
        match (&mut all.garbled, part.garbled) {
            (Some(all), Some(part)) => all.cells += part.cells,
            (all, part) => *all = all.take().or(part),
        }
        let most = samples_of_each(part.columns.len());
        if all.columns.is_empty() {
            all.columns = part.columns;
            return;
        }
        for (all, part) in all.columns.iter_mut().zip(part.columns) {
            all.filled += part.filled;
            for value in part.samples {
                if all.samples.len() >= most {
                    break;
                }
                sample(&mut all.samples, &value);
            }
        }
    }

    /// Cells that could be mended, and one of them.
    pub(crate) fn garbled(&self) -> Option<Garbled> {
        self.all.garbled.clone()
    }

    pub(crate) fn facts(&self, names: &[String]) -> Vec<ColumnFacts> {
        let columns = self.all.columns.iter();
        names
            .iter()
            .zip(columns)
            .map(|(name, column)| ColumnFacts {
                name: name.clone(),
                rows: self.all.rows,
                filled: column.filled,
                samples: column.samples.clone(),
            })
            .collect()
    }

    pub(crate) fn counted(&self, names: &[String], elapsed_ms: u64) -> Counted {
        let SurveyPart {
            rows,
            ragged,
            blank_lines,
            comment_lines,
            unreadable,
            unreadable_line,
            garbled: _,
            columns: _,
        } = self.all;
        Counted {
            rows,
            ragged,
            blank_lines,
            comment_lines,
            unreadable,
            unreadable_line,
            garbled: self.garbled(),
            facts: self.facts(names),
            elapsed_ms,
        }
    }
}

fn samples_of_each(columns: usize) -> usize {
    (ALL_SAMPLES / columns.max(1)).min(ColumnFacts::SAMPLES)
}

/// Keeps a value that is not among the samples yet.
fn sample(samples: &mut Vec<String>, value: &str) {
    let start = &value[..value.floor_char_boundary(SAMPLE_BYTES)];
    // The latest first: equal values often follow each other.
    if !samples.iter().rev().any(|known| known == start) {
        samples.push(start.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::intake::Splitter;

    fn survey(names: &[&str], text: &str) -> Counted {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut survey = Survey::new(names.len(), Dialect::default());
        let mut splitter = Splitter::new(
            Dialect {
                header: false,
                ..Dialect::default()
            },
            0,
        );
        splitter
            .push(text.as_bytes(), &mut |record| survey.record(record))
            .unwrap();
        splitter.finish(&mut |record| survey.record(record));
        survey.lines(splitter.blank_lines(), splitter.comment_lines());
        // Twice, as of a file of two such parts.
        let part = survey.into_part();
        let mut surveyed = Surveyed::default();
        surveyed.add(part.clone(), 0);
        surveyed.add(part, 100);
        surveyed.counted(&names, 0)
    }

    #[test]
    fn rows_filled_cells_and_samples_are_counted() {
        let facts = survey(&["a", "b"], "1,x\n2, \n1,\"x\"\n,x").facts;
        let numbers: Vec<_> = facts.iter().map(|f| (f.rows, f.filled, f.samples.join("|"))).collect();
        assert_eq!(numbers, [(8, 6, "1|2".to_owned()), (8, 6, "x".to_owned())]);
    }

    #[test]
    fn ragged_rows_are_counted_and_never_panic() {
        let survey = survey(&["a", "b"], "1\n1,2,3\n1,2\n");
        assert_eq!((survey.rows, survey.ragged), (6, 4));
        assert_eq!(survey.facts[1].filled, 4);
    }

    #[test]
    fn the_first_unreadable_row_is_named() {
        let mut survey = Survey::new(1, Dialect::default());
        let mut splitter = Splitter::new(Dialect::default(), 0);
        splitter
            .push(b"a\nb\n\xff\n\xff\n", &mut |record| survey.record(record))
            .unwrap();
        let mut surveyed = Surveyed::default();
        surveyed.add(Survey::new(1, Dialect::default()).into_part(), 0);
        surveyed.add(survey.into_part(), 10);
        let counted = surveyed.counted(&["a".to_owned()], 0);
        assert_eq!((counted.unreadable, counted.unreadable_line), (2, Some(13)));
    }

    #[test]
    fn a_sample_is_cut_between_characters() {
        let survey = survey(&["a"], &"é".repeat(300));
        assert_eq!(survey.facts[0].samples, ["é".repeat(100)]);
    }

    #[test]
    fn samples_are_few_where_columns_are_many() {
        assert_eq!(samples_of_each(10_000), 2);
        assert_eq!(samples_of_each(3), ColumnFacts::SAMPLES);
    }
}
