//! From the bytes of any encoding to those that the splitter takes: UTF-8, with a delimiter of one byte.

use crate::delimit::Delimiting;
use crate::protocol::Refusal;
use muster_shared::intake::garbled::{mend, open_end};
use muster_shared::intake::{Dialect, Encoding};
use web_sys::{TextDecodeOptions, TextDecoder};

/// In place of what the encoding doesn't have. UTF-8 never has it, so the splitter names the row.
const UNREADABLE: u8 = 0xff;
const UNIT_SEPARATOR: char = '\u{1f}';

/// Decodes one file, chunk by chunk.
pub(crate) struct Decoder {
    decoder: TextDecoder,
    rewriter: Rewriter,
    /// Of the byte order mark, still to be left out.
    skip: usize,
}

impl Decoder {
    /// `bom`: bytes to leave out at the start.
    ///
    /// # Errors
    /// The browser doesn't know the encoding.
    pub(crate) fn new(dialect: Dialect, bom: usize) -> Result<Self, Refusal> {
        // As the standard has it, what can't be decoded becomes U+FFFD.
        let decoder = TextDecoder::new_with_label(dialect.encoding.label()).map_err(|_| cannot(dialect.encoding))?;
        Ok(Self {
            decoder,
            rewriter: Rewriter::new(dialect),
            skip: bom,
        })
    }

    /// Appends to `out` what `bytes` say.
    ///
    /// # Errors
    /// The browser's decoder gave up.
    pub(crate) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Refusal> {
        let left_out = self.skip.min(bytes.len());
        self.skip -= left_out;
        let text = self.decode(&bytes[left_out..], true)?;
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
    /// Finds a delimiter outside of ASCII, which becomes [`UNIT_SEPARATOR`].
    delimiting: Option<Delimiting>,
    mend: bool,
    /// The end of the text so far, which the next chunk may belong to.
    held: String,
}

impl Rewriter {
    fn new(dialect: Dialect) -> Self {
        Self {
            delimiting: (!dialect.delimiter.is_ascii()).then(|| Delimiting::new(dialect)),
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
        let (settled, open) = held.split_at(held.len() - open_end(&held));
        self.write(&mend(settled), out);
        open.clone_into(&mut self.held);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        let held = std::mem::take(&mut self.held);
        self.write(&mend(&held), out);
    }

    fn write(&mut self, text: &str, out: &mut Vec<u8>) {
        out.reserve(text.len());
        match &mut self.delimiting {
            Some(delimiting) => write_delimited(delimiting, text, out),
            None => write_plain(text, out),
        }
    }
}

fn write_plain(text: &str, out: &mut Vec<u8>) {
    let mut from = 0;
    for (at, found) in text.match_indices(char::REPLACEMENT_CHARACTER) {
        out.extend_from_slice(&text.as_bytes()[from..at]);
        out.push(UNREADABLE);
        from = at + found.len();
    }
    out.extend_from_slice(&text.as_bytes()[from..]);
}

fn write_delimited(delimiting: &mut Delimiting, text: &str, out: &mut Vec<u8>) {
    for c in text.chars() {
        let between = delimiting.is_between(c);
        match c {
            _ if between => out.push(UNIT_SEPARATOR as u8),
            char::REPLACEMENT_CHARACTER => out.push(UNREADABLE),
            // A real one would cut the value.
            UNIT_SEPARATOR if !delimiting.is_quoted() => out.push(UNREADABLE),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
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
            ('§', "\"a§\u{1f}\"§b\n", b"\"a\xc2\xa7\x1f\"\x1fb\n"),
        ] {
            let dialect = Dialect {
                delimiter,
                ..Dialect::default()
            };
            assert_eq!(written(dialect, &[text]), bytes, "{text:?}");
        }
    }

    #[test]
    fn garbled_text_is_mended_whatever_its_chunks() {
        let dialect = Dialect {
            mend: true,
            ..Dialect::default()
        };
        let text = "id,FranÃ§ois\n東,JosÃ©\n😀,MÃ¡laga,\u{fffd}x,MÃ¼nchen";
        let mended = "id,François\n東,José\n😀,Málaga,?x,München";
        let mended: Vec<u8> = mended
            .bytes()
            .map(|byte| if byte == b'?' { 0xff } else { byte })
            .collect();
        assert_eq!(written(dialect, &[text]), mended);
        for (at, _) in text.char_indices() {
            let (before, after) = text.split_at(at);
            assert_eq!(written(dialect, &[before, after]), mended, "{at}");
        }
        let characters: Vec<String> = text.chars().map(String::from).collect();
        let characters: Vec<&str> = characters.iter().map(String::as_str).collect();
        assert_eq!(written(dialect, &characters), mended);
        assert_eq!(written(Dialect::default(), &["FranÃ§ois"]), "FranÃ§ois".as_bytes());
    }
}
