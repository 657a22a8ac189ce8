//! What a source's first bytes tell of how it is written.

use crate::decode::Decoder;
use crate::protocol::Refusal;
use muster_shared::intake::{self, Dialect, Encoding, NotText, Sniffed};

/// The dialect that content shows.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) sniffed: Sniffed,
    /// The encoding follows from the bytes; else it is a guess.
    pub(crate) encoding_sure: bool,
}

/// Looks at a sample. `whole`: it is all there is.
///
/// # Errors
/// It isn't text.
pub(crate) async fn look(sample: &[u8], whole: bool) -> Result<Found, Refusal> {
    let (encoding, encoding_sure) = match intake::sniff(sample, whole) {
        Ok(sniffed) if is_utf8(sample) => {
            return Ok(Found {
                sniffed,
                encoding_sure: true,
            });
        }
        Ok(_) => match guess(sample).await {
            Some(encoding) => (encoding, false),
            None => (Encoding::Windows1252, false),
        },
        Err(NotText::Utf16) => (utf16(sample), true),
        Err(not_text) => return Err(Refusal::NotText(not_text)),
    };
    let mut sniffed = sniff_decoded(sample, encoding, whole)?;
    sniffed.dialect.encoding = encoding;
    Ok(Found { sniffed, encoding_sure })
}

fn sniff_decoded(sample: &[u8], encoding: Encoding, whole: bool) -> Result<Sniffed, Refusal> {
    let mut decoder = Decoder::new(Dialect {
        encoding,
        ..Dialect::default()
    })?;
    let mut text = Vec::new();
    decoder.push(sample, &mut text)?;
    if whole {
        decoder.finish(&mut text)?;
    }
    intake::sniff(&text, whole).map_err(Refusal::NotText)
}

/// The encoding of bytes that are neither Unicode nor ASCII.
async fn guess(_sample: &[u8]) -> Option<Encoding> {
    None
}

/// UTF-8, a character cut by the sample's end and a few damaged ones included. Bytes that no encoding has for a letter are damage.
fn is_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += chunk
            .invalid()
            .iter()
            .filter(|byte| !matches!(byte, 0xfe | 0xff))
            .count();
    }
    let cut = sample.utf8_chunks().last().map_or(0, |chunk| chunk.invalid().len());
    bad <= cut || good > 10 * bad
}

/// UTF-16 by its byte order mark; without one, the zeros of ASCII show it.
fn utf16(sample: &[u8]) -> Encoding {
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    match sample {
        [0xff, 0xfe, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] => Encoding::Utf16Be,
        _ if zeros(0) > zeros(1) => Encoding::Utf16Be,
        _ => Encoding::Utf16Le,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_told_from_other_bytes() {
        for (sample, utf8) in [
            (&b"Email,Name\n"[..], true),
            ("Málaga".as_bytes(), true),
            (&"Málaga".as_bytes()[..2], true),
            (b"a,\xff\xfeA\n", true),
            (b"M\xe1laga,b\n", false),
        ] {
            assert_eq!(is_utf8(sample), utf8, "{sample:?}");
        }
    }

    #[test]
    fn the_order_of_utf16_is_told_by_its_mark_or_its_zeros() {
        for (sample, encoding) in [
            (&b"\xff\xfeE\0"[..], Encoding::Utf16Le),
            (b"\xfe\xff\0E", Encoding::Utf16Be),
            (b"E\0m\0a\0", Encoding::Utf16Le),
            (b"\0E\0m\0a", Encoding::Utf16Be),
        ] {
            assert_eq!(utf16(sample), encoding, "{sample:?}");
        }
    }
}
