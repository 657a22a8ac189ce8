//! Whether bytes are Unicode, or one of the encodings that can be told without a guess.

use super::{Encoding, NotText};

/// An encoding that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub encoding: Encoding,
    /// Bytes of the byte order mark, to leave out; 0 where there is none.
    pub bom: usize,
    /// It follows from the bytes; else it is likely.
    pub sure: bool,
}

impl Found {
    fn sure(encoding: Encoding, bom: usize) -> Self {
        Self {
            encoding,
            bom,
            sure: true,
        }
    }
}

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// Finds UTF-8, UTF-16 and ISO-2022-JP. `whole`: the sample is the whole file, else it may end within a character.
/// `None`: another encoding, which can only be guessed.
///
/// # Errors
/// The bytes are no text in any encoding.
pub fn unicode(sample: &[u8], whole: bool) -> Result<Option<Found>, NotText> {
    match sample {
        [] => return Err(NotText::Empty),
        [0xff, 0xfe, ..] => return Ok(Some(Found::sure(Encoding::Utf16Le, 2))),
        [0xfe, 0xff, ..] => return Ok(Some(Found::sure(Encoding::Utf16Be, 2))),
        _ if sample.starts_with(UTF8_BOM) => {
            // Programs that add a mark to a file that has one leave two.
            let marks = sample.chunks(3).take_while(|chunk| *chunk == UTF8_BOM).count();
            return Ok(Some(Found::sure(Encoding::Utf8, marks * UTF8_BOM.len())));
        }
        _ => {}
    }
    let utf8 = Utf8::count(sample, whole);
    if let Some(encoding) = utf16(sample, &utf8) {
        return Ok(Some(Found::sure(encoding, 0)));
    }
    let mail = |escape: &[u8]| memchr::memmem::find(sample, escape).is_some();
    if utf8.is_ascii() && (mail(b"\x1b$B") || mail(b"\x1b$@")) {
        return Ok(Some(Found::sure(Encoding::Iso2022Jp, 0)));
    }
    if utf8.controls + utf8.zeros > sample.len() / 50 {
        return Err(NotText::Binary);
    }
    Ok(utf8.verdict())
}

/// What a sample is as UTF-8.
#[derive(Default)]
struct Utf8 {
    /// Characters of more than one byte.
    wide: usize,
    /// Places with bytes that are no character.
    bad: usize,
    zeros: usize,
    /// Control characters that texts don't have; those that may delimit values aren't among them.
    controls: usize,
    /// Printable ASCII and line ends.
    printable: usize,
}

impl Utf8 {
    fn count(sample: &[u8], whole: bool) -> Self {
        let mut utf8 = Utf8::default();
        let mut read = 0;
        for chunk in sample.utf8_chunks() {
            utf8.wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            read += chunk.valid().len() + chunk.invalid().len();
            let cut = read == sample.len() && !whole && is_start(chunk.invalid());
            utf8.bad += usize::from(!chunk.invalid().is_empty() && !cut);
        }
        for byte in sample {
            match byte {
                0 => utf8.zeros += 1,
                2..=8 | 0x0e..=0x1a | 0x1c..=0x1e => utf8.controls += 1,
                b'\t' | b'\n' | b'\r' | b' '..=b'~' => utf8.printable += 1,
                _ => {}
            }
        }
        utf8
    }

    fn is_ascii(&self) -> bool {
        self.wide == 0 && self.bad == 0
    }

    /// In another encoding, bytes that happen to be a character of UTF-8 are the exception: one in six among Chinese double
    /// bytes, hardly any in Latin letters. In UTF-8 it's the bad ones.
    fn verdict(&self) -> Option<Found> {
        (self.bad == 0 || self.wide > self.bad * 2).then_some(Found {
            encoding: Encoding::Utf8,
            bom: 0,
            sure: self.wide >= self.bad * 4,
        })
    }
}

