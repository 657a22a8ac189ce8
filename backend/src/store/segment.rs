//! Static segments and their members.

use crate::store::field::{Deleted, lock_against_imports};
use crate::store::{PgConnection, PgPool};
use crate::store::{audit, unsigned};
use chrono::{DateTime, Utc};
use muster_shared::api::{ImportName, Segment};
use uuid::Uuid;

struct SegmentRow {
    id: i64,
    name: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    members: Option<i64>,
    import_id: Option<Uuid>,
    import_number: Option<i64>,
    import_file: Option<String>,
}

impl From<SegmentRow> for Segment {
    fn from(row: SegmentRow) -> Self {
        let last_import = match (row.import_id, row.import_number, row.import_file) {
            (Some(id), Some(number), Some(file_name)) => Some(ImportName { id, number, file_name }),
            _ => None,
        };
        Segment {
            id: row.id,
            name: row.name,
            members: unsigned(row.members),
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_import,
        }
    }
}

/// All segments by name; with `only`, that one.
async fn select(pool: &PgPool, account_id: i64, only: Option<i64>) -> sqlx::Result<Vec<Segment>> {
    let rows = sqlx::query_as!(
        SegmentRow,
        r#"select s.id, s.name, s.created_at, s.updated_at,
                  (select count(*) from segment_member m where m.account_id = $1 and m.segment_id = s.id) as members,
                  i.id as "import_id?", i.number as "import_number?", i.file_name as "import_file?"
           from segment s
           left join lateral (
               select i.id, i.number, i.file_name
               from import_segment j join import i on i.account_id = j.account_id and i.id = j.import_id
               where j.account_id = $1 and j.segment_id = s.id and i.sealed_at is not null
               order by i.number desc limit 1
           ) i on true
           where s.account_id = $1 and ($2::bigint is null or s.id = $2)
           order by lower(s.name), s.id"#,
        account_id,
        only,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Segment::from).collect())
}

pub(crate) async fn all(pool: &PgPool, account_id: i64) -> sqlx::Result<Vec<Segment>> {
    select(pool, account_id, None).await
}

pub(crate) async fn get(pool: &PgPool, account_id: i64, id: i64) -> sqlx::Result<Option<Segment>> {
    Ok(select(pool, account_id, Some(id)).await?.pop())
}

/// Makes a segment: its id.
///
/// # Errors
/// `segment_name_key` where the name is taken.
pub(crate) async fn create(pool: &PgPool, account_id: i64, user_id: i64, name: &str) -> sqlx::Result<i64> {
    let mut transaction = pool.begin().await?;
    let id = sqlx::query_scalar!(
        "insert into segment (account_id, name) values ($1, $2) returning id",
        account_id,
        name
    )
    .fetch_one(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "segment.created",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(id)
}

pub(crate) async fn name(connection: &mut PgConnection, account_id: i64, id: i64) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select name from segment where account_id = $1 and id = $2",
        account_id,
        id
    )
    .fetch_optional(connection)
    .await
}

/// The id of the segment with a name, whatever its case; made if there is none.
pub(crate) async fn get_or_create(connection: &mut PgConnection, account_id: i64, name: &str) -> sqlx::Result<i64> {
    sqlx::query!(
        "insert into segment (account_id, name) values ($1, $2) on conflict (account_id, lower(name)) do nothing",
        account_id,
        name,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query_scalar!(
        "select id from segment where account_id = $1 and lower(name) = lower($2)",
        account_id,
        name
    )
    .fetch_one(connection)
    .await
}

/// False if there is no such segment.
pub(crate) async fn rename(pool: &PgPool, account_id: i64, user_id: i64, id: i64, name: &str) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let renamed = sqlx::query!(
        "update segment set name = $3, updated_at = now() where account_id = $1 and id = $2",
        account_id,
        id,
        name
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "segment.renamed",
        &id.to_string(),
    )
    .await?;
    if renamed.rows_affected() == 0 {
        return Ok(false);
    }
    transaction.commit().await?;
    Ok(true)
}

/// Deletes a segment; contacts stay.
pub(crate) async fn delete(pool: &PgPool, account_id: i64, user_id: i64, id: i64) -> sqlx::Result<Deleted> {
    let mut transaction = pool.begin().await?;
    lock_against_imports(&mut transaction, account_id).await?;
    let in_use = sqlx::query_scalar!(
        r#"select exists (
               select from import_segment j join import i on i.account_id = j.account_id and i.id = j.import_id
               where j.account_id = $1 and j.segment_id = $2 and i.state not in ('finished', 'cancelled', 'expired', 'undone')
           ) as "exists!""#,
        account_id,
        id,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if in_use {
        return Ok(Deleted::InUse);
    }
    let deleted = sqlx::query!("delete from segment where account_id = $1 and id = $2", account_id, id)
        .execute(&mut *transaction)
        .await?;
    if deleted.rows_affected() == 0 {
        return Ok(Deleted::NoSuch);
    }
    sqlx::query!(
        "delete from segment_member where account_id = $1 and segment_id = $2",
        account_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "segment.deleted",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(Deleted::Yes)
}

/// Adds a contact. False if there is no such segment or contact. Adding a member again changes nothing.
pub(crate) async fn add(pool: &PgPool, account_id: i64, user_id: i64, id: i64, contact: i64) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let found = sqlx::query!(
        "select s.id from segment s join contact c on c.account_id = s.account_id
         where s.account_id = $1 and s.id = $2 and c.id = $3 for key share",
        account_id,
        id,
        contact,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if found.is_none() {
        return Ok(false);
    }
    sqlx::query!(
        "insert into segment_member (account_id, segment_id, contact_id) values ($1, $2, $3) on conflict do nothing",
        account_id,
        id,
        contact,
    )
    .execute(&mut *transaction)
    .await?;
    touch(&mut transaction, account_id, id).await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "segment.member_added",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(true)
}

/// Takes a contact out. False if it wasn't in.
pub(crate) async fn remove(pool: &PgPool, account_id: i64, user_id: i64, id: i64, contact: i64) -> sqlx::Result<bool> {
    let mut transaction = pool.begin().await?;
    let removed = sqlx::query!(
        "delete from segment_member where account_id = $1 and segment_id = $2 and contact_id = $3",
        account_id,
        id,
        contact,
    )
    .execute(&mut *transaction)
    .await?;
    if removed.rows_affected() == 0 {
        return Ok(false);
    }
    touch(&mut transaction, account_id, id).await?;
    audit::note(
        &mut *transaction,
        account_id,
        Some(user_id),
        "segment.member_removed",
        &id.to_string(),
    )
    .await?;
    transaction.commit().await?;
    Ok(true)
}

async fn touch(connection: &mut PgConnection, account_id: i64, id: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "update segment set updated_at = now() where account_id = $1 and id = $2",
        account_id,
        id
    )
    .execute(connection)
    .await
    .map(drop)
}
