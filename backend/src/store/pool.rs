//! Connections to the database: sqlx's, with two differences.
//!
//! - Every statement has a deadline of ours too. The database's own timeouts don't help a server that is cut off from it: nobody tells
//!   it, and it would wait for ever.
//! - Through a pooler that gives a connection to whoever has a transaction, each statement is in one, and nothing of a session is
//!   relied on: no statement keeps a name, and timeouts are set with every transaction.

use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use futures::{future::BoxFuture, stream};
use sqlx::postgres::{PgArguments, PgQueryResult, PgRow, PgStatement, PgTypeInfo};
use sqlx::{AssertSqlSafe, Connection, Either, Execute, Executor, Postgres, SqlStr};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// What a statement may take beyond the time that the database gives it.
const GRACE: Duration = Duration::from_secs(5);

/// Milliseconds that the database gives a statement.
pub(super) const STATEMENT_MILLISECONDS: u32 = 60_000;

/// How long a connection has to say that it lives.
const PING: Duration = Duration::from_secs(5);

/// What holds on every connection, as `name = value`. The time for a statement is [`STATEMENT_MILLISECONDS`].
pub(super) const SETTINGS: [(&str, &str); 4] = [
    ("statement_timeout", "60s"),
    ("lock_timeout", "20s"),
    // A server that stands still lets go of its batch.
    ("idle_in_transaction_session_timeout", "60s"),
    // Contacts are found through indexes; the default takes each page for a seek of a disk's arm.
    ("random_page_cost", "1.1"),
];

/// Whose the connections are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sessions {
    /// This server's, with [`SETTINGS`] and named statements.
    Own,
    /// A pooler's, for as long as a transaction lasts.
    Pooled,
}

/// All connections of this server.
#[derive(Clone, Debug)]
pub struct PgPool {
    connections: sqlx::PgPool,
    sessions: Sessions,
}

/// A connection in a transaction.
#[derive(Debug)]
pub struct PgConnection {
    transaction: sqlx::PgTransaction<'static>,
    sessions: Sessions,
    limit: Duration,
}

/// Rolled back when dropped before [`PgTransaction::commit`].
#[derive(Debug)]
pub struct PgTransaction {
    connection: PgConnection,
}

impl From<sqlx::PgPool> for PgPool {
    fn from(connections: sqlx::PgPool) -> Self {
        Self::new(connections, Sessions::Own)
    }
}

impl PgPool {
    pub(super) fn new(connections: sqlx::PgPool, sessions: Sessions) -> Self {
        Self { connections, sessions }
    }

    /// # Errors
    /// When there is no connection to be had.
    pub async fn begin(&self) -> sqlx::Result<PgTransaction> {
        let begun = async {
            match self.sessions {
                Sessions::Own => self.connections.begin().await,
                Sessions::Pooled => self.connections.begin_with(begin_with_settings()).await,
            }
        };
        Ok(PgTransaction {
            connection: PgConnection {
                transaction: within(limit(STATEMENT_MILLISECONDS), begun).await?,
                sessions: self.sessions,
                limit: limit(STATEMENT_MILLISECONDS),
            },
        })
    }

    pub async fn close(&self) {
        self.connections.close().await;
    }

    /// Runs a statement that stands alone.
    async fn run<'q, T, Q>(
        &self,
        query: Q,
        run: impl AsyncFnOnce(&mut sqlx::PgConnection, Query<Q>) -> sqlx::Result<T>,
    ) -> sqlx::Result<T>
    where
        Q: Execute<'q, Postgres>,
    {
        if self.sessions == Sessions::Pooled {
            let mut transaction = self.begin().await?;
            let query = Query {
                query,
                sessions: self.sessions,
            };
            let answer = within(transaction.limit, run(&mut transaction.connection.transaction, query)).await?;
            transaction.commit().await?;
            return Ok(answer);
        }
        let mut connection = self.connections.acquire().await?;
        let query = Query {
            query,
            sessions: self.sessions,
        };
        within(limit(STATEMENT_MILLISECONDS), run(&mut connection, query)).await
    }
}

