//! Number formats of spreadsheets (ECMA-376 part 1, 18.8.31), as far as they say what a value is: a date, a share, or digits in a
//! fixed shape like `00000` and `+0`. Currencies, colours, decimals and thousands separators only dress a number: it stays plain.

use crate::number;
use crate::time::{self, Epoch, Parts};

/// How the numbers of one format are shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NumberFormat {
    Plain,
    Percent,
    /// Sections of fixed shapes; the first whose condition holds is taken.
    Shapes(Vec<Shape>),
    DateTime(Parts),
    /// `[h]:mm`
    Duration,
}

/// Digits and what stands between them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    condition: Option<Condition>,
    items: Vec<Item>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Item {
    /// `0`: a digit, or zero.
    Zero,
    /// `#`, `?`: a digit, or nothing.
    Digit,
    Literal(char),
}

/// `[<=9999999]`
#[derive(Clone, Copy, Debug, PartialEq)]
struct Condition {
    less: bool,
    equal: bool,
    greater: bool,
    than: f64,
}

impl NumberFormat {
    /// Reads a format code. Codes that say nothing of these give [`NumberFormat::Plain`].
    pub(crate) fn parse(code: &str) -> Self {
        let sections: Vec<Section> = sections(code);
        let Some(first) = sections.first() else {
            return Self::Plain;
        };
        if first.percent {
            return Self::Percent;
        }
        let shapes: Vec<Shape> = sections
            .into_iter()
            .map_while(|section| section.is_shape().then_some(section.shape))
            .collect();
        if shapes.is_empty() {
            Self::Plain
        } else {
            Self::Shapes(shapes)
        }
    }

    /// The format of a number that is known to be a date or a time.
    pub(crate) fn parse_date(code: &str) -> Self {
        let mut tokens = [false; 128];
        let mut elapsed = false;
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' | '_' | '*' => drop(chars.next()),
                '"' => drop(chars.by_ref().find(|c| *c == '"')),
                '[' => {
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    elapsed |=
                        !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
                }
                ';' => break,
                c if c.is_ascii() => tokens[c.to_ascii_lowercase() as usize] = true,
                _ => {}
            }
        }
        let has = |letters: &str| letters.bytes().any(|letter| tokens[usize::from(letter)]);
        if elapsed {
            return Self::Duration;
        }
        // `m` is a month, but beside hours and seconds minutes.
        let date = has("yde") || (has("m") && !has("hs"));
        let time = has("hs");
        Self::DateTime(match (date || time) && !code.eq_ignore_ascii_case("general") {
            true => Parts { date, time },
            // One of the built-in formats that differ from country to country.
            false => Parts { date: true, time: true },
        })
    }

    /// The text of a number.
    pub(crate) fn show(&self, value: f64, epoch: Epoch) -> String {
        let shown = match self {
            Self::Plain => None,
            Self::Percent => return number::percent(value),
            Self::Shapes(shapes) => shapes
                .iter()
                .find(|shape| shape.condition.is_none_or(|condition| condition.holds(value)))
                .and_then(|shape| shape.show(value)),
            Self::DateTime(parts) => time::date_time(value, epoch, *parts),
            Self::Duration => time::duration(value),
        };
        shown.unwrap_or_else(|| number::plain(value))
    }
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        let number = text.trim_start_matches(['<', '=', '>']);
        let signs = &text[..text.len() - number.len()];
        let condition = Self {
            less: signs.contains('<'),
            equal: signs.contains('='),
            greater: signs.contains('>'),
            than: number.trim().parse().ok()?,
        };
        (!signs.is_empty()).then_some(condition)
    }

    fn holds(self, value: f64) -> bool {
        (self.less && value < self.than) || (self.equal && value == self.than) || (self.greater && value > self.than)
    }
}

impl Shape {
    /// Whole numbers that aren't negative fill the shape from its end; others have none.
    fn show(&self, value: f64) -> Option<String> {
        if value < 0.0 || value.fract() != 0.0 || value >= 1e15 {
            return None;
        }
        let digits = match value as u64 {
            0 => String::new(),
            whole => whole.to_string(),
        };
        let mut digits = digits.chars().rev();
        let mut shown = Vec::new();
        let first = self.items.iter().position(|item| !matches!(item, Item::Literal(_)))?;
        for (at, item) in self.items.iter().enumerate().rev() {
            match item {
                Item::Literal(c) => shown.push(*c),
                Item::Zero => shown.push(digits.next().unwrap_or('0')),
                Item::Digit => shown.extend(digits.next()),
            }
            if at == first {
                shown.extend(digits.by_ref());
            }
        }
        Some(shown.into_iter().rev().collect())
    }
}

/// What stands between two semicolons.
struct Section {
    shape: Shape,
    percent: bool,
    /// Something that no shape has: decimals, thousands, exponents, fractions, words.
    other: bool,
}

