//! Rows read again from the source, wherever they stand: none is kept.

use crate::pass::{Pass, Source};
use crate::protocol::{PreviewRow, Refusal};
use muster_shared::intake::Position;

/// Rows given at a time.
pub(crate) const MOST_ROWS: u64 = 200;

/// Where lines start, some megabytes apart: a row is found by reading from the last of these before it.
#[derive(Debug, Default)]
pub(crate) struct Index {
    starts: Vec<Position>,
}

impl Index {
    /// Adds the next place, further on in the source.
    pub(crate) fn add(&mut self, start: Position) {
        self.starts.push(start);
    }

    /// The last place with at most `records` records before it.
    fn before(&self, records: u64) -> Option<Position> {
        let after = self.starts.partition_point(|start| start.number <= records);
        self.starts.get(after.checked_sub(1)?).copied()
    }
}

/// Reads `count` rows from data row `first` (from 0) on; fewer at the end, and at most [`MOST_ROWS`].
///
/// # Errors
/// Why the source can't be read.
pub(crate) async fn rows(source: &Source, index: &Index, first: u64, count: u64) -> Result<Vec<PreviewRow>, Refusal> {
    let header = u64::from(source.facts.dialect.header);
    let wanted = first + header..first + header + count.min(MOST_ROWS);
    let start = index.before(wanted.start).unwrap_or_else(|| source.start());
    let mut pass = Pass::part(source, start, u64::MAX);
    let mut rows = Vec::new();
    loop {
        let more = pass
            .next(|record| {
                if wanted.contains(&record.number) {
                    rows.push(PreviewRow::of(record));
                }
            })
            .await?;
        if !more || pass.position().number >= wanted.end {
            return Ok(rows);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_before_a_row_is_found() {
        let at = |number| Position {
            offset: number * 10,
            line: number + 1,
            number,
        };
        let mut index = Index::default();
        assert_eq!(index.before(5), None);
        [0, 100, 200].map(at).into_iter().for_each(|start| index.add(start));
        let found = [0, 99, 100, 150, 1_000].map(|records| index.before(records).map(|start| start.number));
        assert_eq!(found, [Some(0), Some(0), Some(100), Some(100), Some(200)]);
    }
}
