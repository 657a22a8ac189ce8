//! Evidence of columns that hold words: which, and how often.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueEvidence {
    /// The first different values as they are written, and their cells; at most [`ValueEvidence::MOST`].
    pub values: Vec<(String, u64)>,
    /// Cells with values beyond those.
    pub others: u64,
}

impl ValueEvidence {
    pub const MOST: usize = 60;
    /// Longer values are not kept.
    const BYTES: usize = 200;

    /// `value` is trimmed and not empty.
    pub(super) fn add(&mut self, value: &str) {
        self.add_times(value, 1);
    }

    fn add_times(&mut self, value: &str, times: u64) {
        if let Some((_, count)) = self.values.iter_mut().find(|(known, _)| known == value) {
            *count += times;
        } else if self.values.len() < Self::MOST && value.len() <= Self::BYTES {
            self.values.push((value.to_owned(), times));
        } else {
            self.others += times;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (value, times) in &other.values {
            self.add_times(value, *times);
        }
        self.others += other.others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_short_values_are_kept() {
        let mut values = ValueEvidence::default();
        for n in 0..ValueEvidence::MOST + 10 {
            values.add(&n.to_string());
            values.add("0");
        }
        values.add(&"x".repeat(1_000));
        assert_eq!(values.values.len(), ValueEvidence::MOST);
        assert_eq!(values.values[0], ("0".to_owned(), ValueEvidence::MOST as u64 + 11));
        assert_eq!(values.others, 11);
    }
}
