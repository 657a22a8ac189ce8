//! Finds out how a table is written, from its first [`crate::limits::SAMPLE_BYTES`]: from what the values look like, not from
//! the first line alone.

mod cell;
mod delimiter;
mod header;
mod quote;
mod separator;
mod table;
mod title;

use super::shape::format_of_text;
use super::{Dialect, NotText};
use delimiter::{Candidates, Reading};
use serde::{Deserialize, Serialize};

/// How a table is written, as its first bytes show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sniffed {
    /// All but the encoding, which is found before this, and mending, which is for people to ask for.
    pub dialect: Dialect,
    /// What lines above the column names begin with that look like comments. Whether they are is for people to say.
    pub comment_hint: Option<char>,
}

/// Finds the dialect of a text in UTF-8, its byte order mark left out; bytes that are no UTF-8 do no harm. `whole`: it is the
/// whole file, else it may end anywhere. `name`: the file's.
///
/// # Errors
/// The text is empty, or no table but a web page, JSON, a vCard, …
pub fn sniff(text: &[u8], whole: bool, name: Option<&str>) -> Result<Sniffed, NotText> {
    let text = String::from_utf8_lossy(text);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() && whole {
        return Err(NotText::Empty);
    }
    if let Some(format) = format_of_text(text) {
        return Err(format.into());
    }
    let declared = separator::declared(text);
    let start = declared.as_ref().map_or(0, |declared| declared.end);
    let body = &text[start..];
    // Delimiters outside of ASCII are read as the one that stands in for them.
    let replaced = declared
        .as_ref()
        .filter(|declared| !declared.delimiter.is_ascii())
        .map(|declared| body.replace(declared.delimiter, "\u{1f}"));
    let body = replaced.as_deref().unwrap_or(body);
    let candidates = match &declared {
        Some(declared) => Candidates::Declared(declared.delimiter),
        None => Candidates::of_file(name),
    };
    let reading = delimiter::find(body, whole, candidates);
    Ok(describe(&reading, declared.map_or(0, |declared| declared.lines)))
}

/// `above`: lines that the text of the reading begins after.
fn describe(reading: &Reading<'_>, above: u32) -> Sniffed {
    let rows = &reading.table;
    let names = title::row_of_names(reading);
    // Blank lines at the start are passed over anyway.
    let skip = match names {
        0 => above,
        _ => above + rows.line(names) - 1,
    };
    let comments = title::begins_with_comments(reading, names);
    Sniffed {
        dialect: Dialect {
            delimiter: reading.delimiter,
            quote: reading.quote,
            skip,
            header: header::is_header(rows, names),
            ..Dialect::default()
        },
        comment_hint: comments.then_some('#'),
    }
}

#[cfg(test)]
mod tests;
