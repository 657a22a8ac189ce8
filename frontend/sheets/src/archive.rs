//! The zip archive that a workbook is: what format it holds, and whether it may be unpacked.

use crate::Problem;
use muster_shared::limits::{UNPACKED_BYTES, UNPACKED_RATIO, UNPACKED_RATIO_FROM};
use std::io::Cursor;
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// The workbook's bytes, shared by those who read from them.
#[derive(Clone)]
pub(crate) struct Bytes(Rc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Xlsx,
    Ods,
}

/// The start of a compound file (MS-CFB 2.2): an old Excel workbook, or an encrypted new one.
const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The stream of a compound file that holds an encrypted workbook (MS-OFFCRYPTO 2.3.4.4).
const ENCRYPTED_STREAM: &str = "EncryptedPackage";

/// Looks at the archive's directory; nothing is unpacked yet.
///
/// # Errors
/// The archive can't be a workbook that is read here, or declares more than may be unpacked.
pub(crate) fn open(bytes: Vec<u8>) -> Result<(Bytes, Format), Problem> {
    if bytes.starts_with(COMPOUND_FILE) {
        let name: Vec<u8> = ENCRYPTED_STREAM.encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(match bytes.windows(name.len()).any(|window| window == name) {
            true => Problem::Encrypted,
            false => Problem::NotRead("an Excel workbook from before 2007 (.xls)"),
        });
    }
    let bytes = Bytes(Rc::new(bytes));
    let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(|_| Problem::Broken)?;
    let mut unpacked: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(problem)?;
        if entry.encrypted() {
            return Err(Problem::Encrypted);
        }
        unpacked = unpacked.saturating_add(entry.size());
    }
    if unpacked > most_unpacked(bytes.as_ref().len()) {
        return Err(Problem::TooLarge);
    }
    let format = format(&archive)?;
    Ok((bytes, format))
}

/// Bytes that an archive of `packed` bytes may unpack to.
pub(crate) fn most_unpacked(packed: usize) -> u64 {
    UNPACKED_BYTES.min(UNPACKED_RATIO_FROM.max((packed as u64).saturating_mul(UNPACKED_RATIO)))
}

fn format(archive: &ZipArchive<Cursor<Bytes>>) -> Result<Format, Problem> {
    // Some writers differ in case, or write the names with backslashes.
    let has = |end: &str| {
        archive
            .file_names()
            .flatten()
            .any(|name| name.replace('\\', "/").to_ascii_lowercase().ends_with(end))
    };
    if has("encrypted-package") {
        Err(Problem::Encrypted)
    } else if has("content.xml") {
        Ok(Format::Ods)
    } else if has("workbook.bin") {
        Err(Problem::NotRead("a binary Excel workbook (.xlsb)"))
    } else if has(".numbers") || has("index/document.iwa") {
        Err(Problem::NotRead("a Numbers spreadsheet"))
    } else if has("[content_types].xml") {
        Ok(Format::Xlsx)
    } else {
        Err(Problem::Broken)
    }
}

/// What a failure of the zip reader comes to.
pub(crate) fn problem(error: ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Problem::Encrypted,
        ZipError::UnsupportedArchive(_) => Problem::NotRead("a workbook with an unusual compression"),
        _ => Problem::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_archives_may_unpack_to_64_mib_and_none_to_more_than_4_gib() {
        assert_eq!(most_unpacked(0), 64 << 20);
        assert_eq!(most_unpacked(100), 64 << 20);
        assert_eq!(most_unpacked(1 << 20), 200 << 20);
        assert_eq!(most_unpacked(1 << 30), 4 << 30);
    }
}
