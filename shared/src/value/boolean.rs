//! Yes or no: `true`/`false`, `yes`/`no`, `1`/`0`, and the words of the product's languages.

use super::trimmed;
use crate::Problem;
use crate::mapping::fold;

/// Folded. English, Spanish, French, German, Portuguese, Italian, Dutch, Polish; single letters where they mean the same in all of
/// them; the marks of lists that were ticked by hand.
const YES: [&str; 27] = [
    "1",
    "yes",
    "true",
    "y",
    "t",
    "x",
    "on",
    "si",
    "s",
    "verdadero",
    "cierto",
    "oui",
    "vrai",
    "v",
    "ja",
    "j",
    "wahr",
    "richtig",
    "sim",
    "verdadeiro",
    "vero",
    "waar",
    "tak",
    "prawda",
    "✓",
    "✔",
    "☑",
];
const NO: [&str; 20] = [
    "0", "no", "false", "n", "f", "off", "falso", "non", "faux", "nein", "falsch", "nao", "nee", "onwaar", "nie",
    "falsz", "✗", "✘", "✕", "☐",
];

/// Reads a word for yes or no, whatever its case and accents; other words through the column's value map, as `true` and `false`.
///
/// # Errors
/// Any other word.
pub fn parse(cell: &str, values: &[(String, String)]) -> Result<bool, Problem> {
    let cell = trimmed(cell);
    let is = |words: &[&str], text: &str| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&YES, cell) {
        return Ok(true);
    }
    if is(&NO, cell) {
        return Ok(false);
    }
    // No word is longer than 20 bytes, so nothing long is folded for nothing.
    if cell.len() <= 20 && !cell.is_ascii() {
        // A tick may be followed by the sign that asks for its coloured form.
        let folded = fold(cell.trim_end_matches('\u{fe0f}'));
        if YES.contains(&folded.as_str()) {
            return Ok(true);
        }
        if NO.contains(&folded.as_str()) {
            return Ok(false);
        }
    }
    if values.is_empty() {
        return Err(Problem::BooleanNotYesOrNo);
    }
    let folded = fold(cell);
    match values.iter().find(|(from, _)| fold(from) == folded) {
        Some((_, to)) if to == "true" => Ok(true),
        Some((_, to)) if to == "false" => Ok(false),
        _ => Err(Problem::BooleanNotYesOrNo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepted() {
        for cell in [
            "true",
            "TRUE",
            "yes",
            "Yes",
            " yes\u{a0}",
            "1",
            "sí",
            "SÍ",
            "si",
            "Sì",
            "oui",
            "VRAI",
            "ja",
            "Wahr",
            "sim",
            "vero",
            "tak",
            "y",
            "T",
            "on",
            "X",
            "✓",
            "✔\u{fe0f}",
            "☑",
        ] {
            assert_eq!(parse(cell, &[]), Ok(true), "{cell:?}");
        }
        for cell in [
            "false", "False", "no", "NO", "0", "non", "Faux", "nein", "Falsch", "não", "NAO", "falso", "nee", "nie",
            "fałsz", "FAŁSZ", "N", "f", "Off", "✗",
        ] {
            assert_eq!(parse(cell, &[]), Ok(false), "{cell:?}");
        }
    }

    #[test]
    fn refused() {
        for cell in [
            "xx",
            "maybe",
            "2",
            "01",
            "yes!",
            "y es",
            "-1",
            "o",
            "✓✓",
            "true false",
            "１",
            "subscribed",
        ] {
            assert_eq!(parse(cell, &[]), Err(Problem::BooleanNotYesOrNo), "{cell:?}");
        }
    }

    #[test]
    fn other_words_are_said_by_the_column() {
        let values = [
            ("Abonné", "true"),
            ("gone", "false"),
            ("maybe", "perhaps"),
            ("yes", "false"),
        ]
        .map(|(from, to)| (from.to_owned(), to.to_owned()));
        for (cell, expected) in [
            ("abonne ", Ok(true)),
            ("GONE", Ok(false)),
            ("maybe", Err(Problem::BooleanNotYesOrNo)),
            ("other", Err(Problem::BooleanNotYesOrNo)),
            // What the words mean can't be turned round.
            ("yes", Ok(true)),
        ] {
            assert_eq!(parse(cell, &values), expected, "{cell:?}");
        }
    }

    #[test]
    fn no_word_means_both() {
        assert!(YES.iter().all(|word| !NO.contains(word)));
        assert!(
            YES.iter()
                .chain(&NO)
                .all(|word| fold(word) == *word && word.len() <= 20)
        );
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_its_own_words(cell in any::<String>()) {
            if let Ok(yes) = parse(&cell, &[]) {
                prop_assert_eq!(parse(&yes.to_string(), &[]), Ok(yes));
            }
        }
    }
}
