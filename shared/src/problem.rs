//! Why a cell or a record can't be taken. Each problem has a stable code, the data its sentence needs, a title for
//! lists, and a sentence that says what is wrong and what to do. One table for both sides.

mod sentence;
mod title;

use crate::FieldType;
use serde::{Deserialize, Serialize};

/// Why a cell or a whole record can't be taken. On the wire: `{"code": "date.no_such_day"}` plus the data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "code")]
pub enum Problem {
    /// An empty cell where the column's rule says *reject the row* (the default of phone, date, integer, decimal, radio
    /// and email), or in a required field.
    #[serde(rename = "empty.not_allowed")]
    Empty { kind: FieldType },

    #[serde(rename = "email.missing_at")]
    EmailMissingAt,
    #[serde(rename = "email.two_at")]
    EmailTwoAt,
    #[serde(rename = "email.bad_domain")]
    EmailBadDomain,
    /// Nothing stands before the @. (Dots may stand anywhere there: the HTML standard's rule.)
    #[serde(rename = "email.bad_local")]
    EmailBadLocal,
    #[serde(rename = "email.bad_character")]
    EmailBadCharacter { character: char },
    /// `max` is the limit of the whole, or of the part before the @.
    #[serde(rename = "email.too_long")]
    EmailTooLong { length: usize, max: usize },

    /// The email stands in the file more than once, and none of its rows is to be taken. `line`: another
    /// one with it.
    #[serde(rename = "email.repeated")]
    EmailRepeated { line: u64 },

    #[serde(rename = "text.too_long")]
    TextTooLong { length: usize, max: usize },
    #[serde(rename = "text.control_character")]
    TextControl,

    /// Letters or signs that no phone number has.
    #[serde(rename = "phone.not_a_number")]
    PhoneNotANumber,
    #[serde(rename = "phone.too_short")]
    PhoneTooShort,
    #[serde(rename = "phone.too_long")]
    PhoneTooLong,
    #[serde(rename = "phone.unknown_country")]
    PhoneUnknownCountry,
    /// Digits that the country's numbering plan doesn't have. `country` is an ISO 3166 alpha-2 code or a calling code.
    #[serde(rename = "phone.not_in_plan")]
    PhoneNotInPlan { country: String },
    /// A number, and its extension: `+15555550100 x12`.
    #[serde(rename = "phone.extension")]
    PhoneExtension,
    #[serde(rename = "phone.two_numbers")]
    PhoneTwoNumbers,
    /// `3.46E+10`
    #[serde(rename = "phone.scientific")]
    PhoneScientific,

    #[serde(rename = "date.not_iso")]
    DateNotIso,
    /// Not the order that the column's settings name. `expected` is `day/month/year` or `month/day/year`.
    #[serde(rename = "date.not_in_order")]
    DateNotInOrder { expected: String },
    #[serde(rename = "date.no_such_day")]
    DateNoSuchDay,
    #[serde(rename = "date.year_out_of_range")]
    DateYearOutOfRange,
    /// A year of two digits, and the column doesn't say which they are.
    #[serde(rename = "date.short_year")]
    DateShortYear,
    /// `32216`, and the column doesn't say that such numbers are days.
    #[serde(rename = "date.day_number")]
    DateDayNumber,

    #[serde(rename = "integer.not_a_number")]
    IntegerNotANumber,
    #[serde(rename = "integer.has_decimals")]
    IntegerHasDecimals,
    #[serde(rename = "integer.out_of_range")]
    IntegerOutOfRange,
    /// Thousands are grouped, and not in the column's way.
    #[serde(rename = "integer.grouped")]
    IntegerGrouped,
    /// A currency or per cent sign.
    #[serde(rename = "integer.has_sign")]
    IntegerHasSign,
    #[serde(rename = "integer.scientific")]
    IntegerScientific,

    #[serde(rename = "decimal.not_a_number")]
    DecimalNotANumber,
    /// A comma where a point marks decimals.
    #[serde(rename = "decimal.comma")]
    DecimalComma,
    /// A point where the column says that a comma marks decimals, and not where it would group thousands.
    #[serde(rename = "decimal.ambiguous")]
    DecimalAmbiguous,
    #[serde(rename = "decimal.too_many_digits")]
    DecimalTooManyDigits { max: usize },
    #[serde(rename = "decimal.grouped")]
    DecimalGrouped,
    #[serde(rename = "decimal.has_sign")]
    DecimalHasSign,
    #[serde(rename = "decimal.scientific")]
    DecimalScientific,

