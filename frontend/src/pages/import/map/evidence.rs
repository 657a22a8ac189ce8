//! What the cells of a date column prove about their order.

use crate::format::count;
use muster_shared::mapping::DateOrder;
use muster_worker::protocol::DateEvidence;

/// The sentence under the choice of a date order, and whether every cell reads under it.
pub(super) fn sentence(dates: DateEvidence, order: DateOrder) -> (bool, String) {
    let DateEvidence {
        year_first,
        only_day_first,
        only_month_first,
        either,
        neither,
    } = dates;
    let rest = only_day_first + only_month_first + either + neither;
    if rest == 0 {
        return (true, format!("All {} are year-month-day.", count(year_first)));
    }
    let already = match year_first {
        0 => String::new(),
        1 => "1 already is year-month-day. ".to_owned(),
        n => format!("{} already are year-month-day. ", count(n)),
    };
    let (name, other, proof, against) = match order {
        DateOrder::YearMonthDay => {
            let words = if rest == 1 {
                "1 isn't and will be a problem.".to_owned()
            } else {
                format!("{} aren't and will be problems.", count(rest))
            };
            return (false, already + &words);
        }
        DateOrder::DayMonthYear => ("day/month/year", "month/day", only_day_first, only_month_first),
        DateOrder::MonthDayYear => ("month/day/year", "day/month", only_month_first, only_day_first),
    };
    let read = proof + either;
    let the = if year_first > 0 { "The other " } else { "" };
    let mut words = format!(
        "{already}{the}{} {} as {name}",
        count(read),
        if read == 1 { "reads well" } else { "read well" }
    );
    match proof {
        0 => words.push('.'),
        n => words.push_str(&format!("; {} of them can't be {other}.", count(n))),
    }
    let left = against + neither;
    if left > 0 {
        words.push_str(&format!(" {} can't be read so.", count(left)));
    }
    (left == 0, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_counts_what_proves_an_order() {
        let mixed = DateEvidence {
            year_first: 999_097,
            only_day_first: 548,
            only_month_first: 0,
            either: 355,
            neither: 0,
        };
        let cases = [
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
            (
                DateEvidence {
                    year_first: 12,
                    ..DateEvidence::default()
                },
                DateOrder::YearMonthDay,
                true,
                "All 12 are year-month-day.",
            ),
            (
                DateEvidence {
                    only_month_first: 2,
                    neither: 1,
                    ..DateEvidence::default()
                },
                DateOrder::MonthDayYear,
                false,
                "2 read well as month/day/year; 2 of them can't be day/month. 1 can't be read so.",
            ),
        ];
        for (dates, order, all_read, words) in cases {
            assert_eq!(sentence(dates, order), (all_read, words.to_owned()), "{order:?}");
        }
    }
}
