//! `PUT /imports/{id}` and `GET /imports`

use super::{draft, with};
use muster_shared::api::{Import, ImportPage, ImportState, Segment, SegmentChoice};
use muster_shared::merge::Existing;
use muster_shared::{EmptyCell, RULES_VERSION, Source, limits};
use muster_tests::App;
use muster_tests::draft::key;
use sqlx::PgPool;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn creating_twice_gives_the_same_import(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let upload = draft().new_segment("Spring").cut();
    let first: Import = admin.create(&upload).await.ok();
    assert_eq!(
        (first.number, first.state, first.records, first.uploaded),
        (1, ImportState::Uploading, 3, 0)
    );
    assert_eq!(
        (&first.file, &first.columns, &first.mapping),
        (&upload.new.file, &upload.new.columns, &upload.new.mapping)
    );
    assert_eq!(
        (&first.options, first.dialect, first.by.as_str()),
        (&upload.new.options, upload.new.dialect, "Ana López")
    );
    let again: Import = admin.create(&upload).await.ok();
    assert_eq!(
        Import {
            now: first.now,
            ..again
        },
        first
    );
    assert_eq!(admin.get("/imports").await.ok::<ImportPage>().total, 1);
    assert_eq!(admin.get("/segments").await.ok::<Vec<Segment>>().len(), 1);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_part_of_a_file_is_kept(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    for part in [None, Some("Besucher 2026".to_owned()), Some("x".repeat(1_000))] {
        let upload = with(&draft().cut(), |new| new.file.part.clone_from(&part));
        admin.create(&upload).await.ok::<Import>();
        assert_eq!(admin.import(upload.id).await.file, upload.new.file);
        let page: ImportPage = admin.get("/imports?limit=1").await.ok();
        assert_eq!(page.imports[0].file.part, part);
    }
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
        with(&upload, |new| new.file.part = Some("Sheet 2".to_owned())),
        with(&upload, |new| new.file.fingerprint = "0".repeat(64)),
        with(&upload, |new| new.dialect.delimiter = ';'),
        with(&upload, |new| {
            new.options.segments.push(SegmentChoice::New("Spring".to_owned()))
        }),
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
        (
            with(&upload, |new| new.file.part = Some(String::new())),
            "import.refused",
        ),
        (
            with(&upload, |new| new.file.part = Some("x".repeat(1_001))),
            "import.refused",
        ),
        (
            with(&upload, |new| new.file.part = Some("a\nb".to_owned())),
            "import.refused",
        ),
        (with(&upload, |new| new.file.size = u64::MAX), "import.refused"),
        (
            with(&upload, |new| new.file.fingerprint = "xyz".to_owned()),
            "import.refused",
        ),
        (with(&upload, |new| new.dialect.delimiter = '"'), "import.refused"),
        (with(&upload, |new| new.dialect.delimiter = '\n'), "import.refused"),
        (
            with(&upload, |new| new.dialect.delimiter = '\u{fffd}'),
            "import.refused",
        ),
        (
            with(&upload, |new| new.columns = vec![String::new(); limits::COLUMNS + 1]),
            "import.refused",
        ),
        (
            with(&upload, |new| {
                new.options.segments = vec![segment(); limits::IMPORT_SEGMENTS + 1]
            }),
            "import.refused",
        ),
        (
            with(&upload, |new| {
                new.options.segments = vec![segment(), SegmentChoice::Existing(7)]
            }),
            "segment.gone",
        ),
        (
            with(&upload, |new| {
                new.options.segments = vec![segment(), SegmentChoice::New(" ".to_owned())]
            }),
            "name.empty",
        ),
        (with(&upload, |new| new.mapping.assignments.clear()), "mapping.refused"),
        (with(&upload, |new| new.columns.truncate(1)), "mapping.refused"),
        (
            with(&upload, |new| new.mapping.assignments[1].field = key("no_such_field")),
            "mapping.refused",
        ),
        (
            with(&upload, |new| new.mapping.assignments[1].field = key("email")),
            "mapping.refused",
        ),
        (
            with(&upload, |new| new.mapping.assignments[1].empty = Some(EmptyCell::Clear)),
            "mapping.refused",
        ),
        (
            with(&upload, |new| new.mapping.assignments[0].empty = Some(EmptyCell::Leave)),
            "mapping.refused",
        ),
    ] {
        admin.create(&other).await.refused(422, code);
    }
    let bad_literal = draft().cut();
    let mut bad_literal = with(&bad_literal, |_| ());
    bad_literal.new.mapping.assignments[1].source = Source::Literal("ten".to_owned());
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
    let spring: Segment = admin
        .post("/segments", &serde_json::json!({"name": "Spring"}))
        .await
        .created();
    let draft = draft()
        .segment(SegmentChoice::Existing(spring.id))
        .new_segment(" SPRING ")
        .new_segment("Leads")
        .new_segment("leads");
    let import = app.import(&admin, &draft).await;
    let names: Vec<(&str, u64)> = import
        .segments
        .iter()
        .map(|segment| (segment.name.as_str(), segment.added))
        .collect();
    assert_eq!(names, [("Spring", 3), ("Leads", 3)]);
    assert_eq!(admin.get("/segments").await.ok::<Vec<Segment>>().len(), 2);
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
