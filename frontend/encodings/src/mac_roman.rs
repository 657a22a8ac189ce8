//! Mac Roman told from Windows-1252: Excel for Mac writes it under "CSV (Macintosh)", and guessers of encodings don't know it.

/// How a byte above ASCII can stand in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Small,
    Capital,
    /// An apostrophe, within a word or after it.
    Apostrophe,
    /// No letter: in the middle of a word it says that the encoding is another.
    Other,
}

/// Whether the sample, whose bytes aren't UTF-8, reads like words in Mac Roman and not like words in Windows-1252. Says no
/// where both could be.
pub(crate) fn looks_like_mac_roman(sample: &[u8]) -> bool {
    let (mut mac, mut windows) = (Fit::default(), Fit::default());
    for (at, byte) in sample.iter().copied().enumerate() {
        if byte.is_ascii() {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| sample.get(at)).copied();
        let after = sample.get(at + 1).copied();
        mac.judge(in_mac_roman, before, byte, after);
        windows.judge(in_windows_1252, before, byte, after);
    }
    mac.good > 0 && mac.good > mac.bad * 8 && windows.bad * 2 > windows.good
}

/// How bytes stand beside their neighbours, read in one encoding.
#[derive(Default)]
struct Fit {
    good: usize,
    bad: usize,
}

impl Fit {
    fn judge(&mut self, sign: fn(u8) -> Sign, before: Option<u8>, byte: u8, after: Option<u8>) {
        let neighbour = |byte: Option<u8>| match byte {
            Some(b'a'..=b'z') => Some(Sign::Small),
            Some(b'A'..=b'Z') => Some(Sign::Capital),
            Some(byte) if !byte.is_ascii() => Some(sign(byte)),
            _ => None,
        };
        let (before, after) = (neighbour(before), neighbour(after));
        let good = match (before, sign(byte), after) {
            // Alone between signs of ASCII: says nothing.
            (None, _, None) => return,
            (Some(Sign::Small | Sign::Apostrophe) | None, Sign::Small, None | Some(Sign::Small | Sign::Apostrophe)) => {
                true
            }
            (Some(Sign::Capital), Sign::Small, Some(Sign::Small)) => true,
            (Some(Sign::Capital), Sign::Capital, Some(Sign::Small)) => false,
            (None | Some(Sign::Capital | Sign::Apostrophe), Sign::Capital, _) => true,
            (Some(Sign::Small | Sign::Capital), Sign::Apostrophe, _) => true,
            // A dash, a closing quote: at a word's border.
            (_, Sign::Other, None) | (None, Sign::Other, _) => return,
            _ => false,
        };
        self.good += usize::from(good);
        self.bad += usize::from(!good);
    }
}

fn in_mac_roman(byte: u8) -> Sign {
    match byte {
        0x87..=0x9f | 0xa7 | 0xbe | 0xbf | 0xcf | 0xd8 | 0xde | 0xdf | 0xf5 => Sign::Small,
        0x80..=0x86 | 0xae | 0xaf | 0xcb..=0xce | 0xd9 | 0xe5..=0xef | 0xf1..=0xf4 => Sign::Capital,
        0xd5 => Sign::Apostrophe,
        _ => Sign::Other,
    }
}

fn in_windows_1252(byte: u8) -> Sign {
    match byte {
        0x9a | 0x9c | 0x9e | 0xdf..=0xf6 | 0xf8..=0xff => Sign::Small,
        // 9F is Ÿ, which hardly a word has.
        0x8a | 0x8c | 0x8e | 0xc0..=0xd6 | 0xd8..=0xde => Sign::Capital,
        0x92 => Sign::Apostrophe,
        _ => Sign::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mac_roman_is_told_from_its_neighbours() {
        let cases: [(&[u8], bool); 23] = [
            // Mac Roman: René, Zoë, François, Müller, Ñandú, São, d’Arc, ÉCOLE.
            (b"Name\rRen\x8e\rZo\x91\r", true),
            (b"Name,City\rFran\x8dois,Orl\x8eans\r", true),
            (b"M\x9fller;K\x9aln\r", true),
            (b"S\x8bo Paulo\r", true),
            (b"Andr\x8e\r", true),
            (b"Jeanne d\xd5Arc,Ren\x8e\r", true),
            (b"\x83COLE,Ren\x8e\r", true),
            (b"Bj\xbfrn \x81ngstr\x9am\r", true),
            // Windows-1252: René, François, Müller, Ñandú, d’Arc, Šimon, Žižek, œuvre, MÜLLER.
            (b"Name\nRen\xe9\nZo\xeb\n", false),
            (b"Fran\xe7ois,Orl\xe9ans\n", false),
            (b"M\xfcller;K\xf6ln\n", false),
            (b"d\x92Arc\nl\x92\xe9cole\nl\x92amie\n", false),
            (b"\x8aimon,Du\x9aan,\x8ei\x9eek\n", false),
            (b"\x9cuvre,s\x9cur\n", false),
            (b"M\xdcLLER,\xc9COLE\n", false),
            (b"Bea \x96 Ana \x93quoted\x94\n", false),
            // Windows-1250: Dušan, Jiří, Łódź, Kraków.
            (b"Du\x9aan,Ji\xf8\xed\n", false),
            (b"\xa3\xf3d\x9f,Krak\xf3w\n", false),
            // Windows-1251, Shift_JIS, GB18030, code page 850.
            (b"\xcc\xe0\xf0\xe8\xff,\xcc\xee\xf1\xea\xe2\xe0\n", false),
            (b"\x96\xbc\x91\x4f,\x83\x81\x81\x5b\x83\x8b\n", false),
            (b"\xd0\xd5\xc3\xfb,\xb3\xc7\xca\xd0\n", false),
            (b"Andr\x82,K\x94ln\n", false),
            (b"Ana,Bea\n", false),
        ];
        for (sample, expected) in cases {
            assert_eq!(looks_like_mac_roman(sample), expected, "{}", sample.escape_ascii());
        }
    }

    proptest! {
        #[test]
        fn never_panics(sample in any::<Vec<u8>>()) {
            looks_like_mac_roman(&sample);
        }
    }
}
