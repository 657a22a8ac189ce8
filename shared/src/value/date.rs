//! Dates: calendar days, year-month-day (ISO 8601); other orders only where the column says so.

use crate::Problem;
use crate::mapping::DateOrder;
use chrono::{Datelike, NaiveDate};

/// How a cell of a date column can be read: evidence for the column's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateShape {
    /// `1988-03-14`: always understood.
    YearFirst,
    /// `14/03/1988`
    OnlyDayFirst,
    /// `03/14/1988`
    OnlyMonthFirst,
    /// `03/04/1988`
    Either,
    /// No day in any order.
    Neither,
}

/// Reads a calendar day, years 0001 to 9999 with four digits. Year-month-day is always understood.
///
/// # Errors
/// Another form or order than the column's; a day that doesn't exist; a year out of range.
pub fn parse(cell: &str, order: DateOrder) -> Result<NaiveDate, Problem> {
    let cell = cell.trim();
    if let Some(iso) = year_first(cell.as_bytes()) {
        return iso;
    }
    match (order, Parts::of(cell.as_bytes())) {
        (DateOrder::YearMonthDay, _) => Err(Problem::DateNotIso),
        (_, None) => Err(not_in_order(order)),
        (DateOrder::DayMonthYear, Some(parts)) => parts.read(order, parts.day_first(), parts.month_first()),
        (DateOrder::MonthDayYear, Some(parts)) => parts.read(order, parts.month_first(), parts.day_first()),
    }
}

/// How a cell can be read, whatever the column says.
pub fn shape(cell: &str) -> DateShape {
    let cell = cell.trim().as_bytes();
    match year_first(cell) {
        Some(Ok(_)) => return DateShape::YearFirst,
        Some(Err(_)) => return DateShape::Neither,
        None => {}
    }
    let Some(parts) = Parts::of(cell) else {
        return DateShape::Neither;
    };
    match (parts.day_first(), parts.month_first()) {
        (Some(_), Some(_)) => DateShape::Either,
        (Some(_), None) => DateShape::OnlyDayFirst,
        (None, Some(_)) => DateShape::OnlyMonthFirst,
        (None, None) => DateShape::Neither,
    }
}

/// `yyyy-mm-dd`, or the same with a year of more digits or a sign, which is out of range. `None`: another form.
fn year_first(cell: &[u8]) -> Option<Result<NaiveDate, Problem>> {
    let (year, rest) = cell.split_at_checked(cell.len().checked_sub(6)?)?;
    let &[b'-', m1, m2, b'-', d1, d2] = rest else {
        return None;
    };
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    let digits = year
        .strip_prefix(b"-")
        .or_else(|| year.strip_prefix(b"+"))
        .unwrap_or(year);
    if digits.len() < 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if year.len() != 4 || year == b"0000" {
        return Some(Err(Problem::DateYearOutOfRange));
    }
    Some(
        number(year)
            .and_then(|year| day_of(year, month, day))
            .ok_or(Problem::DateNoSuchDay),
    )
}

fn not_in_order(order: DateOrder) -> Problem {
    match order {
        DateOrder::YearMonthDay => Problem::DateNotIso,
        DateOrder::DayMonthYear => Problem::DateNotInOrder {
            expected: "day/month/year".to_owned(),
        },
        DateOrder::MonthDayYear => Problem::DateNotInOrder {
            expected: "month/day/year".to_owned(),
        },
    }
}

/// Two short numbers and a year: `14/03/1988`, `3.4.1988`, `03-14-1988`.
struct Parts {
    first: u32,
    second: u32,
    /// `None`: not within 0001 to 9999.
    year: Option<u32>,
}

impl Parts {
    fn of(cell: &[u8]) -> Option<Self> {
        let place = cell.iter().position(|b| matches!(b, b'/' | b'.' | b'-'))?;
        let mut parts = cell.split(|b| *b == cell[place]);
        let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
        let short = |part: &[u8]| {
            if matches!(part.len(), 1 | 2) {
                number(part)
            } else {
                None
            }
        };
        if parts.next().is_some() || year.len() < 4 || !year.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let year = if year.len() == 4 {
            number(year).filter(|year| *year > 0)
        } else {
            None
        };
        Some(Self {
            first: short(first)?,
            second: short(second)?,
            year,
        })
    }

    fn day_first(&self) -> Option<NaiveDate> {
        day_of(self.year?, self.second, self.first)
    }

    fn month_first(&self) -> Option<NaiveDate> {
        day_of(self.year?, self.first, self.second)
    }

    fn read(&self, order: DateOrder, day: Option<NaiveDate>, other: Option<NaiveDate>) -> Result<NaiveDate, Problem> {
        match (day, other) {
            (Some(day), _) => Ok(day),
            _ if self.year.is_none() => Err(Problem::DateYearOutOfRange),
            (None, Some(_)) => Err(not_in_order(order)),
            (None, None) => Err(Problem::DateNoSuchDay),
        }
    }
}

