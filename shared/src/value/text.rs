//! Text: any characters, kept to the letter. Leading zeros, `+34`, `=1+1` and spaces around stay as typed.

use crate::{Problem, limits};
use std::borrow::Cow;

/// Keeps the cell as it is.
///
/// # Errors
/// More than [`limits::TEXT_CHARS`] characters; a control character other than tab, carriage return and line feed: no text
/// has those, and PostgreSQL can't store NUL.
pub fn parse(cell: &str) -> Result<Cow<'_, str>, Problem> {
    // A text has at most as many characters as bytes: counting is rarely needed.
    if cell.len() > limits::TEXT_CHARS {
        let length = cell.chars().count();
        if length > limits::TEXT_CHARS {
            return Err(Problem::TextTooLong {
                length,
                max: limits::TEXT_CHARS,
            });
        }
    }
    // All bytes are looked at without an early end, so that the compiler takes many at a time.
    let control = cell.bytes().fold(false, |found, b| found | is_control(b));
    if control {
        Err(Problem::TextControl)
    } else {
        Ok(Cow::Borrowed(cell))
    }
}

fn is_control(b: u8) -> bool {
    (b < b' ') & (b != b'\t') & (b != b'\n') & (b != b'\r') | (b == 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_kept_to_the_letter() {
        for cell in [
            "Ana",
            " Ana ",
            "007",
            "+34",
            "=1+1",
            "a\tb\r\nc",
            "Łódź",
            "田中",
            "👩‍👩‍👧",
            "e\u{301}",
            "\u{feff}",
            "\u{85}",
        ] {
            assert_eq!(parse(cell), Ok(Cow::Borrowed(cell)));
        }
        assert!(parse(&"ñ".repeat(limits::TEXT_CHARS)).is_ok());
    }

    #[test]
    fn refused() {
        for cell in ["a\0b", "\u{1}", "\u{b}", "\u{1b}[31m", "\u{7f}"] {
            assert_eq!(parse(cell), Err(Problem::TextControl), "{cell:?}");
        }
        let long = "ñ".repeat(limits::TEXT_CHARS + 1);
        assert_eq!(
            parse(&long),
            Err(Problem::TextTooLong {
                length: limits::TEXT_CHARS + 1,
                max: limits::TEXT_CHARS
            })
        );
    }

    proptest! {
        #[test]
        fn what_is_taken_is_unchanged(cell in any::<String>()) {
            if let Ok(text) = parse(&cell) {
                prop_assert_eq!(text.as_ref(), cell.as_str());
            }
        }
    }
}
