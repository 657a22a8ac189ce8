//! An import is taken back: contacts that it created go, fields that it changed get their former values, members that it added
//! leave the segments; but for what a person or another import changed since. Contact by contact, in the order of their ids,
//! some thousands in each transaction, so that a server may die anywhere.

mod fate;
mod step;

pub(crate) use step::{STUCK_SECONDS, undo};

use crate::auth::Caller;
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::PgConnection;
use crate::store::undo::{Begun, Touched};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fate::{Fate, Undoing};
use muster_shared::api::{Import, KeptPage, KeptQuery, KeptValue, UndoCounts, UndoOutlook};
use muster_shared::{FieldKey, limits};
use std::collections::HashMap;
use uuid::Uuid;

/// Contacts looked at in one step: so many where the import touched them, more where it didn't.
const STRETCH: i64 = 2_000;
const LONG_STRETCH: i64 = 32_000;

/// Begins the undo; one that was begun before goes on as it does.
///
/// # Errors
/// 404; 409 `undo.not_over`, `undo.nothing`, `undo.too_late`.
pub(crate) async fn begin(state: &AppState, caller: &Caller, id: Uuid) -> Result<Import> {
    refuse(store::undo::begin(&state.pool, caller, id).await?)?;
    state.wake.notify_one();
    super::get(state, caller.account_id, id).await
}

fn refuse(begun: Begun) -> Result<()> {
    let conflict = |code, message: &str| Err(AppError::conflict(code, message));
    match begun {
        Begun::Yes => Ok(()),
        Begun::NoSuchImport => Err(AppError::not_found()),
        Begun::NotOver => conflict(
            "undo.not_over",
            "This import isn't over yet. Cancel it first; what it saved can be undone then.",
        ),
        Begun::Nothing => conflict(
            "undo.nothing",
            "This import changed nothing, so there is nothing to undo.",
        ),
        Begun::TooLate => {
            let message = format!(
                "An import can be undone for {} days after its end, and these are over.",
                limits::UNDO_DAYS
            );
            conflict("undo.too_late", &message)
        }
    }
}

/// What an undo would do now: the same as it does, without writing.
///
/// # Errors
/// 404.
pub(crate) async fn outlook(state: &AppState, account_id: i64, id: Uuid) -> Result<UndoOutlook> {
    let mut snapshot = store::begin_snapshot(&state.pool).await?;
    let undoing = load(&mut snapshot, account_id, id)
        .await?
        .ok_or_else(AppError::not_found)?;
    let mut counts = UndoCounts::default();
    let mut mark = 0;
    while let Some((last, _)) = store::undo::next_stretch(&mut snapshot, account_id, mark, LONG_STRETCH).await? {
        let touched = store::undo::look(&mut snapshot, account_id, id, (mark, last)).await?;
        for (_, fate) in fates(&mut snapshot, &undoing, (mark, last), &touched).await? {
            counts.deleted += u64::from(fate.is_deleted());
            counts.restored += u64::from(fate.is_restored());
            counts.kept += u64::from(!fate.kept().is_empty());
        }
        mark = last;
    }
    let leaving = store::undo::leaving(&mut snapshot, account_id, id).await?;
    Ok(UndoOutlook { counts, leaving })
}

/// What the undo of an import goes by. `None` if there is no such import.
async fn load(connection: &mut PgConnection, account_id: i64, import: Uuid) -> anyhow::Result<Option<Undoing>> {
    let Some(job) = store::undo::job(connection, account_id, import).await? else {
        return Ok(None);
    };
    let now = store::field::all(connection, account_id).await?;
    Ok(Some(Undoing::new(account_id, import, job, now)))
}

/// What becomes of each of the touched contacts, which lie between two ids (the first one left out).
async fn fates(
    connection: &mut PgConnection,
    undoing: &Undoing,
    between: (i64, i64),
    touched: &[Touched],
) -> sqlx::Result<Vec<(i64, Fate)>> {
    let account_id = undoing.account_id;
    let ids: Vec<i64> = touched.iter().map(|contact| contact.id).collect();
    let mut changes = HashMap::<i64, Vec<_>>::new();
    for change in store::contact_change::of_contacts(connection, account_id, between, &ids).await? {
        changes.entry(change.contact).or_default().push(change);
    }
    let others = undoing.others(changes.values().flatten());
    let undone = store::undo::undone_among(connection, account_id, &others).await?;
    let changed: Vec<i64> = touched
        .iter()
        .filter(|contact| !contact.created && changes.contains_key(&contact.id))
        .map(|contact| contact.id)
        .collect();
    let mut attributes = store::undo::attributes(connection, account_id, &changed).await?;
    Ok(touched
        .iter()
        .map(|contact| {
            let changes = changes.remove(&contact.id).unwrap_or_default();
            let fate = match attributes.remove(&contact.id) {
                Some(attributes) => undoing.of_changed(&undone, attributes, &changes),
                None if contact.created => undoing.of_created(&undone, &changes),
                None => Fate::Untouched,
            };
            (contact.id, fate)
        })
        .collect())
}

/// A page of the values that an undo left as they were.
///
/// # Errors
/// 404; 400 `query.unreadable` for a cursor that isn't one.
pub(crate) async fn kept(state: &AppState, account_id: i64, id: Uuid, query: KeptQuery) -> Result<KeptPage> {
    let import = super::get(state, account_id, id).await?;
    let KeptQuery { after, limit } = query;
    let limit = limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS);
    let after = match after {
        Some(cursor) => parse_cursor(&cursor)?,
        None => (0, String::new()),
    };
    let after = (after.0, after.1.as_str());
    let values = store::undo::kept(&state.pool, account_id, id, after, i64::from(limit)).await?;
    let is_full = values.len() == limit as usize;
    Ok(KeptPage {
        next: values.last().filter(|_| is_full).map(cursor),
        values,
        total: import.undo.map_or(0, |undo| undo.kept_values),
    })
}

fn cursor(value: &KeptValue) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{}.{}", value.contact, value.field))
}

fn parse_cursor(cursor: &str) -> Result<(i64, String)> {
    let place = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (contact, field) = text.split_once('.')?;
        let field = FieldKey::try_from(field.to_owned()).ok()?;
        Some((contact.parse().ok()?, field.to_string()))
    };
    place().ok_or_else(|| {
        AppError::refused(
            axum::http::StatusCode::BAD_REQUEST,
            "query.unreadable",
            "`after` isn't a cursor of this list. Start from its beginning.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is_one() {
        let value = KeptValue {
            contact: 42,
            email: None,
            field: FieldKey::from_name("City"),
            now: serde_json::Value::Null,
            created: false,
            import: None,
            by: None,
        };
        assert_eq!(parse_cursor(&cursor(&value)).unwrap(), (42, "city".to_owned()));
        for other in ["", "x", "NDI", "NDIu", "eC5jaXR5", "%00"] {
            assert!(parse_cursor(other).is_err(), "{other}");
        }
    }
}