/// At most four ASCII digits.
fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The stored form, `yyyy-mm-dd`: ten bytes, for every date that [`parse`] gives.
pub fn to_iso(date: NaiveDate) -> String {
    let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
    let digit = |n: u32| char::from(b'0' + (n % 10) as u8);
    let mut text = String::with_capacity(10);
    text.extend([
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        '-',
    ]);
    text.extend([digit(month / 10), digit(month), '-', digit(day / 10), digit(day)]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::*;
    use proptest::prelude::*;

    fn outcome(cell: &str, order: DateOrder) -> String {
        match parse(cell, order) {
            Ok(day) => to_iso(day),
            Err(problem) => problem.code().to_owned(),
        }
    }

    #[test]
    fn each_order() {
        let (iso, in_order, no_day, year) = (
            "date.not_iso",
            "date.not_in_order",
            "date.no_such_day",
            "date.year_out_of_range",
        );
        #[rustfmt::skip]
        let table = [
            // cell             as year first  as day first   as month first
            ("1988-03-14",      "1988-03-14", "1988-03-14", "1988-03-14"),
            (" 1988-03-14\u{a0}", "1988-03-14", "1988-03-14", "1988-03-14"),
            ("0001-01-01",      "0001-01-01", "0001-01-01", "0001-01-01"),
            ("9999-12-31",      "9999-12-31", "9999-12-31", "9999-12-31"),
            ("2024-02-29",      "2024-02-29", "2024-02-29", "2024-02-29"),
            ("2023-02-29",      no_day,       no_day,       no_day),
            ("1900-02-29",      no_day,       no_day,       no_day),
            ("1988-13-01",      no_day,       no_day,       no_day),
            ("1988-00-10",      no_day,       no_day,       no_day),
            ("0000-01-01",      year,         year,         year),
            ("19888-03-14",     year,         year,         year),
            ("-0044-03-15",     year,         year,         year),
            ("14/03/1988",      iso,          "1988-03-14", in_order),
            ("03/14/1988",      iso,          in_order,     "1988-03-14"),
            ("3/4/1988",        iso,          "1988-04-03", "1988-03-04"),
            ("14.3.1988",       iso,          "1988-03-14", in_order),
            ("14-03-1988",      iso,          "1988-03-14", in_order),
            ("30/02/1988",      iso,          no_day,       no_day),
            ("30/30/1988",      iso,          no_day,       no_day),
            ("01/01/0000",      iso,          year,         year),
            ("01/01/19888",     iso,          year,         year),
            ("14/03/88",        iso,          in_order,     in_order),
            ("14/03-1988",      iso,          in_order,     in_order),
            ("014/03/1988",     iso,          in_order,     in_order),
            ("14/03/1988/1",    iso,          in_order,     in_order),
            ("/03/1988",        iso,          in_order,     in_order),
            ("1988-3-14",       iso,          in_order,     in_order),
            ("1988/03/14",      iso,          in_order,     in_order),
            ("19880314",        iso,          in_order,     in_order),
            ("1988-03-14T00:00", iso,         in_order,     in_order),
            ("14 March 1988",   iso,          in_order,     in_order),
            ("１988-03-14",     iso,          in_order,     in_order),
            ("32216",           iso,          in_order,     in_order),
            ("-",               iso,          in_order,     in_order),
        ];
        for (cell, ymd, dmy, mdy) in table {
            assert_eq!(outcome(cell, YearMonthDay), ymd, "{cell:?}, year first");
            assert_eq!(outcome(cell, DayMonthYear), dmy, "{cell:?}, day first");
            assert_eq!(outcome(cell, MonthDayYear), mdy, "{cell:?}, month first");
        }
    }

    #[test]
    fn evidence() {
        for (cell, expected) in [
            ("1988-03-14", DateShape::YearFirst),
            ("1988-02-30", DateShape::Neither),
            ("14/03/1988", DateShape::OnlyDayFirst),
            ("30.4.1988", DateShape::OnlyDayFirst),
            ("03/14/1988", DateShape::OnlyMonthFirst),
            ("03/04/1988", DateShape::Either),
            ("04/04/1988", DateShape::Either),
            ("30/30/1988", DateShape::Neither),
            ("03/04/0000", DateShape::Neither),
            ("soon", DateShape::Neither),
            ("", DateShape::Neither),
        ] {
            assert_eq!(shape(cell), expected, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), digits in "[-0-9/. ]{0,12}") {
            for cell in [cell, digits] {
                for order in [YearMonthDay, DayMonthYear, MonthDayYear] {
                    if let Ok(day) = parse(&cell, order) {
                        prop_assert!((1..=9999).contains(&day.year()));
                        prop_assert_eq!(parse(&to_iso(day), order), Ok(day));
                    }
                }
                shape(&cell);
            }
        }

        #[test]
        fn shape_and_parse_agree(year in 1u32..=9999, month in 0u32..=13, day in 0u32..=32) {
            let cell = format!("{day:02}/{month}/{year:04}");
            let expected = match (parse(&cell, DayMonthYear).is_ok(), parse(&cell, MonthDayYear).is_ok()) {
                (true, true) => DateShape::Either,
                (true, false) => DateShape::OnlyDayFirst,
                (false, true) => DateShape::OnlyMonthFirst,
                (false, false) => DateShape::Neither,
            };
            prop_assert_eq!(shape(&cell), expected);
        }

        #[test]
        fn every_day_has_its_iso_form(days in 0i64..3_652_058) {
            let day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            prop_assert_eq!(to_iso(day), day.format("%Y-%m-%d").to_string());
            prop_assert_eq!(parse(&to_iso(day), YearMonthDay), Ok(day));
        }
    }
}
