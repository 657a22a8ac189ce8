//! Numbers, sizes, times and dates as they are shown.

/// A whole number in groups: `1,284,112`. The separators are those of the browser's language.
pub fn count(n: u64) -> String {
    localised(n).unwrap_or_else(|| grouped(n))
}

#[cfg(target_arch = "wasm32")]
fn localised(n: u64) -> Option<String> {
    use wasm_bindgen::{JsCast, JsValue};
    thread_local! {
        // Making the formatter costs far more than using it.
        static FORMAT: Option<js_sys::Function> = {
            let language = web_sys::window().and_then(|window| window.navigator().language());
            let languages = language.iter().map(|name| JsValue::from_str(name)).collect::<js_sys::Array>();
            js_sys::Intl::NumberFormat::new(&languages, &js_sys::Object::new()).format().dyn_into().ok()
        };
    }
    // Counts are far below 2^53, so nothing is lost as a float.
    FORMAT.with(|format| {
        format
            .as_ref()?
            .call1(&JsValue::NULL, &JsValue::from_f64(n as f64))
            .ok()?
            .as_string()
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn localised(_: u64) -> Option<String> {
    None
}

/// In groups of three with commas, whatever the language.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The first `most` characters of a text, and `…` where there are more.
pub fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A count with its noun: `1 row`, `2 rows`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// Three digits and a letter, for the side bar only: `15`, `4.31k`, `1.28M`. Cut, never rounded up.
pub fn short(n: u64) -> String {
    let (unit, letter) = match n {
        0..=9_999 => return count(n),
        10_000..=999_999 => (1_000, 'k'),
        1_000_000..=999_999_999 => (1_000_000, 'M'),
        _ => (1_000_000_000, 'B'),
    };
    let whole = n / unit;
    let decimals = match whole {
        0..=9 => 2,
        10..=99 => 1,
        _ => 0,
    };
    decimal(n * 100 / unit, decimals) + &letter.to_string()
}

/// `hundredths` / 100 with so many decimals (at most two), cut.
fn decimal(hundredths: u64, decimals: usize) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let cut = match decimals {
        0 => 3,
        1 => 1,
        _ => 0,
    };
    text[..text.len() - cut].to_owned()
}

/// A share in whole percent, as progress shows it: cut, so that 99.96 is not yet `100%`, and `<1%` for what is more
/// than nothing.
pub fn percent(part: u64, whole: u64) -> String {
    match (part, part_of(part, whole, 100)) {
        (1.., 0) => "<1%".to_owned(),
        (_, n) => format!("{n}%"),
    }
}

/// A share with one decimal, as "filled" shows it: `99.1%`, `71%`, `<0.1%`. Cut.
pub fn percent_fine(part: u64, whole: u64) -> String {
    let tenths = part_of(part, whole, 1_000);
    match (part, tenths / 10, tenths % 10) {
        (1.., 0, 0) => "<0.1%".to_owned(),
        (_, n, 0) => format!("{n}%"),
        (_, n, tenth) => format!("{n}.{tenth}%"),
    }
}

/// `part / whole` in units of 1/`scale`, cut; 0 where there is no whole, `scale` at most.
fn part_of(part: u64, whole: u64, scale: u64) -> u64 {
    let scaled = u128::from(part.min(whole)) * u128::from(scale);
    scaled
        .checked_div(u128::from(whole))
        .and_then(|n| u64::try_from(n).ok())
        .unwrap_or(0)
}

/// A size in powers of ten: `812 B`, `14.2 kB`, `118.4 MB`.
pub fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..=999 => return format!("{bytes} B"),
        1_000..=999_999 => (1_000, "kB"),
        1_000_000..=999_999_999 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit)
}

/// A speed with three significant digits: `14,800 rows/s`.
pub fn rate(rows_per_second: f64) -> String {
    let rows = rows_per_second.max(0.0).round();
    let digits = if rows >= 1.0 {
        rows.log10().floor() as u32 + 1
    } else {
        1
    };
    let unit = 10_u64.pow(digits.saturating_sub(3));
    format!("{} rows/s", count(rows as u64 / unit * unit))
}

/// A time span: `< 1 s`, `42 s`, `1 min 8 s`, `2 h 5 min`.
pub fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0) => "< 1 s".to_owned(),
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

/// A span to the tenth of a second where it is short: `6.2 s`, else as [`duration`].
pub fn duration_fine(milliseconds: u64) -> String {
    match milliseconds {
        0..=99 => "< 0.1 s".to_owned(),
        100..=59_999 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => duration(milliseconds),
    }
}

