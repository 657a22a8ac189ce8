//! A zip archive's directory, from bytes that are handed in (APPNOTE.TXT 6.3.10): where its entries are and how they are
//! packed. Zip64 and comments are understood; nothing here is trusted to be true, only to be well formed.

use crate::protocol::ContainerProblem;

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const LOCATOR_64_SIZE: usize = 20;
const END_64: &[u8] = b"PK\x06\x06";
/// Bytes of the zip64 end record that are looked at.
pub(super) const END_64_SIZE: u64 = 56;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
/// Bytes of a local header before its name.
pub(super) const LOCAL_SIZE: u64 = 30;
/// Bytes at the end of an archive that hold the end record, whatever its comment.
pub(super) const TAIL_BYTES: u64 = (END_SIZE + LOCATOR_64_SIZE) as u64 + u16::MAX as u64;

/// Strong encryption, of the AE-x kind too, says so in the method's place.
const METHOD_AES: u16 = 99;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_UTF8: u16 = 1 << 11;
const EXTRA_ZIP64: u16 = 0x0001;
const EXTRA_UNICODE_NAME: u16 = 0x7075;

/// Where the directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Directory {
    pub(super) start: u64,
    pub(super) bytes: u64,
    /// Bytes before the archive's own first byte (a self-extractor), which its offsets don't count.
    pub(super) shift: u64,
}

/// What the end of an archive says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Directory(Directory),
    /// The numbers don't fit; a second record, which starts here, has them.
    Zip64 {
        record: u64,
    },
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// 0: stored; 8: deflate.
    pub(super) method: u16,
    pub(super) encrypted: bool,
    /// Bytes in the archive.
    pub(super) packed: u64,
    /// Bytes of the file, as the directory says.
    pub(super) unpacked: u64,
    pub(super) crc: u32,
    /// Where its local header starts.
    pub(super) header: u64,
}

/// Finds the end record in `tail`, the last bytes of an archive of `size` bytes.
///
/// # Errors
/// [`ContainerProblem::Broken`] where there is none: the archive is cut off.
pub(super) fn find_end(tail: &[u8], size: u64) -> Result<End, ContainerProblem> {
    let last = tail.len().checked_sub(END_SIZE).ok_or(ContainerProblem::Broken)?;
    let at = (0..=last)
        .rev()
        .find(|&at| {
            tail[at..].starts_with(END)
                && u16_at(tail, at + 20).is_ok_and(|comment| at + END_SIZE + usize::from(comment) <= tail.len())
        })
        .ok_or(ContainerProblem::Broken)?;
    let (disk, entries) = (u16_at(tail, at + 4)?, u16_at(tail, at + 10)?);
    let (bytes, start) = (u32_at(tail, at + 12)?, u32_at(tail, at + 16)?);
    if let Some(locator) = at.checked_sub(LOCATOR_64_SIZE)
        && tail[locator..].starts_with(LOCATOR_64)
        && (entries == u16::MAX || bytes == u32::MAX || start == u32::MAX)
    {
        let record = u64_at(tail, locator + 8)?;
        return Ok(End::Zip64 { record });
    }
    if disk != 0 {
        return Err(ContainerProblem::NotRead {
            name: "a piece of a split zip archive".to_owned(),
        });
    }
    let end = size - (tail.len() - at) as u64;
    let (bytes, start) = (u64::from(bytes), u64::from(start));
    let shift = end
        .checked_sub(bytes)
        .and_then(|real| real.checked_sub(start))
        .ok_or(ContainerProblem::Broken)?;
    Ok(End::Directory(Directory {
        start: start + shift,
        bytes,
        shift,
    }))
}

/// Reads the zip64 end record; `size` as of [`find_end`].
///
/// # Errors
/// [`ContainerProblem::Broken`].
pub(super) fn read_end_64(record: &[u8], size: u64) -> Result<Directory, ContainerProblem> {
    if !record.starts_with(END_64) {
        return Err(ContainerProblem::Broken);
    }
    let (bytes, start) = (u64_at(record, 40)?, u64_at(record, 48)?);
    match start.checked_add(bytes) {
        Some(end) if end <= size => Ok(Directory { start, bytes, shift: 0 }),
        _ => Err(ContainerProblem::Broken),
    }
}

