//! What an import does to the contacts, whatever happens to the server meanwhile.

use muster_backend::{AppState, Config, jobs};
use muster_shared::api::{Counts, Import, ImportState, NewField, SegmentChoice};
use muster_shared::intake::Dialect;
use muster_shared::mapping::{DateOrder, Reading};
use muster_shared::merge::Existing;
use muster_shared::{EmptyCell, FieldOption, FieldType};
use muster_tests::model::Model;
use muster_tests::{App, Client, Draft};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

fn counts(created: u64, updated: u64, unchanged: u64, skipped: u64, rejected: u64) -> Counts {
    Counts { created, updated, unchanged, skipped, rejected }
}

/// The import came to its end and its books balance.
#[track_caller]
fn assert_finished(import: &Import) {
    assert_eq!(import.state, ImportState::Finished, "{:?}", import.paused_reason);
    assert_eq!((import.counts.total(), import.uploaded), (import.records, import.records));
    assert!(import.finished_at >= import.sealed_at && import.paused_reason.is_none());
}

/// An account with one contact, which has a first name and no city.
async fn with_ana(pool: PgPool) -> (App, Client) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &Draft::new("email,first_name,points\nana@x.example,Ana,1\n")).await;
    (app, admin)
}

const OVER_ANA: &str = "email,first_name,city,points\nana@x.example,Anna,Porto,2\nnew@x.example,New,Lyon,3\n";

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn nothing_checked_leaves_contacts_as_they_are(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let import = app.import(&admin, &Draft::new(OVER_ANA)).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 0, 0, 1, 0));
    assert_eq!(json!(app.contacts(&admin).await), json!({
        "ana@x.example": {"first_name": "Ana", "points": 1},
        "new@x.example": {"first_name": "New", "city": "Lyon", "points": 3},
    }));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn override_existing_gives_mapped_fields_the_files_values(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let import = app.import(&admin, &Draft::new(OVER_ANA).existing(Existing::Override)).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 1, 0, 0, 0));
    assert_eq!(json!(app.contacts(&admin).await), json!({
        "ana@x.example": {"first_name": "Anna", "city": "Porto", "points": 2},
        "new@x.example": {"first_name": "New", "city": "Lyon", "points": 3},
    }));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn update_only_empty_fields_fills_what_is_empty(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let import = app.import(&admin, &Draft::new(OVER_ANA).existing(Existing::FillEmpty)).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 1, 0, 0, 0));
    assert_eq!(app.contacts(&admin).await["ana@x.example"], json!({"first_name": "Ana", "city": "Porto", "points": 1}));
    let again = app.import(&admin, &Draft::new(OVER_ANA).existing(Existing::FillEmpty)).await;
    assert_eq!(again.counts, counts(0, 0, 2, 0, 0));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn fields_that_are_not_mapped_stay(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let draft = Draft::new("email,city\nana@x.example,Porto\n").existing(Existing::Override);
    app.import(&admin, &draft).await;
    assert_eq!(app.contacts(&admin).await["ana@x.example"], json!({"first_name": "Ana", "city": "Porto", "points": 1}));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_does_not_change_is_not_written(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let written = "select string_agg(xmin::text || updated_at::text, ' ') from contact";
    let before: String = sqlx::query_scalar(written).fetch_one(&app.pool).await.unwrap();
    let same = "email,first_name,points\nANA@x.example,Ana,1\n";
    for (existing, expected) in [
        (Existing::Leave, counts(0, 0, 0, 1, 0)),
        (Existing::Override, counts(0, 0, 1, 0, 0)),
        (Existing::FillEmpty, counts(0, 0, 1, 0, 0)),
    ] {
        assert_eq!(app.import(&admin, &Draft::new(same).existing(existing)).await.counts, expected);
    }
    let after: String = sqlx::query_scalar(written).fetch_one(&app.pool).await.unwrap();
    assert_eq!(before, after);
    let changes: i64 = sqlx::query_scalar("select count(*) from contact_change").fetch_one(&app.pool).await.unwrap();
    assert_eq!(changes, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn every_contact_that_is_taken_or_exists_joins_the_segment(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let file = format!("{OVER_ANA}nobody,X,Y,1\nnew@x.example,Newer,Lyon,4\n");
    for (segment, existing, expected) in [
        ("Left", Existing::Leave, counts(1, 0, 0, 2, 1)),
        ("Overridden", Existing::Override, counts(0, 1, 1, 1, 1)),
        ("Filled", Existing::FillEmpty, counts(0, 0, 2, 1, 1)),
    ] {
        let import = app.import(&admin, &Draft::new(file.as_str()).existing(existing).new_segment(segment)).await;
        assert_finished(&import);
        assert_eq!((import.counts, import.segments[0].added), (expected, 2), "{segment}");
        assert_eq!(app.members(&admin, segment).await, ["ana@x.example", "new@x.example"]);
    }
    // Who is a member already isn't added again.
    let again = app.import(&admin, &Draft::new(format!("{file}third@x.example,T,Y,1\n")).new_segment("Left")).await;
    assert_eq!((again.segments[0].added, again.counts), (1, counts(1, 0, 0, 3, 1)));
    assert_eq!(app.members(&admin, "Left").await.len(), 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn several_segments_are_counted_apart(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    app.import(&admin, &Draft::new("email\nana@x.example\n").new_segment("A")).await;
    let id = admin.get("/segments").await.ok::<Vec<muster_shared::api::Segment>>()[0].id;
    let draft = Draft::new(OVER_ANA).batches_of(1).new_segment("B").segment(SegmentChoice::Existing(id));
    let import = app.import(&admin, &draft).await;
    let added: Vec<(&str, u64)> = import.segments.iter().map(|segment| (segment.name.as_str(), segment.added)).collect();
    assert_eq!(added, [("B", 2), ("A", 1)]);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn literals_columns_for_several_fields_and_readings(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let file = "Mail,Born,Balance,Where,Tel\n A@X.example ,14/03/1988,\"1.240\",Porto,651 23 45 67\n";
    let draft = Draft::new(file)
        .column("email", "Mail")
        .column("date_of_birth", "Born")
        .reading("date_of_birth", Reading { date_order: DateOrder::DayMonthYear, ..Reading::default() })
        .column("points", "Balance")
        .reading("points", Reading { decimal_comma: true, ..Reading::default() })
        .column("mobile_phone", "Tel")
        .reading("mobile_phone", Reading { country: Some("ES".to_owned()), ..Reading::default() })
        .column("city", "Where")
        .column("last_name", "Where")
        .literal("newsletter", "Subscribed")
        .literal("country", "=cmd()");
    let import = app.import(&admin, &draft).await;
    assert_finished(&import);
    assert_eq!(json!(app.contacts(&admin).await), json!({"a@x.example": {
        "date_of_birth": "1988-03-14", "points": 1240, "mobile_phone": "+34651234567", "city": "Porto",
        "last_name": "Porto", "newsletter": "subscribed", "country": "=cmd()",
    }}));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn custom_fields_of_every_type_are_stored_exactly(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    for kind in FieldType::ALL {
        let option = |id: &str| FieldOption { id: id.to_owned(), label: id.to_uppercase() };
        let options = if kind.has_options() { vec![option("a"), option("b")] } else { vec![] };
        let new = NewField { name: format!("My {}", kind.as_str()), key: None, kind, required: false, options, default_country: None };
        app.new_field(&admin, &new).await;
    }
    let file = "email,my_text,my_email,my_phone,my_date,my_integer,my_decimal,my_boolean,my_radio,my_checkbox\n\
        a@x.example, 007 ,Other@X.example,+34651234567,0001-01-01,-9223372036854775808,-0123456789012345678901234567.00000000010,yes,A,B|a\n";
    let draft = Draft::with(file, Dialect::default(), app.fields(&admin).await);
    assert_finished(&app.import(&admin, &draft).await);
    assert_eq!(json!(app.contacts(&admin).await), json!({"a@x.example": {
        "my_text": " 007 ", "my_email": "other@x.example", "my_phone": "+34651234567", "my_date": "0001-01-01",
        "my_integer": i64::MIN, "my_decimal": "-123456789012345678901234567.0000000001", "my_boolean": true,
        "my_radio": "a", "my_checkbox": ["a", "b"],
    }}));
    let again = app.import(&admin, &draft.existing(Existing::Override)).await;
    assert_eq!(again.counts, counts(0, 0, 1, 0, 0), "what was stored is what is read again");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn empty_cells_leave_clear_or_reject(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let file = "email,first_name,points\nana@x.example,,\nnew@x.example,,\n";
    let draft = |empty| Draft::new(file).existing(Existing::Override).empty("points", empty).empty("first_name", empty);
    assert_eq!(app.import(&admin, &draft(EmptyCell::Reject)).await.counts, counts(0, 0, 0, 0, 2));
    assert_eq!(app.import(&admin, &draft(EmptyCell::Leave)).await.counts, counts(1, 0, 1, 0, 0));
    assert_eq!(app.contacts(&admin).await["ana@x.example"], json!({"first_name": "Ana", "points": 1}));
    assert_eq!(app.import(&admin, &draft(EmptyCell::Clear)).await.counts, counts(0, 1, 1, 0, 0));
    assert_eq!(app.contacts(&admin).await["ana@x.example"], json!({}));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn of_repeated_emails_the_last_is_kept(pool: PgPool) {
    let file = "email,points\nA@x.example,1\nb@x.example,2\n\"  a@X.EXAMPLE \",3\nb@x.example,bad\na@x.example,4\nB@x.example,5\n";
    let (app, admin) = App::with_admin(pool).await;
    for (batch, existing) in [(100, Existing::Leave), (1, Existing::Override), (2, Existing::FillEmpty), (4, Existing::Override)] {
        app.sql("delete from contact; delete from contact_change; delete from segment_member").await;
        let draft = Draft::new(file).batches_of(batch).existing(existing);
        let import = app.import(&admin, &draft).await;
        assert_finished(&import);
        assert_eq!((import.counts, import.skipped_repeated), (counts(2, 0, 0, 3, 1), 3), "batches of {batch}");
        assert_eq!(json!(app.contacts(&admin).await), json!({"a@x.example": {"points": 4}, "b@x.example": {"points": 5}}));
        let lines: Vec<(String, i64)> = sqlx::query_as("select email, created_line from contact order by email").fetch_all(&app.pool).await.unwrap();
        assert_eq!(lines, [("a@x.example".to_owned(), 6), ("b@x.example".to_owned(), 7)]);
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_client_that_marks_nothing_still_gets_books_that_balance(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let draft = Draft::new("email,points\na@x.example,1\na@x.example,2\nA@x.example,3\nb@x.example,4\na@x.example,5\n")
        .batches_of(2)
        .existing(Existing::Override);
    let mut upload = draft.cut();
    for batch in &mut upload.batches {
        let mut json: serde_json::Value = serde_json::from_slice(batch).unwrap();
        json.as_object_mut().unwrap().remove("marks");
        *batch = serde_json::to_vec(&json).unwrap();
    }
    admin.stage(&upload).await;
    admin.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(2, 2, 0, 1, 0));
    assert_eq!(json!(app.contacts(&admin).await), json!({"a@x.example": {"points": 5}, "b@x.example": {"points": 4}}));
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
async fn who_unsubscribed_stays_so(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &Draft::new("email,newsletter\na@x.example,unsubscribed\nb@x.example,none\n")).await;
    let file = "email,newsletter,city\na@x.example,subscribed,Porto\nb@x.example,subscribed,Porto\n";
    for (existing, expected) in [
        (Existing::FillEmpty, counts(0, 2, 0, 0, 0)),
        (Existing::Override, counts(0, 1, 1, 0, 0)),
    ] {
        assert_eq!(app.import(&admin, &Draft::new(file).existing(existing)).await.counts, expected);
    }
    let cleared = Draft::new("email,newsletter\na@x.example,\n").existing(Existing::Override).empty("newsletter", EmptyCell::Clear);
    assert_eq!(app.import(&admin, &cleared).await.counts, counts(0, 0, 1, 0, 0));
    let literal = Draft::new("email\na@x.example\n").existing(Existing::Override).literal("newsletter", "subscribed");
    assert_eq!(app.import(&admin, &literal).await.counts, counts(0, 0, 1, 0, 0));
    assert_eq!(json!(app.contacts(&admin).await), json!({
        "a@x.example": {"newsletter": "unsubscribed", "city": "Porto"},
        "b@x.example": {"newsletter": "subscribed", "city": "Porto"},
    }));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn batches_out_of_order_come_to_the_same(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let other = app.other_account().await;
    let mut file = "email,points,city\n".to_owned();
    for n in 0..40 {
        writeln!(file, "c{}@x.example,{n},{}", n % 13, if n % 3 == 0 { "Porto" } else { "" }).unwrap();
    }
    let draft = Draft::new(file).batches_of(3).existing(Existing::Override);
    app.import(&admin, &draft).await;
    let upload = draft.cut();
    other.create(&upload).await.ok::<Import>();
    let mut order: Vec<usize> = (0..upload.batches.len()).collect();
    order.sort_by_key(|n| n * 7 % 11);
    assert!(!order.is_sorted());
    for seq in order {
        other.put_batch(upload.id, seq as u32, &upload.batches[seq]).await.expect(200);
    }
    other.seal(&upload).await.ok::<Import>();
    app.run_jobs().await;
    assert_finished(&other.import(upload.id).await);
    assert_eq!(app.contacts(&other).await, app.contacts(&admin).await);
    assert_eq!(app.contacts(&other).await.len(), 13);
}

/// Like the Big List of Naughty Strings: what has broken programs elsewhere.
const NAUGHTY: [&str; 36] = [
    "undefined", "null", "NULL", "(null)", "true", "NaN", "\\", "\\\\", "0x0", "1E+02", "-1.00", "007", "١٢٣",
    ",./;'[]\\-=", "<>?:\"{}|_+", "!@#$%^&*()`~", "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "(｡◕ ∀ ◕｡)", "👩‍👩‍👧‍👦🏳️‍🌈", "ثم نفس سقطت",
    "\u{202e}test\u{202c}", "\u{feff}bom", "\u{200b}\u{2028}\u{2029}\u{85}", "Z̮̞̠͙͔ͅA̡͓L̠G̳̤O̭", "<script>alert(0)</script>",
    "'; drop table contact; --", "1'; copy contact to '/tmp/x", "%s%n%d", "{{7*7}}${7*7}", "=1+1", "=cmd|' /C calc'!A0", "+34651234567",
    "'=1", "  spaces around  ", "a\"quote\"b",
];

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn naughty_strings_survive_to_the_letter(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut strings: Vec<String> = NAUGHTY.map(str::to_owned).to_vec();
    strings.extend(["two\nlines".to_owned(), "two\r\nlines".to_owned(), "tab\there".to_owned(), "x".repeat(10_000), "😀".repeat(10_000)]);
    let mut file = b"email,city\n".to_vec();
    for (n, text) in strings.iter().enumerate() {
        muster_shared::report::write_record(&mut file, b',', [&format!("c{n}@x.example"), text]);
    }
    let import = app.import(&admin, &Draft::new(file.clone())).await;
    assert_finished(&import);
    assert_eq!(import.counts.created as usize, strings.len());
    let contacts = app.contacts(&admin).await;
    for (n, text) in strings.iter().enumerate() {
        assert_eq!(contacts[&format!("c{n}@x.example")]["city"], **text);
    }
    // And read from the API they are the same.
    let page: muster_shared::api::ContactPage = admin.get("/contacts?limit=200").await.ok();
    for contact in page.contacts {
        assert_eq!(contacts[&contact.email]["city"], contact.attributes["city"]);
    }
    let again = app.import(&admin, &Draft::new(file).existing(Existing::Override)).await;
    assert_eq!(again.counts.unchanged as usize, strings.len());
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_can_not_be_stored_is_rejected_with_a_reason(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut file = b"email,city\nnul@x.example,a\0b\nn\0l@x.example,x\nbell@x.example,\x07\n".to_vec();
    file.extend_from_slice(b"long@x.example,");
    file.extend("y".repeat(10_001).bytes());
    file.extend_from_slice(b"\nbytes@x.example,\xff\xfe\nquote@x.example,\"a\"b\ngood@x.example,ok\nopen@x.example,\"x\n");
    let import = app.import(&admin, &Draft::new(file)).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 0, 0, 0, 7));
    let page: muster_shared::api::LeftOutPage = admin.get(&format!("/imports/{}/left-out", import.id)).await.ok();
    let codes: Vec<(u64, &str)> = page.rows.iter().map(|row| match &row.why {
        muster_shared::api::Why::Problems(problems) => (row.line, problems[0].problem.code()),
        other => panic!("{other:?}"),
    }).collect();
    assert_eq!(codes, [
        (2, "text.control_character"),
        (3, "email.bad_character"),
        (4, "text.control_character"),
        (5, "text.too_long"),
        (6, "record.not_utf8"),
        (7, "record.text_after_quote"),
        (9, "record.unclosed_quote"),
    ]);
    admin.get(&format!("/imports/{}/left-out.csv", import.id)).await.expect(200);
    assert_eq!(json!(app.contacts(&admin).await), json!({"good@x.example": {"city": "ok"}}));
}

/// A small file with few emails, so that they meet: again in the file, and in the database.
fn file() -> impl Strategy<Value = String> {
    let email = prop_oneof![6 => "[a-f]@x\\.example", 2 => " [A-F]@X\\.example", 1 => "[a-c]{0,2}", 1 => Just("\u{fc}@x.example".to_owned())];
    let points = prop_oneof![4 => "[0-9]{1,3}", 1 => Just(String::new()), 1 => Just("x".to_owned())];
    let city = prop_oneof![3 => "[A-C]", 2 => Just(String::new()), 1 => "\\PC{0,6}"];
    let newsletter = prop::sample::select(vec!["subscribed", "Unsubscribed", "none", ""]);
    let row = (email, points, city, newsletter, 0..12_u8).prop_map(|(email, points, city, newsletter, ragged)| {
        let mut out = Vec::new();
        match ragged {
            0 => muster_shared::report::write_record(&mut out, b',', [email, points]),
            _ => muster_shared::report::write_record(&mut out, b',', [email, points, city, newsletter.to_owned()]),
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
    (file(), existing, 1..9_usize, [empty(), empty(), empty()], 0..4_u8).prop_map(|(file, existing, batch, empties, mapped)| {
        let mut draft = Draft::new(file).existing(existing).batches_of(batch).new_segment("Everyone");
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

/// Drafts that are the same in every run.
fn some_drafts(count: usize) -> Vec<Draft> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| drafts().new_tree(&mut runner).unwrap().current()).collect()
}

#[track_caller]
fn assert_done(import: &Import, done: &muster_tests::model::Done, what: &str) {
    assert_finished(import);
    assert_eq!((import.counts, import.skipped_repeated), (done.counts, done.skipped_repeated), "{what}");
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
        assert_eq!((tally.rows, tally.with_problems, tally.repeated), (import.records, import.counts.rejected, import.skipped_repeated), "{what}");
        assert_eq!(app.contacts(&admin).await, model.contacts, "{what}");
        let before = members.len();
        members.extend(done.members);
        assert_eq!(import.segments[0].added as usize, members.len() - before, "{what}");
        assert_eq!(app.members(&admin, "Everyone").await, members.iter().cloned().collect::<Vec<_>>(), "{what}");
    }
}

/// What the ledger and the history must say of each other, whatever happened.
async fn assert_history_fits(app: &App) {
    let wrong: Vec<(String,)> = sqlx::query_as(
        "select 'created ' || i.number from import i where
             (select coalesce(sum(created), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from contact c where c.created_import = i.id)
         union all select 'updated ' || i.number from import i where
             (select coalesce(sum(updated), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from contact_change h where h.import_id = i.id)
         union all select 'rejected ' || i.number from import i where
             (select coalesce(sum(rejected), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from left_out l where l.import_id = i.id and l.outcome = 'rejected')
         union all select 'skipped ' || i.number from import i where
             (select coalesce(sum(skipped), 0) from import_batch b where b.import_id = i.id)
             <> (select count(*) from left_out l where l.import_id = i.id and l.outcome = 'skipped')",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert_eq!(wrong, []);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_job_killed_anywhere_applies_everything_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut model = Model::default();
    let mut kills = 0;
    for (case, draft) in some_drafts(12).into_iter().enumerate() {
        let draft = draft.batches_of(2);
        let done = model.import(&draft);
        let upload = admin.upload(&draft).await;
        let mut wait = 1 + case as u64 % 5;
        loop {
            let state = app.state.clone();
            let mut job = tokio::spawn(async move { jobs::run_until_idle(&state).await });
            let ended = tokio::time::timeout(Duration::from_millis(wait), &mut job).await;
            if let Ok(ended) = ended {
                ended.unwrap().unwrap();
                break;
            }
            job.abort();
            let _ = job.await;
            kills += 1;
            wait = wait * 5 / 4 + 1;
            let balance = admin.import(upload.id).await;
            assert!(balance.counts.total() <= balance.records);
        }
        assert_done(&admin.import(upload.id).await, &done, &format!("case {case}: {draft:?}"));
        assert_eq!(app.contacts(&admin).await, model.contacts, "case {case}");
    }
    assert!(kills >= 10, "only {kills} kills");
    assert_history_fits(&app).await;
}

/// Two servers' states over one database.
async fn second_server(app: &App) -> AppState {
    let pool = PgPoolOptions::new().max_connections(10).connect_with((*app.pool.connect_options()).clone()).await.unwrap();
    AppState::new(pool, Config::default())
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn imports_over_the_same_contacts_at_once_get_in_nobodys_way(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = second_server(&app).await;
    let emails = 300;
    let mut uploads = Vec::new();
    for import in 0..6_usize {
        let mut file = "email,points,city\n".to_owned();
        for n in 0..emails {
            // Each in an order of its own.
            let email = (n * [1, 7, 11, 13, 17, 19][import] + import) % emails;
            writeln!(file, "c{email}@x.example,{import},City {import}").unwrap();
        }
        let draft = Draft::new(file).batches_of(40).existing(Existing::Override).new_segment("Everyone");
        uploads.push(admin.upload(&draft).await.id);
    }
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runners = [app.state.clone(), other].map(|state| tokio::spawn(jobs::run(state, stopped.clone())));
    let everything = async {
        for id in &uploads {
            while !admin.import(*id).await.state.is_over() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(40), everything).await.expect("all imports end");
    stop.send(true).unwrap();
    for runner in runners {
        runner.await.unwrap();
    }
    let mut total = Counts::default();
    for id in uploads {
        let import = admin.import(id).await;
        assert_finished(&import);
        total.created += import.counts.created;
        total.updated += import.counts.updated;
    }
    assert_eq!((total.created, total.updated), (emails as u64, emails as u64 * 5));
    for (email, contact) in app.contacts(&admin).await {
        assert_eq!(contact["city"], format!("City {}", contact["points"]), "{email} is of one import");
    }
    assert_eq!(app.members(&admin, "Everyone").await.len(), emails);
    assert_history_fits(&app).await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_same_file_twice_at_once_creates_every_contact_once(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let other = second_server(&app).await;
    let mut file = "email,city\n".to_owned();
    for n in 0..400 {
        writeln!(file, "c{n}@x.example,Porto").unwrap();
    }
    let draft = Draft::new(file).batches_of(50);
    let uploads = [admin.upload(&draft).await, admin.upload(&draft).await];
    let (one, two) = tokio::join!(jobs::run_until_idle(&app.state), jobs::run_until_idle(&other));
    one.and(two).unwrap();
    let mut counted = (0, 0);
    for upload in uploads {
        let import = admin.import(upload.id).await;
        assert_finished(&import);
        counted = (counted.0 + import.counts.created, counted.1 + import.counts.skipped);
    }
    assert_eq!(counted, (400, 400));
    assert_eq!(app.contacts(&admin).await.len(), 400);
    assert_history_fits(&app).await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn contacts_edited_and_deleted_by_hand_meanwhile_do_not_stop_an_import(_: PgPoolOptions, connect: PgConnectOptions) {
    let app = App::start_wide(connect).await;
    let admin = app.set_up().await;
    let mut file = "email,city\n".to_owned();
    for n in 0..300 {
        writeln!(file, "c{n}@x.example,Porto").unwrap();
    }
    app.import(&admin, &Draft::new(file.as_str())).await;
    let ids: Vec<i64> = sqlx::query_scalar("select id from contact order by id desc").fetch_all(&app.pool).await.unwrap();
    let upload = admin.upload(&Draft::new(file.replace("Porto", "Lyon")).batches_of(10).existing(Existing::Override)).await;
    let by_hand = async {
        for id in ids.iter().step_by(10) {
            admin.delete(&format!("/contacts/{id}")).await.empty();
        }
    };
    let (done, ()) = tokio::join!(jobs::run_until_idle(&app.state), by_hand);
    done.unwrap();
    app.run_jobs().await;
    let import = admin.import(upload.id).await;
    assert_finished(&import);
    assert_eq!(import.counts.created + import.counts.updated, 300);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_segment_or_field_removed_behind_the_servers_back_stops_nothing_silently(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let new = NewField { name: "Plan".to_owned(), key: None, kind: FieldType::Text, required: false, options: vec![], default_country: None };
    app.new_field(&admin, &new).await;
    let draft = Draft::with("email,plan\na@x.example,Pro\n", Dialect::default(), app.fields(&admin).await).new_segment("Spring");
    for removed in ["delete from segment", "delete from field"] {
        let upload = admin.upload(&draft).await;
        app.sql(removed).await;
        app.run_jobs().await;
        let import = admin.import(upload.id).await;
        match import.state {
            ImportState::Finished => assert_eq!(import.counts.total(), 1),
            ImportState::Paused | ImportState::Failed => {
                assert!(import.paused_reason.is_some_and(|reason| reason.ends_with('.')));
            }
            other => panic!("{removed}: {other:?}"),
        }
        admin.get("/contacts").await.expect(200);
        admin.get("/segments").await.expect(200);
    }
    assert!(app.contacts(&admin).await.contains_key("a@x.example"));
    let orphans: i64 = sqlx::query_scalar("select count(*) from segment_member m where not exists (select from segment s where s.id = m.segment_id)")
        .fetch_one(&app.pool).await.unwrap();
    assert_eq!(orphans, 0);
}
