//! Contacts as people look for and edit them.

use crate::auth::Caller;
use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::contact::{Edit, Locked};
use crate::store::contact_list::From;
use crate::store::contact_search::Search;
use muster_shared::api::{ContactDetail, ContactPage, ContactPatch, ContactQuery, Total};
use muster_shared::mapping::Reading;
use muster_shared::merge::Attributes;
use muster_shared::{Field, FieldKey, Value, limits, value};
use serde_json::Value as Json;

/// Words of a search that are looked at.
const SEARCH_WORDS: usize = 8;

/// A page of the contacts that a query finds.
///
/// # Errors
/// 400 `query.unreadable` for a cursor that isn't one; 404 for a segment that isn't the account's.
pub(crate) async fn list(state: &AppState, account_id: i64, query: ContactQuery) -> Result<ContactPage> {
    let ContactQuery {
        search,
        segment,
        after,
        at,
        limit,
    } = query;
    if let Some(segment) = segment {
        store::segment::get(&state.pool, account_id, segment)
            .await?
            .ok_or_else(AppError::not_found)?;
    }
    let limit = i64::from(limit.unwrap_or(limits::PAGE_ROWS).clamp(1, limits::PAGE_ROWS));
    let from = match (after, at) {
        (Some(cursor), _) => From::After(parse_cursor(&cursor)?),
        (None, at) => From::At(i64::try_from(at.unwrap_or(0)).unwrap_or(i64::MAX)),
    };
    // No text in the database holds a NUL, and none can be asked for.
    if search.contains('\0') {
        return Ok(ContactPage {
            contacts: Vec::new(),
            total: Total::exactly(0),
            next: None,
        });
    }
    let search = Search {
        account_id,
        words: words(&search),
        segment,
    };
    let contacts = store::contact_list::page(&state.pool, &search, from, limit).await?;
    let total = if search.words.is_empty() && segment.is_none() {
        Total::exactly(state.counted.contacts(&state.pool, account_id).await?)
    } else {
        state.counted.found(&state.pool, &search).await?
    };
    let is_full = contacts.len() as i64 == limit;
    let next = contacts
        .last()
        .filter(|_| is_full)
        .map(|contact| contact.id.to_string());
    Ok(ContactPage { contacts, total, next })
}

/// The searched words, in lower case. A phone number may be typed with spaces.
fn words(search: &str) -> Vec<String> {
    let search = search.trim().to_lowercase();
    let is_phone = !search.is_empty() && search.chars().all(|c| c.is_ascii_digit() || " +-.()".contains(c));
    let words: Vec<String> = if is_phone {
        vec![search.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()]
    } else {
        search.split_whitespace().map(str::to_owned).collect()
    };
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .take(SEARCH_WORDS)
        .collect()
}

/// What a page ends with: the id of its last contact.
fn parse_cursor(cursor: &str) -> Result<i64> {
    cursor.parse().map_err(|_| {
        AppError::refused(
            axum::http::StatusCode::BAD_REQUEST,
            "query.unreadable",
            "`after` isn't a cursor of this list. Start from its beginning.",
        )
    })
}

/// # Errors
/// 404.
pub(crate) async fn detail(state: &AppState, account_id: i64, id: i64) -> Result<ContactDetail> {
    let contact = store::contact::get(&state.pool, account_id, id)
        .await?
        .ok_or_else(AppError::not_found)?;
    let segments = store::contact::segments(&state.pool, account_id, id).await?;
    let history = store::contact::history(&state.pool, account_id, id).await?;
    Ok(ContactDetail {
        contact,
        segments,
        history,
    })
}

/// A person's edit of one field. Typing what is there already changes nothing.
///
/// # Errors
/// 404; 422 with the problem's sentence; 409 `contact.email_taken`.
pub(crate) async fn edit(state: &AppState, caller: &Caller, id: i64, patch: ContactPatch) -> Result<ContactDetail> {
    let account_id = caller.account_id;
    let fields = store::field::all(&state.pool, account_id).await?;
    let field = fields
        .iter()
        .find(|field| field.key == patch.field)
        .ok_or_else(AppError::not_found)?;
    let value = read(field, &patch.text)?;

    let mut transaction = state.pool.begin().await?;
    let mut contact = store::contact::lock(&mut transaction, account_id, id)
        .await?
        .ok_or_else(AppError::not_found)?;
    let before = set(&mut contact, &field.key, value.clone());
    if before != value {
        let edit = Edit {
            account_id,
            user_id: caller.user_id,
            id,
            contact: &contact,
            before: one(field, before),
            after: one(field, value),
        };
        store::contact::edit(&mut transaction, edit).await?;
        transaction.commit().await?;
        state.counted.forget(account_id).await;
    }
    detail(state, account_id, id).await
}

/// The value that a typed text stands for; `None` empties the field.
fn read(field: &Field, text: &str) -> Result<Option<Json>> {
    if text.trim().is_empty() {
        if field.required {
            let message = format!("{} can't be empty.", field.name);
            return Err(AppError::form(field.key.as_str(), "empty.not_allowed", message));
        }
        return Ok(None);
    }
    match value::parse(field, &Reading::default(), text) {
        Ok(value) => Ok(Some(Value::to_json(&value))),
        Err(problem) => {
            let sentence = problem.sentence(&field.name, text, Some(field));
            Err(AppError::form(field.key.as_str(), problem.code(), sentence))
        }
    }
}

/// Sets a field: its former value.
fn set(contact: &mut Locked, key: &FieldKey, value: Option<Json>) -> Option<Json> {
    match (*key == FieldKey::email(), value) {
        (true, Some(Json::String(email))) => Some(Json::String(std::mem::replace(&mut contact.email, email))),
        (_, Some(value)) => contact.attributes.insert(key.to_string(), value),
        (_, None) => contact.attributes.remove(key.as_str()),
    }
}

fn one(field: &Field, value: Option<Json>) -> Attributes {
    Attributes::from_iter([(field.key.to_string(), value.unwrap_or(Json::Null))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_becomes_words() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("   ", &[]),
            ("Ana  LÓPEZ", &["ana", "lópez"]),
            ("100%_\\", &["100%_\\"]),
            ("+48 601-554", &["+48601554"]),
            ("- .", &[]),
        ];
        for (search, expected) in cases {
            assert_eq!(words(search), expected, "{search}");
        }
    }
}
