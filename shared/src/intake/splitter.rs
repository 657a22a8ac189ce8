//! Splits bytes into records, pushed chunk by chunk (RFC 4180, and what people really have): quoted fields with delimiters,
//! line breaks and doubled quotes; lines that end in LF, CRLF or CR; blank lines passed over and counted.
//!
//! Reads every input as the `csv` crate does (flexible, double quotes), and besides names what that lets pass without a word:
//! a quote that never closes, text after a closing quote, a record that has no end.
//!
//! Two ways through a record. Where quotes stand as they should, [`scan`] finds the ends of all fields of 64 bytes at once from
//! four bit masks ([`masks`]). A record in which they don't is read byte run by byte run ([`careful`]), and the scan goes on
//! after it.

mod careful;
mod masks;
mod scan;

use super::{Dialect, Record};
use crate::{Problem, limits, report};
use careful::{Careful, End};
use masks::Finder;
use scan::{Scan, Scanned};
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

impl Stop {
    /// The same, of a text before which `lines` more lines stand.
    pub fn moved_down(self, lines: u64) -> Self {
        match self {
            Stop::RecordTooLong { line, quote_line } => Stop::RecordTooLong {
                line: line + lines,
                quote_line: quote_line.map(|line| line + lines),
            },
            Stop::TooManyColumns { line } => Stop::TooManyColumns { line: line + lines },
        }
    }
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

/// Where a line starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes before it.
    pub offset: u64,
    /// Its number, as an editor counts: the file's first line is 1.
    pub line: u64,
    /// Records before it, the header counted.
    pub number: u64,
}

/// Where a field stands among a record's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    /// Both fit: what is split at a time is far below 4 GiB.
    #[inline]
    fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }
}

/// What separates and wraps, and what counts as a line.
#[derive(Clone, Copy, Debug)]
struct Signs {
    delimiter: u8,
    quote: Option<u8>,
    comment: Option<u8>,
    /// A line break within quotes is a line, as an editor counts. Not so in a workbook, where a line is a row.
    counts_inner_lines: bool,
}

/// Splits one file, or a part of it. Push its bytes in order, then finish.
#[derive(Debug)]
pub struct Splitter {
    signs: Signs,
    finder: Finder,
    /// What was pushed and is no whole record yet, in its first `filled` bytes.
    buffer: Vec<u8>,
    filled: usize,
    /// Where the first byte of `buffer` stands.
    at: Position,
    /// The last line ended in a CR: an LF right after it belongs to it.
    after_cr: bool,
    /// Lines still to be left out at the start.
    skip: u32,
    /// Within a line that is left out.
    leaves_out: bool,
    blank_lines: u64,
    comment_lines: u64,
    /// The first record may be a header.
    header: bool,
    /// The header is that of a file of rejected rows that we wrote: its cells are guarded against formulas.
    guarded: bool,
    /// Lines that start here or later are left alone.
    end: u64,
    /// Such a line was reached.
    ended: bool,
    spans: Vec<Span>,
    /// Of records with doubled quotes: the fields one after the other.
    unquoted: Vec<u8>,
    careful: Careful,
}

impl Splitter {
    /// `offset`: the bytes that were left out at the start (a byte order mark).
    pub fn new(dialect: Dialect, offset: u64) -> Self {
        let byte = |character: char| u8::try_from(character).ok().filter(u8::is_ascii);
        let signs = Signs {
            delimiter: dialect.delimiter_byte(),
            quote: dialect.quote.character().and_then(byte),
            comment: dialect.comment.and_then(byte),
            counts_inner_lines: true,
        };
        Self {
            signs,
            finder: Finder::new(signs.delimiter, signs.quote),
            buffer: Vec::new(),
            filled: 0,
            at: Position {
                offset,
                line: 1,
                number: 0,
            },
            after_cr: false,
            skip: dialect.skip,
            leaves_out: false,
            blank_lines: 0,
            comment_lines: 0,
            header: dialect.header,
            guarded: false,
            end: u64::MAX,
            ended: false,
            spans: Vec::new(),
            unquoted: Vec::new(),
            careful: Careful::default(),
        }
    }

