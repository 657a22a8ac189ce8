//! What anybody may send, and what they are told.

use super::endpoints::{endpoints, things};
use muster_shared::api::ApiError;
use muster_shared::limits;
use muster_tests::App;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value as Json, json};
use sqlx::PgPool;
use std::collections::BTreeSet;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn every_answer_has_the_guards_and_an_id(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut ids = BTreeSet::new();
    for (client, path) in [
        (&admin, "/contacts"),
        (&app.guest(), "/contacts"),
        (&admin, "/nothing"),
        (&admin, "/contacts?limit=x"),
    ] {
        let answer = client.get(path).await;
        let header = |name: &str| {
            answer
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let policy = header("content-security-policy");
        for part in [
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        ids.insert(header("x-request-id"));
    }
    assert_eq!(ids.len(), 4, "an id each");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn addresses_that_are_none_say_so_in_json(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    for path in [
        "/",
        "/nothing",
        "/contacts/x",
        "/contacts/1/2/3",
        "/imports/1",
        "/segments/99999999999999999999",
        "/fields/%00",
    ] {
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let answer = admin
                .send(
                    admin
                        .request(method, path)
                        .header("content-type", "application/json")
                        .body("{}"),
                )
                .await;
            assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
            answer.json::<ApiError>();
        }
    }
    admin.delete("/contacts").await.refused(405, "method.not_allowed");
    admin
        .send(admin.request_at(Method::GET, "/api/v2/contacts"))
        .await
        .refused(404, "not_found");
    admin
        .send(admin.request_at(Method::POST, "/"))
        .await
        .refused(405, "method.not_allowed");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn bodies_are_bounded_and_have_to_be_json(pool: PgPool) {
    let (_app, admin) = App::with_admin(pool).await;
    let post = |kind: &'static str, body: Vec<u8>| {
        admin.send(
            admin
                .request(Method::POST, "/segments")
                .header("content-type", kind)
                .body(body),
        )
    };
    let json = "application/json";
    let large = |bytes: usize| {
        let mut body = br#"{"name":"Large"}"#.to_vec();
        body.resize(bytes, b' ');
        body
    };
    post(json, large(limits::BODY_BYTES + 1))
        .await
        .refused(413, "body.too_large");
    post(json, large(limits::BODY_BYTES)).await.expect(201);
    post("application/x-www-form-urlencoded", b"name=x".to_vec())
        .await
        .refused(415, "body.not_json");
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"name":7}"#,
        r#"{"name":"x"}x"#,
        "\u{0}",
        r#"{"name":"\ud800"}"#,
    ] {
        let answer = post(json, body.as_bytes().to_vec()).await;
        assert!(matches!(answer.status, 400 | 422), "{body:?}: {}", answer.status);
        assert_eq!(answer.json::<ApiError>().code, "body.unreadable", "{body:?}");
    }
    post(json, vec![0xff; 100]).await.expect(400);
    for deep in ["[", r#"{"name":"#, r#"{"x":["#] {
        let answer = post(json, deep.repeat(100_000).into_bytes()).await;
        assert!(matches!(answer.status, 400 | 422), "{deep}: {}", answer.status);
    }
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn an_internal_error_tells_its_id_and_nothing_else(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.sql("drop table contact cascade").await;
    let answer = admin.get("/contacts").await;
    let error = answer.refused(500, "internal");
    assert_eq!(
        error.request_id.as_deref(),
        answer.headers["x-request-id"].to_str().ok()
    );
    let text = answer.text().to_lowercase();
    for inside in ["relation", "contact", "sqlx", "postgres", "42p01", "select", ".rs"] {
        assert!(!text.contains(inside), "{text}");
    }
    app.sql("drop table session cascade").await;
    admin.get("/segments").await.refused(500, "internal");
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn a_database_that_is_away_is_said_and_may_be_tried_again(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.pool.close().await;
    let answer = admin.get("/contacts").await;
    answer.refused(503, "database.unavailable");
    assert!(answer.headers.contains_key("retry-after"));
}

/// A body: noise, JSON of the wrong shape, or something near to the right one.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        "\\PC{0,8}".prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        Just(json!("email")),
        Just(json!("a\u{0}b")),
    ];
    let names = prop::sample::select(vec![
        "name",
        "type",
        "key",
        "options",
        "required",
        "default_country",
        "segment",
        "field",
        "text",
        "batches",
        "records",
        "email",
        "password",
        "code",
        "lines",
        "columns",
        "marks",
        "id",
        "label",
    ]);
    let tree = leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|pairs| Json::Object(
                pairs
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    });
    let near = ("[a-z\u{0}%' ]{0,6}", prop::sample::select(vec!["text", "radio", "date", "x"]), any::<i64>()).prop_map(|(text, kind, number)| {
        json!({"name": text, "type": kind, "key": text, "segment": number, "field": "city", "text": text, "batches": number, "records": number})
    });
    prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 0..200),
        3 => tree.prop_map(|json| json.to_string().into_bytes()),
        3 => near.prop_map(|json| json.to_string().into_bytes()),
    ]
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn any_bytes_to_any_endpoint_are_never_an_internal_error(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut runner = TestRunner::deterministic();
    let weird = prop::sample::select(vec![
        "",
        "0",
        "-1",
        "%00",
        "%ff",
        "x",
        "9223372036854775807",
        "%27",
        "email",
        "a%2fb",
        "😀",
    ]);
    let query = prop::sample::select(vec![
        "",
        "?limit=0",
        "?after=%00",
        "?at=9223372036854775807",
        "?search=%00%ff",
        "?before=-9223372036854775808",
        "?outcome=x",
        "?search=%25_%5c",
    ]);
    let kind = prop::sample::select(vec![
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
        "",
    ]);
    let request = (0..29_usize, body(), prop::option::of(weird), query, kind, 0..3_u8);
    let mut statuses = BTreeSet::new();
    let mut mine = things(&app, &admin, "Mine").await;
    for round in 0..600 {
        let (place, body, weird, query, kind, digest) = request.new_tree(&mut runner).unwrap().current();
        if round % 100 == 99 {
            mine = things(&app, &admin, &format!("Mine{round}")).await;
        }
        let endpoint = &endpoints(&mine)[place];
        let mut path = endpoint.path.clone();
        if let Some(weird) = weird {
            path = format!("{}/{weird}", path.rsplit_once('/').unwrap().0);
        }
        if !path.contains('?') {
            path.push_str(query);
        }
        let digest = match digest {
            0 => String::from("x"),
            _ => muster_tests::client::digest(&body),
        };
        let request = admin
            .request(endpoint.method.clone(), &path)
            .header("content-type", kind);
        let request = request
            .header(muster_shared::api::BATCH_DIGEST, digest)
            .body(body.clone());
        let answer = admin.send(request).await;
        let what = format!(
            "{} {path} {:?}: {}",
            endpoint.method,
            String::from_utf8_lossy(&body),
            answer.text()
        );
        assert!(answer.status < 500, "{what}");
        if answer.status >= 400 {
            assert!(
                !answer.json::<Json>()["message"].as_str().unwrap_or_default().is_empty(),
                "{what}"
            );
        }
        statuses.insert(answer.status);
    }
    for status in [200, 400, 404, 415, 422] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }
}
