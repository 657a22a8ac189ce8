//! Words of field types on the board.

use muster_shared::{Field, FieldType};

/// What values of a field are, in the plural: "64% are dates".
pub(super) fn values_of(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "text",
        FieldType::Email => "emails",
        FieldType::Phone => "phones",
        FieldType::Date => "dates",
        FieldType::Integer => "whole numbers",
        FieldType::Decimal => "decimals",
        FieldType::Boolean => "yes / no",
        FieldType::Radio | FieldType::Checkbox => "options",
    }
}

/// One value of the type, within a sentence: "a date can't be empty".
pub(super) fn a_value(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "a text",
        FieldType::Email => "an email",
        FieldType::Phone => "a phone",
        FieldType::Date => "a date",
        FieldType::Integer => "a whole number",
        FieldType::Decimal => "a decimal",
        FieldType::Boolean => "yes / no",
        FieldType::Radio | FieldType::Checkbox => "a choice",
    }
}

/// What a literal of the type may be.
pub(super) fn literal_hint(field: &Field) -> &'static str {
    match field.kind {
        FieldType::Text => "Any text.",
        FieldType::Email => "One email address, like name@company.com.",
        FieldType::Phone => "With the country code, like +34651234567.",
        FieldType::Date => "Year-month-day, like 1988-03-14.",
        FieldType::Integer => "Whole numbers only, like 10 or -3.",
        FieldType::Decimal => "A number with a point, like 1240.50.",
        FieldType::Boolean => "Yes or no.",
        FieldType::Radio => "One of the field's options.",
        FieldType::Checkbox => "Options of the field, with | between.",
    }
}
