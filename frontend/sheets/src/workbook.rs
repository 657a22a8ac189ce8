//! A workbook of either format.

use crate::archive::{self, Format};
use crate::table::Table;
use crate::{Problem, ods, xlsx};

/// An open workbook.
pub struct Workbook {
    book: Book,
    sheets: Vec<Sheet>,
    /// Bytes that a sheet's text may have.
    most_bytes: u64,
}

enum Book {
    Xlsx(Box<xlsx::Book>),
    Ods(ods::Book),
}

/// A sheet of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
}

impl Workbook {
    /// Opens a workbook and lists its sheets.
    ///
    /// # Errors
    /// It can't be read, or has no sheet of cells.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Problem> {
        let most_bytes = archive::most_unpacked(bytes.len());
        let (bytes, format) = archive::open(bytes)?;
        let (book, mut sheets) = match format {
            Format::Xlsx => {
                let book = xlsx::Book::open(&bytes)?;
                let sheets = book.sheets();
                (Book::Xlsx(Box::new(book)), sheets)
            }
            Format::Ods => {
                let (book, sheets) = ods::Book::open(bytes)?;
                (Book::Ods(book), sheets)
            }
        };
        if sheets.is_empty() {
            return Err(Problem::NothingToRead);
        }
        // Stable: otherwise as in the workbook.
        sheets.sort_by_key(|sheet| sheet.hidden);
        Ok(Self {
            book,
            sheets,
            most_bytes,
        })
    }

    /// The names of the sheets of cells, hidden ones last.
    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.name.as_str())
    }

    /// Gives a sheet as CSV, in pieces of about 1 MiB that end with a row.
    ///
    /// # Errors
    /// There is no such sheet, it has no value, it can't be read to its end, or its text is too large.
    pub fn text(&mut self, sheet: &str, each: &mut dyn FnMut(&[u8])) -> Result<(), Problem> {
        if !self.sheets.iter().any(|known| known.name == sheet) {
            return Err(Problem::NoSuchSheet);
        }
        let mut table = Table::new(self.most_bytes);
        match &mut self.book {
            Book::Xlsx(book) => book.read(sheet, &mut table)?,
            Book::Ods(book) => book.read(sheet, &mut table)?,
        }
        table.finish(each)
    }
}
