//! Fields of a contact: system fields, which every account has, and custom ones.

use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A field's stable name: small letters, digits and `_`, starting with a letter, at most [`limits::KEY_CHARS`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldKey(String);

/// Why a text is no [`FieldKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key has small letters, digits and _, starting with a letter")
    }
}

impl std::error::Error for NotAKey {}

impl FieldKey {
    /// The key of the field that identifies a contact.
    pub fn email() -> Self {
        Self("email".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that a name suggests: `"Lead source (2026)"` becomes `lead_source_2026`. Accents go; a name without
    /// one usable character becomes `field`.
    pub fn from_name(name: &str) -> Self {
        let mut key = String::new();
        for c in crate::mapping::fold(name).chars() {
            match c {
                'a'..='z' | '0'..='9' => key.push(c),
                _ if key.is_empty() || key.ends_with('_') => {}
                _ => key.push('_'),
            }
        }
        key.truncate(limits::KEY_CHARS);
        let key = key.trim_end_matches('_');
        if key.is_empty() {
            return Self("field".to_owned());
        }
        if key.starts_with(|c: char| c.is_ascii_digit()) {
            return Self(format!("field_{}", &key[..key.len().min(limits::KEY_CHARS - 6)]));
        }
        Self(key.to_owned())
    }
}

impl TryFrom<String> for FieldKey {
    type Error = NotAKey;

    fn try_from(key: String) -> Result<Self, NotAKey> {
        let fits = key.len() <= limits::KEY_CHARS
            && key.starts_with(|c: char| c.is_ascii_lowercase())
            && key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if fits { Ok(Self(key)) } else { Err(NotAKey) }
    }
}

impl From<FieldKey> for String {
    fn from(key: FieldKey) -> String {
        key.0
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of values a field holds. The rules of each stand in [`crate::value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    Text,
    Email,
    Phone,
    Date,
    Integer,
    Decimal,
    Boolean,
    Radio,
    Checkbox,
}

impl FieldType {
    pub const ALL: [FieldType; 9] = [
        FieldType::Text,
        FieldType::Email,
        FieldType::Phone,
        FieldType::Date,
        FieldType::Integer,
        FieldType::Decimal,
        FieldType::Boolean,
        FieldType::Radio,
        FieldType::Checkbox,
    ];

    /// The name on screen.
    pub fn label(self) -> &'static str {
        match self {
            FieldType::Text => "Text",
            FieldType::Email => "Email",
            FieldType::Phone => "Phone",
            FieldType::Date => "Date",
            FieldType::Integer => "Whole number",
            FieldType::Decimal => "Decimal",
            FieldType::Boolean => "Yes / no",
            FieldType::Radio => "Choice",
            FieldType::Checkbox => "Several choices",
        }
    }

    /// The name in code, in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Email => "email",
            FieldType::Phone => "phone",
            FieldType::Date => "date",
            FieldType::Integer => "integer",
            FieldType::Decimal => "decimal",
            FieldType::Boolean => "boolean",
            FieldType::Radio => "radio",
            FieldType::Checkbox => "checkbox",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    pub fn has_options(self) -> bool {
        matches!(self, FieldType::Radio | FieldType::Checkbox)
    }
}

/// One option of a radio or checkbox field. Contacts store the `id`; people see the `label`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    pub id: String,
    pub label: String,
}

/// A field of an account's contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub key: FieldKey,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// An empty cell in a column mapped to a required field is always a problem.
    pub required: bool,
    /// System fields can't be changed or deleted.
    pub system: bool,
    /// Empty unless the type is radio or checkbox.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
    /// ISO 3166 alpha-2 code in capitals: the numbering plan of phones without a country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<String>,
}

/// The fields that every account has, in the order in which they are shown. Email first: it is the contact's key.
pub fn system_fields() -> Vec<Field> {
    let field = |key: &str, name: &str, kind| Field {
        key: FieldKey(key.to_owned()),
        name: name.to_owned(),
        kind,
        required: kind == FieldType::Email,
        system: true,
        options: Vec::new(),
        default_country: None,
    };
    let option = |id: &str, label: &str| FieldOption {
        id: id.to_owned(),
        label: label.to_owned(),
    };
    let mut newsletter = field("newsletter", "Newsletter", FieldType::Radio);
    newsletter.options = vec![
        option("subscribed", "Subscribed"),
        option("unsubscribed", "Unsubscribed"),
        option("none", "None"),
    ];
    vec![
        field("email", "Email", FieldType::Email),
        field("first_name", "First name", FieldType::Text),
        field("last_name", "Last name", FieldType::Text),
        field("date_of_birth", "Date of birth", FieldType::Date),
        field("mobile_phone", "Mobile phone", FieldType::Phone),
        field("points", "Points", FieldType::Integer),
        field("city", "City", FieldType::Text),
        field("country", "Country", FieldType::Text),
        newsletter,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_suggests_a_key() {
        for (name, key) in [
            ("Lead source (2026)", "lead_source_2026"),
            ("  Größe ", "grosse"),
            ("Prénom", "prenom"),
            ("2nd phone", "field_2nd_phone"),
            ("顧客", "field"),
            ("", "field"),
        ] {
            assert_eq!(FieldKey::from_name(name).as_str(), key, "{name}");
        }
        assert!(FieldKey::try_from(FieldKey::from_name(&"9x".repeat(90)).0).is_ok());
    }

    #[test]
    fn the_first_system_field_is_the_key() {
        assert_eq!(system_fields()[0].key, FieldKey::email());
        assert!(system_fields()[0].required);
    }
}
