//! `/fields`

use muster_shared::api::{ContactDetail, FieldPatch, FieldView, NewField};
use muster_shared::{Field, FieldOption, FieldType};
use muster_tests::draft::key;
use muster_tests::{App, Client, Draft};
use serde_json::json;
use sqlx::PgPool;

fn new(name: &str, kind: FieldType) -> NewField {
    NewField {
        name: name.to_owned(),
        key: None,
        kind,
        required: false,
        options: Vec::new(),
        default_country: None,
    }
}

fn option(id: &str, label: &str) -> FieldOption {
    FieldOption {
        id: id.to_owned(),
        label: label.to_owned(),
    }
}

fn plan() -> NewField {
    NewField {
        options: vec![option("free", "Free"), option("pro", "Pro")],
        ..new("Plan", FieldType::Radio)
    }
}

async fn views(client: &Client) -> Vec<FieldView> {
    client.get("/fields").await.ok()
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn system_fields_come_first_and_custom_ones_in_their_order(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let names = ["Zebra", "Größe", "Alpha"];
    for name in names {
        app.new_field(&admin, &new(name, FieldType::Text)).await;
    }
    let fields = app.fields(&admin).await;
    assert_eq!(fields[..9], muster_shared::field::system_fields());
    let custom: Vec<(&str, &str)> = fields[9..]
        .iter()
        .map(|field| (field.name.as_str(), field.key.as_str()))
        .collect();
    assert_eq!(custom, [("Zebra", "zebra"), ("Größe", "grosse"), ("Alpha", "alpha")]);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn every_type_can_be_made_and_is_read_back_as_it_was_made(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    for kind in FieldType::ALL {
        let options = if kind.has_options() {
            vec![option("a", "A"), option("b", "B b")]
        } else {
            Vec::new()
        };
        let default_country = (kind == FieldType::Phone).then(|| "ES".to_owned());
        let made = app
            .new_field(
                &admin,
                &NewField {
                    options,
                    default_country,
                    required: true,
                    ..new(&format!("My {}", kind.label()), kind)
                },
            )
            .await;
        let found = app.fields(&admin).await.into_iter().find(|field| field.key == made.key);
        assert_eq!(found, Some(made));
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_key_is_made_from_the_name_and_numbered_where_taken(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    assert_eq!(
        app.new_field(&admin, &new("City!", FieldType::Text)).await.key,
        key("city_2")
    );
    assert_eq!(
        app.new_field(&admin, &new("2nd phone", FieldType::Text)).await.key,
        key("field_2nd_phone")
    );
    let given = NewField {
        key: Some(key("shoe_size")),
        ..new("Shoes", FieldType::Integer)
    };
    assert_eq!(app.new_field(&admin, &given).await.key, key("shoe_size"));
    admin
        .post(
            "/fields",
            &NewField {
                name: "Other".to_owned(),
                ..given
            },
        )
        .await
        .refused(409, "field.key_taken");
    let email = NewField {
        key: Some(key("email")),
        ..new("Other", FieldType::Text)
    };
    admin.post("/fields", &email).await.refused(409, "field.key_taken");
    let bad_key = json!({"name": "X", "key": "Bad Key", "type": "text"});
    assert_eq!(admin.post("/fields", &bad_key).await.status, 422);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn names_are_taken_whatever_their_case(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.new_field(&admin, &new("Plan", FieldType::Text)).await;
    for name in ["plan", " PLAN ", "first NAME"] {
        let error = admin
            .post("/fields", &new(name, FieldType::Text))
            .await
            .refused(409, "field.name_taken");
        assert_eq!(error.field.as_deref(), Some("name"));
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn fields_made_at_once_with_one_name_are_one(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let field = new("Plan", FieldType::Text);
    let statuses = futures::future::join_all((0..4).map(|_| admin.post("/fields", &field))).await;
    let mut statuses: Vec<u16> = statuses.into_iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    assert_eq!(app.fields(&admin).await.len(), 10);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_refused_field_says_what_is_wrong_with_which_part(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let options = |options: Vec<FieldOption>| NewField {
        options,
        ..new("X", FieldType::Checkbox)
    };
    for (field, about) in [
        (new(" ", FieldType::Text), "name"),
        (new(&"x".repeat(101), FieldType::Text), "name"),
        (new("a\0b", FieldType::Text), "name"),
        (options(vec![]), "options"),
        (options(vec![option("a", "A"), option("a", "B")]), "options"),
        (options(vec![option("a", "A"), option("b", "a ")]), "options"),
        (options(vec![option("a", "A|B")]), "options"),
        (options(vec![option("a", "A\0")]), "options"),
        (
            options((0..501).map(|n| option(&n.to_string(), &n.to_string())).collect()),
            "options",
        ),
        (
            NewField {
                options: vec![option("a", "A")],
                ..new("X", FieldType::Text)
            },
            "options",
        ),
        (
            NewField {
                default_country: Some("es".to_owned()),
                ..new("X", FieldType::Phone)
            },
            "default_country",
        ),
        (
            NewField {
                default_country: Some("ES".to_owned()),
                ..new("X", FieldType::Text)
            },
            "default_country",
        ),
    ] {
        let answer = admin.post("/fields", &field).await;
        let error: muster_shared::api::ApiError = answer.expect(422).json();
        assert_eq!(error.field.as_deref(), Some(about), "{error:?}");
    }
    assert_eq!(app.fields(&admin).await.len(), 9);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_changes_in_what_the_patch_names(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let made = app.new_field(&admin, &plan()).await;
    let patch = FieldPatch {
        name: Some(" Tier ".to_owned()),
        ..FieldPatch::default()
    };
    let renamed: Field = admin.patch("/fields/plan", &patch).await.ok();
    assert_eq!(
        renamed,
        Field {
            name: "Tier".to_owned(),
            ..made
        }
    );
    let options = vec![option("free", "Gratis"), option("pro", "Pro"), option("team", "Team")];
    let patch = FieldPatch {
        required: Some(true),
        options: Some(options.clone()),
        ..FieldPatch::default()
    };
    let changed: Field = admin.patch("/fields/plan", &patch).await.ok();
    assert_eq!(
        changed,
        Field {
            required: true,
            options,
            ..renamed
        }
    );
    assert_eq!(app.fields(&admin).await[9], changed);
    assert_eq!(
        admin.patch("/fields/plan", &FieldPatch::default()).await.ok::<Field>(),
        changed
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_field_can_not_take_another_ones_name_nor_lose_its_options(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.new_field(&admin, &plan()).await;
    app.new_field(&admin, &new("Other", FieldType::Text)).await;
    let name = |name: &str| FieldPatch {
        name: Some(name.to_owned()),
        ..FieldPatch::default()
    };
    admin
        .patch("/fields/other", &name("PLAN"))
        .await
        .refused(409, "field.name_taken");
    admin.patch("/fields/other", &name("")).await.refused(422, "name.empty");
    admin.patch("/fields/other", &name("other")).await.ok::<Field>();
    let none = FieldPatch {
        options: Some(vec![]),
        ..FieldPatch::default()
    };
    admin.patch("/fields/plan", &none).await.refused(422, "options.refused");
    admin
        .patch("/fields/nothing", &name("X"))
        .await
        .refused(404, "not_found");
    admin
        .patch("/fields/No%20Key", &name("X"))
        .await
        .refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn system_fields_stay_as_they_are(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let patch = FieldPatch {
        name: Some("Mail".to_owned()),
        ..FieldPatch::default()
    };
    for field in muster_shared::field::system_fields() {
        admin
            .patch(&format!("/fields/{}", field.key), &patch)
            .await
            .refused(409, "field.system");
        admin
            .delete(&format!("/fields/{}", field.key))
            .await
            .refused(409, "field.system");
    }
}

/// A contact whose plan is *Pro*, whose choices are both.
async fn with_options_in_use(app: &App, admin: &Client) {
    app.new_field(admin, &plan()).await;
    let colours = NewField {
        options: vec![option("r", "Red"), option("g", "Green"), option("b", "Blue")],
        ..new("Colours", FieldType::Checkbox)
    };
    app.new_field(admin, &colours).await;
    let fields = app.fields(admin).await;
    let draft = Draft::with(
        "email,plan,colours\na@x.example,Pro,red|green\n",
        Default::default(),
        fields,
    );
    let import = app.import(admin, &draft).await;
    assert_eq!(import.counts.created, 1);
    assert_eq!(
        app.contacts(admin).await["a@x.example"],
        json!({"plan": "pro", "colours": ["r", "g"]})
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn options_that_contacts_have_stay(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    with_options_in_use(&app, &admin).await;
    let options = |options: Vec<FieldOption>| FieldPatch {
        options: Some(options),
        ..FieldPatch::default()
    };
    let error = admin
        .patch("/fields/plan", &options(vec![option("free", "Free")]))
        .await
        .refused(409, "field.option_in_use");
    assert_eq!(error.field.as_deref(), Some("options"));
    admin
        .patch("/fields/colours", &options(vec![option("r", "Red")]))
        .await
        .refused(409, "field.option_in_use");
    admin
        .patch("/fields/plan", &options(vec![option("pro", "Professional")]))
        .await
        .ok::<Field>();
    admin
        .patch(
            "/fields/colours",
            &options(vec![option("g", "Green"), option("r", "Rot")]),
        )
        .await
        .ok::<Field>();
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_deleted_field_takes_its_values_along(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    with_options_in_use(&app, &admin).await;
    admin.delete("/fields/plan").await.empty();
    admin.delete("/fields/plan").await.refused(404, "not_found");
    assert_eq!(
        app.contacts(&admin).await["a@x.example"],
        json!({"colours": ["r", "g"]})
    );
    let id = app.contact_id(&admin, "a@x.example").await;
    admin.get(&format!("/contacts/{id}")).await.ok::<ContactDetail>();
    // Its name and key are free again, and nothing of the old values comes back.
    app.new_field(&admin, &new("Plan", FieldType::Text)).await;
    assert_eq!(
        app.contacts(&admin).await["a@x.example"],
        json!({"colours": ["r", "g"]})
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn filled_counts_the_contacts_that_have_a_value(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(
        &admin,
        &Draft::new("email,city\na@x.example,Porto\nb@x.example,\nc@x.example,Lyon\n"),
    )
    .await;
    let filled = |views: &[FieldView], name: &str| {
        views
            .iter()
            .find(|view| view.field.key.as_str() == name)
            .unwrap()
            .filled
    };
    let first = views(&admin).await;
    assert_eq!(
        (
            filled(&first, "email"),
            filled(&first, "city"),
            filled(&first, "points")
        ),
        (3, 2, 0)
    );
    // A field made since is counted as well.
    app.new_field(&admin, &plan()).await;
    assert_eq!(filled(&views(&admin).await, "plan"), 0);
}
