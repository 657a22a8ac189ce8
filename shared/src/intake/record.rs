//! One record: its fields, where it stands in the file, and what is wrong with it as such.

use super::splitter::Span;
use crate::Problem;
use crate::report::unguard;
use std::borrow::Cow;

/// One parsed record. Its fields are bytes: quotes are gone, doubled ones single.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Physical line on which it starts, as an editor counts: the file's first line is 1.
    pub line: u64,
    /// Place among the file's records, from 0; the header, where there is one, is 0.
    pub number: u64,
    /// Byte of the file at which it starts, the byte order mark counted.
    pub offset: u64,
    /// Bytes that the fields stand among.
    pub(super) bytes: &'a [u8],
    /// The same as text, up to the last field at least; `None`: not known to be UTF-8.
    pub(super) valid: Option<&'a str>,
    /// Where each field stands, in order.
    pub(super) spans: &'a [Span],
    /// What the splitter found wrong with it.
    pub(super) problem: Option<&'a Problem>,
    /// None of its fields has a control character, except line ends; false where that isn't known.
    pub(super) is_plain: bool,
    /// The file is one of our own: its cells are guarded against formulas, and read without their guard.
    pub(super) guarded: bool,
}

impl<'a> Record<'a> {
    /// Number of fields, one at least.
    #[expect(clippy::len_without_is_empty, reason = "a record is never empty")]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// A field's bytes. A field that isn't there is empty.
    fn field(&self, field: usize) -> &'a [u8] {
        let span = self.spans.get(field);
        span.map_or(&[], |span| &self.bytes[span.start as usize..span.end as usize])
    }

    /// A field as it can be shown, bytes that aren't UTF-8 replaced. A field that isn't there is empty.
    pub fn lossy(&self, field: usize) -> Cow<'a, str> {
        match String::from_utf8_lossy(self.field(field)) {
            Cow::Borrowed(text) if self.guarded => Cow::Borrowed(unguard(text)),
            text => text,
        }
    }

    /// Whether a field is empty or blank.
    pub fn is_blank(&self, field: usize) -> bool {
        self.field(field).trim_ascii().is_empty()
    }

    /// Whether a byte stands in one of its fields, or between them.
    pub fn has_byte(&self, byte: u8) -> bool {
        let ends = self.spans.first().zip(self.spans.last());
        ends.is_some_and(|(first, last)| {
            memchr::memchr(byte, &self.bytes[first.start as usize..last.end as usize]).is_some()
        })
    }

    /// Whether no field has an odd number of quotes in it.
    pub(super) fn is_paired(&self, quote: u8) -> bool {
        (0..self.len()).all(|field| memchr::memchr_iter(quote, self.field(field)).count().is_multiple_of(2))
    }

    /// Whether all its fields are UTF-8.
    pub fn is_readable(&self) -> bool {
        self.valid.is_some() || self.as_text().is_some()
    }

    /// The record as text, if it is whole: closed quotes, `expected` fields, UTF-8.
    ///
    /// # Errors
    /// What is wrong with the record as such (`record.*`).
    pub fn text(&self, expected: usize) -> Result<RecordText<'a>, Problem> {
        if let Some(problem) = self.problem {
            return Err(problem.clone());
        }
        let found = self.spans.len();
        match found.cmp(&expected) {
            std::cmp::Ordering::Less => return Err(Problem::RecordTooFewFields { found, expected }),
            std::cmp::Ordering::Greater => return Err(Problem::RecordTooManyFields { found, expected }),
            std::cmp::Ordering::Equal => {}
        }
        match self.valid {
            Some(text) => Ok(RecordText {
                text,
                start: 0,
                spans: self.spans,
                is_plain: self.is_plain,
                guarded: self.guarded,
            }),
            None => self.as_text().ok_or(Problem::RecordNotUtf8),
        }
    }

    /// The fields as text. They may stand one right after the other, without a delimiter: so each border must be one of
    /// characters too.
    fn as_text(&self) -> Option<RecordText<'a>> {
        let (first, last) = (self.spans.first()?, self.spans.last()?);
        let start = first.start as usize;
        let text = std::str::from_utf8(&self.bytes[start..last.end as usize]).ok()?;
        let is_border = |at: u32| text.is_char_boundary(at as usize - start);
        self.spans
            .iter()
            .all(|span| is_border(span.start) && is_border(span.end))
            .then_some(RecordText {
                text,
                start,
                spans: self.spans,
                is_plain: self.is_plain,
                guarded: self.guarded,
            })
    }
}

/// A record whose bytes are text and whose number of fields is right.
#[derive(Clone, Copy, Debug)]
pub struct RecordText<'a> {
    text: &'a str,
    /// What the spans count from.
    start: usize,
    spans: &'a [Span],
    is_plain: bool,
    guarded: bool,
}

impl<'a> RecordText<'a> {
    /// Whether it is known that no field has a character that a text can't have ([`crate::value::text`]).
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// The text of a field; empty beyond the last.
    #[inline]
    pub fn get(&self, field: usize) -> &'a str {
        let within = |span: &Span| {
            self.text
                .get(span.start as usize - self.start..span.end as usize - self.start)
        };
        // The borders were seen to be those of characters.
        let cell = self.spans.get(field).and_then(within).unwrap_or_default();
        if self.guarded { unguard(cell) } else { cell }
    }
}
