//! Someone who imports: asks until the answer is whole, as the upload in the browser does, only with shorter waits.

use crate::client::digest;
use crate::draft::Upload;
use muster_properties::random::Random;
use muster_shared::api::{self, ApiError, BATCH_DIGEST, BatchList, BatchReceipt, Import, Seal, SealRefused};
use reqwest::Method;
use serde::de::DeserializeOwned;
use sqlx::PgPool;
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Waits after failures: the first, doubled with each, and the longest. What the server asks for is the browser's concern.
const WAITS: [Duration; 2] = [Duration::from_millis(15), Duration::from_millis(250)];
/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(4);
/// After so long without an answer the browser gives up, which a real one doesn't.
const LIMIT: Duration = Duration::from_secs(180);

/// One browser with a session. Lives in one account.
#[derive(Debug)]
pub struct Browser {
    http: RefCell<reqwest::Client>,
    origin: String,
    admin: PgPool,
    pub account: i64,
    user: i64,
    cookie: RefCell<String>,
    random: RefCell<Random>,
    /// Tries that had no whole answer, or one that said to come later.
    pub failures: Cell<u64>,
}

/// A refusal for good; with the status 0, no answer.
#[derive(Clone, Debug)]
pub struct Refused {
    pub status: u16,
    pub body: String,
}

impl Refused {
    pub fn code(&self) -> String {
        serde_json::from_str(&self.body).map_or_else(|_| String::new(), |error: ApiError| error.code)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused with {}: {}", self.status, self.body)
    }
}

type Result<T> = std::result::Result<T, Refused>;

fn new_http() -> reqwest::Client {
    let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
    http.expect("a client without TLS is always built")
}

impl Browser {
    /// Makes an account for it, whose admin is logged in. `origin` is `http://host:port`.
    pub async fn of_new_account(admin: &PgPool, origin: String, random: Random) -> Self {
        let ids: (i64, i64) = sqlx::query_as(
            "with a as (insert into account (name) values ('Lumenhaus') returning account_id)
             insert into app_user (account_id, name, email, role, password_hash)
             select account_id, 'Ana', 'ana' || account_id || '@lumenhaus.example', 'admin', '-' from a
             returning account_id, id",
        )
        .fetch_one(admin)
        .await
        .expect("an account is made");
        let browser = Self {
            http: RefCell::new(new_http()),
            origin,
            admin: admin.clone(),
            account: ids.0,
            user: ids.1,
            cookie: RefCell::default(),
            random: RefCell::new(random),
            failures: Cell::new(0),
        };
        browser.sign_in().await;
        browser
    }

    /// Another browser of the same person.
    pub fn another(&self) -> Self {
        Self {
            http: RefCell::new(new_http()),
            origin: self.origin.clone(),
            admin: self.admin.clone(),
            account: self.account,
            user: self.user,
            cookie: self.cookie.clone(),
            random: self.random.clone(),
            failures: Cell::new(0),
        }
    }

    /// Without a password, whose check is slow by design.
    async fn sign_in(&self) {
        let secret = Uuid::new_v4().simple().to_string();
        loop {
            let signed_in = sqlx::query(
                "insert into session (account_id, token_hash, user_id, created_at, seen_at)
                 values ($1, sha256(convert_to($2, 'UTF8')), $3, now(), now()) on conflict do nothing",
            )
            .bind(self.account)
            .bind(&secret)
            .bind(self.user)
            .execute(&self.admin)
            .await;
            if signed_in.is_ok() {
                break;
            }
            tokio::time::sleep(WAITS[0]).await;
        }
        *self.cookie.borrow_mut() = format!("muster_session={}.{secret}", self.account);
    }

    /// The session ends, behind the browser's back.
    pub async fn sign_out(&self) {
        let ended = sqlx::query("delete from session where account_id = $1").bind(self.account);
        // Where the database is away, nobody is signed out.
        ended.execute(&self.admin).await.ok();
    }

