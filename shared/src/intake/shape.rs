//! What a file is, by its first bytes and its name: text, something that text is wrapped in, or neither.

use super::{Format, NotText};

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text, as far as the first bytes of known formats tell.
    Text,
    Gzip,
    /// An archive that is no workbook.
    Zip,
    Xlsx,
    Ods,
    NotText(NotText),
}

/// Formats by how they begin, those that the name has no say in.
const BEGINNINGS: [(&[u8], Format); 24] = [
    (b"%PDF", Format::Pdf),
    (b"\x89PNG", Format::Png),
    (b"\xff\xd8\xff", Format::Jpeg),
    (b"GIF8", Format::Gif),
    (b"II*\0", Format::Image),
    (b"MM\0*", Format::Image),
    (b"{\\rtf", Format::Rtf),
    (b"7z\xbc\xaf\x27\x1c", Format::SevenZip),
    (b"Rar!\x1a\x07", Format::Rar),
    (b"BZh1AY&SY", Format::Bzip2),
    (b"BZh9", Format::Bzip2),
    (b"\xfd7zXZ\0", Format::Xz),
    (b"\x28\xb5\x2f\xfd", Format::Zstd),
    (b"!BDN", Format::OutlookData),
    (b"SQLite format 3\0", Format::Sqlite),
    (b"\0\x01\0\0Standard ", Format::Access),
    (b"PAR1", Format::Parquet),
    // Excel before it wrote compound files: the record that begins a sheet, version 2 to 5.
    (b"\x09\x00\x04\x00", Format::Xls),
    (b"\x09\x02\x06\x00", Format::Xls),
    (b"\x09\x04\x06\x00", Format::Xls),
    (b"\x09\x08\x08\x00", Format::Xls),
    (b"\x09\x08\x10\x00", Format::Xls),
    (b"\xff\xfe\0\0", Format::Utf32),
    (b"\0\0\xfe\xff", Format::Utf32),
];

/// Finds out what a file is. `first`: its first bytes, some tens of thousands if it has so many; `name`: the file's, for what
/// bytes don't tell apart.
pub fn shape(first: &[u8], name: Option<&str>) -> Shape {
    let name = name.unwrap_or_default().to_lowercase();
    let named = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if first.is_empty() {
        return Shape::NotText(NotText::Empty);
    }
    if first.starts_with(b"\x1f\x8b") {
        return Shape::Gzip;
    }
    if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
        return zip(first, &named);
    }
    if first.starts_with(b"\xd0\xcf\x11\xe0") {
        return Shape::NotText(compound(first, &named).into());
    }
    let known = BEGINNINGS.iter().find(|(beginning, _)| first.starts_with(beginning));
    if let Some((_, format)) = known {
        return Shape::NotText((*format).into());
    }
    let at = |place: usize, needle: &[u8]| first.get(place..).is_some_and(|rest| rest.starts_with(needle));
    let riff = first.starts_with(b"RIFF") && at(8, b"WEBP");
    if riff || at(4, b"ftyphei") || at(4, b"ftypavif") || at(4, b"ftypmif1") {
        return Shape::NotText(Format::Image.into());
    }
    if at(257, b"ustar") {
        return Shape::NotText(Format::Tar.into());
    }
    if named(&[".gsheet"]) && first.trim_ascii_start().starts_with(b"{") {
        return Shape::NotText(Format::GoogleSheetsLink.into());
    }
    Shape::Text
}

/// A zip is many things. What it holds stands as names between the packed bytes.
fn zip(first: &[u8], named: &dyn Fn(&[&str]) -> bool) -> Shape {
    let has = |needle: &[u8]| memchr::memmem::find(first, needle).is_some();
    // An OpenDocument file begins with its type, not packed.
    let kind = b"mimetypeapplication/vnd.oasis.opendocument.";
    if let Some(at) = memchr::memmem::find(&first[..first.len().min(256)], kind) {
        let kind = &first[at + kind.len()..];
        return match kind {
            _ if kind.starts_with(b"spreadsheet") => Shape::Ods,
            _ if kind.starts_with(b"text") => Shape::NotText(Format::OpenDocumentText.into()),
            _ => Shape::NotText(Format::Presentation.into()),
        };
    }
    let office = has(b"[Content_Types].xml");
    match () {
        () if has(b"xl/workbook.bin") || named(&[".xlsb"]) => Shape::NotText(Format::Xlsb.into()),
        () if named(&[".numbers"]) || has(b"Index/Document.iwa") => Shape::NotText(Format::Numbers.into()),
        () if office && has(b"word/") => Shape::NotText(Format::Word.into()),
        () if office && has(b"ppt/") => Shape::NotText(Format::Presentation.into()),
        () if has(b"xl/workbook.xml") || has(b"xl/worksheets/") || office => Shape::Xlsx,
        () if named(&[".xlsx", ".xlsm", ".xltx", ".xltm"]) => Shape::Xlsx,
        () if named(&[".ods", ".ots"]) => Shape::Ods,
        () => Shape::Zip,
    }
}

