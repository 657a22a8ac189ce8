//! The records that were not taken as a CSV file. Rejected ones with the file's mapped columns under their names, so that the
//! corrected file can be dropped back in; `Line` and `Reason` come after them.

use crate::error::{AppError, Result};
use crate::state::AppState;
use crate::store;
use crate::store::left_out::ReportRow;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use muster_shared::api::{Import, LeftOutKind, Why};
use muster_shared::report::{REPORT_COLUMNS, guard, write_record};
use muster_shared::{FieldKey, Source};
use std::borrow::Cow;
use uuid::Uuid;

/// Rows read and written at once.
const CHUNK: i64 = 1_000;

/// # Errors
/// 404.
pub(crate) async fn download(state: &AppState, account_id: i64, id: Uuid, kind: LeftOutKind) -> Result<Response> {
    let import = super::get(state, account_id, id).await?;
    let name = file_name(&import.file.name, kind);
    let report = Report {
        state: state.clone(),
        account_id,
        import,
        kind,
        after: Some((0, -1)),
        is_start: true,
    };
    let chunks = stream::try_unfold(report, |mut report| async move {
        Ok::<_, sqlx::Error>(report.next_chunk().await?.map(|chunk| (chunk, report)))
    });
    let mut response = Response::new(Body::from_stream(chunks));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    let disposition = format!("attachment; filename=\"{name}\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(disposition).map_err(anyhow::Error::from)?,
    );
    Ok(response)
}

/// `contacts-rejected.csv`, in characters that every header and file system takes.
fn file_name(file: &str, kind: LeftOutKind) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let plain: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_ ".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    let kind = match kind {
        LeftOutKind::Rejected => "rejected",
        LeftOutKind::Skipped => "skipped",
    };
    format!("{}-{kind}.csv", plain.trim())
}

struct Report {
    state: AppState,
    account_id: i64,
    import: Import,
    kind: LeftOutKind,
    /// The place to go on after; `None` at the end.
    after: Option<(i64, i32)>,
    is_start: bool,
}

impl Report {
    async fn next_chunk(&mut self) -> sqlx::Result<Option<Bytes>> {
        let Some(after) = self.after else { return Ok(None) };
        let pool = &self.state.pool;
        let rows = store::left_out::report(pool, self.account_id, self.import.id, self.kind, after, CHUNK).await?;
        self.after = rows
            .last()
            .filter(|_| rows.len() as i64 == CHUNK)
            .map(|row| (row.line, row.seq));
        let mut out = Vec::new();
        if std::mem::take(&mut self.is_start) {
            // With its mark, spreadsheets read the file as UTF-8.
            out.extend_from_slice("\u{feff}".as_bytes());
            self.write(&mut out, &self.header());
        }
        for row in &rows {
            self.write(&mut out, &self.cells(row));
        }
        Ok(Some(out.into()))
    }

    fn write(&self, out: &mut Vec<u8>, cells: &[Cow<'_, str>]) {
        let guarded: Vec<Cow<'_, str>> = cells.iter().map(|cell| guard(cell)).collect();
        write_record(
            out,
            self.import.dialect.report_delimiter(),
            guarded.iter().map(AsRef::as_ref),
        );
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        let mut cells: Vec<Cow<'_, str>> = match self.kind {
            LeftOutKind::Rejected => mapped_columns(&self.import)
                .into_iter()
                .map(|column| column_name(&self.import, column))
                .collect(),
            LeftOutKind::Skipped => vec!["Email".into()],
        };
        cells.extend(REPORT_COLUMNS.map(Into::into));
        cells
    }

    fn cells<'a>(&self, row: &'a ReportRow) -> Vec<Cow<'a, str>> {
        let (mut cells, reason): (Vec<Cow<'a, str>>, String) = match &row.why {
            Why::Problems(problems) => {
                let titles: Vec<String> = problems.iter().map(|problem| problem.problem.title()).collect();
                (
                    row.cells.iter().map(|cell| cell.as_str().into()).collect(),
                    titles.join("; "),
                )
            }
            Why::Repeated { email, kept_line } => (
                vec![email.as_str().into()],
                format!("The same email stands on line {kept_line}"),
            ),
            Why::Exists { email } => (
                vec![email.as_str().into()],
                "The contact exists and was left as it is".to_owned(),
            ),
        };
        cells.extend([row.line.to_string().into(), reason.into()]);
        cells
    }
}

/// The file's columns that the mapping uses: each once, ascending, as in a batch.
fn mapped_columns(import: &Import) -> Vec<usize> {
    let columns = import
        .mapping
        .assignments
        .iter()
        .filter_map(|assignment| match assignment.source {
            Source::Column(column) => Some(column),
            Source::Literal(_) => None,
        });
    columns
        .collect::<std::collections::BTreeSet<usize>>()
        .into_iter()
        .collect()
}

/// A column's name; where the file had none, that of the field it feeds.
fn column_name(import: &Import, column: usize) -> Cow<'_, str> {
    match import.columns.get(column) {
        Some(name) if !name.is_empty() => name.as_str().into(),
        _ => {
            let fed = import
                .mapping
                .assignments
                .iter()
                .find(|assignment| assignment.source == Source::Column(column));
            fed.map_or_else(
                || FieldKey::email().to_string(),
                |assignment| assignment.field.to_string(),
            )
            .into()
        }
    }
}

impl From<axum::http::header::InvalidHeaderValue> for AppError {
    fn from(error: axum::http::header::InvalidHeaderValue) -> Self {
        Self::Internal(error.into())
    }
}
