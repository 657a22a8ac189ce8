//! A sample cut into cells with one delimiter and one quote, to be judged.

use crate::limits;
use memchr::{memchr, memchr3};
use std::ops::Range;

/// Records that a reading is judged by.
const JUDGED: usize = 200;
/// Lines within quotes after which they are taken for never closed.
const SPANNED_LINES: u32 = 50;

#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    /// Without the quotes around it; doubled ones within stay.
    pub(super) text: &'a str,
    pub(super) quoted: bool,
}

/// The first records of a sample.
#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    cells: Vec<Cell<'a>>,
    rows: Vec<Row>,
    pub(super) quotes: Quotes,
}

#[derive(Debug)]
struct Row {
    /// Physical line on which it starts, from 1.
    line: u32,
    cells: Range<usize>,
}

/// How well the quote does its work.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    /// Cells in quotes on one line, with a delimiter or line end after them.
    pub(super) sound: usize,
    /// Of these: cells with a delimiter or a doubled quote.
    pub(super) telling: usize,
    /// Cells in quotes over several lines.
    pub(super) spanning: usize,
    /// Cells with text after the closing quote, or without one.
    pub(super) broken: usize,
}

impl<'a> Table<'a> {
    /// `whole`: the text ends where the file does; else its last record is left out, being cut, unless it is the only one.
    pub(super) fn read(text: &'a str, delimiter: u8, quote: Option<u8>, whole: bool) -> Self {
        let mut reader = Reader {
            text,
            delimiter,
            quote,
            at: 0,
            line: 1,
            table: Table::default(),
        };
        while reader.at < text.len() && reader.table.rows.len() < JUDGED {
            reader.record(whole);
        }
        reader.table
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, row: usize) -> &[Cell<'a>] {
        self.rows.get(row).map_or(&[], |row| &self.cells[row.cells.clone()])
    }

    pub(super) fn rows(&self) -> impl DoubleEndedIterator<Item = &[Cell<'a>]> + ExactSizeIterator {
        self.rows.iter().map(|row| &self.cells[row.cells.clone()])
    }

    /// Physical line of the text on which a row starts, from 1.
    pub(super) fn line(&self, row: usize) -> u32 {
        self.rows.get(row).map_or(1, |row| row.line)
    }
}

struct Reader<'a> {
    text: &'a str,
    delimiter: u8,
    quote: Option<u8>,
    at: usize,
    line: u32,
    table: Table<'a>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// One record, or one blank line.
    fn record(&mut self, whole: bool) {
        let (line, first) = (self.line, self.table.cells.len());
        if self.line_end() {
            return;
        }
        loop {
            let cell = match self.quote {
                Some(quote) if self.peek() == Some(quote) => self.quoted(quote, whole),
                _ => Cell {
                    text: self.plain(self.at),
                    quoted: false,
                },
            };
            self.table.cells.push(cell);
            if self.peek() != Some(self.delimiter) || self.table.cells.len() - first > limits::COLUMNS {
                break;
            }
            self.at += 1;
        }
        // Beyond the most columns there are, the rest of the line tells nothing.
        while self.peek() == Some(self.delimiter) {
            self.at += 1;
            self.plain(self.at);
        }
        let cut = self.at >= self.text.len() && !whole && !self.table.rows.is_empty();
        self.line_end();
        if !cut {
            let cells = first..self.table.cells.len();
            self.table.rows.push(Row { line, cells });
        }
    }

    /// Passes over LF, CRLF or CR.
    fn line_end(&mut self) -> bool {
        self.at += match self.text.as_bytes().get(self.at..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([b'\r' | b'\n', ..]) => 1,
            _ => return false,
        };
        self.line += 1;
        true
    }

    /// Up to the next delimiter or line end, from `start`.
    fn plain(&mut self, start: usize) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr3(self.delimiter, b'\r', b'\n', rest).unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    fn quoted(&mut self, quote: u8, whole: bool) -> Cell<'a> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let mut doubled = false;
        self.at = start;
        loop {
            let Some(next) = memchr(quote, &bytes[self.at..]) else {
                self.at = bytes.len();
                break;
            };
            self.at += next + 1;
            if self.peek() != Some(quote) {
                let text = &self.text[start..self.at - 1];
                return self.closed(text, doubled);
            }
            doubled = true;
            self.at += 1;
        }
        let text = &self.text[start..];
        // In a sample that is cut, the end may be what's missing.
        let lines = self.pass_lines(text);
        self.table.quotes.broken += usize::from(whole || lines > SPANNED_LINES);
        Cell { text, quoted: true }
    }

    /// After a closing quote.
    fn closed(&mut self, text: &'a str, doubled: bool) -> Cell<'a> {
        let lines = self.pass_lines(text);
        let quotes = &mut self.table.quotes;
        let border = matches!(self.text.as_bytes().get(self.at), None | Some(b'\r' | b'\n'))
            || self.text.as_bytes().get(self.at) == Some(&self.delimiter);
        if !border {
            quotes.broken += 1;
            let start = self.at - text.len() - 1;
            return Cell {
                text: self.plain(start),
                quoted: false,
            };
        }
        if lines > 0 {
            quotes.spanning += 1;
        } else {
            quotes.sound += 1;
            quotes.telling += usize::from(doubled || memchr(self.delimiter, text.as_bytes()).is_some());
        }
        Cell { text, quoted: true }
    }

    /// Counts the line ends within quotes.
    fn pass_lines(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes[*at] == b'\r' || at.checked_sub(1).is_none_or(|before| bytes[before] != b'\r'))
            .count();
        let ends = u32::try_from(ends).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(ends);
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str, quote: Option<u8>, whole: bool) -> Vec<(u32, String)> {
        let table = Table::read(text, b',', quote, whole);
        (0..table.len())
            .map(|row| {
                let cells: Vec<_> = table.row(row).iter().map(|cell| cell.text).collect();
                (table.line(row), cells.join("|"))
            })
            .collect()
    }

    #[test]
    fn records_with_their_lines() {
        for (text, quote, whole, expected) in [
            ("a,b\r\nc,d\r\n", b'"', true, vec![(1, "a|b"), (2, "c|d")]),
            ("\n\na,\"b\nc\"\rd", b'"', true, vec![(3, "a|b\nc"), (5, "d")]),
            ("a,b\nc,d", b'"', false, vec![(1, "a|b")]),
            ("a,b", b'"', false, vec![(1, "a|b")]),
            ("a,\n,b\n", b'"', true, vec![(1, "a|"), (2, "|b")]),
            ("'a,b','c''d'\n", b'\'', true, vec![(1, "a,b|c''d")]),
            ("\"a\"b,c\nd", b'"', true, vec![(1, "a\"b|c"), (2, "d")]),
            ("a,\"b\nc", b'"', true, vec![(1, "a|b\nc")]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(line, row)| (line, row.to_owned())).collect();
            assert_eq!(cells(text, Some(quote), whole), expected, "{text:?}");
        }
        assert_eq!(cells("5\",\"b\n", None, true), [(1, "5\"|\"b".to_owned())]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a,\"'\r\né ]{0,40}", quote in prop::option::of(Just(b'"')), whole in any::<bool>()) {
            Table::read(&text, b',', quote, whole);
        }
    }
}
