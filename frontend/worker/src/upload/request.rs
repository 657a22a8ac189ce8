//! One request: sent once, given up after a time, ended when nobody waits for it any more.

use crate::scope;
use futures::future::{Either, select};
use js_sys::{Array, Reflect, Uint8Array};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStream, Request, RequestInit, Response, WritableStream};

/// What is sent. The bytes stand outside of the module's own memory, and serve for every try.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Uint8Array,
    pub(crate) headers: Vec<(&'static str, String)>,
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

/// Why there was no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoReply {
    TimedOut,
    Network,
}

/// Sends a request and reads all of the answer.
pub(crate) async fn send(method: &str, path: &str, body: Option<&Body>, patience_ms: u32) -> Result<Reply, NoReply> {
    let abort = AbortOnDrop(AbortController::new().map_err(|_| NoReply::Network)?);
    let request = request(method, path, body, &abort.0).map_err(|_| NoReply::Network)?;
    match select(pin!(fetch(&request)), pin!(scope::sleep(patience_ms))).await {
        Either::Left((reply, _)) => reply.map_err(|_| NoReply::Network),
        Either::Right(_) => Err(NoReply::TimedOut),
    }
}

/// Ends the request when its future is dropped: given up, or stopped with the whole upload.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn request(method: &str, path: &str, body: Option<&Body>, abort: &AbortController) -> Result<Request, JsValue> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&abort.signal()));
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        for (name, value) in &body.headers {
            headers.set(name, value)?;
        }
        init.set_body(&body.bytes);
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(path, &init)
}

async fn fetch(request: &Request) -> Result<Reply, JsValue> {
    let response: Response = JsFuture::from(scope::scope().fetch_with_request(request))
        .await?
        .unchecked_into();
    let retry_after = response.headers().get("retry-after")?;
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Reply {
        status: response.status(),
        retry_after,
        body,
    })
}

/// Compresses with the browser's own gzip. `None` where it has none.
pub(crate) async fn gzip(bytes: &Uint8Array) -> Option<Uint8Array> {
    let class = scope::global("CompressionStream")?;
    let stream = Reflect::construct(&class, &Array::of1(&"gzip".into())).ok()?;
    let side = |name: &str| Reflect::get(&stream, &name.into()).ok();
    let writer = side("writable")?.dyn_into::<WritableStream>().ok()?.get_writer().ok()?;
    // Not waited for: both end only when the other side was read.
    scope::forget(writer.write_with_chunk(bytes));
    scope::forget(writer.close());
    let readable: ReadableStream = side("readable")?.dyn_into().ok()?;
    let packed = Response::new_with_opt_readable_stream(Some(&readable)).ok()?;
    let buffer = JsFuture::from(packed.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer))
}
