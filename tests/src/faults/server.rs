//! `muster serve` as a process, which is killed, stopped and started again.

use super::programs::{self, Signal};
use std::cell::Cell;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::sync::Mutex;

/// How long a server may take to start: it waits for its database.
const START: Duration = Duration::from_secs(90);

/// One server, in one life or several.
#[derive(Debug)]
pub struct Server {
    database_url: String,
    environment: Vec<(&'static str, String)>,
    log: PathBuf,
    life: Mutex<Option<Life>>,
    address: Cell<Option<SocketAddr>>,
    /// The most memory that any of its lives had, in KiB.
    peak_kib: Cell<u64>,
    pid: Cell<Option<u32>>,
}

#[derive(Debug)]
struct Life {
    child: Child,
    _output: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Not started yet. Its log is a file that grows over its lives.
    pub fn new(database_url: String, log: PathBuf) -> Self {
        Self {
            database_url,
            environment: Vec::new(),
            log,
            life: Mutex::new(None),
            address: Cell::new(None),
            peak_kib: Cell::new(0),
            pid: Cell::new(None),
        }
    }

    /// With a variable in its environment.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// Where it listens while it lives.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address.get()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Starts it if it doesn't run, again and again while its database is away, as a supervisor does: how long it took.
    pub async fn start(&self) -> Duration {
        let start = Instant::now();
        let mut life = self.life.lock().await;
        while life.is_none() {
            assert!(start.elapsed() < START, "a server doesn't start: {}", self.log());
            *life = self.try_start().await;
        }
        start.elapsed()
    }

    async fn try_start(&self) -> Option<Life> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("its log can be written");
        let mut child = programs::server(&programs::muster())
            .env("DATABASE_URL", &self.database_url)
            .env("MUSTER_LISTEN", "127.0.0.1:0")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdout(std::process::Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the server can be run");
        let output = child.stdout.take().expect("its output is piped");
        let mut output = BufReader::new(output).lines();
        while let Ok(Some(line)) = output.next_line().await {
            let told = line
                .split_once("http://")
                .and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
            if let Some(address) = told {
                self.pid.set(child.id());
                self.address.set(Some(address));
                return Some(Life { child, _output: output });
            }
        }
        child.wait().await.ok();
        None
    }

    /// `kill -9`.
    pub async fn kill(&self) {
        self.end(Signal::KILL).await;
    }

    /// SIGTERM: how long it took to end.
    pub async fn terminate(&self) -> Duration {
        self.end(Signal::TERM).await
    }

    /// Waits until it ends without being told to.
    pub async fn ends_by_itself(&self, limit: Duration) {
        let mut life = self.life.lock().await;
        if let Some(mut life) = life.take() {
            let ended = tokio::time::timeout(limit, life.child.wait()).await;
            assert!(ended.is_ok(), "it still runs after {limit:?}");
            self.address.set(None);
            self.pid.set(None);
        }
    }

    async fn end(&self, signal: Signal) -> Duration {
        let start = Instant::now();
        let mut life = self.life.lock().await;
        if let Some(mut life) = life.take() {
            self.look_at_memory();
            self.address.set(None);
            self.pid.set(None);
            programs::signal(&life.child, signal);
            life.child.wait().await.expect("a child can be waited for");
        }
        start.elapsed()
    }

    /// Stands still for a while, as a machine that sleeps.
    pub async fn stand_still(&self, how_long: Duration) {
        let life = self.life.lock().await;
        if let Some(life) = &*life {
            programs::signal(&life.child, Signal::STOP);
            tokio::time::sleep(how_long).await;
            programs::signal(&life.child, Signal::CONT);
        }
    }

    fn look_at_memory(&self) {
        let status = self
            .pid
            .get()
            .and_then(|pid| fs::read_to_string(format!("/proc/{pid}/status")).ok());
        let peak = status.as_deref().and_then(peak_kib).unwrap_or(0);
        self.peak_kib.set(self.peak_kib.get().max(peak));
    }

    /// The most memory that it had in any life, in MB.
    pub fn peak_mb(&self) -> f64 {
        self.look_at_memory();
        self.peak_kib.get() as f64 * 1024.0 / 1e6
    }
}

fn peak_kib(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
