//! Whole numbers and decimals. Neither ever passes through a float.

use crate::{Problem, limits};
use std::borrow::Cow;

/// Reads a whole number: an optional sign and digits; with `decimal_comma` points (or spaces) may group thousands.
///
/// # Errors
/// Not a number; a number with decimals, be they zero; outside 64 bits.
pub fn parse_integer(cell: &str, decimal_comma: bool) -> Result<i64, Problem> {
    let cell = cell.trim();
    let (negative, unsigned) = sign(cell);
    if !all_digits(unsigned) {
        return match read(unsigned, decimal_comma) {
            Some(Written { whole, fraction: None }) => integer(negative, &whole),
            Some(_) => Err(Problem::IntegerHasDecimals),
            None => Err(Problem::IntegerNotANumber),
        };
    }
    integer(negative, unsigned)
}

fn integer(negative: bool, digits: &str) -> Result<i64, Problem> {
    let add = |n: i64, b: u8| {
        let digit = i64::from(b - b'0');
        n.checked_mul(10)?.checked_add(if negative { -digit } else { digit })
    };
    digits.bytes().try_fold(0, add).ok_or(Problem::IntegerOutOfRange)
}

/// Reads a decimal into its canonical form: `-?digits[.digits]`, no zeros at either end, no `-0`.
///
/// # Errors
/// Not a number; a comma where points mark decimals; a point that neither groups thousands nor marks decimals; more than
/// [`limits::DECIMAL_DIGITS`] digits in canonical form.
pub fn parse_decimal(cell: &str, decimal_comma: bool) -> Result<Cow<'_, str>, Problem> {
    let cell = cell.trim();
    let (negative, unsigned) = sign(cell);
    let Some(written) = read(unsigned, decimal_comma) else {
        return Err(not_a_decimal(unsigned, decimal_comma));
    };
    let whole = written.whole.trim_start_matches('0');
    let fraction = written.fraction.unwrap_or_default().trim_end_matches('0');
    if whole.len() + fraction.len() > limits::DECIMAL_DIGITS {
        return Err(Problem::DecimalTooManyDigits {
            max: limits::DECIMAL_DIGITS,
        });
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let minus = if negative && (whole != "0" || !fraction.is_empty()) {
        "-"
    } else {
        ""
    };
    let point = if fraction.is_empty() { "" } else { "." };
    let canonical = [minus, whole, point, fraction];
    // Mostly it is how the cell starts, before some zeros.
    let mut rest = Some(cell);
    for part in canonical {
        rest = rest.and_then(|rest| rest.strip_prefix(part));
    }
    match rest {
        Some(rest) => Ok(Cow::Borrowed(&cell[..cell.len() - rest.len()])),
        None => Ok(Cow::Owned(canonical.concat())),
    }
}

/// A number without its sign.
struct Written<'a> {
    /// Digits alone. Empty only before a fraction.
    whole: Cow<'a, str>,
    /// Digits after the decimal mark, at least one.
    fraction: Option<&'a str>,
}

fn sign(cell: &str) -> (bool, &str) {
    match cell.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn read(unsigned: &str, decimal_comma: bool) -> Option<Written<'_>> {
    let (whole, fraction) = match unsigned.split_once(if decimal_comma { ',' } else { '.' }) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    if fraction.is_some_and(|fraction| !all_digits(fraction)) || whole.is_empty() && fraction.is_none() {
        return None;
    }
    let whole = if whole.is_empty() || all_digits(whole) {
        Cow::Borrowed(whole)
    } else if decimal_comma {
        Cow::Owned(ungroup(whole)?)
    } else {
        return None;
    };
    Some(Written { whole, fraction })
}

