//! CSV that we write: quoted where needed, and guarded so that no spreadsheet runs a value as a formula.

use std::borrow::Cow;

/// The columns that a file of rejected rows has after the file's own. A file whose header ends with them is read without the
/// guard of its cells, so that corrected rows can be dropped back in as they were.
pub const REPORT_COLUMNS: [&str; 2] = ["Line", "Reason"];

/// What a spreadsheet shows for a value that would otherwise run: an apostrophe comes before it. Phones like `+34 651…` and
/// numbers like `-5` stay themselves. [`unguard`] undoes it exactly, also for values that start with apostrophes.
///
/// The first characters are OWASP's (CSV Injection), those of full width among them.
pub fn guard(value: &str) -> Cow<'_, str> {
    if runs(value.trim_start_matches('\'')) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// The value that [`guard`] was given.
pub fn unguard(guarded: &str) -> &str {
    match guarded.strip_prefix('\'') {
        Some(value) if runs(value.trim_start_matches('\'')) => value,
        _ => guarded,
    }
}

fn runs(value: &str) -> bool {
    let mut chars = value.chars();
    match chars.next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        // A sign is safe before a number or a phone: without a letter or another operator nothing can be called.
        Some('+' | '-') => {
            let number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '.' | ',' | '-' | '(' | ')');
            !(chars.clone().next().is_some_and(|c| c.is_ascii_digit()) && chars.all(number))
        }
        _ => false,
    }
}

/// Adds one record as RFC 4180 has it, ending in CR LF. Cells are written as they are: [`guard`] those that hold other
/// people's values. `delimiter` is an ASCII character.
pub fn write_record<S: AsRef<str>>(out: &mut Vec<u8>, delimiter: u8, cells: impl IntoIterator<Item = S>) {
    let start = out.len();
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            out.push(delimiter);
        }
        write_cell(out, delimiter, cell.as_ref());
    }
    // A single empty cell would be a blank line, which readers skip.
    if out.len() == start {
        out.extend_from_slice(b"\"\"");
    }
    out.extend_from_slice(b"\r\n");
}

fn write_cell(out: &mut Vec<u8>, delimiter: u8, cell: &str) {
    let bytes = cell.as_bytes();
    let special = |b: &u8| *b == delimiter || matches!(b, b'"' | b'\r' | b'\n');
    // Some readers trim cells that aren't quoted.
    let at_an_end = |b: Option<&u8>| b.is_some_and(|b| matches!(b, b' ' | b'\t'));
    if !bytes.iter().any(special) && !at_an_end(bytes.first()) && !at_an_end(bytes.last()) {
        return out.extend_from_slice(bytes);
    }
    out.push(b'"');
    for b in bytes {
        if *b == b'"' {
            out.push(b'"');
        }
        out.push(*b);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        for value in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "@SUM(1)",
            "+cmd|' /C calc'!A0",
            "-cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "+1+1",
            "-1=2",
            "+34A1",
            "-",
            "+",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1+1",
            "'=1",
            "''@x",
        ] {
            assert_eq!(guard(value), format!("'{value}"), "{value:?}");
            assert_eq!(unguard(&guard(value)), value);
        }
    }

    #[test]
    fn what_is_harmless_stays_itself() {
        for value in [
            "",
            "+34651234567",
            "+34 651-234-567",
            "-5",
            "-1.240,50",
            "Ana",
            "'tis",
            "'",
            "''",
            "a=b",
            "5-3",
            " =1",
        ] {
            assert!(
                matches!(guard(value), Cow::Borrowed(same) if same == value),
                "{value:?}"
            );
            assert_eq!(unguard(value), value);
        }
    }

    #[test]
    fn records() {
        for (delimiter, cells, expected) in [
            (b',', vec!["a", "b c", ""], "a,b c,\r\n"),
            (
                b',',
                vec!["a,b", "say \"x\"", "two\nlines"],
                "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n",
            ),
            (b';', vec!["a,b", "c;d"], "a,b;\"c;d\"\r\n"),
            (b'\t', vec!["a\tb", " c "], "\"a\tb\"\t\" c \"\r\n"),
            (b',', vec![""], "\"\"\r\n"),
            (b',', vec!["", ""], ",\r\n"),
        ] {
            let mut out = Vec::new();
            write_record(&mut out, delimiter, cells);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    proptest! {
        #[test]
        fn guards_are_undone_exactly(value in any::<String>(), like in "'{0,3}[=+@\t\r-]?[0-9 a'.-]{0,5}") {
            for value in [value, like] {
                let guarded = guard(&value).into_owned();
                prop_assert!(!runs(&guarded), "{:?}", guarded);
                prop_assert_eq!(unguard(&guarded), value.as_str());
            }
        }

        #[test]
        fn what_is_written_reads_the_same(
            rows in prop::collection::vec(prop::collection::vec("[a\",;\t\r\n 'é=]{0,6}|\\PC{0,4}", 3), 1..5),
            delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        ) {
            let mut out = Vec::new();
            for row in &rows {
                write_record(&mut out, delimiter, row);
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(out.as_slice());
            let read: Vec<Vec<String>> = reader.deserialize().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(read, rows);
        }
    }
}
