//! How a file is written, and so how it is read.

use super::Encoding;
use serde::{Deserialize, Deserializer, Serialize};

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
