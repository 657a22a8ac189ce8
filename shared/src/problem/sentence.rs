//! What is wrong with a cell, and what to do: the sentence in place.

use crate::value::damage;
use crate::{Field, FieldType, Problem, limits};

/// Options that a sentence names before it says how many more there are.
const NAMED_OPTIONS: usize = 8;
/// Characters of a cell that a sentence quotes.
const QUOTED_CHARS: usize = 60;

impl Problem {
    /// What is wrong with `value`, a cell for the field called `field_name`, and what to do about it. `field` adds what is
    /// known of the field: its options, and whether it is required.
    pub fn sentence(&self, field_name: &str, value: &str, field: Option<&Field>) -> String {
        let sentence = match self {
            Problem::Empty { kind } => return empty(*kind, field_name, field),
            Problem::EmailMissingAt => "This email has no @ sign. An email looks like name@company.com.",
            Problem::EmailTwoAt => "This email has more than one @. Keep one address, with one @.",
            Problem::EmailBadDomain => "The part after @ isn't a domain, like company.com. Complete it.",
            Problem::EmailBadLocal => "Nothing stands before the @. An email looks like name@company.com.",
            Problem::EmailBadCharacter { character } => return email_character(*character),
            Problem::EmailTooLong { length, max } => return email_too_long(*length, *max),
            Problem::EmailRepeated { line } => {
                return format!(
                    "This email stands on line {line} too. Keep one of the rows, or choose that the last one counts."
                );
            }
            Problem::TextTooLong { length, max } => {
                let (length, max) = (grouped(*length), grouped(*max));
                return format!("{field_name} holds {max} characters; this has {length}. Shorten it.");
            }
            Problem::TextControl => {
                "This has characters that can't be read. See whether the file's encoding is right, or take them out."
            }
            Problem::PhoneNotANumber => {
                "This isn't a phone number. Use digits with or without a country code: +34651234567 or 651234567."
            }
            Problem::PhoneTooShort => "This phone number has too few digits. Complete it, like +34651234567.",
            Problem::PhoneTooLong => "This phone number has too many digits. Keep one number, like +34651234567.",
            Problem::PhoneUnknownCountry => return unknown_country(value),
            Problem::PhoneNotInPlan { country } => {
                return format!(
                    "{country} has no phone numbers like this. Check the first digits, or put the right country code before it."
                );
            }
            Problem::PhoneExtension => {
                "This phone number has an extension. Keep the number alone, and put the extension in a field of its own."
            }
            Problem::PhoneTwoNumbers => "Here is more than one phone number. Keep one, like +34651234567.",
            Problem::PhoneScientific | Problem::IntegerScientific | Problem::DecimalScientific => {
                "A spreadsheet shortened this number; its last digits are lost. Format the column as text and export again."
            }
            Problem::DateShortYear => {
                "The year has two digits. Write four, or say in the column's settings which years they are."
            }
            Problem::DateDayNumber => {
                "This looks like the number by which a spreadsheet counts days. If it is one, say so in the column's settings."
            }
            Problem::DateNotIso => {
                "Dates are year-month-day, like 1988-03-14. If the column has another order, say so in its settings."
            }
            Problem::DateNotInOrder { expected } => {
                return format!("This date is neither year-month-day nor {expected}. Write it like 1988-03-14.");
            }
            Problem::DateNoSuchDay => return no_such_day(value),
            Problem::DateYearOutOfRange => return year_out_of_range(value),
            Problem::IntegerNotANumber => "This isn't a number. Write digits alone, like 1240.",
            Problem::IntegerHasDecimals => {
                return format!("{field_name} takes whole numbers, like 10. Round it, or take the decimals away.");
            }
            Problem::IntegerOutOfRange => {
                "Whole numbers go from -9,223,372,036,854,775,808 to 9,223,372,036,854,775,807. Use a smaller one."
            }
            Problem::IntegerGrouped | Problem::DecimalGrouped => {
                "Thousands are grouped here. Write digits alone, or say in the column's settings how they are grouped."
            }
            Problem::IntegerHasSign | Problem::DecimalHasSign => {
                "A currency or per cent sign stands here. Write the number alone, or leave signs out in the column's settings."
            }
            Problem::DecimalNotANumber => "This isn't a number. Write digits and a point, like 1240.50.",
            Problem::DecimalComma => {
                "Decimals use a point, like 1240.50. If the column has commas, say so in its settings."
            }
            Problem::DecimalAmbiguous => {
                return format!(
                    "{} can be read two ways. Say how in the column's settings.",
                    quoted(value)
                );
            }
            Problem::DecimalTooManyDigits { max } => {
                return format!("Decimals have at most {max} digits. Round it.");
            }
            Problem::BooleanNotYesOrNo => "This is neither yes nor no. Use yes or no (also true/false, 1/0).",
            Problem::RadioUnknownOption => return unknown_option(field_name, value, field),
            Problem::CheckboxUnknownOption { option } => return unknown_option(field_name, option, field),
            Problem::SpreadsheetError if damage::is_fence(value) => {
                "The spreadsheet's column was too narrow to show this value. Make it wider and export again."
            }
            Problem::SpreadsheetError => {
                "This is an error of a spreadsheet, not a value. Correct the cell there, or leave it empty."
            }
            Problem::RecordTooFewFields { found, expected } | Problem::RecordTooManyFields { found, expected } => {
                return format!(
                    "This line has {}, the file has {}. A quote or the delimiter may be wrong.",
                    counted(*found, "value"),
                    counted(*expected, "column")
                );
            }
            Problem::RecordUnclosedQuote { line } => {
                return format!("A quote opens on line {line} and never closes. Close it, or take it out.");
            }
            Problem::RecordTextAfterQuote { line } => {
                return format!(
                    "Text follows a closing quote on line {line}. Put the whole value in quotes, and write quotes within it twice."
                );
            }
            Problem::RecordNotUtf8 => {
                "Some characters don't exist in UTF-8. Save the file as UTF-8 and choose it again."
            }
        };
        sentence.to_owned()
    }
}

