//! Names of months, folded: English, Spanish, French, German, Portuguese, Italian, Dutch, Polish (nominative and genitive),
//! whole and as they are shortened.

use crate::mapping::fold;

const NAMES: [&[&str]; 12] = [
    &[
        "january", "jan", "enero", "ene", "janvier", "janv", "januar", "janner", "jaenner", "janeiro", "gennaio",
        "gen", "januari", "styczen", "stycznia", "sty",
    ],
    &[
        "february",
        "feb",
        "febrero",
        "fevrier",
        "fevr",
        "fev",
        "februar",
        "feber",
        "fevereiro",
        "febbraio",
        "febb",
        "februari",
        "luty",
        "lutego",
        "lut",
    ],
    &[
        "march", "mar", "marzo", "mars", "marz", "maerz", "mrz", "marco", "maart", "mrt", "marzec", "marca",
    ],
    &[
        "april", "apr", "abril", "abr", "avril", "avr", "aprile", "kwiecien", "kwietnia", "kwi",
    ],
    &["may", "mayo", "mai", "maio", "maggio", "mag", "mei", "maj", "maja"],
    &[
        "june", "jun", "junio", "juin", "juni", "junho", "giugno", "giu", "czerwiec", "czerwca", "cze",
    ],
    &[
        "july", "jul", "julio", "juillet", "juil", "juli", "julho", "luglio", "lug", "lipiec", "lipca", "lip",
    ],
    &[
        "august", "aug", "agosto", "ago", "aout", "aou", "augustus", "sierpien", "sierpnia", "sie",
    ],
    &[
        "september",
        "sep",
        "sept",
        "septiembre",
        "setiembre",
        "set",
        "septembre",
        "setembro",
        "settembre",
        "sett",
        "wrzesien",
        "wrzesnia",
        "wrz",
    ],
    &[
        "october",
        "oct",
        "octubre",
        "octobre",
        "oktober",
        "okt",
        "outubro",
        "out",
        "ottobre",
        "ott",
        "pazdziernik",
        "pazdziernika",
        "paz",
    ],
    &[
        "november",
        "nov",
        "noviembre",
        "novembre",
        "novembro",
        "listopad",
        "listopada",
        "lis",
    ],
    &[
        "december",
        "dec",
        "diciembre",
        "dic",
        "decembre",
        "dezember",
        "dez",
        "dezembro",
        "dicembre",
        "grudzien",
        "grudnia",
        "gru",
    ],
];
/// Bytes of the longest name, with room for accents.
const LONGEST: usize = 20;

/// The month, 1 to 12, that a word names in one of the languages, whatever its case and accents.
pub(super) fn named(word: &str) -> Option<u32> {
    if word.len() > LONGEST {
        return None;
    }
    let folded;
    let word = if word.bytes().all(|b| b.is_ascii_lowercase()) {
        word
    } else {
        folded = fold(word);
        &folded
    };
    (1..)
        .zip(NAMES)
        .find_map(|(month, names)| names.contains(&word).then_some(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_months() {
        let all: Vec<&str> = NAMES.concat();
        for name in &all {
            assert_eq!(fold(name), *name);
            assert!(name.len() + 4 <= LONGEST, "{name}");
            assert_eq!(all.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
    }

    #[test]
    fn names_in_each_language() {
        for (month, names) in [
            (
                1,
                "January ENERO janvier Januar Jänner janeiro gennaio januari styczeń stycznia",
            ),
            (
                2,
                "Feb febrero février févr Februar fevereiro febbraio februari luty lutego",
            ),
            (3, "March marzo mars März março maart marzec marca"),
            (8, "August agosto août Augustus sierpień SIERPNIA"),
            (9, "Sept septiembre septembre setembro settembre wrzesień września"),
            (10, "octubre Oktober outubro ottobre październik października paź"),
            (
                12,
                "diciembre décembre Dezember dezembro dicembre december grudzień grudnia DÉC",
            ),
        ] {
            for name in names.split(' ') {
                assert_eq!(named(name), Some(month), "{name}");
            }
        }
        for word in ["", "m", "marched", "1", "de", "Marchmarchmarchmarchmarch"] {
            assert_eq!(named(word), None, "{word}");
        }
    }
}
