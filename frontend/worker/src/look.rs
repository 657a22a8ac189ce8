//! What a source's first bytes tell of how it is written.

use crate::decode::Decoder;
use crate::modules::guess_encoding;
use crate::protocol::Refusal;
use muster_shared::intake::{self, Dialect, Encoding, looks_like_mac_roman, sniff, unicode};

/// The dialect that content shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) dialect: Dialect,
    /// The encoding follows from the bytes; else it is a guess.
    pub(crate) encoding_sure: bool,
    /// Bytes of the byte order mark.
    pub(crate) bom: usize,
}

/// Looks at a sample of a text. `whole`: it is all there is; `name`: the file's.
///
/// # Errors
/// It isn't a table.
pub(crate) async fn look(sample: &[u8], whole: bool, name: &str) -> Result<Found, Refusal> {
    let intake::Found { encoding, bom, sure } = match unicode(sample, whole).map_err(Refusal::NotText)? {
        Some(found) => found,
        None => intake::Found {
            encoding: likely(sample).await,
            bom: 0,
            sure: false,
        },
    };
    let text = decoded(&sample[bom..], encoding, whole)?;
    let sniffed = sniff(&text, whole, Some(name)).map_err(Refusal::NotText)?;
    Ok(Found {
        dialect: Dialect {
            encoding,
            ..sniffed.dialect
        },
        encoding_sure: sure,
        bom,
    })
}

/// The encoding of bytes that are neither Unicode nor ASCII.
async fn likely(sample: &[u8]) -> Encoding {
    if looks_like_mac_roman(sample) {
        return Encoding::Macintosh;
    }
    guess_encoding(sample).await.unwrap_or(Encoding::Windows1252)
}

fn decoded(sample: &[u8], encoding: Encoding, whole: bool) -> Result<Vec<u8>, Refusal> {
    if encoding == Encoding::Utf8 {
        return Ok(sample.to_vec());
    }
    let mut text = Vec::new();
    let mut decoder = Decoder::new(
        Dialect {
            encoding,
            ..Dialect::default()
        },
        0,
    )?;
    decoder.push(sample, &mut text)?;
    if whole {
        decoder.finish(&mut text)?;
    }
    Ok(text)
}
