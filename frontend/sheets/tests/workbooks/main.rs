//! Whole workbooks, as programs write them, through to their CSV.
#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

mod ods;
mod refused;
mod xlsx;

use muster_sheets::{Problem, Workbook};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A sheet's text, its lines joined by `\n`.
fn text(workbook: &[u8], sheet: &str) -> Result<String, Problem> {
    let mut text = Vec::new();
    Workbook::open(workbook.to_vec())?.text(sheet, &mut |piece| text.extend_from_slice(piece))?;
    Ok(String::from_utf8(text).unwrap().replace("\r\n", "\n"))
}

fn sheets(workbook: &[u8]) -> Result<Vec<String>, Problem> {
    Ok(Workbook::open(workbook.to_vec())?.sheets().map(str::to_owned).collect())
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
