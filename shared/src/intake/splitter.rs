//! Splits bytes into records, pushed chunk by chunk (RFC 4180, and what people really have): quoted fields with delimiters,
//! line breaks and doubled quotes; lines that end in LF, CRLF or CR; blank lines passed over and counted.
//!
//! Reads every input as the `csv` crate does (flexible, double quotes), and besides names what that lets pass without a word:
//! a quote that never closes, text after a closing quote, a record that has no end.

use super::{Dialect, Record};
use crate::{Problem, limits, report};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why reading can't go on: what follows would be nonsense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Stop {
    /// A record of more than [`limits::RECORD_BYTES`] bytes, most often because a quote was opened and not closed.
    RecordTooLong {
        /// Where the record starts.
        line: u64,
        /// Where the quote was opened that it is still in.
        quote_line: Option<u64>,
    },
    /// More than [`limits::COLUMNS`] fields.
    TooManyColumns { line: u64 },
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::RecordTooLong {
                quote_line: Some(quote),
                ..
            } => write!(
                f,
                "A quote opens on line {quote} and isn't closed within 1 MiB. Close it, or take it out, and choose the file again."
            ),
            Stop::RecordTooLong { line, quote_line: None } => write!(
                f,
                "The row on line {line} is larger than 1 MiB. Is this a table? Check the line's end, and choose the file again."
            ),
            Stop::TooManyColumns { line } => {
                write!(
                    f,
                    "Line {line} has more than {} values. Is the delimiter right?",
                    limits::COLUMNS
                )
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing of the next record was seen.
    StartRecord,
    StartField,
    Unquoted,
    Quoted,
    /// A quote was seen within quotes: it closes, or the next one makes it a character.
    QuoteInQuoted,
}

/// Splits one file. Push its bytes in order, then finish.
#[derive(Debug)]
pub struct Splitter {
    delimiter: u8,
    /// For each byte: whether it ends an unquoted field.
    ends_field: [bool; 256],
    state: State,
    /// The last byte was a CR: an LF right after it belongs to the same line end.
    after_cr: bool,
    /// Bytes pushed so far, counted from the start of the file.
    offset: u64,
    line: u64,
    blank_lines: u64,
    /// Where the record being read starts, and its number.
    start_line: u64,
    start_offset: u64,
    number: u64,
    /// The fields of the record being read.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    quote_line: u64,
    problem: Option<Problem>,
    /// The first record may be a header.
    header: bool,
    /// The header is that of a file of rejected rows that we wrote: its cells are guarded against formulas.
    guarded: bool,
}

impl Splitter {
    /// `offset`: the bytes that were left out at the start (a byte order mark).
    pub fn new(dialect: Dialect, offset: u64) -> Self {
        let mut ends_field = [false; 256];
        for byte in [dialect.delimiter_byte(), b'\r', b'\n'] {
            ends_field[usize::from(byte)] = true;
        }
        Self {
            delimiter: dialect.delimiter_byte(),
            ends_field,
            state: State::StartRecord,
            after_cr: false,
            offset,
            line: 1,
            blank_lines: 0,
            start_line: 1,
            start_offset: offset,
            number: 0,
            bytes: Vec::new(),
            ends: Vec::new(),
            quote_line: 0,
            problem: None,
            header: dialect.header,
            guarded: false,
        }
    }

    /// Lines that hold nothing, outside of quotes.
    pub fn blank_lines(&self) -> u64 {
        self.blank_lines
    }

    /// Takes the file's next bytes and calls `each` for every record that ends in them.
    ///
    /// # Errors
    /// [`Stop`]; push nothing more after it.
    pub fn push(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Record<'_>)) -> Result<(), Stop> {
        let base = self.offset;
        let mut at = 0;
        while let Some(&byte) = chunk.get(at) {
            at += match self.state {
                State::StartRecord => self.start_record(byte, base + at as u64),
                State::StartField if byte == b'"' => {
                    self.quote_line = self.line;
                    self.state = State::Quoted;
                    1
                }
                State::StartField | State::Unquoted => self.unquoted(&chunk[at..], each)?,
                State::Quoted => self.quoted(&chunk[at..]),
                State::QuoteInQuoted => self.after_quote(byte, each)?,
            };
            if self.state != State::StartRecord && base + at as u64 - self.start_offset > limits::RECORD_BYTES as u64 {
                let open = matches!(self.state, State::Quoted | State::QuoteInQuoted);
                return Err(Stop::RecordTooLong {
                    line: self.start_line,
                    quote_line: open.then_some(self.quote_line),
                });
            }
        }
        self.offset = base + chunk.len() as u64;
        Ok(())
    }

