//! Opens a zip archive: reads its directory, and finds the bytes of one of its files.

use super::Unpacked;
use super::gauge::weigh;
use super::inflate::Packing;
use super::workbook;
use super::zip::{self, Directory, End, Entry};
use crate::flow::Content;
use crate::protocol::{Container, ContainerProblem, Part, Refusal};
use crate::source::read_slice;
use web_sys::Blob;

/// Bytes of a directory: a hundred thousand files.
const DIRECTORY_BYTES: u64 = 16 << 20;
/// Endings of files that are tables.
const TABLE_ENDINGS: [&str; 4] = [".csv", ".tsv", ".txt", ".tab"];

/// Opens an archive; arguments as of [`super::unpack`].
pub(super) async fn open(blob: &Blob, part: Option<&str>) -> Result<Unpacked, Refusal> {
    let size = blob.size() as u64;
    let directory = find_directory(blob, size).await?;
    if directory.bytes > DIRECTORY_BYTES {
        return Err(Refusal::Container(ContainerProblem::TooLarge));
    }
    let bytes = read_slice(blob, directory.start, directory.start + directory.bytes).await?;
    let entries = zip::read_entries(&bytes, directory.shift).map_err(Refusal::Container)?;
    if workbook::is_workbook(entries.iter().map(|entry| entry.name.as_str())) {
        return workbook::open(blob, part).await;
    }
    let entries: Vec<Entry> = entries.into_iter().filter(|entry| is_of_people(&entry.name)).collect();
    let entry = choose(&entries, part).map_err(Refusal::Container)?;
    let content = content(blob, size, entry).await?;
    let parts = match entries.len() {
        1 => Vec::new(),
        _ => entries.iter().map(as_part).collect(),
    };
    Ok(Unpacked {
        content,
        container: Some(Container::Zip),
        parts,
        part: Some(entry.name.clone()),
    })
}

async fn find_directory(blob: &Blob, size: u64) -> Result<Directory, Refusal> {
    let tail = read_slice(blob, size.saturating_sub(zip::TAIL_BYTES), size).await?;
    let record = match zip::find_end(&tail, size).map_err(Refusal::Container)? {
        End::Directory(directory) => return Ok(directory),
        End::Zip64 { record } => record,
    };
    let end = record.saturating_add(zip::END_64_SIZE).min(size);
    let bytes = read_slice(blob, record.min(end), end).await?;
    zip::read_end_64(&bytes, size).map_err(Refusal::Container)
}

/// Where a file's bytes are, and how they are packed.
async fn content(blob: &Blob, size: u64, entry: &Entry) -> Result<Content, Refusal> {
    let packing = packing(entry).map_err(Refusal::Container)?;
    let local = read_slice(
        blob,
        entry.header.min(size),
        entry.header.saturating_add(zip::LOCAL_SIZE).min(size),
    )
    .await?;
    let start = zip::data_start(&local, entry.header).map_err(Refusal::Container)?;
    let end = start
        .checked_add(entry.packed)
        .filter(|end| *end <= size)
        .ok_or(Refusal::Container(ContainerProblem::Broken))?;
    let blob = blob
        .slice_with_f64_and_f64(start as f64, end as f64)
        .map_err(|_| Refusal::Container(ContainerProblem::Broken))?;
    Ok(Content { blob, packing })
}

/// How an entry is packed; `None`: it isn't.
fn packing(entry: &Entry) -> Result<Option<Packing>, ContainerProblem> {
    if entry.encrypted {
        return Err(ContainerProblem::Encrypted);
    }
    match entry.method {
        0 if entry.packed == entry.unpacked => Ok(None),
        0 => Err(ContainerProblem::Broken),
        8 => {
            // What it says of itself is enough to refuse it; it is weighed again while it is unpacked.
            weigh(entry.packed, entry.unpacked)?;
            Ok(Some(Packing::Deflate {
                crc: entry.crc,
                bytes: entry.unpacked,
            }))
        }
        method => Err(ContainerProblem::NotRead {
            name: format!("a zip archive packed with {}", method_name(method)),
        }),
    }
}

/// APPNOTE.TXT 4.4.5.
fn method_name(method: u16) -> String {
    let name = match method {
        1 => "Shrink",
        6 => "Implode",
        9 => "Deflate64",
        12 => "BZIP2",
        14 => "LZMA",
        93 => "Zstandard",
        95 => "XZ",
        98 => "PPMd",
        _ => return format!("method {method}"),
    };
    name.to_owned()
}

