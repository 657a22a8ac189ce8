//! The delimiter: the one under which records have the same number of cells and the cells are whole.

use super::cell::{Kind, is_tight, kind};
use super::quote;
use super::table::Table;
use crate::intake::Quote;

/// In the order in which they win where the sample doesn't tell.
const COMMON: [char; 4] = [',', ';', '\t', '|'];
/// Only where no common one cuts from the first record on.
const RARE: [char; 5] = [':', '^', '~', '\u{1f}', '\u{1}'];
/// Share of the records with the same number of cells from which a common delimiter is taken before any rare one.
const CONSISTENT: f64 = 0.6;
/// Records above the table that may be narrower than it.
const NARROW: usize = 20;
/// Cells that are looked at.
const CELLS: usize = 4_000;

/// Which delimiters to try.
#[derive(Clone, Copy, Debug)]
pub(super) enum Candidates {
    /// The file says it.
    Declared(char),
    /// `favoured`: by the file's name.
    Any { favoured: Option<char> },
}

impl Candidates {
    pub(super) fn of_file(name: Option<&str>) -> Self {
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let ends = |endings: [&str; 2]| endings.iter().any(|ending| name.ends_with(ending));
        let favoured = match () {
            () if ends([".tsv", ".tab"]) => Some('\t'),
            () if ends([".psv", ".pipe"]) => Some('|'),
            () => None,
        };
        Candidates::Any { favoured }
    }
}

/// A sample as one delimiter and one quote cut it.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) delimiter: char,
    pub(super) quote: Quote,
    pub(super) table: Table<'a>,
    /// Cells that most records have; 1 where the delimiter cuts nothing.
    pub(super) width: usize,
    /// The first record that has them.
    start: usize,
    /// Share of the records with that many cells, narrow ones above the table counted a quarter.
    pub(super) consistency: f64,
    /// How good the reading is, compared with others of the same sample.
    pub(super) score: f64,
}

/// The best reading of a text.
pub(super) fn find(text: &str, whole: bool, candidates: Candidates) -> Reading<'_> {
    let cut = |delimiter| Some(quote::read(text, delimiter, whole)).filter(|reading| reading.width > 1);
    let favoured = match candidates {
        Candidates::Declared(delimiter) => {
            let reading = quote::read(text, delimiter, whole);
            // A declaration that cuts nothing was left over when the table was saved in another way.
            if reading.width > 1 || !COMMON.into_iter().any(|other| cut(other).is_some()) {
                return reading;
            }
            None
        }
        Candidates::Any { favoured } => favoured,
    };
    let mut best: Option<Reading<'_>> = None;
    for mut reading in COMMON.into_iter().filter_map(cut) {
        reading.score *= if Some(reading.delimiter) == favoured { 1.5 } else { 1.0 };
        if best.as_ref().is_none_or(|best| reading.score > best.score) {
            best = Some(reading);
        }
    }
    // What cuts the first record too, and most others, is the delimiter.
    let settled = best
        .as_ref()
        .is_some_and(|best| best.start == 0 && best.consistency >= CONSISTENT);
    let rare = if settled {
        None
    } else {
        RARE.into_iter().filter_map(cut).find(is_strict)
    };
    rare.or(best).unwrap_or_else(|| quote::read(text, ',', whole))
}

/// Each record is cut, all alike; and not the hours from the minutes, nor `https` from its address.
fn is_strict(reading: &Reading<'_>) -> bool {
    let rows = || reading.table.rows();
    reading.table.len() > 1
        && rows().all(|row| row.len() == reading.width)
        && rows().any(|row| row.iter().any(|cell| kind(cell.text) == Kind::Text))
        && !rows().any(|row| row.iter().any(|cell| cell.text.starts_with("//")))
        && !(reading.delimiter == ':'
            && rows()
                .skip(1)
                .all(|row| row.iter().all(|cell| kind(cell.text) == Kind::Digits)))
}

impl<'a> Reading<'a> {
    pub(super) fn new(delimiter: char, quote: Quote, table: Table<'a>) -> Self {
        let (width, start, consistency) = commonest(&table);
        let mut reading = Self {
            delimiter,
            quote,
            table,
            width,
            start,
            consistency,
            score: 0.0,
        };
        if width > 1 {
            reading.score = reading.weigh();
        }
        reading
    }

    fn weigh(&self) -> f64 {
        let others: Vec<u8> = COMMON
            .into_iter()
            .filter(|other| *other != self.delimiter)
            .filter_map(|other| u8::try_from(other).ok())
            .collect();
        let (mut cells, mut clean) = (0_usize, 0_usize);
        let (mut addresses, mut mixed) = (0_usize, 0_usize);
        for cell in self.table.rows().skip(self.start).flatten().take(CELLS) {
            let tight = !cell.quoted && is_tight(cell.text, &others);
            cells += 1;
            clean += usize::from(!tight);
            if cell.text.contains('@') {
                addresses += 1;
                mixed += usize::from(tight);
            }
        }
        // A line above the table that another delimiter cuts is no title: it has the names.
        let named_otherwise = self
            .table
            .rows()
            .take(self.start)
            .flatten()
            .any(|cell| is_tight(cell.text, &others));
        let columns = 1.0 + 0.02 * share(self.width.min(10), 1);
        let broken = share(self.table.quotes.broken, self.table.len()).min(0.9);
        self.consistency
            * columns
            * (0.3 + 0.7 * share(clean, cells))
            // An address together with something else in one cell: the delimiter between them is another.
            * (1.0 - 0.8 * share(mixed, addresses))
            * if named_otherwise { 0.3 } else { 1.0 }
            * (1.0 - broken)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    // Both are numbers of cells in a sample: exact.
    part as f64 / whole as f64
}

/// The number of cells that fits the records best, the first record that has it, and the share of those that do.
fn commonest(table: &Table<'_>) -> (usize, usize, f64) {
    let mut best = (
        1,
        0,
        share(table.rows().filter(|row| row.len() == 1).count(), table.len()),
    );
    let mut seen = Vec::new();
    let mut found = 0.0;
    for (start, row) in table.rows().enumerate().take(NARROW + 1) {
        let width = row.len();
        if width < 2 || seen.contains(&width) {
            continue;
        }
        seen.push(width);
        let same = table.rows().skip(start).filter(|row| row.len() == width).count();
        let consistency = share(same * 4, (table.len() - start) * 4 + start);
        if consistency > found {
            found = consistency;
            best = (width, start, consistency);
        }
    }
    best
}
