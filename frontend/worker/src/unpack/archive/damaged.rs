//! Archives of which a few bytes are not what they were: opened from memory, in the steps in which [`super::open`] reads a file.

use super::{Entry, choose, is_of_people, packing};
use crate::protocol::ContainerProblem;
use crate::unpack::inflate::Inflater;
use crate::unpack::zip::{self, End};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use proptest::prelude::*;
use proptest::sample::Index;
use std::io::Write;

/// The archive's chosen file: its bytes, and the checksum that its directory says they have, where one is looked at.
fn open(archive: &[u8]) -> Result<(Vec<u8>, Option<u32>), ContainerProblem> {
    let size = archive.len() as u64;
    let slice = |from: u64, to: u64| &archive[from.min(size) as usize..to.min(size).max(from.min(size)) as usize];
    let directory = match zip::find_end(slice(size.saturating_sub(zip::TAIL_BYTES), size), size)? {
        End::Directory(directory) => directory,
        End::Zip64 { record } => zip::read_end_64(slice(record, record.saturating_add(zip::END_64_SIZE)), size)?,
    };
    assert!(
        directory.start + directory.bytes <= size,
        "the directory is in the archive"
    );
    let entries = zip::read_entries(
        slice(directory.start, directory.start + directory.bytes),
        directory.shift,
    )?;
    let entries: Vec<Entry> = entries.into_iter().filter(|entry| is_of_people(&entry.name)).collect();
    let entry = choose(&entries, None)?;
    let packing = packing(entry)?;
    let local = slice(entry.header, entry.header.saturating_add(zip::LOCAL_SIZE));
    let start = zip::data_start(local, entry.header)?;
    let end = start
        .checked_add(entry.packed)
        .filter(|end| *end <= size)
        .ok_or(ContainerProblem::Broken)?;
    let packed = slice(start, end);
    match packing {
        None => Ok((packed.to_vec(), None)),
        Some(packing) => Ok((unpack(Inflater::new(packing), packed)?, Some(entry.crc))),
    }
}

fn unpack(mut inflater: Inflater, packed: &[u8]) -> Result<Vec<u8>, ContainerProblem> {
    let (mut at, mut out) = (0, Vec::new());
    loop {
        match inflater.step(&packed[at..])? {
            (0, []) => break,
            (taken, bytes) => {
                at += taken;
                out.extend_from_slice(bytes);
            }
        }
    }
    inflater.finish()?;
    Ok(out)
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Numbers as an archive has them.
fn shorts<const N: usize>(numbers: [u16; N]) -> Vec<u8> {
    numbers.into_iter().flat_map(u16::to_le_bytes).collect()
}

fn longs<const N: usize>(numbers: [u32; N]) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

fn giants<const N: usize>(numbers: [u64; N]) -> Vec<u8> {
    numbers.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// An archive of two files, the first stored, the second packed if that is asked; with `zip64` its numbers stand in the larger
/// fields.
fn archive(text: &[u8], packs: bool, zip64: bool) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, text, packs) in [("readme.md", &b"one"[..], false), ("folder/a.csv", text, packs)] {
        let content = if packs { deflate(text) } else { text.to_vec() };
        let header = archive.len() as u64;
        let (packed, unpacked) = (content.len() as u64, text.len() as u64);
        let extra = match zip64 {
            true => [shorts([1, 24]), giants([unpacked, packed, header])].concat(),
            false => Vec::new(),
        };
        let number = |number: u64| if zip64 { u32::MAX } else { number as u32 };
        let packing = [
            shorts([if packs { 8 } else { 0 }, 0, 0]),
            longs([checksum(text), number(packed), number(unpacked)]),
        ]
        .concat();
        archive.extend(
            [
                &b"PK\x03\x04\x14\0\0\0"[..],
                &packing,
                &shorts([name.len() as u16, 0]),
                name.as_bytes(),
                &content,
            ]
            .concat(),
        );
        let lengths = shorts([name.len() as u16, extra.len() as u16, 0, 0, 0, 0, 0]);
        let header = longs([number(header)]);
        directory.extend(
            [
                &b"PK\x01\x02\x14\0\x14\0\0\0"[..],
                &packing,
                &lengths,
                &header,
                name.as_bytes(),
                &extra,
            ]
            .concat(),
        );
    }
    let (start, bytes) = (archive.len() as u64, directory.len() as u64);
    archive.append(&mut directory);
    archive.extend(end(start, bytes, zip64));
    archive
}

fn deflate(text: &[u8]) -> Vec<u8> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

/// What follows the directory: `bytes` of it, from `start`.
fn end(start: u64, bytes: u64, zip64: bool) -> Vec<u8> {
    let short = |entries: u16, bytes: u32, start: u32| {
        [
            b"PK\x05\x06".to_vec(),
            shorts([0, 0, entries, entries]),
            longs([bytes, start]),
            shorts([0]),
        ]
        .concat()
    };
    if !zip64 {
        return short(2, bytes as u32, start as u32);
    }
    let record = [b"PK\x06\x06".to_vec(), vec![0; 36], giants([bytes, start])].concat();
    let locator = [b"PK\x06\x07\0\0\0\0".to_vec(), giants([start + bytes]), longs([1])].concat();
    [record, locator, short(u16::MAX, u32::MAX, u32::MAX)].concat()
}

/// One thing that happens to bytes.
#[derive(Clone, Debug)]
enum Damage {
    Byte(Index, u8),
    /// Four bytes, as of a number, at once.
    Number(Index, u32),
    Lost(Index, usize),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        6 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        3 => (any::<Index>(), prop_oneof![Just(u32::MAX), Just(0), Just(1 << 31), any::<u32>()]).prop_map(|(at, number)| Damage::Number(at, number)),
        1 => (any::<Index>(), 1_usize..20).prop_map(|(at, bytes)| Damage::Lost(at, bytes)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

impl Damage {
    fn happen(self, bytes: &mut Vec<u8>) {
        let place = |at: Index| at.index(bytes.len());
        match self {
            _ if bytes.is_empty() => {}
            Damage::Byte(at, byte) => {
                let at = place(at);
                bytes[at] = byte;
            }
            Damage::Number(at, number) => {
                let at = place(at);
                bytes
                    .iter_mut()
                    .skip(at)
                    .zip(number.to_le_bytes())
                    .for_each(|(byte, new)| *byte = new);
            }
            Damage::Lost(at, count) => {
                let at = place(at);
                bytes.drain(at..bytes.len().min(at + count));
            }
            Damage::Cut(at) => {
                let at = place(at);
                bytes.truncate(at);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn an_archive_as_it_was_gives_its_table(text in prop::collection::vec(any::<u8>(), 0..300), packs in any::<bool>(), zip64 in any::<bool>()) {
        let (out, _) = open(&archive(&text, packs, zip64)).unwrap();
        prop_assert_eq!(out, text);
    }

    #[test]
    fn a_damaged_one_is_refused_or_gives_what_its_checksum_says(
        text in "([a-z]{0,9},){0,40}",
        packs in any::<bool>(),
        zip64 in any::<bool>(),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let mut archive = archive(text.as_bytes(), packs, zip64);
        damages.into_iter().for_each(|damage| damage.happen(&mut archive));
        if let Ok((out, crc)) = open(&archive) {
            prop_assert!(out.len() <= archive.len() * 1100, "{} of {}", out.len(), archive.len());
            prop_assert!(crc.is_none_or(|crc| crc == checksum(&out)));
        }
    }
}
