//! Dates: calendar days, year-month-day (ISO 8601); other forms only where the column says so.

mod month;
mod time;
mod written;

use super::trimmed;
use crate::Problem;
use crate::mapping::{DateOrder, DayNumbers, Reading};
use chrono::{Datelike, NaiveDate, TimeDelta};
use written::{Written, Year, number};

/// How a cell of a date column can be read: evidence for the column's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateShape {
    pub form: DateForm,
    /// Its year has two digits.
    pub short_year: bool,
    /// A time follows, which is left out.
    pub time: bool,
}

/// The forms of dates that differ in which settings read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateForm {
    /// `1988-03-14`: always understood.
    Iso,
    /// `1988/3/14`: with any order but the plain one.
    YearFirst,
    /// `19880314`: where the year comes first.
    Compact,
    /// `14 March 1988`: with any order but the plain one.
    Named,
    /// `14/03/1988`
    OnlyDayFirst,
    /// `03/14/1988`
    OnlyMonthFirst,
    /// `03/04/1988`
    Either,
    /// `32216`: where the column has a spreadsheet's day numbers.
    DayNumber,
    /// No day in any form.
    Neither,
}

/// Reads a calendar day, years 0001 to 9999. Year-month-day is always understood. A time of day after it is left out.
///
/// # Errors
/// Another form or order than the column's; a day that doesn't exist; a year out of range, or one of two digits where the
/// column doesn't say which they are.
pub fn parse(cell: &str, reading: &Reading) -> Result<NaiveDate, Problem> {
    let cell = trimmed(cell);
    if let Some(day) = iso(cell.as_bytes()) {
        return day;
    }
    let date = time::before(cell).unwrap_or(cell);
    if date.len() < cell.len()
        && let Some(day) = iso(date.as_bytes())
    {
        return day;
    }
    let order = reading.date_order;
    match Written::of(date) {
        Some(Written::DayNumber(number)) => match reading.day_numbers {
            Some(system) => Ok(of_day_number(number, system)),
            None => Err(Problem::DateDayNumber),
        },
        Some(written) if order != DateOrder::YearMonthDay => in_order(written, reading),
        _ => Err(not_in_order(reading)),
    }
}

fn in_order(written: Written, reading: &Reading) -> Result<NaiveDate, Problem> {
    let order = reading.date_order;
    match written {
        Written::Compact { year, month, day } if order == DateOrder::YearFirst => existing(year, month, day),
        Written::YearFirst { year: 0, .. } => Err(Problem::DateYearOutOfRange),
        Written::YearFirst { year, month, day } => existing(year, month, day),
        Written::Named { year, month, day } => {
            // Whether the day exists comes first: which year it is doesn't mend the 32nd.
            existing(some_year(year), month, day)?;
            existing(whole_year(year, reading)?, month, day)
        }
        Written::Parts { first, second, year } => {
            let (month, day) = match order {
                DateOrder::DayMonthYear => (second, first),
                DateOrder::MonthDayYear => (first, second),
                DateOrder::YearMonthDay | DateOrder::YearFirst => return Err(not_in_order(reading)),
            };
            match (day_of(some_year(year), month, day), day_of(some_year(year), day, month)) {
                _ if year == Year::OutOfRange => Err(Problem::DateYearOutOfRange),
                (Some(_), _) => existing(whole_year(year, reading)?, month, day),
                (None, Some(_)) => Err(not_in_order(reading)),
                (None, None) => Err(Problem::DateNoSuchDay),
            }
        }
        Written::Compact { .. } | Written::DayNumber(_) => Err(not_in_order(reading)),
    }
}

/// How a cell can be read, whatever the column says.
pub fn shape(cell: &str) -> DateShape {
    let cell = trimmed(cell);
    let known = |form| DateShape {
        form,
        short_year: false,
        time: false,
    };
    let of_iso = |day: Result<NaiveDate, Problem>| if day.is_ok() { DateForm::Iso } else { DateForm::Neither };
    if let Some(day) = iso(cell.as_bytes()) {
        return known(of_iso(day));
    }
    let date = time::before(cell).unwrap_or(cell);
    let (form, short_year) = match iso(date.as_bytes()) {
        Some(day) => (of_iso(day), false),
        None => Written::of(date).map_or((DateForm::Neither, false), form),
    };
    DateShape {
        form,
        short_year,
        time: date.len() < cell.len() && form != DateForm::Neither,
    }
}

