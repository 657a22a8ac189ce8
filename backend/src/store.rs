//! All SQL, a file per table or two. Statements are checked against the schema at compile time.

pub(crate) mod account;
pub(crate) mod apply;
pub(crate) mod attempt;
pub(crate) mod audit;
pub(crate) mod batch;
pub(crate) mod connect;
pub(crate) mod contact;
pub(crate) mod contact_change;
pub(crate) mod contact_list;
pub(crate) mod contact_search;
pub(crate) mod contact_word;
pub(crate) mod counted;
pub(crate) mod field;
pub(crate) mod import;
pub(crate) mod left_out;
mod pool;
pub(crate) mod segment;
pub(crate) mod session;
pub(crate) mod undo;
pub(crate) mod user;

pub use pool::{PgConnection, PgPool, PgTransaction};

/// Milliseconds that a list may take: its answer is awaited by a person.
const LIST_MILLISECONDS: u32 = 5_000;

/// A transaction for a list or a count, which the database ends after [`LIST_MILLISECONDS`].
async fn begin_list(pool: &PgPool) -> sqlx::Result<PgTransaction> {
    let mut transaction = pool.begin().await?;
    limit_statements(&mut transaction, LIST_MILLISECONDS).await?;
    Ok(transaction)
}

async fn limit_statements(connection: &mut PgConnection, milliseconds: u32) -> sqlx::Result<()> {
    sqlx::query!(
        "select set_config('statement_timeout', $1, true)",
        milliseconds.to_string()
    )
    .fetch_one(&mut *connection)
    .await?;
    connection.limited_to(milliseconds);
    Ok(())
}

/// A transaction that reads everything as it was when it began.
pub(crate) async fn begin_snapshot(pool: &PgPool) -> sqlx::Result<PgTransaction> {
    let mut transaction = pool.begin().await?;
    // Unchecked: it is no query, and gives no rows.
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(&mut *transaction)
        .await?;
    Ok(transaction)
}

/// Whether the database answers.
pub(crate) async fn is_alive(pool: &PgPool) -> bool {
    sqlx::query_scalar!("select 1").fetch_one(pool).await.is_ok()
}

/// Whether the statement failed because the connection did, and may succeed on another one.
pub(crate) fn is_connection_trouble(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        // A transaction that didn't begin: a pooler's way to say that its database is away.
        sqlx::Error::BeginFailed => true,
        // Connection exceptions; shut down by an operator, crashed, starting up; stood still for too long; a standby that isn't
        // promoted yet.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            ["08", "57P", "25P03", "25006"]
                .iter()
                .any(|trouble| code.starts_with(trouble))
        }),
        _ => false,
    }
}

/// The database's code of the failure (SQLSTATE).
pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

/// What went wrong, without the values that messages may hold.
pub(crate) fn kind(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Database(_) => "database",
        sqlx::Error::Io(_) => "io",
        sqlx::Error::Tls(_) => "tls",
        sqlx::Error::Protocol(_) => "protocol",
        sqlx::Error::RowNotFound => "row not found",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "decode",
        sqlx::Error::Encode(_) => "encode",
        sqlx::Error::PoolTimedOut => "pool timed out",
        sqlx::Error::PoolClosed => "pool closed",
        sqlx::Error::WorkerCrashed => "worker crashed",
        _ => "other",
    }
}

/// A count, which is never negative.
pub(crate) fn unsigned(count: Option<i64>) -> u64 {
    count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0)
}
