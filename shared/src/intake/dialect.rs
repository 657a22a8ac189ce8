//! How a file is written: its delimiter, and whether its first line has the columns' names. Found in the first
//! [`crate::limits::SAMPLE_BYTES`], shown, and changeable.

use super::{Encoding, Splitter};
use crate::value::email;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// How a file is written, and so how it is read. Found from content, shown, and changeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dialect {
    #[serde(default)]
    pub encoding: Encoding,
    /// UTF-8 that was once taken for Windows-1252 (`FranÃ§ois`) is put right.
    #[serde(default)]
    pub mend: bool,
    /// One character: `,` `;` tab `|` or another; never a quote, CR or LF ([`Dialect::is_valid`]).
    #[serde(deserialize_with = "delimiter")]
    pub delimiter: char,
    #[serde(default)]
    pub quote: Quote,
    /// Lines that start with this ASCII character are left out, as comments.
    #[serde(default)]
    pub comment: Option<char>,
    /// Lines at the start of the file that are left out: titles above the table, `sep=;`.
    #[serde(default)]
    pub skip: u32,
    /// The first record holds the columns' names.
    pub header: bool,
}

/// The character around values that hold a delimiter or a line break; doubled, it stands for itself (RFC 4180).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quote {
    #[default]
    Double,
    Single,
    /// Quotes are characters like others.
    None,
}

impl Quote {
    pub fn character(self) -> Option<char> {
        match self {
            Quote::Double => Some('"'),
            Quote::Single => Some('\''),
            Quote::None => None,
        }
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf8,
            mend: false,
            delimiter: ',',
            quote: Quote::Double,
            comment: None,
            skip: 0,
            header: true,
        }
    }
}

impl Dialect {
    /// Whether the delimiter and the comment mark can be what they are to be.
    pub fn is_valid(self) -> bool {
        let plain = |mark: char| {
            !matches!(mark, '"' | '\r' | '\n' | '\0' | REPLACEMENT) && Some(mark) != self.quote.character()
        };
        plain(self.delimiter)
            && self
                .comment
                .is_none_or(|comment| plain(comment) && comment.is_ascii() && comment != self.delimiter)
    }

    /// The byte between values where the text is split. A delimiter outside of ASCII is replaced by it when the text is decoded.
    pub fn delimiter_byte(self) -> u8 {
        match u8::try_from(self.delimiter) {
            Ok(byte) if byte.is_ascii() => byte,
            _ => UNIT_SEPARATOR,
        }
    }

    /// The byte between values of a file that we write in this one's manner: its delimiter, where that is one byte.
    pub fn report_delimiter(self) -> u8 {
        u8::try_from(self.delimiter).ok().filter(u8::is_ascii).unwrap_or(b',')
    }

    /// Whether the file's bytes have to be decoded before they are split: they aren't UTF-8 as the splitter takes it.
    pub fn needs_decoding(self) -> bool {
        self.encoding != Encoding::Utf8 || self.mend || !self.delimiter.is_ascii()
    }
}

/// What stands in for bytes that an encoding doesn't have.
const REPLACEMENT: char = '\u{fffd}';
/// The control character that ASCII has for this.
const UNIT_SEPARATOR: u8 = 0x1f;

/// A character; or its number, as it was written before encodings were known.
fn delimiter<'de, D: Deserializer<'de>>(from: D) -> Result<char, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u8),
        Character(char),
    }
    Ok(match Written::deserialize(from)? {
        Written::Number(byte) => char::from(byte),
        Written::Character(character) => character,
    })
}

/// What a file's first bytes tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sniffed {
    pub dialect: Dialect,
    /// Bytes of the byte order mark to leave out: 3 or 0.
    pub bom: usize,
}

