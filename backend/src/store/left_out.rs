//! Records that were not taken.

use crate::imports::decode::NotTaken;
use crate::store::unsigned;
use crate::store::{PgConnection, PgPool};
use muster_shared::api::{LeftOut, LeftOutKind, Why};
use sqlx::types::Json;
use uuid::Uuid;

fn kind_name(kind: LeftOutKind) -> &'static str {
    match kind {
        LeftOutKind::Rejected => "rejected",
        LeftOutKind::Skipped => "skipped",
    }
}

fn kind_of(why: &Why) -> LeftOutKind {
    match why {
        Why::Problems(_) => LeftOutKind::Rejected,
        Why::Repeated { .. } | Why::Exists { .. } => LeftOutKind::Skipped,
    }
}

/// Keeps a batch's records that were not taken.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    account_id: i64,
    import_id: Uuid,
    seq: i32,
    rows: &[&NotTaken],
) -> sqlx::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let encode = |error: serde_json::Error| sqlx::Error::Encode(Box::new(error));
    let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
    let outcomes: Vec<&str> = rows.iter().map(|row| kind_name(kind_of(&row.why))).collect();
    let why = rows
        .iter()
        .map(|row| serde_json::to_string(&row.why))
        .collect::<Result<Vec<_>, _>>()
        .map_err(encode)?;
    let cells = rows
        .iter()
        .map(|row| row.cells.as_ref().map(serde_json::to_string).transpose())
        .collect::<Result<Vec<_>, _>>()
        .map_err(encode)?;
    sqlx::query!(
        "insert into left_out (account_id, import_id, line, seq, outcome, why, cells)
         select $1, $2, line, $3, outcome, why::json, cells::json
         from unnest($4::bigint[], $5::text[], $6::text[], $7::text[]) r (line, outcome, why, cells)",
        account_id,
        import_id,
        seq,
        &lines,
        &outcomes as &[&str],
        &why,
        &cells as &[Option<String>],
    )
    .execute(connection)
    .await
    .map(drop)
}

/// Rows after a line, by line.
pub(crate) async fn page(
    pool: &PgPool,
    account_id: i64,
    import_id: Uuid,
    kind: LeftOutKind,
    after: Option<u64>,
    limit: u32,
) -> sqlx::Result<Vec<LeftOut>> {
    let rows = sqlx::query!(
        r#"select line, why as "why: Json<Why>" from left_out
           where account_id = $1 and import_id = $2 and outcome = $3 and line > $4
           order by line, seq limit $5"#,
        account_id,
        import_id,
        kind_name(kind),
        after.map_or(0, |line| i64::try_from(line).unwrap_or(i64::MAX)),
        i64::from(limit),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| LeftOut {
            line: unsigned(Some(row.line)),
            why: row.why.0,
        })
        .collect())
}

/// A row of the file to download, with its place for the next page.
pub(crate) struct ReportRow {
    pub(crate) line: i64,
    pub(crate) seq: i32,
    pub(crate) why: Why,
    pub(crate) cells: Vec<String>,
}

/// Rows after a place, by line, with their cells.
pub(crate) async fn report(
    pool: &PgPool,
    account_id: i64,
    import_id: Uuid,
    kind: LeftOutKind,
    after: (i64, i32),
    limit: i64,
) -> sqlx::Result<Vec<ReportRow>> {
    let rows = sqlx::query!(
        r#"select line, seq, why as "why: Json<Why>", cells as "cells: Json<Vec<String>>" from left_out
           where account_id = $1 and import_id = $2 and outcome = $3 and (line, seq) > ($4, $5)
           order by line, seq limit $6"#,
        account_id,
        import_id,
        kind_name(kind),
        after.0,
        after.1,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ReportRow {
            line: row.line,
            seq: row.seq,
            why: row.why.0,
            cells: row.cells.map_or_else(Vec::new, |cells| cells.0),
        })
        .collect())
}
