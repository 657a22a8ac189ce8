//! The proof of a date column's order.

use super::Proof;
use crate::format::{count, counted};
use muster_shared::evidence::DateEvidence;
use muster_shared::mapping::{DateOrder, Reading};

/// `day/month/year`
pub(super) fn order_words(order: DateOrder) -> &'static str {
    match order {
        DateOrder::YearMonthDay => "year-month-day",
        DateOrder::YearFirst => "year first or month by name",
        DateOrder::DayMonthYear => "day/month/year",
        DateOrder::MonthDayYear => "month/day/year",
    }
}

/// `years from 1927 to 2026`
pub(in crate::pages::import::map) fn short_years(last: u16) -> String {
    format!("years from {} to {last}", last.saturating_sub(99))
}

pub(super) fn proof(dates: &DateEvidence, reading: &Reading) -> Proof {
    let all = dates.all();
    let left = all - dates.read_by(reading);
    Proof {
        all_read: left == 0,
        words: sentence(dates, reading, left),
        notes: notes(dates, reading),
    }
}

fn sentence(dates: &DateEvidence, reading: &Reading, left: u64) -> String {
    let rest = dates.all() - dates.iso;
    if rest == 0 {
        return format!("All {} are year-month-day.", count(dates.iso));
    }
    let already = match dates.iso {
        0 => String::new(),
        1 => "1 already is year-month-day. ".to_owned(),
        n => format!("{} already are year-month-day. ", count(n)),
    };
    if reading.date_order == DateOrder::YearMonthDay && reading.day_numbers.is_none() {
        return already
            + &if rest == 1 {
                "1 isn't and will be a problem.".to_owned()
            } else {
                format!("{} aren't and will be problems.", count(rest))
            };
    }
    let (only_day_first, only_month_first, _) = dates.orders();
    let (name, other, proof) = match reading.date_order {
        DateOrder::YearMonthDay => ("day numbers", "", 0),
        order @ DateOrder::YearFirst => (order_words(order), "", 0),
        order @ DateOrder::DayMonthYear => (order_words(order), "month/day", only_day_first),
        order @ DateOrder::MonthDayYear => (order_words(order), "day/month", only_month_first),
    };
    let read = rest - left;
    let the = if dates.iso > 0 { "The other " } else { "" };
    let verb = if read == 1 { "reads well" } else { "read well" };
    let mut words = format!("{already}{the}{} {verb} as {name}", count(read));
    // Those with a short year count as proof only where they are read.
    match proof.min(read) {
        0 => words.push('.'),
        n => words.push_str(&format!("; {} of them can't be {other}.", count(n))),
    }
    if left > 0 {
        words.push_str(&format!(" {} can't be read so.", count(left)));
    }
    words
}

fn notes(dates: &DateEvidence, reading: &Reading) -> Vec<String> {
    let mut notes = Vec::new();
    let (day, month, either) = dates.orders();
    if day + month + either > 0 {
        notes.push(format!(
            "{} only read as day first, {} as month first, {} either way.",
            count(day),
            count(month),
            count(either)
        ));
    }
    if dates.short.all() > 0 {
        let cells = counted(dates.short.all(), "year has two digits", "years have two digits");
        notes.push(match reading.last_short_year {
            Some(last) => format!("{cells}: read as {}.", short_years(last)),
            None => format!("{cells}."),
        });
    }
    if dates.day_numbers > 0 {
        notes.push(format!(
            "{} between 10,000 and 99,999, as spreadsheets count days.",
            counted(dates.day_numbers, "is a number", "are numbers")
        ));
    }
    if dates.times > 0 {
        notes.push(format!(
            "{} a time after the date, which is left out.",
            counted(dates.times, "has", "have")
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::evidence::ByOrder;
    use muster_shared::mapping::DayNumbers;

    fn with(date_order: DateOrder) -> Reading {
        Reading {
            date_order,
            ..Reading::default()
        }
    }

    fn slashed(only_day_first: u64, only_month_first: u64, either: u64) -> ByOrder {
        ByOrder {
            only_day_first,
            only_month_first,
            either,
            ..ByOrder::default()
        }
    }

    #[test]
    fn the_sentence_counts_what_proves_an_order() {
        let mixed = DateEvidence {
            iso: 999_097,
            long: slashed(548, 0, 355),
            ..DateEvidence::default()
        };
        let iso = DateEvidence {
            iso: 12,
            ..DateEvidence::default()
        };
        let american = DateEvidence {
            long: slashed(0, 2, 0),
            neither: 1,
            ..DateEvidence::default()
        };
        let named = DateEvidence {
            long: ByOrder {
                named: 7,
                ..ByOrder::default()
            },
            compact: 1,
            ..DateEvidence::default()
        };
        for (dates, order, all_read, words) in [
            (
                mixed,
                DateOrder::DayMonthYear,
                true,
                "999,097 already are year-month-day. The other 903 read well as day/month/year; 548 of them can't be month/day.",
            ),
            (
                mixed,
                DateOrder::YearMonthDay,
                false,
                "999,097 already are year-month-day. 903 aren't and will be problems.",
            ),
            (
                mixed,
                DateOrder::MonthDayYear,
                false,
                "999,097 already are year-month-day. The other 355 read well as month/day/year. 548 can't be read so.",
            ),
            (iso, DateOrder::YearMonthDay, true, "All 12 are year-month-day."),
            (
                american,
                DateOrder::MonthDayYear,
                false,
                "2 read well as month/day/year; 2 of them can't be day/month. 1 can't be read so.",
            ),
            (
                named,
                DateOrder::YearFirst,
                true,
                "8 read well as year first or month by name.",
            ),
        ] {
            let proof = proof(&dates, &with(order));
            assert_eq!((proof.all_read, proof.words.as_str()), (all_read, words), "{order:?}");
        }
    }

    #[test]
    fn what_else_stands_in_the_column_is_counted() {
        let dates = DateEvidence {
            iso: 5,
            long: slashed(37, 0, 210),
            short: slashed(0, 0, 2),
            day_numbers: 1_204,
            times: 212,
            ..DateEvidence::default()
        };
        assert_eq!(
            proof(&dates, &with(DateOrder::DayMonthYear)),
            Proof {
                all_read: false,
                words: "5 already are year-month-day. The other 247 read well as day/month/year; 37 of them can't be month/day. \
                        1,206 can't be read so."
                    .to_owned(),
                notes: vec![
                    "37 only read as day first, 0 as month first, 212 either way.".to_owned(),
                    "2 years have two digits.".to_owned(),
                    "1,204 are numbers between 10,000 and 99,999, as spreadsheets count days.".to_owned(),
                    "212 have a time after the date, which is left out.".to_owned(),
                ],
            }
        );
        let all = Reading {
            last_short_year: Some(2026),
            day_numbers: Some(DayNumbers::From1900),
            ..with(DateOrder::DayMonthYear)
        };
        let known = proof(&dates, &all);
        assert!(known.all_read, "{known:?}");
        assert_eq!(
            known.notes[1],
            "2 years have two digits: read as years from 1927 to 2026."
        );
    }
}
