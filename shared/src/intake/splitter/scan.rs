//! The way through records whose quotes stand as RFC 4180 has them: 64 bytes at a time.

use super::masks::{BLOCK, Masks, odd_so_far};
use super::{Fields, Record, Span, Splitter};
use crate::limits;

/// Why the scan came to an end.
pub(super) enum Scanned {
    /// A line starts here that has to be looked at: it may be a comment, or beyond the end.
    Line(usize),
    /// The record that starts here has a quote where none belongs, or is too long or too wide.
    Careful(usize),
    /// The buffer ended within the record that starts here, or right before it.
    End(usize),
}

/// A scan from the start of a record to the end of the buffer, at most.
pub(super) struct Scan<'s, 'b> {
    splitter: &'s mut Splitter,
    buffer: &'b [u8],
    /// The start of `buffer` that is UTF-8.
    valid: &'b str,
    /// Where the record being read starts, and its field being read.
    record: usize,
    field: usize,
    /// The record being read has quotes, or doubled ones, in the blocks before this one.
    quotes: bool,
    doubled: bool,
    /// A byte of it may be a control character that no text has.
    control: bool,
    carry: Carry,
}

/// What a block has to know of the byte before it; each 0 or 1, but for `inside`.
#[derive(Clone, Copy)]
struct Carry {
    /// All bits: it is within quotes.
    inside: u64,
    /// It ends a field or a line.
    border: u64,
    /// It is a closing quote.
    closing: u64,
    cr: u64,
}

/// What a record's bytes have among them.
#[derive(Clone, Copy)]
struct Signs {
    quotes: bool,
    doubled: bool,
    control: bool,
}

/// What a block's masks say of its fields.
struct Structure {
    /// Ends of fields, outside of quotes.
    delimiters: u64,
    /// Ends of records, outside of quotes.
    line_ends: u64,
    /// All line ends as an editor counts, those within quotes included.
    breaks: u64,
    quotes: u64,
    /// The second of two quotes that stand for one.
    doubled: u64,
    /// Quotes where none belongs, or what follows a closing one and doesn't belong there.
    irregular: u64,
    /// What may be a control character that no text has.
    control: u64,
}

impl<'s, 'b> Scan<'s, 'b> {
    pub(super) fn new(splitter: &'s mut Splitter, buffer: &'b [u8], valid: &'b str, start: usize) -> Self {
        splitter.spans.clear();
        Self {
            splitter,
            buffer,
            valid,
            record: start,
            field: start,
            quotes: false,
            doubled: false,
            control: false,
            carry: Carry {
                inside: 0,
                border: 1,
                closing: 0,
                cr: 0,
            },
        }
    }

