//! What the cells of a column prove about how it is to be read, in words.

mod dates;
mod numbers;

pub(super) use dates::short_years;

use leptos::prelude::*;
use muster_shared::mapping::Reading;
use muster_shared::{FieldKey, FieldType};
use muster_worker::protocol::Evidence;

use super::board::Board;
use crate::format::LocalTime;
use crate::import::state::CheckState;

/// What is said of a column under the settings that stand in its popover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    /// Every cell is read.
    pub all_read: bool,
    pub words: String,
    /// What else is worth to know, each a sentence.
    pub notes: Vec<String>,
}

/// What the last finished check found in the column of a field.
pub(super) fn of_field(board: Board, field: &FieldKey) -> Option<Evidence> {
    board.state.check.with(|check| match check {
        CheckState::Done { evidence, .. } => evidence
            .iter()
            .find(|(key, _)| key == field)
            .map(|(_, evidence)| evidence.clone()),
        CheckState::Idle | CheckState::Running { .. } => None,
    })
}

/// The proof under the choice of settings; `None` for types without one, and for columns without cells.
pub(super) fn proof(evidence: &Evidence, reading: &Reading) -> Option<Proof> {
    match evidence {
        Evidence::Date(dates) if dates.all() == 0 => None,
        Evidence::Integer(numbers) | Evidence::Decimal(numbers) if numbers.all() == 0 => None,
        Evidence::Date(dates) => Some(dates::proof(dates, reading)),
        Evidence::Integer(numbers) => Some(numbers::proof(numbers, reading, FieldType::Integer)),
        Evidence::Decimal(numbers) => Some(numbers::proof(numbers, reading, FieldType::Decimal)),
        Evidence::Phone(_) | Evidence::Value(_) | Evidence::Parts(_) => None,
    }
}

/// Settings that read more of the column, where its cells prove them.
pub(super) fn suggestion(evidence: &Evidence, reading: &Reading) -> Option<Reading> {
    match evidence {
        Evidence::Date(dates) => dates.suggests(reading, LocalTime::this_year()),
        Evidence::Integer(numbers) | Evidence::Decimal(numbers) => numbers.suggests(reading),
        Evidence::Phone(_) | Evidence::Value(_) | Evidence::Parts(_) => None,
    }
}

/// What a press on the button changes: `Read as day/month/year`.
pub(super) fn words_of(from: &Reading, to: &Reading, kind: FieldType) -> String {
    let mut parts = Vec::new();
    if from.date_order != to.date_order {
        parts.push(dates::order_words(to.date_order).to_owned());
    }
    if from.day_numbers.is_none() && to.day_numbers.is_some() {
        parts.push("day numbers".to_owned());
    }
    if let (None, Some(last)) = (from.last_short_year, to.last_short_year) {
        parts.push(short_years(last));
    }
    let mut words = String::new();
    if !parts.is_empty() {
        words = format!("Read as {}", parts.join(", "));
    }
    if from.marks != to.marks {
        words = format!("Read {}", numbers::marks_words(to.marks, kind));
    }
    match (from.drop_signs != to.drop_signs, words.is_empty()) {
        (true, true) => "Leave the signs out".to_owned(),
        (true, false) => words + ", leave the signs out",
        (false, _) => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::mapping::{DateOrder, DayNumbers, Marks};

    #[test]
    fn a_button_says_what_it_changes() {
        let plain = Reading::default();
        let words = |to: Reading, kind| words_of(&plain, &to, kind);
        let dates = Reading {
            date_order: DateOrder::DayMonthYear,
            ..Reading::default()
        };
        assert_eq!(words(dates.clone(), FieldType::Date), "Read as day/month/year");
        let more = Reading {
            last_short_year: Some(2026),
            day_numbers: Some(DayNumbers::From1900),
            ..dates
        };
        assert_eq!(
            words(more, FieldType::Date),
            "Read as day/month/year, day numbers, years from 1927 to 2026"
        );
        let comma = Reading {
            marks: Marks::Comma,
            ..Reading::default()
        };
        assert_eq!(words(comma.clone(), FieldType::Decimal), "Read commas as decimals");
        assert_eq!(
            words(comma.clone(), FieldType::Integer),
            "Read points between thousands"
        );
        let signs = Reading {
            drop_signs: true,
            ..Reading::default()
        };
        assert_eq!(words(signs, FieldType::Decimal), "Leave the signs out");
        let both = Reading {
            drop_signs: true,
            ..comma
        };
        assert_eq!(
            words(both, FieldType::Decimal),
            "Read commas as decimals, leave the signs out"
        );
    }
}
