//! Static segments.

use super::{Answer, delete, get, send, url};
use gloo_net::http::Request;
use muster_shared::api::{Segment, SegmentName};

/// By name.
pub async fn list_segments() -> Answer<Vec<Segment>> {
    get("/segments").await
}

pub async fn create_segment(name: &SegmentName) -> Answer<Segment> {
    send(Request::post(&url("/segments")), name).await
}

pub async fn rename_segment(id: i64, name: &SegmentName) -> Answer<Segment> {
    send(Request::patch(&url(&format!("/segments/{id}"))), name).await
}

/// Its contacts stay.
pub async fn delete_segment(id: i64) -> Answer<()> {
    delete(&format!("/segments/{id}")).await
}