fn empty(kind: FieldType, field_name: &str, field: Option<&Field>) -> String {
    let required = field.is_some_and(|field| field.required);
    let thing = match kind {
        FieldType::Email if required => return "Every row needs an email. Type it, or leave the row out.".to_owned(),
        _ if required => return format!("{field_name} is required. Fill it in, or leave the row out."),
        FieldType::Email => "An email",
        FieldType::Text => "A text",
        FieldType::Phone => "A phone",
        FieldType::Date => "A date",
        FieldType::Integer => "A whole number",
        FieldType::Decimal => "A decimal",
        FieldType::Boolean => "A yes / no",
        FieldType::Radio => "A choice",
        FieldType::Checkbox => "A list of choices",
    };
    format!("{thing} can't be empty in an imported column. Fill it in, or let the column's settings leave it unset.")
}

fn email_character(character: char) -> String {
    match character {
        ' ' | '\u{a0}' => "An email can't have a space. Take it out.".to_owned(),
        c if c.is_control() || c.is_whitespace() => {
            format!(
                "An email can't have the invisible character U+{:04X}. Take it out.",
                u32::from(c)
            )
        }
        c => format!("An email can't have \"{c}\". Take it out."),
    }
}

fn email_too_long(length: usize, max: usize) -> String {
    let (length, what) = (
        grouped(length),
        if max == limits::EMAIL_LOCAL_BYTES {
            "Names before the @"
        } else {
            "Emails"
        },
    );
    format!("{what} have at most {max} characters; this has {length}. Shorten it.")
}

fn unknown_country(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let code: String = digits.strip_prefix("00").unwrap_or(&digits).chars().take(3).collect();
    format!("No country has the code +{code}. Correct what stands after the +.")
}

fn no_such_day(value: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let value = value.trim();
    let mut parts = value.splitn(3, '-').map(|part| part.parse::<usize>().ok());
    let month = |month: usize| month.checked_sub(1).and_then(|place| MONTHS.get(place));
    match (
        parts.next().flatten(),
        parts.next().flatten().and_then(month),
        parts.next().flatten(),
    ) {
        (Some(year), Some(month), Some(day)) if year > 31 => {
            format!("{day} {month} {year} doesn't exist. Correct the day or the month.")
        }
        _ => format!(
            "{} isn't a day of the calendar. Correct the day or the month.",
            quoted(value)
        ),
    }
}

fn year_out_of_range(value: &str) -> String {
    let longest = value
        .split(|c: char| !c.is_ascii_digit())
        .max_by_key(|digits| digits.len())
        .unwrap_or_default();
    let before = if value.trim().starts_with('-') { "-" } else { "" };
    format!("The year is {before}{}. Dates go from 0001 to 9999.", cut(longest))
}

