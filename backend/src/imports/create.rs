//! An import is created: checked against the account's fields, once, whatever is sent again.

use crate::auth::{Caller, check_name};
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::PgConnection;
use crate::store::import::Created;
use muster_shared::api::{FileFacts, Import, NewImport, SegmentChoice};
use muster_shared::{Field, Plan, limits};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Characters of a file's name: more than any file system has.
const FILE_NAME_CHARS: usize = 1_000;

/// Creates the import, or answers what was created by the same request before.
///
/// # Errors
/// 409 `import.differs`, `rules.stale`, `imports.too_many`, `imports.too_large`; 422 with what is wrong with the request or the mapping.
pub(crate) async fn create(state: &AppState, caller: &Caller, id: Uuid, new: NewImport) -> Result<Import> {
    if new.rules_version != muster_shared::RULES_VERSION {
        let message = "This page is older than the server. Reload it; your file stays as it is.";
        return Err(AppError::conflict("rules.stale", message));
    }
    check(&new)?;
    let digest = Sha256::digest(serde_json::to_vec(&new).map_err(anyhow::Error::from)?);
    let account_id = caller.account_id;
    if store::import::digest(&state.pool, account_id, id).await?.is_none() {
        let mut transaction = state.pool.begin().await?;
        // From here to the end no field and no segment of the account goes away.
        let number = store::import::next_number(&mut transaction, account_id).await?;
        check_unfinished(&mut transaction, account_id, new.file.size).await?;
        let fields = store::field::all(&mut *transaction, account_id).await?;
        check_mapping(&new, &fields)?;
        let segments = resolve_segments(&mut transaction, account_id, &new.options.segments).await?;
        let created = Created {
            account_id,
            id,
            number,
            by: caller,
            new: &new,
            digest: &digest,
            fields: &fields,
        };
        // Where the same request was faster, nothing of this one stays.
        if store::import::create(&mut transaction, created, &segments).await? {
            transaction.commit().await?;
        }
    }
    match store::import::digest(&state.pool, account_id, id).await? {
        Some(stored) if stored == digest.as_slice() => super::get(state, account_id, id).await,
        _ => Err(AppError::conflict(
            "import.differs",
            "This import exists already, with another file or other settings. Start a new one.",
        )),
    }
}

/// One account's unfinished imports leave room for those of others.
async fn check_unfinished(connection: &mut PgConnection, account_id: i64, size: u64) -> Result<()> {
    let (imports, bytes) = store::import::unfinished(connection, account_id).await?;
    if imports >= limits::ACCOUNT_UNFINISHED_IMPORTS {
        let message = format!(
            "Your account has {imports} imports that aren't finished, and can't have more. Wait until one is, or cancel one \
             under Imports. Nothing was sent."
        );
        return Err(AppError::conflict("imports.too_many", message));
    }
    if imports > 0 && bytes.saturating_add(size) > limits::ACCOUNT_UNFINISHED_BYTES {
        let message = format!(
            "The files of your account's unfinished imports and this one are larger than {} GB together. Wait until one is \
             finished, or cancel one under Imports. Nothing was sent.",
            limits::ACCOUNT_UNFINISHED_BYTES / 1_000_000_000
        );
        return Err(AppError::conflict("imports.too_large", message));
    }
    Ok(())
}

fn check(new: &NewImport) -> Result<()> {
    let refuse = |message: String| Err(AppError::unprocessable("import.refused", message));
    let FileFacts {
        name,
        size,
        fingerprint,
        modified: _,
        part,
    } = &new.file;
    if new.records == 0 {
        return Err(AppError::unprocessable(
            "import.empty",
            "The file has column names but no rows. There is nothing to import.",
        ));
    }
    let most = u64::from(limits::BATCHES) * limits::BATCH_RECORDS as u64;
    if new.records > most {
        return refuse(format!("An import has at most {most} rows. Split the file."));
    }
    if !is_name(name) {
        return refuse("The file's name can't be read. Give it another one.".to_owned());
    }
    if part.as_deref().is_some_and(|part| !is_name(part)) {
        return refuse("The name of the file's sheet or part can't be read. Give it another one.".to_owned());
    }
    if i64::try_from(*size).is_err() || fingerprint.len() != 64 || !fingerprint.bytes().all(|b| b.is_ascii_hexdigit()) {
        return refuse("The file's size or fingerprint isn't one. Choose the file again.".to_owned());
    }
    // The file of the rows left out is written with it.
    if !new.dialect.is_valid() {
        return refuse("The file's delimiter can't be one. Choose another one.".to_owned());
    }
    if new.columns.len() > limits::COLUMNS {
        return refuse(format!("A file has at most {} columns.", limits::COLUMNS));
    }
    if new.options.segments.len() > limits::IMPORT_SEGMENTS {
        return refuse(format!(
            "An import adds to at most {} segments.",
            limits::IMPORT_SEGMENTS
        ));
    }
    Ok(())
}

/// Whether a file, or a part of one, may be called so.
fn is_name(name: &str) -> bool {
    (1..=FILE_NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

fn check_mapping(new: &NewImport, fields: &[Field]) -> Result<()> {
    match Plan::new(&new.mapping, fields, new.columns.len(), new.options.existing) {
        Ok(_) => Ok(()),
        Err(errors) => {
            let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Err(AppError::unprocessable("mapping.refused", sentences.join(" ")))
        }
    }
}

/// The segments chosen, each once; new ones are made.
async fn resolve_segments(
    connection: &mut PgConnection,
    account_id: i64,
    choices: &[SegmentChoice],
) -> Result<Vec<(i64, String)>> {
    let mut segments: Vec<(i64, String)> = Vec::new();
    for choice in choices {
        let segment = match choice {
            SegmentChoice::Existing(id) => {
                let name = store::segment::name(connection, account_id, *id)
                    .await?
                    .ok_or_else(|| {
                        AppError::unprocessable(
                            "segment.gone",
                            "One of the chosen segments doesn't exist any more. Choose again.",
                        )
                    })?;
                (*id, name)
            }
            SegmentChoice::New(name) => {
                let name = check_name("name", name)?;
                (
                    store::segment::get_or_create(connection, account_id, &name).await?,
                    name,
                )
            }
        };
        if segments.iter().all(|(id, _)| *id != segment.0) {
            segments.push(segment);
        }
    }
    Ok(segments)
}
