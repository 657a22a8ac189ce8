//! How fast something grows, and how long it still takes.

use std::collections::VecDeque;

use crate::format::{self, TimeLeft};

/// Milliseconds over which the speed is averaged.
const WINDOW_MS: f64 = 5_000.0;

/// Counts with their times, of the last seconds.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    seen: VecDeque<(f64, u64)>,
    started_ms: Option<f64>,
    left: TimeLeft,
    shown_left: Option<f64>,
}

impl Pace {
    /// `done` of `whole` at `now_ms`, any clock that doesn't go back. A count that shrinks starts anew.
    pub fn note(&mut self, now_ms: f64, done: u64, whole: u64) {
        if self.seen.back().is_some_and(|&(_, last)| done < last) {
            *self = Self::default();
        }
        let started = *self.started_ms.get_or_insert(now_ms);
        // One count older than the window stays: the window is then covered whole.
        while self.seen.len() > 2 && self.seen.get(1).is_some_and(|&(at, _)| now_ms - at >= WINDOW_MS) {
            self.seen.pop_front();
        }
        self.seen.push_back((now_ms, done));
        let Some(rate) = self.rate() else { return };
        // Rows of a file are far below 2^52, so the conversion is exact.
        let estimate = whole.saturating_sub(done) as f64 / rate;
        self.shown_left = self.left.next(estimate, (now_ms - started) / 1_000.0);
    }

    /// Forgets the past, as after a pause.
    pub fn restart(&mut self) {
        *self = Self::default();
    }

    /// Per second, over the last seconds. `None` while nothing moved.
    pub fn rate(&self) -> Option<f64> {
        let (&(from_ms, from), &(to_ms, to)) = (self.seen.front()?, self.seen.back()?);
        (to > from && to_ms > from_ms).then(|| (to - from) as f64 * 1_000.0 / (to_ms - from_ms))
    }

    /// `About 25 s left`; `None` before there is enough to tell from.
    pub fn left(&self) -> Option<String> {
        self.shown_left.map(format::time_left)
    }

    /// `about 10 s`, for within a sentence.
    pub fn left_within(&self) -> Option<String> {
        let text = self.left()?;
        text.strip_prefix("About ")
            .and_then(|text| text.strip_suffix(" left"))
            .map(|span| format!("about {span}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steady(pace: &mut Pace, seconds: std::ops::RangeInclusive<u64>, per_second: u64, whole: u64) {
        for second in seconds {
            pace.note(second as f64 * 1_000.0, second * per_second, whole);
        }
    }

    #[test]
    fn nothing_is_said_from_one_count() {
        let mut pace = Pace::default();
        pace.note(0.0, 5_000, 100_000);
        assert_eq!((pace.rate(), pace.left()), (None, None));
    }

    #[test]
    fn a_steady_pace_gives_its_rate_and_the_time_left() {
        let mut pace = Pace::default();
        steady(&mut pace, 0..=10, 1_000, 40_000);
        assert_eq!(pace.rate(), Some(1_000.0));
        assert_eq!(pace.left().as_deref(), Some("About 30 s left"));
        assert_eq!(pace.left_within().as_deref(), Some("about 30 s"));
    }

    #[test]
    fn no_time_left_is_shown_in_the_first_three_seconds() {
        let mut pace = Pace::default();
        steady(&mut pace, 0..=2, 1_000, 40_000);
        assert_eq!(pace.left(), None);
    }

    #[test]
    fn the_rate_is_that_of_the_last_five_seconds() {
        let mut pace = Pace::default();
        steady(&mut pace, 0..=10, 1_000, 1_000_000);
        for second in 11..=20_u64 {
            pace.note(second as f64 * 1_000.0, 10_000 + (second - 10) * 3_000, 1_000_000);
        }
        assert_eq!(pace.rate(), Some(3_000.0));
    }

    #[test]
    fn a_count_that_shrinks_starts_anew() {
        let mut pace = Pace::default();
        steady(&mut pace, 0..=10, 1_000, 40_000);
        pace.note(11_000.0, 0, 40_000);
        assert_eq!(pace.rate(), None);
    }
}
