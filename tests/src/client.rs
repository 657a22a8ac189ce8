//! A browser's side of the API: cookies kept, answers looked at.

use crate::draft::{Draft, Upload};
use muster_shared::api::{self, ApiError, Import, Seal, SealRefused};
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// Someone in front of a browser.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    origin: String,
    /// The account that they are logged in to; 0 for nobody.
    pub account: i64,
}

/// What the server said.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Client {
    /// `origin` is `http://host:port`.
    pub fn new(origin: String) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).no_proxy().build();
        Self {
            http: http.expect("a client without TLS is always built"),
            origin,
            account: 0,
        }
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A request below the API's prefix.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_at(method, &format!("{}{path}", api::PREFIX))
    }

    /// A request for any path of the server.
    pub fn request_at(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.origin))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("the answer arrives whole").to_vec();
        Answer { status, headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn query(&self, path: &str, query: &impl Serialize) -> Answer {
        self.send(self.request(Method::GET, path).query(query)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.write(Method::POST, path, body).await
    }

    pub async fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.write(Method::PUT, path, body).await
    }

    pub async fn patch(&self, path: &str, body: &impl Serialize) -> Answer {
        self.write(Method::PATCH, path, body).await
    }

    async fn write(&self, method: Method, path: &str, body: &impl Serialize) -> Answer {
        let json = serde_json::to_vec(body).expect("wire types are plain data");
        self.send(
            self.request(method, path)
                .header("content-type", "application/json")
                .body(json),
        )
        .await
    }

    pub async fn create(&self, upload: &Upload) -> Answer {
        self.put(&format!("/imports/{}", upload.id), &upload.new).await
    }

    /// A request that stages `body` under its true digest.
    pub fn batch(&self, id: Uuid, seq: u32, body: Vec<u8>) -> RequestBuilder {
        self.request(Method::PUT, &format!("/imports/{id}/batches/{seq}"))
            .header("content-type", "application/json")
            .header(api::BATCH_DIGEST, digest(&body))
            .body(body)
    }

    pub async fn put_batch(&self, id: Uuid, seq: u32, body: &[u8]) -> Answer {
        self.send(self.batch(id, seq, body.to_vec())).await
    }

    pub async fn seal(&self, upload: &Upload) -> Answer {
        self.seal_as(upload.id, upload.seal()).await
    }

    pub async fn seal_as(&self, id: Uuid, seal: Seal) -> Answer {
        self.post(&format!("/imports/{id}/seal"), &seal).await
    }

    pub async fn import(&self, id: Uuid) -> Import {
        self.get(&format!("/imports/{id}")).await.ok()
    }

    /// What the import would do.
    pub async fn preview(&self, id: Uuid) -> Option<api::Preview> {
        self.get(&format!("/imports/{id}/preview")).await.ok()
    }

    /// `pause`, `resume`, `apply` or `cancel`.
    pub async fn steer(&self, id: Uuid, wish: &str) -> Answer {
        self.post(&format!("/imports/{id}/{wish}"), &()).await
    }

    /// The whole protocol up to the batches, without the seal.
    pub async fn stage(&self, upload: &Upload) {
        self.create(upload).await.ok::<Import>();
        for (seq, batch) in (0..).zip(&upload.batches) {
            self.put_batch(upload.id, seq, batch).await.ok::<api::BatchReceipt>();
        }
    }

    /// The whole protocol: created, staged, sealed.
    pub async fn upload(&self, draft: &Draft) -> Upload {
        let upload = draft.cut();
        self.stage(&upload).await;
        self.seal(&upload).await.ok::<Import>();
        upload
    }
}

impl Answer {
    /// The body as JSON, whatever the status.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        self.expect(200).json()
    }

    #[track_caller]
    pub fn created<T: DeserializeOwned>(&self) -> T {
        self.expect(201).json()
    }

    /// 204 without a body.
    #[track_caller]
    pub fn empty(&self) {
        assert!(self.expect(204).body.is_empty());
    }

    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// A refusal with this status and code, and a sentence.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> ApiError {
        let error: ApiError = self.expect(status).json();
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.message.ends_with(['.', '?', '!']), "no sentence: {error:?}");
        error
    }

    #[track_caller]
    pub fn seal_refused(&self, code: &str) -> SealRefused {
        let refused: SealRefused = self.expect(409).json();
        assert_eq!(refused.code, code, "{refused:?}");
        refused
    }
}

/// SHA-256 in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
