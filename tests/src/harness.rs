//! The server as its users meet it: on a port of its own, over a database of its own.

use crate::client::Client;
use crate::draft::Draft;
use muster_backend::auth::setup::{FirstOnly, create_account};
use muster_backend::{AppState, Config, jobs};
use muster_shared::Field;
use muster_shared::api::{FieldView, Import, Login, NewField, Role, Setup};
use serde_json::Value as Json;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub const SETUP_CODE: &str = "K7PM-2QXA-9TRD";
pub const PASSWORD: &str = "correct horse battery";
pub const ADMIN_EMAIL: &str = "ana@lumenhaus.example";

/// Contacts by email, with their attributes.
pub type Contacts = BTreeMap<String, Json>;

/// A running server. Its runner isn't: [`App::run_jobs`] applies what waits, so that no test sleeps.
#[derive(Debug)]
pub struct App {
    pub state: AppState,
    pub pool: PgPool,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl App {
    pub async fn start(pool: PgPool) -> Self {
        Self::start_with(pool, |_| ()).await
    }

    /// With a configuration that isn't the tests' usual one.
    pub async fn start_with(pool: PgPool, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            setup_code: Some(SETUP_CODE.to_owned()),
            ..Config::default()
        };
        change(&mut config);
        let state = AppState::new(pool.clone(), config);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port that was bound");
        let app = muster_backend::app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                panic!("serving: {error}");
            }
        });
        Self {
            state,
            pool,
            address,
            serving,
        }
    }

    /// With as many connections as a server in production has: a test's own pool has fewer.
    pub async fn start_wide(connect: PgConnectOptions) -> Self {
        let pool = PgPoolOptions::new().max_connections(20).connect_with(connect).await;
        Self::start(pool.expect("the test's database")).await
    }

    /// The server and its first admin.
    pub async fn with_admin(pool: PgPool) -> (Self, Client) {
        let app = Self::start(pool).await;
        let admin = app.set_up().await;
        (app, admin)
    }

    /// Nobody: without a session.
    pub fn guest(&self) -> Client {
        Client::new(format!("http://{}", self.address))
    }

    /// The first run.
    pub async fn set_up(&self) -> Client {
        let mut admin = self.guest();
        admin.post("/setup", &setup(ADMIN_EMAIL, "Lumenhaus")).await.expect(201);
        admin.account = self.account_of(ADMIN_EMAIL).await;
        admin
    }

    /// The admin of another account of the same server.
    pub async fn other_account(&self) -> Client {
        let email = "davi@casaverde.example";
        create_account(&self.state, setup(email, "Casa Verde"), FirstOnly::No)
            .await
            .expect("a second account");
        self.log_in(email).await
    }

    /// Someone of another role in the first account.
    pub async fn person(&self, role: Role) -> Client {
        let role = format!("{role:?}").to_lowercase();
        let email = format!("{role}@lumenhaus.example");
        sqlx::query(
            "insert into app_user (account_id, name, email, role, password_hash)
             select account_id, $1, $2, $3, password_hash from app_user where email = $4",
        )
        .bind(format!("The {role}"))
        .bind(&email)
        .bind(&role)
        .bind(ADMIN_EMAIL)
        .execute(&self.pool)
        .await
        .expect("a user is added");
        self.log_in(&email).await
    }

    pub async fn log_in(&self, email: &str) -> Client {
        let mut client = self.guest();
        let login = Login {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
        };
        client.post("/session", &login).await.expect(200);
        client.account = self.account_of(email).await;
        client
    }

    async fn account_of(&self, email: &str) -> i64 {
        let found = sqlx::query_scalar("select account_id from app_user where email = $1").bind(email);
        found.fetch_one(&self.pool).await.expect("the user exists")
    }

    /// Applies all that waits.
    pub async fn run_jobs(&self) {
        jobs::run_until_idle(&self.state).await.expect("the database answers");
    }

    /// Brings the words of contacts up to date, as far as is their turn.
    pub async fn catch_up_words(&self) {
        jobs::catch_up_words(&self.state, || false)
            .await
            .expect("the database answers");
    }

    /// A draft's whole way: uploaded, applied, as its summary is read then.
    pub async fn import(&self, client: &Client, draft: &Draft) -> Import {
        let upload = client.upload(draft).await;
        self.run_jobs().await;
        client.import(upload.id).await
    }

    /// The account's fields, as the page gets them.
    pub async fn fields(&self, client: &Client) -> Vec<Field> {
        let views: Vec<FieldView> = client.get("/fields").await.ok();
        views.into_iter().map(|view| view.field).collect()
    }

    pub async fn new_field(&self, client: &Client, new: &NewField) -> Field {
        client.post("/fields", new).await.created()
    }

    /// The account's contacts as the database has them.
    pub async fn contacts(&self, client: &Client) -> Contacts {
        let rows: Vec<(String, Json)> = sqlx::query_as("select email, attributes from contact where account_id = $1")
            .bind(client.account)
            .fetch_all(&self.pool)
            .await
            .expect("contacts are read");
        rows.into_iter().collect()
    }

    /// Emails of a segment's members, in order.
    pub async fn members(&self, client: &Client, segment: &str) -> Vec<String> {
        sqlx::query_scalar(
            "select c.email from segment s
             join segment_member m on m.account_id = s.account_id and m.segment_id = s.id
             join contact c on c.account_id = m.account_id and c.id = m.contact_id
             where s.account_id = $1 and s.name = $2 order by 1",
        )
        .bind(client.account)
        .bind(segment)
        .fetch_all(&self.pool)
        .await
        .expect("members are read")
    }

    pub async fn contact_id(&self, client: &Client, email: &str) -> i64 {
        sqlx::query_scalar("select id from contact where account_id = $1 and email = $2")
            .bind(client.account)
            .bind(email)
            .fetch_one(&self.pool)
            .await
            .expect("the contact exists")
    }

    /// Rows of the import's ledger.
    pub async fn ledger_rows(&self, id: Uuid) -> i64 {
        sqlx::query_scalar("select count(*) from import_batch where import_id = $1")
            .bind(id)
            .fetch_one(&self.pool)
            .await
            .expect("the ledger is read")
    }

    /// Runs a statement of the test's own.
    pub async fn sql(&self, statement: &'static str) {
        sqlx::raw_sql(statement)
            .execute(&self.pool)
            .await
            .expect("the statement runs");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What the first run's form sends.
pub fn setup(email: &str, account_name: &str) -> Setup {
    Setup {
        code: SETUP_CODE.to_owned(),
        account_name: account_name.to_owned(),
        name: "Ana López".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    }
}