/// `1.234.567` or `1 234 567` (also with no-break spaces) without its marks: all of one kind, three digits after each, one
/// to three before the first.
fn ungroup(whole: &str) -> Option<String> {
    let mark = whole.chars().find(|c| matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}'))?;
    let mut groups = whole.split(mark);
    let first = groups.next().filter(|first| all_digits(first) && first.len() <= 3)?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !all_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// Says why a text is no decimal.
fn not_a_decimal(unsigned: &str, decimal_comma: bool) -> Problem {
    let marks_and_digits = unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let ends_in_digit = unsigned.ends_with(|c: char| c.is_ascii_digit());
    match (marks_and_digits && ends_in_digit, decimal_comma) {
        (false, _) => Problem::DecimalNotANumber,
        // `1240,50`, `1,234`, `1.240,50`, `1,240.50`
        (true, false) if unsigned.contains(',') => Problem::DecimalComma,
        // `1.2.3`
        (true, false) => Problem::DecimalNotANumber,
        // `12.5` and `1,240.50`, where a comma should mark decimals.
        (true, true) => Problem::DecimalAmbiguous,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn integers() {
        let (nan, dec, range) = ("integer.not_a_number", "integer.has_decimals", "integer.out_of_range");
        #[rustfmt::skip]
        let table = [
            // cell                   plain                    with decimal comma
            ("10",                    "10",                    "10"),
            (" +10\u{a0}",            "10",                    "10"),
            ("-007",                  "-7",                    "-7"),
            ("0",                     "0",                     "0"),
            ("-0",                    "0",                     "0"),
            ("9223372036854775807",   "9223372036854775807",   "9223372036854775807"),
            ("-9223372036854775808",  "-9223372036854775808",  "-9223372036854775808"),
            ("9223372036854775808",   range,                   range),
            ("-9223372036854775809",  range,                   range),
            ("99999999999999999999999999", range,              range),
            ("12.5",                  dec,                     nan),
            ("12.0",                  dec,                     nan),
            (".5",                    dec,                     nan),
            ("12,5",                  nan,                     dec),
            ("1,234",                 nan,                     dec),
            ("1.234",                 dec,                     "1234"),
            ("-1.234.567",            nan,                     "-1234567"),
            ("1.234,50",              nan,                     dec),
            ("1 234",                 nan,                     "1234"),
            ("1\u{202f}234\u{202f}567", nan,                   "1234567"),
            ("1.234 567",             nan,                     nan),
            ("1234.567",              dec,                     nan),
            (".234",                  dec,                     nan),
            ("1.23",                  dec,                     nan),
            ("12.",                   nan,                     nan),
            ("ten",                   nan,                     nan),
            ("1e3",                   nan,                     nan),
            ("0x10",                  nan,                     nan),
            ("--1",                   nan,                     nan),
            ("+",                     nan,                     nan),
            ("- 1",                   nan,                     nan),
            ("１２",                  nan,                     nan),
            ("1_000",                 nan,                     nan),
            ("NaN",                   nan,                     nan),
        ];
        for (cell, plain, comma) in table {
            for (decimal_comma, expected) in [(false, plain), (true, comma)] {
                let outcome = match parse_integer(cell, decimal_comma) {
                    Ok(n) => n.to_string(),
                    Err(problem) => problem.code().to_owned(),
                };
                assert_eq!(outcome, expected, "{cell:?} {decimal_comma}");
            }
        }
    }

    #[test]
    fn decimals() {
        let (nan, comma, both) = ("decimal.not_a_number", "decimal.comma", "decimal.ambiguous");
        #[rustfmt::skip]
        let table = [
            // cell            plain         with decimal comma
            ("1240.50",        "1240.5",     both),
            ("1240,50",        comma,        "1240.5"),
            ("1240.5",         "1240.5",     both),
            ("1.234",          "1.234",      "1234"),
            ("1,234",          comma,        "1.234"),
            ("1.240,50",       comma,        "1240.5"),
            ("1,240.50",       comma,        both),
            ("1.234.567,8",    comma,        "1234567.8"),
            ("1 234,5",        nan,          "1234.5"),
            ("1.2.3",          nan,          both),
            ("10",             "10",         "10"),
            ("+10",            "10",         "10"),
            ("-10.0",          "-10",        both),
            ("-0.0",           "0",          both),
            ("-0,0",           comma,        "0"),
            ("000",            "0",          "0"),
            ("007.10",         "7.1",        both),
            (".5",             "0.5",        both),
            ("-,5",            comma,        "-0.5"),
            ("5.",             nan,          nan),
            ("5,",             nan,          nan),
            (".",              nan,          nan),
            ("",               nan,          nan),
            ("-",              nan,          nan),
            ("1e5",            nan,          nan),
            ("12 %",           nan,          nan),
            ("€5",             nan,          nan),
            ("½",              nan,          nan),
        ];
        for (cell, plain, with_comma) in table {
            for (decimal_comma, expected) in [(false, plain), (true, with_comma)] {
                let outcome = match parse_decimal(cell, decimal_comma) {
                    Ok(text) => text.into_owned(),
                    Err(problem) => problem.code().to_owned(),
                };
                assert_eq!(outcome, expected, "{cell:?} {decimal_comma}");
            }
        }
        assert!(
            matches!(parse_decimal(" 1240.5 ", false), Ok(Cow::Borrowed("1240.5"))),
            "no copy of canonical text"
        );
    }

    #[test]
    fn every_digit_is_kept() {
        let most = format!("-{}.{}", "9".repeat(19), "9".repeat(19));
        assert_eq!(parse_decimal(&most, false).as_deref(), Ok(most.as_str()));
        assert_eq!(
            parse_decimal(&format!("{}{}00", "0".repeat(50), &most[1..]), false).as_deref(),
            Ok(&most[1..])
        );
        let too_many = Err(Problem::DecimalTooManyDigits { max: 38 });
        assert_eq!(parse_decimal(&format!("{most}9"), false), too_many);
        assert_eq!(parse_decimal(&"9".repeat(39), false), too_many);
        assert_eq!(parse_decimal(&format!("0.{}1", "0".repeat(38)), false), too_many);
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), like in "[-+]?[0-9., ]{0,45}", decimal_comma in any::<bool>()) {
            for cell in [cell, like] {
                let _ = parse_integer(&cell, decimal_comma);
                if let Ok(text) = parse_decimal(&cell, decimal_comma) {
                    prop_assert!(text.bytes().filter(u8::is_ascii_digit).count() <= limits::DECIMAL_DIGITS + 1);
                    prop_assert_eq!(parse_decimal(&text, false), Ok(text.clone()));
                }
            }
        }

        #[test]
        fn integers_come_back(n in any::<i64>()) {
            prop_assert_eq!(parse_integer(&n.to_string(), false), Ok(n));
            prop_assert_eq!(parse_integer(&n.to_string(), true), Ok(n));
            let text = n.to_string();
            let decimal = parse_decimal(&text, false);
            prop_assert_eq!(decimal.as_deref(), Ok(text.as_str()));
        }
    }
}
