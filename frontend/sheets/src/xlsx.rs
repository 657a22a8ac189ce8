//! Excel workbooks (ECMA-376), through calamine: cells one by one, and their formats.

use crate::archive::Bytes;
use crate::number::plain;
use crate::number_format::NumberFormat;
use crate::table::{MAX_COLUMNS, Table};
use crate::time::{self, Epoch};
use crate::{Problem, workbook::Sheet};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use std::io::Cursor;

pub(crate) struct Book(Xlsx<Cursor<Bytes>>);

impl Book {
    /// Reads what all sheets share: names, strings, formats.
    ///
    /// # Errors
    /// The workbook can't be read.
    pub(crate) fn open(bytes: &Bytes) -> Result<Self, Problem> {
        Xlsx::new(Cursor::new(bytes.clone())).map(Self).map_err(problem)
    }

    pub(crate) fn sheets(&self) -> Vec<Sheet> {
        let of_cells = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet;
        self.0
            .sheets_metadata()
            .iter()
            .filter(of_cells)
            .map(|sheet| Sheet {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    /// Reads a sheet into the table.
    ///
    /// # Errors
    /// The sheet can't be read to its end.
    pub(crate) fn read(&mut self, sheet: &str, table: &mut Table) -> Result<(), Problem> {
        let epoch = match self.0.has_1904_epoch() {
            true => Epoch::Year1904,
            false => Epoch::Year1900,
        };
        let mut reader = self.0.worksheet_cells_reader(sheet).map_err(problem)?;
        let formats: Vec<(NumberFormat, NumberFormat)> = reader.styles().iter().map(formats).collect();
        let mut cells: Vec<String> = Vec::new();
        let mut row = 0;
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(problem)? {
            let (cell_row, column) = cell.get_position();
            if cell_row != row {
                table.push(row, &cells)?;
                cells.clear();
                row = cell_row;
            }
            let text = show(cell.get_value(), formats.get(style), epoch);
            if text.is_empty() {
                continue;
            }
            let column = column as usize;
            if column >= MAX_COLUMNS {
                return Err(Problem::Broken);
            }
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
        table.push(row, &cells)
    }
}

/// A style's format for plain numbers, and for those that are dates.
fn formats(style: &Style) -> (NumberFormat, NumberFormat) {
    match &style.number_format {
        Some(format) => (
            NumberFormat::parse(&format.format_code),
            NumberFormat::parse_date(&format.format_code),
        ),
        None => (NumberFormat::Plain, NumberFormat::parse_date("")),
    }
}

fn show(value: &DataRef<'_>, formats: Option<&(NumberFormat, NumberFormat)>, epoch: Epoch) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => formats.map_or_else(|| plain(*number), |(format, _)| format.show(*number, epoch)),
        DataRef::DateTime(days) => {
            let days = days.as_f64();
            formats.map_or_else(|| plain(days), |(_, format)| format.show(days, epoch))
        }
        DataRef::DateTimeIso(iso) => time::from_iso(iso),
        DataRef::DurationIso(iso) => time::from_iso_duration(iso).unwrap_or_else(|| iso.clone()),
        DataRef::Error(error) => error.to_string(),
    }
}

fn problem(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::Encrypted,
        XlsxError::WorksheetNotFound(_) => Problem::NoSuchSheet,
        XlsxError::Zip(error) => crate::archive::problem(error),
        _ => Problem::Broken,
    }
}
