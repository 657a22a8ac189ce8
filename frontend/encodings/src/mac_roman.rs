//! Mac Roman, the encoding of Western European texts on Macs before 2001, and of CSV from Excel for Mac until much later.

/// Whether non-ASCII bytes stand where only Mac Roman has letters: `é` is 0x8E there, which in Windows-1252 would be `Ž`.
pub(crate) fn is_likely(bytes: &[u8]) -> bool {
    let (mut mac, mut other) = (0_usize, 0_usize);
    for window in bytes.windows(4) {
        let &[first, before, byte, after] = window else {
            continue;
        };
        if byte.is_ascii() {
            continue;
        }
        if !before.is_ascii() {
            // Two in a row: an alphabet of its own, or more bytes than one to a character.
            other += 1;
            continue;
        }
        if !first.is_ascii() || !before.is_ascii_lowercase() || !after.is_ascii() {
            continue;
        }
        match byte {
            // The Windows encodings have `š`, `ž`, `œ` and an apostrophe here: no proof either way.
            0x92 | 0x9a | 0x9c | 0x9e => {}
            // Capitals of Windows (`Š`, `Œ`, `Ž`, `Ÿ`) after a small letter, and `á` to `ü` on the Mac.
            0x8a | 0x8c | 0x8e | 0x9f => mac += 1,
            // Punctuation of Windows within a word, and `á` to `ü` on the Mac.
            0x87..=0x99 | 0x9b | 0x9d if after.is_ascii_lowercase() => mac += 1,
            // Capitals on the Mac, small letters of DOS.
            0x80..=0x86 => other += 1,
            // Capitals and signs on the Mac, small letters elsewhere.
            0xa0..=0xa6 | 0xe0..=0xff => other += 1,
            _ => {}
        }
    }
    mac > 4 * other
}
