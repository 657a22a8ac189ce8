//! What PostgreSQL does with the same contacts when nothing of ours stands between: no rules, no history, no ledger, and one
//! connection, as `psql` would.

use crate::tables::run;
use sqlx::PgPool;
use sqlx::postgres::PgPoolCopyExt;
use std::time::Instant;

/// What the contacts that come in differ in from those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Nothing,
    /// Two fields of every contact.
    Everyone,
}

/// Columns that a client gives; the id is the table's own affair.
const COLUMNS: &str = "account_id, email, attributes, created_at, updated_at, created_import, created_line";

/// The limit: `COPY` into the table with its indexes, of rows that are ready. Seconds.
pub(crate) async fn copy(pool: &PgPool, rows: u64) -> f64 {
    let ready = ready(pool, Change::Nothing).await;
    let start = Instant::now();
    send(pool, &format!("copy contact ({COLUMNS}) from stdin"), &ready).await;
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(contacts(pool).await, rows);
    seconds
}

/// The upsert that one would write by hand: `COPY` into a bare table, then one statement that inserts what is new and updates
/// what differs. Seconds.
pub(crate) async fn upsert(pool: &PgPool, change: Change, rows: u64) -> f64 {
    let ready = ready(pool, change).await;
    run(pool, "drop table if exists staged").await;
    run(pool, "create unlogged table staged (like contact)").await;
    run(pool, "alter table staged alter column id drop not null").await;
    let start = Instant::now();
    send(pool, &format!("copy staged ({COLUMNS}) from stdin"), &ready).await;
    let statement = format!(
        "insert into contact as c ({COLUMNS}) select {COLUMNS} from staged
         on conflict (account_id, email) do update set attributes = excluded.attributes, updated_at = now()
         where c.attributes is distinct from excluded.attributes"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(pool)
        .await
        .expect("the upsert runs");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(contacts(pool).await, rows);
    run(pool, "drop table staged").await;
    seconds
}

/// The contacts in the text form of `COPY`.
async fn ready(pool: &PgPool, change: Change) -> Vec<u8> {
    use futures::TryStreamExt;
    let attributes = match change {
        Change::Nothing => "attributes",
        Change::Everyone => r#"attributes || '{"city": "Elsewhere", "points": -1}' as attributes"#,
    };
    let columns = COLUMNS.replace("attributes", attributes);
    let statement = format!("copy (select {columns} from measured_contact order by created_line) to stdout");
    let mut text = Vec::new();
    let mut stream = pool.copy_out_raw(&statement).await.expect("the contacts are read");
    while let Some(chunk) = stream.try_next().await.expect("the contacts are read") {
        text.extend_from_slice(&chunk);
    }
    text
}

async fn send(pool: &PgPool, statement: &str, text: &[u8]) {
    let mut copy = pool.copy_in_raw(statement).await.expect("copying starts");
    for chunk in text.chunks(1 << 20) {
        copy.send(chunk).await.expect("copying goes on");
    }
    copy.finish().await.expect("copying ends");
}

async fn contacts(pool: &PgPool) -> u64 {
    let count: i64 = sqlx::query_scalar("select count(*) from contact")
        .fetch_one(pool)
        .await
        .expect("contacts are counted");
    count.cast_unsigned()
}
