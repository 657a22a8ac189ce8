//! Emails that come more than once, and batches that come in another order.

use super::{assert_finished, counts};
use muster_shared::Problem;
use muster_shared::api::{CellProblem, Import, LeftOutPage, Why};
use muster_shared::merge::Existing;
use muster_shared::repeated::Repeats;
use muster_tests::draft::key;
use muster_tests::harness::Contacts;
use muster_tests::{App, Draft, Upload};
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::fmt::Write;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn of_repeated_emails_the_last_is_kept(pool: PgPool) {
    let file = "email,points\nA@x.example,1\nb@x.example,2\n\"  a@X.EXAMPLE \",3\nb@x.example,bad\na@x.example,4\nB@x.example,5\n";
    let (app, admin) = App::with_admin(pool).await;
    for (batch, existing) in [
        (100, Existing::Leave),
        (1, Existing::Override),
        (2, Existing::FillEmpty),
        (4, Existing::Override),
    ] {
        app.sql("delete from contact; delete from contact_change; delete from segment_member")
            .await;
        let draft = Draft::new(file).batches_of(batch).existing(existing);
        let import = app.import(&admin, &draft).await;
        assert_finished(&import);
        assert_eq!(
            (import.counts, import.skipped_repeated),
            (counts(2, 0, 0, 3, 1), 3),
            "batches of {batch}"
        );
        assert_eq!(
            json!(app.contacts(&admin).await),
            json!({"a@x.example": {"points": 4}, "b@x.example": {"points": 5}})
        );
        let lines: Vec<(String, i64)> = sqlx::query_as("select email, created_line from contact order by email")
            .fetch_all(&app.pool)
            .await
            .unwrap();
        assert_eq!(lines, [("a@x.example".to_owned(), 6), ("b@x.example".to_owned(), 7)]);
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_client_that_marks_nothing_still_gets_books_that_balance(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let draft = Draft::new("email,points\na@x.example,1\na@x.example,2\nA@x.example,3\nb@x.example,4\na@x.example,5\n")
        .batches_of(2)
        .existing(Existing::Override);
    let upload = without_marks(draft.cut());
    admin.stage(&upload).await;
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(2, 2, 0, 1, 0));
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({"a@x.example": {"points": 5}, "b@x.example": {"points": 4}})
    );
}

/// Of two batches with a contact in common the second isn't begun before the first is written, although it would come to that
/// contact sooner.
#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_stands_in_several_batches_is_applied_in_their_order(_: PgPoolOptions, connect: PgConnectOptions) {
    const ROWS: usize = 3_000;
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut file = "email,points\n".to_owned();
    let mut last = Contacts::new();
    for pair in 0..3 {
        // Contacts are written in the order of their emails: the common one as the last of the first batch, and as the first
        // of the second.
        let own = |order: char| (1..ROWS).map(move |n| format!("{order}{pair}-{n}@x.example"));
        let common = || std::iter::once(format!("m{pair}@x.example"));
        for (n, email) in own('a').chain(common()).chain(common()).chain(own('z')).enumerate() {
            writeln!(file, "{email},{n}").unwrap();
            last.insert(email, json!({"points": n}));
        }
    }
    let draft = Draft::new(file).batches_of(ROWS).existing(Existing::Override);
    let upload = without_marks(draft.cut());
    admin.stage(&upload).await;
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_finished(&import);
    assert_eq!((import.counts.created, import.counts.updated), (last.len() as u64, 3));
    // Not `assert_eq`: thousands of contacts tell nothing.
    assert!(app.contacts(&admin).await == last, "an earlier batch came later");
}

