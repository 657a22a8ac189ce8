//! Workbooks (XLSX, ODS): a sheet becomes text in CSV, a row a line.

use super::Unpacked;
use crate::flow::Content;
use crate::modules::{sheet_text, sheets};
use crate::protocol::{Container, ContainerProblem, Part, Refusal};
use web_sys::Blob;

/// Whether an archive is a workbook, by its files.
pub(super) fn is_workbook<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    let (mut office, mut open_document) = (0, 0);
    names.any(|name| {
        office += u8::from(matches!(name, "[Content_Types].xml" | "xl/workbook.xml"));
        open_document += u8::from(matches!(name, "mimetype" | "content.xml"));
        office == 2 || open_document == 2
    })
}

/// Opens a sheet; arguments as of [`super::unpack`].
pub(super) async fn open(blob: &Blob, part: Option<&str>) -> Result<Unpacked, Refusal> {
    let sheets = sheets(blob).await?;
    let (sheet, text) = match part {
        Some(part) => (part.to_owned(), sheet_text(blob, part).await?),
        None => first_filled(blob, &sheets).await?,
    };
    Ok(Unpacked {
        content: Content {
            blob: text,
            packing: None,
        },
        container: Some(Container::Workbook),
        parts: match sheets.len() {
            1 => Vec::new(),
            _ => sheets,
        },
        part: Some(sheet),
    })
}

/// The first sheet that has a value, and its text: what programs begin a workbook with is often left empty.
async fn first_filled(blob: &Blob, sheets: &[Part]) -> Result<(String, Blob), Refusal> {
    let nothing = Refusal::Container(ContainerProblem::NothingToRead);
    for sheet in sheets {
        match sheet_text(blob, &sheet.name).await {
            Err(refusal) if refusal == nothing => {}
            text => return Ok((sheet.name.clone(), text?)),
        }
    }
    Err(nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workbooks_are_told_from_archives() {
        for (names, workbook) in [
            (&["[Content_Types].xml", "xl/workbook.xml"][..], true),
            (&["xl/workbook.xml", "docProps/app.xml", "[Content_Types].xml"], true),
            (&["mimetype", "content.xml"], true),
            (&["mimetype", "[Content_Types].xml"], false),
            (&["contacts.csv", "content.xml"], false),
            (&[], false),
        ] {
            assert_eq!(is_workbook(names.iter().copied()), workbook, "{names:?}");
        }
    }
}
