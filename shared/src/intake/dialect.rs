//! How a file is written: its delimiter, and whether its first line has the columns' names. Found in the first
//! [`crate::limits::SAMPLE_BYTES`], shown, and changeable.

use serde::{Deserialize, Serialize};

/// How a file is written. Quotes are always `"`, doubled within quotes (RFC 4180).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dialect {
    /// One ASCII character: `,` `;` tab `|` or another; never a quote, CR or LF.
    pub delimiter: u8,
    /// The first record holds the columns' names.
    pub header: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', header: true }
    }
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
    Format { name: String },
    /// UTF-16, by its byte order mark or its zero bytes.
    Utf16,
    /// Zero bytes that no text has.
    Binary,
}