fn unknown_option(field_name: &str, value: &str, field: Option<&Field>) -> String {
    let what = format!("{} is not an option of {field_name}", quoted(value));
    let options = field.map_or(&[][..], |field| field.options.as_slice());
    if options.is_empty() {
        return format!("{what}. Choose one of its options.");
    }
    let mut named: Vec<&str> = options
        .iter()
        .take(NAMED_OPTIONS)
        .map(|option| option.label.as_str())
        .collect();
    let more = format!("{} more", options.len().saturating_sub(NAMED_OPTIONS));
    if options.len() > NAMED_OPTIONS {
        named.push(&more);
    }
    format!(
        "{what}: {}. Use one of these, or map it in the column's settings.",
        named.join(", ")
    )
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", cut(value))
}

fn cut(value: &str) -> String {
    let value = value.trim();
    match value.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn counted(n: usize, thing: &str) -> String {
    format!("{} {thing}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// `1,284,112`
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::system_fields;
    use proptest::prelude::*;

    fn newsletter() -> Field {
        system_fields()
            .into_iter()
            .find(|field| field.key.as_str() == "newsletter")
            .unwrap()
    }

    #[test]
    fn sentences_hold_the_value_in_question() {
        for (problem, value, expected) in [
            (
                Problem::EmailBadCharacter { character: ' ' },
                "a b@x.example",
                "An email can't have a space. Take it out.",
            ),
            (
                Problem::EmailBadCharacter { character: '#' },
                "a#x",
                "An email can't have \"#\". Take it out.",
            ),
            (
                Problem::EmailBadCharacter { character: '\0' },
                "",
                "An email can't have the invisible character U+0000. Take it out.",
            ),
            (
                Problem::EmailTooLong { length: 1300, max: 254 },
                "",
                "Emails have at most 254 characters; this has 1,300. Shorten it.",
            ),
            (
                Problem::PhoneUnknownCountry,
                "00 999 12",
                "No country has the code +999. Correct what stands after the +.",
            ),
            (
                Problem::DateNoSuchDay,
                "1988-02-30",
                "30 February 1988 doesn't exist. Correct the day or the month.",
            ),
            (
                Problem::DateNoSuchDay,
                "30/02/1988",
                "\"30/02/1988\" isn't a day of the calendar. Correct the day or the month.",
            ),
            (
                Problem::DateYearOutOfRange,
                "0000-02-30",
                "The year is 0000. Dates go from 0001 to 9999.",
            ),
            (
                Problem::DateYearOutOfRange,
                "-0044-03-15",
                "The year is -0044. Dates go from 0001 to 9999.",
            ),
            (
                Problem::DateYearOutOfRange,
                "1/1/19888",
                "The year is 19888. Dates go from 0001 to 9999.",
            ),
            (
                Problem::RecordTooFewFields { found: 1, expected: 14 },
                "",
                "This line has 1 value, the file has 14 columns. A quote or the delimiter may be wrong.",
            ),
            (
                Problem::RadioUnknownOption,
                " Maybe ",
                "\"Maybe\" is not an option of Newsletter: Subscribed, Unsubscribed, None. Use one of these, or map it in the \
                 column's settings.",
            ),
        ] {
            assert_eq!(problem.sentence("Newsletter", value, Some(&newsletter())), expected);
        }
    }

    #[test]
    fn a_required_field_says_so() {
        let mut field = newsletter();
        let empty = Problem::Empty { kind: FieldType::Radio };
        assert!(
            empty
                .sentence("Newsletter", "", Some(&field))
                .starts_with("A choice can't be empty in an imported column.")
        );
        field.required = true;
        assert!(
            empty
                .sentence("Newsletter", "", Some(&field))
                .starts_with("Newsletter is required.")
        );
        let email = Problem::Empty { kind: FieldType::Email };
        assert!(
            email
                .sentence("Email", "", Some(&system_fields()[0]))
                .starts_with("Every row needs an email.")
        );
    }

    proptest! {
        #[test]
        fn any_value_gives_a_sentence_of_bounded_length(value in any::<String>(), long in "[0-9-]{0,300}") {
            for value in [value, long] {
                for problem in crate::problem::tests::examples() {
                    prop_assert!(problem.sentence("Name", &value, None).chars().count() < 300);
                }
            }
        }
    }
}
