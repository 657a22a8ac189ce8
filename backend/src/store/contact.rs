//! One contact: its values, its segments, its history.

use crate::store::contact_change::{By, HistoryRow};
use crate::store::{PgConnection, PgPool};
use crate::store::{audit, contact_change, contact_word};
use muster_shared::FieldKey;
use muster_shared::api::{Contact, FieldChange, HistoryEntry, HistoryKind, ImportName, SegmentRef};
use muster_shared::merge::Attributes;
use serde_json::Value as Json;
use sqlx::types::Json as Jsonb;

/// Changes of one contact that are shown.
const HISTORY: i64 = 200;

pub(crate) async fn get(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<Option<Contact>> {
    let row = sqlx::query!(
        r#"select id, email, attributes as "attributes: Jsonb<Attributes>", created_at, updated_at
           from contact where account_id = $1 and id = $2"#,
        account_id,
        id,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Contact {
        id: row.id,
        email: row.email,
        attributes: row.attributes.0,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }))
}

pub(crate) async fn segments(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<Vec<SegmentRef>> {
    sqlx::query_as!(
        SegmentRef,
        "select s.id, s.name from segment_member m join segment s on s.account_id = m.account_id and s.id = m.segment_id
         where m.account_id = $1 and m.contact_id = $2 order by lower(s.name), s.id",
        account_id,
        id,
    )
    .fetch_all(pool)
    .await
}

/// What happened to a contact, newest first: its changes, the segments that imports added it to, its creation at the end.
pub(crate) async fn history(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<Vec<HistoryEntry>> {
    let rows = contact_change::history(pool, account_id, id, HISTORY).await?;
    let mut entries: Vec<HistoryEntry> = rows.into_iter().map(into_entry).collect();
    for joined in joined(pool, account_id, id).await? {
        place(&mut entries, joined);
    }
    Ok(entries)
}

fn into_entry(row: HistoryRow) -> HistoryEntry {
    let import = match (row.import_id, row.import_number, row.import_file) {
        (Some(id), Some(number), Some(file_name)) => Some(ImportName { id, number, file_name }),
        _ => None,
    };
    let what = match (&row.before, &import) {
        (None, _) => HistoryKind::Created,
        (Some(_), Some(_)) if row.by_person => HistoryKind::Undone,
        (Some(_), _) => HistoryKind::Changed,
    };
    let changes = row
        .before
        .zip(row.after)
        .map_or_else(Vec::new, |(before, after)| changes(before.0, after.0));
    HistoryEntry {
        at: row.at,
        what,
        import,
        line: row.line.and_then(|line| u64::try_from(line).ok()),
        by: row.by,
        changes,
        segment: None,
    }
}

fn changes(before: Attributes, mut after: Attributes) -> Vec<FieldChange> {
    before
        .into_iter()
        .filter_map(|(key, before)| {
            let after = after.remove(&key).unwrap_or(Json::Null);
            Some(FieldChange {
                field: FieldKey::try_from(key).ok()?,
                before,
                after,
            })
        })
        .collect()
}

/// The segments that imports added the contact to. When exactly isn't kept: the end of the import stands for it.
async fn joined(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<Vec<HistoryEntry>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name, i.id as import_id, i.number, i.file_name, coalesce(i.finished_at, now()) as "at!"
           from segment_member m
           join segment s on s.account_id = m.account_id and s.id = m.segment_id
           join import i on i.account_id = m.account_id and i.id = m.import_id
           where m.account_id = $1 and m.contact_id = $2 order by i.number, lower(s.name), s.id"#,
        account_id,
        id,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| HistoryEntry {
            at: row.at,
            what: HistoryKind::Joined,
            import: Some(ImportName {
                id: row.import_id,
                number: row.number,
                file_name: row.file_name,
            }),
            line: None,
            by: None,
            changes: Vec::new(),
            segment: Some(SegmentRef {
                id: row.id,
                name: row.name,
            }),
        })
        .collect())
}

/// Puts what an import did to a contact's segments above what else it did to the contact, at the same time; else at its own time.
fn place(entries: &mut Vec<HistoryEntry>, mut joined: HistoryEntry) {
    let same = |entry: &HistoryEntry| {
        let did = matches!(entry.what, HistoryKind::Created | HistoryKind::Changed);
        did && entry.import == joined.import
    };
    let at = match entries.iter().position(same) {
        Some(at) => {
            joined.at = entries[at].at;
            at
        }
        None => entries.partition_point(|entry| entry.at > joined.at),
    };
    entries.insert(at, joined);
}

/// A contact that this transaction may change: nobody else does until its end.
pub(crate) struct Locked {
    pub(crate) email: String,
    pub(crate) attributes: Attributes,
}

pub(crate) async fn lock(connection: &mut PgConnection, account_id: i64, id: i64) -> sqlx::Result<Option<Locked>> {
    let row = sqlx::query!(
        r#"select email, attributes as "attributes: Jsonb<Attributes>"
           from contact where account_id = $1 and id = $2 for update"#,
        account_id,
        id,
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Locked {
        email: row.email,
        attributes: row.attributes.0,
    }))
}

/// A person's edit.
pub(crate) struct Edit<'a> {
    pub(crate) account_id: i64,
    pub(crate) user_id: i64,
    pub(crate) id: i64,
    pub(crate) contact: &'a Locked,
    /// Of the changed field.
    pub(crate) before: Attributes,
    pub(crate) after: Attributes,
}

/// Writes an edit and its history.
///
/// # Errors
/// `contact_email_key` where the email belongs to another contact.
pub(crate) async fn edit(connection: &mut PgConnection, edit: Edit<'_>) -> sqlx::Result<()> {
    let Edit {
        account_id,
        user_id,
        id,
        contact,
        before,
        after,
    } = edit;
    sqlx::query!(
        "update contact set email = $3, attributes = $4, updated_at = now() where account_id = $1 and id = $2",
        account_id,
        id,
        contact.email,
        Jsonb(&contact.attributes) as _,
    )
    .execute(&mut *connection)
    .await?;
    contact_change::insert(connection, account_id, By::Person(user_id), &[(id, before, after)]).await?;
    contact_word::note(connection, account_id, &[id]).await?;
    audit::note(
        connection,
        account_id,
        Some(user_id),
        "contact.changed",
        &id.to_string(),
    )
    .await
}

/// Deletes a contact with its history and its places in segments. False if there is none.
pub(crate) async fn delete(pool: &PgPool, account_id: i64, user_id: i64, id: i64) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let deleted = sqlx::query!("delete from contact where account_id = $1 and id = $2", account_id, id)
        .execute(&mut *transaction)
        .await?;
    if deleted.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "delete from segment_member where account_id = $1 and contact_id = $2",
        account_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    contact_change::delete(&mut transaction, account_id, &[id]).await?;
    contact_word::note_gone(&mut transaction, account_id, &[id]).await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "contact.deleted",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(true)
}
