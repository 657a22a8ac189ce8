//! How fast the way to the server is, measured on what was sent, and how long a request may take on it.

/// Weight of the newest measurement.
const NEWEST: f64 = 0.3;
/// Bytes of the smallest request that measures the way and not just its latency.
const LEAST: usize = 64 << 10;
/// Bytes a second taken for granted before anything was measured.
const UNKNOWN: f64 = 64e3;
/// Milliseconds that any request may take.
const PATIENCE_MS: f64 = 30_000.0;
/// How much slower than measured a request may be.
const SLACK: f64 = 4.0;

/// Measures the requests that are in flight together as one stream.
#[derive(Debug, Default)]
pub(crate) struct Uplink {
    in_flight: u32,
    /// When the stream began, or the last answer came.
    since_ms: f64,
    rate: Option<f64>,
}

impl Uplink {
    pub(crate) fn sent(&mut self, now_ms: f64) {
        if self.in_flight == 0 {
            self.since_ms = now_ms;
        }
        self.in_flight += 1;
    }

    /// A request ended: with `bytes` confirmed, or 0 where it failed.
    pub(crate) fn ended(&mut self, now_ms: f64, bytes: usize) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if bytes == 0 {
            return;
        }
        let took_ms = (now_ms - self.since_ms).max(1.0);
        self.since_ms = now_ms;
        if bytes >= LEAST {
            self.learn(bytes as f64 * 1000.0 / took_ms);
        }
    }

    /// A request took too long: the way is slower than was thought.
    pub(crate) fn timed_out(&mut self, now_ms: f64) {
        self.ended(now_ms, 0);
        self.rate = Some(self.rate.unwrap_or(UNKNOWN) / 2.0);
    }

    fn learn(&mut self, rate: f64) {
        let rate = self.rate.map_or(rate, |known| known + NEWEST * (rate - known));
        self.rate = Some(rate);
    }

    /// Milliseconds after which a request of `bytes` is given up, with what is in flight beside it.
    pub(crate) fn patience_ms(&self, bytes: usize) -> u32 {
        let rate = self.rate.unwrap_or(UNKNOWN).max(1.0);
        let beside = f64::from(self.in_flight.max(1));
        (PATIENCE_MS + SLACK * beside * bytes as f64 * 1000.0 / rate).min(f64::from(u32::MAX / 2)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends `count` batches of a MB one after another over a way of `rate` bytes a second.
    fn send(uplink: &mut Uplink, count: usize, rate: f64) {
        for _ in 0..count {
            let now = uplink.since_ms;
            uplink.sent(now);
            uplink.ended(now + 1e6 / rate * 1000.0, 1_000_000);
        }
    }

    #[test]
    fn requests_side_by_side_are_one_stream() {
        let mut uplink = Uplink::default();
        for _ in 0..3 {
            uplink.sent(0.0);
        }
        // Three MB in 300 ms, each of them on its way for longer.
        for now_ms in [100.0, 200.0, 300.0] {
            uplink.ended(now_ms, 1_000_000);
        }
        assert_eq!(uplink.rate, Some(1e7));
    }

    #[test]
    fn neither_a_failure_nor_a_short_message_is_a_measurement() {
        let mut uplink = Uplink::default();
        for bytes in [0, 40] {
            uplink.sent(0.0);
            uplink.ended(60_000.0, bytes);
        }
        assert_eq!(uplink.rate, None);
    }

    #[test]
    fn patience_grows_with_bytes_and_after_a_time_out() {
        let mut uplink = Uplink::default();
        let first = uplink.patience_ms(2_000_000);
        assert!(first > uplink.patience_ms(1_000));
        uplink.sent(0.0);
        uplink.timed_out(f64::from(first));
        assert!(uplink.patience_ms(2_000_000) > first);
        send(&mut uplink, 40, 20e6);
        assert!(uplink.patience_ms(2_000_000) < 32_000);
    }
}
