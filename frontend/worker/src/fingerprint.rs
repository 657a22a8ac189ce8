//! What a file is recognised by, without reading all of it.

use crate::protocol::Refusal;
use crate::source::read_slice;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use web_sys::Blob;

/// Bytes taken from each end of the file.
const END_BYTES: u64 = 1 << 20;

/// A file's size, and what it is recognised by: of a file under a MiB, both ends are the whole file.
///
/// # Errors
/// [`Refusal::Unreadable`].
pub(crate) async fn fingerprint(blob: &Blob) -> Result<(u64, String), Refusal> {
    let size = blob.size() as u64;
    let first = read_slice(blob, 0, size.min(END_BYTES)).await?;
    let last = match size <= END_BYTES {
        true => first.clone(),
        false => read_slice(blob, size - END_BYTES, size).await?,
    };
    Ok((size, of_ends(size, &first, &last)))
}

/// SHA-256 over the size (8 bytes, little-endian), the first and the last MiB, in lower-case hex.
fn of_ends(size: u64, first: &[u8], last: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(size.to_le_bytes());
    digest.update(first);
    digest.update(last);
    hex(&digest.finalize())
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha256_in_hex() {
        // FIPS 180-4, example "abc".
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn size_and_both_ends_tell_files_apart() {
        let prints = [
            of_ends(3, b"abc", b"abc"),
            of_ends(4, b"abc", b"abc"),
            of_ends(3, b"abd", b"abc"),
            of_ends(3, b"abc", b"abd"),
        ];
        assert!(
            prints.iter().enumerate().all(|(i, print)| !prints[..i].contains(print)),
            "{prints:?}"
        );
        assert_eq!(prints[0], of_ends(3, b"abc", b"abc"));
    }
}
