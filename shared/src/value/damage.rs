//! What spreadsheets do to values: the errors they show in place of one, and numbers that they shortened.

/// Whether a cell holds what a spreadsheet shows where it has no value: an error (`#N/A`, `#REF!`) in English or as German,
/// French, Spanish, Italian, Portuguese, Dutch and Polish ones write it, or the fence of a column that was too narrow (`####`).
pub fn is_error(cell: &str) -> bool {
    const ERRORS: [&str; 29] = [
        "#N/A",
        "#N/A!",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#ERROR!",
        "#NV",
        "#BEZUG!",
        "#WERT!",
        "#ZAHL!",
        "#VALEUR!",
        "#NOM?",
        "#NOMBRE!",
        "#NOMBRE?",
        "#¡REF!",
        "#¡VALOR!",
        "#¿NOMBRE?",
        "#¡DIV/0!",
        "#¡NUM!",
        "#VALORE!",
        "#NOME?",
        "#VALOR!",
        "#N/D",
        "#ARG!",
    ];
    let cell = cell.trim();
    cell.starts_with('#') && (is_fence(cell) || ERRORS.iter().any(|error| error.eq_ignore_ascii_case(cell)))
}

/// `####`: the column was too narrow to show the value. Two at least.
pub fn is_fence(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() >= 2 && cell.bytes().all(|b| b == b'#')
}

/// Whether a number stands there as `3.46E+10` or `3,46E+10`: its last digits are lost.
pub fn is_shortened(cell: &str) -> bool {
    let cell = cell.trim();
    let Some((number, power)) = cell.split_once(['E', 'e']) else {
        return false;
    };
    let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
    let (whole, fraction) = unsigned.split_once(['.', ',']).unwrap_or((unsigned, "0"));
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    whole.len() == 1 && power.len() <= 3 && digits(whole) && digits(fraction) && digits(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn errors() {
        for cell in [
            "#N/A", " #n/a ", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "##", "########", "#NV",
        ] {
            assert!(is_error(cell), "{cell:?}");
        }
        for cell in ["#", "#1", "#NA", "N/A", "REF!", "# N/A", "#N/A x", "#abc", "", "##1"] {
            assert!(!is_error(cell), "{cell:?}");
        }
    }

    #[test]
    fn shortened_numbers() {
        for cell in [
            "3.46E+10",
            "3,46E+10",
            "3.46651E10",
            "-1.2e+05",
            "4E+11",
            " 1.5E-07 ",
            "9.19876E+009",
        ] {
            assert!(is_shortened(cell), "{cell:?}");
        }
        for cell in [
            "34600000000",
            "E10",
            "3.E+10",
            ".4E+1",
            "3.46E+",
            "12.5E+3",
            "3.46 E+10",
            "1e",
            "eel",
            "2E+1000",
            "",
        ] {
            assert!(!is_shortened(cell), "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), like in "[#0-9.,eE+A/!?-]{0,9}") {
            for cell in [cell, like] {
                prop_assert!(!(is_error(&cell) && is_shortened(&cell)));
            }
        }
    }
}
