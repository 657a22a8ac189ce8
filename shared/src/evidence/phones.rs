//! Evidence of phone columns: how many numbers need a country.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneEvidence {
    /// Cells that begin with `+` or `00`.
    pub with_code: u64,
    pub without_code: u64,
}

impl PhoneEvidence {
    /// `cell` is trimmed and not empty.
    pub(super) fn add(&mut self, cell: &str) {
        // Nearly all cells begin with the number: a search for what is to be left out would cost more than the rest.
        let cell = match cell.as_bytes() {
            [b'(' | b'[' | b' ', ..] => cell.trim_start_matches(['(', '[', ' ']),
            _ => cell,
        };
        if cell.starts_with('+') || cell.starts_with("00") {
            self.with_code += 1;
        } else {
            self.without_code += 1;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.with_code += other.with_code;
        self.without_code += other.without_code;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_counted() {
        let mut phones = PhoneEvidence::default();
        for cell in [
            "+34651234567",
            "0034651234567",
            "(+34) 651",
            "651234567",
            "0651234567",
            "n/a",
        ] {
            phones.add(cell);
        }
        assert_eq!((phones.with_code, phones.without_code), (3, 3));
    }
}
