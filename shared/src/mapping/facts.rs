//! What a column's samples show: what they look like, and how many fit a field.

use crate::mapping::{DateOrder, DayNumbers, Marks, Reading};
use crate::value::date::{self, DateForm};
use crate::value::number::{self, ReadBy};
use crate::value::{self, boolean, email, phone};
use crate::{Field, FieldType};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What is known of one column of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFacts {
    pub name: String,
    /// Data rows seen.
    pub rows: u64,
    /// Of those, rows in which its cell isn't empty.
    pub filled: u64,
    /// The first different non-empty values, at most [`ColumnFacts::SAMPLES`].
    pub samples: Vec<String>,
}

impl ColumnFacts {
    pub const SAMPLES: usize = 50;

    /// The share of samples that a test holds for, per cent, rounded down. 100 without samples: nothing speaks against.
    fn share(&self, holds: impl Fn(&str) -> bool) -> u8 {
        let filled = self.samples.iter().filter(|sample| !sample.trim().is_empty());
        let (all, good) = filled.fold((0, 0), |(all, good), sample| {
            (all + 1, good + usize::from(holds(sample)))
        });
        (good * 100).checked_div(all).map_or(100, |share| share as u8)
    }
}

/// The share of a column's samples that a field takes, per cent, rounded down. 100 where there are no samples.
pub fn fit(field: &Field, reading: &Reading, facts: &ColumnFacts) -> u8 {
    facts.share(|sample| value::parse(field, reading, sample).is_ok())
}

/// The same under the column settings that suit the samples best: what the field could take.
pub(super) fn best_fit(field: &Field, facts: &ColumnFacts) -> u8 {
    let best = |readings: &[Reading]| readings.iter().map(|reading| fit(field, reading, facts)).max();
    let best = match field.kind {
        FieldType::Date => {
            let orders = [DateOrder::YearFirst, DateOrder::DayMonthYear, DateOrder::MonthDayYear];
            let dates = orders.map(|date_order| Reading {
                date_order,
                // Whichever year it is: the share doesn't depend on it.
                last_short_year: Some(LAST_SHORT_YEAR),
                ..Reading::default()
            });
            let counted = dates.clone().map(|reading| Reading {
                day_numbers: Some(DayNumbers::From1900),
                ..reading
            });
            best(&dates).max(best(&counted).map(|share| share.min(MOST_OF_DAY_NUMBERS)))
        }
        FieldType::Integer | FieldType::Decimal => {
            best(&[Marks::Plain, Marks::Comma, Marks::Point].map(|marks| Reading {
                marks,
                drop_signs: true,
                ..Reading::default()
            }))
        }
        _ => best(&[Reading::default()]),
    };
    best.unwrap_or_default()
}

/// Numbers of five digits fit a date by this much at most: they may be postcodes, so that only a name makes them days.
const MOST_OF_DAY_NUMBERS: u8 = 80;
/// Where spreadsheets end the years that two digits mean.
const LAST_SHORT_YEAR: u16 = 2029;

/// What a column's samples look like, in words that follow *looks like*: `emails`, `2-letter codes`, `free text`.
pub fn looks_like(facts: &ColumnFacts) -> &'static str {
    /// Per cent of the samples that must agree.
    const MOST: u8 = 90;
    let most = |holds: &dyn Fn(&str) -> bool| facts.share(holds) >= MOST;
    let letters = |n: usize| {
        move |sample: &str| sample.trim().chars().count() == n && sample.trim().chars().all(char::is_alphabetic)
    };
    let is_number = |sample: &str| number::decimal_shape(sample).read_by != ReadBy::Neither;
    // The number of a day looks like any other.
    let is_date = |sample: &str| !matches!(date::shape(sample).form, DateForm::Neither | DateForm::DayNumber);
    if facts.samples.iter().all(|sample| sample.trim().is_empty()) {
        return "nothing yet";
    }
    let some_plus = facts.samples.iter().any(|sample| sample.trim().starts_with('+'));
    if most(&|sample| email::parse(sample).is_ok()) {
        "emails"
    } else if most(&is_date) {
        "dates"
    } else if most(&|sample| boolean::parse(sample, &[]).is_ok()) && different(facts) <= 4 {
        "yes / no"
    } else if most(&|sample| phone::parse(sample, None).is_ok())
        && (some_plus || !most(&is_number) || most(&starts_like_a_phone))
    {
        "phones"
    } else if most(&is_number) {
        "numbers"
    } else if most(&|sample| {
        ["http://", "https://", "www."]
            .iter()
            .any(|start| sample.trim().starts_with(start))
    }) {
        "web addresses"
    } else if most(&letters(2)) {
        "2-letter codes"
    } else if most(&letters(3)) {
        "3-letter codes"
    } else if facts.share(|sample| sample.split_whitespace().count() > 3) >= 30 {
        "free text"
    } else {
        "words"
    }
}

