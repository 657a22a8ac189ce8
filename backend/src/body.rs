//! Bodies that are read to their end, whatever becomes of the request. Where an answer comes before the body is read (no
//! session, no such import), a connection closed in the middle of the upload would take the answer with it.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use muster_shared::limits;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// What is read and thrown away at most.
const MOST_BYTES: usize = limits::BATCH_BODY_BYTES;
const MOST_TIME: Duration = Duration::from_secs(10);

/// Middleware: sees to it that the body is read.
pub(crate) async fn read_to_end(request: Request) -> Request {
    request.map(|body| {
        if body.is_end_stream() {
            body
        } else {
            Body::new(ReadToEnd { body: Some(body) })
        }
    })
}

struct ReadToEnd {
    /// `None` when dropped.
    body: Option<Body>,
}

impl HttpBody for ReadToEnd {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

impl Drop for ReadToEnd {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream())
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(tokio::time::timeout(MOST_TIME, throw_away(body)));
        }
    }
}

async fn throw_away(mut body: Body) {
    let mut bytes = 0;
    while bytes < MOST_BYTES
        && let Some(Ok(frame)) = body.frame().await
    {
        bytes += frame.data_ref().map_or(0, Bytes::len);
    }
}
