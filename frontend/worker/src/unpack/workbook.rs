//! Workbooks (XLSX, ODS): a sheet becomes text in CSV, a row a line.

use super::Unpacked;
use crate::flow::Content;
use crate::modules::{sheet_text, sheets};
use crate::protocol::{Container, ContainerProblem, Refusal};
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
    let sheet = match part {
        Some(part) => part.to_owned(),
        None => match sheets.first() {
            Some(first) => first.name.clone(),
            None => return Err(Refusal::Container(ContainerProblem::NothingToRead)),
        },
    };
    let text = sheet_text(blob, &sheet).await?;
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
