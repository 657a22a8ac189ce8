//! Imports, as far as the page drives them: the worker sends the batches and the seal.

use super::{Answer, get, get_with, post, send, url};
use gloo_net::http::Request;
use muster_shared::api::{
    Import, ImportPage, ImportedBefore, KeptPage, KeptQuery, LeftOutKind, LeftOutPage, LeftOutQuery, NewImport,
    Preview, Recall, Recalled, SameFile, UndoOutlook,
};
use uuid::Uuid;

/// Creates the import, or finds it again: the id is the browser's.
pub async fn put_import(id: Uuid, import: &NewImport) -> Answer<Import> {
    send(Request::put(&url(&format!("/imports/{id}"))), import).await
}

/// How columns of the same names were mapped last time.
pub async fn recall_import(recall: &Recall) -> Answer<Option<Recalled>> {
    send(Request::post(&url("/imports/recall")), recall).await
}

/// The account's import of the same file, if there is one to warn of.
pub async fn find_same_file(file: &SameFile) -> Answer<Option<ImportedBefore>> {
    send(Request::post(&url("/imports/same-file")), file).await
}

pub async fn get_import(id: Uuid) -> Answer<Import> {
    get(&format!("/imports/{id}")).await
}

/// Newest first, those before the number `before`; at most `limit`.
pub async fn list_imports(before: Option<i64>, limit: u32) -> Answer<ImportPage> {
    let mut query = vec![("limit", limit.to_string())];
    query.extend(before.map(|before| ("before", before.to_string())));
    get_with("/imports", query).await
}

/// What the import would do; `None` once that is decided upon.
pub async fn get_preview(id: Uuid) -> Answer<Option<Preview>> {
    get(&format!("/imports/{id}/preview")).await
}

/// Has a previewed import go on.
pub async fn apply_import(id: Uuid) -> Answer<Import> {
    post(&format!("/imports/{id}/apply")).await
}

pub async fn pause_import(id: Uuid) -> Answer<Import> {
    post(&format!("/imports/{id}/pause")).await
}

pub async fn resume_import(id: Uuid) -> Answer<Import> {
    post(&format!("/imports/{id}/resume")).await
}

pub async fn cancel_import(id: Uuid) -> Answer<Import> {
    post(&format!("/imports/{id}/cancel")).await
}

/// What an undo would do now. Counted over all contacts: a million take seconds.
pub async fn get_undo(id: Uuid) -> Answer<UndoOutlook> {
    get(&format!("/imports/{id}/undo")).await
}

pub async fn undo_import(id: Uuid) -> Answer<Import> {
    post(&format!("/imports/{id}/undo")).await
}

/// Values that an undo left as they were.
pub async fn list_kept(id: Uuid, query: &KeptQuery) -> Answer<KeptPage> {
    let KeptQuery { after, limit } = query;
    let mut pairs = Vec::new();
    pairs.extend(after.iter().map(|after| ("after", after.clone())));
    pairs.extend(limit.map(|limit| ("limit", limit.to_string())));
    get_with(&format!("/imports/{id}/undo/kept"), pairs).await
}

pub async fn list_left_out(id: Uuid, query: &LeftOutQuery) -> Answer<LeftOutPage> {
    let LeftOutQuery { outcome, after, limit } = *query;
    let mut pairs = vec![("outcome", outcome_name(outcome).to_owned())];
    pairs.extend(after.map(|after| ("after", after.to_string())));
    pairs.extend(limit.map(|limit| ("limit", limit.to_string())));
    get_with(&format!("/imports/{id}/left-out"), pairs).await
}

/// Where the browser downloads the rows left out, as a CSV file.
pub fn left_out_csv(id: Uuid, outcome: LeftOutKind) -> String {
    url(&format!("/imports/{id}/left-out.csv?outcome={}", outcome_name(outcome)))
}

fn outcome_name(outcome: LeftOutKind) -> &'static str {
    match outcome {
        LeftOutKind::Rejected => "rejected",
        LeftOutKind::Skipped => "skipped",
    }
}
