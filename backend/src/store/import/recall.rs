//! How columns of the same names were mapped last time.

use crate::store::PgPool;
use muster_shared::Mapping;
use muster_shared::api::Recalled;
use sqlx::types::Json;

/// The newest import whose file had columns of exactly these names, in this order; whatever became of it.
///
/// # Errors
/// The database's.
pub(crate) async fn recall(pool: &PgPool, account_id: i64, columns: &[String]) -> sqlx::Result<Option<Recalled>> {
    let row = sqlx::query!(
        r#"select id, number, file_name, created_at, mapping as "mapping: Json<Mapping>" from import
           where account_id = $1 and hashtextextended(columns::text, 0) = hashtextextended($2::json::text, 0)
             and columns::text = $2::json::text
           order by number desc limit 1"#,
        account_id,
        // Written as the stored names were, so that the same names are the same text.
        Json(columns) as _,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Recalled {
        id: row.id,
        number: row.number,
        file_name: row.file_name,
        created_at: row.created_at,
        mapping: row.mapping.0,
    }))
}
