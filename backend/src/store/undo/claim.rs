//! What the runner looks for, claims and finishes.

use crate::store::audit;
use crate::store::{PgConnection, PgPool};
use muster_shared::Field;
use sqlx::types::Json;
use uuid::Uuid;

/// Undos that wait for a server: the first of each account. Found without a lock, so that it works over all accounts; the claim
/// is within one.
pub(crate) async fn candidates(pool: &PgPool, limit: i64) -> sqlx::Result<Vec<(i64, Uuid)>> {
    let rows = sqlx::query!(
        "select account_id, import_id from import_undo u
         where finished_at is null and (retry_at is null or retry_at <= now())
           and not exists (select from import_undo e
                           where e.account_id = u.account_id and e.finished_at is null and e.position < u.position)
         order by position limit $1",
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.import_id)).collect())
}

/// All that an undo needs to know: none of it changes while it goes on.
pub(crate) struct Job {
    /// The account's fields when the import was mapped.
    pub(crate) fields: Vec<Field>,
    /// The segments that the import added to.
    pub(crate) segments: Vec<i64>,
}

/// `None` if there is no such import.
pub(crate) async fn job(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<Option<Job>> {
    let fields = sqlx::query_scalar!(
        r#"select fields as "fields: Json<Vec<Field>>" from import where account_id = $1 and id = $2"#,
        account_id,
        id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(fields) = fields else { return Ok(None) };
    let segments = sqlx::query_scalar!(
        "select segment_id from import_segment where account_id = $1 and import_id = $2 order by segment_id",
        account_id,
        id,
    )
    .fetch_all(connection)
    .await?;
    Ok(Some(Job {
        fields: fields.0,
        segments,
    }))
}

/// An undo that this transaction goes on with.
pub(crate) struct Claimed {
    /// The person who asked for it.
    pub(crate) user_id: i64,
    /// The contact up to which all are done, by id.
    pub(crate) mark: i64,
}

/// Takes an undo for this transaction: no other server goes on with it meanwhile. `None` if another one has it, if another undo of
/// the account comes first, or if it is done.
pub(crate) async fn claim(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<Option<Claimed>> {
    let taken = sqlx::query_scalar!(
        "select id from import where account_id = $1 and id = $2 and state = 'undoing' for update skip locked",
        account_id,
        id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if taken.is_none() {
        return Ok(None);
    }
    // Asked only now that nobody moves it: the mark that was seen before may be another server's step behind.
    sqlx::query_as!(
        Claimed,
        "select user_id, mark from import_undo u
         where account_id = $1 and import_id = $2 and finished_at is null
           and not exists (select from import_undo e
                           where e.account_id = $1 and e.finished_at is null and e.position < u.position)",
        account_id,
        id,
    )
    .fetch_optional(connection)
    .await
}

/// The next contacts by id: that of the last of them, and how many there are.
pub(crate) async fn next_stretch(
    connection: &mut PgConnection,
    account_id: i64,
    mark: i64,
    limit: i64,
) -> sqlx::Result<Option<(i64, i64)>> {
    let stretch = sqlx::query!(
        r#"select max(id) as last, count(*) as "n!"
           from (select id from contact where account_id = $1 and id > $2 order by id limit $3) c"#,
        account_id,
        mark,
        limit,
    )
    .fetch_one(connection)
    .await?;
    Ok(stretch.last.map(|last| (last, stretch.n)))
}

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) looked_at: i64,
    pub(crate) deleted: i64,
    pub(crate) restored: i64,
    pub(crate) kept: i64,
    pub(crate) kept_values: i64,
    pub(crate) members_left: i64,
}

/// Moves the mark. With the first step the account's contacts are counted.
pub(crate) async fn advance(
    connection: &mut PgConnection,
    account_id: i64,
    id: Uuid,
    mark: i64,
    step: Progress,
) -> sqlx::Result<()> {
    let Progress {
        looked_at,
        deleted,
        restored,
        kept,
        kept_values,
        members_left,
    } = step;
    sqlx::query!(
        "update import_undo
         set mark = $3, looked_at = looked_at + $4, deleted = deleted + $5, restored = restored + $6, kept = kept + $7,
             kept_values = kept_values + $8, members_left = members_left + $9, waiting_reason = null, retry_at = null,
             contacts = coalesce(contacts, $5 + (select count(*) from contact where account_id = $1))
         where account_id = $1 and import_id = $2",
        account_id,
        id,
        mark,
        looked_at,
        deleted,
        restored,
        kept,
        kept_values,
        members_left,
    )
    .execute(connection)
    .await
    .map(drop)
}

/// The last contact is done.
pub(crate) async fn finish(connection: &mut PgConnection, account_id: i64, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update import set state = 'undone' where account_id = $1 and id = $2",
        account_id,
        id
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update import_undo set finished_at = now(), waiting_reason = null, retry_at = null
         where account_id = $1 and import_id = $2",
        account_id,
        id,
    )
    .execute(&mut *connection)
    .await?;
    // Taken in the order of their ids, as everywhere.
    sqlx::query!(
        "update segment s set updated_at = now()
         from (select s.id from segment s join import_segment j on j.account_id = s.account_id and j.segment_id = s.id
               where s.account_id = $1 and j.import_id = $2 order by s.id for no key update of s) touched
         where s.account_id = $1 and s.id = touched.id",
        account_id,
        id,
    )
    .execute(&mut *connection)
    .await?;
    audit::note(connection, account_id, None, "import.undone", &id.to_string()).await
}

/// A step can't be done now: says why, and when it is tried again.
pub(crate) async fn hold(pool: &PgPool, account_id: i64, id: Uuid, reason: &str, seconds: f64) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_undo set waiting_reason = $3, retry_at = now() + make_interval(secs => $4)
         where account_id = $1 and import_id = $2 and finished_at is null",
        account_id,
        id,
        reason,
        seconds,
    )
    .execute(pool)
    .await
    .map(drop)
}
