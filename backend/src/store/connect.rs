//! The way to the database: found out, waited for, and its schema brought up to date.

use super::pool::{PgPool, SETTINGS, Sessions, ping};
use crate::MIGRATOR;
use crate::config::Pooler;
use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Executor, PgConnection};
use std::time::Duration;

/// Connections of one server: up to two for each batch being written, the others for requests, which wait for one rather than
/// being refused.
const CONNECTIONS: u32 = 20;

/// How long a request waits for a connection.
const CONNECTION_WAIT: Duration = Duration::from_secs(10);

/// How long a server that starts waits for its database: it may start at the same time, or be away.
const START_WAIT: Duration = Duration::from_secs(60);

/// Any number that nothing else locks: several servers that start at once take turns.
const MIGRATION_LOCK: i64 = 0x6d75_7374_6d69_6772;

/// Waits for the database, and brings its schema up to date.
///
/// # Errors
/// What keeps the server from working with it, in words for whoever starts it.
pub(crate) async fn connect(options: PgConnectOptions, pooler: Pooler) -> anyhow::Result<PgPool> {
    let options = options.application_name("muster");
    let sessions = wait_for(&options, pooler).await?;
    migrate(&options, sessions)
        .await
        .context("the database's schema couldn't be brought up to date")?;
    let options = match sessions {
        Sessions::Own => own_session(options),
        Sessions::Pooled => pooled_session(options),
    };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECTION_WAIT)
        // In their place, pings that don't wait for ever.
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(ping(connection)))
        .after_release(|connection, _| Box::pin(ping(connection)))
        .connect_lazy_with(options);
    Ok(PgPool::new(pool, sessions))
}

fn own_session(options: PgConnectOptions) -> PgConnectOptions {
    options.options(SETTINGS).options([
        // A connection that is half open is found out in under 90 seconds.
        ("tcp_keepalives_idle", "30"),
        ("tcp_keepalives_interval", "10"),
        ("tcp_keepalives_count", "3"),
    ])
}

/// Poolers refuse what they can't set back for the next one.
fn pooled_session(options: PgConnectOptions) -> PgConnectOptions {
    options.extra_float_digits(None).statement_cache_capacity(0)
}

/// Whose sessions they are; once the database answers.
async fn wait_for(options: &PgConnectOptions, pooler: Pooler) -> anyhow::Result<Sessions> {
    let start = tokio::time::Instant::now();
    loop {
        let error = match sessions(options, pooler).await {
            Ok(sessions) => return Ok(sessions),
            Err(error) => error,
        };
        let passes =
            super::is_connection_trouble(&error) || super::code(&error).is_some_and(|code| code.starts_with("53"));
        if !passes || start.elapsed() > START_WAIT {
            return Err(error).context("the database doesn't answer");
        }
        tracing::warn!(kind = super::kind(&error), "waiting for the database");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn sessions(options: &PgConnectOptions, pooler: Pooler) -> sqlx::Result<Sessions> {
    let pooled = pooled_session(options.clone());
    match pooler {
        Pooler::None => {
            PgConnection::connect_with(&own_session(options.clone()))
                .await?
                .close()
                .await?
        }
        Pooler::Transaction => PgConnection::connect_with(&pooled).await?.close().await?,
        Pooler::Auto => {
            let arrived = match PgConnection::connect_with(&own_session(options.clone())).await {
                Ok(connection) => have_settings_arrived(connection).await?,
                Err(error) if is_refused_setting(&error) => false,
                Err(error) => return Err(error),
            };
            if !arrived {
                PgConnection::connect_with(&pooled).await?.close().await?;
                tracing::info!(
                    "a pooler stands in front of the database: sessions are taken to last for a transaction"
                );
                return Ok(Sessions::Pooled);
            }
        }
    }
    Ok(match pooler {
        Pooler::Transaction => Sessions::Pooled,
        Pooler::None | Pooler::Auto => Sessions::Own,
    })
}

/// A pooler passes on no settings: some refuse them, and some drop them.
async fn have_settings_arrived(mut connection: PgConnection) -> sqlx::Result<bool> {
    let (name, value) = SETTINGS[1];
    let show = sqlx::AssertSqlSafe(format!("show {name}"));
    let row = connection.fetch_one(sqlx::raw_sql(show)).await?;
    connection.close().await?;
    Ok(sqlx::Row::try_get::<&str, _>(&row, 0)? == value)
}

fn is_refused_setting(error: &sqlx::Error) -> bool {
    let refused = error.as_database_error().map(|error| error.message());
    refused.is_some_and(|message| message.contains("unsupported startup parameter"))
}

/// On a connection of its own, without limits: a large table's new index takes its time, and so does another server's migration.
async fn migrate(options: &PgConnectOptions, sessions: Sessions) -> anyhow::Result<()> {
    match sessions {
        Sessions::Own => {
            let mut connection = PgConnection::connect_with(options).await?;
            MIGRATOR.run(&mut connection).await?;
            connection.close().await?;
        }
        Sessions::Pooled => {
            let mut connection = PgConnection::connect_with(&pooled_session(options.clone())).await?;
            // All in one transaction, which stays on one of the pooler's connections. The migrator names its statements: what others
            // named there goes before, and its own after.
            let mut transaction = connection.begin().await?;
            transaction.execute(sqlx::raw_sql("deallocate all")).await?;
            let lock = sqlx::AssertSqlSafe(format!("select pg_advisory_xact_lock({MIGRATION_LOCK})"));
            transaction.execute(sqlx::raw_sql(lock)).await?;
            MIGRATOR.run(&mut *transaction).await?;
            transaction.execute(sqlx::raw_sql("deallocate all")).await?;
            transaction.commit().await?;
            connection.close().await?;
        }
    }
    Ok(())
}
