//! Workbooks (XLSX, ODS): a sheet becomes text in CSV, a row a line.

use super::Unpacked;
use crate::protocol::{ContainerProblem, Refusal};
use web_sys::Blob;

/// The kinds of files that are zip archives of many parts, by what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    Xlsx,
    Ods,
    /// One of no use here.
    Other {
        name: &'static str,
    },
}

impl Document {
    /// What an archive is of which these are the files; `None`: an archive and nothing more. `first`: its first bytes.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a str> + Clone, first: &[u8]) -> Option<Self> {
        let has = |start: &str| names.clone().any(|name| name.starts_with(start));
        if has("[Content_Types].xml") {
            return Some(match () {
                () if has("xl/") => Document::Xlsx,
                () if has("word/") => Document::Other {
                    name: "a Word document (.docx)",
                },
                () => Document::Other {
                    name: "an Office document",
                },
            });
        }
        if has("mimetype") && has("content.xml") {
            // The file's type stands first, and isn't packed (ODF 1.3, part 2, 3.3).
            const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
            let start = &first[..first.len().min(200)];
            return Some(match start.windows(SPREADSHEET.len()).any(|some| some == SPREADSHEET) {
                true => Document::Ods,
                false => Document::Other {
                    name: "an OpenDocument file other than a spreadsheet",
                },
            });
        }
        has("Index/").then_some(Document::Other {
            name: "a Numbers spreadsheet (.numbers)",
        })
    }
}

/// Opens a sheet; arguments as of [`super::unpack`].
pub(super) async fn open(_blob: &Blob, document: Document, _part: Option<&str>) -> Result<Unpacked, Refusal> {
    let name = match document {
        Document::Xlsx => "an Excel workbook (.xlsx)",
        Document::Ods => "an OpenDocument spreadsheet (.ods)",
        Document::Other { name } => name,
    };
    Err(Refusal::Container(ContainerProblem::NotRead { name: name.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_from_archives() {
        let ods = b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        for (names, first, document) in [
            (
                &["[Content_Types].xml", "xl/workbook.xml"][..],
                &b""[..],
                Some(Document::Xlsx),
            ),
            (
                &["xl/workbook.xml", "docProps/app.xml", "[Content_Types].xml"],
                b"",
                Some(Document::Xlsx),
            ),
            (&["mimetype", "content.xml"], ods, Some(Document::Ods)),
            (
                &["[Content_Types].xml", "word/document.xml"],
                b"",
                Some(Document::Other {
                    name: "a Word document (.docx)",
                }),
            ),
            (
                &["mimetype", "content.xml"],
                b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text",
                Some(Document::Other {
                    name: "an OpenDocument file other than a spreadsheet",
                }),
            ),
            (
                &["Index/Document.iwa", "preview.jpg"],
                b"",
                Some(Document::Other {
                    name: "a Numbers spreadsheet (.numbers)",
                }),
            ),
            (&["contacts.csv", "content.xml"], b"", None),
            (&[], b"", None),
        ] {
            assert_eq!(Document::of(names.iter().copied(), first), document, "{names:?}");
        }
    }
}