/// Digits that are more likely dialled than counted: long, after a bracket or a zero.
fn starts_like_a_phone(sample: &str) -> bool {
    let sample = sample.trim();
    sample.len() >= 8 && sample.starts_with(['+', '0', '('])
}

/// Values that differ, whatever their case.
fn different(facts: &ColumnFacts) -> usize {
    facts
        .samples
        .iter()
        .map(|sample| super::fold(sample))
        .collect::<HashSet<_>>()
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::system_fields;

    fn facts(samples: &[&str]) -> ColumnFacts {
        ColumnFacts {
            samples: samples.iter().map(|s| s.to_string()).collect(),
            ..ColumnFacts::default()
        }
    }

    #[test]
    fn columns_look_like_what_they_are() {
        for (samples, expected) in [
            (vec!["anna@lumenhaus.example", "d.f@casaverde.example"], "emails"),
            (vec!["14/03/1988", "1979-11-02", "1991-06-27"], "dates"),
            (vec!["14 March 1988", "2. Mai 1979", "1991-06-27T00:00:00Z"], "dates"),
            (vec!["14/03/88", "2/11/79"], "dates"),
            (vec!["19880314", "19791102"], "dates"),
            (vec!["32216", "29161"], "numbers"),
            (vec!["yes", "No", "NO"], "yes / no"),
            (vec!["x", "✓"], "yes / no"),
            (vec!["sí", "no"], "yes / no"),
            (vec!["+48601554310", "912 008 774", "+46 702 251 190"], "phones"),
            (vec!["0151 23456789", "0160 1234567"], "phones"),
            (vec!["0151234567", "0601234567"], "phones"),
            (vec!["3", "1", "5", "12"], "numbers"),
            (vec!["1.240,50", "89,90", "3.980,00"], "numbers"),
            (vec!["912345678", "1200000"], "numbers"),
            (vec!["€ 1.240,50", "€ 89,90"], "numbers"),
            (vec!["1,240.50", "12%"], "numbers"),
            (vec!["https://x.example", "www.y.example"], "web addresses"),
            (vec!["PL", "PT", "SE"], "2-letter codes"),
            (vec!["POL", "PRT"], "3-letter codes"),
            (
                vec!["met at B12, wants the linen catalogue", "call back in May please"],
                "free text",
            ),
            (vec!["Kraków", "Porto", "São Paulo"], "words"),
            (vec![], "nothing yet"),
            (vec![" "], "nothing yet"),
        ] {
            assert_eq!(looks_like(&facts(&samples)), expected, "{samples:?}");
        }
    }

    #[test]
    fn the_share_that_fits() {
        let fields = system_fields();
        let field = |key: &str| fields.iter().find(|field| field.key.as_str() == key).unwrap();
        let dates = facts(&["14/03/1988", "1979-11-02", "soon"]);
        assert_eq!(fit(field("date_of_birth"), &Reading::default(), &dates), 33);
        let day_first = Reading {
            date_order: DateOrder::DayMonthYear,
            ..Reading::default()
        };
        assert_eq!(fit(field("date_of_birth"), &day_first, &dates), 66);
        assert_eq!(best_fit(field("date_of_birth"), &dates), 66);
        assert_eq!(best_fit(field("points"), &facts(&["1.240", "3"])), 100);
        assert_eq!(best_fit(field("points"), &facts(&["1,240", "3 %"])), 100);
        let born = field("date_of_birth");
        assert_eq!(best_fit(born, &facts(&["14 Mar 88", "1988/3/14 10:00"])), 100);
        assert_eq!(
            best_fit(born, &facts(&["32216", "29161"])),
            80,
            "a name must say that they are days"
        );
        assert_eq!(fit(field("points"), &Reading::default(), &dates), 0);
        assert_eq!(fit(field("city"), &Reading::default(), &dates), 100);
        assert_eq!(fit(field("points"), &Reading::default(), &facts(&[])), 100);
        assert_eq!(
            fit(
                field("newsletter"),
                &Reading::default(),
                &facts(&["Subscribed", "none"])
            ),
            100
        );
    }
}
