//! Where PostgreSQL's programs are.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with `initdb`, `postgres` and the others, all of one version.
#[derive(Debug)]
pub(super) struct Programs {
    dir: PathBuf,
}

impl Programs {
    /// Those in `given`; else the newest found, or those of `version` where a cluster of that major version exists.
    ///
    /// # Errors
    /// If there are none: what to do.
    pub(super) fn find(given: Option<&Path>, version: Option<&str>) -> anyhow::Result<Self> {
        let mut found: Vec<(u32, PathBuf)> = match given {
            Some(dir) => vec![dir.to_owned()],
            None => candidates(),
        }
        .into_iter()
        .filter(|dir| dir.join("initdb").exists() && dir.join("postgres").exists())
        .filter_map(|dir| Some((major_version(&dir)?, dir)))
        .collect();
        found.sort();
        if found.is_empty() {
            bail!(
                "PostgreSQL isn't installed. Install it (Debian: `apt-get install postgresql`, macOS: `brew install \
                 postgresql@17`), or set MUSTER_POSTGRES_BIN to the folder with its programs, or set DATABASE_URL to \
                 the address of one that runs elsewhere"
            );
        }
        let fitting = match version {
            None => found.pop(),
            Some(version) => found.into_iter().rev().find(|(found, _)| found.to_string() == version),
        };
        let (_, dir) = fitting.with_context(|| {
            let version = version.unwrap_or_default();
            format!(
                "the data was written by PostgreSQL {version}, which isn't installed any more. Install that version"
            )
        })?;
        Ok(Self { dir })
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.dir.join(program)
    }

    /// Whether the server behind the socket takes connections.
    pub(super) fn is_ready(&self, socket_dir: &Path) -> bool {
        Command::new(self.path("pg_isready"))
            .args(["-q", "-t", "1", "-d", "postgres", "-U", super::NAME, "-h"])
            .arg(socket_dir)
            .args(["-p", &super::cluster::PORT.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// Folders on the path, and where Debian and Homebrew put them.
fn candidates() -> Vec<PathBuf> {
    let on_path = std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect());
    let mut dirs: Vec<PathBuf> = on_path.into_iter().filter(|dir: &PathBuf| dir.is_absolute()).collect();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/opt/homebrew/opt", "postgresql"),
        ("/usr/local/opt", "postgresql"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql"),
        ("/usr", "pgsql-"),
    ] {
        let Ok(entries) = std::fs::read_dir(parent) else {
            continue;
        };
        let names = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        dirs.extend(names.map(|entry| entry.path().join("bin")));
    }
    // A link on the path stands for the folder that holds all programs.
    dirs.into_iter()
        .filter_map(|dir| Some(std::fs::canonicalize(dir.join("initdb")).ok()?.parent()?.to_owned()))
        .collect()
}

/// `15` from `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major_version(dir: &Path) -> Option<u32> {
    let output = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
