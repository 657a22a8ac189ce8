//! Imports, edits and undos in any order come to what the model says.

use super::Both;
use muster_shared::UpdatePolicy;
use muster_shared::merge::Existing;
use muster_tests::{App, Draft};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sqlx::PgPool;

#[derive(Clone, Debug)]
enum Deed {
    Import(Box<Draft>),
    /// Of the contact at that place, as far as there are so many.
    Edit(usize, &'static str, String),
    Rename(usize),
    Delete(usize),
    /// Of an import at that place among those not undone.
    Undo(usize),
}

/// A small file with few emails and values, so that they meet.
fn drafts() -> impl Strategy<Value = Draft> {
    let cell = |pattern: &'static str| prop_oneof![3 => pattern.prop_map(String::from), 1 => Just(String::new())];
    let row = (
        "[a-h]",
        cell("[A-C]"),
        cell("[1-3]"),
        cell("(subscribed|unsubscribed|none)"),
    )
        .prop_map(|(email, city, points, newsletter)| format!("{email}@x.example,{city},{points},{newsletter}\n"));
    let file =
        prop::collection::vec(row, 1..10).prop_map(|rows| format!("email,city,points,newsletter\n{}", rows.concat()));
    let existing = prop::sample::select(vec![
        Existing::Leave,
        Existing::Override,
        Existing::Override,
        Existing::FillEmpty,
    ]);
    let update = prop::option::of(prop::sample::select(vec![
        UpdatePolicy::Override,
        UpdatePolicy::FillEmpty,
    ]));
    let empty = prop::sample::select(vec![
        muster_shared::EmptyCell::Leave,
        muster_shared::EmptyCell::Clear,
        muster_shared::EmptyCell::Reject,
    ]);
    (file, existing, update, empty, 1..6_usize, 0..8_u8).prop_map(|(file, existing, update, empty, batch, kind)| {
        let mut draft = Draft::new(file)
            .existing(existing)
            .batches_of(batch)
            .empty("newsletter", muster_shared::EmptyCell::Leave)
            .empty("points", muster_shared::EmptyCell::Leave);
        if let Some(update) = update {
            draft = draft.update("city", update);
        }
        if existing.of_field(update) == Existing::Override || empty != muster_shared::EmptyCell::Clear {
            draft = draft.empty("city", empty);
        }
        if kind & 1 != 0 {
            draft = draft.new_segment("Everyone");
        }
        if kind & 2 != 0 {
            draft = draft.with_consent();
        }
        if kind & 4 != 0 {
            draft
        } else {
            draft.unmapped("newsletter")
        }
    })
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => drafts().prop_map(|draft| Deed::Import(Box::new(draft))),
        2 => (any::<usize>(), "[A-C]{0,1}").prop_map(|(at, text)| Deed::Edit(at, "city", text)),
        2 => (any::<usize>(), "[1-3]{0,1}").prop_map(|(at, text)| Deed::Edit(at, "points", text)),
        1 => any::<usize>().prop_map(Deed::Rename),
        1 => any::<usize>().prop_map(Deed::Delete),
        4 => any::<usize>().prop_map(Deed::Undo),
    ];
    prop::collection::vec(deed, 10..30)
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn imports_edits_and_undos_in_any_order_come_to_what_the_model_says(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let other = app.other_account().await;
    app.import(
        &other,
        &Draft::new("email,city\na@x.example,Elsewhere\nb@x.example,Elsewhere\n"),
    )
    .await;
    let elsewhere = app.contacts(&other).await;
    let mut both = Both::new(app, admin);
    let mut runner = TestRunner::deterministic();
    let (mut undone, mut renamed) = (0, 0);
    let mut left: Vec<usize> = Vec::new();
    for round in 0..6 {
        let deeds = deeds().new_tree(&mut runner).unwrap().current();
        for (step, deed) in deeds.into_iter().enumerate() {
            let what = format!("round {round}, step {step}: {deed:?}");
            let emails: Vec<String> = both.model.contacts.keys().cloned().collect();
            let email = |at: usize| emails[at % emails.len()].clone();
            match deed {
                Deed::Import(draft) => left.push(both.import(&draft).await),
                Deed::Undo(at) if !left.is_empty() => {
                    let import = left.remove(at % left.len());
                    let until = both.admin.import(both.id(import)).await.undo_until;
                    if until.is_some() {
                        both.undo(import).await;
                        undone += 1;
                    }
                }
                Deed::Edit(at, field, text) if !emails.is_empty() => both.edit(&email(at), field, &text).await,
                Deed::Rename(at) if !emails.is_empty() => {
                    renamed += 1;
                    both.edit(&email(at), "email", &format!("r{renamed}@x.example")).await;
                }
                Deed::Delete(at) if !emails.is_empty() => both.delete(&email(at)).await,
                Deed::Undo(_) | Deed::Edit(..) | Deed::Rename(_) | Deed::Delete(_) => {}
            }
            both.assert_same(&what).await;
        }
    }
    assert!(undone > 15, "only {undone} undos");
    assert_eq!(both.app.contacts(&other).await, elsewhere);
}
