//! `/imports`: creation, the seal, steering, the summary.

use muster_shared::api::{
    FieldView, Import, ImportPage, ImportState, LeftOutPage, NewField, NewImport, Seal, Segment, SegmentChoice, Why,
};
use muster_shared::intake::Dialect;
use muster_shared::merge::Existing;
use muster_shared::report::unguard;
use muster_shared::{EmptyCell, FieldType, RULES_VERSION, limits};
use muster_tests::draft::key;
use muster_tests::{App, Client, Draft, Upload};
use sqlx::PgPool;
use uuid::Uuid;

const FILE: &str = "email,city\na@x.example,Porto\nb@x.example,Lyon\nc@x.example,Gdańsk\n";

fn draft() -> Draft {
    Draft::new(FILE).batches_of(1)
}

async fn state(client: &Client, id: Uuid) -> ImportState {
    client.import(id).await.state
}

/// Another request under the same id.
fn with(upload: &Upload, change: impl FnOnce(&mut NewImport)) -> Upload {
    let mut other = upload.clone();
    change(&mut other.new);
    other
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn creating_twice_gives_the_same_import(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().new_segment("Spring").cut();
    let first: Import = admin.create(&upload).await.ok();
    assert_eq!((first.number, first.state, first.records, first.uploaded), (1, ImportState::Uploading, 3, 0));
    assert_eq!((&first.file, &first.columns, &first.mapping), (&upload.new.file, &upload.new.columns, &upload.new.mapping));
    assert_eq!((&first.options, first.dialect, first.by.as_str()), (&upload.new.options, upload.new.dialect, "Ana López"));
    let again: Import = admin.create(&upload).await.ok();
    assert_eq!(Import { now: first.now, ..again }, first);
    assert_eq!(admin.get("/imports").await.ok::<ImportPage>().total, 1);
    assert_eq!(admin.get("/segments").await.ok::<Vec<Segment>>().len(), 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn creating_five_times_at_once_makes_one(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().new_segment("Spring").cut();
    for answer in futures::future::join_all((0..5).map(|_| admin.create(&upload))).await {
        assert_eq!(answer.ok::<Import>().number, 1);
    }
    let next = draft().cut();
    assert_eq!(admin.create(&next).await.ok::<Import>().number, 2);
    assert_eq!(admin.get("/imports").await.ok::<ImportPage>().total, 2);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn other_content_under_the_same_id_is_refused(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    for other in [
        with(&upload, |new| new.options.existing = Existing::Override),
        with(&upload, |new| new.mapping.assignments.truncate(1)),
        with(&upload, |new| new.records = 4),
        with(&upload, |new| new.file.name = "other.csv".to_owned()),
        with(&upload, |new| new.file.fingerprint = "0".repeat(64)),
        with(&upload, |new| new.dialect.delimiter = b';'),
        with(&upload, |new| new.options.segments.push(SegmentChoice::New("Spring".to_owned()))),
    ] {
        admin.create(&other).await.refused(409, "import.differs");
    }
    // Nothing of the refused ones stays.
    assert!(admin.get("/segments").await.ok::<Vec<Segment>>().is_empty());
    assert_eq!(admin.import(upload.id).await.file, upload.new.file);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_page_with_other_rules_is_told_to_reload(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    for version in [0, RULES_VERSION - 1, RULES_VERSION + 1, u32::MAX] {
        let stale = with(&upload, |new| new.rules_version = version);
        admin.create(&stale).await.refused(409, "rules.stale");
    }
    admin.create(&upload).await.ok::<Import>();
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_can_not_be_imported_is_refused_in_words_and_leaves_nothing(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    let segment = || SegmentChoice::New("Spring".to_owned());
    for (other, code) in [
        (with(&upload, |new| new.records = 0), "import.empty"),
        (with(&upload, |new| new.records = u64::MAX), "import.refused"),
        (with(&upload, |new| new.file.name.clear()), "import.refused"),
        (with(&upload, |new| new.file.name = "a\0b".to_owned()), "import.refused"),
        (with(&upload, |new| new.file.name = "x".repeat(1_001)), "import.refused"),
        (with(&upload, |new| new.file.size = u64::MAX), "import.refused"),
        (with(&upload, |new| new.file.fingerprint = "xyz".to_owned()), "import.refused"),
        (with(&upload, |new| new.dialect.delimiter = b'"'), "import.refused"),
        (with(&upload, |new| new.dialect.delimiter = b'\n'), "import.refused"),
        (with(&upload, |new| new.dialect.delimiter = 200), "import.refused"),
        (with(&upload, |new| new.columns = vec![String::new(); limits::COLUMNS + 1]), "import.refused"),
        (with(&upload, |new| new.options.segments = vec![segment(); limits::IMPORT_SEGMENTS + 1]), "import.refused"),
        (with(&upload, |new| new.options.segments = vec![segment(), SegmentChoice::Existing(7)]), "segment.gone"),
        (with(&upload, |new| new.options.segments = vec![segment(), SegmentChoice::New(" ".to_owned())]), "name.empty"),
        (with(&upload, |new| new.mapping.assignments.clear()), "mapping.refused"),
        (with(&upload, |new| new.columns.truncate(1)), "mapping.refused"),
        (with(&upload, |new| new.mapping.assignments[1].field = key("no_such_field")), "mapping.refused"),
        (with(&upload, |new| new.mapping.assignments[1].field = key("email")), "mapping.refused"),
        (with(&upload, |new| new.mapping.assignments[1].empty = Some(EmptyCell::Clear)), "mapping.refused"),
        (with(&upload, |new| new.mapping.assignments[0].empty = Some(EmptyCell::Leave)), "mapping.refused"),
    ] {
        admin.create(&other).await.refused(422, code);
    }
    let bad_literal = draft().cut();
    let mut bad_literal = with(&bad_literal, |_| ());
    bad_literal.new.mapping.assignments[1].source = muster_shared::Source::Literal("ten".to_owned());
    bad_literal.new.mapping.assignments[1].field = key("points");
    admin.create(&bad_literal).await.refused(422, "mapping.refused");
    assert_eq!(admin.get("/imports").await.ok::<ImportPage>().total, 0);
    assert!(admin.get("/segments").await.ok::<Vec<Segment>>().is_empty());
    // Numbers count imports, not tries.
    assert_eq!(admin.create(&upload).await.ok::<Import>().number, 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn segments_are_found_by_name_or_made_once(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let spring: Segment = admin.post("/segments", &serde_json::json!({"name": "Spring"})).await.created();
    let draft = draft().segment(SegmentChoice::Existing(spring.id)).new_segment(" SPRING ").new_segment("Leads").new_segment("leads");
    let import = app.import(&admin, &draft).await;
    let names: Vec<(&str, u64)> = import.segments.iter().map(|segment| (segment.name.as_str(), segment.added)).collect();
    assert_eq!(names, [("Spring", 3), ("Leads", 3)]);
    assert_eq!(admin.get("/segments").await.ok::<Vec<Segment>>().len(), 2);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_seal_with_holes_names_them(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    assert_eq!(admin.seal(&upload).await.seal_refused("seal.missing").missing, [0, 1, 2]);
    admin.put_batch(upload.id, 1, &upload.batches[1]).await.expect(200);
    assert_eq!(admin.seal(&upload).await.seal_refused("seal.missing").missing, [0, 2]);
    let many = Seal { batches: 100_000, records: 3 };
    let missing = admin.seal_as(upload.id, many).await.seal_refused("seal.missing").missing;
    assert_eq!((missing.len(), missing[0], missing[1]), (1_000, 0, 2));
    assert_eq!(state(&admin, upload.id).await, ImportState::Uploading);
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty(), "nothing is applied before the seal");
    for seq in [0, 2] {
        admin.put_batch(upload.id, seq, &upload.batches[seq as usize]).await.expect(200);
    }
    assert_eq!(admin.seal(&upload).await.ok::<Import>().state, ImportState::Sealed);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_seal_with_other_counts_is_refused(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.stage(&upload).await;
    for (batches, records) in [(0, 0), (0, 3), (2, 2), (2, 3), (3, 2), (3, 4), (3, u64::MAX), (u32::MAX, 3), (limits::BATCHES + 1, 3)] {
        admin.seal_as(upload.id, Seal { batches, records }).await.seal_refused("seal.count_differs");
    }
    // The request that made the import said how many records there are.
    let fewer = with(&draft().cut(), |new| new.records = 2);
    admin.stage(&fewer).await;
    admin.seal_as(fewer.id, Seal { batches: 3, records: 3 }).await.seal_refused("seal.count_differs");
    admin.seal_as(fewer.id, Seal { batches: 3, records: 2 }).await.seal_refused("seal.count_differs");
    admin.seal_as(Uuid::new_v4(), upload.seal()).await.refused(404, "not_found");
    assert_eq!(state(&admin, upload.id).await, ImportState::Uploading);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn sealing_again_changes_nothing(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.stage(&upload).await;
    let seals = futures::future::join_all((0..4).map(|_| admin.seal(&upload))).await;
    let sealed_at = seals[0].ok::<Import>().sealed_at;
    assert!(sealed_at.is_some() && seals.iter().all(|seal| seal.ok::<Import>().sealed_at == sealed_at));
    app.run_jobs().await;
    let finished: Import = admin.seal(&upload).await.ok();
    assert_eq!((finished.state, finished.sealed_at, finished.counts.created), (ImportState::Finished, sealed_at, 3));
    admin.seal_as(upload.id, Seal { batches: 2, records: 2 }).await.seal_refused("seal.count_differs");
    app.run_jobs().await;
    assert_eq!(app.contacts(&admin).await.len(), 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn pause_resume_and_cancel_may_be_said_in_every_state_and_twice(pool: PgPool) {
    use ImportState::{Cancelled, Failed, Finished, Paused, Sealed, Uploading};
    let (app, admin) = App::with_admin(pool).await;
    for (from, wish, to) in [
        (Uploading, "pause", Paused),
        (Uploading, "resume", Uploading),
        (Uploading, "cancel", Cancelled),
        (Sealed, "pause", Paused),
        (Sealed, "resume", Sealed),
        (Sealed, "cancel", Cancelled),
        (Paused, "pause", Paused),
        (Paused, "resume", Sealed),
        (Paused, "cancel", Cancelled),
        (Finished, "pause", Finished),
        (Finished, "resume", Finished),
        (Finished, "cancel", Finished),
        (Cancelled, "pause", Cancelled),
        (Cancelled, "resume", Cancelled),
        (Cancelled, "cancel", Cancelled),
        (Failed, "pause", Failed),
        (Failed, "resume", Sealed),
        (Failed, "cancel", Cancelled),
    ] {
        let upload = bring_to(&app, &admin, from).await;
        for _ in 0..2 {
            let import: Import = admin.steer(upload.id, wish).await.ok();
            assert_eq!(import.state, to, "{from:?}, {wish}");
            assert_eq!(import.paused_reason.is_some(), matches!(to, Paused | Failed), "{from:?}, {wish}");
        }
        // So that it doesn't stand in the way of the next one.
        admin.steer(upload.id, "cancel").await.ok::<Import>();
    }
    for wish in ["pause", "resume", "cancel"] {
        admin.steer(Uuid::new_v4(), wish).await.refused(404, "not_found");
    }
}

async fn bring_to(app: &App, admin: &Client, state: ImportState) -> Upload {
    let upload = draft().cut();
    admin.stage(&upload).await;
    if state != ImportState::Uploading {
        admin.seal(&upload).await.ok::<Import>();
    }
    match state {
        ImportState::Paused => drop(admin.steer(upload.id, "pause").await),
        ImportState::Cancelled => drop(admin.steer(upload.id, "cancel").await),
        ImportState::Finished => app.run_jobs().await,
        ImportState::Failed => {
            app.sql("update import_batch set payload = 'x' where applied_at is null and payload is not null").await;
            app.run_jobs().await;
        }
        _ => {}
    }
    assert_eq!(self::state(admin, upload.id).await, state);
    upload
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_paused_import_waits_and_goes_on_where_it_was(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    // Paused while it is uploaded: batches and the seal still come in.
    let paused: Import = admin.steer(upload.id, "pause").await.ok();
    assert_eq!(paused.paused_reason.as_deref(), Some("Paused by Ana López."));
    for (seq, batch) in (0..).zip(&upload.batches) {
        admin.put_batch(upload.id, seq, batch).await.expect(200);
    }
    assert_eq!(admin.seal(&upload).await.ok::<Import>().state, ImportState::Paused);
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty());
    assert_eq!(admin.steer(upload.id, "resume").await.ok::<Import>().state, ImportState::Sealed);
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts.created, 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_cancelled_import_takes_nothing_more_and_keeps_no_data(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = draft().cut();
    admin.create(&upload).await.ok::<Import>();
    admin.put_batch(upload.id, 0, &upload.batches[0]).await.expect(200);
    admin.steer(upload.id, "cancel").await.ok::<Import>();
    admin.put_batch(upload.id, 1, &upload.batches[1]).await.refused(409, "import.cancelled");
    admin.seal(&upload).await.refused(409, "import.cancelled");
    app.run_jobs().await;
    assert!(app.contacts(&admin).await.is_empty());
    let kept: i64 = sqlx::query_scalar("select count(*) from import_batch where payload is not null").fetch_one(&app.pool).await.unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_was_saved_before_a_failure_or_a_cancel_stays_and_is_told(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let upload = admin.upload(&draft()).await;
    app.sql("create table kept as select seq, payload from import_batch").await;
    app.sql("update import_batch set payload = 'x' where seq = 1").await;
    app.run_jobs().await;
    let failed = admin.import(upload.id).await;
    assert_eq!((failed.state, failed.counts.created, failed.counts.total()), (ImportState::Failed, 1, 1));
    assert!(failed.paused_reason.is_some_and(|reason| reason.ends_with('.')));
    // Told to go on, it goes on with the batch that failed.
    app.sql("update import_batch b set payload = k.payload from kept k where k.seq = b.seq and b.seq = 1").await;
    app.sql("update import_batch set payload = 'x' where seq = 2").await;
    admin.steer(upload.id, "resume").await.ok::<Import>();
    app.run_jobs().await;
    assert_eq!(admin.import(upload.id).await.counts.created, 2);
    let cancelled: Import = admin.steer(upload.id, "cancel").await.ok();
    assert_eq!((cancelled.state, cancelled.counts.created), (ImportState::Cancelled, 2));
    assert_eq!(app.contacts(&admin).await.len(), 2);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_list_is_newest_first_in_pages(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    for _ in 0..5 {
        app.import(&admin, &draft()).await;
    }
    let numbers = |page: ImportPage| page.imports.into_iter().map(|import| import.number).collect::<Vec<_>>();
    let page: ImportPage = admin.get("/imports?limit=2").await.ok();
    assert_eq!((page.total, page.imports[0].counts.total()), (5, 3));
    assert_eq!(numbers(page), [5, 4]);
    assert_eq!(numbers(admin.get("/imports?limit=2&before=4").await.ok()), [3, 2]);
    assert_eq!(numbers(admin.get("/imports?limit=2&before=2").await.ok()), [1]);
    assert!(numbers(admin.get("/imports?before=1").await.ok()).is_empty());
    assert_eq!(admin.get("/imports?before=x").await.status, 400);
    assert_eq!(admin.get("/imports/not-a-uuid").await.status, 404);
}

const REJECTED: &str = "\
email;first_name;points;notes\r\n\
good@x.example;Ana;1;kept at home\r\n\
\"no;mail\";=1+1;x;secret\r\n\
\r\n\
two@@x.example;\"+34 651, \"\"x\"\"\";;secret\r\n\
short@x.example;x\r\n\
@cmd;'=quoted;1.5;secret\r\n";

fn rejected_draft() -> Draft {
    Draft::with(REJECTED, Dialect { delimiter: b';', header: true }, muster_shared::field::system_fields())
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn rejections_have_line_field_column_value_and_code(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let import = app.import(&admin, &rejected_draft()).await;
    assert_eq!((import.counts.created, import.counts.rejected), (1, 4));
    let path = format!("/imports/{}/left-out", import.id);
    let page: LeftOutPage = admin.get(&path).await.ok();
    assert_eq!(page.total, 4);
    let mut told = Vec::new();
    for row in &page.rows {
        let Why::Problems(problems) = &row.why else { panic!("{row:?}") };
        for problem in problems {
            let field = problem.field.as_ref().map(|field| field.as_str());
            told.push((row.line, field, problem.column.as_deref(), problem.value.as_str(), problem.problem.code()));
        }
    }
    assert_eq!(told, [
        (3, Some("email"), Some("email"), "no;mail", "email.missing_at"),
        (3, Some("points"), Some("points"), "x", "integer.not_a_number"),
        (5, Some("email"), Some("email"), "two@@x.example", "email.two_at"),
        (5, Some("points"), Some("points"), "", "empty.not_allowed"),
        (6, None, None, "", "record.too_few_fields"),
        (7, Some("email"), Some("email"), "@cmd", "email.bad_local"),
        (7, Some("points"), Some("points"), "1.5", "integer.has_decimals"),
    ]);
    let lines = |page: LeftOutPage| page.rows.iter().map(|row| row.line).collect::<Vec<_>>();
    assert_eq!(lines(admin.get(&format!("{path}?outcome=rejected&limit=2")).await.ok()), [3, 5]);
    assert_eq!(lines(admin.get(&format!("{path}?outcome=rejected&limit=2&after=5")).await.ok()), [6, 7]);
    assert!(lines(admin.get(&format!("{path}?outcome=skipped")).await.ok()).is_empty());
    assert_eq!(admin.get(&format!("{path}?outcome=created")).await.status, 400);
}

/// Cells of a downloaded file, header first.
fn cells(text: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut rows = Vec::new();
    let mut splitter = muster_shared::intake::Splitter::new(Dialect { delimiter, header: true }, 3);
    let mut each = |record: &muster_shared::intake::Record<'_>| {
        rows.push((0..record.len()).map(|cell| record.lossy(cell).into_owned()).collect());
    };
    splitter.push(text, &mut each).unwrap();
    splitter.finish(&mut each);
    rows
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_rejected_rows_come_as_a_file_that_can_be_dropped_back_in(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let import = app.import(&admin, &rejected_draft()).await;
    let answer = admin.get(&format!("/imports/{}/left-out.csv?outcome=rejected", import.id)).await;
    assert_eq!(answer.expect(200).headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"contacts-rejected.csv\"");
    let rows = cells(&answer.body, b';');
    assert_eq!(rows[0], ["email", "first_name", "points", "Line", "Reason"], "what isn't mapped never left the browser");
    let raw: Vec<Vec<&str>> = rows[1..].iter().map(|row| row[..4].iter().map(String::as_str).collect()).collect();
    assert_eq!(raw, [
        vec!["no;mail", "'=1+1", "x", "3"],
        vec!["two@@x.example", "'+34 651, \"x\"", "", "5"],
        vec!["short@x.example", "x", "", "6"],
        vec!["'@cmd", "''=quoted", "1.5", "7"],
    ]);
    assert_eq!(unguard(raw[0][1]), "=1+1");
    assert_eq!(unguard(raw[3][1]), "'=quoted");
    assert!(rows[1..].iter().all(|row| !row[4].is_empty()), "{rows:?}");
    assert!(!answer.text().contains("secret"));

    // Corrected, it is an import like any other.
    let corrected = answer.text().replace("no;mail", "no@x.example").replace(";x;3;", ";7;3;");
    let corrected = corrected.trim_start_matches('\u{feff}').as_bytes().to_vec();
    let draft = Draft::with(corrected, Dialect { delimiter: b';', header: true }, muster_shared::field::system_fields());
    let again = app.import(&admin, &draft).await;
    assert_eq!((again.counts.created, again.counts.rejected), (1, 3));
    assert_eq!(app.contacts(&admin).await["no@x.example"]["points"], 7);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn skipped_rows_say_why(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &Draft::new("email\nold@x.example\n")).await;
    let file = "email\nnew@x.example\nOLD@x.example\nnew@x.example\n NEW@x.example\n";
    let import = app.import(&admin, &Draft::new(file).batches_of(2)).await;
    assert_eq!((import.counts.created, import.counts.skipped, import.skipped_repeated), (1, 3, 2));
    let page: LeftOutPage = admin.get(&format!("/imports/{}/left-out?outcome=skipped", import.id)).await.ok();
    let whys: Vec<(u64, Why)> = page.rows.into_iter().map(|row| (row.line, row.why)).collect();
    let email = || "new@x.example".to_owned();
    assert_eq!(whys, [
        (2, Why::Repeated { email: email(), kept_line: 5 }),
        (3, Why::Exists { email: "old@x.example".to_owned() }),
        (4, Why::Repeated { email: email(), kept_line: 5 }),
    ]);
    let answer = admin.get(&format!("/imports/{}/left-out.csv?outcome=skipped", import.id)).await;
    let rows = cells(&answer.expect(200).body, b',');
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0], ["Email", "Line", "Reason"]);
    assert_eq!(rows[2][..2], ["old@x.example", "3"]);
}

fn plan_field() -> NewField {
    NewField {
        name: "Plan".to_owned(),
        key: None,
        kind: FieldType::Text,
        required: false,
        options: vec![],
        default_country: None,
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_that_went_away_is_said_before_anything_is_sent(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.new_field(&admin, &plan_field()).await;
    let draft = Draft::with("email,plan\na@x.example,Pro\n", Dialect::default(), app.fields(&admin).await);
    admin.delete("/fields/plan").await.empty();
    let error = admin.create(&draft.cut()).await.refused(422, "mapping.refused");
    assert!(error.message.contains("`plan`"), "{error:?}");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_stays_while_an_import_uses_it(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.new_field(&admin, &plan_field()).await;
    let draft = Draft::with("email,plan\na@x.example,Pro\n", Dialect::default(), app.fields(&admin).await);
    let upload = draft.cut();
    admin.create(&upload).await.ok::<Import>();
    admin.delete("/fields/plan").await.refused(409, "field.in_use");
    admin.put_batch(upload.id, 0, &upload.batches[0]).await.expect(200);
    admin.seal(&upload).await.ok::<Import>();
    admin.delete("/fields/plan").await.refused(409, "field.in_use");
    app.run_jobs().await;
    assert_eq!(app.contacts(&admin).await["a@x.example"]["plan"], "Pro");
    admin.delete("/fields/plan").await.empty();
    // Given up, an import holds on to nothing.
    app.new_field(&admin, &plan_field()).await;
    let upload = draft.cut();
    admin.create(&upload).await.ok::<Import>();
    admin.steer(upload.id, "cancel").await.ok::<Import>();
    admin.delete("/fields/plan").await.empty();
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_deleted_while_an_import_is_created_is_used_or_refused(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    for _ in 0..8 {
        app.new_field(&admin, &plan_field()).await;
        let draft = Draft::with("email,plan\na@x.example,Pro\n", Dialect::default(), app.fields(&admin).await);
        let upload = draft.cut();
        let (created, deleted) = tokio::join!(admin.create(&upload), admin.delete("/fields/plan"));
        match (created.status, deleted.status) {
            (200, 409) => {
                admin.steer(upload.id, "cancel").await.ok::<Import>();
                admin.delete("/fields/plan").await.empty();
            }
            (422, 204) => drop(created.refused(422, "mapping.refused")),
            _ => panic!("{} {}", created.text(), deleted.text()),
        }
    }
    assert_eq!(admin.get("/fields").await.ok::<Vec<FieldView>>().len(), 9);
}
