//! Undos as everyone in the account sees them.

use crate::store::unsigned;
use crate::store::{PgConnection, PgPool};
use chrono::{DateTime, Utc};
use muster_shared::FieldKey;
use muster_shared::api::{ImportName, KeptValue, Leaving, Undo, UndoCounts};
use serde_json::Value;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

struct UndoRow {
    import_id: Uuid,
    by_name: String,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    waiting_reason: Option<String>,
    contacts: Option<i64>,
    looked_at: i64,
    deleted: i64,
    restored: i64,
    kept: i64,
    kept_values: i64,
    members_left: i64,
}

impl From<UndoRow> for Undo {
    fn from(row: UndoRow) -> Self {
        let count = |n| unsigned(Some(n));
        Undo {
            by: row.by_name,
            started_at: row.started_at,
            finished_at: row.finished_at,
            waiting_reason: row.waiting_reason,
            contacts: row.contacts.map(count),
            looked_at: count(row.looked_at),
            counts: UndoCounts {
                deleted: count(row.deleted),
                restored: count(row.restored),
                kept: count(row.kept),
            },
            left: count(row.members_left),
            kept_values: count(row.kept_values),
        }
    }
}

/// The undos of some imports, where there are any.
pub(crate) async fn of_imports(pool: &PgPool, account_id: i64, imports: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Undo>> {
    if imports.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        UndoRow,
        "select import_id, by_name, started_at, finished_at, waiting_reason, contacts, looked_at, deleted, restored, kept,
                kept_values, members_left
         from import_undo where account_id = $1 and import_id = any ($2)",
        account_id,
        imports,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.import_id, row.into())).collect())
}

/// The segments of an import that still exist, with the members that it added and that are still there.
pub(crate) async fn leaving(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
) -> sqlx::Result<Vec<Leaving>> {
    let rows = sqlx::query!(
        r#"select s.id, s.name,
                  (select count(*) from segment_member m
                   where m.account_id = $1 and m.segment_id = s.id and m.import_id = $2) as contacts
           from import_segment j join segment s on s.account_id = j.account_id and s.id = j.segment_id
           where j.account_id = $1 and j.import_id = $2 order by j.position"#,
        account_id,
        import_id,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Leaving {
            id: row.id,
            name: row.name,
            contacts: unsigned(row.contacts),
        })
        .collect())
}

/// A value that an undo leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptRow {
    pub(crate) contact: i64,
    pub(crate) field: String,
    pub(crate) created: bool,
    pub(crate) since_import: Option<Uuid>,
    pub(crate) since_user: Option<i64>,
}

pub(crate) async fn insert_kept(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    rows: &[KeptRow],
) -> sqlx::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let contacts: Vec<i64> = rows.iter().map(|row| row.contact).collect();
    let fields: Vec<&str> = rows.iter().map(|row| row.field.as_str()).collect();
    let created: Vec<bool> = rows.iter().map(|row| row.created).collect();
    let imports: Vec<Option<Uuid>> = rows.iter().map(|row| row.since_import).collect();
    let users: Vec<Option<i64>> = rows.iter().map(|row| row.since_user).collect();
    sqlx::query!(
        "insert into undo_kept (account_id, import_id, contact_id, field, created, since_import, since_user)
         select $1, $2, contact_id, field, created, since_import, since_user
         from unnest($3::bigint[], $4::text[], $5::boolean[], $6::uuid[], $7::bigint[])
              k (contact_id, field, created, since_import, since_user)",
        account_id,
        import_id,
        &contacts,
        &fields as &[&str],
        &created,
        &imports as &[Option<Uuid>],
        &users as &[Option<i64>],
    )
    .execute(connection)
    .await
    .map(drop)
}

/// Values that an undo left as they were, after one of them; by contact and field.
pub(crate) async fn kept(
    pool: &PgPool,
    account_id: i64,
    import_id: Uuid,
    after: (i64, &str),
    limit: i64,
) -> sqlx::Result<Vec<KeptValue>> {
    let rows = sqlx::query!(
        r#"select k.contact_id, k.field, k.created, c.email as "email?",
                  case k.field when 'email' then to_jsonb(c.email) else c.attributes -> k.field end as "now: Json<Value>",
                  i.id as "import_id?", i.number as "number?", i.file_name as "file_name?", u.name as "by?"
           from undo_kept k
           left join contact c on c.account_id = k.account_id and c.id = k.contact_id
           left join import i on i.account_id = k.account_id and i.id = k.since_import
           left join app_user u on u.account_id = k.account_id and u.id = k.since_user
           where k.account_id = $1 and k.import_id = $2 and (k.contact_id, k.field) > ($3, $4)
           order by k.contact_id, k.field limit $5"#,
        account_id,
        import_id,
        after.0,
        after.1,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(KeptValue {
                contact: row.contact_id,
                email: row.email,
                field: FieldKey::try_from(row.field).ok()?,
                now: row.now.map_or(Value::Null, |now| now.0),
                created: row.created,
                import: match (row.import_id, row.number, row.file_name) {
                    (Some(id), Some(number), Some(file_name)) => Some(ImportName { id, number, file_name }),
                    _ => None,
                },
                by: row.by,
            })
        })
        .collect())
}
