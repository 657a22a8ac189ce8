//! What the splitter gives, kept to be compared.

use crate::Difference;
use crate::difference::{holds, same};
use muster_shared::Problem;
use muster_shared::intake::{Position, Record, Splitter, Stop};

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) line: u64,
    pub(super) number: u64,
    pub(super) offset: u64,
    pub(super) cells: Vec<String>,
    /// All its fields are UTF-8.
    pub(super) readable: bool,
    pub(super) problem: Option<Problem>,
}

/// A text, or a part of one, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) records: Vec<Seen>,
    pub(super) stop: Option<Stop>,
    pub(super) blank_lines: u64,
    pub(super) comment_lines: u64,
    /// Where the next line starts.
    pub(super) end: Position,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            stop: None,
            blank_lines: 0,
            comment_lines: 0,
            end: Position {
                offset: 0,
                line: 1,
                number: 0,
            },
        }
    }
}

impl Reading {
    pub(super) fn cells(&self) -> Vec<&[String]> {
        self.records.iter().map(|record| record.cells.as_slice()).collect()
    }

    /// Adds the part that follows.
    pub(super) fn add(&mut self, part: Reading) {
        self.records.extend(part.records);
        self.stop = self.stop.take().or(part.stop);
        self.blank_lines += part.blank_lines;
        self.comment_lines += part.comment_lines;
        self.end = part.end;
    }
}

/// Pushes all chunks.
///
/// # Errors
/// A record contradicts itself.
pub(super) fn read(mut splitter: Splitter, chunks: &[&[u8]]) -> Result<Reading, Difference> {
    let mut records = Vec::new();
    let mut contradiction = None;
    let mut each = |record: &Record<'_>| match seen(record) {
        Ok(seen) => records.push(seen),
        Err(difference) => contradiction = Some(difference),
    };
    let stop = chunks.iter().find_map(|chunk| splitter.push(chunk, &mut each).err());
    if stop.is_none() {
        splitter.finish(&mut each);
    }
    match contradiction {
        Some(difference) => Err(difference),
        None => Ok(Reading {
            records,
            blank_lines: splitter.blank_lines(),
            comment_lines: splitter.comment_lines(),
            // After a stop nothing goes on.
            end: if stop.is_none() {
                splitter.position()
            } else {
                Reading::default().end
            },
            stop,
        }),
    }
}

fn seen(record: &Record<'_>) -> Result<Seen, Difference> {
    let cells: Vec<String> = (0..record.len()).map(|i| record.lossy(i).into_owned()).collect();
    holds("a record has fields", !cells.is_empty(), &record.line)?;
    for (i, cell) in cells.iter().enumerate() {
        let blank = cell.as_bytes().trim_ascii().is_empty();
        same("whether a field is blank", &record.is_blank(i), &blank)?;
    }
    let problem = match record.text(record.len()) {
        Ok(text) => {
            let texts: Vec<String> = (0..record.len()).map(|i| text.get(i).to_owned()).collect();
            same("fields as text", &texts, &cells)?;
            holds(
                "a field beyond the last is empty",
                text.get(cells.len()).is_empty(),
                &cells,
            )?;
            holds("text is readable", record.is_readable(), &cells)?;
            None
        }
        Err(problem) => Some(problem),
    };
    Ok(Seen {
        line: record.line,
        number: record.number,
        offset: record.offset,
        cells,
        readable: record.is_readable(),
        problem,
    })
}
