//! PostgreSQL's own programs, which the server starts its embedded database with.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::install::{self, Package};
use crate::process;

const PACKAGE: Package = Package {
    what: "PostgreSQL",
    apt: &["postgresql", "postgresql-client"],
    brew: &["postgresql@17"],
    hint: "the contacts are kept in it; MUSTER_POSTGRES_BIN may name the folder with its programs",
};

/// Where the folders of PostgreSQL's versions lie: `*/bin` below each.
const VERSIONED: [&str; 4] = [
    "/usr/lib/postgresql",
    "/opt/homebrew/opt",
    "/usr/local/opt",
    "/home/linuxbrew/.linuxbrew/opt",
];

/// Folders that hold the programs themselves.
const PLAIN: [&str; 4] = [
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "/usr/local/pgsql/bin",
    "/usr/pgsql/bin",
];

/// The programs of one installed version.
pub(crate) struct Postgres {
    bin: PathBuf,
}

impl Postgres {
    /// Where its programs are.
    pub(crate) fn folder(&self) -> &Path {
        &self.bin
    }

    /// One of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }
}

/// Finds PostgreSQL, installing it if it is missing.
///
/// # Errors
/// When it is neither there nor can be installed: then with the words to type.
pub(crate) fn postgres() -> Result<Postgres> {
    if let Some(bin) = find() {
        return Ok(Postgres { bin });
    }
    install::install(&PACKAGE)?;
    let bin =
        find().context("PostgreSQL was installed, but its programs `initdb`, `postgres` and `psql` were not found")?;
    Ok(Postgres { bin })
}

/// What `MUSTER_POSTGRES_BIN` names, as for the server; else PATH first, then the newest version in the known places.
fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("MUSTER_POSTGRES_BIN").filter(|named| !named.is_empty()) {
        return Some(PathBuf::from(named)).filter(|folder| complete(folder));
    }
    if let Some(folder) = process::in_path("postgres").as_deref().and_then(Path::parent)
        && complete(folder)
    {
        return Some(folder.to_owned());
    }
    let mut folders: Vec<(u32, PathBuf)> = Vec::new();
    for parent in VERSIONED {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let version = name.strip_prefix("postgresql@").unwrap_or(&name);
            if let Ok(version) = version.parse() {
                folders.push((version, entry.path().join("bin")));
            }
        }
    }
    folders.sort();
    let newest_first = folders.into_iter().rev().map(|(_, folder)| folder);
    newest_first
        .chain(PLAIN.iter().map(PathBuf::from))
        .find(|folder| complete(folder))
}

fn complete(folder: &Path) -> bool {
    ["initdb", "postgres", "psql"]
        .iter()
        .all(|program| folder.join(program).is_file())
}
