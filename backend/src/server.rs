//! `muster serve`: the database, the schema, the jobs and the listener; and their end in the opposite order.

use crate::config::Config;
use crate::postgres::Embedded;
use crate::state::AppState;
use crate::{jobs, router, store};
use anyhow::Context;
use sqlx::postgres::PgConnectOptions;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// How long open requests may take to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// What keeps the server from starting, in words for whoever starts it.
pub fn serve(config: Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_env("MUSTER_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,muster_backend=info,sqlx::query=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();

    // From the main thread: the embedded database is told when the thread that started it dies.
    let embedded = match &config.database_url {
        None => Some(Embedded::start(&config)?),
        Some(_) => None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(run(config, embedded.as_ref()));
    runtime.shutdown_background();
    if let Some(embedded) = embedded {
        embedded.stop();
    }
    served
}

async fn run(config: Config, embedded: Option<&Embedded>) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    let options = match (&config.database_url, embedded) {
        (Some(url), _) => PgConnectOptions::from_str(url).context("DATABASE_URL isn't a PostgreSQL address")?,
        (None, Some(embedded)) => embedded.connect_options(),
        (None, None) => anyhow::bail!("neither DATABASE_URL nor an embedded database"),
    };
    let pool = store::connect::connect(options, config.pooler).await?;

    let listen = config.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("can't listen on {listen}"))?;
    let state = AppState::new(pool.clone(), config);
    announce(&state, listener.local_addr()?).await?;

    let runner = tokio::spawn(jobs::run(state.clone(), stop.clone()));
    let app = router::app(state).into_make_service_with_connect_info::<SocketAddr>();
    let mut told = stop.clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        told.wait_for(|stop| *stop).await.ok();
    });
    let mut draining = stop;
    tokio::select! {
        served = serving.into_future() => served?,
        () = async {
            draining.wait_for(|stop| *stop).await.ok();
            tokio::time::sleep(DRAIN).await;
        } => tracing::warn!("some requests didn't end in time"),
        () = database_ended(embedded) => anyhow::bail!("its embedded database has ended; start Muster again, which starts both"),
    }
    // The batch being applied ends, or rolls back with the connection.
    if tokio::time::timeout(DRAIN, runner).await.is_err() {
        tracing::warn!("the batch being applied didn't end in time; it is rolled back");
    }
    tokio::time::timeout(Duration::from_secs(2), pool.close()).await.ok();
    Ok(())
}

/// Never, where the database isn't this server's own.
async fn database_ended(embedded: Option<&Embedded>) {
    match embedded {
        Some(embedded) => embedded.ended().await,
        None => std::future::pending().await,
    }
}

/// Prints the one address to open: with the setup code while there is no account.
async fn announce(state: &AppState, address: SocketAddr) -> anyhow::Result<()> {
    let host = match address.ip() {
        // Listening everywhere, it can be opened here.
        ip if ip.is_unspecified() => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    };
    if store::account::any_exists(&state.pool).await? {
        println!("Muster is ready: http://{host}");
    } else {
        println!("Muster is ready: http://{host}/setup?code={}", state.setup_code());
    }
    Ok(())
}

/// Becomes true when the process is told to stop.
fn stop_signal() -> anyhow::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (told, stop) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        told.send(true).ok();
        // A second signal doesn't wait.
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::warn!("stopping at once");
        std::process::exit(1);
    });
    Ok(stop)
}
