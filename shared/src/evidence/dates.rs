//! Evidence of date columns: in which forms the dates stand there, and what proves their order.

use crate::mapping::{DateOrder, DayNumbers, Reading};
use crate::value::date::{self, DateForm};
use serde::{Deserialize, Serialize};

/// Cells by form; each counts once, but for `times`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateEvidence {
    /// `1988-03-14`
    pub iso: u64,
    /// `1988/3/14`
    pub year_first: u64,
    /// `19880314`
    pub compact: u64,
    /// Years of four digits.
    pub long: ByOrder,
    /// Years of two digits.
    pub short: ByOrder,
    /// Numbers of five digits.
    pub day_numbers: u64,
    /// No day in any form.
    pub neither: u64,
    /// Of all these, cells with a time after the date, which is left out.
    pub times: u64,
}

/// Cells that are read where the column names an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByOrder {
    /// `14 March 1988`, `Mar 14, 1988`
    pub named: u64,
    /// `14/03/1988`
    pub only_day_first: u64,
    /// `03/14/1988`
    pub only_month_first: u64,
    /// `03/04/1988`
    pub either: u64,
}

impl ByOrder {
    pub fn all(&self) -> u64 {
        self.named + self.only_day_first + self.only_month_first + self.either
    }

    fn read_by(&self, order: DateOrder) -> u64 {
        match order {
            DateOrder::YearMonthDay => 0,
            DateOrder::YearFirst => self.named,
            DateOrder::DayMonthYear => self.named + self.only_day_first + self.either,
            DateOrder::MonthDayYear => self.named + self.only_month_first + self.either,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.named += other.named;
        self.only_day_first += other.only_day_first;
        self.only_month_first += other.only_month_first;
        self.either += other.either;
    }
}

impl DateEvidence {
    pub(super) fn add(&mut self, cell: &str) {
        let shape = date::shape(cell);
        self.times += u64::from(shape.time);
        let by_order = if shape.short_year {
            &mut self.short
        } else {
            &mut self.long
        };
        let count = match shape.form {
            DateForm::Iso => &mut self.iso,
            DateForm::YearFirst => &mut self.year_first,
            DateForm::Compact => &mut self.compact,
            DateForm::Named => &mut by_order.named,
            DateForm::OnlyDayFirst => &mut by_order.only_day_first,
            DateForm::OnlyMonthFirst => &mut by_order.only_month_first,
            DateForm::Either => &mut by_order.either,
            DateForm::DayNumber => &mut self.day_numbers,
            DateForm::Neither => &mut self.neither,
        };
        *count += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        self.iso += other.iso;
        self.year_first += other.year_first;
        self.compact += other.compact;
        self.long.merge(&other.long);
        self.short.merge(&other.short);
        self.day_numbers += other.day_numbers;
        self.neither += other.neither;
        self.times += other.times;
    }

    /// All cells that aren't empty.
    pub fn all(&self) -> u64 {
        self.iso + self.year_first + self.compact + self.long.all() + self.short.all() + self.day_numbers + self.neither
    }

    /// Cells that only read as day first, only as month first, and either way.
    pub fn orders(&self) -> (u64, u64, u64) {
        (
            self.long.only_day_first + self.short.only_day_first,
            self.long.only_month_first + self.short.only_month_first,
            self.long.either + self.short.either,
        )
    }

    /// Cells that give a date under these settings. (Of 29 February in a year of two digits, it is supposed that it exists.)
    pub fn read_by(&self, reading: &Reading) -> u64 {
        let order = reading.date_order;
        let mut read = self.iso + self.long.read_by(order);
        if order != DateOrder::YearMonthDay {
            read += self.year_first;
        }
        if order == DateOrder::YearFirst {
            read += self.compact;
        }
        if reading.last_short_year.is_some() {
            read += self.short.read_by(order);
        }
        if reading.day_numbers.is_some() {
            read += self.day_numbers;
        }
        read
    }

    /// The order that the cells prove: it reads some that the others don't, and the others read none that it doesn't. Where
    /// there is nothing to tell day and month apart by, the year comes first, or months have names.
    pub fn proves(&self) -> Option<DateOrder> {
        match self.orders() {
            (1.., 0, _) if self.compact == 0 => Some(DateOrder::DayMonthYear),
            (0, 1.., _) if self.compact == 0 => Some(DateOrder::MonthDayYear),
            (0, 0, 0) if self.year_first + self.compact + self.long.named + self.short.named > 0 => {
                Some(DateOrder::YearFirst)
            }
            _ => None,
        }
    }

