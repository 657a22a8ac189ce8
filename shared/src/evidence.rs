//! What the cells of a mapped column show about how they are to be read, over the whole file. Counters alone: what was counted in
//! parts of a file is added up.

mod dates;
mod numbers;
mod phones;
mod values;

pub use dates::{ByOrder, DateEvidence};
pub use numbers::{ByMarks, NumberEvidence};
pub use phones::PhoneEvidence;
pub use values::ValueEvidence;

use crate::FieldType;
use crate::value::{date, trimmed};
use serde::{Deserialize, Serialize};

/// Evidence for the settings that the field's type has. Empty cells are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    Date(DateEvidence),
    Integer(NumberEvidence),
    Decimal(NumberEvidence),
    Phone(PhoneEvidence),
    /// Of radio and boolean.
    Value(ValueEvidence),
    /// Of checkbox: each part of a cell.
    Parts(ValueEvidence),
}

impl Evidence {
    /// Of no cell yet. `None`: cells of this type are read in one way.
    pub fn of(kind: FieldType) -> Option<Self> {
        Some(match kind {
            FieldType::Text | FieldType::Email => return None,
            FieldType::Date => Self::Date(DateEvidence::default()),
            FieldType::Integer => Self::Integer(NumberEvidence::default()),
            FieldType::Decimal => Self::Decimal(NumberEvidence::default()),
            FieldType::Phone => Self::Phone(PhoneEvidence::default()),
            FieldType::Radio | FieldType::Boolean => Self::Value(ValueEvidence::default()),
            FieldType::Checkbox => Self::Parts(ValueEvidence::default()),
        })
    }

    /// Counts a cell of which it is known whether it is good as the column is read: that tells most of it at a glance.
    #[inline]
    pub(crate) fn add_checked(&mut self, cell: &str, is_good: bool) {
        match self {
            Self::Date(dates) if is_good && date::is_written_as_iso(cell) => dates.iso += 1,
            _ => self.add(cell),
        }
    }

    /// Counts a cell.
    pub fn add(&mut self, cell: &str) {
        let cell = trimmed(cell);
        if cell.is_empty() {
            return;
        }
        match self {
            Self::Date(dates) => dates.add(cell),
            Self::Integer(numbers) => numbers.add_integer(cell),
            Self::Decimal(numbers) => numbers.add_decimal(cell),
            Self::Phone(phones) => phones.add(cell),
            Self::Value(values) => values.add(cell),
            Self::Parts(values) => {
                for part in cell.split('|').map(str::trim).filter(|part| !part.is_empty()) {
                    values.add(part);
                }
            }
        }
    }

    /// Adds what was counted elsewhere for the same field. (Evidence of another type says nothing here and is left out.)
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Date(own), Self::Date(other)) => own.merge(other),
            (Self::Integer(own), Self::Integer(other)) | (Self::Decimal(own), Self::Decimal(other)) => own.merge(other),
            (Self::Phone(own), Self::Phone(other)) => own.merge(other),
            (Self::Value(own), Self::Value(other)) | (Self::Parts(own), Self::Parts(other)) => own.merge(other),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(kind: FieldType, cells: &[String]) -> Option<Evidence> {
        let mut evidence = Evidence::of(kind)?;
        cells.iter().for_each(|cell| evidence.add(cell));
        Some(evidence)
    }

    /// Of cells in all forms, under all orders.
    #[test]
    fn what_is_known_of_a_cell_changes_nothing_about_its_evidence() {
        let orders = ["year_month_day", "year_first", "day_month_year", "month_day_year"];
        let readings = orders.map(|order| serde_json::from_str(&format!(r#"{{"date_order": "{order}"}}"#)).unwrap());
        let mut good_as_iso = 0;
        for year in ["1988", "0000", "sept", "14th", "1 9 "] {
            for rest in [
                "-03-14",
                "-14-03",
                "-3-14",
                "-mar-1",
                "-03-14 10:00",
                "/03/14",
                "-03-3x",
                "-02-30",
            ] {
                let cell = format!("{year}{rest}");
                for reading in &readings {
                    let is_good = date::parse(&cell, reading).is_ok();
                    let (mut known, mut unknown) = (
                        Evidence::of(FieldType::Date).unwrap(),
                        Evidence::of(FieldType::Date).unwrap(),
                    );
                    known.add_checked(&cell, is_good);
                    unknown.add(&cell);
                    assert_eq!(known, unknown, "{cell}");
                    good_as_iso += usize::from(is_good && date::is_written_as_iso(&cell));
                }
            }
        }
        assert_eq!(good_as_iso, readings.len());
    }

    proptest! {
        #[test]
        fn what_was_counted_in_parts_adds_up(
            cells in prop::collection::vec(prop::sample::select(vec![
                "1988-03-14", "14/03/88", "14 Mar 1988", "32216", "1.240,50", "€5", "1,240", "+34651234567", "651", "a|b", "B", "", " a "
            ]), 0..30),
            at in 0usize..30,
        ) {
            let cells: Vec<String> = cells.into_iter().map(str::to_owned).collect();
            let (first, second) = cells.split_at(at.min(cells.len()));
            for kind in FieldType::ALL {
                let mut merged = counted(kind, first);
                if let (Some(merged), Some(second)) = (&mut merged, counted(kind, second)) {
                    merged.merge(&second);
                }
                prop_assert_eq!(&merged, &counted(kind, &cells));
                let json = serde_json::to_string(&merged).unwrap();
                prop_assert_eq!(serde_json::from_str::<Option<Evidence>>(&json).unwrap(), merged);
            }
        }
    }
}
