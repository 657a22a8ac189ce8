//! What the columns hold: counted and sampled in one pass over the records.

use crate::protocol::Counted;
use muster_shared::intake::Record;
use muster_shared::mapping::ColumnFacts;

/// Bytes of a sample that are kept: enough to tell what a column holds.
const SAMPLE_BYTES: usize = 200;
/// Samples kept of all columns together, so that a file of 10,000 columns doesn't make a message of 100 MB.
const ALL_SAMPLES: usize = 20_000;

/// Counts data records and what is in their columns.
#[derive(Debug)]
pub(crate) struct Survey {
    rows: u64,
    ragged: u64,
    samples: usize,
    facts: Vec<ColumnFacts>,
}

impl Survey {
    pub(crate) fn new(names: &[String]) -> Self {
        let facts: Vec<ColumnFacts> = names
            .iter()
            .map(|name| ColumnFacts {
                name: name.clone(),
                ..ColumnFacts::default()
            })
            .collect();
        let samples = (ALL_SAMPLES / facts.len().max(1)).min(ColumnFacts::SAMPLES);
        Self {
            rows: 0,
            ragged: 0,
            samples,
            facts,
        }
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    pub(crate) fn record(&mut self, record: &Record<'_>) {
        self.rows += 1;
        self.ragged += u64::from(record.len() != self.facts.len());
        for (column, facts) in self.facts.iter_mut().enumerate().take(record.len()) {
            if record.is_blank(column) {
                continue;
            }
            facts.filled += 1;
            if facts.samples.len() < self.samples {
                sample(&mut facts.samples, &record.lossy(column));
            }
        }
    }

    pub(crate) fn facts(&self) -> Vec<ColumnFacts> {
        self.facts
            .iter()
            .map(|facts| ColumnFacts {
                rows: self.rows,
                ..facts.clone()
            })
            .collect()
    }

    pub(crate) fn counted(&self, blank_lines: u64, elapsed_ms: u64) -> Counted {
        Counted {
            rows: self.rows,
            ragged: self.ragged,
            blank_lines,
            comment_lines: 0,
            unreadable: 0,
            unreadable_line: None,
            garbled: None,
            facts: self.facts(),
            elapsed_ms,
        }
    }
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
    use muster_shared::intake::{Dialect, Splitter};

    fn survey(names: &[&str], text: &str) -> Survey {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut survey = Survey::new(&names);
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
        survey
    }

    #[test]
    fn rows_filled_cells_and_samples_are_counted() {
        let facts = survey(&["a", "b"], "1,x\n2, \n1,\"x\"\n,x").facts();
        let numbers: Vec<_> = facts.iter().map(|f| (f.rows, f.filled, f.samples.join("|"))).collect();
        assert_eq!(numbers, [(4, 3, "1|2".to_owned()), (4, 3, "x".to_owned())]);
    }

    #[test]
    fn ragged_rows_are_counted_and_never_panic() {
        let survey = survey(&["a", "b"], "1\n1,2,3\n1,2\n");
        assert_eq!((survey.rows, survey.ragged), (3, 2));
        assert_eq!(survey.facts()[1].filled, 2);
    }

    #[test]
    fn a_sample_is_cut_between_characters() {
        let survey = survey(&["a"], &"é".repeat(300));
        assert_eq!(survey.facts()[0].samples, ["é".repeat(100)]);
    }

    #[test]
    fn samples_are_few_where_columns_are_many() {
        let names: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        assert_eq!(Survey::new(&names).samples, 2);
        assert_eq!(Survey::new(&names[..3]).samples, ColumnFacts::SAMPLES);
    }
}
