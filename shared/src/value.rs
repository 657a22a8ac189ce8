//! Values of contacts, and how one cell becomes one: a file per type, its tables of accepted and refused cells beside it.

pub mod boolean;
pub mod choice;
pub mod damage;
pub mod date;
pub mod email;
pub mod number;
pub mod phone;
pub mod text;

use crate::mapping::Reading;
use crate::{Field, FieldType, Problem};
use chrono::NaiveDate;
use std::borrow::Cow;

/// A checked value of a contact's field. Borrows from the cell where the cell already has the stored form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    /// Lower case, domain in ASCII form.
    Email(Cow<'a, str>),
    /// E.164 where the country is known, else the digits.
    Phone(Cow<'a, str>),
    Date(NaiveDate),
    Integer(i64),
    /// Canonical: `-?digits[.digits]`, no leading zeros, no trailing zeros after the point, no `-0`.
    Decimal(Cow<'a, str>),
    Boolean(bool),
    /// An option's id.
    Radio(Cow<'a, str>),
    /// Options' ids, each once, in the field's order.
    Checkbox(Vec<Cow<'a, str>>),
}

/// Reads one cell that is not empty after trimming (an empty cell is the plan's business).
///
/// # Errors
/// The problem that the cell has under the rules of the field's type (PRODUCT: field types and their rules).
pub fn parse<'a>(field: &Field, reading: &Reading, cell: &'a str) -> Result<Value<'a>, Problem> {
    let value = match field.kind {
        FieldType::Text => return text::parse(cell).map(Value::Text),
        FieldType::Email => email::parse(cell).map(Value::Email),
        FieldType::Phone => {
            phone::parse(cell, reading.country.as_deref().or(field.default_country.as_deref())).map(Value::Phone)
        }
        FieldType::Date => date::parse(cell, reading).map(Value::Date),
        FieldType::Integer => number::parse_integer(cell, reading).map(Value::Integer),
        FieldType::Decimal => number::parse_decimal(cell, reading).map(Value::Decimal),
        FieldType::Boolean => boolean::parse(cell, &reading.values).map(Value::Boolean),
        FieldType::Radio => {
            choice::parse_radio(cell, &field.options, &reading.values).map(|id| Value::Radio(Cow::Owned(id)))
        }
        FieldType::Checkbox => choice::parse_checkbox(cell, &field.options, &reading.values)
            .map(|ids| Value::Checkbox(ids.into_iter().map(Cow::Owned).collect())),
    };
    value.map_err(|problem| {
        if damage::is_error(cell) {
            Problem::SpreadsheetError
        } else {
            problem
        }
    })
}

/// A cell without white space around it, as [`str::trim`] has it. Most cells have none, which their ends tell.
#[inline]
pub(crate) fn trimmed(cell: &str) -> &str {
    match cell.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
        _ => cell.trim(),
    }
}

impl Value<'_> {
    /// As stored in a contact's attributes: text, numbers and lists as JSON has them; dates as `yyyy-mm-dd`; decimals as
    /// text, so that they never pass through a float.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Value::Text(s) | Value::Email(s) | Value::Phone(s) | Value::Decimal(s) | Value::Radio(s) => {
                Json::String(s.clone().into_owned())
            }
            Value::Date(date) => Json::String(date::to_iso(*date)),
            Value::Integer(n) => Json::Number((*n).into()),
            Value::Boolean(b) => Json::Bool(*b),
            Value::Checkbox(ids) => Json::Array(ids.iter().map(|id| Json::String(id.clone().into_owned())).collect()),
        }
    }
}

/// A stored value as people see it: options by their labels, lists with ` | ` between, yes/no in words. A value that
/// doesn't have the field's type (it can't be, but the database may have been edited by hand) is shown as it is.
pub fn display(field: &Field, stored: &serde_json::Value) -> String {
    use serde_json::Value as Json;
    let label = |id: &str| {
        let option = field.options.iter().find(|option| option.id == id);
        option.map_or(id, |option| option.label.as_str()).to_owned()
    };
    match (field.kind, stored) {
        (_, Json::Null) => String::new(),
        (FieldType::Boolean, Json::Bool(yes)) => if *yes { "Yes" } else { "No" }.to_owned(),
        (FieldType::Radio, Json::String(id)) => label(id),
        (FieldType::Checkbox, Json::Array(ids)) => ids
            .iter()
            .filter_map(Json::as_str)
            .map(label)
            .collect::<Vec<_>>()
            .join(" | "),
        (_, Json::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

impl Value<'_> {
    /// The same value, borrowed from this one.
    pub fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Text(s) => Value::Text(Cow::Borrowed(s)),
            Value::Email(s) => Value::Email(Cow::Borrowed(s)),
            Value::Phone(s) => Value::Phone(Cow::Borrowed(s)),
            Value::Decimal(s) => Value::Decimal(Cow::Borrowed(s)),
            Value::Radio(s) => Value::Radio(Cow::Borrowed(s)),
            Value::Date(date) => Value::Date(*date),
            Value::Integer(n) => Value::Integer(*n),
            Value::Boolean(b) => Value::Boolean(*b),
            Value::Checkbox(ids) => Value::Checkbox(ids.iter().map(|id| Cow::Borrowed(id.as_ref())).collect()),
        }
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        fn own(text: Cow<'_, str>) -> Cow<'static, str> {
            Cow::Owned(text.into_owned())
        }
        match self {
            Value::Text(s) => Value::Text(own(s)),
            Value::Email(s) => Value::Email(own(s)),
            Value::Phone(s) => Value::Phone(own(s)),
            Value::Decimal(s) => Value::Decimal(own(s)),
            Value::Radio(s) => Value::Radio(own(s)),
            Value::Date(date) => Value::Date(date),
            Value::Integer(n) => Value::Integer(n),
            Value::Boolean(b) => Value::Boolean(b),
            Value::Checkbox(ids) => Value::Checkbox(ids.into_iter().map(own).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::system_fields;

    #[test]
    fn the_errors_of_spreadsheets_are_text_in_a_text_and_a_problem_elsewhere() {
        for mut field in system_fields() {
            for kind in FieldType::ALL {
                field.kind = kind;
                for cell in ["#N/A", "#REF!", "####"] {
                    let outcome = parse(&field, &Reading::default(), cell);
                    if kind == FieldType::Text {
                        assert_eq!(outcome, Ok(Value::Text(Cow::Borrowed(cell))));
                    } else {
                        assert_eq!(outcome, Err(Problem::SpreadsheetError), "{kind:?} {cell}");
                    }
                }
            }
            field.kind = FieldType::Radio;
            field.options = vec![crate::FieldOption {
                id: "none".to_owned(),
                label: "#N/A".to_owned(),
            }];
            assert!(
                parse(&field, &Reading::default(), "#n/a").is_ok(),
                "an option may be called so"
            );
        }
    }
}
