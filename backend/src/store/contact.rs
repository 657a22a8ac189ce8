//! One contact: its values, its segments, its history.

use crate::store::audit;
use crate::store::{PgConnection, PgPool};
use chrono::{DateTime, Utc};
use muster_shared::FieldKey;
use muster_shared::api::{Contact, FieldChange, HistoryEntry, HistoryKind, ImportName, SegmentRef};
use muster_shared::merge::Attributes;
use serde_json::Value as Json;
use sqlx::types::Json as Jsonb;
use uuid::Uuid;

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

struct HistoryRow {
    at: DateTime<Utc>,
    line: Option<i64>,
    by: Option<String>,
    import_id: Option<Uuid>,
    import_number: Option<i64>,
    import_file: Option<String>,
    before: Option<Jsonb<Attributes>>,
    after: Option<Jsonb<Attributes>>,
}

impl HistoryRow {
    fn into_entry(self) -> HistoryEntry {
        let import = match (self.import_id, self.import_number, self.import_file) {
            (Some(id), Some(number), Some(file_name)) => Some(ImportName { id, number, file_name }),
            _ => None,
        };
        let what = if self.before.is_some() {
            HistoryKind::Changed
        } else {
            HistoryKind::Created
        };
        let changes = self
            .before
            .zip(self.after)
            .map_or_else(Vec::new, |(before, after)| changes(before.0, after.0));
        let line = self.line.and_then(|line| u64::try_from(line).ok());
        HistoryEntry {
            at: self.at,
            what,
            import,
            line,
            by: self.by,
            changes,
        }
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

/// What happened to a contact, newest first: its changes, and its creation at the end.
pub(crate) async fn history(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<Vec<HistoryEntry>> {
    let rows = sqlx::query_as!(
        HistoryRow,
        r#"select h.at as "at!", h.line, u.name as "by?", i.id as "import_id?", i.number as "import_number?",
                  i.file_name as "import_file?", h.before as "before: Jsonb<Attributes>",
                  h.after as "after: Jsonb<Attributes>"
           from (
               (select 1 as later, id, at, line, user_id, import_id, before, after
                from contact_change where account_id = $1 and contact_id = $2 order by id desc limit $3)
               union all
               select 0, 0, created_at, created_line, null, created_import, null, null
               from contact where account_id = $1 and id = $2
           ) h
           left join import i on i.account_id = $1 and i.id = h.import_id
           left join app_user u on u.account_id = $1 and u.id = h.user_id
           order by h.later desc, h.id desc"#,
        account_id,
        id,
        HISTORY,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(HistoryRow::into_entry).collect())
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
    sqlx::query!(
        "insert into contact_change (account_id, contact_id, at, user_id, before, after)
         values ($1, $2, now(), $3, $4, $5)",
        account_id,
        id,
        user_id,
        Jsonb(before) as _,
        Jsonb(after) as _,
    )
    .execute(&mut *connection)
    .await?;
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
    sqlx::query!(
        "delete from contact_change where account_id = $1 and contact_id = $2",
        account_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
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
