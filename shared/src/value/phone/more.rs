//! What else stands in the cell of a phone: an extension, a second number.

use crate::Problem;
use crate::value::damage;

/// Says why a text is no phone number.
pub(super) fn not_a_number(cell: &str) -> Problem {
    if damage::is_shortened(cell) {
        Problem::PhoneScientific
    } else if has_extension(cell) {
        Problem::PhoneExtension
    } else if has_two(cell) {
        Problem::PhoneTwoNumbers
    } else {
        Problem::PhoneNotANumber
    }
}

/// The fewest digits of what counts as a number here. Area codes have at most 6: `030/1234567` is one number.
const FEWEST: usize = 7;
/// A country's own form of extension is rarely longer.
const MOST_OF_EXTENSION: usize = 7;

/// `+1 555 0100 x12`, `ext. 12`, `;ext=12`, `#12`, and the words of other languages: digits at the end, a mark or word before
/// them, a number before that.
fn has_extension(cell: &str) -> bool {
    const WORDS: [&str; 17] = [
        "x",
        "ext",
        "extn",
        "extension",
        "extensión",
        "extension n",
        "int",
        "interno",
        "interne",
        "anexo",
        "poste",
        "ramal",
        "dw",
        "durchwahl",
        "wew",
        "toestel",
        "tst",
    ];
    let before = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    if !(1..=MOST_OF_EXTENSION).contains(&(cell.len() - before.len())) {
        return false;
    }
    let before = before.trim_end_matches([' ', '\u{a0}', '.', ':', '=', '-']);
    let number = match before.strip_suffix('#') {
        Some(number) => number,
        None => {
            let number = before.trim_end_matches(char::is_alphabetic);
            let word = before[number.len()..].to_lowercase();
            if !WORDS.contains(&word.as_str()) {
                return false;
            }
            number
        }
    };
    is_number(number.trim_end_matches([';', ',', ' ', '(']))
}

/// `+34651234567 / +34912345678`, `651234567, 912345678`, one after another with a plus each.
fn has_two(cell: &str) -> bool {
    let is_between = |c: char| matches!(c, '/' | '\\' | ',' | ';' | '|' | '&' | '\n' | '\r') || c.is_alphabetic();
    let numbers = |parts: &mut dyn Iterator<Item = &str>| {
        let parts: Vec<&str> = parts
            .filter(|part| part.chars().any(|c| !c.is_whitespace()))
            .take(8)
            .collect();
        parts.len() > 1 && parts.iter().all(|part| is_number(part))
    };
    // Words between them are small: `or`, `y`, `oder`.
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    letters <= 8 && numbers(&mut cell.split(is_between)) || numbers(&mut cell.split('+'))
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let fits =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '\t' | '.' | '-' | '(' | ')' | '[' | ']' | '\u{a0}');
    digits >= FEWEST && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_else_stands_there() {
        for cell in [
            "+1 555 555 0100 x12",
            "+1 555 555 0100x12",
            "+1 (555) 555-0100 ext. 12",
            "+1-555-555-0100 Ext 1234",
            "+15555550100;ext=12",
            "+1 555 555 0100 #12",
            "+1 555 555 0100, extension: 12",
            "030 1234567 Durchwahl 12",
            "+33 1 23 45 67 89 poste 12",
            "+34 912 345 678 (ext. 12",
        ] {
            assert_eq!(not_a_number(cell), Problem::PhoneExtension, "{cell:?}");
        }
        for cell in [
            "+34651234567 / +34912345678",
            "651234567/912345678",
            "651234567, 912345678",
            "651234567; 912345678; 912345679",
            "651 234 567 or 912 345 678",
            "651234567 oder 912345678",
            "+34651234567 +34912345678",
            "651234567\n912345678",
        ] {
            assert_eq!(not_a_number(cell), Problem::PhoneTwoNumbers, "{cell:?}");
        }
        assert_eq!(not_a_number("3.46512E+10"), Problem::PhoneScientific);
        for cell in [
            "1-800-FLOWERS",
            "n/a",
            "0151 / siehe Mail",
            "651/234/567",
            "030/1234567",
            "x12",
            "call 651234567",
            "555 #",
            "++34651234567",
        ] {
            assert_eq!(not_a_number(cell), Problem::PhoneNotANumber, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), like in "[+0-9 ]{0,9}(/|,|é|ext|x|#|;)[.= ]?[+0-9 ]{0,9}") {
            not_a_number(&cell);
            not_a_number(&like);
        }
    }
}
