//! Guesses which legacy encoding a text has: by chardetng, as Firefox does for pages without a label, and for Mac Roman, which
//! that doesn't know, by a rule of our own.

mod mac_roman;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use muster_shared::intake::Encoding;

/// The encoding that the bytes most likely have; they start a text that isn't UTF-8. `None`: nothing in them tells, or it is one
/// that isn't read.
pub fn guess(bytes: &[u8]) -> Option<Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // A text that is cut in the middle of a character is no worse for it.
    let telling = detector.feed(bytes, false);
    if mac_roman::is_likely(bytes) {
        return Some(Encoding::Macintosh);
    }
    let name = detector.guess(None, Utf8Detection::Deny).name();
    let found = match name {
        // GBK is the part of GB18030 that has two bytes.
        "GBK" => Some(Encoding::Gb18030),
        // Hebrew in the order in which it is read.
        "ISO-8859-8-I" => Some(Encoding::Iso8859_8),
        name => Encoding::ALL
            .into_iter()
            .find(|encoding| encoding.label().eq_ignore_ascii_case(name)),
    };
    found.filter(|encoding| telling || *encoding == Encoding::Iso2022Jp)
}

#[cfg(test)]
mod tests;
