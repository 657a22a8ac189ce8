//! What problems are called in lists: long (a reason, a heading) and short (the check of a mapped column).

use crate::{FieldType, Problem};

impl Problem {
    /// What rows with this problem have in common: `Email is missing @`. The same for all problems of one code and, where the
    /// cell is empty, one type; so it can head a list of them.
    pub fn title(&self) -> String {
        let title = match self {
            Problem::Empty { kind } => return empty(*kind),
            Problem::DateNotInOrder { expected } => return format!("Date is not {expected}"),
            Problem::EmailMissingAt => "Email is missing @",
            Problem::EmailTwoAt => "Email has two @",
            Problem::EmailBadDomain => "Email address is not complete",
            Problem::EmailBadLocal => "Email has nothing before @",
            Problem::EmailBadCharacter { .. } => "Email has a space or a character it can't have",
            Problem::EmailTooLong { .. } => "Email is too long",
            Problem::EmailRepeated { .. } => "Email repeated in the file",
            Problem::TextTooLong { .. } => "Text is too long",
            Problem::TextControl => "Text has unreadable characters",
            Problem::PhoneNotANumber => "Not a phone number",
            Problem::PhoneTooShort => "Phone number is too short",
            Problem::PhoneTooLong => "Phone number is too long",
            Problem::PhoneUnknownCountry => "Country code unknown",
            Problem::PhoneNotInPlan { .. } => "No such phone number in its country",
            Problem::PhoneExtension => "Phone number with an extension",
            Problem::PhoneTwoNumbers => "More than one phone number",
            Problem::PhoneScientific | Problem::IntegerScientific | Problem::DecimalScientific => {
                "Number shortened by a spreadsheet"
            }
            Problem::DateShortYear => "Year has two digits",
            Problem::DateDayNumber => "Date is a spreadsheet's day number",
            Problem::DateNotIso => "Date is not year-month-day",
            Problem::DateNoSuchDay => "No such day",
            Problem::DateYearOutOfRange => "Year looks wrong",
            Problem::IntegerNotANumber | Problem::DecimalNotANumber => "Not a number",
            Problem::IntegerHasDecimals => "Not a whole number",
            Problem::IntegerOutOfRange => "Number too large",
            Problem::IntegerGrouped | Problem::DecimalGrouped => "Number with grouped thousands",
            Problem::IntegerHasSign | Problem::DecimalHasSign => "Number with a currency or per cent sign",
            Problem::DecimalComma => "Decimal written with a comma",
            Problem::DecimalAmbiguous => "Could be 1.234 or 1234",
            Problem::DecimalTooManyDigits { .. } => "Decimal has too many digits",
            Problem::BooleanNotYesOrNo => "Not yes or no",
            Problem::RadioUnknownOption | Problem::CheckboxUnknownOption { .. } => "Not one of the options",
            Problem::SpreadsheetError => "Error of a spreadsheet",
            Problem::RecordTooFewFields { .. } => "Line has too few values",
            Problem::RecordTooManyFields { .. } => "Line has too many values",
            Problem::RecordUnclosedQuote { .. } => "Quote not closed",
            Problem::RecordTextAfterQuote { .. } => "Text after a closing quote",
            Problem::RecordNotUtf8 => "Unreadable characters",
        };
        title.to_owned()
    }

    /// A few words to follow a number: `903 not a date`.
    pub fn short(&self) -> &'static str {
        match self {
            Problem::Empty { .. } => "empty",
            Problem::EmailMissingAt
            | Problem::EmailTwoAt
            | Problem::EmailBadDomain
            | Problem::EmailBadLocal
            | Problem::EmailBadCharacter { .. } => "to fix",
            Problem::EmailRepeated { .. } => "repeated",
            Problem::EmailTooLong { .. } | Problem::TextTooLong { .. } => "too long",
            Problem::TextControl | Problem::RecordNotUtf8 => "unreadable",
            Problem::PhoneNotANumber
            | Problem::PhoneTooShort
            | Problem::PhoneTooLong
            | Problem::PhoneUnknownCountry
            | Problem::PhoneNotInPlan { .. } => "not a phone",
            Problem::PhoneExtension => "with an extension",
            Problem::PhoneTwoNumbers => "with two numbers",
            Problem::PhoneScientific | Problem::IntegerScientific | Problem::DecimalScientific => "shortened",
            Problem::DateNotIso
            | Problem::DateNotInOrder { .. }
            | Problem::DateNoSuchDay
            | Problem::DateYearOutOfRange
            | Problem::DateDayNumber => "not a date",
            Problem::DateShortYear => "with a short year",
            Problem::IntegerHasDecimals => "not a whole number",
            Problem::IntegerNotANumber | Problem::DecimalNotANumber => "not a number",
            Problem::DecimalComma | Problem::DecimalAmbiguous => "with a comma or point",
            Problem::IntegerGrouped | Problem::DecimalGrouped => "with grouped thousands",
            Problem::IntegerHasSign | Problem::DecimalHasSign => "with a sign",
            Problem::IntegerOutOfRange => "too large",
            Problem::DecimalTooManyDigits { .. } => "with too many digits",
            Problem::BooleanNotYesOrNo => "not yes or no",
            Problem::RadioUnknownOption | Problem::CheckboxUnknownOption { .. } => "not an option",
            Problem::SpreadsheetError => "spreadsheet errors",
            Problem::RecordTooFewFields { .. } => "too few values",
            Problem::RecordTooManyFields { .. } => "too many values",
            Problem::RecordUnclosedQuote { .. } | Problem::RecordTextAfterQuote { .. } => "with a wrong quote",
        }
    }
}

fn empty(kind: FieldType) -> String {
    match kind {
        FieldType::Checkbox => "Choices are empty".to_owned(),
        kind => format!("{} is empty", kind.label()),
    }
}
