//! Emails that stand in the file more than once, found over the whole file without keeping the emails.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Which of the rows with the same email counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// The last; the others are skipped.
    #[default]
    KeepLast,
    /// The first; the others are skipped.
    KeepFirst,
    /// None: all of them are rejected.
    RejectAll,
}

/// For each email's 64-bit hash: the record that is kept. Two different emails share a hash once in 10^7 files of a
/// million rows (birthday bound n²/2^65).
///
/// The last record with an email is kept. Records with a problem must not be noted: they are rejected anyway, and must
/// not push out a good one.
#[derive(Debug, Default)]
pub struct RepeatedEmails {
    kept: HashMap<u64, Kept, BuildHasherDefault<Identity>>,
    repeats: u64,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    record: u32,
    line: u32,
}

impl RepeatedEmails {
    /// Notes a good record's email, in the file's order. True if an earlier record had it.
    pub fn note(&mut self, email: &str, record: u64, line: u64) -> bool {
        let repeated = self
            .kept
            .insert(
                hash(email),
                Kept {
                    record: record as u32,
                    line: line as u32,
                },
            )
            .is_some();
        self.repeats += u64::from(repeated);
        repeated
    }

    /// Records that give way to a later one.
    pub fn repeats(&self) -> u64 {
        self.repeats
    }

    /// After the whole file was noted: the line of the record that is kept in place of this one, if it isn't this one.
    pub fn gives_way_to(&self, email: &str, record: u64) -> Option<u64> {
        let kept = self.kept.get(&hash(email))?;
        (u64::from(kept.record) != record).then_some(u64::from(kept.line))
    }
}

/// 64-bit FNV-1a over words of eight bytes, with a finaliser (MurmurHash3's fmix64) for even spread.
fn hash(email: &str) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325 ^ email.len() as u64;
    let mut words = email.as_bytes().chunks_exact(8);
    for word in words.by_ref() {
        h = (h ^ word.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        h ^= h >> 29;
    }
    for byte in words.remainder() {
        h = (h ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ h >> 33
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_record_is_kept() {
        let mut emails = RepeatedEmails::default();
        for (record, email) in ["a@x.example", "b@x.example", "a@x.example", "a@x.example"]
            .into_iter()
            .enumerate()
        {
            assert_eq!(emails.note(email, record as u64, record as u64 + 2), record >= 2);
        }
        assert_eq!(emails.repeats(), 2);
        assert_eq!(emails.gives_way_to("a@x.example", 0), Some(5));
        assert_eq!(emails.gives_way_to("a@x.example", 2), Some(5));
        assert_eq!(emails.gives_way_to("a@x.example", 3), None);
        assert_eq!(emails.gives_way_to("b@x.example", 1), None);
    }

    #[test]
    fn emails_that_differ_little_have_hashes_that_differ() {
        let mut hashes: Vec<u64> = (0..200_000)
            .map(|n| hash(&format!("user{n}@company.example")))
            .collect();
        hashes.sort_unstable();
        assert!(hashes.windows(2).all(|pair| pair[0] != pair[1]));
        // The set takes its place from the low bits and its tag from the high ones: both must spread.
        for bits in [0, 57] {
            let mut places = [0u32; 128];
            hashes
                .iter()
                .for_each(|hash| places[(hash >> bits) as usize % 128] += 1);
            assert!(places.iter().all(|count| (1_300..1_850).contains(count)), "{places:?}");
        }
    }

    proptest! {
        #[test]
        fn it_says_what_a_map_of_all_emails_would(emails in prop::collection::vec("[ab]{1,2}@[xy]\\.[a-z]{2,10}|[ab]@x", 0..40)) {
            let mut noted = RepeatedEmails::default();
            let mut last = std::collections::HashMap::new();
            for (record, email) in emails.iter().enumerate() {
                let repeated = noted.note(email, record as u64, 2 * record as u64 + 1);
                prop_assert_eq!(repeated, last.insert(email, record as u64).is_some());
            }
            prop_assert_eq!(noted.repeats(), (emails.len() - last.len()) as u64);
            for (record, email) in emails.iter().enumerate() {
                let kept = last[email];
                let expected = (kept != record as u64).then_some(2 * kept + 1);
                prop_assert_eq!(noted.gives_way_to(email, record as u64), expected);
            }
        }
    }
}
