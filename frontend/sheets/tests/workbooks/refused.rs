use crate::xlsx::minimal;
use crate::{archive, sheets, text};
use muster_sheets::{Problem, Workbook};
use proptest::prelude::*;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::sync::Once;

fn real() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("People").unwrap();
    for row in 0..200 {
        sheet.write(row, 0, format!("person{row}@x.example")).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_is_no_workbook_is_refused() {
    let compound = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    for (bytes, problem) in [
        (Vec::new(), Problem::Broken),
        (b"PK\x03\x04".to_vec(), Problem::Broken),
        (b"Email,City\n".to_vec(), Problem::Broken),
        (real()[..3000].to_vec(), Problem::Broken),
        (archive(&[("readme.txt", b"hello")]), Problem::Broken),
        (
            archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
            Problem::Broken,
        ),
        (
            archive(&[("content.xml", b"<office:document-content/>")]),
            Problem::NothingToRead,
        ),
        (compound("EncryptedPackage"), Problem::Encrypted),
        (
            compound("Workbook"),
            Problem::NotRead("an Excel workbook from before 2007 (.xls)"),
        ),
        (
            archive(&[("xl/workbook.bin", b"")]),
            Problem::NotRead("a binary Excel workbook (.xlsb)"),
        ),
    ] {
        assert_eq!(sheets(&bytes), Err(problem));
    }
}

#[test]
fn a_bomb_is_refused_by_its_directory() {
    let mut bytes = archive(&[("content.xml", b"<office:document-content/>")]);
    // The size that the directory declares (APPNOTE.TXT 4.3.12).
    let entry = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&(65_u32 << 20).to_le_bytes());
    assert_eq!(sheets(&bytes), Err(Problem::TooLarge));
}

thread_local! {
    /// Where this thread panicked last.
    static PANICKED_IN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Reads all of a workbook, as in the browser: a reader that breaks a rule of its own (calamine counts without looking) ends with
/// its worker there, and the workbook is said to be broken (`frontend/boot/workbook.js`). A panic of ours is a fault.
fn read_all(bytes: Vec<u8>) -> Result<(), Problem> {
    static NOTE: Once = Once::new();
    NOTE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let file = info.location().map(|place| place.file().to_owned());
            PANICKED_IN.set(file.unwrap_or_default());
            usual(info);
        }));
    });
    let reading = || {
        let mut book = Workbook::open(bytes)?;
        let names: Vec<String> = book.sheets().map(str::to_owned).collect();
        names.iter().try_for_each(|name| book.text(name, &mut |_| ()))
    };
    std::panic::catch_unwind(AssertUnwindSafe(reading)).unwrap_or_else(|_| {
        let file = PANICKED_IN.take();
        assert!(file.contains("/calamine-"), "a panic in {file}");
        Err(Problem::Broken)
    })
}

proptest! {
    #[test]
    fn a_damaged_workbook_is_read_or_refused(at in 0..6000_usize, byte in any::<u8>(), cut in 0..6000_usize) {
        let mut bytes = real();
        let len = bytes.len();
        bytes[at % len] = byte;
        if cut % 3 == 0 {
            bytes.truncate(cut % len);
        }
        let _ = read_all(bytes);
    }
}

#[test]
fn a_cell_beyond_any_sheet_is_refused() {
    for place in ["A9999999999", "AAAAAAAAAA2", "A4294967297", "XFE1", "A1048577", "A0"] {
        let sheet =
            format!(r#"<worksheet><sheetData><row><c r="{place}" t="str"><v>a</v></c></row></sheetData></worksheet>"#);
        assert_eq!(
            read_all(minimal("", "<styleSheet/>", &sheet)),
            Err(Problem::Broken),
            "{place}"
        );
    }
}

#[test]
fn the_undamaged_one_is_read() {
    assert_eq!(text(&real(), "People").unwrap().lines().count(), 200);
}
