//! Titles above a table: `Contacts of May`, a blank line, and only then the columns' names.

use super::cell::has_address;
use super::delimiter::Reading;
use super::header::{could_be_names, differs, known};
use super::table::Cell;

/// Lines that may stand above the names.
const LINES: u32 = 20;

/// The row that has the names, or is the first of the table; 0 unless what stands above it is surely none of it.
pub(super) fn row_of_names(reading: &Reading<'_>) -> usize {
    let (table, width) = (&reading.table, reading.width);
    if width < 2 {
        return 0;
    }
    let mut sparse = true;
    for row in 0..table.len() {
        let cells = table.row(row);
        if table.line(row) > LINES + 1 || cells.len() > width {
            return 0;
        }
        if cells.len() == width && filled(cells) * 4 >= width * 3 {
            let sure = row > 0 && is_sure(reading, row) && (sparse || is_below_gap(reading, row));
            return if sure { row } else { 0 };
        }
        if !may_be_title(cells) {
            return 0;
        }
        sparse &= is_sparse(cells, width);
    }
    0
}

/// Whether a blank line, or one of empty cells, stands right above.
fn is_below_gap(reading: &Reading<'_>, row: usize) -> bool {
    let table = &reading.table;
    filled(table.row(row - 1)) == 0 || table.line(row) - table.line(row - 1) > 1
}

/// Whether lines that look like comments stand above the names.
pub(super) fn begins_with_comments(reading: &Reading<'_>, names: usize) -> bool {
    let (table, width) = (&reading.table, reading.width);
    let first = table.row(0);
    let marked = first
        .first()
        .is_some_and(|cell| !cell.quoted && cell.text.starts_with('#'));
    let names_below = || match width {
        1 => table.len() > 2 && known(table.row(1)) > 0,
        _ => first.len() != width || known(table.row(1)) > known(first),
    };
    marked && (names > 0 || names_below())
}

fn filled(cells: &[Cell<'_>]) -> usize {
    cells.iter().filter(|cell| !cell.text.trim().is_empty()).count()
}

/// Few values, no address among them, and not the usual names.
fn is_title(cells: &[Cell<'_>], width: usize) -> bool {
    is_sparse(cells, width) && may_be_title(cells)
}

fn is_sparse(cells: &[Cell<'_>], width: usize) -> bool {
    filled(cells) <= (width / 2).max(1)
}

/// No address, and not the usual names.
fn may_be_title(cells: &[Cell<'_>]) -> bool {
    known(cells) < 2 && !cells.iter().any(|cell| has_address(cell.text))
}

/// Whether the rows above `names` are titles.
fn is_sure(reading: &Reading<'_>, names: usize) -> bool {
    let (table, width) = (&reading.table, reading.width);
    let above = || (0..names).map(|row| table.row(row));
    let alone = above().all(|cells| cells.len() == 1);
    // A blank line, or one of empty cells, sets titles apart; so do marks of comments.
    let apart = table.line(names) - table.line(names - 1) > 1
        || above().skip(1).any(|cells| filled(cells) == 0)
        || above().all(|cells| cells.first().is_some_and(|cell| cell.text.starts_with('#')));
    // Where rows further down are as sparse, so may be the first of the contacts.
    let rows = table.len() - names - 1;
    let sparse = (names + 1..table.len())
        .map(|row| table.row(row))
        .filter(|cells| filled(cells) > 0 && is_title(cells, width))
        .count();
    let cells = table.row(names);
    match could_be_names(cells) {
        _ if sparse * 5 > rows => false,
        true => (alone && width > 2) || apart || differs(table, names) || known(cells) > 1,
        false => alone && apart,
    }
}
