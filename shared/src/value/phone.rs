//! Phone numbers: E.164 where the country is known, else the digits.

mod more;
mod plans;

use super::trimmed;
use crate::{Problem, limits};
use plans::Plan;
use std::borrow::Cow;

/// Every country whose numbering plan is known, by its ISO 3166 alpha-2 code: that and its calling code (`("ES", "34")`).
pub fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    plans::countries().map(|(country, plan)| (country, plan.code))
}

/// Reads a phone number. Spaces, dots, dashes and brackets are left out; `00` at the start is a `+`. The country is known
/// from `+` and a calling code, else from `country` (ISO 3166 alpha-2, in capitals; one that has no plan counts as none);
/// then the number is checked against the country's numbering plan and stored in E.164 form, trunk prefix and all removed
/// (`020 7946 0958` in GB and `+44 (0)20 7946 0958` are both `+442079460958`). Without a country its digits are stored.
///
/// The check knows lengths and first two digits: it refuses what can't be a number, and doesn't prove that it is one.
///
/// # Errors
/// Letters or signs that no phone number has; an extension, or a second number; too few or too many digits; no such calling code; no such number in the plan.
pub fn parse<'a>(cell: &'a str, country: Option<&str>) -> Result<Cow<'a, str>, Problem> {
    let cell = without_float(trimmed(cell));
    let mut digits = [0; MOST_WRITTEN];
    let Written { digits, international } = Written::read(cell, &mut digits)?;
    if international {
        let (plan, national) = Plan::of_number(digits).ok_or(if digits.len() < *limits::PHONE_DIGITS.start() {
            Problem::PhoneTooShort
        } else {
            Problem::PhoneUnknownCountry
        })?;
        let national = within(plan, national).ok_or_else(|| not_in_plan(plan, national, None))?;
        return Ok(e164(cell, plan, national));
    }
    match country.and_then(|country| Some((country, Plan::of_country(country)?))) {
        Some((country, plan)) => {
            // Some write the calling code without its plus.
            let national = within(plan, digits)
                .or_else(|| digits.strip_prefix(plan.code).filter(|national| plan.has(national)))
                .ok_or_else(|| not_in_plan(plan, digits, Some(country)))?;
            Ok(e164(cell, plan, national))
        }
        None if digits.len() < *limits::PHONE_DIGITS.start() => Err(Problem::PhoneTooShort),
        None if digits.len() > *limits::PHONE_DIGITS.end() => Err(Problem::PhoneTooLong),
        None if digits == cell => Ok(Cow::Borrowed(cell)),
        None => Ok(Cow::Owned(digits.to_owned())),
    }
}

/// `651234567.0` is what is left of a number that went through a column of floats: without its `.0`.
fn without_float(cell: &str) -> &str {
    match cell.strip_suffix(".0") {
        Some(number) if number.bytes().skip_while(|b| *b == b'+').all(|b| b.is_ascii_digit()) => number,
        _ => cell,
    }
}

/// `00`, the most digits, and a trunk prefix of two.
const MOST_WRITTEN: usize = 2 + *limits::PHONE_DIGITS.end() + 2;

/// The digits of a phone number as it is written.
struct Written<'d> {
    digits: &'d str,
    /// It starts with `+` or `00`, which are not among `digits`: a calling code comes first.
    international: bool,
}

impl<'d> Written<'d> {
    fn read(cell: &str, buffer: &'d mut [u8; MOST_WRITTEN]) -> Result<Self, Problem> {
        let (mut length, mut plus) = (0, false);
        for c in cell.chars() {
            match c {
                '0'..='9' => {
                    *buffer.get_mut(length).ok_or(Problem::PhoneTooLong)? = c as u8;
                    length += 1;
                }
                '+' if length == 0 && !plus => plus = true,
                ' ' | '\t' | '.' | '-' | '(' | ')' | '[' | ']' => {}
                // No-break and thin spaces; hyphens and dashes; the invisible marks of direction that address books add.
                '\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202f}' | '\u{2212}' => {
                }
                _ => return Err(more::not_a_number(cell)),
            }
        }
        if length == 0 {
            return Err(Problem::PhoneNotANumber);
        }
        let digits = std::str::from_utf8(&buffer[..length]).map_err(|_| Problem::PhoneNotANumber)?;
        match digits.strip_prefix("00") {
            Some(digits) if !plus => Ok(Self {
                digits,
                international: true,
            }),
            _ => Ok(Self {
                digits,
                international: plus,
            }),
        }
    }
}

/// A number without its trunk prefix, if the plan has it. (Italy has no such prefix: its zero belongs to the number.)
fn within<'d>(plan: &Plan, digits: &'d str) -> Option<&'d str> {
    let without_trunk = match plan.trunk {
        "" => None,
        trunk => digits.strip_prefix(trunk),
    };
    without_trunk
        .into_iter()
        .chain([digits])
        .find(|national| plan.has(national))
}

fn not_in_plan(plan: &Plan, digits: &str, country: Option<&str>) -> Problem {
    let national = digits.strip_prefix(plan.trunk).unwrap_or(digits);
    let (fewest, most) = plan.digits();
    match national.len() {
        n if n < fewest => Problem::PhoneTooShort,
        n if n > most => Problem::PhoneTooLong,
        _ => Problem::PhoneNotInPlan {
            country: country.map_or_else(|| plan.name(), str::to_owned),
        },
    }
}

