use super::*;
use proptest::prelude::*;

/// An entry of a directory as an archiver writes it, with the numbers that tests turn.
#[derive(Clone, Copy)]
struct Written<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    packed: u32,
    unpacked: u32,
    header: u32,
    extra: &'a [u8],
}

const PLAIN: Written<'_> = Written {
    name: b"a.csv",
    flags: 0,
    method: 8,
    packed: 10,
    unpacked: 30,
    header: 0,
    extra: b"",
};

impl Written<'_> {
    fn bytes(self) -> Vec<u8> {
        let mut bytes = ENTRY.to_vec();
        for number in [20, 20, self.flags, self.method, 0, 0] {
            bytes.extend(number.to_le_bytes());
        }
        for number in [0xdead_beef, self.packed, self.unpacked] {
            bytes.extend(number.to_le_bytes());
        }
        for number in [self.name.len() as u16, self.extra.len() as u16, 3, 0, 0, 0, 0] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.header.to_le_bytes());
        bytes.extend(self.name);
        bytes.extend(self.extra);
        bytes.extend(b"any");
        bytes
    }

    fn read(self) -> Entry {
        read_entries(&self.bytes(), 0).unwrap().remove(0)
    }
}

fn end(entries: u16, bytes: u32, start: u32, comment: &[u8]) -> Vec<u8> {
    let mut end = END.to_vec();
    for number in [0, 0, entries, entries] {
        end.extend(number.to_le_bytes());
    }
    end.extend(bytes.to_le_bytes());
    end.extend(start.to_le_bytes());
    end.extend((comment.len() as u16).to_le_bytes());
    end.extend(comment);
    end
}

fn field(id: u16, content: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes()[..], &(content.len() as u16).to_le_bytes(), content].concat()
}

#[test]
fn the_directory_is_found_before_any_comment() {
    let long = [b'c'; 65_535];
    for (before, comment, shift) in [
        (1_000, &b""[..], 0),
        (1_000, b"a comment", 0),
        (1_000, b"PK\x05\x06 is not an end", 0),
        (1_000, &long, 0),
        (1_300, b"", 300),
    ] {
        let tail = [vec![b'x'; before], vec![b'd'; 50], end(1, 50, 1_000, comment)].concat();
        let directory = Directory {
            start: 1_000 + shift,
            bytes: 50,
            shift,
        };
        let size = tail.len() as u64;
        assert_eq!(find_end(&tail, size), Ok(End::Directory(directory)));
        // Most often only the last bytes are at hand.
        let known = &tail[before - 10..];
        assert_eq!(find_end(known, size), Ok(End::Directory(directory)));
    }
}

#[test]
fn a_cut_or_a_split_archive_is_refused() {
    let whole = [vec![b'd'; 50], end(1, 50, 0, b"")].concat();
    for cut in 0..whole.len() {
        assert_eq!(find_end(&whole[..cut], cut as u64), Err(ContainerProblem::Broken));
    }
    // The directory would start before the archive.
    assert_eq!(find_end(&end(1, 50, 0, b""), 22), Err(ContainerProblem::Broken));
    let mut split = whole;
    split[50 + 4] = 1;
    assert!(matches!(find_end(&split, 72), Err(ContainerProblem::NotRead { .. })));
}

#[test]
fn zip64_has_its_numbers_in_a_second_record() {
    let locator = [LOCATOR_64, &[0; 4], &5_000_000_000_u64.to_le_bytes(), &[1, 0, 0, 0]].concat();
    let tail = [locator, end(u16::MAX, u32::MAX, u32::MAX, b"comment")].concat();
    assert_eq!(find_end(&tail, 6_000_000_000), Ok(End::Zip64 { record: 5_000_000_000 }));

    let mut record = END_64.to_vec();
    record.resize(40, 0);
    record.extend(700_u64.to_le_bytes());
    record.extend(4_999_999_300_u64.to_le_bytes());
    let directory = Directory {
        start: 4_999_999_300,
        bytes: 700,
        shift: 0,
    };
    assert_eq!(read_end_64(&record, 6_000_000_000), Ok(directory));
    assert_eq!(read_end_64(&record, 4_000_000_000), Err(ContainerProblem::Broken));
    assert_eq!(read_end_64(&record[..50], 6_000_000_000), Err(ContainerProblem::Broken));

    let sizes = [9_000_000_000_u64, 8_000_000_000, 7_000_000_000]
        .map(u64::to_le_bytes)
        .concat();
    let entry = Written {
        packed: u32::MAX,
        unpacked: u32::MAX,
        header: u32::MAX,
        extra: &[field(0x5455, b"time"), field(EXTRA_ZIP64, &sizes)].concat(),
        ..PLAIN
    }
    .read();
    assert_eq!(
        (entry.unpacked, entry.packed, entry.header),
        (9_000_000_000, 8_000_000_000, 7_000_000_000)
    );
    // Only what doesn't fit stands there.
    let entry = Written {
        header: u32::MAX,
        extra: &field(EXTRA_ZIP64, &sizes[..8]),
        ..PLAIN
    }
    .read();
    assert_eq!((entry.unpacked, entry.packed, entry.header), (30, 10, 9_000_000_000));
}