    /// The same for a source of which a row is a line, whatever breaks its cells hold.
    #[must_use]
    pub fn rows_are_lines(mut self, rows_are_lines: bool) -> Self {
        self.signs.counts_inner_lines = !rows_are_lines;
        self
    }

    /// Starts in the middle of a file instead, at the start of a line; `guarded` as [`Splitter::is_guarded`] of its start.
    #[must_use]
    pub fn from(mut self, start: Position, guarded: bool) -> Self {
        self.at = start;
        self.skip = 0;
        self.header = false;
        self.guarded = guarded;
        self
    }

    /// Leaves the lines alone that start at `offset` or later.
    #[must_use]
    pub fn up_to(mut self, offset: u64) -> Self {
        self.end = offset;
        self
    }

    /// Lines that hold nothing, outside of quotes.
    pub fn blank_lines(&self) -> u64 {
        self.blank_lines
    }

    /// Lines left out as comments.
    pub fn comment_lines(&self) -> u64 {
        self.comment_lines
    }

    /// Whether the cells carry a guard against formulas, which is taken off: known once the header was read.
    pub fn is_guarded(&self) -> bool {
        self.guarded
    }

    /// The line of [`Splitter::up_to`] was reached: what is pushed from here on is left alone.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Where the next line starts.
    pub fn position(&self) -> Position {
        self.at
    }