/// Microsoft's compound file: the old workbook, and others; also the wrapping of a new workbook with a password.
fn compound(first: &[u8], named: &dyn Fn(&[&str]) -> bool) -> Format {
    // Names in its directory are UTF-16.
    let wide = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let has = |name: &str| memchr::memmem::find(first, &wide(name)).is_some();
    match () {
        () if has("EncryptedPackage") || named(&[".xlsx", ".xlsm", ".xlsb"]) => Format::LockedWorkbook,
        () if has("WordDocument") || named(&[".doc", ".dot"]) => Format::Word,
        () if has("PowerPoint Document") || named(&[".ppt", ".pps"]) => Format::Presentation,
        () if has("__properties_version1.0") || named(&[".msg"]) => Format::OutlookMessage,
        () => Format::Xls,
    }
}

/// Text that is no table, by how it begins: what `text` says without the byte order mark.
pub(super) fn format_of_text(text: &str) -> Option<Format> {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let then = |after: usize| text.get(after..).unwrap_or_default().trim_start().chars().next();
    match text.chars().next()? {
        'B' | 'b' if begins("BEGIN:VCARD") => Some(Format::VCard),
        'B' | 'b' if begins("BEGIN:VCALENDAR") => Some(Format::Calendar),
        'd' | 'v' if (begins("dn: ") && text.contains("\nobjectClass:")) || begins("version: 1\ndn:") => {
            Some(Format::Ldif)
        }
        '{' if matches!(then(1), Some('"' | '}')) => Some(Format::Json),
        '[' if matches!(then(1), Some('{' | '"' | '[')) => Some(Format::Json),
        '<' => markup(text),
        _ => None,
    }
}

