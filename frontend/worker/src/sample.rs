//! What is shown of a source's first lines besides its rows: whether the encoding is right, and what stands above the table.

use crate::protocol::{AccentLine, Garbled};
use muster_shared::intake::garbled::{is_garbled, mend};
use muster_shared::intake::{Dialect, find_accents};

/// Lines above the table that are shown, and characters of each.
const ABOVE_LINES: usize = 5;
const ABOVE_CHARS: usize = 120;

/// The first bytes as they are split, as text.
pub(crate) fn text(bytes: &[u8], dialect: Dialect) -> String {
    let text = String::from_utf8_lossy(bytes);
    match dialect.delimiter.is_ascii() {
        true => text.into_owned(),
        false => text.replace(
            char::from(dialect.delimiter_byte()),
            dialect.delimiter.encode_utf8(&mut [0; 4]),
        ),
    }
}

pub(crate) fn accents(text: &str) -> Option<AccentLine> {
    find_accents(text).map(|(line, text)| AccentLine { line, text })
}

/// The first of the lines that are left out at the start.
pub(crate) fn above(text: &str, dialect: Dialect) -> Vec<String> {
    let left_out = usize::try_from(dialect.skip).unwrap_or(usize::MAX);
    let text = text.replace("\r\n", "\n");
    text.split(['\n', '\r'])
        .take(left_out.min(ABOVE_LINES))
        .map(|line| match line.char_indices().nth(ABOVE_CHARS) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        })
        .collect()
}

/// Counts a cell that could be mended.
pub(crate) fn count_garbled(garbled: &mut Option<Garbled>, cell: &str) {
    if cell.is_ascii() || !is_garbled(cell) {
        return;
    }
    match garbled {
        Some(garbled) => garbled.cells += 1,
        None => {
            *garbled = Some(Garbled {
                cells: 1,
                sample: cell.to_owned(),
                mended: mend(cell).into_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_above_the_table_are_shown_in_part() {
        let long = format!("{}\nEmail\n", "é".repeat(200));
        for (text, skip, lines) in [
            (
                "Report\r\nof today\r\nEmail\r\n",
                2,
                vec!["Report".to_owned(), "of today".to_owned()],
            ),
            ("Report\rEmail\r", 1, vec!["Report".to_owned()]),
            ("Email\n", 0, vec![]),
            ("one", 3, vec!["one".to_owned()]),
            (&long, 1, vec![format!("{}…", "é".repeat(120))]),
            (
                "1\n2\n3\n4\n5\n6\n7\n",
                7,
                ["1", "2", "3", "4", "5"].map(str::to_owned).to_vec(),
            ),
        ] {
            let dialect = Dialect {
                skip,
                ..Dialect::default()
            };
            assert_eq!(above(text, dialect), lines, "{text:?}");
        }
    }

    #[test]
    fn a_delimiter_is_shown_as_it_is_in_the_file() {
        let dialect = Dialect {
            delimiter: '§',
            ..Dialect::default()
        };
        assert_eq!(text(b"a\x1fb\xff", dialect), "a§b\u{fffd}");
        assert_eq!(text(b"a\x1fb", Dialect::default()), "a\u{1f}b");
    }

    #[test]
    fn cells_that_could_be_mended_are_counted() {
        let mut garbled = None;
        for cell in ["François", "FranÃ§ois", "Ana", "JosÃ©"] {
            count_garbled(&mut garbled, cell);
        }
        let garbled = garbled.unwrap();
        assert_eq!(
            (garbled.cells, garbled.sample.as_str(), garbled.mended.as_str()),
            (2, "FranÃ§ois", "François")
        );
    }
}
