//! Yes or no: `true`/`false`, `yes`/`no`, `1`/`0`, and the words of the product's languages.

use crate::Problem;
use crate::mapping::fold;

/// Folded. English, Spanish, French, German, Portuguese, Italian, Dutch, Polish.
const YES: [&str; 17] = [
    "1",
    "yes",
    "true",
    "si",
    "verdadero",
    "oui",
    "vrai",
    "ja",
    "wahr",
    "sim",
    "verdadeiro",
    "vero",
    "waar",
    "tak",
    "prawda",
    "cierto",
    "richtig",
];
const NO: [&str; 13] = [
    "0", "no", "false", "falso", "non", "faux", "nein", "falsch", "nao", "nee", "onwaar", "nie", "falsz",
];

/// Reads a word for yes or no, whatever its case and accents.
///
/// # Errors
/// Any other word.
pub fn parse(cell: &str) -> Result<bool, Problem> {
    let cell = cell.trim();
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(cell));
    if is(&YES) {
        return Ok(true);
    }
    if is(&NO) {
        return Ok(false);
    }
    // No word is longer than 20 bytes, so nothing long is folded for nothing.
    if cell.len() <= 20 && !cell.is_ascii() {
        let folded = fold(cell);
        if YES.contains(&folded.as_str()) {
            return Ok(true);
        }
        if NO.contains(&folded.as_str()) {
            return Ok(false);
        }
    }
    Err(Problem::BooleanNotYesOrNo)
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
        ] {
            assert_eq!(parse(cell), Ok(true), "{cell:?}");
        }
        for cell in [
            "false", "False", "no", "NO", "0", "non", "Faux", "nein", "Falsch", "não", "NAO", "falso", "nee", "nie",
            "fałsz", "FAŁSZ",
        ] {
            assert_eq!(parse(cell), Ok(false), "{cell:?}");
        }
    }

    #[test]
    fn refused() {
        for cell in ["x", "maybe", "2", "01", "yes!", "y es", "-1", "✓", "true false", "１"] {
            assert_eq!(parse(cell), Err(Problem::BooleanNotYesOrNo), "{cell:?}");
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
            if let Ok(yes) = parse(&cell) {
                prop_assert_eq!(parse(&yes.to_string()), Ok(yes));
            }
        }
    }
}
