//! What changed contacts after they were created, but for the changes that imports make ([`super::apply`]).

use crate::store::{PgConnection, PgPool};
use chrono::{DateTime, Utc};
use muster_shared::merge::Attributes;
use sqlx::types::Json;
use uuid::Uuid;

/// Who changed a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Import(Uuid),
    Person(i64),
    /// The person's undo of the import.
    UndoOf(Uuid, i64),
}

impl By {
    fn from_columns(import_id: Option<Uuid>, user_id: Option<i64>) -> Option<Self> {
        match (import_id, user_id) {
            (Some(import), None) => Some(Self::Import(import)),
            (None, Some(user)) => Some(Self::Person(user)),
            (Some(import), Some(user)) => Some(Self::UndoOf(import, user)),
            (None, None) => None,
        }
    }

    fn columns(self) -> (Option<Uuid>, Option<i64>) {
        match self {
            Self::Import(import) => (Some(import), None),
            Self::Person(user) => (None, Some(user)),
            Self::UndoOf(import, user) => (Some(import), Some(user)),
        }
    }
}

/// One change; null where a field was, or became, empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) contact: i64,
    pub(crate) by: By,
    pub(crate) before: Attributes,
    pub(crate) after: Attributes,
}

/// All changes of some contacts, which lie between two ids (the first one left out): by contact, oldest first.
pub(crate) async fn of_contacts(
    connection: &mut PgConnection,
    account_id: i64,
    between: (i64, i64),
    contacts: &[i64],
) -> sqlx::Result<Vec<Change>> {
    let rows = sqlx::query!(
        r#"select contact_id, import_id, user_id, before as "before: Json<Attributes>", after as "after: Json<Attributes>"
           from contact_change
           where account_id = $1 and contact_id > $2 and contact_id <= $3 and contact_id = any ($4)
           order by contact_id, id"#,
        account_id,
        between.0,
        between.1,
        contacts,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Change {
                contact: row.contact_id,
                by: By::from_columns(row.import_id, row.user_id)?,
                before: row.before.0,
                after: row.after.0,
            })
        })
        .collect())
}

/// Keeps one change for each of the contacts, which this transaction has locked.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    account_id: i64,
    by: By,
    changes: &[(i64, Attributes, Attributes)],
) -> sqlx::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let (import_id, user_id) = by.columns();
    let contacts: Vec<i64> = changes.iter().map(|change| change.0).collect();
    let before: Vec<Json<&Attributes>> = changes.iter().map(|change| Json(&change.1)).collect();
    let after: Vec<Json<&Attributes>> = changes.iter().map(|change| Json(&change.2)).collect();
    sqlx::query!(
        "insert into contact_change (account_id, contact_id, at, import_id, user_id, before, after)
         select $1, contact_id, now(), $2, $3, before, after
         from unnest($4::bigint[], $5::jsonb[], $6::jsonb[]) c (contact_id, before, after)",
        account_id,
        import_id,
        user_id,
        &contacts,
        &before as _,
        &after as _,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// Forgets all changes of contacts that are being deleted.
pub(crate) async fn delete(connection: &mut PgConnection, account_id: i64, contacts: &[i64]) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from contact_change where account_id = $1 and contact_id = any ($2)",
        account_id,
        contacts,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// A change, or the contact's creation, with the names of who did it.
pub(crate) struct HistoryRow {
    pub(crate) at: DateTime<Utc>,
    pub(crate) line: Option<i64>,
    /// Whether a person did it, or had it undone.
    pub(crate) by_person: bool,
    pub(crate) by: Option<String>,
    pub(crate) import_id: Option<Uuid>,
    pub(crate) import_number: Option<i64>,
    pub(crate) import_file: Option<String>,
    /// Neither for the creation.
    pub(crate) before: Option<Json<Attributes>>,
    pub(crate) after: Option<Json<Attributes>>,
}

/// A contact's newest changes, newest first, and its creation at the end.
pub(crate) async fn history(pool: &PgPool, account_id: i64, id: i64, limit: i64) -> sqlx::Result<Vec<HistoryRow>> {
    sqlx::query_as!(
        HistoryRow,
        r#"select h.at as "at!", h.line, h.user_id is not null as "by_person!", u.name as "by?", i.id as "import_id?",
                  i.number as "import_number?", i.file_name as "import_file?", h.before as "before: Json<Attributes>",
                  h.after as "after: Json<Attributes>"
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
        limit,
    )
    .fetch_all(pool)
    .await
}
