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
    /// What happens to the field of contacts that exist. `None`: as the import says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<UpdatePolicy>,
}

/// What happens to one field of contacts that exist, where that differs from the import's own choice. Counts only together
/// with *Override existing*: without it they are left as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatePolicy {
    /// The field gets the file's value.
    Override,
    /// The field is filled only where it is empty.
    FillEmpty,
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
    /// The field is emptied. Only where its values are overridden.
    Clear,
}

/// How a column's cells are read: what can't be told from one cell alone. The default reads by the plain rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    pub date_order: DateOrder,
    /// Whether a number of five digits in a date column is a spreadsheet's day number. `None`: it is a problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_numbers: Option<DayNumbers>,
    /// The last year that a year of two digits means: with 2026, `26` is 2026 and `27` is 1927. `None`: such a year is a
    /// problem, for nothing here knows what year it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_short_year: Option<u16>,
    /// Imports of the first version stored `decimal_comma: bool`.
    #[serde(alias = "decimal_comma", deserialize_with = "marks::deserialize")]
    pub marks: Marks,
    /// Leaves out a currency or per cent sign before or after a number: `€ 5` is 5, `12 %` is 12.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub drop_signs: bool,
    /// ISO 3166 alpha-2, in capitals: the plan of phones without a country code. `None`: the field's own default.
    pub country: Option<String>,
    /// A cell's text (compared folded) and what it stands for: for radio and checkbox an option's id, for boolean `true` or
    /// `false`.
    pub values: Vec<(String, String)>,
}

/// The order of a date's parts. `1988-03-14` is always understood; the others add to it, and also understand months by name
/// (`14 March 1988`) and a year of four digits at the start (`1988/3/14`), which can't be misread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Nothing but `1988-03-14`.
    #[default]
    YearMonthDay,
    /// Also `19880314`.
    YearFirst,
    /// `14/03/1988`, `14.3.1988`, `14-03-1988` where the year doesn't come first.
    DayMonthYear,
    /// `03/14/1988` and so on, where the year doesn't come first.
    MonthDayYear,
}

/// How a spreadsheet counts days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayNumbers {
    /// Day 1 is 1 January 1900: Excel, and what LibreOffice and Google Sheets write.
    #[serde(rename = "1900")]
    From1900,
    /// Day 0 is 1 January 1904: workbooks that began in Excel for Mac.
    #[serde(rename = "1904")]
    From1904,
}

/// What marks decimals, and whether thousands may be grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    /// `1240.50`: a point marks decimals, nothing groups thousands.
    #[default]
    Plain,
    /// `1.240,50`, `1 240,50`, `1'240,50`: a comma marks decimals.
    Comma,
    /// `1,240.50`, `1 240.50`, `1'240.50`: a point marks decimals, and thousands may be grouped.
    Point,
}

mod marks {
    use super::Marks;
    use serde::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        DecimalComma(bool),
        Marks(Marks),
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Marks, D::Error> {
        Ok(match Stored::deserialize(deserializer)? {
            Stored::DecimalComma(true) => Marks::Comma,
            Stored::DecimalComma(false) => Marks::Plain,
            Stored::Marks(marks) => marks,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_of_the_first_version_are_understood() {
        let read = |json: &str| serde_json::from_str::<Assignment>(json).unwrap();
        let old = read(r#"{"field":"city","source":{"column":1},"reading":{}}"#);
        assert_eq!((old.empty, old.update), (None, None));
        let chosen = Assignment {
            update: Some(UpdatePolicy::FillEmpty),
            ..old
        };
        let text = serde_json::to_string(&chosen).unwrap();
        assert!(text.contains(r#""update":"fill_empty""#), "{text}");
        assert_eq!(read(&text), chosen);
    }

    #[test]
    fn readings_of_the_first_version_are_understood() {
        let read = |json: &str| serde_json::from_str::<Reading>(json).unwrap();
        for (json, marks) in [
            (
                r#"{"date_order":"day_month_year","decimal_comma":true,"country":null,"values":[]}"#,
                Marks::Comma,
            ),
            (r#"{"date_order":"day_month_year","decimal_comma":false}"#, Marks::Plain),
            (r#"{"date_order":"day_month_year","marks":"point"}"#, Marks::Point),
        ] {
            let reading = read(json);
            assert_eq!(
                (reading.date_order, reading.marks),
                (DateOrder::DayMonthYear, marks),
                "{json}"
            );
            assert_eq!(read(&serde_json::to_string(&reading).unwrap()), reading);
        }
        assert_eq!(read("{}"), Reading::default());
        assert_eq!(
            read(r#"{"day_numbers":"1904"}"#).day_numbers,
            Some(DayNumbers::From1904)
        );
    }
}
