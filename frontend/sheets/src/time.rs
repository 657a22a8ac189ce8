//! Dates, times of day and durations as text, from the days that spreadsheets count.

/// Where the days of a workbook are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// Day 1 is 1900-01-01, and there is a 1900-02-29.
    Year1900,
    /// Day 0 is 1904-01-01: workbooks of old Macs.
    Year1904,
}

/// Which parts a format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) date: bool,
    pub(crate) time: bool,
}

const DAY_SECONDS: i64 = 86_400;
/// The first day after 9999-12-31.
const END: f64 = 2_958_466.0;

/// `2024-05-17`, `14:30`, or both: a date and time at midnight is a date. `None` where a spreadsheet has no date for the number.
pub(crate) fn date_time(days: f64, epoch: Epoch, parts: Parts) -> Option<String> {
    if !(0.0..END).contains(&days) {
        return None;
    }
    let seconds = (days * DAY_SECONDS as f64).round() as i64;
    let (day, second) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
    if !parts.date {
        return Some(hours(second, 2));
    }
    let date = date(day, epoch)?;
    Some(match parts.time && second != 0 {
        true => format!("{date} {}", hours(second, 2)),
        false => date,
    })
}

/// `36:30`, with seconds where there are some.
pub(crate) fn duration(days: f64) -> Option<String> {
    let seconds = (days.abs() * DAY_SECONDS as f64).round();
    let sign = if days < 0.0 { "-" } else { "" };
    (seconds < 1e15).then(|| format!("{sign}{}", hours(seconds as i64, 1)))
}

/// `h:mm`, with `:ss` where the seconds aren't zero; `width` digits of the hours at least.
pub(crate) fn hours(seconds: i64, width: usize) -> String {
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match second {
        0 => format!("{hour:0width$}:{minute:02}"),
        _ => format!("{hour:0width$}:{minute:02}:{second:02}"),
    }
}

fn date(day: i64, epoch: Epoch) -> Option<String> {
    // Days from 1970-01-01.
    let since_1970 = match (epoch, day) {
        (Epoch::Year1900, 0) => return None,
        (Epoch::Year1900, 60) => return Some("1900-02-29".to_owned()),
        (Epoch::Year1900, 1..60) => day - 25_568,
        (Epoch::Year1900, _) => day - 25_569,
        (Epoch::Year1904, _) => day - 24_107,
    };
    let (year, month, day) = civil(since_1970);
    (year <= 9999).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil(since_1970: i64) -> (i64, i64, i64) {
    let day = since_1970 + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months from March.
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

/// An ISO 8601 date and time as a workbook stores it: `2024-05-17T14:30:00` is `2024-05-17 14:30`.
pub(crate) fn from_iso(text: &str) -> String {
    let Some((date, time)) = text.split_once('T') else {
        return text.to_owned();
    };
    let time = time.trim_end_matches('Z');
    let time = time.split_once('.').map_or(time, |(whole, _)| whole);
    let time = match time.len() {
        8 => time.strip_suffix(":00").unwrap_or(time),
        _ => time,
    };
    match (date, time) {
        (_, "00:00") => date.to_owned(),
        ("", _) => time.to_owned(),
        _ => format!("{date} {time}"),
    }
}

/// An ISO 8601 duration of hours, minutes and seconds: `PT36H30M00S` is `36:30`. `None` for others.
pub(crate) fn from_iso_duration(text: &str) -> Option<String> {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, factor) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * factor;
            rest = after;
        }
    }
    (rest.is_empty() && (0.0..1e12).contains(&seconds)).then(|| format!("{sign}{}", hours(seconds.round() as i64, 2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOTH: Parts = Parts { date: true, time: true };
    const DATE: Parts = Parts {
        date: true,
        time: false,
    };
    const TIME: Parts = Parts {
        date: false,
        time: true,
    };

    #[test]
    fn days_are_dates() {
        for (days, parts, text) in [
            (1.0, DATE, Some("1900-01-01")),
            (59.0, DATE, Some("1900-02-28")),
            (60.0, DATE, Some("1900-02-29")),
            (61.0, DATE, Some("1900-03-01")),
            (25_569.0, DATE, Some("1970-01-01")),
            (45_429.0, DATE, Some("2024-05-17")),
            (45_351.0, DATE, Some("2024-02-29")),
            (2_958_465.0, DATE, Some("9999-12-31")),
            (2_958_466.0, DATE, None),
            (-1.0, DATE, None),
            (0.0, DATE, None),
            (f64::NAN, DATE, None),
            (45_429.0, BOTH, Some("2024-05-17")),
            (45_429.5, BOTH, Some("2024-05-17 12:00")),
            (45_429.5, DATE, Some("2024-05-17")),
            (45_429.604_178_240_74, BOTH, Some("2024-05-17 14:30:01")),
            (45_428.999_999_999_99, BOTH, Some("2024-05-17")),
            (0.604_166_666_666_666_7, TIME, Some("14:30")),
            (0.0, TIME, Some("00:00")),
            (0.381_956_018_518_518_5, TIME, Some("09:10:01")),
        ] {
            assert_eq!(date_time(days, Epoch::Year1900, parts).as_deref(), text, "{days}");
        }
    }

    #[test]
    fn old_macs_count_from_1904() {
        for (days, text) in [(0.0, "1904-01-01"), (1.0, "1904-01-02"), (43_967.0, "2024-05-17")] {
            assert_eq!(date_time(days, Epoch::Year1904, DATE).as_deref(), Some(text));
        }
    }

    #[test]
    fn durations_go_beyond_a_day() {
        for (days, text) in [
            (1.520_833_333_333_333_3, "36:30"),
            (0.000_011_574_074, "0:00:01"),
            (-0.5, "-12:00"),
        ] {
            assert_eq!(duration(days).as_deref(), Some(text));
        }
        assert_eq!(duration(1e300), None);
    }

    #[test]
    fn iso_dates_and_durations_are_shortened() {
        for (iso, text) in [
            ("2024-05-17", "2024-05-17"),
            ("2024-05-17T00:00:00", "2024-05-17"),
            ("2024-05-17T14:30:00", "2024-05-17 14:30"),
            ("2024-05-17T14:30:09.5Z", "2024-05-17 14:30:09"),
        ] {
            assert_eq!(from_iso(iso), text);
        }
        for (iso, text) in [
            ("PT14H30M00S", Some("14:30")),
            ("PT09H10M01.0000S", Some("09:10:01")),
            ("PT36H", Some("36:00")),
            ("-PT1H", Some("-01:00")),
            ("P1D", None),
            ("PTxH", None),
        ] {
            assert_eq!(from_iso_duration(iso).as_deref(), text, "{iso}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(days in any::<f64>(), text in "\\PC*") {
            for epoch in [Epoch::Year1900, Epoch::Year1904] {
                date_time(days, epoch, BOTH);
            }
            duration(days);
            from_iso(&text);
            from_iso_duration(&text);
        }
    }
}