#[test]
fn entries_are_read_and_folders_left_out() {
    let folder = Written {
        name: b"folder/",
        ..PLAIN
    };
    // A data descriptor (flag 3) changes the local header alone: the directory has the numbers.
    let descriptor = Written {
        name: b"folder/b.csv",
        flags: 8,
        header: 70,
        ..PLAIN
    };
    let bytes = [
        folder.bytes(),
        PLAIN.bytes(),
        descriptor.bytes(),
        b"PK\x05\x05sig".to_vec(),
    ]
    .concat();
    let entries = read_entries(&bytes, 300).unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.name.as_str(),
                entry.header,
                entry.packed,
                entry.unpacked,
                entry.crc,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a.csv", 300, 10, 30, 0xdead_beef),
            ("folder/b.csv", 370, 10, 30, 0xdead_beef)
        ]
    );
    assert_eq!(read_entries(b"", 0), Ok(Vec::new()));
    assert_eq!(read_entries(b"no directory", 0), Err(ContainerProblem::Broken));
    let cut = PLAIN.bytes();
    assert_eq!(read_entries(&cut[..cut.len() - 1], 0), Err(ContainerProblem::Broken));
}

#[test]
fn encryption_is_seen() {
    for (flags, method, encrypted) in [
        (0, 8, false),
        (1, 8, true),
        (9, 0, true),
        (0, METHOD_AES, true),
        (0x808, 8, false),
    ] {
        let entry = Written { flags, method, ..PLAIN };
        assert_eq!(entry.read().encrypted, encrypted, "{flags} {method}");
    }
}

#[test]
fn names_are_utf8_or_of_dos() {
    let unicode = field(EXTRA_UNICODE_NAME, "\u{1}\0\0\0\0Málaga.csv".as_bytes());
    for (name, flags, extra, expected) in [
        (&b"plain.csv"[..], 0, &b""[..], "plain.csv"),
        ("Málaga.csv".as_bytes(), FLAG_UTF8, b"", "Málaga.csv"),
        // As macOS writes it.
        ("Málaga.csv".as_bytes(), 0, b"", "Málaga.csv"),
        (b"M\xa0laga\x9b.csv", 0, b"", "Málaga¢.csv"),
        (b"\xff", 0, b"", "\u{a0}"),
        (b"M\xa0laga.csv", FLAG_UTF8, b"", "M\u{fffd}laga.csv"),
        (b"M_laga.csv", 0, &unicode, "Málaga.csv"),
    ] {
        let entry = Written {
            name,
            flags,
            extra,
            ..PLAIN
        };
        assert_eq!(entry.read().name, expected);
    }
}

#[test]
fn data_starts_after_the_local_name_and_extra() {
    let mut local = LOCAL.to_vec();
    local.resize(26, 0);
    local.extend([5, 0, 28, 0]);
    assert_eq!(data_start(&local, 100), Ok(163));
    assert_eq!(data_start(&local[..29], 100), Err(ContainerProblem::Broken));
    assert_eq!(data_start(b"XX\x03\x04", 100), Err(ContainerProblem::Broken));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        kind in 0_usize..4,
    ) {
        let bytes = [[END, END_64, ENTRY, LOCAL][kind], &bytes[..]].concat();
        let size = bytes.len() as u64;
        let _ = find_end(&bytes, size);
        let _ = read_end_64(&bytes, size);
        let _ = read_entries(&bytes, size);
        let _ = data_start(&bytes, size);
    }
}
