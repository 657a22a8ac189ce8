//! The words that contacts are found by: always those of the contacts, however these changed; and searches in very many contacts.

use muster_shared::api::{ContactPage, ContactPatch, ContactQuery, ImportState, Total};
use muster_shared::merge::Existing;
use muster_tests::draft::key;
use muster_tests::faults::check;
use muster_tests::{App, Client, Draft};
use sqlx::PgPool;

async fn found(client: &Client, text: &str) -> (Vec<String>, Total) {
    let query = ContactQuery {
        search: text.to_owned(),
        ..ContactQuery::default()
    };
    let page: ContactPage = client.query("/contacts", &query).await.ok();
    let emails = page.contacts.into_iter().map(|contact| contact.email).collect();
    (emails, page.total)
}

async fn assert_found(client: &Client, text: &str, expected: &[&str]) {
    let (emails, total) = found(client, text).await;
    assert_eq!(emails, expected, "{text}");
    assert_eq!(total, Total::exactly(expected.len() as u64), "{text}");
}

async fn rename(client: &Client, id: i64, field: &str, text: &str) {
    let patch = ContactPatch {
        field: key(field),
        text: text.to_owned(),
    };
    client.patch(&format!("/contacts/{id}"), &patch).await.expect(200);
}

/// How many notes wait to be looked at.
async fn notes(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from contact_unsearched")
        .fetch_one(pool)
        .await
        .expect("the database answers")
}

/// Nothing waits to be looked at, and the words are those of the contacts.
async fn assert_caught_up(pool: &PgPool, account: i64) {
    assert_eq!(notes(pool).await, 0);
    check::words(pool, account)
        .await
        .expect("the words are those of the contacts");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn contacts_are_found_by_what_they_are_called_now(pool: PgPool) {
    let (app, admin) = App::with_admin(pool.clone()).await;
    let file = "email,first_name,last_name,mobile_phone\n\
        ana@x.example,Ana,López,+34651234567\n\
        ben@x.example,Ben,Ana,+34651234568\n";
    let first = app.import(&admin, &Draft::new(file)).await;
    assert_caught_up(&pool, admin.account).await;
    assert_found(&admin, "ana", &["ben@x.example", "ana@x.example"]).await;
    assert_found(&admin, "ana lóp", &["ana@x.example"]).await;

    let file = "email,first_name,last_name\nana@x.example,Zoë,López\ncleo@x.example,Cleo,Zola\n";
    app.import(&admin, &Draft::new(file).existing(Existing::Override)).await;
    assert_caught_up(&pool, admin.account).await;
    assert_found(&admin, "zo", &["cleo@x.example", "ana@x.example"]).await;
    // By her email.
    assert_found(&admin, "ana", &["ben@x.example", "ana@x.example"]).await;

    // At once, though nobody has looked at the words yet.
    let ben = app.contact_id(&admin, "ben@x.example").await;
    rename(&admin, ben, "last_name", "Zimmer").await;
    assert_found(&admin, "zim", &["ben@x.example"]).await;
    assert_found(&admin, "ana", &["ana@x.example"]).await;
    app.run_jobs().await;
    assert_caught_up(&pool, admin.account).await;
    assert_found(&admin, "zim", &["ben@x.example"]).await;

    let cleo = app.contact_id(&admin, "cleo@x.example").await;
    admin.delete(&format!("/contacts/{cleo}")).await.expect(204);
    assert_found(&admin, "cleo", &[]).await;
    app.run_jobs().await;
    assert_caught_up(&pool, admin.account).await;

    admin
        .post(&format!("/imports/{}/undo", first.id), &())
        .await
        .expect(200);
    app.run_jobs().await;
    assert_caught_up(&pool, admin.account).await;
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_name_longer_than_a_word_is_compared_whole(pool: PgPool) {
    let (app, admin) = App::with_admin(pool.clone()).await;
    let long = "x".repeat(100);
    app.import(&admin, &Draft::new(format!("email,first_name\na@x.example,{long}\n")))
        .await;
    assert_caught_up(&pool, admin.account).await;
    assert_found(&admin, &long, &["a@x.example"]).await;
    assert_found(&admin, &format!("{}y", &long[..80]), &[]).await;
}

/// An import that goes on and on doesn't keep contacts from being found for ever.
#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn words_wait_for_imports_but_not_for_ever(pool: PgPool) {
    let (app, admin) = App::with_admin(pool.clone()).await;
    app.import(&admin, &Draft::new("email,first_name\nana@x.example,Ana\n"))
        .await;
    let ana = app.contact_id(&admin, "ana@x.example").await;
    rename(&admin, ana, "first_name", "Zoë").await;
    let waiting = admin.upload(&Draft::new("email\nben@x.example\n")).await;
    app.catch_up_words().await;
    assert_eq!(notes(&pool).await, 1);

    app.sql("update contact_unsearched set noted_at = noted_at - interval '10 minutes'")
        .await;
    app.catch_up_words().await;
    assert_eq!(notes(&pool).await, 0);
    assert_found(&admin, "zo", &["ana@x.example"]).await;
    // Nobody took up the import meanwhile.
    assert_eq!(admin.import(waiting.id).await.state, ImportState::Sealed);
}

/// 300,000 contacts: a word that all have, one that every third has, one that every thousandth has, one that
/// the oldest have, one that every fourth of the others has.
#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn very_many_are_counted_up_to_a_limit(pool: PgPool) {
    let (app, admin) = App::with_admin(pool.clone()).await;
    app.sql(
        "with made as (
             insert into contact (account_id, email, attributes, created_at, updated_at)
             select 1, 'c' || n || '@x.example', jsonb_strip_nulls(jsonb_build_object('first_name', 'Common', 'last_name',
                 case when n % 1000 = 0 then 'Rare' when n % 3 = 0 then 'Third' else 'Other' end,
                 'mobile_phone', case when n <= 60000 then '+48601554310' when n % 4 = 0 then '+491512345678' end)), now(), now()
             from generate_series(1, 300000) n returning id)
         insert into contact_unsearched (account_id, contacts, contact_ids)
         select 1, count(*), array_agg(id) from made group by id / 5000",
    )
    .await;
    // Most of them can't be found by a word that nobody has looked at.
    let (emails, total) = found(&admin, "rare").await;
    assert!((1..=300).contains(&emails.len()), "{}", emails.len());
    assert!((270_000..=280_000).contains(&total.unsearched), "{total:?}");

    app.run_jobs().await;
    assert_caught_up(&pool, admin.account).await;
    let some = Total {
        total: 4_000,
        has_more: true,
        unsearched: 0,
    };
    for (text, expected, newest) in [
        ("common", Total::more(), "c300000@x.example"),
        ("third", Total::more(), "c299997@x.example"),
        ("third common", Total::more(), "c299997@x.example"),
        ("rare", Total::exactly(300), "c300000@x.example"),
        // Many, and none of the latest.
        ("+48601", Total::more(), "c60000@x.example"),
        // Among the latest 50,000 these are 4,150.
        ("third +49", some, "c299988@x.example"),
        ("common rare", Total::exactly(300), "c300000@x.example"),
        ("c29999 common", Total::exactly(11), "c299999@x.example"),
    ] {
        let (emails, total) = found(&admin, text).await;
        assert_eq!(total, expected, "{text}");
        assert_eq!(emails[0], newest, "{text}");
    }
    assert_found(&admin, "rare third", &[]).await;
}