/// As a client sends it that looks at one record after the other.
fn without_marks(mut upload: Upload) -> Upload {
    for batch in &mut upload.batches {
        let mut json: serde_json::Value = serde_json::from_slice(batch).unwrap();
        json.as_object_mut().unwrap().remove("marks");
        *batch = serde_json::to_vec(&json).unwrap();
    }
    upload
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_choice_between_repeated_emails_holds_without_marks_too(pool: PgPool) {
    let file = "email,points\nA@x.example,1\nb@x.example,2\na@x.example,3\nb@x.example,bad\na@x.example,4\n";
    let (app, admin) = App::with_admin(pool).await;
    let b = ("b@x.example", json!({"points": 2}));
    for (repeats, contacts, expected, lines) in [
        (
            Repeats::KeepLast,
            json!({"a@x.example": {"points": 4}, b.0: b.1}),
            counts(2, 0, 0, 2, 1),
            vec![5],
        ),
        (
            Repeats::KeepFirst,
            json!({"a@x.example": {"points": 1}, b.0: b.1}),
            counts(2, 0, 0, 2, 1),
            vec![5],
        ),
        (
            Repeats::RejectAll,
            json!({b.0: b.1}),
            counts(1, 0, 0, 0, 4),
            vec![2, 4, 5, 6],
        ),
    ] {
        app.sql("delete from contact; delete from contact_change; delete from segment_member")
            .await;
        let mut draft = Draft::new(file).existing(Existing::Override);
        draft.options.repeats = repeats;
        let upload = without_marks(draft.cut());
        admin.stage(&upload).await;
        admin.seal(&upload).await.ok::<Import>();
        app.run_jobs().await;
        let import = admin.import(upload.id).await;
        assert_finished(&import);
        assert_eq!((import.counts, import.options.repeats), (expected, repeats));
        assert_eq!(json!(app.contacts(&admin).await), contacts, "{repeats:?}");
        let page: LeftOutPage = admin.get(&format!("{}/left-out", upload.path())).await.ok();
        assert_eq!(
            page.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            lines,
            "{repeats:?}"
        );
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn all_that_are_marked_as_repeated_are_rejected_with_the_other_line(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut draft = Draft::new("email,points\na@x.example,1\nb@x.example,2\na@x.example,3\n").batches_of(1);
    draft.options.repeats = Repeats::RejectAll;
    let mut upload = without_marks(draft.cut());
    for (seq, other) in [(0, 4), (2, 2)] {
        let mut json: serde_json::Value = serde_json::from_slice(&upload.batches[seq]).unwrap();
        json["marks"] = json!([{"row": 0, "broken": {"problem": {"code": "email.repeated", "line": other}}}]);
        upload.batches[seq] = serde_json::to_vec(&json).unwrap();
    }
    admin.stage(&upload).await;
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 0, 0, 0, 2));
    let page: LeftOutPage = admin.get(&format!("{}/left-out", upload.path())).await.ok();
    for (row, (line, other)) in page.rows.iter().zip([(2, 4), (4, 2)]) {
        let problem = CellProblem {
            field: Some(key("email")),
            column: Some("email".to_owned()),
            value: "a@x.example".to_owned(),
            problem: Problem::EmailRepeated { line: other },
        };
        assert_eq!((row.line, &row.why), (line, &Why::Problems(vec![problem])));
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_marked_record_with_a_problem_is_rejected_and_a_mark_can_not_smuggle(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut upload = Draft::new("email,points\nbad,1\nb@x.example,2\n").cut();
    let mut json: serde_json::Value = serde_json::from_slice(&upload.batches[0]).unwrap();
    json["marks"] = json!([{"row": 0, "repeated": {"kept_line": 99}}, {"row": 1, "repeated": {"kept_line": 99}}]);
    upload.batches[0] = serde_json::to_vec(&json).unwrap();
    admin.stage(&upload).await;
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_eq!((import.counts, import.skipped_repeated), (counts(0, 0, 0, 1, 1), 1));
    assert!(app.contacts(&admin).await.is_empty());
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn batches_out_of_order_come_to_the_same(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let other = app.other_account().await;
    let mut file = "email,points,city\n".to_owned();
    for n in 0..40 {
        writeln!(
            file,
            "c{}@x.example,{n},{}",
            n % 13,
            if n % 3 == 0 { "Porto" } else { "" }
        )
        .unwrap();
    }
    let draft = Draft::new(file).batches_of(3).existing(Existing::Override);
    app.import(&admin, &draft).await;
    let upload = draft.cut();
    other.create(&upload).await.ok::<Import>();
    let mut order: Vec<usize> = (0..upload.batches.len()).collect();
    order.sort_by_key(|n| n * 7 % 11);
    assert!(!order.is_sorted());
    for seq in order {
        other
            .put_batch(upload.id, seq as u32, &upload.batches[seq])
            .await
            .expect(200);
    }
    other.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert_finished(&other.import(upload.id).await);
    assert_eq!(app.contacts(&other).await, app.contacts(&admin).await);
    assert_eq!(app.contacts(&other).await.len(), 13);
}