/// The entries of a directory, in its order; folders are left out.
///
/// # Errors
/// [`ContainerProblem::Broken`].
pub(super) fn read_entries(directory: &[u8], shift: u64) -> Result<Vec<Entry>, ContainerProblem> {
    let mut entries = Vec::new();
    let mut rest = directory;
    // Behind the entries there may be a signature.
    while rest.starts_with(ENTRY) {
        let (entry, bytes) = read_entry(rest, shift)?;
        rest = &rest[bytes..];
        if !entry.name.ends_with('/') {
            entries.push(entry);
        }
    }
    match entries.is_empty() && rest.len() == directory.len() && !directory.is_empty() {
        true => Err(ContainerProblem::Broken),
        false => Ok(entries),
    }
}

/// The first entry of `bytes`, and how many of them it takes.
fn read_entry(bytes: &[u8], shift: u64) -> Result<(Entry, usize), ContainerProblem> {
    let (flags, method) = (u16_at(bytes, 8)?, u16_at(bytes, 10)?);
    let (name, extra, comment) = (u16_at(bytes, 28)?, u16_at(bytes, 30)?, u16_at(bytes, 32)?);
    let name_end = ENTRY_SIZE + usize::from(name);
    let extra_end = name_end + usize::from(extra);
    let end = extra_end + usize::from(comment);
    if end > bytes.len() {
        return Err(ContainerProblem::Broken);
    }
    let (name, extra) = (&bytes[ENTRY_SIZE..name_end], &bytes[name_end..extra_end]);
    let mut entry = Entry {
        name: entry_name(name, flags, extra),
        method,
        encrypted: flags & FLAG_ENCRYPTED != 0 || method == METHOD_AES,
        packed: u32_at(bytes, 20)?.into(),
        unpacked: u32_at(bytes, 24)?.into(),
        crc: u32_at(bytes, 16)?,
        header: u32_at(bytes, 42)?.into(),
    };
    let mut large = extra_field(extra, EXTRA_ZIP64).unwrap_or_default();
    for number in [&mut entry.unpacked, &mut entry.packed, &mut entry.header] {
        if *number == u64::from(u32::MAX) && large.len() >= 8 {
            *number = u64_at(large, 0)?;
            large = &large[8..];
        }
    }
    entry.header = entry.header.checked_add(shift).ok_or(ContainerProblem::Broken)?;
    Ok((entry, end))
}

/// Where an entry's data starts: after its local header, of which `local` has the first [`LOCAL_SIZE`] bytes.
///
/// # Errors
/// [`ContainerProblem::Broken`].
pub(super) fn data_start(local: &[u8], header: u64) -> Result<u64, ContainerProblem> {
    if !local.starts_with(LOCAL) {
        return Err(ContainerProblem::Broken);
    }
    let (name, extra) = (u16_at(local, 26)?, u16_at(local, 28)?);
    Ok(header + LOCAL_SIZE + u64::from(name) + u64::from(extra))
}

/// Some archivers write UTF-8 without saying so; what isn't UTF-8 is in the code page of DOS.
fn entry_name(name: &[u8], flags: u16, extra: &[u8]) -> String {
    // Version (1 byte) and a checksum (4) stand before the name.
    let unicode = extra_field(extra, EXTRA_UNICODE_NAME).and_then(|field| std::str::from_utf8(field.get(5..)?).ok());
    match (unicode, std::str::from_utf8(name)) {
        (Some(name), _) | (None, Ok(name)) => name.to_owned(),
        (None, Err(_)) if flags & FLAG_UTF8 != 0 => String::from_utf8_lossy(name).into_owned(),
        (None, Err(_)) => name.iter().map(|byte| cp437(*byte)).collect(),
    }
}

fn cp437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                         αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(place) => UPPER.chars().nth(place.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// The content of the extra field `id`.
fn extra_field(mut extra: &[u8], id: u16) -> Option<&[u8]> {
    loop {
        let (found, bytes) = (u16_at(extra, 0).ok()?, u16_at(extra, 2).ok()?);
        let end = 4 + usize::from(bytes);
        let content = extra.get(4..end)?;
        if found == id {
            return Some(content);
        }
        extra = &extra[end..];
    }
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], ContainerProblem> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .copied()
        .ok_or(ContainerProblem::Broken)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, ContainerProblem> {
    bytes_at(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, ContainerProblem> {
    bytes_at(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Result<u64, ContainerProblem> {
    bytes_at(bytes, at).map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests;
