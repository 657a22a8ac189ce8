//! UTF-8 that was once taken for Windows-1252 or Latin-1 (`FranÃ§ois`): found, and mended.
//!
//! Each character of UTF-8 outside of ASCII became two to four characters then, a *run*: the first one of `Â` to `ô`, the
//! others what Windows-1252 has from 80 to BF. What could be a run may also be how people write (`CAFÉ…`, `voilà »`), so a run
//! counts only where the character that it stands for is a likely one and its neighbours don't speak for the letters as they are.

use std::borrow::Cow;

/// How often a text is mended: `FranÃƒÂ§ois` went through it twice.
const PASSES: usize = 3;
/// Characters that are held back at most: more than a cell may have ([`crate::limits::TEXT_CHARS`]), each garbled into four. Only
/// garbled text without a space or another sign of ASCII goes on for so long.
const LONGEST: usize = 1 << 16;

/// Whether a cell has a run.
pub fn is_garbled(text: &str) -> bool {
    runs(text).next().is_some()
}

/// Every run replaced by the character that it stands for.
pub fn mend(text: &str) -> Cow<'_, str> {
    let mut mended = Cow::Borrowed(text);
    for _ in 0..PASSES {
        match once(&mended) {
            Some(better) => mended = Cow::Owned(better),
            None => break,
        }
    }
    mended
}

/// Bytes at the end of a piece of text that are to be mended together with the next piece: a run may begin there, and what
/// stands before and after one tells whether it is one. Most often 0 at the end of a line.
pub fn open_end(text: &str) -> usize {
    let mut open = 0;
    let mut apart = false;
    for c in text.chars().rev().take(LONGEST) {
        let plain = byte_of(c).is_none();
        // No run ends here; and none that begins right after this asks what stood before it.
        if plain && (apart || !(c.is_alphabetic() || c == '"')) {
            return open;
        }
        apart = plain;
        open += c.len_utf8();
    }
    open
}

fn once(text: &str) -> Option<String> {
    let mut mended = String::new();
    let mut from = 0;
    for run in runs(text) {
        mended.push_str(&text[from..run.start]);
        mended.push(run.stands_for);
        from = run.end;
    }
    (from > 0).then(|| mended + &text[from..])
}

/// Bytes of the text, and the character that they stand for.
struct Run {
    start: usize,
    end: usize,
    stands_for: char,
}

fn runs(text: &str) -> impl Iterator<Item = Run> {
    let mut from = 0;
    // All characters that a run can begin with, U+00C2 to U+00F4, begin with this byte in UTF-8.
    memchr::memchr_iter(0xc3, text.as_bytes()).filter_map(move |start| {
        let run = if start < from { None } else { run_at(text, start) };
        from = run.as_ref().map_or(from, |run| run.end);
        run
    })
}