/// Why a file can't be read as text at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NotText {
    Empty,
    /// A known format, by its first bytes: `an Excel workbook (.xlsx)`, `a PDF`.
    Format {
        name: String,
    },
    /// UTF-16, by its byte order mark or its zero bytes.
    Utf16,
    /// Control characters that no text has so many of.
    Binary,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotText::Empty => f.write_str("The file is empty. Choose one with column names and rows."),
            NotText::Format { name } => {
                write!(f, "This isn't a text file. It looks like {name}. ")?;
                if name.contains("Excel") || name.contains("spreadsheet") {
                    f.write_str("Open it there, choose File, Save as, CSV UTF-8, and choose that file here.")
                } else {
                    f.write_str("Choose a CSV, TSV or TXT file.")
                }
            }
            NotText::Utf16 => {
                f.write_str("This file is written in UTF-16. Save it as CSV UTF-8, and choose that file here.")
            }
            NotText::Binary => f.write_str("This isn't a text file. Choose a CSV, TSV or TXT file."),
        }
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Records that the delimiter is judged by.
const JUDGED: usize = 200;

/// Finds the dialect in a file's first bytes. `whole`: they are the whole file.
///
/// # Errors
/// The bytes aren't text in UTF-8 or an encoding near it.
pub fn sniff(sample: &[u8], whole: bool) -> Result<Sniffed, NotText> {
    if let Some(format) = format_of(sample) {
        return Err(format);
    }
    let bom = if sample.starts_with(BOM) { BOM.len() } else { 0 };
    let text = &sample[bom..];
    if text.trim_ascii().is_empty() && whole {
        return Err(NotText::Empty);
    }
    let delimiter = DELIMITERS
        .into_iter()
        .filter_map(|delimiter| Some((judge(text, delimiter, whole)?, delimiter)))
        // Of equals the first in the list: max_by_key takes the last, hence the reversal.
        .rev()
        .max_by_key(|(score, _)| *score)
        .map_or(',', |(_, delimiter)| delimiter);
    let header = first_record(text, delimiter).is_none_or(|cells| looks_like_names(&cells));
    Ok(Sniffed {
        dialect: Dialect {
            delimiter,
            header,
            ..Dialect::default()
        },
        bom,
    })
}

/// How well a delimiter cuts the sample: the share of records (in twentieths) with the commonest number of fields, then that
/// number. `None` where it cuts nothing.
fn judge(text: &[u8], delimiter: char, whole: bool) -> Option<(usize, usize)> {
    let mut widths = Vec::new();
    let mut splitter = Splitter::new(
        Dialect {
            delimiter,
            header: false,
            ..Dialect::default()
        },
        0,
    );
    let mut each = |record: &super::Record<'_>| widths.push(record.len());
    let read = splitter.push(text, &mut each);
    if whole && read.is_ok() {
        splitter.finish(&mut each);
    }
    if widths.is_empty() {
        // Not one record ends within the sample: judge what there is of the first.
        splitter.finish(&mut |record| widths.push(record.len()));
    }
    widths.truncate(JUDGED);
    let commonest = *widths
        .iter()
        .max_by_key(|width| (widths.iter().filter(|w| w == width).count(), **width))?;
    let same = widths.iter().filter(|width| **width == commonest).count();
    (commonest > 1).then_some((same * 20 / widths.len(), commonest))
}

fn first_record(text: &[u8], delimiter: char) -> Option<Vec<String>> {
    let mut first = None;
    let mut splitter = Splitter::new(
        Dialect {
            delimiter,
            header: false,
            ..Dialect::default()
        },
        0,
    );
    let mut each = |record: &super::Record<'_>| {
        first.get_or_insert_with(|| (0..record.len()).map(|i| record.lossy(i).into_owned()).collect());
    };
    if splitter.push(text, &mut each).is_ok() {
        splitter.finish(&mut each);
    }
    first
}

/// Names have letters, and none of them is an email.
fn looks_like_names(cells: &[String]) -> bool {
    cells.iter().any(|cell| cell.chars().any(char::is_alphabetic))
        && !cells.iter().any(|cell| email::parse(cell).is_ok())
}

