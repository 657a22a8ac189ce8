//! Numbers as text.

/// A number in full: no exponent, no thousands separators, a point, and the 15 significant digits that spreadsheets keep, so that
/// 0.1 + 0.2 is `0.3`. Nothing for what is no number.
pub(crate) fn plain(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    // `d.dddddddddddddde±x`
    let scientific = format!("{:.14e}", value.abs());
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = digits.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if value < 0.0 { "-" } else { "" };
    match usize::try_from(exponent) {
        Ok(exponent) if digits.len() <= exponent + 1 => format!("{sign}{digits:0<width$}", width = exponent + 1),
        Ok(exponent) => format!("{sign}{}.{}", &digits[..=exponent], &digits[exponent + 1..]),
        Err(_) => {
            let zeros = exponent.unsigned_abs() as usize - 1;
            format!("{sign}0.{:0<zeros$}{digits}", "")
        }
    }
}

/// A share of one as people see it.
pub(crate) fn percent(value: f64) -> String {
    plain(value * 100.0) + "%"
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_stand_in_full() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (10.0, "10"),
            (-5.0, "-5"),
            (0.1 + 0.2, "0.3"),
            (1.1 * 3.0, "3.3"),
            (1240.5, "1240.5"),
            (34_651_234_567.0, "34651234567"),
            (123_456_789_012_345.0, "123456789012345"),
            (1_234_567_890_123_456.0, "1234567890123460"),
            (1e20, "100000000000000000000"),
            (0.05, "0.05"),
            (1e-7, "0.0000001"),
            (-0.000123, "-0.000123"),
            (0.999_999_999_999_999_9, "1"),
            (99.999_999_999_999_99, "100"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            assert_eq!(plain(value), text, "{value:e}");
        }
    }

    #[test]
    fn shares_have_no_tail() {
        for (value, text) in [
            (0.25, "25%"),
            (0.07, "7%"),
            (1.0, "100%"),
            (0.125, "12.5%"),
            (0.0, "0%"),
        ] {
            assert_eq!(percent(value), text);
        }
    }

    proptest! {
        #[test]
        fn the_text_is_the_number(value in -1e15..1e15f64) {
            let read: f64 = plain(value).parse().unwrap();
            prop_assert!((read - value).abs() <= value.abs() * 1e-14, "{value} became {read}");
        }

        #[test]
        fn no_number_panics(value in any::<f64>()) {
            plain(value);
        }
    }
}
