//! Whole numbers and decimals. Neither ever passes through a float.

mod shape;
mod sign;

pub use shape::{NumberShape, ReadBy, decimal_shape, integer_shape};

use super::damage;
use super::trimmed;
use crate::mapping::{Marks, Reading};
use crate::{Problem, limits};
use std::borrow::Cow;

/// Reads a whole number: an optional sign and digits; with the column's marks, thousands may be grouped.
///
/// # Errors
/// Not a number; a number with decimals, be they zero; a sign or groups that the column doesn't speak of; outside 64 bits.
pub fn parse_integer(cell: &str, reading: &Reading) -> Result<i64, Problem> {
    let cell = trimmed(cell);
    let (negative, unsigned) = sign(cell);
    if all_digits(unsigned) {
        return integer(negative, unsigned);
    }
    match read(unsigned, reading.marks) {
        Some(Written { whole, fraction: None }) => integer(negative, &whole),
        Some(_) => Err(Problem::IntegerHasDecimals),
        None => match sign::without(cell) {
            Some((negative, bare)) if reading.drop_signs => match read(bare, reading.marks) {
                Some(Written { whole, fraction: None }) => integer(negative, &whole),
                Some(_) => Err(Problem::IntegerHasDecimals),
                None => Err(not_an_integer(bare)),
            },
            Some((_, bare)) if is_number(bare) => Err(Problem::IntegerHasSign),
            _ => Err(not_an_integer(cell)),
        },
    }
}

fn integer(negative: bool, digits: &str) -> Result<i64, Problem> {
    // Eighteen digits always have room.
    if digits.len() <= 18 {
        let number = digits.bytes().fold(0, |n, b| n * 10 + i64::from(b - b'0'));
        return Ok(if negative { -number } else { number });
    }
    let add = |n: i64, b: u8| {
        let digit = i64::from(b - b'0');
        n.checked_mul(10)?.checked_add(if negative { -digit } else { digit })
    };
    digits.bytes().try_fold(0, add).ok_or(Problem::IntegerOutOfRange)
}

/// Says why a text is no whole number.
fn not_an_integer(cell: &str) -> Problem {
    let (_, unsigned) = sign(cell);
    let grouped = |marks| matches!(read(unsigned, marks), Some(Written { fraction: None, .. }));
    if grouped(Marks::Point) || grouped(Marks::Comma) {
        Problem::IntegerGrouped
    } else if damage::is_shortened(cell) {
        Problem::IntegerScientific
    } else {
        Problem::IntegerNotANumber
    }
}

/// Reads a decimal into its canonical form: `-?digits[.digits]`, no zeros at either end, no `-0`.
///
/// # Errors
/// Not a number; marks or a sign that the column doesn't speak of; a point that neither groups thousands nor marks decimals;
/// more than [`limits::DECIMAL_DIGITS`] digits in canonical form.
pub fn parse_decimal<'a>(cell: &'a str, reading: &Reading) -> Result<Cow<'a, str>, Problem> {
    let cell = trimmed(cell);
    let (negative, unsigned) = sign(cell);
    if let Some(written) = read(unsigned, reading.marks) {
        return canonical(cell, negative, &written);
    }
    match sign::without(cell) {
        Some((negative, bare)) if reading.drop_signs => match read(bare, reading.marks) {
            Some(written) => canonical(bare, negative, &written),
            None => Err(not_a_decimal(bare, reading.marks)),
        },
        Some((_, bare)) if is_number(bare) => Err(Problem::DecimalHasSign),
        _ => Err(not_a_decimal(cell, reading.marks)),
    }
}

/// `cell` is what the number was read from, with or without its sign: mostly it has the canonical form already.
fn canonical<'a>(cell: &'a str, negative: bool, written: &Written<'_>) -> Result<Cow<'a, str>, Problem> {
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

fn read(unsigned: &str, marks: Marks) -> Option<Written<'_>> {
    let (decimal, thousands) = match marks {
        Marks::Plain => ('.', None),
        Marks::Comma => (',', Some('.')),
        Marks::Point => ('.', Some(',')),
    };
    let (whole, fraction) = match unsigned.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    if fraction.is_some_and(|fraction| !all_digits(fraction)) || whole.is_empty() && fraction.is_none() {
        return None;
    }
    let whole = if whole.is_empty() || all_digits(whole) {
        Cow::Borrowed(whole)
    } else {
        Cow::Owned(ungroup(whole, thousands?)?)
    };
    Some(Written { whole, fraction })
}

