//! A batch arrives: checked as far as its shape goes, and kept durably. The same again gets the same answer.

use crate::error::{AppError, Result};
use crate::imports::wire::{BatchView, WireError, unpack};
use crate::state::AppState;
use crate::store;
use crate::store::batch::{Staged, StagedBatch};
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use muster_shared::api::{BATCH_DIGEST, BatchReceipt};
use muster_shared::{Mapping, Source, limits};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// # Errors
/// 404; 413 `body.too_large`; 415; 422 `batch.digest_mismatch`, `batch.shape`; 409 `batch.differs`, `import.sealed`,
/// `import.cancelled`, `import.expired`.
pub(crate) async fn stage(
    state: &AppState,
    account_id: i64,
    id: Uuid,
    seq: u32,
    headers: &HeaderMap,
    body: Body,
) -> Result<BatchReceipt> {
    let mapping = store::import::mapping(&state.pool, account_id, id)
        .await?
        .ok_or_else(AppError::not_found)?;
    if seq >= limits::BATCHES {
        return Err(AppError::unprocessable(
            "batch.shape",
            format!("Batches are numbered from 0 to {}.", limits::BATCHES - 1),
        ));
    }
    let digest = read_digest(headers)?;
    let gzip = is_gzip(headers)?;
    let payload = read_body(body).await?;
    let checked = payload.clone();
    let columns = mapped_columns(&mapping);
    let records = tokio::task::spawn_blocking(move || check(&checked, gzip, &digest, columns)).await??;

    let batch = StagedBatch {
        account_id,
        import_id: id,
        seq: seq.cast_signed(),
        digest: &digest,
        records,
        payload: &payload,
        gzip,
    };
    match store::batch::stage(&state.pool, batch).await? {
        Staged::Kept { records } => Ok(BatchReceipt {
            seq,
            records: records.cast_unsigned(),
        }),
        Staged::Differs => Err(AppError::conflict(
            "batch.differs",
            format!("Batch {seq} was received with other content. The file has changed since; start a new import."),
        )),
        Staged::Sealed => Err(AppError::conflict(
            "import.sealed",
            "The upload of this import is complete. Nothing can be added.",
        )),
        Staged::Cancelled => Err(AppError::conflict(
            "import.cancelled",
            "This import was stopped. Start a new one.",
        )),
        Staged::Expired => Err(super::expired()),
        Staged::NoSuchImport => Err(AppError::not_found()),
    }
}

/// Columns of a batch: each of the file's columns that the mapping uses, once.
fn mapped_columns(mapping: &Mapping) -> usize {
    let columns = mapping
        .assignments
        .iter()
        .filter_map(|assignment| match assignment.source {
            Source::Column(column) => Some(column),
            Source::Literal(_) => None,
        });
    columns.collect::<std::collections::BTreeSet<usize>>().len()
}

fn read_digest(headers: &HeaderMap) -> Result<[u8; 32]> {
    let refuse = || {
        let message = format!("Send the SHA-256 of the batch's JSON in the header `{BATCH_DIGEST}`, in 64 hex digits.");
        AppError::unprocessable("batch.digest_missing", message)
    };
    let text = headers
        .get(BATCH_DIGEST)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(refuse)?;
    let mut digest = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(refuse());
    }
    for (byte, place) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[place..place + 2], 16).map_err(|_| refuse())?;
    }
    Ok(digest)
}

fn is_gzip(headers: &HeaderMap) -> Result<bool> {
    match headers.get(header::CONTENT_ENCODING).map(|value| value.as_bytes()) {
        None | Some(b"identity") => Ok(false),
        Some(b"gzip") => Ok(true),
        Some(_) => Err(AppError::refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "batch.encoding",
            "A batch comes as plain JSON, or with `Content-Encoding: gzip`.",
        )),
    }
}

async fn read_body(body: Body) -> Result<Bytes> {
    use http_body_util::{BodyExt, LengthLimitError, Limited};
    match Limited::new(body, limits::BATCH_BODY_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(AppError::refused(
            StatusCode::BAD_REQUEST,
            "body.incomplete",
            "The batch didn't arrive whole. Send it again.",
        )),
    }
}

fn too_large() -> AppError {
    AppError::too_large(limits::BATCH_BODY_BYTES)
}

/// The number of records.
fn check(payload: &[u8], gzip: bool, digest: &[u8; 32], columns: usize) -> Result<i32> {
    let refuse = |error| match error {
        WireError::TooLarge => too_large(),
        WireError::NotGzip => {
            AppError::unprocessable("batch.not_gzip", "The batch says it is gzip, and isn't. Send it again.")
        }
        WireError::Shape(message) => AppError::unprocessable("batch.shape", message),
    };
    let json = unpack(payload, gzip).map_err(refuse)?;
    if Sha256::digest(&json).as_slice() != digest {
        let message = "The batch isn't what its digest says: it was damaged on the way. Send it again.";
        return Err(AppError::unprocessable("batch.digest_mismatch", message));
    }
    let batch = BatchView::parse(&json, columns).map_err(refuse)?;
    Ok(batch.lines.len() as i32)
}
