//! Small files made at random, in which everything meets: good rows and bad ones, emails that come again, empty cells.

use crate::draft::Draft;
use muster_shared::EmptyCell;
use muster_shared::merge::Existing;
use muster_shared::report::write_record;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::ops::Range;

/// How large files are, and how many emails they have.
struct Size {
    /// Emails, as regular expressions: as they are stored, and as they are also written.
    emails: [&'static str; 2],
    rows: Range<usize>,
    batch: Range<usize>,
}

/// So few emails that they meet: again in the file, and in the database.
const FEW: Size = Size {
    emails: ["[a-f]@x\\.example", " [A-F]@X\\.example"],
    rows: 1..40,
    batch: 1..9,
};

/// Enough for a dozen batches, most of whose rows count.
const MANY: Size = Size {
    emails: ["[a-t][0-9]@x\\.example", " [A-T][0-9]@X\\.example"],
    rows: 1..150,
    batch: 4..20,
};

fn file(size: &Size) -> impl Strategy<Value = String> {
    let [stored, written] = size.emails;
    let email = prop_oneof![6 => stored, 2 => written, 1 => "[a-c]{0,2}", 1 => Just("\u{fc}@x.example".to_owned())];
    let points = prop_oneof![4 => "[0-9]{1,3}", 1 => Just(String::new()), 1 => Just("x".to_owned())];
    let city = prop_oneof![3 => "[A-C]", 2 => Just(String::new()), 1 => "\\PC{0,6}"];
    let newsletter = prop::sample::select(vec!["subscribed", "Unsubscribed", "none", ""]);
    let row = (email, points, city, newsletter, 0..12_u8).prop_map(|(email, points, city, newsletter, ragged)| {
        let mut out = Vec::new();
        match ragged {
            0 => write_record(&mut out, b',', [email, points]),
            _ => write_record(&mut out, b',', [email, points, city, newsletter.to_owned()]),
        }
        String::from_utf8(out).expect("what was written is text")
    });
    prop::collection::vec(row, size.rows.clone())
        .prop_map(|rows| format!("email,points,city,newsletter\n{}", rows.concat()))
}

fn empty() -> impl Strategy<Value = EmptyCell> {
    prop::sample::select(vec![EmptyCell::Leave, EmptyCell::Clear, EmptyCell::Reject])
}

/// A file with its mapping and options.
fn drafts(size: &Size) -> impl Strategy<Value = Draft> {
    let existing = prop::sample::select(vec![Existing::Leave, Existing::Override, Existing::FillEmpty]);
    (
        file(size),
        existing,
        size.batch.clone(),
        [empty(), empty(), empty()],
        0..4_u8,
    )
        .prop_map(|(file, existing, batch, empties, mapped)| {
            let mut draft = Draft::new(file)
                .existing(existing)
                .batches_of(batch)
                .new_segment("Everyone");
            for (field, empty) in ["points", "city", "newsletter"].into_iter().zip(empties) {
                if existing == Existing::Override || empty != EmptyCell::Clear {
                    draft = draft.empty(field, empty);
                }
            }
            match mapped {
                0 => draft.unmapped("newsletter"),
                1 => draft.literal("points", "7"),
                2 => draft.column("last_name", "city").unmapped("city"),
                _ => draft,
            }
        })
}

/// Drafts with few emails, the same in every run.
pub fn some_drafts(count: usize) -> Vec<Draft> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| one(&FEW, &mut runner)).collect()
}

/// The draft of a seed, of a dozen batches or less.
pub fn draft_of(seed: u64) -> Draft {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    one(&MANY, &mut TestRunner::new_with_rng(Config::default(), random))
}

fn one(size: &Size, runner: &mut TestRunner) -> Draft {
    let tree = drafts(size).new_tree(runner);
    tree.expect("nothing is filtered out").current()
}
