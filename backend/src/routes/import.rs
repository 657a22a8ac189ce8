//! `/imports`

use crate::auth::{Importer, Reader};
use crate::error::Result;
use crate::extract::{Json, Path, Query};
use crate::imports;
use crate::state::AppState;
use crate::store;
use crate::store::import::Wish;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use muster_shared::api::{
    BatchList, BatchReceipt, Import, ImportPage, ImportedBefore, KeptPage, KeptQuery, LeftOutPage, LeftOutQuery,
    NewImport, Preview, Recall, Recalled, SameFile, Seal, UndoOutlook,
};
use muster_shared::limits;
use serde::Deserialize;
use uuid::Uuid;

/// Imports of a page, where the query doesn't say.
const PAGE: u32 = 50;

#[derive(Debug, Deserialize)]
pub(crate) struct ImportQuery {
    before: Option<i64>,
    limit: Option<u32>,
}

pub(crate) async fn list_imports(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Query(query): Query<ImportQuery>,
) -> Result<Json<ImportPage>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, limits::PAGE_ROWS);
    let before = query.before.unwrap_or(i64::MAX);
    let (imports, total) = store::import::list(&state.pool, caller.account_id, before, i64::from(limit)).await?;
    Ok(Json(ImportPage { imports, total }))
}

pub(crate) async fn create_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
    Json(new): Json<NewImport>,
) -> Result<Json<Import>> {
    imports::create::create(&state, &caller, id, new).await.map(Json)
}

pub(crate) async fn recall_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Json(recall): Json<Recall>,
) -> Result<Json<Option<Recalled>>> {
    imports::recall(&state, caller.account_id, recall).await.map(Json)
}

pub(crate) async fn find_same_file(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Json(file): Json<SameFile>,
) -> Result<Json<Option<ImportedBefore>>> {
    imports::same_file(&state, caller.account_id, file).await.map(Json)
}

pub(crate) async fn get_import(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<Uuid>,
) -> Result<Json<Import>> {
    imports::get(&state, caller.account_id, id).await.map(Json)
}

pub(crate) async fn list_batches(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<Uuid>,
) -> Result<Json<BatchList>> {
    store::import::mapping(&state.pool, caller.account_id, id)
        .await?
        .ok_or_else(crate::AppError::not_found)?;
    let received = store::batch::received(&state.pool, caller.account_id, id).await?;
    Ok(Json(BatchList { received }))
}

pub(crate) async fn put_batch(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path((id, seq)): Path<(Uuid, u32)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<BatchReceipt>> {
    imports::stage::stage(&state, caller.account_id, id, seq, &headers, body)
        .await
        .map(Json)
}

pub(crate) async fn seal_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
    Json(seal): Json<Seal>,
) -> Result<Json<Import>> {
    imports::seal::seal(&state, &caller, id, seal).await.map(Json)
}

pub(crate) async fn get_preview(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<Uuid>,
) -> Result<Json<Option<Preview>>> {
    imports::preview(&state, caller.account_id, id).await.map(Json)
}

pub(crate) async fn apply_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
) -> Result<Json<Import>> {
    imports::confirm(&state, &caller, id).await.map(Json)
}

pub(crate) async fn pause_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
) -> Result<Json<Import>> {
    imports::steer(&state, &caller, id, Wish::Pause).await.map(Json)
}

pub(crate) async fn resume_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
) -> Result<Json<Import>> {
    imports::steer(&state, &caller, id, Wish::Resume).await.map(Json)
}

pub(crate) async fn cancel_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
) -> Result<Json<Import>> {
    imports::steer(&state, &caller, id, Wish::Cancel).await.map(Json)
}

pub(crate) async fn get_undo(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
) -> Result<Json<UndoOutlook>> {
    imports::undo::outlook(&state, caller.account_id, id).await.map(Json)
}

pub(crate) async fn undo_import(
    State(state): State<AppState>,
    Importer(caller): Importer,
    Path(id): Path<Uuid>,
) -> Result<Json<Import>> {
    imports::undo::begin(&state, &caller, id).await.map(Json)
}

pub(crate) async fn list_kept(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<KeptQuery>,
) -> Result<Json<KeptPage>> {
    imports::undo::kept(&state, caller.account_id, id, query)
        .await
        .map(Json)
}

pub(crate) async fn list_left_out(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<LeftOutQuery>,
) -> Result<Json<LeftOutPage>> {
    imports::left_out(&state, caller.account_id, id, query).await.map(Json)
}

pub(crate) async fn download_left_out(
    State(state): State<AppState>,
    Reader(caller): Reader,
    Path(id): Path<Uuid>,
    Query(query): Query<LeftOutQuery>,
) -> Result<Response> {
    imports::report::download(&state, caller.account_id, id, query.outcome).await
}
