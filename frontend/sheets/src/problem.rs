//! Why a workbook can't be read.

use std::borrow::Cow;

/// Why a workbook, or a sheet of it, can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It asks for a password.
    Encrypted,
    /// Its bytes aren't what its format says.
    Broken,
    /// Unpacked, it is larger than [`muster_shared::limits`] allow.
    TooLarge,
    /// It has no sheet of cells, or the sheet has no cell.
    NothingToRead,
    /// The sheet that was asked for isn't in it.
    NoSuchSheet,
    /// A format that isn't read here, by its name.
    NotRead(&'static str),
}

impl Problem {
    /// What the worker that asked is told: one word, and the format's name after a space for [`Problem::NotRead`].
    pub fn code(self) -> Cow<'static, str> {
        match self {
            Problem::Encrypted => "encrypted".into(),
            Problem::Broken => "broken".into(),
            Problem::TooLarge => "too_large".into(),
            Problem::NothingToRead => "nothing_to_read".into(),
            Problem::NoSuchSheet => "no_such_part".into(),
            Problem::NotRead(name) => format!("not_read {name}").into(),
        }
    }
}
