//! `/contacts`

use muster_shared::api::{
    Contact, ContactDetail, ContactPage, ContactPatch, ContactQuery, HistoryKind, NewField, Segment, Total,
};
use muster_shared::merge::Existing;
use muster_shared::{FieldType, limits};
use muster_tests::draft::key;
use muster_tests::{Answer, App, Client, Draft};
use serde_json::{Value as Json, json};
use sqlx::PgPool;

async fn page(client: &Client, query: &ContactQuery) -> ContactPage {
    client.query("/contacts", query).await.ok()
}

async fn emails(client: &Client, query: &ContactQuery) -> Vec<String> {
    let mut emails: Vec<String> = page(client, query)
        .await
        .contacts
        .into_iter()
        .map(|contact| contact.email)
        .collect();
    emails.sort_unstable();
    emails
}

fn search(text: &str) -> ContactQuery {
    ContactQuery {
        search: text.to_owned(),
        ..ContactQuery::default()
    }
}

/// 450 contacts, some of them changed since.
async fn many(app: &App, admin: &Client) {
    let emails: Vec<String> = (1..=450).map(|n| format!("c{n}@x.example")).collect();
    app.import(admin, &Draft::new(format!("email\n{}", emails.join("\n"))))
        .await;
    app.sql("update contact set updated_at = now() where id % 3 = 0").await;
}

