//! Faults injected from outside into the real server on a real PostgreSQL: links that fail, processes that are killed, databases
//! that go away. A seed decides all of it ([`script`]); after every run the database is compared with what a plain sequential model
//! comes to ([`check`]). `cargo xtask faults` runs thousands of seeds, `tests/tests/faults` a selection.
//!
//! All of the harness runs on one thread: the programs that it starts end with that thread.

pub mod browser;
pub mod campaign;
pub mod check;
pub mod cluster;
pub mod crowd;
pub mod disk;
pub mod fault;
pub mod kills;
pub mod lane;
pub mod link;
pub mod pooler;
pub mod programs;
pub mod run;
pub mod script;
pub mod server;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Runs it on this thread, and everything that it starts.
pub fn alone<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime of one thread");
    tokio::task::LocalSet::new().block_on(&runtime, work)
}

/// How the folders' names start; the id of the process that made it follows.
const PREFIX: &str = "muster-faults-";

/// A folder for the data of databases and the logs of servers, removed when dropped. Its path is short: a socket's is limited.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        remove_stale();
        let name = format!(
            "{PREFIX}{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = Path::new("/tmp").join(name);
        std::fs::create_dir(&path).expect("a temporary folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Kept for who looks into a test that failed.
        if !std::thread::panicking() {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }
}

/// Removes what runs that were cut off left behind.
fn remove_stale() {
    for entry in std::fs::read_dir("/tmp").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            disk::unmount_below(&entry.path());
            // Somebody else's, perhaps: then it stays.
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// Waits until it is so.
pub async fn when_true(limit: Duration, what: &str, is_so: impl AsyncFn() -> bool) -> Duration {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < limit, "not within {} s: {what}", limit.as_secs());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    start.elapsed()
}
