//! The ways in which dates are written, besides `yyyy-mm-dd`.

use super::month;

/// What a text says of a date, before a column's order gives it a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// `1988/3/14`, `1988.03.14`, `1988-3-14`
    YearFirst { year: u32, month: u32, day: u32 },
    /// `19880314`
    Compact { year: u32, month: u32, day: u32 },
    /// `14/03/1988`, `3.4.88`, `03-14-1988`: day and month in either order.
    Parts { first: u32, second: u32, year: Year },
    /// `14 March 1988`, `Mar 14, 1988`, `14-mars-88`
    Named { year: Year, month: u32, day: u32 },
    /// `32216`: five digits, perhaps with the fraction of a day.
    DayNumber(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// 1 to 9999.
    Whole(u32),
    /// Two digits.
    Short(u32),
    /// Of another size.
    OutOfRange,
}

/// Eight digits are a date where their year is in this century or the two before it.
const COMPACT_YEARS: std::ops::RangeInclusive<u32> = 1800..=2099;

impl Written {
    /// `text` has no space at its ends. `None`: no form of a date.
    pub(super) fn of(text: &str) -> Option<Self> {
        // The longest has three long words: `poniedziałek` is none of them.
        if text.len() > 60 {
            return None;
        }
        let bytes = text.as_bytes();
        if bytes.iter().any(u8::is_ascii_alphabetic) {
            return Self::named(text);
        }
        match bytes.iter().position(|b| !b.is_ascii_digit()) {
            None if bytes.len() == 8 => Self::compact(bytes),
            Some(5) if matches!(bytes[5], b'.' | b',') && all_digits(&bytes[6..]) => {
                number(&bytes[..5]).map(Self::DayNumber)
            }
            None if bytes.len() == 5 => number(bytes).map(Self::DayNumber),
            _ => Self::parts(bytes),
        }
        .filter(|written| !matches!(written, Self::DayNumber(day) if *day < 10_000))
    }

    fn compact(digits: &[u8]) -> Option<Self> {
        let (year, month, day) = (number(&digits[..4])?, number(&digits[4..6])?, number(&digits[6..])?);
        COMPACT_YEARS
            .contains(&year)
            .then_some(Self::Compact { year, month, day })
    }

    fn parts(text: &[u8]) -> Option<Self> {
        let place = text.iter().position(|b| matches!(b, b'/' | b'.' | b'-'))?;
        let mut parts = text.split(|b| *b == text[place]).map(<[u8]>::trim_ascii);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        // Some write a point after each part: `14.03.1988.`, or `1988. 3. 14.`
        if parts.next().is_some_and(|end| !(end.is_empty() && text[place] == b'.')) || parts.next().is_some() {
            return None;
        }
        if first.len() == 4 {
            return Some(Self::YearFirst {
                year: number(first)?,
                month: short(second)?,
                day: short(third)?,
            });
        }
        Some(Self::Parts {
            first: short(first)?,
            second: short(second)?,
            year: Year::of(third)?,
        })
    }

    /// A month's name, a day and a year of which one comes last; between them spaces, dashes, slashes, points, commas and the
    /// small words of Spanish and Portuguese.
    fn named(text: &str) -> Option<Self> {
        let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',');
        let words = text.split(is_between).filter(|word| !word.is_empty());
        let mut words = words.filter(|word| !["de", "del", "of"].iter().any(|small| small.eq_ignore_ascii_case(word)));
        let (mut month, mut numbers) = (None, [None, None]);
        for word in words.by_ref().take(3) {
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                *numbers.iter_mut().find(|number| number.is_none())? = Some(word);
            } else if month.is_none() {
                month = Some(month::named(word)?);
            } else {
                return None;
            }
        }
        let [Some(first), Some(second)] = numbers else {
            return None;
        };
        if words.next().is_some() {
            return None;
        }
        let (day, year) = if first.len() == 4 && all_digits(first.as_bytes()) {
            (second, first)
        } else {
            (first, second)
        };
        Some(Self::Named {
            year: Year::of(year.as_bytes())?,
            month: month?,
            day: ordinal(day)?,
        })
    }
}