async fn walk(client: &Client, query: ContactQuery) -> Vec<Contact> {
    let mut contacts = Vec::new();
    let mut next = None;
    loop {
        let page = page(
            client,
            &ContactQuery {
                after: next,
                ..query.clone()
            },
        )
        .await;
        contacts.extend(page.contacts);
        next = page.next;
        if next.is_none() {
            return contacts;
        }
        assert!(contacts.len() <= 1_000, "the pages have no end");
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn pages_give_every_contact_once_newest_first(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    many(&app, &admin).await;
    for limit in [7, 90, 150, 200] {
        let contacts = walk(
            &admin,
            ContactQuery {
                limit: Some(limit),
                ..ContactQuery::default()
            },
        )
        .await;
        assert_eq!(contacts.len(), 450);
        assert!(contacts.is_sorted_by(|a, b| a.id > b.id), "limit {limit}");
    }
    assert_eq!(page(&admin, &ContactQuery::default()).await.total.total, 450);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn jumps_land_where_paging_does(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    many(&app, &admin).await;
    app.sql("insert into segment (account_id, name) values (1, 'Odd')")
        .await;
    app.sql("insert into segment_member select 1, (select id from segment), id from contact where id % 2 = 1")
        .await;
    let segment = admin.get("/segments").await.ok::<Vec<Segment>>()[0].id;
    for query in [
        ContactQuery::default(),
        ContactQuery {
            segment: Some(segment),
            ..ContactQuery::default()
        },
        search("c1"),
        ContactQuery {
            segment: Some(segment),
            ..search("c1")
        },
    ] {
        let all: Vec<i64> = walk(&admin, query.clone())
            .await
            .iter()
            .map(|contact| contact.id)
            .collect();
        for at in [0, 1, 17, all.len() as u64 - 1, all.len() as u64, 10_000, u64::MAX] {
            let jumped = page(
                &admin,
                &ContactQuery {
                    at: Some(at),
                    limit: Some(25),
                    ..query.clone()
                },
            )
            .await;
            let ids: Vec<i64> = jumped.contacts.iter().map(|contact| contact.id).collect();
            let expected: Vec<i64> = all.iter().skip(at.min(1_000_000) as usize).take(25).copied().collect();
            assert_eq!(ids, expected, "{query:?} at {at}");
            assert_eq!(jumped.total.total as usize, all.len());
        }
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_last_page_has_no_next_and_a_page_is_bounded(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let empty = page(&admin, &ContactQuery::default()).await;
    assert_eq!(
        empty,
        ContactPage {
            contacts: vec![],
            total: Total::exactly(0),
            next: None
        }
    );
    many(&app, &admin).await;
    let most = page(
        &admin,
        &ContactQuery {
            limit: Some(u32::MAX),
            ..ContactQuery::default()
        },
    )
    .await;
    assert_eq!(most.contacts.len(), limits::PAGE_ROWS as usize);
    let least = page(
        &admin,
        &ContactQuery {
            limit: Some(0),
            ..ContactQuery::default()
        },
    )
    .await;
    assert_eq!(least.contacts.len(), 1);
    for bad in [
        "after=x",
        "after=",
        "after=MS4x%00",
        "limit=-1",
        "limit=x",
        "at=-1",
        "segment=x",
        "after=OTk5OTk5OTk5OTk5OTk5OTk5OS4x",
    ] {
        let answer = admin.get(&format!("/contacts?{bad}")).await;
        assert_eq!(answer.status, 400, "{bad}: {}", answer.text());
    }
    admin.get("/contacts?segment=77").await.refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_search_finds_what_starts_with_its_words(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let file = "email,first_name,last_name,mobile_phone,city\n\
        ana@x.example,Ana,López,+34651234567,Porto\n\
        juana@x.example,Juana,Ruiz,+34651000000,Anadia\n\
        percent@x.example,100%,a_b,+48601554310,x\n";
    let import = app.import(&admin, &Draft::new(file)).await;
    assert_eq!(import.counts.created, 3);
    let everyone = ["ana@x.example", "juana@x.example", "percent@x.example"];
    let cases: [(&str, &[&str]); 17] = [
        ("", &everyone),
        ("  ", &everyone),
        ("ana", &["ana@x.example"]),
        ("ANA@X", &["ana@x.example"]),
        ("lópez", &["ana@x.example"]),
        ("LÓP an", &["ana@x.example"]),
        ("ana ruiz", &[]),
        ("+34651", &["ana@x.example", "juana@x.example"]),
        ("+34 651-234", &["ana@x.example"]),
        ("porto", &[]),
        ("%", &[]),
        ("100%", &["percent@x.example"]),
        ("a_b", &["percent@x.example"]),
        ("axb", &[]),
        ("\\", &[]),
        ("a\0", &[]),
        ("'; drop table contact; --", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(emails(&admin, &search(text)).await, expected, "{text:?}");
        assert_eq!(
            page(&admin, &search(text)).await.total.total as usize,
            expected.len(),
            "{text:?}"
        );
    }
}

async fn patch(client: &Client, id: i64, field: &str, text: &str) -> Answer {
    client
        .patch(
            &format!("/contacts/{id}"),
            &ContactPatch {
                field: key(field),
                text: text.to_owned(),
            },
        )
        .await
}

async fn ana(app: &App, admin: &Client) -> i64 {
    app.import(
        admin,
        &Draft::new("email,first_name\nana@x.example,Ana\nben@x.example,Ben\n"),
    )
    .await;
    app.contact_id(admin, "ana@x.example").await
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_edit_is_checked_by_the_fields_rules(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let required = NewField {
        name: "Code".to_owned(),
        key: None,
        kind: FieldType::Decimal,
        required: true,
        options: vec![],
        default_country: None,
    };
    app.new_field(&admin, &required).await;
    let id = ana(&app, &admin).await;
    for (field, text, code) in [
        ("points", "12.5", "integer.has_decimals"),
        ("points", "ten", "integer.not_a_number"),
        ("points", "9223372036854775808", "integer.out_of_range"),
        ("date_of_birth", "14/03/1988", "date.not_iso"),
        ("date_of_birth", "2023-02-29", "date.no_such_day"),
        ("newsletter", "maybe", "radio.unknown_option"),
        ("mobile_phone", "12", "phone.too_short"),
        ("email", "ana", "email.missing_at"),
        ("email", " ", "empty.not_allowed"),
        ("code", "", "empty.not_allowed"),
        ("first_name", "a\0b", "text.control_character"),
        ("first_name", &"x".repeat(10_001), "text.too_long"),
    ] {
        let error = patch(&admin, id, field, text).await.refused(422, code);
        assert_eq!(error.field.as_deref(), Some(field));
    }
    assert_eq!(
        app.contacts(&admin).await["ana@x.example"],
        json!({"first_name": "Ana"})
    );
    patch(&admin, id, "no_such_field", "x").await.refused(404, "not_found");
    patch(&admin, 999_999, "city", "x").await.refused(404, "not_found");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_edit_stores_the_value_and_an_empty_text_empties_it(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let id = ana(&app, &admin).await;
    for (field, text, stored) in [
        ("points", " 10 ", json!(10)),
        ("date_of_birth", "1988-03-14", json!("1988-03-14")),
        ("newsletter", "Subscribed", json!("subscribed")),
        ("mobile_phone", "0034 651 23 45 67", json!("+34651234567")),
        ("first_name", "=1+1", json!("=1+1")),
        ("city", "São Paulo 😀", json!("São Paulo 😀")),
        ("city", "", Json::Null),
    ] {
        let detail: ContactDetail = patch(&admin, id, field, text).await.ok();
        assert_eq!(
            detail.contact.attributes.get(field).cloned().unwrap_or_default(),
            stored,
            "{field}"
        );
    }
    let detail: ContactDetail = patch(&admin, id, "email", " Ana.New@X.example ").await.ok();
    assert_eq!(detail.contact.email, "ana.new@x.example");
    patch(&admin, id, "email", "BEN@x.example")
        .await
        .refused(409, "contact.email_taken");
    assert_eq!(app.contacts(&admin).await["ana.new@x.example"]["points"], 10);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_history_tells_imports_with_their_lines_and_people(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let first = app
        .import(
            &admin,
            &Draft::new("email,city,points\nx@x.example,,1\nana@x.example,Porto,1\n"),
        )
        .await;
    let again = Draft::new("email,city,points\nana@x.example,Lyon,1\n").existing(Existing::Override);
    let second = app.import(&admin, &again).await;
    let unchanged = app.import(&admin, &again).await;
    assert_eq!((second.counts.updated, unchanged.counts.unchanged), (1, 1));
    let id = app.contact_id(&admin, "ana@x.example").await;
    patch(&admin, id, "city", "Gdańsk").await.expect(200);
    patch(&admin, id, "city", "Gdańsk").await.expect(200);
    let detail: ContactDetail = patch(&admin, id, "points", "").await.ok();

    let told = detail.history.iter().map(|entry| {
        let import = entry.import.as_ref().map(|import| import.number).zip(entry.line);
        (entry.what, import, entry.by.as_deref())
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (HistoryKind::Changed, None, Some("Ana López")),
            (HistoryKind::Changed, None, Some("Ana López")),
            (HistoryKind::Changed, Some((2, 2)), None),
            (HistoryKind::Created, Some((1, 3)), None),
        ]
    );
    let changes: Vec<(&str, &Json, &Json)> = detail
        .history
        .iter()
        .flat_map(|entry| &entry.changes)
        .map(|change| (change.field.as_str(), &change.before, &change.after))
        .collect();
    assert_eq!(
        changes,
        [
            ("points", &json!(1), &Json::Null),
            ("city", &json!("Lyon"), &json!("Gdańsk")),
            ("city", &json!("Porto"), &json!("Lyon")),
        ]
    );
    let names: Vec<_> = detail
        .history
        .iter()
        .filter_map(|entry| Some(entry.import.as_ref()?.id))
        .collect();
    assert_eq!(names, [second.id, first.id]);
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_deleted_contact_is_gone_everywhere_and_can_come_back_new(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(
        &admin,
        &Draft::new("email,city\nana@x.example,Porto\n").new_segment("Spring"),
    )
    .await;
    let id = app.contact_id(&admin, "ana@x.example").await;
    patch(&admin, id, "city", "Lyon").await.expect(200);
    admin.delete(&format!("/contacts/{id}")).await.empty();
    admin.delete(&format!("/contacts/{id}")).await.refused(404, "not_found");
    admin.get(&format!("/contacts/{id}")).await.refused(404, "not_found");
    for table in ["contact", "contact_change", "segment_member"] {
        let statement = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        assert_eq!(
            sqlx::query_scalar::<_, i64>(statement)
                .fetch_one(&app.pool)
                .await
                .unwrap(),
            0,
            "{table}"
        );
    }
    assert_eq!(page(&admin, &ContactQuery::default()).await.total.total, 0);
    let import = app.import(&admin, &Draft::new("email\nana@x.example\n")).await;
    assert_eq!(import.counts.created, 1);
    let back = app.contact_id(&admin, "ana@x.example").await;
    let detail: ContactDetail = admin.get(&format!("/contacts/{back}")).await.ok();
    assert_eq!((detail.history.len(), detail.segments.len()), (1, 0));
}
