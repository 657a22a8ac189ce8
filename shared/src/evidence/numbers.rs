//! Evidence of number columns: with which marks their cells read.

use crate::mapping::{Marks, Reading};
use crate::value::number::{self, NumberShape, ReadBy};
use serde::{Deserialize, Serialize};

/// Cells by how they read; each counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberEvidence {
    /// Numbers alone.
    pub bare: ByMarks,
    /// Numbers with a currency or per cent sign.
    pub signed: ByMarks,
    /// No number. Of whole numbers: those with decimals, too.
    pub neither: u64,
}

/// Cells that are numbers, by the marks they read with; each counts once, but for `plain`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByMarks {
    /// The same number with comma and point.
    pub both: u64,
    pub only_comma: u64,
    pub only_point: u64,
    /// One number with a comma for decimals, another with a point.
    pub either: u64,
    /// Of all these, what reads without any setting.
    pub plain: u64,
}

impl ByMarks {
    pub fn all(&self) -> u64 {
        self.both + self.only_comma + self.only_point + self.either
    }

    fn read_by(&self, marks: Marks) -> u64 {
        match marks {
            Marks::Plain => self.plain,
            Marks::Comma => self.all() - self.only_point,
            Marks::Point => self.all() - self.only_comma,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.both += other.both;
        self.only_comma += other.only_comma;
        self.only_point += other.only_point;
        self.either += other.either;
        self.plain += other.plain;
    }
}

impl NumberEvidence {
    pub(super) fn add_integer(&mut self, cell: &str) {
        self.count(number::integer_shape(cell));
    }

    pub(super) fn add_decimal(&mut self, cell: &str) {
        self.count(number::decimal_shape(cell));
    }

    fn count(&mut self, shape: NumberShape) {
        let by = if shape.sign { &mut self.signed } else { &mut self.bare };
        by.plain += u64::from(shape.plain);
        let count = match shape.read_by {
            ReadBy::Both => &mut by.both,
            ReadBy::OnlyComma => &mut by.only_comma,
            ReadBy::OnlyPoint => &mut by.only_point,
            ReadBy::Either => &mut by.either,
            ReadBy::Neither => &mut self.neither,
        };
        *count += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        self.bare.merge(&other.bare);
        self.signed.merge(&other.signed);
        self.neither += other.neither;
    }

    /// All cells that aren't empty.
    pub fn all(&self) -> u64 {
        self.bare.all() + self.signed.all() + self.neither
    }

    /// Cells that only read with a comma for decimals, and only with a point.
    pub fn only(&self) -> (u64, u64) {
        (
            self.bare.only_comma + self.signed.only_comma,
            self.bare.only_point + self.signed.only_point,
        )
    }

    /// Cells that give a number under these settings. (Numbers too large to be kept are counted, too.)
    pub fn read_by(&self, reading: &Reading) -> u64 {
        let signed = if reading.drop_signs {
            self.signed.read_by(reading.marks)
        } else {
            0
        };
        self.bare.read_by(reading.marks) + signed
    }

    /// The marks that the cells prove: they read some that the others don't, and the others read none that they don't.
    pub fn proves(&self) -> Option<Marks> {
        let either = self.bare.either + self.signed.either;
        let plain = self.bare.plain + self.signed.plain;
        match self.only() {
            (1.., 0) => Some(Marks::Comma),
            (0, _) if plain == self.bare.all() + self.signed.all() => None,
            (0, 1..) => Some(Marks::Point),
            (0, 0) if either == 0 => Some(Marks::Point),
            _ => None,
        }
    }

    /// Settings that the cells prove and that read more of them than `reading` does.
    pub fn suggests(&self, reading: &Reading) -> Option<Reading> {
        let better = Reading {
            marks: self.proves().unwrap_or(reading.marks),
            drop_signs: reading.drop_signs || self.signed.all() > 0,
            ..reading.clone()
        };
        (self.read_by(&better) > self.read_by(reading)).then_some(better)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimals(cells: &[&str]) -> NumberEvidence {
        let mut evidence = NumberEvidence::default();
        cells.iter().for_each(|cell| evidence.add_decimal(cell));
        evidence
    }

    #[test]
    fn marks_are_proved_by_what_only_they_read() {
        for (cells, marks) in [
            (vec!["10", "1240.50"], None),
            (vec!["1.240"], None),
            (vec!["1,240"], None),
            (vec!["1240,5", "10"], Some(Marks::Comma)),
            (vec!["1.240,50", "1.240"], Some(Marks::Comma)),
            (vec!["1,240.50", "1,240"], Some(Marks::Point)),
            (vec!["1,240", "12.5"], Some(Marks::Point)),
            (vec!["1 240"], Some(Marks::Point)),
            (vec!["1240,5", "1240.5"], None),
            (vec!["€ 1240,5"], Some(Marks::Comma)),
            (vec!["ten"], None),
        ] {
            assert_eq!(decimals(&cells).proves(), marks, "{cells:?}");
        }
        let mut whole = NumberEvidence::default();
        ["1.240", "10"].iter().for_each(|cell| whole.add_integer(cell));
        assert_eq!(whole.proves(), Some(Marks::Comma), "a whole number has no decimals");
    }

    #[test]
    fn settings_are_suggested_that_read_more() {
        let plain = Reading::default();
        let suggested = decimals(&["€ 1.240,50", "10"]).suggests(&plain).unwrap();
        assert_eq!((suggested.marks, suggested.drop_signs), (Marks::Comma, true));
        assert_eq!(decimals(&["10", "12.5", "ten"]).suggests(&plain), None);
        assert_eq!(
            decimals(&["1,240", "10"]).suggests(&plain),
            None,
            "it could be 1.24 or 1240"
        );
    }

    proptest! {
        #[test]
        fn what_is_counted_as_read_is_read(
            cells in prop::collection::vec("-?[€$]?[0-9]{1,4}[., ']?[0-9]{0,3}[.,]?[0-9]{0,2} ?%?", 1..20),
            marks in prop::sample::select(vec![Marks::Plain, Marks::Comma, Marks::Point]),
            drop_signs in any::<bool>(),
        ) {
            let reading = Reading { marks, drop_signs, ..Reading::default() };
            let evidence = decimals(&cells.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(evidence.all(), cells.len() as u64);
            let read = cells.iter().filter(|cell| number::parse_decimal(cell, &reading).is_ok()).count();
            prop_assert_eq!(evidence.read_by(&reading), read as u64, "{:?}", cells);
        }
    }
}
