//! Every endpoint behind the log-in, with a request that it takes.

use muster_shared::api::{Import, Role};
use muster_tests::{Answer, App, Client, Draft};
use reqwest::Method;
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// What an account has, for the endpoints' paths.
#[derive(Clone, Debug)]
pub(super) struct Things {
    pub(super) field: String,
    pub(super) segment: i64,
    pub(super) contact: i64,
    /// One that is still being uploaded.
    pub(super) import: Uuid,
    /// One that is over.
    pub(super) over: Uuid,
}

/// A field, a segment, a contact, the import that made it, and one that is still being uploaded.
pub(super) async fn things(app: &App, client: &Client, name: &str) -> Things {
    let field: Json = client
        .post("/fields", &json!({"name": name, "type": "text"}))
        .await
        .created();
    let segment: Json = client.post("/segments", &json!({"name": name})).await.created();
    let email = format!("{}@x.example", name.to_lowercase());
    let over = app
        .import(client, &Draft::new(format!("email,city\n{email},Porto\n")))
        .await;
    let upload = Draft::new(format!("email,city\n{email},Lyon\n")).cut();
    client.create(&upload).await.ok::<Import>();
    Things {
        field: field["key"].as_str().unwrap().to_owned(),
        segment: segment["id"].as_i64().unwrap(),
        contact: app.contact_id(client, &email).await,
        import: upload.id,
        over: over.id,
    }
}

/// An endpoint with a request that it takes.
pub(super) struct Endpoint {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Json,
    /// The least role that may.
    pub(super) role: Role,
    /// Whether the path names something of the account.
    pub(super) names: bool,
}

