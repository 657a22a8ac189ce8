//! What is taken back, and what stays since somebody changed it.

use super::{Both, undo_counts};
use muster_shared::EmptyCell;
use muster_shared::UpdatePolicy;
use muster_shared::api::{ContactDetail, HistoryKind, ImportState, NewField};
use muster_shared::intake::Dialect;
use muster_shared::merge::Existing;
use muster_tests::{App, Draft};
use serde_json::json;
use sqlx::PgPool;

/// Ana and Bo, who were there before everything else.
const PEOPLE: &str = "email,first_name,city,points\nana@x.example,Ana,Porto,1\nbo@x.example,Bo,,\n";

async fn with_people(pool: PgPool) -> Both {
    let (app, admin) = App::with_admin(pool).await;
    let mut both = Both::new(app, admin);
    both.import(&Draft::new(PEOPLE).empty("points", EmptyCell::Leave)).await;
    both
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn after_override_the_former_values_come_back_and_new_contacts_go(pool: PgPool) {
    let mut both = with_people(pool).await;
    let before = both.model.contacts.clone();
    let file = "email,first_name,city,points\nana@x.example,Anna,,7\nbo@x.example,Bo,Lyon,2\ncy@x.example,Cy,Faro,3\n";
    let draft = Draft::new(file)
        .existing(Existing::Override)
        .empty("city", EmptyCell::Clear);
    let import = both.import(&draft).await;
    assert_ne!(both.model.contacts, before);
    let undone = both.undo(import).await;
    assert_eq!(undone.undo.unwrap().counts, undo_counts(1, 2, 0));
    // What the import did stays in its books.
    assert_eq!(undone.counts.created + undone.counts.updated, 3);
    both.assert_same("after the undo").await;
    assert_eq!(both.model.contacts, before);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn after_only_empty_fields_are_empty_again(pool: PgPool) {
    let mut both = with_people(pool).await;
    let before = both.model.contacts.clone();
    let file = "email,first_name,city,points\nana@x.example,Anna,Faro,7\nbo@x.example,Beau,Lyon,2\n";
    let import = both.import(&Draft::new(file).existing(Existing::FillEmpty)).await;
    let undone = both.undo(import).await;
    assert_eq!(undone.undo.unwrap().counts, undo_counts(0, 1, 0));
    both.assert_same("after the undo").await;
    assert_eq!(both.model.contacts, before);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_later_edit_by_hand_stays_and_is_listed(pool: PgPool) {
    let mut both = with_people(pool).await;
    let file =
        "email,city,points\nana@x.example,Faro,7\nbo@x.example,Lyon,2\ncy@x.example,Caen,3\ndi@x.example,Dax,4\n";
    let import = both.import(&Draft::new(file).existing(Existing::Override)).await;
    both.edit("ana@x.example", "city", "Braga").await;
    // Typed back to what it was before: it is the person's value all the same.
    both.edit("bo@x.example", "points", "9").await;
    both.edit("bo@x.example", "points", "2").await;
    both.edit("cy@x.example", "email", "cyd@x.example").await;
    let undone = both.undo(import).await;
    assert_eq!(undone.undo.unwrap().counts, undo_counts(1, 2, 3));
    both.assert_same("after the undo").await;
    let contacts = json!(both.model.contacts);
    assert_eq!(
        contacts,
        json!({
            "ana@x.example": {"first_name": "Ana", "city": "Braga", "points": 1},
            "bo@x.example": {"first_name": "Bo", "points": 2},
            "cyd@x.example": {"city": "Caen", "points": 3},
        })
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_later_import_counts_as_long_as_it_holds(pool: PgPool) {
    let mut both = with_people(pool).await;
    let override_ = |file: &str| Draft::new(file).existing(Existing::Override);
    let first = both
        .import(&override_(
            "email,city\nana@x.example,Faro\nbo@x.example,Lyon\ncy@x.example,Caen\n",
        ))
        .await;
    let second = both
        .import(&override_("email,city\nana@x.example,Braga\ncy@x.example,Caen\n"))
        .await;
    // Ana's city is the second import's; Cy was left as the first one made them.
    let undone = both.undo(first).await;
    assert_eq!(undone.undo.unwrap().counts, undo_counts(1, 1, 1));
    both.assert_same("the later import holds").await;
    let third = both
        .import(&override_("email,city\nbo@x.example,Nice\ndi@x.example,Dax\n"))
        .await;
    let fourth = both
        .import(&override_("email,city\nbo@x.example,Nimes\ndi@x.example,Dole\n"))
        .await;
    both.undo(fourth).await;
    both.assert_same("the last one undone").await;
    let undone = both.undo(third).await;
    assert_eq!(undone.undo.unwrap().counts, undo_counts(1, 1, 0));
    both.assert_same("the later import was undone").await;
    assert_eq!(both.undo(second).await.undo.unwrap().counts, undo_counts(0, 1, 0));
    both.assert_same("the second").await;
    // What the first import wrote, and it is the value from before the second one.
    assert_eq!(both.model.contacts["ana@x.example"]["city"], "Faro");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn members_leave_the_segments_that_the_import_added_them_to(pool: PgPool) {
    let mut both = with_people(pool).await;
    let spring = |file: &str| Draft::new(file).new_segment("Spring").new_segment("All");
    let first = both.import(&spring("email\nana@x.example\n")).await;
    let second = both
        .import(&spring("email\nana@x.example\nbo@x.example\ncy@x.example\n"))
        .await;
    // Taken out by hand and put in again: the person's.
    let bo = both.app.contact_id(&both.admin, "bo@x.example").await;
    let segments: Vec<muster_shared::api::Segment> = both.admin.get("/segments").await.ok();
    let spring_id = segments.iter().find(|segment| segment.name == "Spring").unwrap().id;
    both.admin
        .delete(&format!("/contacts/{bo}/segments/{spring_id}"))
        .await
        .empty();
    both.admin
        .post(&format!("/contacts/{bo}/segments"), &json!({"segment": spring_id}))
        .await
        .empty();
    both.model
        .segments
        .get_mut("Spring")
        .unwrap()
        .insert("bo@x.example".to_owned(), 0);
    let undone = both.undo(second).await;
    assert_eq!(undone.undo.as_ref().unwrap().left, 3);
    both.assert_same("the second").await;
    let members = both.app.members(&both.admin, "Spring").await;
    assert_eq!(members, ["ana@x.example", "bo@x.example"]);
    both.undo(first).await;
    both.assert_same("the first").await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_undo_is_undone_by_a_plain_new_import(pool: PgPool) {
    let mut both = with_people(pool).await;
    let draft = Draft::new("email,city\nana@x.example,Faro\ncy@x.example,Caen\n").existing(Existing::Override);
    let import = both.import(&draft).await;
    let after = both.model.contacts.clone();
    both.undo(import).await;
    let again = both.import(&draft).await;
    assert_eq!(both.model.contacts, after);
    both.undo(again).await;
    both.assert_same("undone twice").await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_that_is_gone_gets_nothing_back(pool: PgPool) {
    let mut both = with_people(pool).await;
    let plan = NewField {
        name: "Plan".to_owned(),
        key: None,
        kind: muster_shared::FieldType::Text,
        required: false,
        options: vec![],
        default_country: None,
    };
    both.app.new_field(&both.admin, &plan).await;
    let fields = both.app.fields(&both.admin).await;
    let file = |plan: &str| {
        Draft::with(
            format!("email,plan\nana@x.example,{plan}\n"),
            Dialect::default(),
            fields.clone(),
        )
    };
    both.import(&file("Basic").existing(Existing::Override)).await;
    let import = both.import(&file("Pro").existing(Existing::Override)).await;
    both.admin.delete("/fields/plan").await.empty();
    // Another one under the same key, which takes no text.
    let whole = NewField {
        kind: muster_shared::FieldType::Integer,
        ..plan
    };
    both.app.new_field(&both.admin, &whole).await;
    let path = format!("/imports/{}/undo", both.id(import));
    both.admin.post(&path, &()).await.expect(200);
    both.app.run_jobs().await;
    let undone = both.admin.import(both.id(import)).await;
    assert_eq!(undone.state, ImportState::Undone);
    assert_eq!(undone.undo.unwrap().counts, undo_counts(0, 0, 0));
    let contacts = both.app.contacts(&both.admin).await;
    assert_eq!(
        contacts["ana@x.example"],
        json!({"first_name": "Ana", "city": "Porto", "points": 1})
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_contacts_history_tells_all_of_it(pool: PgPool) {
    let mut both = with_people(pool).await;
    let draft = Draft::new("email,city,points\nana@x.example,Faro,7\n")
        .existing(Existing::Override)
        .update("points", UpdatePolicy::FillEmpty)
        .new_segment("Spring");
    let import = both.import(&draft).await;
    let ana = both.app.contact_id(&both.admin, "ana@x.example").await;
    let history = async || {
        let detail: ContactDetail = both.admin.get(&format!("/contacts/{ana}")).await.ok();
        detail.history
    };
    use HistoryKind::{Changed, Created, Joined, Undone};
    let before = history().await;
    let kinds: Vec<HistoryKind> = before.iter().map(|entry| entry.what).collect();
    assert_eq!(kinds, [Joined, Changed, Created]);
    assert_eq!(before[0].segment.as_ref().unwrap().name, "Spring");
    assert_eq!((before[0].at, &before[0].import), (before[1].at, &before[1].import));
    assert_eq!((before[1].line, before[1].changes.len()), (Some(2), 1));
    assert_eq!(
        (&before[2].import.as_ref().unwrap().number, before[2].line),
        (&1, Some(2))
    );
    let path = format!("/imports/{}/undo", both.id(import));
    both.admin.post(&path, &()).await.expect(200);
    both.app.run_jobs().await;
    let after = history().await;
    let kinds: Vec<HistoryKind> = after.iter().map(|entry| entry.what).collect();
    assert_eq!(kinds, [Undone, Changed, Created]);
    let undone = &after[0];
    assert_eq!(undone.import.as_ref().unwrap().number, 2);
    assert_eq!(undone.by.as_deref(), Some("Ana López"));
    assert_eq!(undone.changes[0].field.as_str(), "city");
    assert_eq!(
        (&undone.changes[0].before, &undone.changes[0].after),
        (&json!("Faro"), &json!("Porto"))
    );
}
