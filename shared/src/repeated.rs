//! Emails that stand in the file more than once, found over the whole file without keeping the emails: twelve bytes a row while it
//! is read, and afterwards only what is repeated.
//!
//! Two different emails share a 64-bit hash once in 10^7 files of a million rows (birthday bound n²/2^65).

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

/// Bytes of an entry: an email's hash and the line of its record, both little-endian. No more than 2^32 lines are told apart,
/// which takes a file of 24 GB.
const ENTRY: usize = 12;

/// The emails of some records that follow each other, in the file's order.
///
/// Records with a problem must not be noted: they are rejected anyway, and must not push out a good one.
#[derive(Clone, Debug, Default)]
pub struct NotedEmails {
    entries: Vec<u8>,
}

impl NotedEmails {
    /// Notes a good record's email, in its stored form.
    #[inline]
    pub fn note(&mut self, email: &str, line: u64) {
        self.entries.extend_from_slice(&hash(email).to_le_bytes());
        self.entries.extend_from_slice(&(line as u32).to_le_bytes());
    }

    /// To be carried from one worker to another.
    pub fn as_bytes(&self) -> &[u8] {
        &self.entries
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.entries
    }
}

/// Entries that are kept together, so that no growing list has to be moved.
const CHUNK: usize = 512 * ENTRY;
/// By the first byte of their hash: each part is small enough to be looked through in the processor's cache.
const PARTS: usize = 256;

/// The emails of a file, as far as it was read.
#[derive(Debug)]
pub struct EmailsOfFile {
    parts: Vec<Vec<Vec<u8>>>,
}

impl Default for EmailsOfFile {
    fn default() -> Self {
        Self {
            parts: vec![Vec::new(); PARTS],
        }
    }
}

impl EmailsOfFile {
    /// Adds what was noted of the next records. `lines_before`: lines of the file before the first of those that were counted.
    pub fn add(&mut self, noted: &[u8], lines_before: u64) {
        for entry in noted.chunks_exact(ENTRY) {
            let (hash, line) = read(entry);
            let chunks = &mut self.parts[(hash >> 56) as usize];
            if chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
                chunks.push(Vec::with_capacity(CHUNK));
            }
            if let Some(chunk) = chunks.last_mut() {
                chunk.extend_from_slice(&hash.to_le_bytes());
                chunk.extend_from_slice(&line.wrapping_add(lines_before as u32).to_le_bytes());
            }
        }
    }

    /// The whole file was added: finds what is repeated. Frees the rest as it goes.
    pub fn find(self, keep: Repeats) -> RepeatedEmails {
        let mut groups = Groups::default();
        let mut places = Vec::new();
        for chunks in self.parts {
            find_in(&chunks, &mut places, &mut groups);
        }
        let left_out = groups.values().map(|group| match keep {
            Repeats::KeepLast | Repeats::KeepFirst => u64::from(group.rows) - 1,
            Repeats::RejectAll => u64::from(group.rows),
        });
        RepeatedEmails {
            left_out: left_out.sum(),
            groups,
            keep,
        }
    }
}

/// Finds the hashes that stand in one part more than once. `places` is a table of places, used again from part to part:
/// linear probing, at most half full; 0 is free, else the entry's place plus one.
fn find_in(chunks: &[Vec<u8>], places: &mut Vec<u32>, groups: &mut Groups) {
    let entries = chunks.iter().map(|chunk| chunk.len() / ENTRY).sum::<usize>();
    let size = (entries * 2).next_power_of_two();
    places.clear();
    places.resize(size, 0);
    let at = |place: usize| read(&chunks[place * ENTRY / CHUNK][place * ENTRY % CHUNK..]);
    for place in 0..entries {
        let (hash, line) = at(place);
        let mut slot = hash as usize & (size - 1);
        loop {
            let Some(earlier) = places[slot].checked_sub(1) else {
                places[slot] = place as u32 + 1;
                break;
            };
            let (earlier, first) = at(earlier as usize);
            if earlier == hash {
                let group = groups.entry(hash).or_insert(Group {
                    first,
                    last: line,
                    rows: 1,
                });
                group.last = line;
                group.rows += 1;
                break;
            }
            slot = (slot + 1) & (size - 1);
        }
    }
}

fn read(entry: &[u8]) -> (u64, u32) {
    let (hash, rest) = entry.split_first_chunk().unwrap_or((&[0; 8], &[]));
    let line = rest.first_chunk().unwrap_or(&[0; 4]);
    (u64::from_le_bytes(*hash), u32::from_le_bytes(*line))
}

/// By hash.
type Groups = HashMap<u64, Group, BuildHasherDefault<Identity>>;

/// The rows with one email.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// Lines of the first and the last.
    first: u32,
    last: u32,
    rows: u32,
}

/// What is repeated in a file.
#[derive(Debug, Default)]
pub struct RepeatedEmails {
    groups: Groups,
    keep: Repeats,
    left_out: u64,
}

/// A row that is left out because of its email.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    pub line: u64,
    /// The line of the row that counts; of [`Repeats::RejectAll`], of another row with the email.
    pub other: u64,
}

impl RepeatedEmails {
    pub fn keep(&self) -> Repeats {
        self.keep
    }

