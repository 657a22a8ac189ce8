//! Imports as everyone in the account sees them: what was asked for, and sums over the ledger.

use crate::store::{self, PgPool, unsigned};
use chrono::{DateTime, Days, Utc};
use muster_shared::api::{Counts, FileFacts, Import, ImportOptions, ImportSegment, ImportState, Undo};
use muster_shared::intake::Dialect;
use muster_shared::{Mapping, limits};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

struct ImportRow {
    id: Uuid,
    number: i64,
    state: String,
    paused_reason: Option<String>,
    by_name: String,
    file_name: String,
    file_size: i64,
    fingerprint: String,
    file_modified: Option<DateTime<Utc>>,
    file_part: Option<String>,
    dialect: Json<Dialect>,
    columns: Json<Vec<String>>,
    mapping: Json<Mapping>,
    options: Json<ImportOptions>,
    records: i64,
    created_at: DateTime<Utc>,
    sealed_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    uploaded: Option<i64>,
    previewed: Option<i64>,
    created: Option<i64>,
    updated: Option<i64>,
    unchanged: Option<i64>,
    skipped: Option<i64>,
    skipped_repeated: Option<i64>,
    rejected: Option<i64>,
}

impl ImportRow {
    fn into_import(self, segments: Vec<ImportSegment>, undo: Option<Undo>) -> Import {
        let file = FileFacts {
            name: self.file_name,
            size: unsigned(Some(self.file_size)),
            fingerprint: self.fingerprint,
            modified: self.file_modified,
            part: self.file_part,
        };
        let counts = Counts {
            created: unsigned(self.created),
            updated: unsigned(self.updated),
            unchanged: unsigned(self.unchanged),
            skipped: unsigned(self.skipped),
            rejected: unsigned(self.rejected),
        };
        let state = state_from_name(&self.state);
        let did_something = counts.created + counts.updated > 0 || segments.iter().any(|segment| segment.added > 0);
        Import {
            id: self.id,
            number: self.number,
            state,
            paused_reason: self.paused_reason,
            file,
            dialect: self.dialect.0,
            columns: self.columns.0,
            mapping: self.mapping.0,
            options: self.options.0,
            segments,
            by: self.by_name,
            created_at: self.created_at,
            sealed_at: self.sealed_at,
            finished_at: self.finished_at,
            now: self.now,
            records: unsigned(Some(self.records)),
            uploaded: unsigned(self.uploaded),
            previewed: self.previewed.map(|records| unsigned(Some(records))),
            counts,
            skipped_repeated: unsigned(self.skipped_repeated),
            undo_until: undo_until(state, self.finished_at, self.now).filter(|_| did_something),
            undo,
        }
    }
}

/// Until when an import that is over can be undone, if it isn't too late.
fn undo_until(state: ImportState, finished_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = finished_at? + Days::new(limits::UNDO_DAYS.into());
    let is_over = matches!(state, ImportState::Finished | ImportState::Cancelled);
    (is_over && until > now).then_some(until)
}

/// The state by its name, which is one of the constraint's.
pub(super) fn state_from_name(name: &str) -> ImportState {
    match name {
        "uploading" => ImportState::Uploading,
        "sealed" => ImportState::Sealed,
        "previewing" => ImportState::Previewing,
        "previewed" => ImportState::Previewed,
        "applying" => ImportState::Applying,
        "paused" => ImportState::Paused,
        "finished" => ImportState::Finished,
        "cancelled" => ImportState::Cancelled,
        "undoing" => ImportState::Undoing,
        "undone" => ImportState::Undone,
        "expired" => ImportState::Expired,
        _ => ImportState::Failed,
    }
}

pub(crate) async fn get(pool: &PgPool, account_id: i64, id: Uuid) -> sqlx::Result<Option<Import>> {
    Ok(select(pool, account_id, Some(id), i64::MAX, 1).await?.pop())
}

/// Newest first, those with numbers below `before`; and how many there are in all.
pub(crate) async fn list(pool: &PgPool, account_id: i64, before: i64, limit: i64) -> sqlx::Result<(Vec<Import>, u64)> {
    let imports = select(pool, account_id, None, before, limit).await?;
    let total = sqlx::query_scalar!("select count(*) from import where account_id = $1", account_id)
        .fetch_one(pool)
        .await?;
    Ok((imports, unsigned(total)))
}

async fn select(
    pool: &PgPool,
    account_id: i64,
    only: Option<Uuid>,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Import>> {
    let rows = sqlx::query_as!(
        ImportRow,
        r#"select i.id, i.number, i.state, i.paused_reason, i.by_name, i.file_name, i.file_size, i.fingerprint,
                  i.file_modified, i.file_part, i.dialect as "dialect: Json<Dialect>", i.columns as "columns: Json<Vec<String>>",
                  i.mapping as "mapping: Json<Mapping>", i.options as "options: Json<ImportOptions>", i.records,
                  i.created_at, i.sealed_at, i.finished_at, now() as "now!", b.uploaded, p.previewed, b.created, b.updated,
                  b.unchanged, b.skipped, b.skipped_repeated, b.rejected
           from (select * from import
                 where account_id = $1 and number < $3 and ($2::uuid is null or id = $2)
                 order by number desc limit $4) i
           cross join lateral (
               select sum(records) as uploaded, sum(created) as created, sum(updated) as updated,
                      sum(unchanged) as unchanged, sum(skipped) as skipped,
                      sum(skipped_repeated) as skipped_repeated, sum(rejected) as rejected
               from import_batch where account_id = $1 and import_id = i.id
           ) b
           left join lateral (
               select coalesce(sum(created + updated + unchanged + skipped + rejected), 0)::bigint as previewed
               from import_preview where account_id = $1 and import_id = i.id
           ) p on i.preview and i.confirmed_at is null and i.finished_at is null
           order by i.number desc"#,
        account_id,
        only,
        before,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut segments = segments(pool, account_id, &ids).await?;
    let undone = rows
        .iter()
        .filter(|row| row.state.starts_with("undo"))
        .map(|row| row.id);
    let mut undos = store::undo::of_imports(pool, account_id, &undone.collect::<Vec<_>>()).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let segments = segments.remove(&row.id).unwrap_or_default();
            let undo = undos.remove(&row.id);
            row.into_import(segments, undo)
        })
        .collect())
}

async fn segments(pool: &PgPool, account_id: i64, imports: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<ImportSegment>>> {
    let rows = sqlx::query!(
        r#"select j.import_id, j.segment_id, coalesce(s.name, j.name) as "name!",
                  (select sum(b.added[j.position])::bigint from import_batch b
                   where b.account_id = $1 and b.import_id = j.import_id) as added
           from import_segment j
           left join segment s on s.account_id = j.account_id and s.id = j.segment_id
           where j.account_id = $1 and j.import_id = any ($2)
           order by j.import_id, j.position"#,
        account_id,
        imports,
    )
    .fetch_all(pool)
    .await?;
    let mut segments: HashMap<Uuid, Vec<ImportSegment>> = HashMap::new();
    for row in rows {
        let segment = ImportSegment {
            id: row.segment_id,
            name: row.name,
            added: unsigned(row.added),
        };
        segments.entry(row.import_id).or_default().push(segment);
    }
    Ok(segments)
}