/// `1.234.567`, `1 234 567` (also with no-break and thin spaces) or `1'234'567` without its marks: all of one kind, three digits
/// after each, one to three before the first. `0.123` is no group: nobody writes a zero before thousands.
fn ungroup(whole: &str, thousands: char) -> Option<String> {
    let is_mark = |c: char| c == thousands || matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}');
    let mark = whole.chars().find(|c| is_mark(*c))?;
    let mut groups = whole.split(mark);
    let first = groups
        .next()
        .filter(|first| all_digits(first) && first.len() <= 3 && !first.starts_with('0'))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !all_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// Whether a text without sign is a number with any marks.
fn is_number(unsigned: &str) -> bool {
    [Marks::Point, Marks::Comma]
        .into_iter()
        .any(|marks| read(unsigned, marks).is_some())
}

/// Says why a text is no decimal.
fn not_a_decimal(cell: &str, marks: Marks) -> Problem {
    let (_, unsigned) = sign(cell);
    let read_by = |marks| read(unsigned, marks).is_some();
    match marks {
        // `1240,50`, `1,234`, `1.240,50`
        Marks::Plain if read_by(Marks::Comma) && unsigned.contains(',') => Problem::DecimalComma,
        // `1,240.50`, `1 240`
        Marks::Plain if read_by(Marks::Point) || read_by(Marks::Comma) => Problem::DecimalGrouped,
        // `1240,50`, where a comma would group thousands.
        Marks::Point if read_by(Marks::Comma) => Problem::DecimalComma,
        // `12.5` and `1,240.50`, where a comma should mark decimals.
        Marks::Comma if read_by(Marks::Point) => Problem::DecimalAmbiguous,
        _ if damage::is_shortened(cell) => Problem::DecimalScientific,
        _ => Problem::DecimalNotANumber,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with(marks: Marks) -> Reading {
        Reading {
            marks,
            ..Reading::default()
        }
    }

    #[test]
    fn integers() {
        let (nan, dec, range, grouped, sign, short) = (
            "integer.not_a_number",
            "integer.has_decimals",
            "integer.out_of_range",
            "integer.grouped",
            "integer.has_sign",
            "integer.scientific",
        );
        #[rustfmt::skip]
        let table = [
            // cell                   plain                    with comma               with point
            ("10",                    "10",                    "10",                    "10"),
            (" +10\u{a0}",            "10",                    "10",                    "10"),
            ("-007",                  "-7",                    "-7",                    "-7"),
            ("0",                     "0",                     "0",                     "0"),
            ("-0",                    "0",                     "0",                     "0"),
            ("9223372036854775807",   "9223372036854775807",   "9223372036854775807",   "9223372036854775807"),
            ("-9223372036854775808",  "-9223372036854775808",  "-9223372036854775808",  "-9223372036854775808"),
            ("9223372036854775808",   range,                   range,                   range),
            ("-9223372036854775809",  range,                   range,                   range),
            ("99999999999999999999999999", range,              range,                   range),
            ("12.5",                  dec,                     nan,                     dec),
            ("12.0",                  dec,                     nan,                     dec),
            (".5",                    dec,                     nan,                     dec),
            ("12,5",                  nan,                     dec,                     nan),
            ("1,234",                 grouped,                 dec,                     "1234"),
            ("1.234",                 dec,                     "1234",                  dec),
            ("0.234",                 dec,                     nan,                     dec),
            ("-1.234.567",            grouped,                 "-1234567",              grouped),
            ("1,234,567",             grouped,                 grouped,                 "1234567"),
            ("1.234,50",              nan,                     dec,                     nan),
            ("1,234.50",              nan,                     nan,                     dec),
            ("1 234",                 grouped,                 "1234",                  "1234"),
            ("1'234",                 grouped,                 "1234",                  "1234"),
            ("1’234’567",             grouped,                 "1234567",               "1234567"),
            ("1\u{202f}234\u{202f}567", grouped,               "1234567",               "1234567"),
            ("1.234 567",             nan,                     nan,                     nan),
            ("1234.567",              dec,                     nan,                     dec),
            (".234",                  dec,                     nan,                     dec),
            ("1.23",                  dec,                     nan,                     dec),
            ("€ 10",                  sign,                    sign,                    sign),
            ("10%",                   sign,                    sign,                    sign),
            ("12.",                   nan,                     nan,                     nan),
            ("ten",                   nan,                     nan,                     nan),
            ("ten %",                 nan,                     nan,                     nan),
            ("1e3",                   short,                   short,                   short),
            ("3.46E+10",              short,                   short,                   short),
            ("3,46E+10",              short,                   short,                   short),
            ("0x10",                  nan,                     nan,                     nan),
            ("--1",                   nan,                     nan,                     nan),
            ("+",                     nan,                     nan,                     nan),
            ("- 1",                   nan,                     nan,                     nan),
            ("１２",                  nan,                     nan,                     nan),
            ("1_000",                 nan,                     nan,                     nan),
            ("NaN",                   nan,                     nan,                     nan),
        ];
        for (cell, plain, comma, point) in table {
            for (marks, expected) in [(Marks::Plain, plain), (Marks::Comma, comma), (Marks::Point, point)] {
                let outcome = match parse_integer(cell, &with(marks)) {
                    Ok(n) => n.to_string(),
                    Err(problem) => problem.code().to_owned(),
                };
                assert_eq!(outcome, expected, "{cell:?} {marks:?}");
            }
        }
    }

    #[test]
    fn decimals() {
        let (nan, comma, both, grouped, sign) = (
            "decimal.not_a_number",
            "decimal.comma",
            "decimal.ambiguous",
            "decimal.grouped",
            "decimal.has_sign",
        );
        #[rustfmt::skip]
        let table = [
            // cell            plain         with comma    with point
            ("1240.50",        "1240.5",     both,         "1240.5"),
            ("1240,50",        comma,        "1240.5",     comma),
            ("1240.5",         "1240.5",     both,         "1240.5"),
            ("1.234",          "1.234",      "1234",       "1.234"),
            ("1,234",          comma,        "1.234",      "1234"),
            ("0,234",          comma,        "0.234",      comma),
            ("0.234",          "0.234",      both,         "0.234"),
            ("1.240,50",       comma,        "1240.5",     comma),
            ("1,240.50",       grouped,      both,         "1240.5"),
            ("1,240,000.50",   grouped,      both,         "1240000.5"),
            ("1 240.50",       grouped,      both,         "1240.5"),
            ("1'240.50",       grouped,      both,         "1240.5"),
            ("1’240,50",       comma,        "1240.5",     comma),
            ("1.234.567,8",    comma,        "1234567.8",  comma),
            ("1 234,5",        comma,        "1234.5",     comma),
            ("1 234",          grouped,      "1234",       "1234"),
            ("1.2.3",          nan,          nan,          nan),
            ("1,2,3",          nan,          nan,          nan),
            ("12,34.5",        nan,          nan,          nan),
            ("10",             "10",         "10",         "10"),
            ("+10",            "10",         "10",         "10"),
            ("-10.0",          "-10",        both,         "-10"),
            ("-0.0",           "0",          both,         "0"),
            ("-0,0",           comma,        "0",          comma),
            ("000",            "0",          "0",          "0"),
            ("007.10",         "7.1",        both,         "7.1"),
            (".5",             "0.5",        both,         "0.5"),
            ("-,5",            comma,        "-0.5",       comma),
            ("€5",             sign,         sign,         sign),
            ("12 %",           sign,         sign,         sign),
            ("5.",             nan,          nan,          nan),
            ("5,",             nan,          nan,          nan),
            (".",              nan,          nan,          nan),
            ("",               nan,          nan,          nan),
            ("-",              nan,          nan,          nan),
            ("1e5",            "decimal.scientific", "decimal.scientific", "decimal.scientific"),
            ("½",              nan,          nan,          nan),
        ];
        for (cell, plain, with_comma, with_point) in table {
            for (marks, expected) in [
                (Marks::Plain, plain),
                (Marks::Comma, with_comma),
                (Marks::Point, with_point),
            ] {
                let outcome = match parse_decimal(cell, &with(marks)) {
                    Ok(text) => text.into_owned(),
                    Err(problem) => problem.code().to_owned(),
                };
                assert_eq!(outcome, expected, "{cell:?} {marks:?}");
            }
        }
        assert!(
            matches!(
                parse_decimal(" 1240.5 ", &Reading::default()),
                Ok(Cow::Borrowed("1240.5"))
            ),
            "no copy of canonical text"
        );
    }

    #[test]
    fn signs_are_left_out_where_the_column_says_so() {
        let reading = |marks| Reading {
            drop_signs: true,
            ..with(marks)
        };
        for (cell, marks, decimal, integer) in [
            ("€ 1.240,50", Marks::Comma, "1240.5", "integer.has_decimals"),
            ("-$1,240", Marks::Point, "-1240", "-1240"),
            ("$-5", Marks::Plain, "-5", "-5"),
            ("12 %", Marks::Plain, "12", "12"),
            ("12", Marks::Plain, "12", "12"),
            ("$1,240", Marks::Plain, "decimal.comma", "integer.grouped"),
            ("$ $ 5", Marks::Plain, "decimal.not_a_number", "integer.not_a_number"),
            ("five $", Marks::Plain, "decimal.not_a_number", "integer.not_a_number"),
        ] {
            let outcome =
                parse_decimal(cell, &reading(marks)).map_or_else(|problem| problem.code().to_owned(), Cow::into_owned);
            assert_eq!(outcome, decimal, "{cell:?}");
            let outcome = parse_integer(cell, &reading(marks))
                .map_or_else(|problem| problem.code().to_owned(), |n| n.to_string());
            assert_eq!(outcome, integer, "{cell:?}");
        }
    }

    #[test]
    fn every_digit_is_kept() {
        let parse = |cell: &str| parse_decimal(cell, &Reading::default()).map(Cow::into_owned);
        let most = format!("-{}.{}", "9".repeat(19), "9".repeat(19));
        assert_eq!(parse(&most).as_deref(), Ok(most.as_str()));
        assert_eq!(
            parse(&format!("{}{}00", "0".repeat(50), &most[1..])).as_deref(),
            Ok(&most[1..])
        );
        let too_many = Err(Problem::DecimalTooManyDigits { max: 38 });
        assert_eq!(parse(&format!("{most}9")), too_many);
        assert_eq!(parse(&"9".repeat(39)), too_many);
        assert_eq!(parse(&format!("0.{}1", "0".repeat(38))), too_many);
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), like in "[-+]?[€$]?[0-9., ']{0,45}%?", marks in prop::sample::select(vec![Marks::Plain, Marks::Comma, Marks::Point]), drop_signs in any::<bool>()) {
            let reading = Reading { drop_signs, ..with(marks) };
            for cell in [cell, like] {
                let _ = parse_integer(&cell, &reading);
                if let Ok(text) = parse_decimal(&cell, &reading) {
                    prop_assert!(text.bytes().filter(u8::is_ascii_digit).count() <= limits::DECIMAL_DIGITS + 1);
                    prop_assert_eq!(parse_decimal(&text, &Reading::default()), Ok(text.clone()));
                }
            }
        }

        #[test]
        fn integers_come_back(n in any::<i64>()) {
            let text = n.to_string();
            for marks in [Marks::Plain, Marks::Comma, Marks::Point] {
                prop_assert_eq!(parse_integer(&text, &with(marks)), Ok(n));
                let decimal = parse_decimal(&text, &with(marks));
                prop_assert_eq!(decimal.as_deref(), Ok(text.as_str()));
            }
        }
    }
}
