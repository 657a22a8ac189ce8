//! Where a line starts near the middle of a file, so that several workers can read it at once.
//!
//! How a byte is to be read can't be known without reading all that comes before it. But there are only four ways, by what stood
//! before: so each is tried on what follows, and the one under which it looks most like the table is taken. It is a guess, and is
//! treated as one: the part that ends there tells whether it ends where this one starts, and if it doesn't, this one is read again.

use super::{Dialect, Position, Record, Splitter};

/// Records that an answer is judged by.
const JUDGED: u64 = 100;

/// The first place in `window`, but for its first byte, at which a line starts: right after a line end outside of quotes.
/// `columns`: how many fields the table's records have. `None`: no line ends within the window.
pub fn line_start(window: &[u8], dialect: Dialect, columns: usize) -> Option<usize> {
    let delimiter = [dialect.delimiter_byte()];
    let quote = dialect.quote.character().and_then(|quote| u8::try_from(quote).ok());
    let quotes = quote.map(|quote| [quote; 2]);
    let (opened, closed) = match &quotes {
        Some(quotes) => (&quotes[..1], &quotes[..]),
        None => (&[][..], &[][..]),
    };
    let mut best: Option<(Looks, usize)> = None;
    // Within an unquoted field, before a field, within quotes, after a quote within quotes.
    for before in [b"x", &delimiter, opened, closed] {
        if before.is_empty() {
            continue;
        }
        let Some(start) = first_start(before, window, dialect) else {
            continue;
        };
        if best.is_none_or(|(_, known)| known != start) {
            let looks = looks(&window[start..], dialect, columns, quote);
            if best.is_none_or(|(known, _)| looks > known) {
                best = Some((looks, start));
            }
        }
    }
    best.map(|(_, start)| start)
}

/// Where the first line starts after `window[0]`, if `before` stood before it.
fn first_start(before: &[u8], window: &[u8], dialect: Dialect) -> Option<usize> {
    let mut splitter = middle(dialect).up_to(before.len() as u64 + 1);
    for bytes in [before, window] {
        splitter.push(bytes, &mut |_| {}).ok()?;
    }
    splitter
        .has_ended()
        .then(|| splitter.position().offset as usize - before.len())
}

/// How much records look like the table's, each in a thousand: those with its number of fields, and those in which quotes are in
/// pairs.
type Looks = (u64, u64);

fn looks(text: &[u8], dialect: Dialect, columns: usize, quote: Option<u8>) -> Looks {
    let (mut all, mut good, mut paired) = (0, 0, 0);
    let mut each = |record: &Record<'_>| {
        if all < JUDGED {
            all += 1;
            good += u64::from(record.len() == columns && record.problem.is_none());
            paired += u64::from(quote.is_none_or(|quote| record.is_paired(quote)));
        }
    };
    match middle(dialect).push(text, &mut each) {
        Ok(()) if all > 0 => (good * 1000 / all, paired * 1000 / all),
        _ => (0, 0),
    }
}

fn middle(dialect: Dialect) -> Splitter {
    let start = Position {
        offset: 0,
        line: 1,
        number: 0,
    };
    Splitter::new(dialect, 0).from(start, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Quote;
    use proptest::prelude::*;

    fn start(window: &str, columns: usize) -> Option<usize> {
        line_start(window.as_bytes(), Dialect::default(), columns)
    }

    #[test]
    fn a_line_starts_after_the_line_end() {
        assert_eq!(start("x,b\nc,d\ne,f\n", 2), Some(4));
        assert_eq!(start("\nc,d\ne,f\n", 2), Some(1));
        assert_eq!(start("\r\nc,d\ne,f\n", 2), Some(2));
        assert_eq!(start("\n\nc,d\ne,f\n", 2), Some(1));
        assert_eq!(start("no end", 2), None);
    }

    #[test]
    fn a_line_end_within_quotes_is_none() {
        assert_eq!(start("es\nand more\",b\nc,d\ne,\"f\ng\"\nh,i\n", 2), Some(15));
        assert_eq!(start("x,\"es\nand more\"\nc,d\n", 2), Some(16));
        let dialect = Dialect {
            quote: Quote::None,
            ..Dialect::default()
        };
        assert_eq!(line_start(b"\"x\ny,z\n", dialect, 2), Some(3));
    }

    proptest! {
        #[test]
        fn tables_are_cut_where_their_lines_start(
            rows in prop::collection::vec(("[a-z]{0,6}", r#"([a-z]{2,5}, |[a-z]{3}\n|""[a-z]{1,4}"" |[a-z]{1,4} ){0,5}[a-z]"#, "[a-z]{1,4}"), 30..60),
            cut in 1_usize..300,
        ) {
            let text: String = rows.iter().map(|(a, b, c)| format!("{a},\"{b}\",{c}\n")).collect();
            let starts: Vec<usize> = rows.iter().scan(0, |at, (a, b, c)| {
                *at += a.len() + b.len() + c.len() + 5;
                Some(*at)
            }).collect();
            let cut = cut.min(text.len() / 2);
            let found = line_start(&text.as_bytes()[cut - 1..], Dialect::default(), 3).map(|at| at + cut - 1);
            let expected = starts.iter().copied().find(|start| *start >= cut);
            prop_assert_eq!(found, expected, "{:?}", &text[cut - 1..]);
        }
    }
}
