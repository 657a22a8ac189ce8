//! Cuts the file's records into batches and writes each as the JSON of a [`muster_shared::api::Batch`].
//!
//! The borders follow from file, dialect and mapping alone, never from what was sent before or how it went: so the same file
//! cut again gives the same batches, byte for byte.

use crate::json;
use muster_shared::api::{Mark, Verdict};
use muster_shared::limits::{BATCH_CELL_BYTES, BATCH_RECORDS};
use std::borrow::Cow;
use std::io::Write;

/// One batch, cut.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) seq: u32,
    pub(crate) records: u32,
    /// Bytes of the file that it covers; the header counts to the first.
    pub(crate) bytes: u64,
    /// Its JSON; `None` if nobody wants it.
    pub(crate) body: Option<Vec<u8>>,
}

/// Cuts records into batches. `wanted` tells which batches are to be written; of the others only the borders are found.
pub(crate) struct Cutter<W> {
    wanted: W,
    done: Vec<Cut>,
    next_seq: u32,
    /// Byte of the file at which the open batch begins.
    start: u64,
    /// Of the batch that is open.
    writes: bool,
    records: usize,
    /// Of its cells as JSON.
    cell_bytes: usize,
    lines: Vec<u8>,
    columns: Vec<Vec<u8>>,
    marks: Vec<Mark>,
}

impl<W: Fn(u32) -> bool> Cutter<W> {
    /// `columns`: how many columns the plan reads.
    pub(crate) fn new(columns: usize, wanted: W) -> Self {
        let writes = wanted(0);
        let columns = vec![Vec::new(); columns];
        Self {
            wanted,
            done: Vec::new(),
            next_seq: 0,
            start: 0,
            writes,
            records: 0,
            cell_bytes: 0,
            lines: Vec::new(),
            columns,
            marks: Vec::new(),
        }
    }

    /// Takes the next record: it starts at `line` and byte `offset`. `cell(i)` is its text in the plan's column `i`; `verdict`
    /// is asked only where the batch is wanted.
    pub(crate) fn add<'a>(
        &mut self,
        line: u64,
        offset: u64,
        cell: impl Fn(usize) -> Cow<'a, str>,
        verdict: impl FnOnce() -> Option<Verdict>,
    ) {
        // One comma a cell.
        let bytes: usize = (0..self.columns.len()).map(|i| json::string_len(&cell(i)) + 1).sum();
        let full = self.records == BATCH_RECORDS || self.cell_bytes + bytes > BATCH_CELL_BYTES;
        if full && self.records > 0 {
            self.close(offset);
        }
        if self.writes {
            self.write(line, cell, verdict());
        }
        self.records += 1;
        self.cell_bytes += bytes;
    }

    /// Closes the last batch; `end` is the file's size.
    pub(crate) fn finish(&mut self, end: u64) {
        if self.records > 0 {
            self.close(end);
        }
    }

    /// The batches closed since the last call, in order.
    pub(crate) fn take(&mut self) -> Vec<Cut> {
        std::mem::take(&mut self.done)
    }

    fn write<'a>(&mut self, line: u64, cell: impl Fn(usize) -> Cow<'a, str>, verdict: Option<Verdict>) {
        write!(self.lines, "{line},").expect("a Vec takes every write");
        for (i, column) in self.columns.iter_mut().enumerate() {
            json::write_string(column, &cell(i));
            column.push(b',');
        }
        if let Some(verdict) = verdict {
            self.marks.push(Mark {
                row: self.records as u32,
                verdict,
            });
        }
    }

    fn close(&mut self, end: u64) {
        let body = self.writes.then(|| self.body());
        let bytes = end.saturating_sub(self.start);
        self.done.push(Cut {
            seq: self.next_seq,
            records: self.records as u32,
            bytes,
            body,
        });
        self.start = end;
        self.next_seq += 1;
        self.writes = (self.wanted)(self.next_seq);
        self.records = 0;
        self.cell_bytes = 0;
        self.lines.clear();
        self.columns.iter_mut().for_each(Vec::clear);
        self.marks.clear();
    }

    fn body(&self) -> Vec<u8> {
        let marks = match self.marks.is_empty() {
            true => Vec::new(),
            false => serde_json::to_vec(&self.marks).expect("marks are plain data"),
        };
        let bytes = self.lines.len() + self.columns.iter().map(|c| c.len() + 2).sum::<usize>() + marks.len() + 64;
        let mut body = Vec::with_capacity(bytes);
        body.extend_from_slice(b"{\"lines\":[");
        body.extend_from_slice(without_comma(&self.lines));
        body.extend_from_slice(b"],\"columns\":[");
        for (i, column) in self.columns.iter().enumerate() {
            body.extend_from_slice(if i == 0 { b"[" } else { b",[" });
            body.extend_from_slice(without_comma(column));
            body.push(b']');
        }
        body.push(b']');
        if !marks.is_empty() {
            body.extend_from_slice(b",\"marks\":");
            body.extend_from_slice(&marks);
        }
        body.push(b'}');
        body
    }
}

