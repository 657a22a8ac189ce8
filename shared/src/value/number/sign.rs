//! Currency and per cent signs beside a number.

/// In lower case. Those that end in a letter or a point are found whole: what remains must be a number.
const SIGNS: [&str; 52] = [
    "%", "€", "$", "£", "¥", "₹", "₽", "₺", "₩", "₪", "₫", "₱", "₦", "₴", "฿", "¢", "r$", "us$", "a$", "c$", "ca$",
    "nz$", "mx$", "hk$", "s$", "s/", "kr", "kr.", "zł", "kč", "ft", "lei", "лв", "руб", "руб.", "eur", "usd", "gbp",
    "chf", "fr.", "pln", "sek", "nok", "dkk", "brl", "mxn", "cad", "aud", "jpy", "inr", "czk", "huf",
];

/// The rest of a number that has one sign before or after it, and whether a minus stands before it or its sign: `-€ 5`, `€ -5` and
/// `-5 €` are all `(true, "5")`. The rest is not empty, and not yet known to be a number. `None`: there is no sign.
pub(super) fn without(cell: &str) -> Option<(bool, &str)> {
    let cell = cell.trim();
    let (minus, rest) = super::sign(cell);
    let signed = rest.len() != cell.len();
    SIGNS.iter().find_map(|sign| {
        let bare = strip_start(rest, sign).or_else(|| strip_end(rest, sign))?.trim();
        let (inner_minus, bare) = if signed { (false, bare) } else { super::sign(bare) };
        let (first, last) = (bare.bytes().next()?, bare.bytes().last()?);
        let number = (first.is_ascii_digit() || matches!(first, b'.' | b',')) && last.is_ascii_digit();
        number.then_some((minus || inner_minus, bare))
    })
}

fn strip_start<'a>(text: &'a str, sign: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(sign.len())?;
    same(start, sign).then_some(rest)
}

fn strip_end<'a>(text: &'a str, sign: &str) -> Option<&'a str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(sign.len())?)?;
    same(end, sign).then_some(rest)
}

/// Whatever the case: of the letters outside of ASCII, only `ł` and `č` are written in capitals.
fn same(text: &str, sign: &str) -> bool {
    text.eq_ignore_ascii_case(sign) || matches!((text, sign), ("ZŁ", "zł") | ("KČ", "kč"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_sign_beside_a_number() {
        for (cell, expected) in [
            ("€5", Some((false, "5"))),
            ("€ 1.240,50", Some((false, "1.240,50"))),
            ("1 240,50\u{a0}€", Some((false, "1 240,50"))),
            ("-$5", Some((true, "5"))),
            ("$-5", Some((true, "5"))),
            ("-5 $", Some((true, "5"))),
            ("+$5", Some((false, "5"))),
            ("12 %", Some((false, "12"))),
            ("R$ 10", Some((false, "10"))),
            ("US$10", Some((false, "10"))),
            ("usd 10", Some((false, "10"))),
            ("10 kr.", Some((false, "10"))),
            ("10 ZŁ", Some((false, "10"))),
            ("$.5", Some((false, ".5"))),
            ("5", None),
            ("--$5", None),
            ("-$-5", None),
            ("$", None),
            ("$ 5 €", None),
            ("5 apples", None),
            ("€%", None),
            ("", None),
        ] {
            assert_eq!(without(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn signs_are_in_lower_case() {
        assert!(SIGNS.iter().all(|sign| sign.to_lowercase() == **sign));
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), like in "[-+]?(€|\\$|kr|zł|%)? ?[0-9,.]{0,6} ?(€|\\$|kr|ZŁ|%)?") {
            for cell in [cell, like] {
                if let Some((_, bare)) = without(&cell) {
                    prop_assert!(!bare.is_empty() && bare.len() < cell.len());
                }
            }
        }
    }
}