    #[serde(rename = "boolean.not_yes_or_no")]
    BooleanNotYesOrNo,

    #[serde(rename = "radio.unknown_option")]
    RadioUnknownOption,
    #[serde(rename = "checkbox.unknown_option")]
    CheckboxUnknownOption { option: String },

    /// `#N/A`, `#REF!`, `####`: what a spreadsheet shows in place of a value.
    #[serde(rename = "spreadsheet.error")]
    SpreadsheetError,

    #[serde(rename = "record.too_few_fields")]
    RecordTooFewFields { found: usize, expected: usize },
    #[serde(rename = "record.too_many_fields")]
    RecordTooManyFields { found: usize, expected: usize },
    /// The file ends inside quotes that were opened on `line`.
    #[serde(rename = "record.unclosed_quote")]
    RecordUnclosedQuote { line: u64 },
    /// A character between a closing quote and the next delimiter.
    #[serde(rename = "record.text_after_quote")]
    RecordTextAfterQuote { line: u64 },
    #[serde(rename = "record.not_utf8")]
    RecordNotUtf8,
}

impl Problem {
    /// The same, of a text before which `lines` more lines stand.
    pub fn move_down(&mut self, lines: u64) {
        match self {
            Problem::EmailRepeated { line }
            | Problem::RecordUnclosedQuote { line }
            | Problem::RecordTextAfterQuote { line } => *line += lines,
            _ => {}
        }
    }

    /// Whether other settings of the column could take the cell: it is a date or a number, written in another way.
    pub fn is_of_reading(&self) -> bool {
        matches!(
            self,
            Problem::DateNotIso
                | Problem::DateNotInOrder { .. }
                | Problem::DateNoSuchDay
                | Problem::DateShortYear
                | Problem::DateDayNumber
                | Problem::IntegerNotANumber
                | Problem::IntegerHasDecimals
                | Problem::IntegerGrouped
                | Problem::IntegerHasSign
                | Problem::DecimalNotANumber
                | Problem::DecimalComma
                | Problem::DecimalGrouped
                | Problem::DecimalAmbiguous
                | Problem::DecimalHasSign
        )
    }