/// Formats known by their first bytes, and bytes that are no text.
fn format_of(sample: &[u8]) -> Option<NotText> {
    let format = |name: &str| Some(NotText::Format { name: name.to_owned() });
    let has = |needle: &[u8]| memchr::memmem::find(sample, needle).is_some();
    match sample {
        [] => return Some(NotText::Empty),
        [b'P', b'K', 3, 4, ..] if has(b"oasis.opendocument.spreadsheet") => {
            return format("an OpenDocument spreadsheet (.ods)");
        }
        [b'P', b'K', 3, 4, ..] if has(b"xl/") || has(b"[Content_Types].xml") => {
            return format("an Excel workbook (.xlsx)");
        }
        [b'P', b'K', 3, 4, ..] if has(b"Index/") => return format("a Numbers spreadsheet (.numbers)"),
        [b'P', b'K', 3, 4, ..] => return format("a zip archive"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return format("an Excel workbook (.xls)"),
        [0x1f, 0x8b, ..] => return format("a gzip archive"),
        [b'%', b'P', b'D', b'F', ..] => return format("a PDF"),
        [0x89, b'P', b'N', b'G', ..] => return format("a PNG image"),
        [0xff, 0xd8, 0xff, ..] => return format("a JPEG image"),
        [b'G', b'I', b'F', b'8', ..] => return format("a GIF image"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Some(NotText::Utf16),
        _ => {}
    }
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    let odd = sample.iter().skip(1).step_by(2).filter(|byte| **byte == 0).count();
    if zeros > sample.len() / 4 && (odd > zeros * 9 / 10 || odd < zeros / 10) {
        return Some(NotText::Utf16);
    }
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
        .count();
    (controls > sample.len() / 50).then_some(NotText::Binary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str) -> (char, bool) {
        let sniffed = sniff(text.as_bytes(), true).unwrap();
        (sniffed.dialect.delimiter, sniffed.dialect.header)
    }

    #[test]
    fn the_dialect_is_found() {
        for (text, expected) in [
            ("Email,Name\na@x.example,Ana\n", (',', true)),
            ("Email;Name\na@x.example;Ana\n", (';', true)),
            ("Email\tName\na@x.example\tAna, Bea\n", ('\t', true)),
            ("Email|Name\na@x.example|Ana\n", ('|', true)),
            ("a@x.example,Ana\nb@x.example,Bea\n", (',', false)),
            ("Email\na@x.example\n", (',', true)),
            ("a@x.example\nb@x.example\n", (',', false)),
            (
                "Email;Order\na@x.example;1,5\nb@x.example;2,5\nc@x.example;3\n",
                (';', true),
            ),
            (
                "Email,Notes\na@x.example,\"one; two; three\"\nb@x.example,\"a;b\"\n",
                (',', true),
            ),
            ("Name;Notes\n\"a,b,c\";\"d,e\nf,g\"\n\"h,i\";j\n", (';', true)),
            ("1,2,3\n4,5,6\n", (',', false)),
        ] {
            assert_eq!(dialect(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        let sniffed = sniff(b"\xef\xbb\xbfEmail,Name\n", true).unwrap();
        assert_eq!((sniffed.bom, sniffed.dialect), (3, Dialect::default()));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let named = |bytes: &[u8]| match sniff(bytes, true) {
            Err(NotText::Format { name }) => name,
            other => format!("{other:?}"),
        };
        assert_eq!(named(b"PK\x03\x04....[Content_Types].xml"), "an Excel workbook (.xlsx)");
        assert_eq!(
            named(b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
            "an OpenDocument spreadsheet (.ods)"
        );
        assert_eq!(named(b"\x89PNG\r\n\x1a\n"), "a PNG image");
        assert_eq!(sniff(b"", true), Err(NotText::Empty));
        assert_eq!(sniff(b"\xef\xbb\xbf \r\n\n", true), Err(NotText::Empty));
        assert_eq!(sniff(b"\xff\xfeE\0m\0", true), Err(NotText::Utf16));
        assert_eq!(sniff(b"E\0m\0a\0i\0l\0,\0N\0", true), Err(NotText::Utf16));
        assert_eq!(sniff(&[1, 2, 3, 4, 5, 6, 7, 200, 201], true), Err(NotText::Binary));
        assert!(
            sniff(
                b"Email,Name\na@x.example,A\0na\nb@x.example,Bea and a long, long line of notes\n",
                true
            )
            .is_ok()
        );
    }
}
