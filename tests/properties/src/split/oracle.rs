//! The `csv` crate, asked the same.

use muster_shared::intake::{Dialect, Quote};

/// A record of the csv crate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) cells: Vec<String>,
    pub(super) readable: bool,
}

/// What it reads. `None`: it has no say. (Its comments end at an LF alone; at the start it leaves a byte order mark out, which
/// is done before this.)
pub(super) fn read(body: &[u8], dialect: Dialect) -> Option<Vec<Expected>> {
    let body = match (dialect.comment, dialect.quote) {
        (None, _) => after_lines(body, dialect.skip).to_vec(),
        // Without quotes each line is a record, or a comment.
        (Some(comment), Quote::None) => without_comments(after_lines(body, dialect.skip), comment as u8),
        (Some(_), _) => return None,
    };
    if body.starts_with(super::UTF8_BOM) {
        return None;
    }
    let quote = dialect.quote.character();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter_byte())
        .quote(quote.map_or(b'"', |quote| quote as u8))
        .quoting(quote.is_some())
        .from_reader(body.as_slice());
    let expected = |record: csv::ByteRecord| Expected {
        cells: record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect(),
        readable: record.iter().all(|field| std::str::from_utf8(field).is_ok()),
    };
    // Reading from memory, with any number of fields, nothing goes wrong.
    Some(reader.byte_records().map_while(Result::ok).map(expected).collect())
}

fn after_lines(mut body: &[u8], lines: u32) -> &[u8] {
    for _ in 0..lines {
        body = &body[line_length(body)..];
    }
    body
}

fn without_comments(mut body: &[u8], comment: u8) -> Vec<u8> {
    let mut kept = Vec::new();
    while !body.is_empty() {
        let (line, rest) = body.split_at(line_length(body));
        if line[0] != comment {
            kept.extend_from_slice(line);
        }
        body = rest;
    }
    kept
}

/// Bytes of the first line, its end included.
fn line_length(body: &[u8]) -> usize {
    match body.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) if body[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => body.len(),
    }
}