impl Section {
    /// A shape shows more than the number: zeros before it, or something before or within it. What comes after is a unit.
    fn is_shape(&self) -> bool {
        let items = &self.shape.items;
        let is_digit = |item: &Item| matches!(item, Item::Zero | Item::Digit);
        let zeros = items.iter().filter(|item| **item == Item::Zero).count();
        let Some(last) = items.iter().rposition(is_digit) else {
            return false;
        };
        let before = items[..last]
            .iter()
            .any(|item| matches!(item, Item::Literal(c) if *c != ' '));
        let within = items[..last]
            .iter()
            .skip_while(|item| !is_digit(item))
            .any(|item| !is_digit(item));
        let telling = |item: &Item| match item {
            Item::Literal(c) => c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '.' | '/'),
            _ => true,
        };
        !self.other && !self.percent && items.iter().all(telling) && (zeros > 1 || before || within)
    }
}

fn sections(code: &str) -> Vec<Section> {
    let empty = || Section {
        shape: Shape {
            condition: None,
            items: Vec::new(),
        },
        percent: false,
        other: false,
    };
    let mut sections = vec![empty()];
    let mut chars = code.chars();
    while let (Some(c), Some(section)) = (chars.next(), sections.last_mut()) {
        let items = &mut section.shape.items;
        match c {
            ';' => sections.push(empty()),
            '\\' => items.extend(chars.next().map(Item::Literal)),
            '"' => items.extend(chars.by_ref().take_while(|c| *c != '"').map(Item::Literal)),
            // As wide as the next character; the next character as often as there is room.
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let currency = inner.strip_prefix('$').is_some_and(|symbol| !symbol.starts_with('-'));
                section.other |= currency;
                section.shape.condition = section.shape.condition.or_else(|| Condition::parse(&inner));
            }
            '0' => items.push(Item::Zero),
            '#' | '?' => items.push(Item::Digit),
            '%' => section.percent = true,
            '+' | '-' | '(' | ')' | ' ' => items.push(Item::Literal(c)),
            _ => section.other = true,
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_shown_by_their_format() {
        for (code, value, text) in [
            ("General", 34_651_234_567.0, "34651234567"),
            ("", 5.0, "5"),
            ("0", 5.0, "5"),
            ("#", 0.0, "0"),
            ("00000", 1234.0, "01234"),
            ("00000", 123_456.0, "123456"),
            ("00000", 0.0, "00000"),
            ("00000", 1.5, "1.5"),
            ("00000", -5.0, "-5"),
            ("+0", 34_651_234_567.0, "+34651234567"),
            ("\\+0", 34_651_234_567.0, "+34651234567"),
            ("\"+34 \"000 000 000", 651_234_567.0, "+34 651 234 567"),
            ("000\\-00\\-0000", 12_345_678.0, "012-34-5678"),
            ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 5_551_234.0, "555-1234"),
            (
                "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####",
                2_125_551_234.0,
                "(212) 555-1234",
            ),
            ("00000\\-0000", 123_450_001.0, "12345-0001"),
            ("0%", 0.25, "25%"),
            ("0.00%", 0.125, "12.5%"),
            // What only dresses a number.
            ("0.00", 3.1, "3.1"),
            ("#,##0.00", 1240.5, "1240.5"),
            ("#,##0", 1240.0, "1240"),
            ("#,##0.00\\ \"€\"", 1240.5, "1240.5"),
            ("[$$-409]#,##0.00", 1240.5, "1240.5"),
            ("\"$\"0", 12.0, "12"),
            ("0\\ \"kg\"", 12.0, "12"),
            ("0_);\\(0\\)", 12.0, "12"),
            ("0 ;[Red]\\-0 ", 12.0, "12"),
            ("0.00E+00", 1234.0, "1234"),
            ("# ?/?", 0.5, "0.5"),
            ("@", 12.0, "12"),
        ] {
            assert_eq!(
                NumberFormat::parse(code).show(value, Epoch::Year1900),
                text,
                "{code} of {value}"
            );
        }
    }

    #[test]
    fn date_formats_say_which_parts_they_show() {
        let date = NumberFormat::DateTime(Parts {
            date: true,
            time: false,
        });
        let time = NumberFormat::DateTime(Parts {
            date: false,
            time: true,
        });
        let both = NumberFormat::DateTime(Parts { date: true, time: true });
        for (code, format) in [
            ("mm-dd-yy", &date),
            ("d-mmm", &date),
            ("mmm", &date),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", &date),
            ("dd/mm/yyyy;@", &date),
            ("h:mm AM/PM", &time),
            ("mm:ss", &time),
            ("[$-F400]h:mm:ss\\ AM/PM", &time),
            ("m/d/yy h:mm", &both),
            ("yyyy\"h\"", &date),
            ("General", &both),
            ("[h]:mm:ss", &NumberFormat::Duration),
            ("[mm]:ss", &NumberFormat::Duration),
        ] {
            assert_eq!(&NumberFormat::parse_date(code), format, "{code}");
        }
    }

    #[test]
    fn a_number_that_is_no_date_stays_a_number() {
        assert_eq!(NumberFormat::parse_date("yyyy").show(-3.0, Epoch::Year1900), "-3");
    }

    proptest! {
        #[test]
        fn no_code_panics(code in "[0#?.,;%+\\-()\\[\\]\\\\\"_*<>=/@$hmsyd aé]{0,20}", value in any::<f64>()) {
            NumberFormat::parse(&code).show(value, Epoch::Year1900);
            NumberFormat::parse_date(&code).show(value, Epoch::Year1904);
        }
    }
}