impl Year {
    fn of(digits: &[u8]) -> Option<Self> {
        match digits.len() {
            2 => number(digits).map(Self::Short),
            4 => number(digits).map(|year| if year == 0 { Self::OutOfRange } else { Self::Whole(year) }),
            5.. if all_digits(digits) => Some(Self::OutOfRange),
            _ => None,
        }
    }
}

/// `14`, `14th`, `1er`, `1º`
fn ordinal(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let end = &word[digits.len()..];
    let ends = ["", "st", "nd", "rd", "th", "er", "re", "º", "°", "ª", "e"];
    if ends.iter().any(|known| known.eq_ignore_ascii_case(end)) {
        short(digits.as_bytes())
    } else {
        None
    }
}

fn short(part: &[u8]) -> Option<u32> {
    if matches!(part.len(), 1 | 2) {
        number(part)
    } else {
        None
    }
}

fn all_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// At most five ASCII digits.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn months_by_name() {
        let named = |year, month, day| Some(Written::Named { year, month, day });
        for text in [
            "14 March 1988",
            "14 mars 1988",
            "14. März 1988",
            "14.März.1988",
            "Mar 14, 1988",
            "March 14th, 1988",
            "14-Mar-1988",
            "14/mar/1988",
            "14 de marzo de 1988",
            "14 De Março De 1988",
            "14 marca 1988",
            "14 MAART 1988",
            "1988 March 14",
            "1988-Mar-14",
        ] {
            assert_eq!(Written::of(text), named(Year::Whole(1988), 3, 14), "{text:?}");
        }
        assert_eq!(Written::of("14-Mar-88"), named(Year::Short(88), 3, 14));
        assert_eq!(Written::of("Mar 14 '88"), None);
        assert_eq!(Written::of("1er août 1988"), named(Year::Whole(1988), 8, 1));
        assert_eq!(Written::of("1º de mayo de 1988"), named(Year::Whole(1988), 5, 1));
        assert_eq!(Written::of("14 March 19888"), named(Year::OutOfRange, 3, 14));
        for text in [
            "March 1988",
            "14 March",
            "14 March 1988 x",
            "14 Smarch 1988",
            "March March 14 1988",
            "14 15 March 1988",
            "14x March 1988",
        ] {
            assert_eq!(Written::of(text), None, "{text:?}");
        }
    }

    #[test]
    fn digits_alone() {
        let (year, month, day) = (1988, 3, 14);
        for text in ["1988/03/14", "1988.3.14", "1988-3-14", "1988. 3. 14."] {
            assert_eq!(
                Written::of(text),
                Some(Written::YearFirst { year, month, day }),
                "{text:?}"
            );
        }
        assert_eq!(Written::of("19880314"), Some(Written::Compact { year, month, day }));
        assert_eq!(Written::of("14031988"), None);
        let parts = |year| {
            Some(Written::Parts {
                first: 14,
                second: 3,
                year,
            })
        };
        for text in ["14/03/1988", "14.3.1988", "14-03-1988", "14. 3. 1988", "14.03.1988."] {
            assert_eq!(Written::of(text), parts(Year::Whole(1988)), "{text:?}");
        }
        assert_eq!(Written::of("14/03/88"), parts(Year::Short(88)));
        assert_eq!(Written::of("14/03/19888"), parts(Year::OutOfRange));
        assert_eq!(Written::of("32216"), Some(Written::DayNumber(32_216)));
        assert_eq!(Written::of("32216.5"), Some(Written::DayNumber(32_216)));
        for text in [
            "9999",
            "09999",
            "100000",
            "14/03-1988",
            "014/03/1988",
            "14/03/1988/1",
            "/03/1988",
            "14/03/198",
            "-",
            "",
            "１４/03/1988",
        ] {
            assert_eq!(Written::of(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>(), like in "[0-9]{0,5}[ /.,-]{0,2}(Mar|mars|é|[0-9]{0,2})[ /.,-]{0,2}[0-9]{0,5}") {
            Written::of(&text);
            Written::of(&like);
        }
    }
}
