//! The embedded database: a PostgreSQL of our own, durable, on a private socket, started and stopped with the server.
//!
//! The data folder holds `muster.lock` (one server at a time), `pg` (the cluster) and `run` (the socket; elsewhere if
//! the path is too long for one). As root, PostgreSQL runs as the user `postgres`, since it refuses to run as root.

mod cluster;
mod programs;

use crate::config::Config;
use anyhow::{Context, bail};
use cluster::{Cluster, User};
use programs::Programs;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use sqlx::postgres::PgConnectOptions;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// How long the database may take to be ready: after a crash it replays its log.
const START: Duration = Duration::from_secs(120);

/// How long it may take to stop, before it is stopped at once.
const STOP: Duration = Duration::from_secs(30);

/// The role and the database.
const NAME: &str = "muster";

/// A running database. Stopped by [`Embedded::stop`], and by the system if this process dies.
#[derive(Debug)]
pub struct Embedded {
    child: Child,
    socket_dir: PathBuf,
    /// Held as long as the database runs.
    _lock: File,
}

impl Embedded {
    /// Makes the cluster if there is none, and starts it. Blocks; to be called from the main thread.
    ///
    /// # Errors
    /// In words for whoever starts the server.
    pub fn start(config: &Config) -> anyhow::Result<Self> {
        let user = User::to_run_as()?;
        let data_dir = config.data_dir.clone().map_or_else(default_data_dir, Ok)?;
        let data_dir = std::path::absolute(data_dir)?;
        let shown = data_dir.display();
        cluster::check_ours(&data_dir)?;
        cluster::make_private_dir(&data_dir, &user)
            .with_context(|| format!("the data folder {shown} can't be made"))?;

        let lock =
            File::create(data_dir.join("muster.lock")).with_context(|| format!("{shown} can't be written to"))?;
        if lock.try_lock().is_err() {
            bail!("another Muster is using the data folder {shown}. Stop it, or set MUSTER_DATA_DIR to another folder");
        }
        let cluster = Cluster {
            dir: data_dir.join("pg"),
            user,
        };
        let programs = Programs::find(config.postgres_bin.as_deref(), cluster.version().as_deref())?;
        cluster.ensure(&programs)?;
        cluster.stop_leftover(&programs)?;

        let socket_dir = cluster::make_socket_dir(&data_dir, &cluster.user)?;
        let log = File::create(data_dir.join("postgres.log"))?;
        let child = cluster
            .postgres(&programs, &socket_dir)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("PostgreSQL can't be started")?;
        let mut embedded = Self {
            child,
            socket_dir,
            _lock: lock,
        };
        if let Err(error) = embedded.wait_until_ready(&programs) {
            embedded.stop();
            return Err(error.context(format!("PostgreSQL didn't start: see {shown}/postgres.log")));
        }
        Ok(embedded)
    }

    fn wait_until_ready(&mut self, programs: &Programs) -> anyhow::Result<()> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended with {status}");
            }
            if programs.is_ready(&self.socket_dir) {
                return cluster::ensure_database(programs, &self.socket_dir);
            }
            if start.elapsed() > START {
                bail!("it isn't ready after {} seconds", START.as_secs());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Where to connect to.
    pub fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new()
            .socket(&self.socket_dir)
            .port(cluster::PORT)
            .username(NAME)
            .database(NAME)
    }

    /// Waits until it has ended by itself: nobody but this server can start it again.
    pub async fn ended(&self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let has_ended = || {
            let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
            pid.is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), look), Ok(None)))
        };
        while !has_ended() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Stops it: in order, and at once if that takes too long.
    pub fn stop(mut self) {
        self.signal(Signal::INT);
        let start = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if start.elapsed() > STOP {
                tracing::warn!("PostgreSQL doesn't stop; stopping it at once");
                self.signal(Signal::QUIT);
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.wait().ok();
        fs::remove_dir_all(&self.socket_dir).ok();
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, signal).ok();
        }
    }
}

/// Where data stays by default: a place that the user `postgres` can reach when root starts the server, else the user's own.
fn default_data_dir() -> anyhow::Result<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/muster"));
    }
    let absolute = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    if let Some(data) = absolute("XDG_DATA_HOME") {
        return Ok(data.join("muster"));
    }
    let home = absolute("HOME").context("no home folder: set MUSTER_DATA_DIR to a folder for the database")?;
    let within = if cfg!(target_os = "macos") {
        "Library/Application Support/Muster"
    } else {
        ".local/share/muster"
    };
    Ok(home.join(Path::new(within)))
}