/// Whether bytes are the start of a character whose end is missing.
fn is_start(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// UTF-16 without a mark, by how it reads in either order.
fn utf16(sample: &[u8], utf8: &Utf8) -> Option<Encoding> {
    let strange = utf8.zeros + utf8.controls;
    // Every other byte of Latin letters is a zero, and other scripts have bytes of all kinds: text that is mostly printable byte by
    // byte is no UTF-16 for some bytes that are damaged.
    if strange == 0 || (utf8.bad == 0 && strange * 10 < sample.len()) || utf8.printable * 4 > sample.len() * 3 {
        return None;
    }
    let little = Utf16::count(sample, u16::from_le_bytes);
    let big = Utf16::count(sample, u16::from_be_bytes);
    match () {
        () if little.is_text() && little.beats(&big) => Some(Encoding::Utf16Le),
        () if big.is_text() && big.beats(&little) => Some(Encoding::Utf16Be),
        () => None,
    }
}

/// What a sample is as UTF-16 in one byte order.
#[derive(Default)]
struct Utf16 {
    units: usize,
    /// Printable ASCII and line ends: each table has delimiters, digits, emails.
    ascii: usize,
    /// Units that no text has: half pairs, control and private characters, places without a character.
    bad: usize,
}

impl Utf16 {
    fn count(sample: &[u8], order: fn([u8; 2]) -> u16) -> Self {
        let units = sample.as_chunks::<2>().0.iter().map(|pair| order(*pair));
        let mut utf16 = Utf16::default();
        for unit in char::decode_utf16(units) {
            utf16.units += 1;
            match unit {
                Ok('\t' | '\n' | '\r' | ' '..='~') => utf16.ascii += 1,
                Ok('\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}')
                | Ok('\u{fff0}'..='\u{ffff}')
                | Err(_) => utf16.bad += 1,
                Ok(_) => {}
            }
        }
        utf16
    }

    fn is_text(&self) -> bool {
        self.units >= 2 && self.bad * 50 <= self.units && self.ascii * 100 >= self.units
    }

    fn beats(&self, other: &Utf16) -> bool {
        self.ascii > other.ascii * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn unicode_is_found() {
        let utf8 = |bom, sure| {
            Some(Found {
                encoding: Encoding::Utf8,
                bom,
                sure,
            })
        };
        let sure = |encoding, bom| Some(Found::sure(encoding, bom));
        let le = |text| wide(text, u16::to_le_bytes);
        let be = |text| wide(text, u16::to_be_bytes);
        let cyrillic = "Имя,Почта\nАнна,anna@x.example\nПётр,p@x.example\n";
        let chinese = "姓名,城市\n王小明,北京\n李华,上海\n陈静,广州\n";
        let japanese = "名前,メール\nさくら,s@x.example\n";
        let mostly = format!("{}Ren\u{e9}", "Zoë,Łódź,café\n".repeat(5));
        let cases: Vec<(Vec<u8>, bool, Option<Found>)> = vec![
            (b"Email,Name\na@x.example,Ana\n".to_vec(), true, utf8(0, true)),
            ("Name\nRené\n".into(), true, utf8(0, true)),
            (b"\xef\xbb\xbfEmail".to_vec(), true, utf8(3, true)),
            (b"\xef\xbb\xbf\xef\xbb\xbfEmail".to_vec(), true, utf8(6, true)),
            (b"\xef\xbb\xbf".to_vec(), true, utf8(3, true)),
            // Cut within the last character, or truly ended there.
            (b"Name\nRen\xc3".to_vec(), false, utf8(0, true)),
            (b"Name\nRen\xc3".to_vec(), true, None),
            (b"Name,x\n\xe2\x82".to_vec(), false, utf8(0, true)),
            (b"Name,x\n\xe2\xe2".to_vec(), false, None),
            // One bad byte in a text of UTF-8.
            ([mostly.as_bytes(), b"\xe9\n"].concat(), true, utf8(0, true)),
            (
                [b"\xc3\xa9\xc3\xa8\xc3\xa7".as_slice(), b"\xe9\n"].concat(),
                true,
                utf8(0, false),
            ),
            // Legacy encodings: Windows-1252, Windows-1251, GB18030, Shift_JIS.
            (b"Name\nRen\xe9\nZo\xeb\n".to_vec(), true, None),
            (b"\xc8\xec\xff\n\xc0\xed\xed\xe0\n".to_vec(), true, None),
            (b"\xd0\xd5\xc3\xfb,\xb3\xc7\xca\xd0\n".to_vec(), true, None),
            (b"\x96\xbc\x91\x4f,\x83\x81\x81\x5b\x83\x8b\n".to_vec(), true, None),
            (b"\xff\xfeE\0m\0".to_vec(), true, sure(Encoding::Utf16Le, 2)),
            (b"\xfe\xff\0E\0m".to_vec(), true, sure(Encoding::Utf16Be, 2)),
            (
                b"Email,First name\nana@mail.example,Ana\ndi@mail.example,\xff\xfeA\ned@mail.example,E\0d\n".to_vec(),
                true,
                None,
            ),
            (le("Email,Name\na@x.example,Ana\n"), true, sure(Encoding::Utf16Le, 0)),
            (be("Email,Name\na@x.example,Ana\n"), true, sure(Encoding::Utf16Be, 0)),
            (be("Email,N")[..13].to_vec(), false, sure(Encoding::Utf16Be, 0)),
            (le(cyrillic), true, sure(Encoding::Utf16Le, 0)),
            (be(cyrillic), true, sure(Encoding::Utf16Be, 0)),
            (le(chinese), true, sure(Encoding::Utf16Le, 0)),
            (be(chinese), true, sure(Encoding::Utf16Be, 0)),
            (le(japanese), true, sure(Encoding::Utf16Le, 0)),
            (be("Όνομα;Πόλη\nΆννα;Αθήνα\n"), true, sure(Encoding::Utf16Be, 0)),
            (le("שם,עיר\nדנה,חיפה\n"), true, sure(Encoding::Utf16Le, 0)),
            (b"\x1b$BL>A0\x1b(B,Email\n".to_vec(), true, sure(Encoding::Iso2022Jp, 0)),
            // A stray zero, and control characters that delimit.
            (
                b"Email,Name\na@x.example,A\0na\nb@x.example,Bea, a long line of notes\n".to_vec(),
                true,
                utf8(0, true),
            ),
            (b"Email\x1fName\na@x.example\x1fAna\n".to_vec(), true, utf8(0, true)),
            (b"Email\x01Name\na@x.example\x01Ana\n".to_vec(), true, utf8(0, true)),
        ];
        for (bytes, whole, expected) in cases {
            assert_eq!(unicode(&bytes, whole), Ok(expected), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let noise: Vec<u8> = (0..4096_usize).map(|i| ((i * 7919) % 31) as u8).collect();
        for bytes in [&[1, 2, 3, 4, 5, 6, 7, 200, 201][..], &noise, &[0; 100]] {
            assert_eq!(unicode(bytes, true), Err(NotText::Binary), "{}", bytes.escape_ascii());
        }
        assert_eq!(unicode(b"", true), Err(NotText::Empty));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in any::<Vec<u8>>(), whole in any::<bool>()) {
            let _ = unicode(&bytes, whole);
        }

        #[test]
        fn whatever_is_utf8_is_found_as_such(text in "[a-zà-ÿа-я,;\n一-三€😀]{1,80}", cut in 0_usize..4) {
            let bytes = &text.as_bytes()[..text.len() - cut.min(text.len() - 1)];
            let found = unicode(bytes, cut == 0 || text.is_char_boundary(bytes.len())).unwrap();
            prop_assert_eq!(found, Some(Found { encoding: Encoding::Utf8, bom: 0, sure: true }));
        }
    }
}