fn run_at(text: &str, start: usize) -> Option<Run> {
    let rest = text.get(start..)?;
    let mut chars = rest.chars();
    let lead = byte_of(chars.next()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    for byte in bytes.get_mut(1..length)? {
        *byte = byte_of(chars.next()?).filter(|byte| matches!(byte, 0x80..=0xbf))?;
    }
    let bytes = &bytes[..length];
    let stands_for = std::str::from_utf8(bytes).ok()?.chars().next()?;
    let end = text.len() - chars.as_str().len();
    let before = text[..start].chars().next_back();
    (is_likely(stands_for) && !as_written(bytes, before, chars.next())).then_some(Run { start, end, stands_for })
}

/// Whether the letter that begins the run and the signs after it are more likely what someone wrote: `MANHÃ”`, `thé »`.
fn as_written(bytes: &[u8], before: Option<char>, after: Option<char>) -> bool {
    // ’ “ ” … – — › » in Windows-1252, and the space that doesn't break.
    let closing = bytes[1..]
        .iter()
        .all(|byte| matches!(byte, 0x85 | 0x92..=0x94 | 0x96 | 0x97 | 0x9b | 0xa0 | 0xab | 0xbb));
    if !closing {
        return false;
    }
    match bytes.len() {
        2 => {
            before.is_some_and(|c| c.is_uppercase() || matches!(c, '“' | '„' | '‘' | '‚' | '«' | '‹' | '"'))
                && !after.is_some_and(char::is_alphabetic)
        }
        _ => before.is_some_and(char::is_alphabetic),
    }
}

/// Characters that contacts have: letters of living scripts, signs and punctuation, and all beyond that come as three or four
/// bytes. Left out are those that French, German and Portuguese capitals before a quote or a dash would give: É” is ɔ.
fn is_likely(c: char) -> bool {
    matches!(c,
        // The control characters come first where a text went through it twice.
        '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}' | '\u{a0}'..='\u{17f}'
        // ƒ, Vietnamese ơ and ư, the vowels of pinyin, Romanian ș and ț.
        | '\u{192}' | '\u{1a0}' | '\u{1a1}' | '\u{1af}' | '\u{1b0}' | '\u{1cd}'..='\u{1dc}' | '\u{218}'..='\u{21b}'
        // ˆ and ˜, which are also what two bytes become.
        | '\u{2c6}' | '\u{2dc}'
        // Accents on their own, as Macs write names of files.
        | '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{323}' | '\u{326}'..='\u{328}'
        // Greek, Cyrillic, Hebrew, Arabic.
        | '\u{386}'..='\u{3ce}' | '\u{400}'..='\u{4ff}' | '\u{5d0}'..='\u{5ea}' | '\u{60c}'..='\u{63a}' | '\u{640}'..='\u{6ff}'
        | '\u{900}'..)
}

/// The byte of Windows-1252 from 80 to FF that a character comes from. The five that it leaves out, and the others as Latin-1
/// reads them, are control characters.
fn byte_of(c: char) -> Option<u8> {
    Some(match c {
        '\u{80}'..='\u{ff}' => c as u8,
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        '‡' => 0x87,
        'ˆ' => 0x88,
        '‰' => 0x89,
        'Š' => 0x8a,
        '‹' => 0x8b,
        'Œ' => 0x8c,
        'Ž' => 0x8e,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '˜' => 0x98,
        '™' => 0x99,
        'š' => 0x9a,
        '›' => 0x9b,
        'œ' => 0x9c,
        'ž' => 0x9e,
        'Ÿ' => 0x9f,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// UTF-8 read as Windows-1252, the five that it leaves out as control characters.
    fn garble(text: &str) -> String {
        let character = |byte: u8| {
            (0x80..='\u{2122}' as u32)
                .filter_map(char::from_u32)
                .find(|c| byte_of(*c) == Some(byte) && (!('\u{80}'..='\u{9f}').contains(c)))
                .unwrap_or(char::from(byte))
        };
        text.bytes()
            .map(|byte| {
                if byte.is_ascii() {
                    char::from(byte)
                } else {
                    character(byte)
                }
            })
            .collect()
    }

    #[test]
    fn garbled_text_is_mended() {
        for (garbled, expected) in [
            ("FranÃ§ois", "François"),
            ("RenÃ©", "René"),
            ("MÃ¼ller", "Müller"),
            ("SÃ£o Paulo", "São Paulo"),
            ("Ã‰cole", "École"),
            ("CÃ”TE D’OR", "CÔTE D’OR"),
            ("dÃ»", "dû"),
            ("Ã®le", "île"),
            ("voilÃ\u{a0} tout", "voilà tout"),
            ("10Â\u{a0}Â°C, 5Â£", "10\u{a0}°C, 5£"),
            ("Oâ€™Brien", "O’Brien"),
            ("â€œquotedâ€\u{9d}", "“quoted”"),
            ("5 â‚¬ â€“ 6 â‚¬", "5 € – 6 €"),
            ("ÐŸÐµÑ‚Ñ€", "Петр"),
            ("Î†Î½Î½Î±", "Άννα"),
            ("PokÃ©mon ðŸ˜€", "Pokémon 😀"),
            ("å±±ç”°", "山田"),
            ("FranÃƒÂ§ois", "François"),
            ("FranÃƒÆ’Ã‚Â§ois", "François"),
            ("â\u{80}\u{99}", "’"),
            ("Ana, FranÃ§ois, São", "Ana, François, São"),
        ] {
            assert_eq!(mend(garbled), expected);
            assert!(is_garbled(garbled), "{garbled}");
        }
        assert_eq!(mend(&garble("Łódź")), "Łódź");
    }

    #[test]
    fn text_as_people_write_it_is_left_alone() {
        for text in [
            "",
            "Ana",
            "René",
            "François",
            "São",
            "SÃO PAULO",
            "Ã",
            "MANHÃ",
            "“MANHÃ”",
            "«AMANHÃ»",
            "IRMÃ…",
            "“CAFÉ”",
            "CAFÉ…",
            "ÉTÉ – HIVER",
            "L’ÉTÉ",
            "voilà\u{a0}»",
            "thé\u{a0}»,",
            "café\u{a0}« Flore",
            "“née”…",
            "À «",
            "MÜ“",
            "„Ä“",
            "Spaß“",
            "ÑANDÚ",
            "3×4",
            "5×²",
            "Ø 12",
            "Ø½",
            "Århus",
            "Łódź",
            "Петр",
            "山田太郎",
            "Đặng",
            "ÂME",
            "Ål",
            "Île",
            "COBORÎ…",
            "Ñ",
            "ð",
            "naïve",
            "£5",
            "€ 20",
            "™",
            "œuvre",
            "Šimon Žižek",
        ] {
            assert!(matches!(mend(text), Cow::Borrowed(_)), "{text} became {}", mend(text));
            assert!(!is_garbled(text), "{text}");
        }
    }

    #[test]
    fn the_end_that_waits_for_the_next_piece() {
        for (text, open) in [
            ("", ""),
            ("Ana\n", ""),
            ("Ana,", ""),
            ("Ana", "a"),
            ("FranÃ", "nÃ"),
            ("Franâ€", "nâ€"),
            (",Ã", "Ã"),
            ("Петр", "р"),
        ] {
            assert_eq!(&text[text.len() - open_end(text)..], open, "{text}");
        }
    }

    #[test]
    fn a_cut_in_a_long_word_makes_no_difference() {
        for (word, times) in [("山田", 60), ("é", 100), ("Пётр", 40), ("😀", 50)] {
            for garbled in [garble(&word.repeat(times)), garble(&garble(&word.repeat(times / 2)))] {
                let whole = mend(&garbled);
                for (cut, _) in garbled.char_indices() {
                    let ready = cut - open_end(&garbled[..cut]);
                    let pieces = mend(&garbled[..ready]).into_owned() + &mend(&garbled[ready..]);
                    assert_eq!(pieces, whole, "{word} cut at {cut}, ready up to {ready}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>(), likely in "[Â-ô\u{80}-¿€‚…’”™a]{0,30}") {
            for text in [text, likely] {
                mend(&text);
                prop_assert!(open_end(&text) <= text.len());
            }
        }

        #[test]
        fn what_was_garbled_is_mended(text in "[a-z]{1,6}([àáâãçèéêëíïñóôöùúüłśžőșț€’а-я一-三😀][a-z]{1,6}){1,6}", twice in any::<bool>()) {
            let garbled = if twice { garble(&garble(&text)) } else { garble(&text) };
            prop_assert_eq!(mend(&garbled), text);
        }

        #[test]
        fn pieces_make_no_difference(text in "([a-zA-Z ,\n]{0,3}(Ã[§©“”…¼]|Â[ £°]|â€[™œ“]|Ãƒ[Â§ ]|[éÃÉ»…”а山])){0,12}", cuts in prop::collection::vec(0_usize..100, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < text.len() && text.is_char_boundary(*cut)).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let (mut mended, mut held) = (String::new(), String::new());
            for pair in cuts.windows(2) {
                held.push_str(&text[pair[0]..pair[1]]);
                let ready = held.len() - open_end(&held);
                mended.push_str(&mend(&held[..ready]));
                held.drain(..ready);
            }
            mended.push_str(&mend(&held));
            prop_assert_eq!(mended, mend(&text));
        }
    }
}
