//! OpenDocument spreadsheets (ODF 1.3 part 3, chapter 9): one sheet's cells, straight from the stream. A cell of ODF holds its
//! value and beside it the text that was shown, so that no number format has to be read.

mod cell;

use self::cell::Cell;
use crate::Problem;
use crate::archive::{self, Bytes};
use crate::table::{MAX_COLUMNS, Table};
use crate::workbook::Sheet;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;

pub(crate) struct Book(ZipArchive<Cursor<Bytes>>);

impl Book {
    /// Opens a spreadsheet and lists its sheets.
    ///
    /// # Errors
    /// It is encrypted, or its content can't be read.
    pub(crate) fn open(bytes: Bytes) -> Result<(Self, Vec<Sheet>), Problem> {
        let mut book = Self(ZipArchive::new(Cursor::new(bytes)).map_err(archive::problem)?);
        if book.is_encrypted()? {
            return Err(Problem::Encrypted);
        }
        let sheets = list(&mut book.entry("content.xml")?)?;
        Ok((book, sheets))
    }

    /// Reads a sheet into the table.
    ///
    /// # Errors
    /// The sheet can't be read to its end.
    pub(crate) fn read(&mut self, sheet: &str, table: &mut Table) -> Result<(), Problem> {
        let mut xml = self.entry("content.xml")?;
        let mut buffer = Vec::new();
        loop {
            match next(&mut xml, &mut buffer)? {
                Event::Start(start) if start.name().as_ref() == "table:table" => {
                    if attribute(&start, "table:name")?.as_deref() == Some(sheet) {
                        return read_rows(&mut xml, table);
                    }
                    skip(&mut xml, start)?;
                }
                Event::Eof => return Err(Problem::NoSuchSheet),
                _ => {}
            }
        }
    }

    fn entry(&mut self, name: &str) -> Result<Reader<impl BufRead>, Problem> {
        let entry = self.0.by_name(name).map_err(archive::problem)?;
        let mut xml = Reader::from_reader(BufReader::new(entry));
        xml.config_mut().expand_empty_elements = true;
        Ok(xml)
    }

    /// Whether the manifest says that entries are encrypted (ODF 1.3 part 2, 3.4.1).
    fn is_encrypted(&mut self) -> Result<bool, Problem> {
        let Ok(mut xml) = self.entry("META-INF/manifest.xml") else {
            return Ok(false);
        };
        let mut buffer = Vec::new();
        loop {
            match next(&mut xml, &mut buffer)? {
                Event::Start(start) if start.local_name().as_ref() == "encryption-data" => return Ok(true),
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
    }
}

fn list(xml: &mut Reader<impl BufRead>) -> Result<Vec<Sheet>, Problem> {
    let (mut sheets, mut buffer) = (Vec::new(), Vec::new());
    let (mut style, mut hidden_styles) = (None, HashSet::new());
    loop {
        match next(xml, &mut buffer)? {
            Event::Start(start) => match start.name().as_ref() {
                "style:style" => style = attribute(&start, "style:name")?,
                "style:table-properties" if attribute(&start, "table:display")?.as_deref() == Some("false") => {
                    hidden_styles.extend(style.take());
                }
                "table:table" => {
                    let hidden =
                        attribute(&start, "table:style-name")?.is_some_and(|style| hidden_styles.contains(&style));
                    if let Some(name) = attribute(&start, "table:name")? {
                        sheets.push(Sheet { name, hidden });
                    }
                    skip(xml, start)?;
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// Reads the rows of the table whose start was read.
fn read_rows(xml: &mut Reader<impl BufRead>, table: &mut Table) -> Result<(), Problem> {
    let mut buffer = Vec::new();
    let mut row: u32 = 0;
    loop {
        match next(xml, &mut buffer)? {
            Event::Start(start) => match start.name().as_ref() {
                "table:table-row" => {
                    let repeated = repeated(&start, "table:number-rows-repeated")?;
                    let cells = read_cells(xml)?;
                    let rows = if cells.is_empty() { 0 } else { repeated };
                    for index in 0..rows {
                        table.push(row.saturating_add(index), &cells)?;
                    }
                    row = row.saturating_add(repeated);
                }
                // Groups of rows and columns; what floats above the cells.
                "table:table-header-rows" | "table:table-row-group" | "table:table-rows" => {}
                _ => skip(xml, start)?,
            },
            Event::End(end) if end.name().as_ref() == "table:table" => return Ok(()),
            Event::Eof => return Err(Problem::Broken),
            _ => {}
        }
    }
}

/// The cells of the row whose start was read, without the empty ones at its end.
fn read_cells(xml: &mut Reader<impl BufRead>) -> Result<Vec<String>, Problem> {
    let mut buffer = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let mut column: usize = 0;
    loop {
        match next(xml, &mut buffer)? {
            Event::Start(start) => {
                let repeated = repeated(&start, "table:number-columns-repeated")? as usize;
                // A covered cell lies under a merged one: nobody sees its value.
                let text = match start.name().as_ref() {
                    "table:table-cell" => Cell::new(&start)?.read(xml)?,
                    _ => {
                        skip(xml, start)?;
                        String::new()
                    }
                };
                let end = column.saturating_add(repeated);
                if !text.is_empty() {
                    if end > MAX_COLUMNS {
                        return Err(Problem::Broken);
                    }
                    cells.resize(column, String::new());
                    cells.resize(end, text);
                }
                column = end;
            }
            Event::End(_) => return Ok(cells),
            Event::Eof => return Err(Problem::Broken),
            _ => {}
        }
    }
}

fn repeated(start: &BytesStart<'_>, name: &str) -> Result<u32, Problem> {
    match attribute(start, name)? {
        Some(number) => number.parse().map_err(|_| Problem::Broken),
        None => Ok(1),
    }
}

fn next<'b>(xml: &mut Reader<impl BufRead>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Problem> {
    buffer.clear();
    xml.read_event_into(buffer).map_err(|_| Problem::Broken)
}

/// Passes over the rest of an element.
fn skip(xml: &mut Reader<impl BufRead>, start: BytesStart<'_>) -> Result<(), Problem> {
    let end = start.to_end().into_owned();
    xml.read_to_end_into(end.name(), &mut Vec::new())
        .map(drop)
        .map_err(|_| Problem::Broken)
}

/// An attribute by its usual prefixed name, which all writers use.
fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Problem> {
    let attribute = start.try_get_attribute(name).map_err(|_| Problem::Broken)?;
    attribute
        .map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map(String::from))
        .transpose()
        .map_err(|_| Problem::Broken)
}
