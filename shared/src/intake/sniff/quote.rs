//! The quote: double unless the sample speaks clearly for another.

use super::cell::{Kind, kind};
use super::delimiter::Reading;
use super::table::Table;
use crate::intake::{Dialect, Quote};

/// Reads a text with one delimiter and the quote that fits it.
pub(super) fn read(text: &str, delimiter: char, whole: bool) -> Reading<'_> {
    let byte = Dialect {
        delimiter,
        ..Dialect::default()
    }
    .delimiter_byte();
    let with = |quote: Quote| {
        let mark = quote.character().and_then(|mark| u8::try_from(mark).ok());
        Reading::new(delimiter, quote, Table::read(text, byte, mark, whole))
    };
    let double = with(Quote::Double);
    let quotes = &double.table.quotes;
    let unused = quotes.sound + quotes.spanning + quotes.broken == 0;
    if unused && delimiter != '\'' && memchr::memchr(b'\'', text.as_bytes()).is_some() {
        let single = with(Quote::Single);
        if quotes_with_single(&single, &double) {
            return single;
        }
    }
    let trouble = quotes.broken + quotes.spanning;
    if trouble >= 2 && trouble > quotes.sound {
        let none = with(Quote::None);
        if trouble * 10 >= none.table.len() && is_better_without(&none, &double) {
            return none;
        }
    }
    double
}

/// Cells begin and end with it, and it is there for a reason: a delimiter within, a doubled one, or all texts have it.
fn quotes_with_single(single: &Reading<'_>, double: &Reading<'_>) -> bool {
    let quotes = &single.table.quotes;
    let texts = || {
        let cells = single.table.rows().flatten();
        cells
            .filter(|cell| !matches!(kind(cell.text), Kind::Empty | Kind::Digits))
            .count()
    };
    quotes.broken == 0
        && quotes.sound >= 2
        && quotes.spanning <= quotes.sound
        && single.consistency >= double.consistency
        && (quotes.telling > 0 || quotes.sound * 5 >= texts() * 4)
}

/// Quotes stand anywhere (5", `"Big" Bob`, " for ditto) and don't come in pairs around cells.
fn is_better_without(none: &Reading<'_>, double: &Reading<'_>) -> bool {
    let (mut opening, mut closing, mut lone, mut around) = (0_usize, 0_usize, 0, 0);
    for cell in none.table.rows().flatten() {
        match (cell.text.starts_with('"'), cell.text.ends_with('"')) {
            (true, true) if cell.text.len() == 1 => lone += 1,
            (true, true) => around += 1,
            (true, false) => opening += 1,
            (false, true) => closing += 1,
            (false, false) => {}
        }
    }
    let stray = lone + opening.abs_diff(closing);
    let paired = around + opening.min(closing);
    none.width > 1
        && none.consistency >= 0.9
        && none.consistency >= double.consistency
        && none.score >= double.score
        && stray > paired * 2
}