    /// The stable code, as on the wire and in reports.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Empty { .. } => "empty.not_allowed",
            Problem::EmailMissingAt => "email.missing_at",
            Problem::EmailTwoAt => "email.two_at",
            Problem::EmailBadDomain => "email.bad_domain",
            Problem::EmailBadLocal => "email.bad_local",
            Problem::EmailBadCharacter { .. } => "email.bad_character",
            Problem::EmailTooLong { .. } => "email.too_long",
            Problem::EmailRepeated { .. } => "email.repeated",
            Problem::TextTooLong { .. } => "text.too_long",
            Problem::TextControl => "text.control_character",
            Problem::PhoneNotANumber => "phone.not_a_number",
            Problem::PhoneTooShort => "phone.too_short",
            Problem::PhoneTooLong => "phone.too_long",
            Problem::PhoneUnknownCountry => "phone.unknown_country",
            Problem::PhoneNotInPlan { .. } => "phone.not_in_plan",
            Problem::PhoneExtension => "phone.extension",
            Problem::PhoneTwoNumbers => "phone.two_numbers",
            Problem::PhoneScientific => "phone.scientific",
            Problem::DateNotIso => "date.not_iso",
            Problem::DateNotInOrder { .. } => "date.not_in_order",
            Problem::DateNoSuchDay => "date.no_such_day",
            Problem::DateYearOutOfRange => "date.year_out_of_range",
            Problem::DateShortYear => "date.short_year",
            Problem::DateDayNumber => "date.day_number",
            Problem::IntegerNotANumber => "integer.not_a_number",
            Problem::IntegerHasDecimals => "integer.has_decimals",
            Problem::IntegerOutOfRange => "integer.out_of_range",
            Problem::IntegerGrouped => "integer.grouped",
            Problem::IntegerHasSign => "integer.has_sign",
            Problem::IntegerScientific => "integer.scientific",
            Problem::DecimalNotANumber => "decimal.not_a_number",
            Problem::DecimalComma => "decimal.comma",
            Problem::DecimalAmbiguous => "decimal.ambiguous",
            Problem::DecimalTooManyDigits { .. } => "decimal.too_many_digits",
            Problem::DecimalGrouped => "decimal.grouped",
            Problem::DecimalHasSign => "decimal.has_sign",
            Problem::DecimalScientific => "decimal.scientific",
            Problem::BooleanNotYesOrNo => "boolean.not_yes_or_no",
            Problem::RadioUnknownOption => "radio.unknown_option",
            Problem::CheckboxUnknownOption { .. } => "checkbox.unknown_option",
            Problem::SpreadsheetError => "spreadsheet.error",
            Problem::RecordTooFewFields { .. } => "record.too_few_fields",
            Problem::RecordTooManyFields { .. } => "record.too_many_fields",
            Problem::RecordUnclosedQuote { .. } => "record.unclosed_quote",
            Problem::RecordTextAfterQuote { .. } => "record.text_after_quote",
            Problem::RecordNotUtf8 => "record.not_utf8",
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// One problem of each code, and of [`Problem::Empty`] one of each type.
    pub(crate) fn examples() -> Vec<Problem> {
        let mut examples = vec![
            Problem::EmailMissingAt,
            Problem::EmailTwoAt,
            Problem::EmailBadDomain,
            Problem::EmailBadLocal,
            Problem::EmailBadCharacter { character: ' ' },
            Problem::EmailTooLong { length: 300, max: 254 },
            Problem::EmailRepeated { line: 12 },
            Problem::TextTooLong {
                length: 12_000,
                max: 10_000,
            },
            Problem::TextControl,
            Problem::PhoneNotANumber,
            Problem::PhoneTooShort,
            Problem::PhoneTooLong,
            Problem::PhoneUnknownCountry,
            Problem::PhoneNotInPlan {
                country: "ES".to_owned(),
            },
            Problem::PhoneExtension,
            Problem::PhoneTwoNumbers,
            Problem::PhoneScientific,
            Problem::DateShortYear,
            Problem::DateDayNumber,
            Problem::IntegerGrouped,
            Problem::IntegerHasSign,
            Problem::IntegerScientific,
            Problem::DecimalGrouped,
            Problem::DecimalHasSign,
            Problem::DecimalScientific,
            Problem::SpreadsheetError,
            Problem::DateNotIso,
            Problem::DateNotInOrder {
                expected: "day/month/year".to_owned(),
            },
            Problem::DateNoSuchDay,
            Problem::DateYearOutOfRange,
            Problem::IntegerNotANumber,
            Problem::IntegerHasDecimals,
            Problem::IntegerOutOfRange,
            Problem::DecimalNotANumber,
            Problem::DecimalComma,
            Problem::DecimalAmbiguous,
            Problem::DecimalTooManyDigits { max: 38 },
            Problem::BooleanNotYesOrNo,
            Problem::RadioUnknownOption,
            Problem::CheckboxUnknownOption {
                option: "Fax".to_owned(),
            },
            Problem::RecordTooFewFields {
                found: 13,
                expected: 14,
            },
            Problem::RecordTooManyFields {
                found: 15,
                expected: 14,
            },
            Problem::RecordUnclosedQuote { line: 7 },
            Problem::RecordTextAfterQuote { line: 7 },
            Problem::RecordNotUtf8,
        ];
        examples.extend(FieldType::ALL.map(|kind| Problem::Empty { kind }));
        examples
    }

    #[test]
    fn every_code_is_stable_and_has_its_words() {
        for problem in examples() {
            let json = serde_json::to_value(&problem).unwrap();
            assert_eq!(json["code"], problem.code(), "the wire and reports say the same");
            assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);

            let sentence = problem.sentence("Name", "value", None);
            assert!(
                sentence.ends_with('.') && sentence.contains(". "),
                "what is wrong, and what to do: {sentence}"
            );
            let title = problem.title();
            assert!(
                !title.is_empty() && !title.ends_with('.') && title.chars().count() <= 50,
                "{title}"
            );
            assert!(!problem.short().is_empty() && problem.short().chars().all(|c| c.is_lowercase() || c == ' '));
            let words = [sentence, title, problem.short().to_owned()].concat().to_lowercase();
            for unwanted in ["invalid", "please", "failed", "record", "attribute", "!"] {
                assert!(!words.contains(unwanted), "{words}");
            }
        }
    }

    #[test]
    fn every_code_has_an_example() {
        let declared: BTreeSet<&str> = include_str!("problem.rs")
            .lines()
            .filter_map(|line| line.trim().strip_prefix("#[serde(rename = \"")?.strip_suffix("\")]"))
            .collect();
        let problems = examples();
        let codes: BTreeSet<&str> = problems.iter().map(Problem::code).collect();
        assert_eq!(declared, codes);
        assert_eq!(
            codes.len(),
            problems.len() - FieldType::ALL.len() + 1,
            "no two problems share a code"
        );
    }
}
