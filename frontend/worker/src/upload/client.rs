//! The import's paths on the server: asked until the answer is whole, whatever the network does in between.

use super::gate::Gate;
use super::packing::Packing;
use super::request::{self, Body, NoReply, Reply, gzip};
use super::retry::{self, Answer};
use super::uplink::Uplink;
use crate::fingerprint::sha256;
use crate::protocol::Event;
use crate::scope;
use js_sys::Uint8Array;
use muster_shared::api::{ApiError, BATCH_DIGEST, BatchList, BatchReceipt, PREFIX, Seal, SealRefused};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;

/// Tries after which a batch whose digest didn't match is given up: something changes it on its way, every time.
const DIGEST_TRIES: u32 = 5;

/// What the server says to a seal.
#[derive(Debug)]
pub(crate) enum Sealing {
    Sealed,
    /// It hasn't these batches.
    Missing(Vec<u32>),
}

/// A refusal for good: its status and what it says.
#[derive(Debug)]
pub(crate) struct Refused {
    status: u16,
    body: String,
}

impl Refused {
    fn code(&self) -> String {
        retry::refusal(self.status, &self.body).code
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        retry::refusal(refused.status, &refused.body)
    }
}

pub(crate) struct Client {
    base: String,
    gate: Rc<Gate>,
    uplink: RefCell<Uplink>,
    packing: RefCell<Packing>,
    /// The page was told that the server doesn't answer.
    waits: Cell<bool>,
}

impl Client {
    pub(crate) fn new(import: Uuid, gate: Rc<Gate>) -> Self {
        let base = format!("{PREFIX}/imports/{import}");
        Self {
            base,
            gate,
            uplink: RefCell::default(),
            packing: RefCell::default(),
            waits: Cell::new(false),
        }
    }

    /// Whether the page was told of a wait that is over now. Says so once.
    pub(crate) fn waited(&self) -> bool {
        self.waits.take()
    }

    /// An outcome was reported: a pause that waited for it has come.
    pub(crate) fn reported(&self) {
        self.gate.report_paused();
    }

    pub(crate) async fn batches(&self) -> Result<BatchList, ApiError> {
        Ok(self.ask("GET", &format!("{}/batches", self.base), None, whole).await?)
    }

    /// Sends one batch until its receipt is here.
    pub(crate) async fn put_batch(&self, seq: u32, json: Vec<u8>) -> Result<(), ApiError> {
        let path = format!("{}/batches/{seq}", self.base);
        let bytes = json.len();
        let packs = self.packing.borrow().packs();
        self.packing.borrow_mut().sends(scope::now_ms());
        let body = body(json, packs).await;
        let receipt = |reply: &Reply| whole(reply).filter(|receipt: &BatchReceipt| receipt.seq == seq);
        let mut tries = 0;
        loop {
            match self.ask("PUT", &path, Some(&body), receipt).await {
                Ok(_) => {
                    self.packing.borrow_mut().confirmed(scope::now_ms(), packs, bytes);
                    return Ok(());
                }
                Err(refused) if tries < DIGEST_TRIES && refused.code() == "batch.digest_mismatch" => tries += 1,
                Err(refused) => return Err(refused.into()),
            }
        }
    }

    pub(crate) async fn seal(&self, seal: &Seal) -> Result<Sealing, ApiError> {
        let json = serde_json::to_vec(seal).expect("a seal is plain data");
        let body = Body {
            bytes: Uint8Array::from(&json[..]),
            headers: Vec::new(),
        };
        // The answer is the import; that it is whole is enough.
        let answer = self
            .ask("POST", &format!("{}/seal", self.base), Some(&body), whole::<IgnoredAny>)
            .await;
        match answer {
            Ok(_) => Ok(Sealing::Sealed),
            Err(refused) => match serde_json::from_str::<SealRefused>(&refused.body) {
                Ok(seal) if seal.code == "seal.missing" && !seal.missing.is_empty() => {
                    Ok(Sealing::Missing(seal.missing))
                }
                _ => Err(refused.into()),
            },
        }
    }

    /// Asks until there is an answer that `read` can read, or a refusal for good.
    async fn ask<T>(
        &self,
        method: &str,
        path: &str,
        body: Option<&Body>,
        read: impl Fn(&Reply) -> Option<T>,
    ) -> Result<T, Refused> {
        let mut failures = 0;
        loop {
            let mut asked_ms = None;
            if let Ok(reply) = self.send(method, path, body).await {
                match retry::answer(reply.status) {
                    // An answer that was cut off, or that somebody else gave, is none.
                    Answer::Done => {
                        if let Some(answer) = read(&reply) {
                            return Ok(answer);
                        }
                    }
                    Answer::SignIn => {
                        self.gate.sign_out();
                        continue;
                    }
                    Answer::Later => asked_ms = reply.retry_after.as_deref().and_then(retry_after_ms),
                    Answer::Refused => {
                        return Err(Refused {
                            status: reply.status,
                            body: reply.body,
                        });
                    }
                }
            }
            failures += 1;
            self.packing.borrow_mut().disturbed();
            let retry_ms = retry::wait_ms(failures, asked_ms, js_sys::Math::random());
            self.waits.set(true);
            scope::post(&Event::UploadWaits {
                offline: scope::is_offline(),
                retry_ms: retry_ms.into(),
            });
            self.gate.report_paused();
            self.gate.wait(retry_ms).await;
        }
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Body>) -> Result<Reply, NoReply> {
        self.gate.pass().await;
        let bytes = body.map_or(0, |body| body.bytes.length() as usize);
        self.uplink.borrow_mut().sent(scope::now_ms());
        let patience_ms = self.uplink.borrow().patience_ms(bytes);
        let reply = request::send(method, path, body, patience_ms).await;
        let now_ms = scope::now_ms();
        match &reply {
            Ok(reply) if retry::answer(reply.status) == Answer::Done => self.uplink.borrow_mut().ended(now_ms, bytes),
            Err(NoReply::TimedOut) => self.uplink.borrow_mut().timed_out(now_ms),
            _ => self.uplink.borrow_mut().ended(now_ms, 0),
        }
        self.gate.leave();
        reply
    }
}

async fn body(json: Vec<u8>, packs: bool) -> Body {
    let plain = Uint8Array::from(&json[..]);
    let mut headers = vec![(BATCH_DIGEST, sha256(&json))];
    drop(json);
    let packed = if packs { gzip(&plain).await } else { None };
    if packed.is_some() {
        headers.push(("content-encoding", "gzip".to_owned()));
    }
    Body {
        bytes: packed.unwrap_or(plain),
        headers,
    }
}

fn whole<T: DeserializeOwned>(reply: &Reply) -> Option<T> {
    serde_json::from_str(&reply.body).ok()
}

/// Both forms of the header: seconds, or a date.
fn retry_after_ms(header: &str) -> Option<f64> {
    retry::retry_after_ms(header).or_else(|| {
        let wait = js_sys::Date::parse(header) - js_sys::Date::now();
        wait.is_finite().then_some(wait)
    })
}