fn markup(text: &str) -> Option<Format> {
    let start: String = text.chars().take(2_000).flat_map(char::to_lowercase).collect();
    if start.contains("urn:schemas-microsoft-com:office:spreadsheet") && !start.contains("<html") {
        return Some(Format::ExcelXml);
    }
    let html = [
        "<!doctype html",
        "<html",
        "<head",
        "<meta",
        "<body",
        "<table",
        "<style",
        "<div",
        "<script",
    ];
    if html.iter().any(|tag| start.starts_with(tag)) || start.contains("<html") || start.contains("<!doctype html") {
        return Some(Format::Html);
    }
    // `<ana@x.example>` may begin a list of addresses; a tag has no @.
    let tag = start.split('>').next().unwrap_or_default();
    let named = start[1..].starts_with(|c: char| c == '?' || c == '!' || c.is_ascii_alphabetic());
    (named && !tag.contains('@') && start.contains("</") || start.starts_with("<?xml")).then_some(Format::Xml)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn not(format: Format) -> Shape {
        Shape::NotText(format.into())
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let office = "PK\x03\x04\x14\0[Content_Types].xml ";
        let wide = |name: &str| -> Vec<u8> {
            let name = name.encode_utf16().flat_map(u16::to_le_bytes);
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                .iter()
                .copied()
                .chain(name)
                .collect()
        };
        let tar = [vec![b'a'; 257], b"ustar\0".to_vec()].concat();
        let cases: Vec<(Vec<u8>, &str, Shape)> = vec![
            (b"Email,Name\n".to_vec(), "a.csv", Shape::Text),
            (b"Email,Name\n".to_vec(), "a.xlsx", Shape::Text),
            (b"\xff\xfeE\0m\0".to_vec(), "a.csv", Shape::Text),
            (Vec::new(), "a.csv", Shape::NotText(NotText::Empty)),
            (b"\x1f\x8b\x08\0".to_vec(), "a.csv.gz", Shape::Gzip),
            (b"\x1f\x8b\x08\0".to_vec(), "a.csv", Shape::Gzip),
            (b"PK\x03\x04\x14\0a.csv".to_vec(), "a.zip", Shape::Zip),
            (b"PK\x05\x06\0\0".to_vec(), "a.zip", Shape::Zip),
            (format!("{office}xl/workbook.xml").into(), "a.zip", Shape::Xlsx),
            (office.into(), "a.csv", Shape::Xlsx),
            (b"PK\x03\x04\x14\0docProps/".to_vec(), "a.xlsm", Shape::Xlsx),
            (format!("{office}xl/workbook.bin").into(), "a.xlsb", not(Format::Xlsb)),
            (format!("{office}word/document.xml").into(), "a.docx", not(Format::Word)),
            (
                format!("{office}ppt/slides").into(),
                "a.pptx",
                not(Format::Presentation),
            ),
            (
                b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK".to_vec(),
                "a",
                Shape::Ods,
            ),
            (
                b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.textPK".to_vec(),
                "a",
                not(Format::OpenDocumentText),
            ),
            (
                b"PK\x03\x04..Index/Document.iwa".to_vec(),
                "a.zip",
                not(Format::Numbers),
            ),
            (b"PK\x03\x04..Data/".to_vec(), "a.numbers", not(Format::Numbers)),
            (wide("Workbook"), "a.xls", not(Format::Xls)),
            (wide("EncryptedPackage"), "a.xls", not(Format::LockedWorkbook)),
            (wide(""), "a.xlsx", not(Format::LockedWorkbook)),
            (wide(""), "old.doc", not(Format::Word)),
            (wide("__properties_version1.0"), "a", not(Format::OutlookMessage)),
            (b"\x09\x08\x10\0\0\x06\x05\0".to_vec(), "a.xls", not(Format::Xls)),
            (b"%PDF-1.7".to_vec(), "a.csv", not(Format::Pdf)),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "a.csv", not(Format::Png)),
            (b"\xff\xd8\xff\xe0".to_vec(), "a.csv", not(Format::Jpeg)),
            (b"GIF89a".to_vec(), "a.csv", not(Format::Gif)),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "a.csv", not(Format::Image)),
            (b"\0\0\0\x18ftypheic".to_vec(), "a.csv", not(Format::Image)),
            (b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), "a.7z", not(Format::SevenZip)),
            (b"Rar!\x1a\x07\x01\0".to_vec(), "a.rar", not(Format::Rar)),
            (b"BZh91AY&SY".to_vec(), "a.bz2", not(Format::Bzip2)),
            (b"\xfd7zXZ\0".to_vec(), "a.xz", not(Format::Xz)),
            (b"\x28\xb5\x2f\xfd".to_vec(), "a.zst", not(Format::Zstd)),
            (tar, "a.tar", not(Format::Tar)),
            (b"SQLite format 3\0".to_vec(), "a.db", not(Format::Sqlite)),
            (b"{\\rtf1\\ansi".to_vec(), "a.txt", not(Format::Rtf)),
            (
                b"{\"url\": \"https://\"}".to_vec(),
                "a.gsheet",
                not(Format::GoogleSheetsLink),
            ),
            (b"\xff\xfe\0\0E\0\0\0".to_vec(), "a.csv", not(Format::Utf32)),
        ];
        for (first, name, expected) in cases {
            assert_eq!(shape(&first, Some(name)), expected, "{name}: {}", first.escape_ascii());
        }
    }

    #[test]
    fn text_that_is_no_table_is_known_by_how_it_begins() {
        for (text, expected) in [
            ("BEGIN:VCARD\r\nVERSION:3.0\r\n", Some(Format::VCard)),
            ("\u{feff}BEGIN:VCALENDAR\n", Some(Format::Calendar)),
            ("dn: cn=ana\nobjectClass: person\n", Some(Format::Ldif)),
            ("{\"email\": \"a@x.example\"}\n{\"email\": 1}", Some(Format::Json)),
            ("[\n  {\"email\": 1}]", Some(Format::Json)),
            (
                "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">",
                Some(Format::Html),
            ),
            ("\n<table border=1><tr><td>Email</td>", Some(Format::Html)),
            ("<!DOCTYPE html>\n<title>Log in</title>", Some(Format::Html)),
            (
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Some(Format::ExcelXml),
            ),
            ("<?xml version=\"1.0\"?><people/>", Some(Format::Xml)),
            ("<people><person>Ana</person></people>", Some(Format::Xml)),
            ("<ana@x.example>,Ana\n", None),
            ("[Name],Email\n", None),
            ("{name};email\n", None),
            ("Email,Name\n", None),
            ("Begin,End\n", None),
            ("dn,objectClass\n", None),
            ("", None),
        ] {
            assert_eq!(format_of_text(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(first in any::<Vec<u8>>(), text in any::<String>()) {
            shape(&first, Some(&text));
            format_of_text(&text);
            format_of_text(&format!("<{text}"));
        }
    }
}
