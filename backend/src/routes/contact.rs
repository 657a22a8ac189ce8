//! `/contacts`

use crate::auth::{Admin, Importer, Reader};
use crate::contacts;
use crate::error::{AppError, Result};
use crate::extract::{Json, Path, Query};
use crate::state::AppState;
use crate::store;
use axum::extract::State;
use axum::http::StatusCode;
use muster_shared::api::{ContactDetail, ContactPage, ContactPatch, ContactQuery, SegmentMembership};

pub(crate) async fn list_contacts(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Query(query): Query<ContactQuery>,
) -> Result<Json<ContactPage>> {
    contacts::list(&state, caller.account_id, query).await.map(Json)
}

pub(crate) async fn get_contact(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<i64>,
) -> Result<Json<ContactDetail>> {
    contacts::detail(&state, caller.account_id, id).await.map(Json)
}

pub(crate) async fn patch_contact(
    State(state): State<AppState>,
    Admin(caller): Admin,
    Path(id): Path<i64>,
    Json(patch): Json<ContactPatch>,
) -> Result<Json<ContactDetail>> {
    contacts::edit(&state, &caller, id, patch).await.map(Json)
}

pub(crate) async fn delete_contact(
    State(state): State<AppState>,
    Admin(caller): Admin,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    if !store::contact::delete(&state.pool, caller.account_id, caller.user_id, id).await? {
        return Err(AppError::not_found());
    }
    state.counted.forget(caller.account_id).await;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn create_membership(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<i64>,
    Json(new): Json<SegmentMembership>,
) -> Result<StatusCode> {
    if !store::segment::add(&state.pool, caller.account_id, caller.user_id, new.segment, id).await? {
        return Err(AppError::not_found());
    }
    state.counted.forget(caller.account_id).await;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn delete_membership(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path((id, segment)): Path<(i64, i64)>,
) -> Result<StatusCode> {
    if !store::segment::remove(&state.pool, caller.account_id, caller.user_id, segment, id).await? {
        return Err(AppError::not_found());
    }
    state.counted.forget(caller.account_id).await;
    Ok(StatusCode::NO_CONTENT)
}
