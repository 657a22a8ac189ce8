//! One record: its fields, where it stands in the file, and what is wrong with it as such.

use crate::Problem;

/// One parsed record. Its fields are bytes: quotes are gone, doubled ones single.
#[derive(Debug)]
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
}

/// A record whose bytes are text and whose number of fields is right.
#[derive(Clone, Copy, Debug)]
pub struct RecordText<'a> {
    text: &'a str,
    ends: &'a [usize],
}