/// Whether people put the file there, and not their computer.
fn is_of_people(name: &str) -> bool {
    let mut steps = name.split(['/', '\\']);
    let hidden = |step: &str| step.starts_with('.') && step != "." && step != "..";
    !steps.clone().any(hidden) && steps.next() != Some("__MACOSX")
}

/// The entry of that name; without one, the first that is called as tables are, else the largest.
fn choose<'a>(entries: &'a [Entry], part: Option<&str>) -> Result<&'a Entry, ContainerProblem> {
    if let Some(part) = part {
        let named = entries.iter().find(|entry| entry.name == part);
        return named.ok_or_else(|| ContainerProblem::NoSuchPart { part: part.to_owned() });
    }
    let is_table = |entry: &&Entry| {
        let name = entry.name.to_ascii_lowercase();
        TABLE_ENDINGS.iter().any(|ending| name.ends_with(ending))
    };
    entries
        .iter()
        .find(is_table)
        .or_else(|| entries.iter().max_by_key(|entry| entry.unpacked))
        .ok_or(ContainerProblem::NothingToRead)
}

fn as_part(entry: &Entry) -> Part {
    Part {
        name: entry.name.clone(),
        bytes: Some(entry.unpacked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, unpacked: u64) -> Entry {
        Entry {
            name: name.to_owned(),
            method: 8,
            encrypted: false,
            packed: unpacked / 2,
            unpacked,
            crc: 7,
            header: 0,
        }
    }

    #[test]
    fn the_part_that_most_likely_has_the_contacts_is_chosen() {
        for (names, part, chosen) in [
            (&["contacts"][..], None, Ok("contacts")),
            (&["readme.pdf", "B.CSV", "a.csv"], None, Ok("B.CSV")),
            (&["a.csv", "b.csv"], Some("b.csv"), Ok("b.csv")),
            (&["a", "longer"], None, Ok("longer")),
            (&[], None, Err(ContainerProblem::NothingToRead)),
            (
                &["a.csv"],
                Some("c.csv"),
                Err(ContainerProblem::NoSuchPart {
                    part: "c.csv".to_owned(),
                }),
            ),
        ] {
            let entries: Vec<Entry> = names.iter().map(|name| entry(name, name.len() as u64)).collect();
            let found = choose(&entries, part).map(|entry| entry.name.as_str());
            assert_eq!(found, chosen, "{names:?} {part:?}");
        }
    }

    #[test]
    fn files_that_computers_leave_behind_are_left_out() {
        for (name, fine) in [
            ("contacts.csv", true),
            ("folder/contacts.csv", true),
            ("./contacts.csv", true),
            ("__MACOSX/._contacts.csv", false),
            ("folder/.DS_Store", false),
            (".git/config", false),
            ("v1.2/a.b.csv", true),
        ] {
            assert_eq!(is_of_people(name), fine, "{name}");
        }
    }

    #[test]
    fn only_stored_and_deflated_files_are_read() {
        let with = |method, encrypted| Entry {
            method,
            encrypted,
            ..entry("a.csv", 100)
        };
        assert_eq!(
            packing(&with(8, false)),
            Ok(Some(Packing::Deflate { crc: 7, bytes: 100 }))
        );
        assert_eq!(packing(&with(8, true)), Err(ContainerProblem::Encrypted));
        assert_eq!(packing(&with(99, true)), Err(ContainerProblem::Encrypted));
        // 50 bytes that are to be 100, and aren't packed.
        assert_eq!(packing(&with(0, false)), Err(ContainerProblem::Broken));
        let stored = Entry {
            packed: 100,
            ..with(0, false)
        };
        assert_eq!(packing(&stored), Ok(None));
        let named = ContainerProblem::NotRead {
            name: "a zip archive packed with LZMA".to_owned(),
        };
        assert_eq!(packing(&with(14, false)), Err(named));
        assert_eq!(packing(&entry("bomb.csv", 5 << 30)), Err(ContainerProblem::TooLarge));
        let bomb = Entry {
            packed: 1 << 20,
            ..entry("bomb.csv", 1 << 30)
        };
        assert_eq!(packing(&bomb), Err(ContainerProblem::TooLarge));
    }
}
