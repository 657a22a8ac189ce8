//! `/fields`

use crate::auth::{Admin, Reader};
use crate::error::Result;
use crate::extract::{Json, Path};
use crate::fields;
use crate::state::AppState;
use crate::store;
use axum::extract::State;
use axum::http::StatusCode;
use muster_shared::api::{FieldPatch, FieldView, NewField};
use muster_shared::{Field, FieldKey};

pub(crate) async fn list_fields(State(state): State<AppState>, Reader(caller): Reader) -> Result<Json<Vec<FieldView>>> {
    let fields = store::field::all(&state.pool, caller.account_id).await?;
    let keys: Vec<FieldKey> = fields.iter().map(|field| field.key.clone()).collect();
    let filled = state.counted.filled(&state.pool, caller.account_id, &keys).await?;
    let contacts = state.counted.contacts(&state.pool, caller.account_id).await?;
    let views = fields.into_iter().map(|field| {
        let is_email = field.key == FieldKey::email();
        let filled = if is_email {
            contacts
        } else {
            filled.get(&field.key).copied().unwrap_or(0)
        };
        FieldView { field, filled }
    });
    Ok(Json(views.collect()))
}

pub(crate) async fn create_field(
    State(state): State<AppState>,
    Admin(caller): Admin,
    Json(new): Json<NewField>,
) -> Result<(StatusCode, Json<Field>)> {
    let field = fields::create(&state.pool, caller.account_id, caller.user_id, new).await?;
    Ok((StatusCode::CREATED, Json(field)))
}

pub(crate) async fn patch_field(
    State(state): State<AppState>,
    Admin(caller): Admin,
    Path(key): Path<FieldKey>,
    Json(patch): Json<FieldPatch>,
) -> Result<Json<Field>> {
    fields::patch(&state.pool, caller.account_id, caller.user_id, &key, patch)
        .await
        .map(Json)
}

pub(crate) async fn delete_field(
    State(state): State<AppState>,
    Admin(caller): Admin,
    Path(key): Path<FieldKey>,
) -> Result<StatusCode> {
    fields::delete(&state.pool, caller.account_id, caller.user_id, &key).await?;
    state.counted.forget(caller.account_id).await;
    Ok(StatusCode::NO_CONTENT)
}