/// Every endpoint behind the log-in.
pub(super) fn endpoints(things: &Things) -> Vec<Endpoint> {
    let Things {
        field,
        segment,
        contact,
        import,
        over,
    } = things;
    let endpoint = |method: Method, path: String, body: Json, role| {
        let names = path.matches('/').count() > 1 && !matches!(path.as_str(), "/imports/recall" | "/imports/same-file")
            || path.contains("segment=");
        Endpoint {
            method,
            path,
            body,
            role,
            names,
        }
    };
    let (get, post, put, patch, delete) = (Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE);
    let membership = format!("/contacts/{contact}/segments");
    let new = serde_json::to_value(Draft::new("email\nz@x.example\n").cut().new).unwrap();
    let batch = json!({"lines": [2], "columns": [["a@x.example"], ["Porto"]]});
    vec![
        endpoint(get.clone(), "/fields".into(), Json::Null, Role::Reader),
        endpoint(
            post.clone(),
            "/fields".into(),
            json!({"name": "Another", "type": "text"}),
            Role::Admin,
        ),
        endpoint(
            patch.clone(),
            format!("/fields/{field}"),
            json!({"required": false}),
            Role::Admin,
        ),
        endpoint(get.clone(), "/segments".into(), Json::Null, Role::Reader),
        endpoint(
            post.clone(),
            "/segments".into(),
            json!({"name": "Another"}),
            Role::Importer,
        ),
        endpoint(
            patch.clone(),
            format!("/segments/{segment}"),
            json!({"name": "Renamed"}),
            Role::Importer,
        ),
        endpoint(get.clone(), "/contacts".into(), Json::Null, Role::Reader),
        endpoint(
            get.clone(),
            format!("/contacts?segment={segment}"),
            Json::Null,
            Role::Reader,
        ),
        endpoint(get.clone(), format!("/contacts/{contact}"), Json::Null, Role::Reader),
        endpoint(
            patch,
            format!("/contacts/{contact}"),
            json!({"field": "city", "text": "Hacked"}),
            Role::Admin,
        ),
        endpoint(
            post.clone(),
            membership.clone(),
            json!({"segment": segment}),
            Role::Importer,
        ),
        endpoint(
            delete.clone(),
            format!("{membership}/{segment}"),
            Json::Null,
            Role::Importer,
        ),
        endpoint(get.clone(), "/imports".into(), Json::Null, Role::Reader),
        endpoint(put.clone(), format!("/imports/{}", Uuid::new_v4()), new, Role::Importer),
        endpoint(
            post.clone(),
            "/imports/recall".into(),
            json!({"columns": ["email", "city"]}),
            Role::Importer,
        ),
        endpoint(
            post.clone(),
            "/imports/same-file".into(),
            json!({"size": 3, "fingerprint": "ab"}),
            Role::Importer,
        ),
        endpoint(get.clone(), format!("/imports/{import}"), Json::Null, Role::Reader),
        endpoint(
            get.clone(),
            format!("/imports/{import}/preview"),
            Json::Null,
            Role::Reader,
        ),
        endpoint(
            post.clone(),
            format!("/imports/{import}/apply"),
            Json::Null,
            Role::Importer,
        ),
        endpoint(
            get.clone(),
            format!("/imports/{import}/batches"),
            Json::Null,
            Role::Reader,
        ),
        endpoint(put, format!("/imports/{import}/batches/0"), batch, Role::Importer),
        endpoint(
            get.clone(),
            format!("/imports/{import}/left-out"),
            Json::Null,
            Role::Reader,
        ),
        endpoint(
            get.clone(),
            format!("/imports/{import}/left-out.csv"),
            Json::Null,
            Role::Reader,
        ),
        endpoint(
            post.clone(),
            format!("/imports/{import}/pause"),
            Json::Null,
            Role::Importer,
        ),
        endpoint(
            post.clone(),
            format!("/imports/{import}/resume"),
            Json::Null,
            Role::Importer,
        ),
        endpoint(
            post.clone(),
            format!("/imports/{import}/seal"),
            json!({"batches": 1, "records": 1}),
            Role::Importer,
        ),
        endpoint(
            post.clone(),
            format!("/imports/{import}/cancel"),
            Json::Null,
            Role::Importer,
        ),
        endpoint(get.clone(), format!("/imports/{over}/undo"), Json::Null, Role::Importer),
        endpoint(
            get.clone(),
            format!("/imports/{over}/undo/kept"),
            Json::Null,
            Role::Reader,
        ),
        endpoint(post, format!("/imports/{over}/undo"), Json::Null, Role::Importer),
        endpoint(delete.clone(), format!("/contacts/{contact}"), Json::Null, Role::Admin),
        endpoint(
            delete.clone(),
            format!("/segments/{segment}"),
            Json::Null,
            Role::Importer,
        ),
        endpoint(delete, format!("/fields/{field}"), Json::Null, Role::Admin),
    ]
}

pub(super) async fn call(client: &Client, endpoint: &Endpoint) -> Answer {
    let body = if endpoint.body.is_null() {
        Vec::new()
    } else {
        serde_json::to_vec(&endpoint.body).unwrap()
    };
    let request = client
        .request(endpoint.method.clone(), &endpoint.path)
        .header("content-type", "application/json")
        .header(muster_shared::api::BATCH_DIGEST, muster_tests::client::digest(&body));
    client.send(request.body(body)).await
}

/// All rows of an account's tables, as text, without sessions and attempts to log in.
pub(super) async fn everything(app: &App, account: i64) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.columns
         where table_schema = current_schema() and column_name = 'account_id'
           and table_name not in ('session', 'login_attempt') order by 1",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert!(tables.iter().any(|table| table == "contact"), "{tables:?}");
    let mut rows = Vec::new();
    for table in tables {
        let statement = sqlx::AssertSqlSafe(format!(
            "select t::text from {table} t where account_id = $1 order by 1"
        ));
        rows.extend(
            sqlx::query_scalar::<_, String>(statement)
                .bind(account)
                .fetch_all(&app.pool)
                .await
                .unwrap(),
        );
    }
    rows
}
