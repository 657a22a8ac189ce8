//! What is in the file that was chosen: text as it is, or within gzip, a zip archive or a workbook.

mod archive;
mod gauge;
mod inflate;
mod workbook;
mod zip;

pub(crate) use inflate::{Inflater, Packing};

use crate::fingerprint::Ends;
use crate::flow::Content;
use crate::protocol::{Container, ContainerProblem, Part, Refusal};
use web_sys::Blob;

/// What is read of the file that was chosen.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked {
    pub(crate) content: Content,
    pub(crate) container: Option<Container>,
    /// Empty where there is no choice.
    pub(crate) parts: Vec<Part>,
    /// The one of `content`.
    pub(crate) part: Option<String>,
}

/// Opens a file. `part`: which file or sheet of it; `None` takes the one that most likely has the contacts.
///
/// # Errors
/// There is nothing in it that can be read.
pub(crate) async fn unpack(blob: &Blob, ends: &Ends, part: Option<&str>) -> Result<Unpacked, Refusal> {
    match Wrapping::of(&ends.first) {
        Wrapping::None => Ok(Unpacked::whole(blob, None, None)),
        Wrapping::Gzip => Ok(Unpacked::whole(blob, Some(Packing::Gzip), Some(Container::Gzip))),
        Wrapping::Zip => archive::open(blob, ends, part).await,
        Wrapping::Compound if ends.have(ENCRYPTED_PACKAGE) => Err(Refusal::Container(ContainerProblem::Encrypted)),
        Wrapping::Compound => Ok(Unpacked::whole(blob, None, None)),
    }
}

impl Unpacked {
    fn whole(blob: &Blob, packing: Option<Packing>, container: Option<Container>) -> Self {
        Self {
            content: Content {
                blob: blob.clone(),
                packing,
            },
            container,
            parts: Vec::new(),
            part: None,
        }
    }
}

/// How Office names an encrypted workbook within its compound file ([MS-OFFCRYPTO] 2.3.4.4): in UTF-16.
const ENCRYPTED_PACKAGE: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// A container, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapping {
    None,
    Gzip,
    /// Also the wrapping of workbooks.
    Zip,
    /// The file system within a file that old Office formats, and encrypted new ones, are in.
    Compound,
}

impl Wrapping {
    fn of(first: &[u8]) -> Self {
        match first {
            [0x1f, 0x8b, 8, ..] => Wrapping::Gzip,
            // A file, the end record of an empty archive, and a split archive.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Wrapping::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Wrapping::Compound,
            _ => Wrapping::None,
        }
    }
}

/// Refuses what is packed once more. `container`: what `first` came out of.
///
/// # Errors
/// [`ContainerProblem::NotRead`].
pub(crate) fn refuse_nested(first: &[u8], container: Option<Container>) -> Result<(), ContainerProblem> {
    /// Where a tar archive's first header has its mark (POSIX.1-1988, ustar).
    const TAR_MARK: std::ops::Range<usize> = 257..262;
    let not_read = |name: &str| Err(ContainerProblem::NotRead { name: name.to_owned() });
    if first.get(TAR_MARK) == Some(b"ustar") {
        return not_read("a tar archive");
    }
    match (container, Wrapping::of(first)) {
        (None, _) | (_, Wrapping::None | Wrapping::Compound) => Ok(()),
        (Some(_), Wrapping::Gzip | Wrapping::Zip) => not_read("an archive or a workbook within an archive"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_twice_is_named() {
        let mut tar = vec![b'x'; 512];
        tar[257..262].copy_from_slice(b"ustar");
        for (first, container, fine) in [
            (&b"Email,Name\n"[..], Some(Container::Gzip), true),
            (b"", Some(Container::Zip), true),
            (b"PK\x03\x04", Some(Container::Zip), false),
            (b"PK\x03\x04", Some(Container::Gzip), false),
            (b"\x1f\x8b\x08\x00", Some(Container::Zip), false),
            (&tar, Some(Container::Gzip), false),
            (&tar, None, false),
        ] {
            assert_eq!(refuse_nested(first, container).is_ok(), fine, "{first:?}");
        }
    }
}
