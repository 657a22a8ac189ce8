//! The time that may follow a date: it is found, and left out.

/// The date before a time of day: `1988-03-14` of `1988-03-14T00:00:00Z`, `14/03/1988` of `14/03/1988 00:00`. `None`: no time
/// follows.
pub(super) fn before(cell: &str) -> Option<&str> {
    let colon = cell.find(':')?;
    let (start, _) = cell.split_at(colon);
    let hour = start.trim_end_matches(|c: char| c.is_ascii_digit());
    if !matches!(start.len() - hour.len(), 1 | 2) {
        return None;
    }
    let date = match hour.strip_suffix(['T', 't']) {
        // The T of a time follows a digit; another one ends a word.
        Some(date) if date.ends_with(|c: char| c.is_ascii_digit()) => date,
        _ => {
            let date = hour.trim_end();
            if date.len() == hour.len() {
                return None;
            }
            date.strip_suffix(',').unwrap_or(date).trim_end()
        }
    };
    (!date.is_empty() && is_time(&cell[hour.len()..])).then_some(date)
}

/// `0:00`, `00:00:00.000`, each with AM or PM, and with a zone.
fn is_time(text: &str) -> bool {
    let clock_end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(clock_end);
    is_clock(clock) && is_zone(without_half(rest.trim_start()).trim_start())
}

fn is_clock(clock: &str) -> bool {
    let mut parts = clock.split(':');
    let part = |text: Option<&str>, most: u32| {
        let text = text?;
        (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok().filter(|n| *n <= most))?
    };
    if part(parts.next(), 24).is_none() || part(parts.next(), 59).is_none() {
        return false;
    }
    let Some(seconds) = parts.next() else { return true };
    let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    // A leap second is 60.
    part(Some(whole), 60).is_some() && fraction.bytes().all(|b| b.is_ascii_digit()) && parts.next().is_none()
}

/// Without `AM`, `PM`, `a.m.`, `p. m.`, in any case.
fn without_half(text: &str) -> &str {
    const HALVES: [&str; 10] = ["am", "pm", "a.m.", "p.m.", "a. m.", "p. m.", "a.m", "p.m", "a", "p"];
    let stripped = HALVES.iter().find_map(|half| {
        let (start, rest) = text.split_at_checked(half.len())?;
        start.eq_ignore_ascii_case(half).then_some(rest)
    });
    stripped.unwrap_or(text)
}

/// Nothing, `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `-05`, `UTC+1`.
fn is_zone(text: &str) -> bool {
    let rest = ["UTC", "GMT", "Z", "z"]
        .iter()
        .find_map(|zone| text.strip_prefix(zone))
        .unwrap_or(text);
    match rest.strip_prefix(['+', '-']) {
        Some(offset) => (1..=5).contains(&offset.len()) && offset.bytes().all(|b| b.is_ascii_digit() || b == b':'),
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_after_a_date() {
        for cell in [
            "1988-03-14T00:00:00Z",
            "1988-03-14T00:00",
            "1988-03-14t23:59:60.123456+01:00",
            "1988-03-14 00:00:00",
            "1988-03-14 00:00:00 UTC",
            "1988-03-14 00:00:00+00",
            "1988-03-14, 9:05",
            "1988-03-14  12:00:00 AM",
            "1988-03-14 12:00PM",
            "1988-03-14 12:00:00,000 p. m.",
            "1988-03-14 24:00",
            "1988-03-14T10:00:00 GMT-0500",
        ] {
            assert_eq!(before(cell), Some("1988-03-14"), "{cell:?}");
        }
        for cell in [
            "1988-03-14",
            "00:00",
            " 00:00",
            "1988-03-14:00:00",
            "1988-03-1400:00",
            "1988-03-14 25:00",
            "1988-03-14 00:60",
            "1988-03-14 00:00:61",
            "1988-03-14 00:00:00:00",
            "1988-03-14 00:00 sharp",
            "1988-03-14 000:00",
            "1988-03-14 00:",
            "at 1988-03-14 : x",
        ] {
            assert_eq!(before(cell), None, "{cell:?}");
        }
        assert_eq!(before("14 August 10:00"), Some("14 August"));
    }

    proptest! {
        #[test]
        fn never_panics(cell in any::<String>(), like in "[0-9/-]{0,10}[T ,]{0,2}[0-9]{0,3}:[0-9:.]{0,8} ?(AM|pm|Z|é)?[+0-9:]{0,4}") {
            for cell in [cell, like] {
                if let Some(date) = before(&cell) {
                    prop_assert!(cell.starts_with(date) && date.len() < cell.len());
                }
            }
        }
    }
}
