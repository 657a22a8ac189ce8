//! A batch as it arrives: the same JSON as [`muster_shared::api::Batch`], read without copying the cells that have no escapes.

use flate2::read::GzDecoder;
use muster_shared::api::{Mark, Verdict};
use muster_shared::{Problem, limits};
use serde::Deserialize;
use std::borrow::Cow;
use std::io::Read;

#[derive(Debug, Deserialize)]
pub(super) struct BatchView<'a> {
    pub(super) lines: Vec<u64>,
    #[serde(borrow)]
    pub(super) columns: Vec<Vec<Cell<'a>>>,
    #[serde(default)]
    pub(super) marks: Vec<Mark>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cell<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// Why a body is no batch.
#[derive(Debug)]
pub(super) enum WireError {
    /// More than [`limits::BATCH_BODY_BYTES`] when unpacked.
    TooLarge,
    NotGzip,
    /// In words, without any cell.
    Shape(String),
}

/// Unpacks, as far as the limit.
pub(super) fn unpack(payload: &[u8], gzip: bool) -> Result<Cow<'_, [u8]>, WireError> {
    if !gzip {
        return if payload.len() > limits::BATCH_BODY_BYTES {
            Err(WireError::TooLarge)
        } else {
            Ok(payload.into())
        };
    }
    let mut json = Vec::new();
    let mut limited = GzDecoder::new(payload).take(limits::BATCH_BODY_BYTES as u64 + 1);
    limited.read_to_end(&mut json).map_err(|_| WireError::NotGzip)?;
    if json.len() > limits::BATCH_BODY_BYTES {
        Err(WireError::TooLarge)
    } else {
        Ok(json.into())
    }
}

impl<'a> BatchView<'a> {
    /// Reads and checks everything but the cells' meaning. `columns` is the number of mapped columns.
    pub(super) fn parse(json: &'a [u8], columns: usize) -> Result<Self, WireError> {
        let batch: Self = serde_json::from_slice(json).map_err(|error| {
            // Serde's own words may quote a cell.
            let (line, column) = (error.line(), error.column());
            WireError::Shape(format!(
                "The batch isn't the expected JSON, at line {line}, column {column}."
            ))
        })?;
        batch.check(columns).map_err(WireError::Shape)?;
        Ok(batch)
    }

    fn check(&self, columns: usize) -> Result<(), String> {
        let records = self.lines.len();
        if !(1..=limits::BATCH_RECORDS).contains(&records) {
            return Err(format!(
                "A batch has 1 to {} records; this one has {records}.",
                limits::BATCH_RECORDS
            ));
        }
        if self.columns.len() != columns {
            return Err(format!(
                "The mapping uses {columns} columns; this batch has {}.",
                self.columns.len()
            ));
        }
        if self.columns.iter().any(|cells| cells.len() != records) {
            return Err("Every column of a batch has as many cells as there are records.".to_owned());
        }
        if self.lines[0] == 0 || self.lines.last().is_some_and(|line| i64::try_from(*line).is_err()) {
            return Err("Lines count from 1.".to_owned());
        }
        if !self.lines.is_sorted_by(|a, b| a < b) {
            return Err("The lines of a batch ascend.".to_owned());
        }
        if !self.marks.is_sorted_by(|a, b| a.row < b.row)
            || self.marks.last().is_some_and(|mark| mark.row as usize >= records)
        {
            return Err("The marks of a batch ascend, and each names one of its records.".to_owned());
        }
        if self
            .marks
            .iter()
            .any(|mark| matches!(&mark.verdict, Verdict::Broken { problem } if !is_for_marks(problem)))
        {
            return Err("Only a record as such, or one with a repeated email, can be marked as broken.".to_owned());
        }
        Ok(())
    }
}

/// Whether cells of the record alone don't show the problem.
fn is_for_marks(problem: &Problem) -> bool {
    matches!(problem, Problem::EmailRepeated { .. }) || problem.code().starts_with("record.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn only_whole_batches_are_read() {
        let cases = [
            (r#"{"lines":[2,3],"columns":[["a","b"]]}"#, true),
            (
                r#"{"lines":[2],"columns":[["a\u0000\n"]],"marks":[{"row":0,"repeated":{"kept_line":9}}]}"#,
                true,
            ),
            (
                r#"{"lines":[2],"columns":[["a"]],"marks":[{"row":0,"broken":{"problem":{"code":"record.not_utf8"}}}]}"#,
                true,
            ),
            (
                r#"{"lines":[2],"columns":[["a"]],"marks":[{"row":0,"broken":{"problem":{"code":"email.repeated","line":9}}}]}"#,
                true,
            ),
            (
                r#"{"lines":[2],"columns":[["a"]],"marks":[{"row":0,"broken":{"problem":{"code":"date.not_iso"}}}]}"#,
                false,
            ),
            (
                r#"{"lines":[2],"columns":[["a"]],"marks":[{"row":1,"repeated":{"kept_line":9}}]}"#,
                false,
            ),
            (r#"{"lines":[],"columns":[[]]}"#, false),
            (r#"{"lines":[0],"columns":[["a"]]}"#, false),
            (r#"{"lines":[3,3],"columns":[["a","b"]]}"#, false),
            (r#"{"lines":[2,3],"columns":[["a"]]}"#, false),
            (r#"{"lines":[2],"columns":[["a"],["b"]]}"#, false),
            (r#"{"lines":[18446744073709551615],"columns":[["a"]]}"#, false),
            ("{", false),
            ("", false),
        ];
        for (json, good) in cases {
            assert_eq!(BatchView::parse(json.as_bytes(), 1).is_ok(), good, "{json}");
        }
    }

    #[test]
    fn a_bomb_is_given_up_at_the_limit() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
        for _ in 0..64 {
            bomb.write_all(&[b' '; 1 << 20]).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        assert!(matches!(unpack(&bomb, true), Err(WireError::TooLarge)));
        assert!(matches!(unpack(&bomb[..100], true), Err(WireError::NotGzip)));
        assert!(matches!(unpack(b"plain", true), Err(WireError::NotGzip)));
        assert!(matches!(
            unpack(&vec![b' '; limits::BATCH_BODY_BYTES + 1], false),
            Err(WireError::TooLarge)
        ));
    }
}
