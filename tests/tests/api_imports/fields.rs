//! Fields that go away while an import is made.

use muster_shared::FieldType;
use muster_shared::api::{FieldView, Import, NewField};
use muster_shared::intake::Dialect;
use muster_tests::{App, Draft};
use sqlx::PgPool;

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
    let draft = Draft::with(
        "email,plan\na@x.example,Pro\n",
        Dialect::default(),
        app.fields(&admin).await,
    );
    admin.delete("/fields/plan").await.empty();
    let error = admin.create(&draft.cut()).await.refused(422, "mapping.refused");
    assert!(error.message.contains("`plan`"), "{error:?}");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_stays_while_an_import_uses_it(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.new_field(&admin, &plan_field()).await;
    let draft = Draft::with(
        "email,plan\na@x.example,Pro\n",
        Dialect::default(),
        app.fields(&admin).await,
    );
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
        let draft = Draft::with(
            "email,plan\na@x.example,Pro\n",
            Dialect::default(),
            app.fields(&admin).await,
        );
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