    /// The file is at its end: gives the last record if no line end followed it.
    pub fn finish(&mut self, each: &mut dyn FnMut(&Record<'_>)) {
        if self.state == State::StartRecord {
            return;
        }
        if self.state == State::Quoted {
            self.problem = Some(Problem::RecordUnclosedQuote { line: self.quote_line });
        }
        self.ends.push(self.bytes.len());
        self.emit(each);
    }

    /// The first byte of a record, or of a blank line. Returns the bytes taken.
    fn start_record(&mut self, byte: u8, offset: u64) -> usize {
        let after_cr = std::mem::take(&mut self.after_cr);
        match byte {
            b'\n' if after_cr => 1,
            b'\n' | b'\r' => {
                self.blank_lines += 1;
                self.end_line(byte);
                1
            }
            _ => {
                self.start_line = self.line;
                self.start_offset = offset;
                self.state = State::StartField;
                0
            }
        }
    }

    /// A run of an unquoted field, and the delimiter or line end after it. Returns the bytes taken.
    fn unquoted(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Record<'_>)) -> Result<usize, Stop> {
        let window = bounded(chunk);
        let run = window
            .iter()
            .position(|byte| self.ends_field[usize::from(*byte)])
            .unwrap_or(window.len());
        self.bytes.extend_from_slice(&window[..run]);
        match window.get(run) {
            Some(byte) => {
                self.end_field(*byte, each)?;
                Ok(run + 1)
            }
            None => {
                self.state = State::Unquoted;
                Ok(run)
            }
        }
    }

    /// A run within quotes, up to the next quote. Returns the bytes taken.
    fn quoted(&mut self, chunk: &[u8]) -> usize {
        let window = bounded(chunk);
        let quote = memchr::memchr(b'"', window);
        let run = &window[..quote.unwrap_or(window.len())];
        self.bytes.extend_from_slice(run);
        for at in memchr::memchr2_iter(b'\n', b'\r', run) {
            let after_cr = if at == 0 { self.after_cr } else { run[at - 1] == b'\r' };
            self.line += u64::from(run[at] == b'\r' || !after_cr);
        }
        match quote {
            Some(at) => {
                self.after_cr = false;
                self.state = State::QuoteInQuoted;
                at + 1
            }
            None => {
                self.after_cr = run.last() == Some(&b'\r');
                run.len()
            }
        }
    }

    /// The byte after a quote within quotes. Returns the bytes taken.
    fn after_quote(&mut self, byte: u8, each: &mut dyn FnMut(&Record<'_>)) -> Result<usize, Stop> {
        if byte == b'"' {
            self.bytes.push(b'"');
            self.state = State::Quoted;
            return Ok(1);
        }
        if self.ends_field[usize::from(byte)] {
            self.end_field(byte, each)?;
            return Ok(1);
        }
        // The csv crate reads on as if the field had no quotes, and so do we; but we say so.
        self.problem
            .get_or_insert(Problem::RecordTextAfterQuote { line: self.line });
        self.state = State::Unquoted;
        Ok(0)
    }

    /// `byte` is the delimiter, or ends the line.
    fn end_field(&mut self, byte: u8, each: &mut dyn FnMut(&Record<'_>)) -> Result<(), Stop> {
        self.ends.push(self.bytes.len());
        if byte != self.delimiter {
            self.end_line(byte);
            self.emit(each);
        } else if self.ends.len() >= limits::COLUMNS {
            return Err(Stop::TooManyColumns { line: self.start_line });
        } else {
            self.state = State::StartField;
        }
        Ok(())
    }

    fn end_line(&mut self, byte: u8) {
        self.line += 1;
        self.after_cr = byte == b'\r';
    }

    fn emit(&mut self, each: &mut dyn FnMut(&Record<'_>)) {
        if self.number == 0 {
            self.guarded = self.header && self.ends_as_report();
        }
        each(&Record {
            line: self.start_line,
            number: self.number,
            offset: self.start_offset,
            bytes: &self.bytes,
            ends: &self.ends,
            problem: self.problem.as_ref(),
            guarded: self.guarded,
        });
        self.number += 1;
        self.bytes.clear();
        self.ends.clear();
        self.problem = None;
        self.state = State::StartRecord;
    }
}

impl Splitter {
    /// Whether the record's last two fields are those that [`report::REPORT_COLUMNS`] adds.
    fn ends_as_report(&self) -> bool {
        let [.., before, line, reason] = self.ends.as_slice() else {
            return false;
        };
        let [line_name, reason_name] = report::REPORT_COLUMNS.map(str::as_bytes);
        self.bytes[*before..*line] == *line_name && self.bytes[*line..*reason] == *reason_name
    }
}

/// A run can't be longer than a record may be, so that a chunk of any size is looked at in steps of that size.
fn bounded(chunk: &[u8]) -> &[u8] {
    &chunk[..chunk.len().min(limits::RECORD_BYTES + 1)]
}

#[cfg(test)]
mod tests;
