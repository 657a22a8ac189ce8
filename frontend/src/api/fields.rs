//! Fields of the account's contacts.

use super::{Answer, delete, get, send, url};
use gloo_net::http::Request;
use muster_shared::api::{FieldPatch, FieldView, NewField};
use muster_shared::{Field, FieldKey};

/// System fields first, then custom ones in their order.
pub async fn list_fields() -> Answer<Vec<FieldView>> {
    get("/fields").await
}

pub async fn create_field(field: &NewField) -> Answer<Field> {
    send(Request::post(&url("/fields")), field).await
}

pub async fn patch_field(key: &FieldKey, patch: &FieldPatch) -> Answer<Field> {
    send(Request::patch(&url(&format!("/fields/{key}"))), patch).await
}

pub async fn delete_field(key: &FieldKey) -> Answer<()> {
    delete(&format!("/fields/{key}")).await
}