    /// Settings that the cells prove and that read more of them than `reading` does. Years of two digits are taken for those up
    /// to `this_year`: most dates of contacts are in the past.
    pub fn suggests(&self, reading: &Reading, this_year: u16) -> Option<Reading> {
        let better = Reading {
            date_order: self.proves().unwrap_or(reading.date_order),
            last_short_year: reading.last_short_year.or((self.short.all() > 0).then_some(this_year)),
            day_numbers: reading
                .day_numbers
                .or((self.day_numbers > 0).then_some(DayNumbers::From1900)),
            ..reading.clone()
        };
        (self.read_by(&better) > self.read_by(reading)).then_some(better)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(cells: &[&str]) -> DateEvidence {
        let mut evidence = DateEvidence::default();
        cells.iter().for_each(|cell| evidence.add(cell));
        evidence
    }

    #[test]
    fn an_order_is_proved_by_what_only_it_reads() {
        for (cells, order) in [
            (vec!["1988-03-14"], None),
            (vec!["1988-03-14", "02/03/1988"], None),
            (
                vec!["1988-03-14", "02/03/1988", "14/03/1988"],
                Some(DateOrder::DayMonthYear),
            ),
            (vec!["02/03/88", "03/14/88", "soon"], Some(DateOrder::MonthDayYear)),
            (vec!["14/03/1988", "03/14/1988"], None),
            (vec!["14 March 1988", "1988-03-14"], Some(DateOrder::YearFirst)),
            (vec!["14 March 1988", "14/03/1988"], Some(DateOrder::DayMonthYear)),
            (vec!["19880314"], Some(DateOrder::YearFirst)),
            (vec!["19880314", "14/03/1988"], None),
            (vec!["32216"], None),
        ] {
            assert_eq!(of(&cells).proves(), order, "{cells:?}");
        }
    }

    #[test]
    fn settings_are_suggested_that_read_more() {
        let plain = Reading::default();
        let suggested = of(&["14/03/88", "32216", "1988-03-14"]).suggests(&plain, 2026).unwrap();
        assert_eq!(
            (suggested.date_order, suggested.last_short_year, suggested.day_numbers),
            (DateOrder::DayMonthYear, Some(2026), Some(DayNumbers::From1900))
        );
        assert_eq!(
            of(&["14/03/88"]).suggests(&suggested, 2026),
            None,
            "nothing more to read"
        );
        assert_eq!(
            of(&["02/03/1988", "soon", "1988-03-14"]).suggests(&plain, 2026),
            None,
            "nothing is proved"
        );
        let other = Reading {
            date_order: DateOrder::MonthDayYear,
            ..plain
        };
        assert_eq!(
            of(&["14/03/1988"]).suggests(&other, 2026).unwrap().date_order,
            DateOrder::DayMonthYear
        );
        assert_eq!(
            of(&["02/03/1988", "02/03/88"])
                .suggests(&other, 2026)
                .unwrap()
                .last_short_year,
            Some(2026)
        );
    }

    proptest! {
        #[test]
        fn what_is_counted_as_read_is_read(
            cells in prop::collection::vec("(1988-03-14|1988/3/14|19880314|[0-3][0-9]/(0[1-9]|1[0-5])/(19)?88|1[0-9] Mar (19)?88|[1-9][0-9]{4}|soon)( 10:00)?", 1..20),
            last in prop::sample::select(vec![None, Some(2026)]),
            day_numbers in prop::sample::select(vec![None, Some(DayNumbers::From1904)]),
        ) {
            let evidence = of(&cells.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(evidence.all(), cells.len() as u64);
            for date_order in [DateOrder::YearMonthDay, DateOrder::YearFirst, DateOrder::DayMonthYear, DateOrder::MonthDayYear] {
                let reading = Reading { date_order, last_short_year: last, day_numbers, ..Reading::default() };
                let read = cells.iter().filter(|cell| date::parse(cell, &reading).is_ok()).count();
                prop_assert_eq!(evidence.read_by(&reading), read as u64, "{:?} {:?}", reading, cells);
            }
        }
    }
}