fn begin_with_settings() -> AssertSqlSafe<String> {
    let settings = SETTINGS.map(|(name, value)| format!("; set local {name} = '{value}'"));
    AssertSqlSafe(format!("begin{}", settings.concat()))
}

impl PgConnection {
    /// From here on the database gives statements so many milliseconds: the caller has told it.
    pub(super) fn limited_to(&mut self, milliseconds: u32) {
        self.limit = limit(milliseconds);
    }
}

impl PgTransaction {
    /// # Errors
    /// Then it isn't known whether it took place, unless the database says that it didn't.
    pub async fn commit(self) -> sqlx::Result<()> {
        let PgConnection { transaction, limit, .. } = self.connection;
        within(limit, transaction.commit()).await
    }

    /// # Errors
    /// Then the database does it by itself, once it knows that the connection is gone.
    pub async fn rollback(self) -> sqlx::Result<()> {
        // Whoever gives up has waited long enough.
        within(PING, self.connection.transaction.rollback()).await
    }
}

impl Deref for PgTransaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for PgTransaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

fn limit(milliseconds: u32) -> Duration {
    Duration::from_millis(milliseconds.into()) + GRACE
}

async fn within<T>(limit: Duration, answer: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let answered = tokio::time::timeout(limit, answer).await;
    answered.unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
}

/// Whether a connection lives, within [`PING`]: else it is given up rather than waited for.
pub(super) async fn ping(connection: &mut sqlx::PgConnection) -> sqlx::Result<bool> {
    within(PING, connection.ping()).await.map(|()| true)
}

/// A statement, which keeps no name where the connection is somebody else's afterwards.
struct Query<Q> {
    query: Q,
    sessions: Sessions,
}

impl<'q, Q: Execute<'q, Postgres>> Execute<'q, Postgres> for Query<Q> {
    fn sql(self) -> SqlStr {
        self.query.sql()
    }

    fn statement(&self) -> Option<&PgStatement> {
        self.query.statement()
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, sqlx::error::BoxDynError> {
        self.query.take_arguments()
    }

    fn persistent(&self) -> bool {
        self.sessions == Sessions::Own && self.query.persistent()
    }
}

type Step = Either<PgQueryResult, PgRow>;

/// Answers are read whole before they are handed on: none here is larger than a page or a batch.
fn steps<'e>(all: impl Future<Output = sqlx::Result<Vec<Step>>> + Send + 'e) -> BoxStream<'e, sqlx::Result<Step>> {
    stream::once(all)
        .map_ok(|steps| stream::iter(steps).map(Ok))
        .try_flatten()
        .boxed()
}

impl<'c> Executor<'c> for &'c PgPool {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Step>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        steps(self.run(query, async |connection, query| {
            connection.fetch_many(query).try_collect().await
        }))
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        Box::pin(self.run(query, async |connection, query| connection.fetch_optional(query).await))
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, sqlx::Result<PgStatement>>
    where
        'c: 'e,
    {
        self.connections.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<sqlx::Describe<Postgres>>>
    where
        'c: 'e,
    {
        self.connections.describe(sql)
    }
}

impl<'c> Executor<'c> for &'c mut PgConnection {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Step>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let PgConnection {
            transaction,
            sessions,
            limit,
        } = self;
        let query = Query {
            query,
            sessions: *sessions,
        };
        steps(within(*limit, transaction.fetch_many(query).try_collect()))
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<PgRow>>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let PgConnection {
            transaction,
            sessions,
            limit,
        } = self;
        let query = Query {
            query,
            sessions: *sessions,
        };
        Box::pin(within(*limit, transaction.fetch_optional(query)))
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, sqlx::Result<PgStatement>>
    where
        'c: 'e,
    {
        self.transaction.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, sqlx::Result<sqlx::Describe<Postgres>>>
    where
        'c: 'e,
    {
        self.transaction.describe(sql)
    }
}
