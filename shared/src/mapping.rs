//! Mapping: which column, or which literal, fills which field; and how its cells are read.

mod automatic;
mod facts;
mod fold;

pub use automatic::{Match, match_columns};
pub use facts::{ColumnFacts, fit, looks_like};
pub use fold::fold;

use crate::FieldKey;
use serde::{Deserialize, Serialize};

/// Which field is filled from where. Checked into a [`crate::Plan`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub assignments: Vec<Assignment>,
}

/// One field and where its values come from. A field stands in one assignment at most; a column may stand in several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub field: FieldKey,
    pub source: Source,
    /// How the column's cells are read. Literals are always read by the plain rules.
    #[serde(default)]
    pub reading: Reading,
    /// `None`: the default of the field's type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<EmptyCell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A column of the file, by its place from 0. Its name is looked up in the import's header.
    Column(usize),
    /// One value for every contact.
    Literal(String),
}

/// What an empty cell of a mapped column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmptyCell {
    /// The row has a problem.
    Reject,
    /// The field stays as it is.
    Leave,
    /// The field is emptied. Only together with *Override existing*.
    Clear,
}

/// How a column's cells are read: what can't be told from one cell alone. The default reads by the plain rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    pub date_order: DateOrder,
    /// `1.240,50` or `1 240,50`: points or spaces group thousands, a comma marks decimals. Integers: the same, without decimals.
    pub decimal_comma: bool,
    /// ISO 3166 alpha-2, in capitals: the plan of phones without a country code. `None`: the field's own default.
    pub country: Option<String>,
    /// For radio and checkbox: a cell's text (compared folded) and the option's id it stands for.
    pub values: Vec<(String, String)>,
}

/// The order of a date's parts. Year-month-day is always understood; the others add to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    #[default]
    YearMonthDay,
    /// `14/03/1988`, `14.3.1988`, `14-03-1988` where it isn't year-month-day.
    DayMonthYear,
    /// `03/14/1988` and so on, where it isn't year-month-day.
    MonthDayYear,
}
