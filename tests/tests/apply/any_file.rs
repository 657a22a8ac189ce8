//! Files made at random: what the browser says of them, what a plain sequential model says, and what the server does.

use super::assert_finished;
use muster_shared::EmptyCell;
use muster_shared::api::Import;
use muster_shared::merge::Existing;
use muster_shared::report::write_record;
use muster_tests::model::{Done, Model};
use muster_tests::{App, Draft};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sqlx::PgPool;
use std::collections::BTreeSet;

/// A small file with few emails, so that they meet: again in the file, and in the database.
fn file() -> impl Strategy<Value = String> {
    let email = prop_oneof![6 => "[a-f]@x\\.example", 2 => " [A-F]@X\\.example", 1 => "[a-c]{0,2}", 1 => Just("\u{fc}@x.example".to_owned())];
    let points = prop_oneof![4 => "[0-9]{1,3}", 1 => Just(String::new()), 1 => Just("x".to_owned())];
    let city = prop_oneof![3 => "[A-C]", 2 => Just(String::new()), 1 => "\\PC{0,6}"];
    let newsletter = prop::sample::select(vec!["subscribed", "Unsubscribed", "none", ""]);
    let row = (email, points, city, newsletter, 0..12_u8).prop_map(|(email, points, city, newsletter, ragged)| {
        let mut out = Vec::new();
        match ragged {
            0 => write_record(&mut out, b',', [email, points]),
            _ => write_record(&mut out, b',', [email, points, city, newsletter.to_owned()]),
        }
        String::from_utf8(out).unwrap()
    });
    prop::collection::vec(row, 1..40).prop_map(|rows| format!("email,points,city,newsletter\n{}", rows.concat()))
}

fn empty() -> impl Strategy<Value = EmptyCell> {
    prop::sample::select(vec![EmptyCell::Leave, EmptyCell::Clear, EmptyCell::Reject])
}

fn drafts() -> impl Strategy<Value = Draft> {
    let existing = prop::sample::select(vec![Existing::Leave, Existing::Override, Existing::FillEmpty]);
    (file(), existing, 1..9_usize, [empty(), empty(), empty()], 0..4_u8).prop_map(
        |(file, existing, batch, empties, mapped)| {
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
        },
    )
}

/// Drafts that are the same in every run.
pub(crate) fn some_drafts(count: usize) -> Vec<Draft> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| drafts().new_tree(&mut runner).unwrap().current())
        .collect()
}

#[track_caller]
pub(crate) fn assert_done(import: &Import, done: &Done, what: &str) {
    assert_finished(import);
    assert_eq!(
        (import.counts, import.skipped_repeated),
        (done.counts, done.skipped_repeated),
        "{what}"
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn any_file_comes_to_what_the_browser_said_and_to_what_the_model_says(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut model = Model::default();
    let mut members = BTreeSet::new();
    for (case, draft) in some_drafts(60).into_iter().enumerate() {
        let what = format!("case {case}: {draft:?}");
        let done = model.import(&draft);
        let upload = admin.upload(&draft).await;
        app.run_jobs().await;
        let import = admin.import(upload.id).await;
        assert_done(&import, &done, &what);
        let tally = &upload.tally;
        assert_eq!(
            (tally.rows, tally.with_problems, tally.repeated),
            (import.records, import.counts.rejected, import.skipped_repeated),
            "{what}"
        );
        assert_eq!(app.contacts(&admin).await, model.contacts, "{what}");
        let before = members.len();
        members.extend(done.members);
        assert_eq!(import.segments[0].added as usize, members.len() - before, "{what}");
        assert_eq!(
            app.members(&admin, "Everyone").await,
            members.iter().cloned().collect::<Vec<_>>(),
            "{what}"
        );
    }
}