    pub(super) fn run(mut self, each: &mut dyn FnMut(&Record<'_>)) -> Scanned {
        let mut at = self.record;
        // Lines before this block; the lines of a workbook are counted with its rows.
        let mut line = self.splitter.at.line;
        while at < self.buffer.len() {
            let (masks, length) = self.find(at);
            let structure = self.structure(masks, length);
            if let Some(scanned) = self.records(at, line, &structure, each) {
                return scanned;
            }
            if structure.irregular != 0 {
                return Scanned::Careful(self.record);
            }
            line += u64::from(structure.breaks.count_ones());
            at += BLOCK;
            // Also the end of one that is too long or too wide: the careful way names it.
            if self.splitter.spans.len() >= limits::COLUMNS
                || at.min(self.buffer.len()) > self.record + limits::RECORD_BYTES
            {
                return Scanned::Careful(self.record);
            }
        }
        Scanned::End(self.record)
    }

    /// The masks of the block at `at`, and how many bytes of it there are.
    #[inline]
    fn find(&self, at: usize) -> (Masks, usize) {
        let rest = &self.buffer[at..];
        match rest.first_chunk::<BLOCK>() {
            Some(block) => (self.splitter.finder.find(block), BLOCK),
            None => {
                let mut block = [0; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                (self.splitter.finder.find(&block), rest.len())
            }
        }
    }

    #[inline]
    fn structure(&mut self, masks: Masks, length: usize) -> Structure {
        let Masks {
            quote,
            delimiter,
            cr,
            lf,
            control,
        } = masks;
        let carry = self.carry;
        let breaks = cr | lf & !(cr << 1 | carry.cr);
        let ends = delimiter | cr | lf;
        self.carry.cr = cr >> 63;
        if quote == 0 && carry.inside == 0 && carry.closing == 0 {
            self.carry.border = ends >> 63;
            return Structure {
                delimiters: delimiter,
                line_ends: breaks,
                breaks,
                quotes: 0,
                doubled: 0,
                irregular: 0,
                control,
            };
        }
        let inside = odd_so_far(quote) ^ carry.inside;
        let (opening, closing) = (quote & inside, quote & !inside);
        let borders = ends & !inside;
        let after_border = borders << 1 | carry.border;
        let after_closing = closing << 1 | carry.closing;
        let there = u64::MAX >> (BLOCK - length);
        self.carry.inside = ((inside as i64) >> 63) as u64;
        self.carry.border = borders >> 63;
        self.carry.closing = closing >> 63;
        Structure {
            delimiters: delimiter & !inside,
            line_ends: breaks & !inside,
            breaks,
            quotes: quote,
            doubled: opening & after_closing,
            irregular: (opening & !(after_border | after_closing) | after_closing & !(borders | opening)) & there,
            control,
        }
    }

    /// Gives the records that end in the block at `at`, up to the first irregular byte.
    #[inline]
    fn records(
        &mut self,
        at: usize,
        line: u64,
        structure: &Structure,
        each: &mut dyn FnMut(&Record<'_>),
    ) -> Option<Scanned> {
        let regular = below(structure.irregular.trailing_zeros());
        let mut delimiters = structure.delimiters & regular;
        let mut line_ends = structure.line_ends & regular;
        // Bits of the records that are done.
        let mut done = 0;
        loop {
            let end = line_ends.trailing_zeros();
            let before = below(end);
            let mut fields = delimiters & before;
            delimiters &= !before;
            while fields != 0 {
                let stop = at + fields.trailing_zeros() as usize;
                self.splitter.spans.push(Span::new(self.field, stop));
                self.field = stop + 1;
                fields &= fields - 1;
            }
            if end == u64::BITS {
                break;
            }
            line_ends &= line_ends - 1;
            let own = before & !done;
            done = before | 1 << end;
            let quotes = std::mem::take(&mut self.quotes) || structure.quotes & own != 0;
            let doubled = std::mem::take(&mut self.doubled) || structure.doubled & own != 0;
            let control = std::mem::take(&mut self.control) || structure.control & own != 0;
            let signs = Signs {
                quotes,
                doubled,
                control,
            };
            if !self.end_record(at + end as usize, signs, each) {
                return Some(Scanned::Careful(self.record));
            }
            self.splitter.at.line = match self.splitter.signs.counts_inner_lines {
                true => line + u64::from((structure.breaks & done).count_ones()),
                false => self.splitter.at.line + 1,
            };
            if self.is_special() {
                return Some(Scanned::Line(self.record));
            }
        }
        self.quotes |= structure.quotes & !done != 0;
        self.doubled |= structure.doubled & !done != 0;
        self.control |= structure.control & !done != 0;
        None
    }

    /// The line ends at `end`. False: the record on it is one for the careful way.
    #[inline]
    fn end_record(&mut self, end: usize, signs: Signs, each: &mut dyn FnMut(&Record<'_>)) -> bool {
        if end == self.record {
            self.splitter.blank_lines += 1;
        } else {
            if end - self.record > limits::RECORD_BYTES || self.splitter.spans.len() >= limits::COLUMNS {
                return false;
            }
            self.splitter.spans.push(Span::new(self.field, end));
            self.emit(end, signs, each);
        }
        self.splitter.spans.clear();
        let mut next = end + 1;
        if self.buffer[end] == b'\r' {
            match self.buffer.get(next) {
                Some(b'\n') => next += 1,
                Some(_) => {}
                None => self.splitter.after_cr = true,
            }
        }
        self.record = next;
        self.field = next;
        true
    }

    #[inline]
    fn emit(&mut self, end: usize, signs: Signs, each: &mut dyn FnMut(&Record<'_>)) {
        let mut spans = std::mem::take(&mut self.splitter.spans);
        let mut unquoted = std::mem::take(&mut self.splitter.unquoted);
        let mut bytes = self.buffer;
        let mut valid = Some(self.valid).filter(|valid| end <= valid.len());
        if signs.quotes
            && let Some(quote) = self.splitter.signs.quote
        {
            self.take_off_quotes(&mut spans, quote);
            if signs.doubled {
                self.unquote(&mut spans, quote, &mut unquoted);
                (bytes, valid) = (unquoted.as_slice(), None);
            }
        }
        let fields = Fields {
            bytes,
            valid,
            spans: &spans,
            problem: None,
            is_plain: !signs.control,
        };
        self.splitter.emit(self.record, &fields, each);
        self.splitter.spans = spans;
        self.splitter.unquoted = unquoted;
    }

    /// Both quotes are there: an irregular field doesn't come here.
    fn take_off_quotes(&self, spans: &mut [Span], quote: u8) {
        for span in spans {
            if span.start < span.end && self.buffer[span.start as usize] == quote {
                span.start += 1;
                span.end -= 1;
            }
        }
    }

    /// Writes the fields one after the other, doubled quotes single. The quotes around them are off.
    fn unquote(&self, spans: &mut [Span], quote: u8, into: &mut Vec<u8>) {
        into.clear();
        for span in spans {
            let start = into.len();
            let mut rest = &self.buffer[span.start as usize..span.end as usize];
            while let Some(at) = memchr::memchr(quote, rest) {
                into.extend_from_slice(&rest[..=at]);
                rest = rest.get(at + 2..).unwrap_or_default();
            }
            into.extend_from_slice(rest);
            *span = Span::new(start, into.len());
        }
    }

    /// Whether the line that starts now needs a look before it is read.
    #[inline]
    fn is_special(&self) -> bool {
        let splitter = &*self.splitter;
        splitter.at.offset + self.record as u64 >= splitter.end
            || splitter
                .signs
                .comment
                .is_some_and(|comment| self.buffer.get(self.record) == Some(&comment))
    }
}

/// The bits below `bit`; all for 64.
#[inline]
fn below(bit: u32) -> u64 {
    match 1u64.checked_shl(bit) {
        Some(one) => one - 1,
        None => u64::MAX,
    }
}