    /// Records that don't count because of their email.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The line of the record that counts in place of the good one on `line` (or of another one with its email, if none counts).
    /// `None`: this one counts.
    pub fn other(&self, email: &str, line: u64) -> Option<u64> {
        if self.groups.is_empty() {
            return None;
        }
        let group = self.groups.get(&hash(email))?;
        group.other(line as u32, self.keep).map(u64::from)
    }

    /// The first rows that are left out, at most `most`.
    pub fn samples(&self, most: usize) -> Vec<Repeat> {
        let mut samples: Vec<Repeat> = self.groups.values().map(|group| group.sample(self.keep)).collect();
        samples.sort_unstable_by_key(|repeat| repeat.line);
        samples.truncate(most);
        samples
    }
}

impl Group {
    fn other(&self, line: u32, keep: Repeats) -> Option<u32> {
        match keep {
            Repeats::KeepLast => (line != self.last).then_some(self.last),
            Repeats::KeepFirst => (line != self.first).then_some(self.first),
            Repeats::RejectAll if line == self.first => Some(self.last),
            Repeats::RejectAll => Some(self.first),
        }
    }

    fn sample(&self, keep: Repeats) -> Repeat {
        let (line, other) = match keep {
            Repeats::KeepLast | Repeats::RejectAll => (self.first, self.last),
            Repeats::KeepFirst => (self.last, self.first),
        };
        Repeat {
            line: line.into(),
            other: other.into(),
        }
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

    /// The emails of a file with one on each line from 2 on, read in parts of `part` records.
    fn find(emails: &[&str], part: usize, keep: Repeats) -> RepeatedEmails {
        let mut of_file = EmailsOfFile::default();
        for (n, part_of_file) in emails.chunks(part).enumerate() {
            let mut noted = NotedEmails::default();
            for (i, email) in part_of_file.iter().enumerate() {
                noted.note(email, i as u64 + 1);
            }
            of_file.add(noted.as_bytes(), (n * part) as u64 + 1);
        }
        of_file.find(keep)
    }

    #[test]
    fn the_row_that_counts_is_named() {
        let emails = ["a@x.example", "b@x.example", "a@x.example", "a@x.example"];
        let others = |keep| {
            let repeated = find(&emails, 3, keep);
            let others = (2..=5).map(|line| repeated.other(emails[line as usize - 2], line));
            (repeated.left_out(), others.collect::<Vec<_>>())
        };
        assert_eq!(others(Repeats::KeepLast), (2, vec![Some(5), None, Some(5), None]));
        assert_eq!(others(Repeats::KeepFirst), (2, vec![None, None, Some(2), Some(2)]));
        assert_eq!(others(Repeats::RejectAll), (3, vec![Some(5), None, Some(2), Some(2)]));
        assert_eq!(
            find(&emails, 1, Repeats::KeepFirst).samples(5),
            [Repeat { line: 5, other: 2 }]
        );
    }

    #[test]
    fn emails_that_differ_little_have_hashes_that_differ() {
        let mut hashes: Vec<u64> = (0..200_000)
            .map(|n| hash(&format!("user{n}@company.example")))
            .collect();
        hashes.sort_unstable();
        assert!(hashes.windows(2).all(|pair| pair[0] != pair[1]));
        // The part is taken from the high bits and the place in its table from the low ones: both must spread.
        for bits in [0, 57] {
            let mut places = [0u32; 128];
            hashes
                .iter()
                .for_each(|hash| places[(hash >> bits) as usize % 128] += 1);
            assert!(places.iter().all(|count| (1_300..1_850).contains(count)), "{places:?}");
        }
    }

    #[test]
    fn many_emails_fill_many_chunks() {
        let emails: Vec<String> = (0..400_000).map(|n| format!("{}@x.example", n % 390_000)).collect();
        let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
        let repeated = find(&emails, 70_000, Repeats::KeepLast);
        assert_eq!(repeated.left_out(), 10_000);
        assert_eq!(repeated.other("5@x.example", 7), Some(390_007));
        assert_eq!(repeated.other("5@x.example", 390_007), None);
        assert_eq!(repeated.other("10000@x.example", 10_002), None);
    }

    proptest! {
        #[test]
        fn it_says_what_a_map_of_all_emails_would(
            emails in prop::collection::vec("[ab]{1,2}@[xy]\\.[a-z]{2,10}|[ab]@x", 0..40),
            part in 1_usize..20,
        ) {
            let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
            let mut lines = std::collections::HashMap::<&str, Vec<u64>>::new();
            for (line, email) in (2..).zip(&emails) {
                lines.entry(email).or_default().push(line);
            }
            for keep in [Repeats::KeepLast, Repeats::KeepFirst, Repeats::RejectAll] {
                let repeated = find(&emails, part, keep);
                let mut left_out = 0;
                for (line, email) in (2..).zip(&emails) {
                    let same = &lines[email];
                    let expected = match keep {
                        Repeats::KeepLast => same.last().copied().filter(|last| *last != line),
                        Repeats::KeepFirst => same.first().copied().filter(|first| *first != line),
                        Repeats::RejectAll if same.len() == 1 => None,
                        Repeats::RejectAll => same.iter().copied().find(|other| *other != line).map(|other| if line == same[0] { same[same.len() - 1] } else { other }),
                    };
                    left_out += u64::from(expected.is_some());
                    prop_assert_eq!(repeated.other(email, line), expected);
                }
                prop_assert_eq!(repeated.left_out(), left_out);
            }
        }
    }
}
