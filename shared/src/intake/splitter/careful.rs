//! One record, byte run by byte run: the way for records in which quotes don't stand where RFC 4180 has them, and for the last
//! one of a file. Reads as the `csv` crate does, and says what that passes without a word.

use super::{Signs, Span, Stop};
use crate::{Problem, limits};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    StartField,
    Unquoted,
    Quoted,
    /// A quote was seen within quotes: it closes, or the next one makes it a character.
    QuoteInQuoted,
}

/// A record being read; its buffers are kept from record to record.
#[derive(Debug, Default)]
pub(super) struct Careful {
    /// The fields, one after the other, quotes gone, doubled ones single.
    pub(super) bytes: Vec<u8>,
    pub(super) spans: Vec<Span>,
    pub(super) problem: Option<Problem>,
}

/// Where a record ended.
pub(super) struct End {
    /// Bytes from the record's start to the byte after its line end (of CRLF: after the CR); the bytes given, at the file's end.
    pub(super) bytes: usize,
    /// The line end was a CR.
    pub(super) cr: bool,
    /// Line ends seen, the record's own included.
    pub(super) lines: u64,
}

impl Careful {
    /// Reads the record that starts at the start of `text`, on `line`. `None`: it doesn't end in there, and the file goes on.
    ///
    /// # Errors
    /// The record is too long or too wide.
    pub(super) fn read(&mut self, text: &[u8], line: u64, signs: Signs, last: bool) -> Result<Option<End>, Stop> {
        self.bytes.clear();
        self.spans.clear();
        self.problem = None;
        let mut reading = Reading {
            record: self,
            signs,
            start_line: line,
            line,
            quote_line: line,
            state: State::StartField,
            field: 0,
            after_cr: false,
        };
        let end = reading.run(text)?;
        if end.is_some() || !last {
            return Ok(end);
        }
        Ok(Some(reading.end_of_file(text.len())))
    }
}

struct Reading<'r> {
    record: &'r mut Careful,
    signs: Signs,
    start_line: u64,
    line: u64,
    /// Where the last quote was opened.
    quote_line: u64,
    state: State,
    /// Where the field being read starts in `record.bytes`.
    field: usize,
    /// Within quotes: the last byte was a CR.
    after_cr: bool,
}

impl Reading<'_> {
    fn run(&mut self, text: &[u8]) -> Result<Option<End>, Stop> {
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            at += match self.state {
                State::StartField if Some(byte) == self.signs.quote => {
                    self.quote_line = self.line;
                    self.state = State::Quoted;
                    1
                }
                State::StartField | State::Unquoted => self.unquoted(&text[at..]),
                State::Quoted => self.quoted(&text[at..]),
                State::QuoteInQuoted => self.after_quote(byte),
            };
            let ended = self.state == State::StartField && matches!(text[at - 1], b'\r' | b'\n');
            if at - usize::from(ended) > limits::RECORD_BYTES {
                let open = matches!(self.state, State::Quoted | State::QuoteInQuoted);
                return Err(Stop::RecordTooLong {
                    line: self.start_line,
                    quote_line: open.then_some(self.quote_line),
                });
            }
            if ended {
                return Ok(Some(self.end(at, text[at - 1] == b'\r')));
            }
            if self.record.spans.len() >= limits::COLUMNS {
                return Err(Stop::TooManyColumns { line: self.start_line });
            }
        }
        Ok(None)
    }

    fn end(&self, bytes: usize, cr: bool) -> End {
        End {
            bytes,
            cr,
            lines: self.line + 1 - self.start_line,
        }
    }

    fn end_of_file(&mut self, bytes: usize) -> End {
        if self.state == State::Quoted {
            self.record.problem = Some(Problem::RecordUnclosedQuote { line: self.quote_line });
        }
        self.end_field();
        self.end(bytes, false)
    }

    fn end_field(&mut self) {
        let end = self.record.bytes.len();
        self.record.spans.push(Span::new(self.field, end));
        self.field = end;
        self.state = State::StartField;
    }

    /// A run of an unquoted field, and the delimiter or line end after it. Returns the bytes taken.
    fn unquoted(&mut self, text: &[u8]) -> usize {
        let window = bounded(text);
        let end = memchr::memchr3(self.signs.delimiter, b'\r', b'\n', window);
        self.record
            .bytes
            .extend_from_slice(&window[..end.unwrap_or(window.len())]);
        match end {
            Some(end) => {
                self.end_field();
                end + 1
            }
            None => {
                self.state = State::Unquoted;
                window.len()
            }
        }
    }

    /// A run within quotes, up to the next quote. Returns the bytes taken.
    fn quoted(&mut self, text: &[u8]) -> usize {
        let window = bounded(text);
        // There is a quote character, or nothing could have been opened.
        let quote = self.signs.quote.and_then(|quote| memchr::memchr(quote, window));
        let run = &window[..quote.unwrap_or(window.len())];
        self.record.bytes.extend_from_slice(run);
        for at in memchr::memchr2_iter(b'\n', b'\r', run) {
            let after_cr = if at == 0 { self.after_cr } else { run[at - 1] == b'\r' };
            self.line += u64::from(self.signs.counts_inner_lines && (run[at] == b'\r' || !after_cr));
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
    fn after_quote(&mut self, byte: u8) -> usize {
        if Some(byte) == self.signs.quote {
            self.record.bytes.push(byte);
            self.state = State::Quoted;
            return 1;
        }
        if byte == self.signs.delimiter || matches!(byte, b'\r' | b'\n') {
            self.end_field();
            return 1;
        }
        // The csv crate reads on as if the field had no quotes, and so do we; but we say so.
        self.record
            .problem
            .get_or_insert(Problem::RecordTextAfterQuote { line: self.line });
        self.state = State::Unquoted;
        0
    }
}

/// A run can't be longer than a record may be, so that text of any length is looked at in steps of that size.
fn bounded(text: &[u8]) -> &[u8] {
    &text[..text.len().min(limits::RECORD_BYTES + 1)]
}
