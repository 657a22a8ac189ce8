//! What happens to a contact: the product's table, row by row.

use super::{assert_finished, counts, with_ana};
use muster_shared::api::{Segment, SegmentChoice};
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::{EmptyCell, UpdatePolicy};
use muster_tests::{App, Draft};
use serde_json::{Value, json};
use sqlx::PgPool;

const OVER_ANA: &str = "email,first_name,city,points\nana@x.example,Anna,Porto,2\nnew@x.example,New,Lyon,3\n";

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn nothing_checked_leaves_contacts_as_they_are(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let import = app.import(&admin, &Draft::new(OVER_ANA)).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 0, 0, 1, 0));
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({
            "ana@x.example": {"first_name": "Ana", "points": 1},
            "new@x.example": {"first_name": "New", "city": "Lyon", "points": 3},
        })
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn override_existing_gives_mapped_fields_the_files_values(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let import = app
        .import(&admin, &Draft::new(OVER_ANA).existing(Existing::Override))
        .await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 1, 0, 0, 0));
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({
            "ana@x.example": {"first_name": "Anna", "city": "Porto", "points": 2},
            "new@x.example": {"first_name": "New", "city": "Lyon", "points": 3},
        })
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn update_only_empty_fields_fills_what_is_empty(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let import = app
        .import(&admin, &Draft::new(OVER_ANA).existing(Existing::FillEmpty))
        .await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 1, 0, 0, 0));
    assert_eq!(
        app.contacts(&admin).await["ana@x.example"],
        json!({"first_name": "Ana", "city": "Porto", "points": 1})
    );
    let again = app
        .import(&admin, &Draft::new(OVER_ANA).existing(Existing::FillEmpty))
        .await;
    assert_eq!(again.counts, counts(0, 0, 2, 0, 0));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn fields_that_are_not_mapped_stay(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let draft = Draft::new("email,city\nana@x.example,Porto\n").existing(Existing::Override);
    app.import(&admin, &draft).await;
    assert_eq!(
        app.contacts(&admin).await["ana@x.example"],
        json!({"first_name": "Ana", "city": "Porto", "points": 1})
    );
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
        assert_eq!(
            app.import(&admin, &Draft::new(same).existing(existing)).await.counts,
            expected
        );
    }
    let after: String = sqlx::query_scalar(written).fetch_one(&app.pool).await.unwrap();
    assert_eq!(before, after);
    let changes: i64 = sqlx::query_scalar("select count(*) from contact_change")
        .fetch_one(&app.pool)
        .await
        .unwrap();
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
        let import = app
            .import(
                &admin,
                &Draft::new(file.as_str()).existing(existing).new_segment(segment),
            )
            .await;
        assert_finished(&import);
        assert_eq!((import.counts, import.segments[0].added), (expected, 2), "{segment}");
        assert_eq!(app.members(&admin, segment).await, ["ana@x.example", "new@x.example"]);
    }
    // Who is a member already isn't added again.
    let again = app
        .import(
            &admin,
            &Draft::new(format!("{file}third@x.example,T,Y,1\n")).new_segment("Left"),
        )
        .await;
    assert_eq!((again.segments[0].added, again.counts), (1, counts(1, 0, 0, 3, 1)));
    assert_eq!(app.members(&admin, "Left").await.len(), 3);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn several_segments_are_counted_apart(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    app.import(&admin, &Draft::new("email\nana@x.example\n").new_segment("A"))
        .await;
    let id = admin.get("/segments").await.ok::<Vec<Segment>>()[0].id;
    let draft = Draft::new(OVER_ANA)
        .batches_of(1)
        .new_segment("B")
        .segment(SegmentChoice::Existing(id));
    let import = app.import(&admin, &draft).await;
    let added: Vec<(&str, u64)> = import
        .segments
        .iter()
        .map(|segment| (segment.name.as_str(), segment.added))
        .collect();
    assert_eq!(added, [("B", 2), ("A", 1)]);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn empty_cells_leave_clear_or_reject(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let file = "email,first_name,points\nana@x.example,,\nnew@x.example,,\n";
    let draft = |empty| {
        Draft::new(file)
            .existing(Existing::Override)
            .empty("points", empty)
            .empty("first_name", empty)
    };
    assert_eq!(
        app.import(&admin, &draft(EmptyCell::Reject)).await.counts,
        counts(0, 0, 0, 0, 2)
    );
    assert_eq!(
        app.import(&admin, &draft(EmptyCell::Leave)).await.counts,
        counts(1, 0, 1, 0, 0)
    );
    assert_eq!(
        app.contacts(&admin).await["ana@x.example"],
        json!({"first_name": "Ana", "points": 1})
    );
    assert_eq!(
        app.import(&admin, &draft(EmptyCell::Clear)).await.counts,
        counts(0, 1, 1, 0, 0)
    );
    assert_eq!(app.contacts(&admin).await["ana@x.example"], json!({}));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_may_be_overridden_or_filled_in_its_own_way(pool: PgPool) {
    let (app, admin) = with_ana(pool).await;
    let file = "email,first_name,city,points\nana@x.example,Anna,Porto,7\n";
    let draft = |existing| Draft::new(file).existing(existing);
    for (draft, expected) in [
        (
            draft(Existing::Leave)
                .update("city", UpdatePolicy::Override)
                .update("points", UpdatePolicy::Override),
            json!({"first_name": "Ana", "points": 1}),
        ),
        (
            draft(Existing::FillEmpty).update("points", UpdatePolicy::Override),
            json!({"first_name": "Ana", "city": "Porto", "points": 7}),
        ),
        (
            draft(Existing::Override)
                .literal("points", "9")
                .literal("city", "Braga")
                .update("city", UpdatePolicy::FillEmpty),
            json!({"first_name": "Anna", "city": "Porto", "points": 9}),
        ),
    ] {
        app.import(&admin, &draft).await;
        assert_eq!(app.contacts(&admin).await["ana@x.example"], expected, "{draft:?}");
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn consent_lets_people_be_subscribed_again_and_is_in_the_audit_log(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let people = "email,newsletter\na@x.example,unsubscribed\nb@x.example,unsubscribed\nc@x.example,unsubscribed\n";
    app.import(&admin, &Draft::new(people)).await;
    let file = "email,newsletter\na@x.example,subscribed\nb@x.example,none\nc@x.example,\n";
    let draft = Draft::new(file)
        .existing(Existing::Override)
        .empty("newsletter", EmptyCell::Clear)
        .with_consent();
    let import = app.import(&admin, &draft).await;
    assert_eq!(import.counts, counts(0, 1, 2, 0, 0));
    assert_eq!(import.options.resubscribe, Resubscribe::WithConsent);
    let newsletters: Vec<Value> = app
        .contacts(&admin)
        .await
        .into_values()
        .map(|contact| contact["newsletter"].clone())
        .collect();
    assert_eq!(newsletters, ["subscribed", "unsubscribed", "unsubscribed"]);
    let noted: Vec<String> = sqlx::query_scalar(
        "select subject from audit_entry where action = 'import.consent_given' and user_id is not null",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert_eq!(noted, [import.id.to_string()]);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn who_unsubscribed_stays_so(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(
        &admin,
        &Draft::new("email,newsletter\na@x.example,unsubscribed\nb@x.example,none\n"),
    )
    .await;
    let file = "email,newsletter,city\na@x.example,subscribed,Porto\nb@x.example,subscribed,Porto\n";
    for (existing, expected) in [
        (Existing::FillEmpty, counts(0, 2, 0, 0, 0)),
        (Existing::Override, counts(0, 1, 1, 0, 0)),
    ] {
        assert_eq!(
            app.import(&admin, &Draft::new(file).existing(existing)).await.counts,
            expected
        );
    }
    let cleared = Draft::new("email,newsletter\na@x.example,\n")
        .existing(Existing::Override)
        .empty("newsletter", EmptyCell::Clear);
    assert_eq!(app.import(&admin, &cleared).await.counts, counts(0, 0, 1, 0, 0));
    let literal = Draft::new("email\na@x.example\n")
        .existing(Existing::Override)
        .literal("newsletter", "subscribed");
    assert_eq!(app.import(&admin, &literal).await.counts, counts(0, 0, 1, 0, 0));
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({
            "a@x.example": {"newsletter": "unsubscribed", "city": "Porto"},
            "b@x.example": {"newsletter": "subscribed", "city": "Porto"},
        })
    );
}
