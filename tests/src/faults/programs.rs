//! Programs that the harness runs: they end with the thread that started them, however that ends. So everything here runs on one
//! thread.

use rustix::process::{Pid, kill_process};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::{Child, Command};

pub(super) use rustix::process::Signal;

/// The server's binary: `MUSTER_BIN`, else the one that was built beside this program.
pub fn muster() -> PathBuf {
    if let Some(named) = std::env::var_os("MUSTER_BIN").filter(|named| !named.is_empty()) {
        return PathBuf::from(named);
    }
    let here = std::env::current_exe().expect("a program has a file");
    let found = here
        .ancestors()
        .map(|folder| folder.join("muster"))
        .find(|file| file.is_file());
    found.expect("the server is built (cargo build -p muster-backend), or MUSTER_BIN names it")
}

/// One of PostgreSQL's programs, as a user that it agrees to run as.
pub(super) fn postgres(name: &str) -> Command {
    unprivileged(&postgres_folder().join(name))
}

/// `MUSTER_POSTGRES_BIN`, else the newest version where Debian keeps them.
fn postgres_folder() -> PathBuf {
    if let Some(named) = std::env::var_os("MUSTER_POSTGRES_BIN").filter(|named| !named.is_empty()) {
        return PathBuf::from(named);
    }
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path).find(|folder| folder.join("initdb").is_file());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path().join("bin"),
            ))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max();
    let found = on_path.or(newest.map(|(_, folder)| folder));
    found.expect("PostgreSQL is installed, or MUSTER_POSTGRES_BIN names the folder with its programs")
}

/// A program without root's rights, which PostgreSQL and its pooler refuse.
pub(super) fn unprivileged(program: &Path) -> Command {
    let mut command = ending_with_us();
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.arg(program);
    command
}

/// A program that is killed when the thread that started it ends.
fn ending_with_us() -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL"])
        .current_dir("/")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

pub(super) fn server(program: &Path) -> Command {
    let mut command = ending_with_us();
    command.arg(program).arg("serve");
    command
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Makes a folder one of the user's that PostgreSQL runs as.
pub fn give_to_postgres(folder: &Path) {
    if is_root() {
        let given = std::process::Command::new("chown")
            .arg("postgres:")
            .arg(folder)
            .status();
        assert!(given.is_ok_and(|status| status.success()), "the user postgres exists");
    }
}

pub(super) fn signal(child: &Child, signal: Signal) {
    if let Some(pid) = child.id().and_then(|id| Pid::from_raw(id.cast_signed())) {
        // It may have ended by itself.
        kill_process(pid, signal).ok();
    }
}

/// `kill -9`.
pub fn kill(pid: i32) {
    if let Some(pid) = Pid::from_raw(pid) {
        kill_process(pid, Signal::KILL).ok();
    }
}
