//! From the bytes of any encoding to those that the splitter takes: UTF-8, with a delimiter of one byte.

use crate::protocol::Refusal;
use muster_shared::intake::{Dialect, Encoding};
use std::borrow::Cow;
use web_sys::{TextDecodeOptions, TextDecoder};

/// In place of what the encoding doesn't have. UTF-8 never has it, so the splitter names the row.
const UNREADABLE: u8 = 0xff;
const UNIT_SEPARATOR: char = '\u{1f}';
/// Bytes of text that may be held back for the next chunk.
const HELD_BYTES: usize = 64 << 10;

/// Decodes one file, chunk by chunk.
pub(crate) struct Decoder {
    decoder: TextDecoder,
    rewriter: Rewriter,
}

impl Decoder {
    /// # Errors
    /// The browser doesn't know the encoding.
    pub(crate) fn new(dialect: Dialect) -> Result<Self, Refusal> {
        // As the standard has it, byte order marks are left out, and what can't be decoded becomes U+FFFD.
        let decoder = TextDecoder::new_with_label(dialect.encoding.label()).map_err(|_| cannot(dialect.encoding))?;
        Ok(Self {
            decoder,
            rewriter: Rewriter::new(dialect),
        })
    }

    /// Appends to `out` what `bytes` say.
    ///
    /// # Errors
    /// The browser's decoder gave up.
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refusal> {
        let text = self.decode(bytes, true)?;
        self.rewriter.push(&text, out);
        Ok(())
    }

    /// Appends to `out` what was held back: half a character, most often.
    ///
    /// # Errors
    /// As of [`Self::push`].
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        let text = self.decode(&[], false)?;
        self.rewriter.push(&text, out);
        self.rewriter.finish(out);
        Ok(())
    }

    fn decode(&self, bytes: &[u8], more: bool) -> Result<String, Refusal> {
        let options = TextDecodeOptions::new();
        options.set_stream(more);
        self.decoder
            .decode_with_u8_array_and_options(bytes, &options)
            .map_err(|_| Refusal::Unreadable {
                message: "The browser couldn't decode the file. Choose it again.".to_owned(),
            })
    }
}

fn cannot(encoding: Encoding) -> Refusal {
    Refusal::Unreadable {
        message: format!(
            "This browser can't read {}. Save the file as CSV UTF-8, and choose that.",
            encoding.name()
        ),
    }
}

/// Writes decoded text as the splitter takes it.
struct Rewriter {
    /// A delimiter outside of ASCII, which becomes [`UNIT_SEPARATOR`].
    delimiter: Option<char>,
    mend: bool,
    /// The end of the text so far, which the next chunk may belong to.
    held: String,
}

impl Rewriter {
    fn new(dialect: Dialect) -> Self {
        Self {
            delimiter: (!dialect.delimiter.is_ascii()).then_some(dialect.delimiter),
            mend: dialect.mend,
            held: String::new(),
        }
    }

    fn push(&mut self, text: &str, out: &mut Vec<u8>) {
        if !self.mend {
            return self.write(text, out);
        }
        self.held.push_str(text);
        let held = std::mem::take(&mut self.held);
        let (settled, open) = held.split_at(settled(&held));
        self.write(&mend(settled), out);
        open.clone_into(&mut self.held);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        let held = std::mem::take(&mut self.held);
        self.write(&mend(&held), out);
    }

    fn write(&self, text: &str, out: &mut Vec<u8>) {
        out.reserve(text.len());
        let mut from = 0;
        for (at, found) in text.match_indices(|c| self.stands_in(c).is_some()) {
            out.extend_from_slice(&text.as_bytes()[from..at]);
            out.extend(found.chars().filter_map(|c| self.stands_in(c)));
            from = at + found.len();
        }
        out.extend_from_slice(&text.as_bytes()[from..]);
    }

    /// The byte in place of a character; `None` where it stays.
    fn stands_in(&self, c: char) -> Option<u8> {
        match c {
            char::REPLACEMENT_CHARACTER => Some(UNREADABLE),
            // A real one would cut the value.
            UNIT_SEPARATOR if self.delimiter.is_some() => Some(UNREADABLE),
            c if Some(c) == self.delimiter => Some(UNIT_SEPARATOR as u8),
            _ => None,
        }
    }
}

/// Bytes of `text` that what follows can't change: UTF-8 once taken for Windows-1252 is made of characters outside of ASCII alone.
fn settled(text: &str) -> usize {
    match text.rfind(|c: char| c.is_ascii()) {
        Some(last) => last + 1,
        // Never more than this is held; a border within a garbled character leaves that one as it is.
        None if text.len() > HELD_BYTES => text.len(),
        None => 0,
    }
}

/// Puts UTF-8 right that was once taken for Windows-1252.
fn mend(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the chunks of a text are written as.
    fn written(dialect: Dialect, chunks: &[&str]) -> Vec<u8> {
        let mut rewriter = Rewriter::new(dialect);
        let mut out = Vec::new();
        for chunk in chunks {
            rewriter.push(chunk, &mut out);
        }
        rewriter.finish(&mut out);
        out
    }

    #[test]
    fn what_cannot_be_decoded_is_no_utf8_and_all_else_stays() {
        let utf16 = Dialect {
            encoding: Encoding::Utf16Le,
            ..Dialect::default()
        };
        for (text, bytes) in [
            ("Málaga,東京,😀\r\n", "Málaga,東京,😀\r\n".as_bytes()),
            ("a\u{fffd}b,\u{fffd}\n", b"a\xffb,\xff\n"),
            ("a\u{1f}b\u{fefd}", "a\u{1f}b\u{fefd}".as_bytes()),
            ("", b""),
        ] {
            assert_eq!(written(utf16, &[text]), bytes, "{text:?}");
        }
    }

    #[test]
    fn a_delimiter_outside_of_ascii_becomes_one_byte() {
        for (delimiter, text, bytes) in [
            ('§', "a§b§\n", &b"a\x1fb\x1f\n"[..]),
            ('§', "a§b\u{1f}c\n", b"a\x1fb\xffc\n"),
            ('§', "é§\u{fffd}", b"\xc3\xa9\x1f\xff"),
            ('、', "a、b", b"a\x1fb"),
        ] {
            let dialect = Dialect {
                delimiter,
                ..Dialect::default()
            };
            assert_eq!(written(dialect, &[text]), bytes, "{text:?}");
        }
    }

    #[test]
    fn to_be_mended_text_is_cut_after_ascii_alone() {
        for (text, expected) in [("", 0), ("abc", 3), ("aÃ", 1), ("FranÃ§ois,Ã", 11 + 1), ("Ã", 0)] {
            assert_eq!(settled(text), expected, "{text:?}");
        }
        let long = "Ã".repeat(HELD_BYTES);
        assert_eq!(settled(&long), long.len());
    }

    #[test]
    fn text_to_be_mended_comes_through_in_order_and_whole() {
        let dialect = Dialect {
            mend: true,
            ..Dialect::default()
        };
        let text = "n,é\n東,京\n😀,\u{fffd}é";
        let chunks: Vec<String> = text.chars().map(String::from).collect();
        let chunks: Vec<&str> = chunks.iter().map(String::as_str).collect();
        assert_eq!(
            written(dialect, &chunks),
            "n,é\n東,京\n😀,\u{0}é"
                .as_bytes()
                .iter()
                .map(|b| if *b == 0 { 0xff } else { *b })
                .collect::<Vec<_>>()
        );
    }
}