fn e164<'a>(cell: &'a str, plan: &Plan, national: &str) -> Cow<'a, str> {
    let written = cell.strip_prefix('+').and_then(|rest| rest.strip_prefix(plan.code));
    match written {
        Some(rest) if rest == national => Cow::Borrowed(cell),
        _ => Cow::Owned(["+", plan.code, national].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepted() {
        #[rustfmt::skip]
        let table = [
            // cell                   country      stored
            ("+34651234567",          None,        "+34651234567"),
            ("+34 651 234 567",       None,        "+34651234567"),
            ("0034 651-23-45-67",     None,        "+34651234567"),
            ("(+34) 651.234.567",     None,        "+34651234567"),
            ("\u{202a}+34\u{a0}651\u{2011}234\u{2011}567\u{202c}", None, "+34651234567"),
            ("651234567",             None,        "651234567"),
            (" 651 234 567 ",         None,        "651234567"),
            ("020 7946 0958",         None,        "02079460958"),
            ("651234567",             Some("ES"),  "+34651234567"),
            ("34651234567",           Some("ES"),  "+34651234567"),
            ("+48 601 554 310",       Some("PT"),  "+48601554310"),
            ("912008774",             Some("PT"),  "+351912008774"),
            ("020 7946 0958",         Some("GB"),  "+442079460958"),
            ("+44 (0)20 7946 0958",   None,        "+442079460958"),
            ("0151 23456789",         Some("DE"),  "+4915123456789"),
            ("+46 702 251 190",       None,        "+46702251190"),
            ("06 12345678",           Some("IT"),  "+390612345678"),
            ("347 1234567",           Some("IT"),  "+393471234567"),
            ("(212) 555-0123",        Some("US"),  "+12125550123"),
            ("1-212-555-0123",        Some("US"),  "+12125550123"),
            ("416 555 0123",          Some("US"),  "+14165550123"),
            ("8 (912) 345-67-89",     Some("RU"),  "+79123456789"),
            ("06 1 234 5678",         Some("HU"),  "+3612345678"),
            ("06 12 34 56 78",        Some("FR"),  "+33612345678"),
            ("601 554 310",           Some("PL"),  "+48601554310"),
            ("+39 06 1234 5678",      None,        "+390612345678"),
            ("+800 1234 5678",        None,        "+80012345678"),
            ("+683 4000",             None,        "+6834000"),
            ("651234567",             Some("XX"),  "651234567"),
            // The zero before it, or what stood after it, got lost in a spreadsheet.
            ("15123456789",           Some("DE"),  "+4915123456789"),
            ("2079460958",            Some("GB"),  "+442079460958"),
            ("34651234567.0",         Some("ES"),  "+34651234567"),
            ("651234567.0",           None,        "651234567"),
            ("06.12.34.56.70",        Some("FR"),  "+33612345670"),
        ];
        for (cell, country, stored) in table {
            assert_eq!(parse(cell, country).as_deref(), Ok(stored), "{cell:?} {country:?}");
        }
        assert!(
            matches!(parse(" +34651234567 ", None), Ok(Cow::Borrowed(_))),
            "no copy where nothing changes"
        );
    }

    #[test]
    fn refused() {
        let not_in = |country: &str| Problem::PhoneNotInPlan {
            country: country.to_owned(),
        };
        #[rustfmt::skip]
        let table = [
            ("n/a",                   None,        Problem::PhoneNotANumber),
            ("0151 / siehe Mail",     None,        Problem::PhoneNotANumber),
            ("651/234/567",           None,        Problem::PhoneNotANumber),
            ("651234567 ext. 12",     None,        Problem::PhoneExtension),
            ("651234567 / 912345678", None,        Problem::PhoneTwoNumbers),
            ("+34651234567 +34912345678", None,    Problem::PhoneTwoNumbers),
            ("3.46512E+10",           Some("ES"),  Problem::PhoneScientific),
            ("1-800-FLOWERS",         Some("US"),  Problem::PhoneNotANumber),
            ("34+651234567",          None,        Problem::PhoneNotANumber),
            ("++34651234567",         None,        Problem::PhoneNotANumber),
            ("+",                     None,        Problem::PhoneNotANumber),
            ("()",                    None,        Problem::PhoneNotANumber),
            ("６５１２３４５６７",      None,        Problem::PhoneNotANumber),
            ("12345",                 None,        Problem::PhoneTooShort),
            ("1234567890123456",      None,        Problem::PhoneTooLong),
            ("12345678901234567890123456789", None, Problem::PhoneTooLong),
            ("+34651",                None,        Problem::PhoneTooShort),
            ("+12",                   None,        Problem::PhoneTooShort),
            ("+346512345678",         None,        Problem::PhoneTooLong),
            ("65123456",              Some("ES"),  Problem::PhoneTooShort),
            ("+999123456789",         None,        Problem::PhoneUnknownCountry),
            ("+0034651234567",        None,        Problem::PhoneUnknownCountry),
            ("000651234567",          None,        Problem::PhoneUnknownCountry),
            ("+34251234567",          None,        not_in("ES")),
            ("251234567",             Some("ES"),  not_in("ES")),
            ("(112) 555-0123",        Some("CA"),  not_in("CA")),
            ("+1 999 555 0123",       None,        not_in("US")),
        ];
        for (cell, country, problem) in table {
            assert_eq!(parse(cell, country), Err(problem), "{cell:?} {country:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_what_it_stores(
            cell in any::<String>(),
            like in "(\\+|00)?[0-9]{1,3}[ (]?[0-9]{0,5}[-.)]?[0-9]{0,9}",
            country in prop::sample::select(vec![None, Some("ES"), Some("US"), Some("IT"), Some("RU"), Some("HU"), Some("??")]),
        ) {
            for cell in [cell, like] {
                if let Ok(stored) = parse(&cell, country) {
                    let digits = stored.strip_prefix('+').unwrap_or(&stored);
                    prop_assert!(limits::PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
                    prop_assert_eq!(parse(&stored, country), Ok(stored.clone()));
                }
            }
        }
    }
}