/// Whether a good cell's form is [`DateForm::Iso`], without white space around it and without a time: ten bytes that begin with four
/// digits and a hyphen, and have the other hyphen where it belongs, are no other good date.
#[inline]
pub(crate) fn is_written_as_iso(good: &str) -> bool {
    matches!(good.as_bytes(), [year @ .., b'-', _, _, b'-', _, _] if year.len() == 4 && year.iter().all(u8::is_ascii_digit))
}

/// The form, and whether the year has two digits.
fn form(written: Written) -> (DateForm, bool) {
    let exists = |form, year, month, day| match day_of(year, month, day) {
        Some(_) => form,
        None => DateForm::Neither,
    };
    match written {
        Written::YearFirst { year, month, day } => (exists(DateForm::YearFirst, year, month, day), false),
        Written::Compact { year, month, day } => (exists(DateForm::Compact, year, month, day), false),
        Written::DayNumber(_) => (DateForm::DayNumber, false),
        Written::Named { year, month, day } => {
            let form = exists(DateForm::Named, some_year(year), month, day);
            (form, form != DateForm::Neither && matches!(year, Year::Short(_)))
        }
        Written::Parts { first, second, year } => {
            let some = some_year(year);
            let form = match (day_of(some, second, first), day_of(some, first, second)) {
                (Some(_), Some(_)) => DateForm::Either,
                (Some(_), None) => DateForm::OnlyDayFirst,
                (None, Some(_)) => DateForm::OnlyMonthFirst,
                (None, None) => DateForm::Neither,
            };
            (form, form != DateForm::Neither && matches!(year, Year::Short(_)))
        }
    }
}

/// `yyyy-mm-dd`, or the same with a year of more digits or a sign, which is out of range. `None`: another form.
fn iso(cell: &[u8]) -> Option<Result<NaiveDate, Problem>> {
    if let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = cell
        && let Some(year) = number(&[y1, y2, y3, y4])
        && year > 0
    {
        return Some(existing(year, number(&[m1, m2])?, number(&[d1, d2])?));
    }
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
    Some(existing(number(year)?, month, day))
}

fn not_in_order(reading: &Reading) -> Problem {
    let expected = match (reading.date_order, reading.day_numbers) {
        (DateOrder::YearMonthDay, None) => return Problem::DateNotIso,
        (DateOrder::YearMonthDay, Some(_)) => "a day number",
        (DateOrder::YearFirst, _) => "year/month/day",
        (DateOrder::DayMonthYear, _) => "day/month/year",
        (DateOrder::MonthDayYear, _) => "month/day/year",
    };
    Problem::DateNotInOrder {
        expected: expected.to_owned(),
    }
}

/// The year that a column says two digits are.
fn whole_year(year: Year, reading: &Reading) -> Result<u32, Problem> {
    match (year, reading.last_short_year) {
        (Year::Whole(year), _) => Ok(year),
        (Year::Short(year), Some(last)) => {
            let last = u32::from(last).clamp(100, 9999);
            Ok(last - (last - year) % 100)
        }
        (Year::Short(_), None) => Err(Problem::DateShortYear),
        (Year::OutOfRange, _) => Err(Problem::DateYearOutOfRange),
    }
}

/// A year to ask with whether a day can exist.
fn some_year(year: Year) -> u32 {
    match year {
        Year::Whole(year) => year,
        Year::Short(year) => 2000 + year,
        Year::OutOfRange => 0,
    }
}

/// The day of a number of five digits: 18 May 1927 is 10,000, 13 October 2173 is 99,999. Smaller numbers are not read: they could
/// be years. So the day that counts from 1900 make too much, for 29 February 1900 (number 60), is always among them: number 1
/// seems to be 31 December 1899.
fn of_day_number(number: u32, system: DayNumbers) -> NaiveDate {
    let day_0 = match system {
        DayNumbers::From1900 => NaiveDate::from_ymd_opt(1899, 12, 30),
        DayNumbers::From1904 => NaiveDate::from_ymd_opt(1904, 1, 1),
    };
    day_0.unwrap_or_default() + TimeDelta::days(i64::from(number))
}