/// The time left: `About 25 s left`, `About 4 min left`, in steps of 5 s, `Finishing…` under 1 s.
pub fn time_left(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "Finishing…".to_owned(),
        s if s < 10.0 => format!("About {} s left", s.ceil()),
        s if s < 57.5 => format!("About {} s left", (s / 5.0).round() * 5.0),
        s if s < 3_570.0 => format!("About {} min left", (s / 60.0).round().max(1.0)),
        s => format!("About {} h left", (s / 3_600.0).round().max(1.0)),
    }
}

/// Keeps a shown time left from jumping about: nothing in the first 3 s, and never up by more than it last went down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TimeLeft {
    shown: Option<f64>,
    last_drop: f64,
}

impl TimeLeft {
    /// The seconds to show, from `estimate` seconds left after `elapsed` seconds of data.
    pub fn next(&mut self, estimate: f64, elapsed: f64) -> Option<f64> {
        if elapsed < 3.0 || !estimate.is_finite() {
            return None;
        }
        let next = self
            .shown
            .map_or(estimate, |shown| estimate.min(shown + self.last_drop));
        if let Some(shown) = self.shown {
            self.last_drop = (shown - next).max(0.0);
        }
        self.shown = Some(next);
        self.shown
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A point in time by the clock of the reader, as the browser's time zone gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The full year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
}

impl LocalTime {
    /// From an RFC 3339 timestamp of the API; none where it isn't one.
    pub fn parse(timestamp: &str) -> Option<Self> {
        Self::from_milliseconds(js_sys::Date::parse(timestamp))
    }

    /// From milliseconds since 1970, as `File.lastModified` and `Date.now()` give them.
    pub fn from_milliseconds(milliseconds: f64) -> Option<Self> {
        if milliseconds.is_nan() {
            return None;
        }
        let date = js_sys::Date::new(&milliseconds.into());
        Some(Self {
            year: date.get_full_year() as i32,
            month: date.get_month() + 1,
            day: date.get_date(),
            hour: date.get_hours(),
            minute: date.get_minutes(),
        })
    }

    /// `14 Apr 2026`.
    pub fn date(self) -> String {
        let month = MONTHS.get(self.month.wrapping_sub(1) as usize).copied().unwrap_or("?");
        format!("{} {month} {}", self.day, self.year)
    }

    /// `10:42`.
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }

    /// `14 Apr 2026, 10:42`.
    pub fn full(self) -> String {
        format!("{}, {}", self.date(), self.time())
    }
}

/// A stored date (`1988-03-14`) as it is shown: `14 Mar 1988`; anything else as it is.
pub fn plain_date(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month @ 1..=12)), Some(Ok(day @ 1..=31))) = (parts.next(), parts.next(), parts.next())
    else {
        return iso.to_owned();
    };
    LocalTime {
        year: year as i32,
        month,
        day,
        hour: 0,
        minute: 0,
    }
    .date()
}

/// How long ago, under 24 h: `just now`, `2 min ago`, `5 h ago`, `Yesterday, 18:12`; the date beyond. `age` in seconds;
/// `same_day` is whether `then` is on the reader's today.
pub fn ago(then: LocalTime, age: f64, same_day: bool) -> String {
    match age {
        s if s < 60.0 => "just now".to_owned(),
        s if s < 3_600.0 => format!("{} min ago", (s / 60.0).floor()),
        s if s < 86_400.0 && same_day => format!("{} h ago", (s / 3_600.0).floor()),
        s if s < 86_400.0 => format!("Yesterday, {}", then.time()),
        _ => then.date(),
    }
}

/// [`ago`] for an RFC 3339 timestamp of the API, seen from now; the text itself where it isn't one.
pub fn ago_now(timestamp: &str) -> String {
    let now = js_sys::Date::now();
    let (Some(then), Some(today)) = (LocalTime::parse(timestamp), LocalTime::from_milliseconds(now)) else {
        return timestamp.to_owned();
    };
    let same_day = (then.year, then.month, then.day) == (today.year, today.month, today.day);
    ago(then, (now - js_sys::Date::parse(timestamp)) / 1_000.0, same_day)
}

