//! `POST /imports/recall`

use super::{draft, with};
use muster_shared::api::{Import, Recall, Recalled, Role};
use muster_shared::mapping::{DateOrder, Reading};
use muster_shared::{EmptyCell, Source, UpdatePolicy};
use muster_tests::draft::key;
use muster_tests::{App, Client, Draft};
use serde_json::json;
use sqlx::PgPool;

async fn recall(client: &Client, columns: &[&str]) -> Option<Recalled> {
    let columns = columns.iter().map(|name| name.to_string()).collect();
    client.post("/imports/recall", &Recall { columns }).await.ok()
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_newest_import_of_the_same_columns_is_recalled_with_all_that_was_chosen(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let columns = ["email", "city", "Born", "Größe \"x\""];
    let file = "email,city,Born,\"Größe \"\"x\"\"\"\na@x.example,Porto,14/03/1988,x\n";
    assert_eq!(recall(&admin, &columns).await, None);

    let older = Draft::new(file).cut();
    admin.create(&older).await.ok::<Import>();
    let reading = Reading {
        date_order: DateOrder::DayMonthYear,
        ..Reading::default()
    };
    let newer = Draft::new(file)
        .unmapped("city")
        .column("date_of_birth", "Born")
        .reading("date_of_birth", reading)
        .empty("date_of_birth", EmptyCell::Leave)
        .update("date_of_birth", UpdatePolicy::FillEmpty)
        .literal("points", "10")
        .cut();
    let newer = with(&newer, |new| new.file.name = "autumn-fair-2025.csv".to_owned());
    admin.create(&newer).await.ok::<Import>();
    // What a person chose counts, whatever became of the import.
    admin.steer(newer.id, "cancel").await.ok::<Import>();

    let found = recall(&admin, &columns).await.unwrap();
    let expected = admin.import(newer.id).await;
    assert_eq!(
        (found.id, found.number, found.file_name.as_str()),
        (newer.id, 2, "autumn-fair-2025.csv")
    );
    assert_eq!(
        (found.created_at, found.mapping),
        (expected.created_at, expected.mapping)
    );

    for others in [
        &["email", "city", "Born"][..],
        &["city", "email", "Born", "Größe \"x\""],
        &["Email", "city", "Born", "Größe \"x\""],
        &[],
    ] {
        assert_eq!(recall(&admin, others).await, None, "{others:?}");
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn fields_that_are_gone_are_left_out(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let field = json!({"name": "Lead source", "type": "text"});
    admin.post("/fields", &field).await.created::<serde_json::Value>();
    let fields: Vec<muster_shared::api::FieldView> = admin.get("/fields").await.ok();
    let mut draft = draft();
    draft.fields = fields.into_iter().map(|view| view.field).collect();
    let draft = draft.column("lead_source", "city");
    app.import(&admin, &draft).await;
    let mapped = async || {
        let found = recall(&admin, &["email", "city"]).await.unwrap();
        let sources = found.mapping.assignments.into_iter();
        sources
            .map(|assignment| (assignment.field.to_string(), assignment.source))
            .collect::<Vec<_>>()
    };
    let all = [("email", 0), ("city", 1), ("lead_source", 1)];
    let of = |fields: &[(&str, usize)]| -> Vec<(String, Source)> {
        fields
            .iter()
            .map(|(field, column)| (key(field).to_string(), Source::Column(*column)))
            .collect()
    };
    assert_eq!(mapped().await, of(&all));
    admin.delete("/fields/lead_source").await.empty();
    assert_eq!(mapped().await, of(&all[..2]));
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn every_account_remembers_its_own_and_who_may_not_import_is_not_told(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let other = app.other_account().await;
    other.create(&draft().cut()).await.ok::<Import>();
    assert_eq!(recall(&admin, &["email", "city"]).await, None);
    assert!(recall(&other, &["email", "city"]).await.is_some());
    admin.create(&draft().cut()).await.ok::<Import>();
    let importer = app.person(Role::Importer).await;
    assert!(recall(&importer, &["email", "city"]).await.is_some());
    let reader = app.person(Role::Reader).await;
    let asked = Recall {
        columns: vec!["email".to_owned(), "city".to_owned()],
    };
    reader.post("/imports/recall", &asked).await.expect(403);
    app.guest().post("/imports/recall", &asked).await.expect(401);
}
