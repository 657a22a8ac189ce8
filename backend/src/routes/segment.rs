//! `/segments`

use crate::auth::{Importer, Reader, check_name};
use crate::error::{AppError, Result};
use crate::extract::{Json, Path};
use crate::state::AppState;
use crate::store;
use crate::store::field::Deleted;
use axum::extract::State;
use axum::http::StatusCode;
use muster_shared::api::{Segment, SegmentName};

pub(crate) async fn list_segments(State(state): State<AppState>, Reader(caller): Reader) -> Result<Json<Vec<Segment>>> {
    Ok(Json(store::segment::all(&state.pool, caller.account_id).await?))
}

pub(crate) async fn create_segment(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Json(new): Json<SegmentName>,
) -> Result<(StatusCode, Json<Segment>)> {
    let name = check_name("name", &new.name)?;
    let id = store::segment::create(&state.pool, caller.account_id, caller.user_id, &name).await?;
    Ok((StatusCode::CREATED, Json(get(&state, caller.account_id, id).await?)))
}

pub(crate) async fn patch_segment(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<i64>,
    Json(new): Json<SegmentName>,
) -> Result<Json<Segment>> {
    let name = check_name("name", &new.name)?;
    if !store::segment::rename(&state.pool, caller.account_id, caller.user_id, id, &name).await? {
        return Err(AppError::not_found());
    }
    get(&state, caller.account_id, id).await.map(Json)
}

pub(crate) async fn delete_segment(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<i64>,
) -> Result<StatusCode> {
    match store::segment::delete(&state.pool, caller.account_id, caller.user_id, id).await? {
        Deleted::Yes => Ok(StatusCode::NO_CONTENT),
        Deleted::NoSuch => Err(AppError::not_found()),
        Deleted::InUse => Err(AppError::conflict(
            "segment.in_use",
            "An import is adding to this segment right now. Try again when it is done.",
        )),
    }
}

async fn get(state: &AppState, account_id: i64, id: i64) -> Result<Segment> {
    store::segment::get(&state.pool, account_id, id)
        .await?
        .ok_or_else(AppError::not_found)
}