fn existing(year: u32, month: u32, day: u32) -> Result<NaiveDate, Problem> {
    match day_of(year, month, day) {
        Some(day) => Ok(day),
        None if year == 0 => Err(Problem::DateYearOutOfRange),
        None => Err(Problem::DateNoSuchDay),
    }
}

/// `None` also for the year 0.
fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| *year > 0)?, month, day)
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

    fn of(date_order: DateOrder) -> Reading {
        Reading {
            date_order,
            ..Reading::default()
        }
    }

    fn outcome(cell: &str, reading: &Reading) -> String {
        match parse(cell, reading) {
            Ok(day) => to_iso(day),
            Err(problem) => problem.code().to_owned(),
        }
    }

    #[test]
    fn each_order() {
        let (iso, in_order, no_day, year, short) = (
            "date.not_iso",
            "date.not_in_order",
            "date.no_such_day",
            "date.year_out_of_range",
            "date.short_year",
        );
        #[rustfmt::skip]
        let table = [
            // cell             plain         year first    day first     month first
            ("1988-03-14",      "1988-03-14", "1988-03-14", "1988-03-14", "1988-03-14"),
            (" 1988-03-14\u{a0}", "1988-03-14", "1988-03-14", "1988-03-14", "1988-03-14"),
            ("0001-01-01",      "0001-01-01", "0001-01-01", "0001-01-01", "0001-01-01"),
            ("9999-12-31",      "9999-12-31", "9999-12-31", "9999-12-31", "9999-12-31"),
            ("2024-02-29",      "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29"),
            ("2023-02-29",      no_day,       no_day,       no_day,       no_day),
            ("1900-02-29",      no_day,       no_day,       no_day,       no_day),
            ("1988-13-01",      no_day,       no_day,       no_day,       no_day),
            ("1988-00-10",      no_day,       no_day,       no_day,       no_day),
            ("0000-01-01",      year,         year,         year,         year),
            ("19888-03-14",     year,         year,         year,         year),
            ("-0044-03-15",     year,         year,         year,         year),
            ("14/03/1988",      iso,          in_order,     "1988-03-14", in_order),
            ("03/14/1988",      iso,          in_order,     in_order,     "1988-03-14"),
            ("3/4/1988",        iso,          in_order,     "1988-04-03", "1988-03-04"),
            ("14.3.1988",       iso,          in_order,     "1988-03-14", in_order),
            ("14. 3. 1988",     iso,          in_order,     "1988-03-14", in_order),
            ("14-03-1988",      iso,          in_order,     "1988-03-14", in_order),
            ("30/02/1988",      iso,          in_order,     no_day,       no_day),
            ("30/30/1988",      iso,          in_order,     no_day,       no_day),
            ("01/01/0000",      iso,          in_order,     year,         year),
            ("01/01/19888",     iso,          in_order,     year,         year),
            ("14/03/88",        iso,          in_order,     short,        in_order),
            ("30/30/88",        iso,          in_order,     no_day,       no_day),
            ("14/03-1988",      iso,          in_order,     in_order,     in_order),
            ("014/03/1988",     iso,          in_order,     in_order,     in_order),
            ("14/03/1988/1",    iso,          in_order,     in_order,     in_order),
            ("/03/1988",        iso,          in_order,     in_order,     in_order),
            ("1988-3-14",       iso,          "1988-03-14", "1988-03-14", "1988-03-14"),
            ("1988/03/14",      iso,          "1988-03-14", "1988-03-14", "1988-03-14"),
            ("1988.03.14",      iso,          "1988-03-14", "1988-03-14", "1988-03-14"),
            ("1988/14/03",      iso,          no_day,       no_day,       no_day),
            ("0000/03/14",      iso,          year,         year,         year),
            ("19880314",        iso,          "1988-03-14", in_order,     in_order),
            ("19881403",        iso,          no_day,       in_order,     in_order),
            ("1988-03-14T00:00", "1988-03-14", "1988-03-14", "1988-03-14", "1988-03-14"),
            ("1988-03-14 00:00:00.000Z", "1988-03-14", "1988-03-14", "1988-03-14", "1988-03-14"),
            ("1988-02-30T00:00", no_day,      no_day,       no_day,       no_day),
            ("1988-03-14 noon", iso,          in_order,     in_order,     in_order),
            ("14/03/1988 00:00", iso,         in_order,     "1988-03-14", in_order),
            ("03/14/1988 12:00:00 AM", iso,   in_order,     in_order,     "1988-03-14"),
            ("14 March 1988",   iso,          "1988-03-14", "1988-03-14", "1988-03-14"),
            ("Mar 14, 1988",    iso,          "1988-03-14", "1988-03-14", "1988-03-14"),
            ("14-mars-1988 10:30", iso,       "1988-03-14", "1988-03-14", "1988-03-14"),
            ("30 February 1988", iso,         no_day,       no_day,       no_day),
            ("14 March 0000",   iso,          year,         year,         year),
            ("14-Mar-88",       iso,          short,        short,        short),
            ("１988-03-14",     iso,          in_order,     in_order,     in_order),
            ("1988",            iso,          in_order,     in_order,     in_order),
            ("March 1988",      iso,          in_order,     in_order,     in_order),
            ("10:30",           iso,          in_order,     in_order,     in_order),
            ("-",               iso,          in_order,     in_order,     in_order),
        ];
        for (cell, plain, ymd, dmy, mdy) in table {
            assert_eq!(outcome(cell, &of(YearMonthDay)), plain, "{cell:?}, plain");
            assert_eq!(outcome(cell, &of(YearFirst)), ymd, "{cell:?}, year first");
            assert_eq!(outcome(cell, &of(DayMonthYear)), dmy, "{cell:?}, day first");
            assert_eq!(outcome(cell, &of(MonthDayYear)), mdy, "{cell:?}, month first");
        }
    }

    #[test]
    fn years_of_two_digits() {
        let reading = |last| Reading {
            last_short_year: Some(last),
            ..of(DayMonthYear)
        };
        for (cell, last, day) in [
            ("14/03/88", 2026, "1988-03-14"),
            ("14/03/26", 2026, "2026-03-14"),
            ("14/03/27", 2026, "1927-03-14"),
            ("14/03/00", 2026, "2000-03-14"),
            ("14-Mar-88", 2026, "1988-03-14"),
            ("14/03/29", 2029, "2029-03-14"),
            ("14/03/30", 2029, "1930-03-14"),
            ("14/03/88", 2099, "2088-03-14"),
            ("14/03/1888", 2026, "1888-03-14"),
            ("29/02/00", 1999, "date.no_such_day"),
            ("14/03/88", 0, "0088-03-14"),
            ("03/14/88", 2026, "date.not_in_order"),
        ] {
            assert_eq!(outcome(cell, &reading(last)), day, "{cell:?} {last}");
        }
        assert_eq!(
            outcome(
                "14/03/88",
                &Reading {
                    date_order: YearMonthDay,
                    ..reading(2026)
                }
            ),
            "date.not_iso"
        );
    }

    #[test]
    fn day_numbers_of_spreadsheets() {
        let counted = |system| Reading {
            day_numbers: Some(system),
            ..Reading::default()
        };
        for (cell, from_1900, from_1904) in [
            ("32216", "1988-03-14", "1992-03-15"),
            ("32216.75", "1988-03-14", "1992-03-15"),
            ("10000", "1927-05-18", "1931-05-19"),
            ("99999", "2173-10-13", "2177-10-14"),
            ("1988-03-14", "1988-03-14", "1988-03-14"),
            ("1988", "date.not_in_order", "date.not_in_order"),
            ("100000", "date.not_in_order", "date.not_in_order"),
            ("14/03/1988", "date.not_in_order", "date.not_in_order"),
        ] {
            assert_eq!(outcome(cell, &counted(DayNumbers::From1900)), from_1900, "{cell:?}");
            assert_eq!(outcome(cell, &counted(DayNumbers::From1904)), from_1904, "{cell:?}");
        }
        for order in [YearMonthDay, YearFirst, DayMonthYear, MonthDayYear] {
            assert_eq!(outcome("32216", &of(order)), "date.day_number");
        }
        let both = Reading {
            date_order: DayMonthYear,
            ..counted(DayNumbers::From1900)
        };
        assert_eq!(
            (outcome("14/03/1988", &both), outcome("32216", &both)),
            ("1988-03-14".into(), "1988-03-14".into())
        );
    }

    #[test]
    fn evidence() {
        for (cell, form, short_year, time) in [
            ("1988-03-14", DateForm::Iso, false, false),
            ("1988-03-14T00:00:00Z", DateForm::Iso, false, true),
            ("1988-02-30", DateForm::Neither, false, false),
            ("1988-02-30 10:00", DateForm::Neither, false, false),
            ("1988/03/14", DateForm::YearFirst, false, false),
            ("0000/03/14", DateForm::Neither, false, false),
            ("19880314", DateForm::Compact, false, false),
            ("19889999", DateForm::Neither, false, false),
            ("14 March 1988", DateForm::Named, false, false),
            ("14-Mar-88 10:00", DateForm::Named, true, true),
            ("14/03/1988", DateForm::OnlyDayFirst, false, false),
            ("14/03/88", DateForm::OnlyDayFirst, true, false),
            ("30.4.1988", DateForm::OnlyDayFirst, false, false),
            ("03/14/1988 12:00:00 AM", DateForm::OnlyMonthFirst, false, true),
            ("03/04/1988", DateForm::Either, false, false),
            ("04/04/1988", DateForm::Either, false, false),
            ("32216", DateForm::DayNumber, false, false),
            ("30/30/1988", DateForm::Neither, false, false),
            ("30/30/88", DateForm::Neither, false, false),
            ("03/04/0000", DateForm::Neither, false, false),
            ("soon", DateForm::Neither, false, false),
            ("", DateForm::Neither, false, false),
        ] {
            assert_eq!(shape(cell), DateShape { form, short_year, time }, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), digits in "[-0-9/. ]{0,12}", like in "[0-9]{1,5}[-/ .](Mar|mars|[0-9]{0,2})[-/ .][0-9]{1,4}[ T]([0-9]{1,2}:[0-9]{2})?", last in any::<Option<u16>>()) {
            for cell in [cell, digits, like] {
                for order in [YearMonthDay, YearFirst, DayMonthYear, MonthDayYear] {
                    for day_numbers in [None, Some(DayNumbers::From1900), Some(DayNumbers::From1904)] {
                        let reading = Reading { last_short_year: last, day_numbers, ..of(order) };
                        if let Ok(day) = parse(&cell, &reading) {
                            prop_assert!((1..=9999).contains(&day.year()));
                            prop_assert_eq!(parse(&to_iso(day), &reading), Ok(day));
                        }
                    }
                }
                shape(&cell);
            }
        }

        #[test]
        fn shape_and_parse_agree(year in 1u32..=9999, month in 0u32..=13, day in 0u32..=32, time in "( 10:00)?") {
            let cell = format!("{day:02}/{month}/{year:04}{time}");
            let expected = match (parse(&cell, &of(DayMonthYear)).is_ok(), parse(&cell, &of(MonthDayYear)).is_ok()) {
                (true, true) => DateForm::Either,
                (true, false) => DateForm::OnlyDayFirst,
                (false, true) => DateForm::OnlyMonthFirst,
                (false, false) => DateForm::Neither,
            };
            prop_assert_eq!(shape(&cell).form, expected);
        }

        #[test]
        fn every_day_has_its_iso_form(days in 0i64..3_652_058) {
            let day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + TimeDelta::days(days);
            prop_assert_eq!(to_iso(day), day.format("%Y-%m-%d").to_string());
            prop_assert_eq!(parse(&to_iso(day), &of(YearMonthDay)), Ok(day));
            for format in ["%Y/%m/%d", "%d %B %Y", "%b %d, %Y", "%d-%b-%Y 10:00"] {
                prop_assert_eq!(parse(&day.format(format).to_string(), &of(YearFirst)), Ok(day), "{}", format);
            }
        }
    }
}