/// [`LocalTime::full`] for an RFC 3339 timestamp of the API; the text itself where it isn't one.
pub fn full_time(timestamp: &str) -> String {
    LocalTime::parse(timestamp).map_or_else(|| timestamp.to_owned(), LocalTime::full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_groups_of_three() {
        for (n, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_284_112, "1,284,112"),
            (12_345, "12,345"),
        ] {
            assert_eq!(count(n), expected);
        }
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(2_000, "row", "rows"), "2,000 rows");
    }

    #[test]
    fn short_numbers_are_cut_and_never_rounded_up() {
        let cases = [
            (15, "15"),
            (9_999, "9,999"),
            (48_207, "48.2k"),
            (999_999, "999k"),
            (1_284_112, "1.28M"),
            (1_999_999, "1.99M"),
            (12_900_000, "12.9M"),
            (3_000_000_000, "3.00B"),
        ];
        for (n, expected) in cases {
            assert_eq!(short(n), expected);
        }
    }

    #[test]
    fn percents_are_never_all_before_all_and_never_nothing_after_something() {
        let cases = [
            (0, 100, "0%", "0%"),
            (1, 1_000_000, "<1%", "<0.1%"),
            (4, 1_000, "<1%", "0.4%"),
            (624_000, 1_000_000, "62%", "62.4%"),
            (9_996, 10_000, "99%", "99.9%"),
            (991, 1_000, "99%", "99.1%"),
            (71, 100, "71%", "71%"),
            (5, 5, "100%", "100%"),
            (0, 0, "0%", "0%"),
            (u64::MAX, u64::MAX, "100%", "100%"),
        ];
        for (part, whole, plain, fine) in cases {
            assert_eq!(percent(part, whole), plain, "{part} of {whole}");
            assert_eq!(percent_fine(part, whole), fine, "{part} of {whole}");
        }
    }

    #[test]
    fn sizes_are_in_powers_of_ten() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (118_412_345, "118.4 MB"),
            (2_500_000_000, "2.5 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }

    #[test]
    fn speeds_have_three_significant_digits() {
        for (rows, expected) in [
            (0.0, "0 rows/s"),
            (7.4, "7 rows/s"),
            (999.4, "999 rows/s"),
            (14_829.0, "14,800 rows/s"),
        ] {
            assert_eq!(rate(rows), expected);
        }
    }

    #[test]
    fn time_spans() {
        let cases = [
            (0, "< 1 s", "< 0.1 s"),
            (999, "< 1 s", "0.9 s"),
            (6_240, "6 s", "6.2 s"),
            (60_000, "1 min", "1 min"),
            (68_000, "1 min 8 s", "1 min 8 s"),
            (7_500_000, "2 h 5 min", "2 h 5 min"),
            (7_200_000, "2 h", "2 h"),
        ];
        for (ms, plain, fine) in cases {
            assert_eq!(duration(ms), plain);
            assert_eq!(duration_fine(ms), fine);
        }
    }

    #[test]
    fn the_time_left_is_in_steps() {
        let cases = [
            (0.4, "Finishing…"),
            (7.2, "About 8 s left"),
            (24.0, "About 25 s left"),
            (58.0, "About 1 min left"),
            (235.0, "About 4 min left"),
            (7_300.0, "About 2 h left"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(time_left(seconds), expected);
        }
    }

    #[test]
    fn the_time_left_never_goes_up_by_more_than_it_went_down() {
        let mut left = TimeLeft::default();
        assert_eq!(left.next(40.0, 2.0), None);
        assert_eq!(left.next(f64::INFINITY, 4.0), None);
        assert_eq!(left.next(40.0, 4.0), Some(40.0));
        assert_eq!(left.next(50.0, 5.0), Some(40.0));
        assert_eq!(left.next(37.0, 6.0), Some(37.0));
        assert_eq!(left.next(60.0, 7.0), Some(40.0));
        assert_eq!(left.next(60.0, 8.0), Some(40.0));
    }

    #[test]
    fn dates_and_ages() {
        let then = LocalTime {
            year: 2026,
            month: 4,
            day: 14,
            hour: 9,
            minute: 5,
        };
        assert_eq!(then.full(), "14 Apr 2026, 09:05");
        assert_eq!(plain_date("1988-03-04"), "4 Mar 1988");
        assert_eq!(plain_date("14/03/1988"), "14/03/1988");
        assert_eq!(plain_date("1988-13-04"), "1988-13-04");
        let cases = [
            (12.0, true, "just now"),
            (125.0, true, "2 min ago"),
            (125.0, false, "2 min ago"),
            (18_500.0, true, "5 h ago"),
            (60_000.0, false, "Yesterday, 09:05"),
            (90_000.0, false, "14 Apr 2026"),
        ];
        for (age, same_day, expected) in cases {
            assert_eq!(ago(then, age, same_day), expected);
        }
    }

    #[test]
    fn long_values_are_clipped_between_characters() {
        assert_eq!(clipped("größer", 4), "größ…");
        assert_eq!(clipped("groß", 4), "groß");
    }
}
