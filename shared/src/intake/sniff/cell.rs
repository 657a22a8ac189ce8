//! What one cell looks like.

use crate::value::email;

/// What a cell holds, as far as it matters for telling names from values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing, or a word for it.
    Empty,
    /// An address, or a text with one in it.
    Email,
    /// Numbers, dates, times, amounts, phones: digits, and nothing that is a letter.
    Digits,
    /// `yes`, `false`, …
    YesNo,
    Link,
    Text,
}

const YES_NO: [&str; 20] = [
    "yes", "no", "true", "false", "y", "n", "ja", "nein", "si", "sí", "oui", "non", "sim", "não", "tak", "nie", "nee",
    "wahr", "falsch", "vrai",
];

/// What is written where there is no value.
const NOTHING: [&str; 7] = ["-", "--", "n/a", "#n/a", "null", "none", "nan"];

pub(super) fn kind(cell: &str) -> Kind {
    let cell = cell.trim();
    if cell.is_empty() || (cell.len() <= 4 && NOTHING.contains(&cell.to_ascii_lowercase().as_str())) {
        return Kind::Empty;
    }
    if cell.contains('@') {
        return if has_address(cell) { Kind::Email } else { Kind::Text };
    }
    if cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.") {
        return Kind::Link;
    }
    if is_digits(cell) {
        return Kind::Digits;
    }
    let short = cell.len() <= 6 && YES_NO.contains(&cell.to_lowercase().as_str());
    if short { Kind::YesNo } else { Kind::Text }
}

/// Whether one of a text's words is an email address: `Ana Silva <ana@x.example>`.
pub(super) fn has_address(text: &str) -> bool {
    let words = text.split([' ', '<', '>', '(', ')', ',', ';', ':', '"', '\n']);
    text.contains('@') && words.into_iter().any(|word| email::parse(word).is_ok())
}

/// Digits with what stands between them; `2024-01-05T10:00:00Z`, `10:30 PM` and `3.46E+10` too.
fn is_digits(cell: &str) -> bool {
    let mut digit = false;
    for c in cell.chars().take(64) {
        match c {
            _ if c.is_numeric() => digit = true,
            'T' | 'Z' | 'E' | 'e' | 'A' | 'a' | 'P' | 'p' | 'M' | 'm' if digit => {}
            _ if c.is_alphabetic() => return false,
            _ => {}
        }
    }
    digit
}

/// A year that a column may be named by.
pub(super) fn is_year(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() == 4 && (cell.starts_with("19") || cell.starts_with("20")) && cell.bytes().all(|b| b.is_ascii_digit())
}

/// A cell's shape: `AB-1234` and `XY-99` have the same. `None`: no digit in it, or too long to be a code.
pub(super) fn pattern(cell: &str) -> Option<String> {
    let cell = cell.trim();
    if cell.len() > 40 || !cell.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut pattern = String::with_capacity(cell.len());
    for c in cell.chars() {
        let class = match c {
            _ if c.is_numeric() => '9',
            _ if c.is_alphabetic() => 'a',
            _ => c,
        };
        if !pattern.ends_with(class) {
            pattern.push(class);
        }
    }
    Some(pattern)
}

/// Whether one of the other delimiters stands in a cell as delimiters do: with no space beside it. Text has a space after a
/// comma; a number may have one between its digits.
pub(super) fn is_tight(cell: &str, others: &[u8]) -> bool {
    let bytes = cell.as_bytes();
    let space = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|byte| *byte == b' ');
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes.iter().enumerate().any(|(at, byte)| {
        let (before, after) = (at.checked_sub(1), at.checked_add(1));
        others.contains(byte)
            && (*byte == b'\t' || !(space(before) || space(after) || (*byte == b',' && digit(before) && digit(after))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (cell, expected) in [
            ("", Kind::Empty),
            ("  ", Kind::Empty),
            ("N/A", Kind::Empty),
            ("ana@x.example", Kind::Email),
            ("Ana <ana@x.example>", Kind::Email),
            ("@ana", Kind::Text),
            ("1,5", Kind::Digits),
            ("-3.46E+10", Kind::Digits),
            ("2024-01-05T10:00:00Z", Kind::Digits),
            ("€ 1.234,50", Kind::Digits),
            ("+34 (651) 234-567", Kind::Digits),
            ("14/03/1988", Kind::Digits),
            ("Yes", Kind::YesNo),
            ("Não", Kind::YesNo),
            ("https://x.example", Kind::Link),
            ("Ana", Kind::Text),
            ("A12", Kind::Text),
            ("Phone 2", Kind::Text),
        ] {
            assert_eq!(kind(cell), expected, "{cell}");
        }
    }

    #[test]
    fn patterns() {
        for (cell, expected) in [
            ("AB-1234", Some("a-9")),
            ("C 7", Some("a 9")),
            ("Ana", None),
            ("2024", Some("9")),
        ] {
            assert_eq!(pattern(cell).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn delimiters_within_cells() {
        for (cell, expected) in [
            ("Porto, PT", false),
            ("red|blue", true),
            ("a | b", false),
            ("1,5", false),
            ("1;5", true),
            ("a@x.example,Ana", true),
            ("a\t b", true),
            ("a,", false),
            ("Ana", false),
        ] {
            assert_eq!(is_tight(cell, b",;\t|"), expected, "{cell}");
        }
    }
}