    /// The tab is closed and opened again: its connections are gone.
    pub fn reopen(&self) {
        *self.http.borrow_mut() = new_http();
    }

    pub async fn create(&self, upload: &Upload) -> Result<Import> {
        let json = serde_json::to_vec(&upload.new).expect("wire types are plain data");
        self.ask(Method::PUT, &upload.path(), Some((json, None))).await
    }

    pub async fn import(&self, id: Uuid) -> Result<Import> {
        self.ask(Method::GET, &format!("/imports/{id}"), None).await
    }

    pub async fn batches(&self, id: Uuid) -> Result<BatchList> {
        self.ask(Method::GET, &format!("/imports/{id}/batches"), None).await
    }

    pub async fn put_batch(&self, id: Uuid, seq: u32, body: &[u8]) -> Result<BatchReceipt> {
        self.put_batch_as(id, seq, body, digest(body)).await
    }

    /// Under a digest that may be another's.
    pub async fn put_batch_as(&self, id: Uuid, seq: u32, body: &[u8], digest: String) -> Result<BatchReceipt> {
        let path = format!("/imports/{id}/batches/{seq}");
        self.ask(Method::PUT, &path, Some((body.to_vec(), Some(digest)))).await
    }

    /// `Err` with the batches that the server hasn't.
    pub async fn seal(&self, id: Uuid, seal: Seal) -> Result<std::result::Result<Import, Vec<u32>>> {
        let json = serde_json::to_vec(&seal).expect("wire types are plain data");
        match self
            .ask(Method::POST, &format!("/imports/{id}/seal"), Some((json, None)))
            .await
        {
            Ok(import) => Ok(Ok(import)),
            Err(refused) => match serde_json::from_str::<SealRefused>(&refused.body) {
                Ok(seal) if seal.code == "seal.missing" => Ok(Err(seal.missing)),
                _ => Err(refused),
            },
        }
    }

    /// `None`: there is nothing to undo.
    pub async fn undo(&self, id: Uuid) -> Result<Option<Import>> {
        let path = format!("/imports/{id}/undo");
        match self.ask(Method::POST, &path, Some((b"null".to_vec(), None))).await {
            Err(refused) if refused.code() == "undo.nothing" => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Asks until there is a whole answer, or a refusal for good. A body goes with its digest, if it is a batch.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<(Vec<u8>, Option<String>)>,
    ) -> Result<T> {
        let url = format!("{}{}{path}", self.origin, api::PREFIX);
        let mut wait = WAITS[0];
        let start = Instant::now();
        while start.elapsed() < LIMIT {
            let http = self.http.borrow().clone();
            let mut request = http
                .request(method.clone(), &url)
                .header("cookie", self.cookie.borrow().as_str());
            if let Some((body, digest)) = &body {
                request = request.header("content-type", "application/json").body(body.clone());
                if let Some(digest) = digest {
                    request = request.header(BATCH_DIGEST, digest);
                }
            }
            match reply(request).await {
                Some((200..=299, body)) => {
                    if let Ok(answer) = serde_json::from_str(&body) {
                        return Ok(answer);
                    }
                }
                Some((401, _)) => {
                    self.sign_in().await;
                    continue;
                }
                Some((408 | 425 | 429 | 500.., _)) | None => {}
                Some((status, body)) => return Err(Refused { status, body }),
            }
            self.failures.set(self.failures.get() + 1);
            let jitter = 500 + self.random.borrow_mut().below(500) as u32;
            tokio::time::sleep(wait * jitter / 1000).await;
            wait = (wait * 2).min(WAITS[1]);
        }
        Err(Refused {
            status: 0,
            body: format!("{method} {path} has no answer after {} s", LIMIT.as_secs()),
        })
    }
}

/// Status and body, if all of it arrived.
async fn reply(request: reqwest::RequestBuilder) -> Option<(u16, String)> {
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.text().await.ok()?))
}
