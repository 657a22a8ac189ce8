//! Every request has an id: in the log, in the answer's header, and in the body of an internal error.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: Uuid;
}

/// The id of the request that is being answered. `None` in a job.
pub(crate) fn current_id() -> Option<String> {
    CURRENT.try_with(Uuid::to_string).ok()
}

/// Middleware: gives the request its id. Path and status are logged; never bodies, queries or who asked.
pub(crate) async fn identify(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7();
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let answer = async move {
        let mut response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    };
    CURRENT.scope(id, answer).instrument(span).await
}
