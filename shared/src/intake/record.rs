//! One record: its fields, where it stands in the file, and what is wrong with it as such.

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
    pub(crate) bytes: &'a [u8],
    /// Where each field ends in `bytes`.
    pub(crate) ends: &'a [usize],
    /// What the splitter found wrong with it.
    pub(crate) problem: Option<&'a Problem>,
    /// The file is one of our own: its cells are guarded against formulas, and read without their guard.
    pub(crate) guarded: bool,
}

impl<'a> Record<'a> {
    /// Number of fields, one at least.
    #[expect(clippy::len_without_is_empty, reason = "a record is never empty")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all fields together.
    pub fn cell_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// A field as it can be shown, bytes that aren't UTF-8 replaced. A field that isn't there is empty.
    pub fn lossy(&self, field: usize) -> Cow<'a, str> {
        match String::from_utf8_lossy(slice(self.bytes, self.ends, field).unwrap_or_default()) {
            Cow::Borrowed(text) if self.guarded => Cow::Borrowed(unguard(text)),
            text => text,
        }
    }

    /// Whether a field is empty or blank.
    pub fn is_blank(&self, field: usize) -> bool {
        slice(self.bytes, self.ends, field)
            .unwrap_or_default()
            .trim_ascii()
            .is_empty()
    }

    /// The record as text, if it is whole: closed quotes, `expected` fields, UTF-8.
    ///
    /// # Errors
    /// What is wrong with the record as such (`record.*`).
    pub fn text(&self, expected: usize) -> Result<RecordText<'a>, Problem> {
        if let Some(problem) = self.problem {
            return Err(problem.clone());
        }
        let found = self.ends.len();
        match found.cmp(&expected) {
            std::cmp::Ordering::Less => return Err(Problem::RecordTooFewFields { found, expected }),
            std::cmp::Ordering::Greater => return Err(Problem::RecordTooManyFields { found, expected }),
            std::cmp::Ordering::Equal => {}
        }
        // Fields end before a delimiter, a quote or a line end, all ASCII: but two halves of one character may stand in two
        // fields, so each end must be a border of characters too.
        match std::str::from_utf8(self.bytes) {
            Ok(text) if self.ends.iter().all(|end| text.is_char_boundary(*end)) => Ok(RecordText {
                text,
                ends: self.ends,
                guarded: self.guarded,
            }),
            _ => Err(Problem::RecordNotUtf8),
        }
    }
}

/// A record whose bytes are text and whose number of fields is right.
#[derive(Clone, Copy, Debug)]
pub struct RecordText<'a> {
    text: &'a str,
    ends: &'a [usize],
    guarded: bool,
}

impl<'a> RecordText<'a> {
    /// The text of a field; empty beyond the last.
    pub fn get(&self, field: usize) -> &'a str {
        let start = if field == 0 {
            0
        } else {
            self.ends.get(field - 1).copied().unwrap_or(self.text.len())
        };
        let end = self.ends.get(field).copied().unwrap_or(start);
        let cell = &self.text[start..end];
        if self.guarded { unguard(cell) } else { cell }
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[usize], field: usize) -> Option<&'a [u8]> {
    let end = *ends.get(field)?;
    let start = if field == 0 { 0 } else { ends[field - 1] };
    bytes.get(start..end)
}
