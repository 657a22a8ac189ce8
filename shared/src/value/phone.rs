//! Phone numbers.

use crate::{Problem, limits};
use std::borrow::Cow;

/// Reads a phone number.
///
/// # Errors
/// Letters or signs that no phone number has; too few or too many digits.
pub fn parse<'a>(cell: &'a str, _country: Option<&str>) -> Result<Cow<'a, str>, Problem> {
    let cell = cell.trim();
    let (plus, rest) = match cell.strip_prefix('+').or_else(|| cell.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, cell),
    };
    let mut digits = String::from(if plus { "+" } else { "" });
    for c in rest.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '(' | ')' => {}
            _ => return Err(Problem::PhoneNotANumber),
        }
    }
    match digits.len() - usize::from(plus) {
        0 => Err(Problem::PhoneNotANumber),
        n if n < *limits::PHONE_DIGITS.start() => Err(Problem::PhoneTooShort),
        n if n > *limits::PHONE_DIGITS.end() => Err(Problem::PhoneTooLong),
        _ if digits == cell => Ok(Cow::Borrowed(cell)),
        _ => Ok(Cow::Owned(digits)),
    }
}
