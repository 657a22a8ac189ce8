//! Was the same file imported before?

use crate::store::PgPool;
use crate::store::import::view::state_from_name;
use crate::store::unsigned;
use muster_shared::api::{ImportedBefore, SameFile};

/// An import of the same file that is under way, else the newest that took anything.
///
/// # Errors
/// The database's.
pub(crate) async fn same_file(pool: &PgPool, account_id: i64, file: &SameFile) -> sqlx::Result<Option<ImportedBefore>> {
    let row = sqlx::query!(
        r#"select i.id, i.number, i.file_name, i.state, i.by_name, i.created_at, b.contacts
           from import i
           cross join lateral (
               select sum(created + updated + unchanged) as contacts
               from import_batch where account_id = $1 and import_id = i.id
           ) b
           where i.account_id = $1 and i.fingerprint = $2 and i.file_size = $3 and i.file_part is not distinct from $4
             and i.state not in ('expired', 'undone') and (i.state <> 'cancelled' or b.contacts > 0)
           order by i.finished_at is null desc, i.number desc limit 1"#,
        account_id,
        file.fingerprint,
        i64::try_from(file.size).unwrap_or(i64::MAX),
        file.part,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| ImportedBefore {
        id: row.id,
        number: row.number,
        file_name: row.file_name,
        state: state_from_name(&row.state),
        by: row.by_name,
        created_at: row.created_at,
        contacts: unsigned(row.contacts),
    }))
}
