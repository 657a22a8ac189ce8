//! Progress not more often than people can read it.

/// Milliseconds between two reports of progress.
pub(crate) const REPORT_MS: f64 = 100.0;

/// Lets one event through every so often. The clock is handed in: milliseconds from any start.
#[derive(Debug)]
pub(crate) struct Throttle {
    every_ms: f64,
    last_ms: f64,
}

impl Throttle {
    pub(crate) fn new(every_ms: f64, now_ms: f64) -> Self {
        Self {
            every_ms,
            last_ms: now_ms,
        }
    }

    /// Whether it is time; if so, the next time is one interval later.
    pub(crate) fn due(&mut self, now_ms: f64) -> bool {
        let due = now_ms - self.last_ms >= self.every_ms;
        if due {
            self.last_ms = now_ms;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_an_interval_apart() {
        let mut throttle = Throttle::new(100.0, 1000.0);
        let due: Vec<f64> = (0..50)
            .map(|i| 1000.0 + f64::from(i) * 30.0)
            .filter(|now| throttle.due(*now))
            .collect();
        assert_eq!(due.len(), 12);
        assert!(due.windows(2).all(|pair| pair[1] - pair[0] >= 100.0), "{due:?}");
    }
}