    /// Takes the file's next bytes and calls `each` for every record that ends in them.
    ///
    /// # Errors
    /// [`Stop`]; push nothing more after it.
    pub fn push(&mut self, chunk: &[u8], each: &mut dyn FnMut(&Record<'_>)) -> Result<(), Stop> {
        self.fill(chunk.len(), |room| room.copy_from_slice(chunk), each)
    }

    /// The same for bytes that `fill` writes into the room it is given.
    ///
    /// # Errors
    /// As of [`Splitter::push`].
    pub fn fill(
        &mut self,
        bytes: usize,
        fill: impl FnOnce(&mut [u8]),
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<(), Stop> {
        if self.ended {
            return Ok(());
        }
        let before = self.filled;
        self.filled += bytes;
        if self.buffer.len() < self.filled {
            self.buffer.resize(self.filled, 0);
        }
        fill(&mut self.buffer[before..self.filled]);
        self.run(false, each)
    }

    /// The file is at its end: gives the last record if no line end followed it.
    ///
    /// # Errors
    /// As of [`Splitter::push`]; a last record that is too long or too wide was reported by then.
    pub fn finish(&mut self, each: &mut dyn FnMut(&Record<'_>)) {
        if !self.ended {
            // What stops was met when the bytes were pushed.
            let _ = self.run(true, each);
        }
    }

    fn run(&mut self, last: bool, each: &mut dyn FnMut(&Record<'_>)) -> Result<(), Stop> {
        let buffer = std::mem::take(&mut self.buffer);
        let read = self.split(&buffer[..self.filled], last, each);
        self.buffer = buffer;
        let taken = read?;
        self.buffer.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        self.at.offset += taken as u64;
        Ok(())
    }

    /// Reads all records that end in `buffer`; returns the bytes that are done with.
    fn split(&mut self, buffer: &[u8], last: bool, each: &mut dyn FnMut(&Record<'_>)) -> Result<usize, Stop> {
        let valid = valid_start(buffer);
        let mut at = 0;
        loop {
            match self.start_of_line(buffer, at) {
                Line::Starts(start) => at = start,
                Line::Ends(start) => return Ok(start),
            }
            let scanned = Scan::new(self, buffer, valid, at).run(each);
            match scanned {
                Scanned::Line(start) => at = start,
                Scanned::Careful(record) => match self.read_carefully(buffer, record, last, each)? {
                    Some(next) => at = next,
                    None => return Ok(record),
                },
                Scanned::End(record) if record == buffer.len() => at = record,
                Scanned::End(record) if last => match self.read_carefully(buffer, record, last, each)? {
                    Some(next) => at = next,
                    None => return Ok(record),
                },
                Scanned::End(record) => return Ok(record),
            }
        }
    }

    /// Passes over what is no record at the start of a line: the LF of a CRLF, lines to be left out, comments.
    fn start_of_line(&mut self, buffer: &[u8], mut at: usize) -> Line {
        loop {
            let Some(&byte) = buffer.get(at) else {
                return Line::Ends(at);
            };
            if self.leaves_out {
                let Some(end) = memchr::memchr2(b'\r', b'\n', &buffer[at..]) else {
                    return Line::Ends(buffer.len());
                };
                self.leaves_out = false;
                self.after_cr = buffer[at + end] == b'\r';
                self.at.line += 1;
                at += end + 1;
            } else if std::mem::take(&mut self.after_cr) && byte == b'\n' {
                at += 1;
            } else if self.at.offset + at as u64 >= self.end {
                self.ended = true;
                return Line::Ends(at);
            } else if self.skip > 0 {
                self.skip -= 1;
                self.leaves_out = true;
            } else if self.signs.comment == Some(byte) {
                self.comment_lines += 1;
                self.leaves_out = true;
            } else {
                return Line::Starts(at);
            }
        }
    }

    /// Reads the record that starts at `start` the careful way. Returns where the next line starts; `None`: the record doesn't
    /// end in here.
    fn read_carefully(
        &mut self,
        buffer: &[u8],
        start: usize,
        last: bool,
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Result<Option<usize>, Stop> {
        let mut careful = std::mem::take(&mut self.careful);
        let read = careful.read(&buffer[start..], self.at.line, self.signs, last);
        if let Ok(Some(_)) = read {
            self.emit(
                start,
                &Fields {
                    bytes: &careful.bytes,
                    valid: None,
                    spans: &careful.spans,
                    problem: careful.problem.as_ref(),
                    is_plain: false,
                },
                each,
            );
        }
        self.careful = careful;
        Ok(read?.map(|End { bytes, cr, lines }| {
            self.after_cr = cr;
            self.at.line += lines;
            start + bytes
        }))
    }

    /// Gives the record that starts at `start` of the buffer, on the line that is current.
    fn emit(&mut self, start: usize, fields: &Fields<'_>, each: &mut dyn FnMut(&Record<'_>)) {
        if self.header && self.at.number == 0 {
            self.guarded = fields.end_as_report();
        }
        each(&Record {
            line: self.at.line,
            number: self.at.number,
            offset: self.at.offset + start as u64,
            bytes: fields.bytes,
            valid: fields.valid,
            spans: fields.spans,
            problem: fields.problem,
            is_plain: fields.is_plain,
            guarded: self.guarded,
        });
        self.at.number += 1;
    }
}

/// What stands at the start of a line.
enum Line {
    /// A record, or a blank line.
    Starts(usize),
    /// Nothing that can be read yet.
    Ends(usize),
}

/// A record's fields, before its place is known.
struct Fields<'a> {
    bytes: &'a [u8],
    valid: Option<&'a str>,
    spans: &'a [Span],
    problem: Option<&'a Problem>,
    /// None of them has a control character, be it one that a text may have; false where that isn't known.
    is_plain: bool,
}

impl Fields<'_> {
    /// Whether the last two are those that [`report::REPORT_COLUMNS`] adds, and there are others.
    fn end_as_report(&self) -> bool {
        let [_, .., line, reason] = self.spans else {
            return false;
        };
        let is = |span: &Span, name: &str| self.bytes[span.start as usize..span.end as usize] == *name.as_bytes();
        let [line_name, reason_name] = report::REPORT_COLUMNS;
        is(line, line_name) && is(reason, reason_name)
    }
}

/// The start of the buffer that is UTF-8: all of it, mostly, so that no record need be looked at on its own.
fn valid_start(buffer: &[u8]) -> &str {
    match simdutf8::compat::from_utf8(buffer) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&buffer[..error.valid_up_to()]).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
