//! Finds a delimiter where it stands between values. Within quotes, and in lines that are left out, it is a character like others.
//! For delimiters outside of ASCII, which are replaced before the text is split: reads lines and quotes as the splitter does.

use muster_shared::intake::Dialect;

/// Looks at a text, character by character.
pub(crate) struct Delimiting {
    delimiter: char,
    quote: Option<char>,
    comment: Option<char>,
    /// Lines still to be left out at the start.
    skip: u32,
    place: Place,
    /// The last line ended in a CR: an LF right after it belongs to it.
    after_cr: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    StartOfLine,
    /// In a line that is left out.
    LeftOut,
    StartOfValue,
    /// In a value without quotes, or after those that closed.
    Unquoted,
    Quoted,
    /// A quote was seen within quotes: it closes, or the next one makes it a character.
    QuoteInQuoted,
}

impl Delimiting {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            delimiter: dialect.delimiter,
            quote: dialect.quote.character(),
            comment: dialect.comment,
            skip: dialect.skip,
            place: match dialect.skip {
                0 => Place::StartOfLine,
                _ => Place::LeftOut,
            },
            after_cr: false,
        }
    }

    /// Whether the next character, `c`, stands between two values.
    pub(crate) fn is_between(&mut self, c: char) -> bool {
        let after_cr = std::mem::take(&mut self.after_cr);
        if matches!(c, '\r' | '\n') && !self.is_quoted() {
            if !(after_cr && c == '\n') {
                self.end_line();
            }
            self.after_cr = c == '\r';
            return false;
        }
        let between = c == self.delimiter && !self.is_quoted() && self.place != Place::LeftOut;
        let quote = Some(c) == self.quote;
        self.place = match self.place {
            Place::LeftOut => Place::LeftOut,
            Place::StartOfLine if Some(c) == self.comment => Place::LeftOut,
            Place::StartOfLine | Place::StartOfValue | Place::QuoteInQuoted if quote => Place::Quoted,
            Place::Quoted if quote => Place::QuoteInQuoted,
            Place::Quoted => Place::Quoted,
            _ if between => Place::StartOfValue,
            _ => Place::Unquoted,
        };
        between
    }

    /// Whether the last character stands within quotes.
    pub(crate) fn is_quoted(&self) -> bool {
        self.place == Place::Quoted
    }

    fn end_line(&mut self) {
        self.skip = self.skip.saturating_sub(1);
        self.place = match self.skip {
            0 => Place::StartOfLine,
            _ => Place::LeftOut,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::intake::{Quote, Splitter};
    use proptest::prelude::*;

    /// The text with a bar for each delimiter that stands between values.
    fn barred(dialect: Dialect, text: &str) -> String {
        let mut delimiting = Delimiting::new(dialect);
        text.chars()
            .map(|c| if delimiting.is_between(c) { '|' } else { c })
            .collect()
    }

    fn section() -> Dialect {
        Dialect {
            delimiter: '§',
            ..Dialect::default()
        }
    }

    #[test]
    fn delimiters_within_quotes_are_left_alone() {
        for (text, expected) in [
            ("a§b\n§c§\n", "a|b\n|c|\n"),
            ("a§\"b§c\"§d\n", "a|\"b§c\"|d\n"),
            ("\"a\"\"§\"§b", "\"a\"\"§\"|b"),
            ("\"a\n§\r\n§\"§b\n", "\"a\n§\r\n§\"|b\n"),
            // No quote opens in the middle of a value; after text behind a closing one, none is open.
            ("a\"§b\"§c", "a\"|b\"|c"),
            ("\"a\"x\"§b", "\"a\"x\"|b"),
            ("\"\"§\"§\"", "\"\"|\"§\""),
        ] {
            assert_eq!(barred(section(), text), expected, "{text:?}");
        }
        let none = Dialect {
            quote: Quote::None,
            ..section()
        };
        assert_eq!(barred(none, "\"a§b\""), "\"a|b\"");
    }

    #[test]
    fn lines_that_are_left_out_open_no_quote() {
        let dialect = Dialect {
            skip: 2,
            comment: Some('#'),
            ..section()
        };
        for (text, expected) in [
            ("\"a§\r\nb§\"\r\nc§\"d\"\r\n", "\"a§\r\nb§\"\r\nc|\"d\"\r\n"),
            ("\"\r\"§\ra§b", "\"\r\"§\ra|b"),
            ("\n\n#\"a§\na§#b\n", "\n\n#\"a§\na|#b\n"),
        ] {
            assert_eq!(barred(dialect, text), expected, "{text:?}");
        }
    }

    /// Each record: its line, and its cells one after the other.
    fn split(dialect: Dialect, text: &str) -> Vec<(u64, Vec<String>)> {
        let mut splitter = Splitter::new(dialect, 0);
        let mut records = Vec::new();
        let mut each = |record: &muster_shared::intake::Record<'_>| {
            let cells = (0..record.len()).map(|cell| record.lossy(cell).into_owned());
            records.push((record.line, cells.collect()));
        };
        splitter.push(text.as_bytes(), &mut each).unwrap();
        splitter.finish(&mut each);
        records
    }

    proptest! {
        #[test]
        fn reads_quotes_and_lines_as_the_splitter_does(text in "[a§\"#\r\n]{0,40}", skip in 0_u32..3, comment in any::<bool>()) {
            let dialect = Dialect { skip, comment: comment.then_some('#'), ..section() };
            let bars = Dialect { delimiter: '|', ..dialect };
            // Of a text with bars in it from the start, the splitter itself says where they stand between values.
            let expected = split(bars, &text.replace('§', "|"));
            let with_sections: Vec<_> = split(bars, &barred(dialect, &text));
            let replaced: Vec<(u64, Vec<String>)> = with_sections
                .into_iter()
                .map(|(line, cells)| (line, cells.iter().map(|cell| cell.replace('§', "|")).collect()))
                .collect();
            prop_assert_eq!(replaced, expected);
        }
    }
}
