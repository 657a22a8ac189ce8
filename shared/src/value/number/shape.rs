//! How a cell of a number column can be read: evidence for the column's marks.

use super::{Marks, all_digits, read, sign};
use crate::value::trimmed;

/// How a cell can be read as a number, whatever the column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NumberShape {
    pub read_by: ReadBy,
    /// It reads without marks to set, too.
    pub plain: bool,
    /// A currency or per cent sign stands beside it; the rest is said of the number without it.
    pub sign: bool,
}

/// Which marks a number reads with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadBy {
    /// The same number with comma and with point: `1240`, `1 240`.
    Both,
    /// `1240,5`, `1.240,50`
    OnlyComma,
    /// `1240.5`, `1,240.50`
    OnlyPoint,
    /// One number with a comma for decimals, another with a point: `1.240`, `1,240`.
    Either,
    /// No number.
    Neither,
}

/// For columns of whole numbers, where decimals are no reading.
pub fn integer_shape(cell: &str) -> NumberShape {
    shape(cell, |unsigned, marks| {
        let written = read(unsigned, marks)?;
        written.fraction.is_none().then(|| written.whole.into_owned())
    })
}

/// For columns of decimals.
pub fn decimal_shape(cell: &str) -> NumberShape {
    let (_, unsigned) = sign(trimmed(cell));
    // What most columns hold is told without a copy.
    if let Some((whole, fraction)) = unsigned.split_once('.')
        && all_digits(whole)
        && all_digits(fraction)
    {
        let grouped = fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
        return NumberShape {
            read_by: if grouped { ReadBy::Either } else { ReadBy::OnlyPoint },
            plain: true,
            sign: false,
        };
    }
    shape(cell, |unsigned, marks| {
        let written = read(unsigned, marks)?;
        let whole = written.whole.trim_start_matches('0');
        let fraction = written.fraction.unwrap_or_default().trim_end_matches('0');
        Some([whole, ".", fraction].concat())
    })
}

/// `value`: the number of a text without sign, so that two are the same text where they are the same number.
fn shape(cell: &str, value: impl Fn(&str, Marks) -> Option<String>) -> NumberShape {
    let cell = trimmed(cell);
    let (_, unsigned) = sign(cell);
    if all_digits(unsigned) {
        return NumberShape {
            read_by: ReadBy::Both,
            plain: true,
            sign: false,
        };
    }
    let read_by = |unsigned: &str| match (value(unsigned, Marks::Comma), value(unsigned, Marks::Point)) {
        (Some(comma), Some(point)) if comma == point => ReadBy::Both,
        (Some(_), Some(_)) => ReadBy::Either,
        (Some(_), None) => ReadBy::OnlyComma,
        (None, Some(_)) => ReadBy::OnlyPoint,
        (None, None) => ReadBy::Neither,
    };
    let known = |read_by, unsigned: &str, sign| NumberShape {
        read_by,
        plain: value(unsigned, Marks::Plain).is_some(),
        sign,
    };
    match read_by(unsigned) {
        ReadBy::Neither => match super::sign::without(cell).map(|(_, bare)| (read_by(bare), bare)) {
            Some((with_sign, bare)) if with_sign != ReadBy::Neither => known(with_sign, bare, true),
            _ => known(ReadBy::Neither, unsigned, false),
        },
        own => known(own, unsigned, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Reading;
    use crate::value::number::{parse_decimal, parse_integer};
    use proptest::prelude::*;

    #[test]
    fn evidence_of_decimals_and_of_whole_numbers() {
        use ReadBy::*;
        #[rustfmt::skip]
        let table = [
            // cell            decimal     whole
            ("1240",           Both,       Both),
            ("-7",             Both,       Both),
            ("1 240",          Both,       Both),
            ("1'240'000",      Both,       Both),
            ("1240,5",         OnlyComma,  Neither),
            ("1.240,50",       OnlyComma,  Neither),
            ("1.240.000",      OnlyComma,  OnlyComma),
            ("1240.5",         OnlyPoint,  Neither),
            ("1,240.50",       OnlyPoint,  Neither),
            ("1,240,000",      OnlyPoint,  OnlyPoint),
            ("1.240",          Either,     OnlyComma),
            ("1,240",          Either,     OnlyPoint),
            ("0.125",          OnlyPoint,  Neither),
            ("ten",            Neither,    Neither),
            ("",               Neither,    Neither),
        ];
        for (cell, decimal, whole) in table {
            assert_eq!(decimal_shape(cell).read_by, decimal, "{cell:?}");
            assert_eq!(integer_shape(cell).read_by, whole, "{cell:?}");
        }
        let price = decimal_shape("€ 1.240,50");
        assert_eq!((price.read_by, price.plain, price.sign), (OnlyComma, false, true));
        assert!(decimal_shape("1240.50").plain && decimal_shape("1.240").plain && !decimal_shape("1,240.50").plain);
    }

    proptest! {
        #[test]
        fn shapes_say_what_reads(cell in "[-+]?[€$]?[0-9]{0,4}[., ']?[0-9]{0,3}[.,']?[0-9]{0,3} ?%?") {
            for marks in [Marks::Comma, Marks::Point, Marks::Plain] {
                let reading = Reading { marks, drop_signs: true, ..Reading::default() };
                let says = |shape: NumberShape| match (marks, shape.read_by) {
                    (Marks::Plain, _) => shape.plain,
                    (_, ReadBy::Both | ReadBy::Either) | (Marks::Comma, ReadBy::OnlyComma) | (Marks::Point, ReadBy::OnlyPoint) => true,
                    _ => false,
                };
                prop_assert_eq!(says(decimal_shape(&cell)), parse_decimal(&cell, &reading).is_ok(), "{:?} {:?}", cell, marks);
                prop_assert_eq!(says(integer_shape(&cell)), parse_integer(&cell, &reading).is_ok(), "{:?} {:?}", cell, marks);
            }
        }
    }
}
