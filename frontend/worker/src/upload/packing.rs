//! Whether batches are sent compressed: as gets more of them through. On a slow way compressed ones are on it for a quarter of the time;
//! on a fast one the browser's gzip, about 32 MB/s of a core, is what they wait for. Neither can be told from how long one request takes,
//! so each is tried.

/// Batches from which a speed is told, in a trial and after it.
const TRIAL: u32 = 4;
const WATCH: u32 = 12;
/// Milliseconds after which fewer will do.
const ENOUGH_MS: f64 = 1000.0;

/// Plain, and compressed.
#[derive(Debug, Default)]
pub(crate) struct Packing {
    packs: bool,
    /// Bytes of content a millisecond, of the other one, when it was used last.
    other: Option<f64>,
    /// The present one's speed when it won. `None`: it is on trial.
    won_with: Option<f64>,
    /// What is being measured: since when, how many batches of how many bytes. `None`: from the next one on.
    since_ms: Option<f64>,
    batches: u32,
    bytes: f64,
}

impl Packing {
    /// Whether the next batch is to be compressed.
    pub(crate) fn packs(&self) -> bool {
        self.packs
    }

    /// A batch is about to be sent.
    pub(crate) fn sends(&mut self, now_ms: f64) {
        // The very first one has the way to itself.
        if self.other.is_none() && self.won_with.is_none() && !self.packs && self.since_ms.is_none() {
            self.since_ms = Some(now_ms);
        }
    }

    /// Something failed: times mean nothing.
    pub(crate) fn disturbed(&mut self) {
        self.measure_from(None);
    }

    /// A batch of so many bytes before compressing is confirmed.
    pub(crate) fn confirmed(&mut self, now_ms: f64, packed: bool, bytes: usize) {
        // One of those under way when it changed.
        if packed != self.packs {
            return;
        }
        let Some(since_ms) = self.since_ms else {
            return self.measure_from(Some(now_ms));
        };
        self.batches += 1;
        self.bytes += bytes as f64;
        let took_ms = (now_ms - since_ms).max(1.0);
        let wanted = if self.won_with.is_some() { WATCH } else { TRIAL };
        if self.batches >= wanted || took_ms >= ENOUGH_MS {
            self.decide(now_ms, self.bytes / took_ms);
        }
    }

    fn decide(&mut self, now_ms: f64, speed: f64) {
        let changes = match (self.won_with, self.other) {
            // The way isn't what it was: both are tried again.
            (Some(won_with), _) if !(won_with / 2.0..won_with * 2.0).contains(&speed) => true,
            (Some(_), _) => false,
            (None, Some(other)) => other > speed,
            (None, None) => true,
        };
        if !changes {
            self.won_with = self.won_with.or(Some(speed));
            return self.measure_from(Some(now_ms));
        }
        // The other one won, or is on trial.
        self.won_with = if self.won_with.is_none() { self.other } else { None };
        self.other = Some(speed);
        self.packs = !self.packs;
        self.measure_from(None);
    }

    fn measure_from(&mut self, since_ms: Option<f64>) {
        self.since_ms = since_ms;
        self.batches = 0;
        self.bytes = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A way on which a MB takes so many milliseconds, plain or compressed.
    struct Way {
        plain_ms: f64,
        packed_ms: f64,
    }

    /// Sends MBs over it from `now_ms` on. How many of them were compressed, and the time then.
    fn send(packing: &mut Packing, count: usize, way: &Way, mut now_ms: f64) -> (usize, f64) {
        let mut compressed = 0;
        for _ in 0..count {
            let packed = packing.packs();
            packing.sends(now_ms);
            now_ms += if packed { way.packed_ms } else { way.plain_ms };
            compressed += usize::from(packed);
            packing.confirmed(now_ms, packed, 1_000_000);
        }
        (compressed, now_ms)
    }

    #[test]
    fn a_slow_way_packs() {
        let slow = Way {
            plain_ms: 8_000.0,
            packed_ms: 2_000.0,
        };
        assert_eq!(send(&mut Packing::default(), 20, &slow, 0.0).0, 19);
    }

    #[test]
    fn a_fast_way_tries_it_and_does_not() {
        let fast = Way {
            plain_ms: 10.0,
            packed_ms: 40.0,
        };
        assert_eq!(send(&mut Packing::default(), 200, &fast, 0.0).0, TRIAL as usize + 1);
    }

    #[test]
    fn a_way_that_gets_slow_or_fast_is_noticed() {
        let fast = Way {
            plain_ms: 10.0,
            packed_ms: 40.0,
        };
        let slow = Way {
            plain_ms: 1_000.0,
            packed_ms: 250.0,
        };
        let mut packing = Packing::default();
        let (_, now_ms) = send(&mut packing, 100, &fast, 0.0);
        let (packed, now_ms) = send(&mut packing, 100, &slow, now_ms);
        assert!(packed > 95, "{packed}");
        let (packed, _) = send(&mut packing, 100, &fast, now_ms);
        assert!(packed < 20, "{packed}");
    }

    #[test]
    fn what_was_under_way_and_what_failed_is_no_measurement() {
        let mut packing = Packing::default();
        packing.sends(0.0);
        packing.confirmed(5.0, true, 1_000_000);
        assert_eq!(packing.batches, 0);
        packing.confirmed(5.0, false, 1_000_000);
        packing.disturbed();
        packing.confirmed(60_000.0, false, 1_000_000);
        packing.confirmed(60_010.0, false, 1_000_000);
        assert_eq!((packing.batches, packing.packs()), (1, false));
    }
}