fn without_comma(list: &[u8]) -> &[u8] {
    list.strip_suffix(b",").unwrap_or(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::Problem;
    use muster_shared::api::Batch;
    use muster_shared::limits::BATCH_BODY_BYTES;
    use proptest::prelude::*;

    type Rows = Vec<Vec<String>>;

    fn cut(columns: usize, rows: &Rows, wanted: impl Fn(u32) -> bool) -> Vec<Cut> {
        let mut cutter = Cutter::new(columns, wanted);
        for (n, row) in rows.iter().enumerate() {
            let broken = n % 7 == 3;
            let verdict = || {
                broken.then_some(Verdict::Broken {
                    problem: Problem::RecordNotUtf8,
                })
            };
            cutter.add(n as u64 + 2, n as u64 * 10, |i| Cow::Borrowed(row[i].as_str()), verdict);
        }
        cutter.finish(rows.len() as u64 * 10);
        cutter.take()
    }

    fn read(cut: &Cut) -> Batch {
        serde_json::from_slice(cut.body.as_deref().unwrap()).unwrap()
    }

    fn rows(count: usize, cell: &str) -> Rows {
        (0..count)
            .map(|n| vec![format!("{n}{cell}"), cell.to_owned()])
            .collect()
    }

    #[test]
    fn a_batch_is_what_its_type_says() {
        let batches = cut(2, &rows(4, "a\"\n"), |_| true);
        assert_eq!(batches.len(), 1);
        assert_eq!(
            read(&batches[0]),
            Batch {
                lines: vec![2, 3, 4, 5],
                columns: vec![
                    (0..4).map(|n| format!("{n}a\"\n")).collect(),
                    vec!["a\"\n".to_owned(); 4]
                ],
                marks: vec![Mark {
                    row: 3,
                    verdict: Verdict::Broken {
                        problem: Problem::RecordNotUtf8
                    }
                }],
            }
        );
    }

    #[test]
    fn a_batch_closes_at_its_records() {
        let batches = cut(2, &rows(2 * BATCH_RECORDS + 1, "x"), |_| true);
        let sizes: Vec<u32> = batches.iter().map(|batch| batch.records).collect();
        assert_eq!(sizes, [BATCH_RECORDS as u32, BATCH_RECORDS as u32, 1]);
        assert_eq!(batches[0].bytes, BATCH_RECORDS as u64 * 10);
        assert_eq!(batches[1].seq, 1);
    }

    #[test]
    fn a_batch_closes_at_its_bytes_and_never_grows_over_the_body_limit() {
        for cell in ["x".repeat(100_000), "\u{1}".repeat(500_000), "\"".repeat(300_000)] {
            let batches = cut(2, &rows(50, &cell), |_| true);
            assert!(batches.len() > 1);
            assert!(
                batches
                    .iter()
                    .all(|batch| batch.body.as_ref().unwrap().len() < BATCH_BODY_BYTES)
            );
            assert_eq!(batches.iter().map(|batch| batch.records).sum::<u32>(), 50);
        }
    }

    #[test]
    fn nothing_in_gives_no_batch() {
        assert_eq!(cut(2, &Vec::new(), |_| true), []);
    }

    proptest! {
        // Each case writes some megabytes.
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_record_is_in_one_batch_and_borders_depend_on_records_alone(
            lengths in prop::collection::vec((0_usize..3, 0_usize..700_000), 0..12),
            skipped in prop::collection::hash_set(0_u32..6, 0..6),
        ) {
            let rows: Rows = lengths
                .iter()
                .map(|(kind, length)| vec![["a", "\n", "é"][*kind].repeat(*length / (kind + 1)), String::new()])
                .collect();
            let all = cut(2, &rows, |_| true);
            prop_assert_eq!(&all, &cut(2, &rows, |_| true));
            prop_assert_eq!(all.iter().map(|batch| batch.bytes).sum::<u64>(), rows.len() as u64 * 10);
            let batches: Vec<Batch> = all.iter().map(read).collect();
            let lines: Vec<u64> = batches.iter().flat_map(|batch| batch.lines.clone()).collect();
            prop_assert_eq!(lines, (0..rows.len() as u64).map(|n| n + 2).collect::<Vec<_>>());
            let cells: Vec<&String> = batches.iter().flat_map(|batch| &batch.columns[0]).collect();
            prop_assert_eq!(cells, rows.iter().map(|row| &row[0]).collect::<Vec<_>>());

            let some = cut(2, &rows, |seq| !skipped.contains(&seq));
            prop_assert_eq!(some.len(), all.len());
            for (some, all) in some.iter().zip(&all) {
                prop_assert_eq!((some.seq, some.records, some.bytes), (all.seq, all.records, all.bytes));
                prop_assert_eq!(some.body.as_ref(), all.body.as_ref().filter(|_| !skipped.contains(&some.seq)));
            }
        }
    }
}
