use crate::{archive, sheets, text};
use muster_sheets::{Problem, Workbook};
use proptest::prelude::*;

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

proptest! {
    #[test]
    fn a_damaged_workbook_is_read_or_refused(at in 0..6000_usize, byte in any::<u8>(), cut in 0..6000_usize) {
        let mut bytes = real();
        let len = bytes.len();
        bytes[at % len] = byte;
        if cut % 3 == 0 {
            bytes.truncate(cut % len);
        }
        if let Ok(mut book) = Workbook::open(bytes) {
            let names: Vec<String> = book.sheets().map(str::to_owned).collect();
            for name in names {
                let _ = book.text(&name, &mut |_| ());
            }
        }
    }
}

#[test]
fn the_undamaged_one_is_read() {
    assert_eq!(text(&real(), "People").unwrap().lines().count(), 200);
}
