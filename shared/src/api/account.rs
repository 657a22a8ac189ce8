//! First run, sessions, fields and segments.

use crate::{FieldKey, FieldOption, FieldType};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /session`: who is here. Always 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Session {
    /// No account exists yet: the first run asks for the setup code.
    SetupNeeded,
    LoggedOut,
    LoggedIn {
        me: Me,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub user_id: i64,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub account_name: String,
    /// [`crate::RULES_VERSION`] of the server.
    pub rules_version: u32,
    /// For the side bar.
    pub totals: Totals,
}

/// What an account holds. `contacts` may be a second old.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub contacts: u64,
    pub segments: u64,
    pub imports: u64,
    pub fields: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Admin,
    Importer,
    Reader,
}

/// `POST /setup`: makes the account and its first admin, and logs in. 201 with [`Session`]; 403 `setup.wrong_code`;
/// 409 `setup.done`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    pub code: String,
    pub account_name: String,
    pub name: String,
    pub email: String,
    pub password: String,
}

/// `POST /session`: logs in. 200 with [`Session`]; 401 `login.wrong`; 429 `login.too_many`. `DELETE /session` logs out: 204.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Login {
    pub email: String,
    pub password: String,
}

/// `GET /fields`: system fields first, then custom ones in their order: `Vec<FieldView>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldView {
    #[serde(flatten)]
    pub field: crate::Field,
    /// Contacts in which it isn't empty. May be a minute old.
    pub filled: u64,
}

/// `POST /fields`: a custom field. 201 with [`crate::Field`]; 409 `field.key_taken` or `field.name_taken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewField {
    pub name: String,
    /// `None`: made from the name.
    #[serde(default)]
    pub key: Option<FieldKey>,
    #[serde(rename = "type")]
    pub kind: FieldType,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub options: Vec<FieldOption>,
    #[serde(default)]
    pub default_country: Option<String>,
}

/// `PATCH /fields/{key}`: what is `Some` changes; key and type are fixed. Options in use can be renamed and added, not
/// removed while contacts have them (409 `field.option_in_use`). `DELETE /fields/{key}`: 204; 409 `field.system`,
/// `field.in_use` while an import uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldPatch {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub required: Option<bool>,
    #[serde(default)]
    pub options: Option<Vec<FieldOption>>,
    #[serde(default)]
    pub default_country: Option<String>,
}

/// `GET /segments`: by name: `Vec<Segment>`. `POST /segments` with [`SegmentName`]: 201 with [`Segment`]; 409
/// `segment.name_taken`. `PATCH /segments/{id}` with [`SegmentName`]: 200. `DELETE /segments/{id}`: 204; contacts stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub id: i64,
    pub name: String,
    pub members: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The import that added to it last.
    #[serde(default)]
    pub last_import: Option<crate::api::ImportName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentName {
    pub name: String,
}
