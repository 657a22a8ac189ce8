//! Files that hold no table as text: what they are, and what to do about it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a file can't be read as a table of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NotText {
    Empty,
    /// A format that is known, and not read.
    Format {
        format: Format,
    },
    /// Control characters that no text has so many of.
    Binary,
}

/// Formats that are known by their first bytes or by how their text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The binary workbook before 2007.
    Xls,
    Xlsb,
    /// A workbook of any kind behind a password.
    LockedWorkbook,
    Numbers,
    GoogleSheetsLink,
    /// The XML that Excel 2003 wrote.
    ExcelXml,
    Word,
    OpenDocumentText,
    Presentation,
    OutlookMessage,
    OutlookData,
    Rtf,
    Pdf,
    Png,
    Jpeg,
    Gif,
    /// WebP, TIFF, HEIC.
    Image,
    /// A web page; tables saved as one are often called `.xls`.
    Html,
    Json,
    Xml,
    VCard,
    Calendar,
    Ldif,
    SevenZip,
    Rar,
    Bzip2,
    Xz,
    Zstd,
    Tar,
    Sqlite,
    Access,
    Parquet,
    Utf32,
}

impl Format {
    /// With its article: `an Excel workbook (.xls)`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xls => "an Excel workbook of before 2007 (.xls)",
            Format::Xlsb => "a binary Excel workbook (.xlsb)",
            Format::LockedWorkbook => "a workbook with a password",
            Format::Numbers => "a Numbers spreadsheet (.numbers)",
            Format::GoogleSheetsLink => "a link to a Google spreadsheet",
            Format::ExcelXml => "an Excel workbook written as XML",
            Format::Word => "a Word document",
            Format::OpenDocumentText => "an OpenDocument text, not a spreadsheet",
            Format::Presentation => "a presentation",
            Format::OutlookMessage => "an Outlook message (.msg)",
            Format::OutlookData => "an Outlook data file (.pst)",
            Format::Rtf => "a document in rich text (.rtf)",
            Format::Pdf => "a PDF",
            Format::Png => "a PNG image",
            Format::Jpeg => "a JPEG image",
            Format::Gif => "a GIF image",
            Format::Image => "an image",
            Format::Html => "a web page (HTML)",
            Format::Json => "JSON",
            Format::Xml => "XML",
            Format::VCard => "a vCard (.vcf)",
            Format::Calendar => "a calendar (.ics)",
            Format::Ldif => "a directory's export (LDIF)",
            Format::SevenZip => "a 7z archive",
            Format::Rar => "a RAR archive",
            Format::Bzip2 => "a bzip2 archive",
            Format::Xz => "an xz archive",
            Format::Zstd => "a Zstandard archive",
            Format::Tar => "a tar archive",
            Format::Sqlite => "an SQLite database",
            Format::Access => "an Access database",
            Format::Parquet => "a Parquet file",
            Format::Utf32 => "a text in UTF-32",
        }
    }

    /// The way out, a sentence.
    pub fn advice(self) -> &'static str {
        match self {
            Format::Xls | Format::Xlsb | Format::ExcelXml => {
                "In Excel: File, Save as, Excel workbook (.xlsx) or CSV UTF-8, and choose that file."
            }
            Format::LockedWorkbook => {
                "Open it, take the password off (in Excel: File, Info, Protect workbook), save it, and choose it again."
            }
            Format::Numbers => "In Numbers: File, Export to, CSV or Excel, and choose that file.",
            Format::GoogleSheetsLink => {
                "In Google Sheets: File, Download, Comma-separated values, and choose that file."
            }
            Format::Html => {
                "If it shows a table, open it in Excel or another spreadsheet, save it as CSV UTF-8, and choose that file."
            }
            Format::VCard => {
                "Import it into an address book such as Google Contacts, export from there as CSV, and choose that file."
            }
            Format::OutlookMessage | Format::OutlookData => {
                "In Outlook: export the contacts as comma separated values, and choose that file."
            }
            Format::Json | Format::Xml | Format::Ldif => {
                "Where it comes from, export as CSV; or convert it into a table, and choose that file."
            }
            Format::Sqlite | Format::Access | Format::Parquet => "Export the table as CSV, and choose that file.",
            Format::SevenZip | Format::Rar | Format::Bzip2 | Format::Xz | Format::Zstd | Format::Tar => {
                "Unpack it and choose the file that was in it; .zip and .gz are read as they are."
            }
            Format::Utf32 => "Save it with the encoding UTF-8, and choose that file.",
            Format::Word
            | Format::OpenDocumentText
            | Format::Presentation
            | Format::Rtf
            | Format::Pdf
            | Format::Png
            | Format::Jpeg
            | Format::Gif
            | Format::Image
            | Format::Calendar => "Choose a CSV, TSV or TXT file, or a workbook (.xlsx, .ods).",
        }
    }
}

impl NotText {
    /// What is so, a sentence.
    pub fn title(&self) -> String {
        match self {
            NotText::Empty => "The file is empty.".to_owned(),
            NotText::Format { format } => format!("This is {}.", format.name()),
            NotText::Binary => "This isn't a text file.".to_owned(),
        }
    }

    /// What to do, a sentence.
    pub fn advice(&self) -> &'static str {
        match self {
            NotText::Empty => "Choose one with column names and rows.",
            NotText::Format { format } => format.advice(),
            NotText::Binary => {
                "It has bytes that no text has. Choose a CSV, TSV or TXT file, or a workbook (.xlsx, .ods)."
            }
        }
    }
}

impl From<Format> for NotText {
    fn from(format: Format) -> Self {
        NotText::Format { format }
    }
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.title(), self.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_so_then_what_to_do() {
        for (not_text, sentence) in [
            (
                NotText::Empty,
                "The file is empty. Choose one with column names and rows.",
            ),
            (
                Format::VCard.into(),
                "This is a vCard (.vcf). Import it into an address book such as Google Contacts, export from there as CSV, \
                 and choose that file.",
            ),
            (
                Format::Rar.into(),
                "This is a RAR archive. Unpack it and choose the file that was in it; .zip and .gz are read as they are.",
            ),
        ] {
            assert_eq!(not_text.to_string(), sentence);
        }
    }

    #[test]
    fn it_travels() {
        for not_text in [NotText::Empty, Format::SevenZip.into(), NotText::Binary] {
            let json = serde_json::to_string(&not_text).unwrap();
            assert_eq!(serde_json::from_str::<NotText>(&json).unwrap(), not_text, "{json}");
        }
    }
}
