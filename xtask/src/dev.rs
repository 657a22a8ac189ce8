//! `cargo xtask dev`: the edit loop. Builds for debugging, starts the server, and after every change builds what it touches: the
//! web app (the server reads it from disk: reload the page) or the server (started anew).

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::bundle::{self, Profile};
use crate::{paths, process, run, tools};

/// How often the source is looked at: soon enough to feel immediate, seldom enough to cost nothing.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What the web app is made of.
const WEB: [&str; 3] = ["frontend", "style", "shared"];
/// What the server is made of.
const SERVER: [&str; 3] = ["backend", "shared", ".sqlx"];

/// Builds, serves and watches until interrupted.
///
/// # Errors
/// When a tool is missing that can't be installed, or the source can't be read. Code that does not compile is no reason to
/// end: the next change may be its cure.
pub(crate) fn dev() -> Result<()> {
    if std::env::var_os("DATABASE_URL").is_none_or(|url| url.is_empty()) {
        tools::postgres()?;
    }
    let (mut web, mut server) = (fingerprint(&WEB)?, fingerprint(&SERVER)?);
    report(bundle::bundle(Profile::Debug));
    let mut running = report(start());
    loop {
        thread::sleep(LOOK_EVERY);
        let (new_web, new_server) = (fingerprint(&WEB)?, fingerprint(&SERVER)?);
        if new_web != web {
            web = new_web;
            report(bundle::bundle(Profile::Debug));
        }
        if new_server != server {
            server = new_server;
            if let Some(binary) = report(run::build_server(Profile::Debug)) {
                if let Some(old) = running.take() {
                    report(stop(old));
                }
                running = report(serve(&binary));
            }
        }
    }
}

fn start() -> Result<Child> {
    serve(&run::build_server(Profile::Debug)?)
}

fn serve(binary: &Path) -> Result<Child> {
    Command::new(binary)
        .arg("serve")
        .current_dir(paths::root())
        .spawn()
        .context("could not start the server")
}

/// Asks the server to end and waits for it: the next one needs its port and its database.
fn stop(mut server: Child) -> Result<()> {
    if server.try_wait()?.is_none() {
        process::interrupt(&server)?;
    }
    server.wait()?;
    Ok(())
}

fn report<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(|error| eprintln!("error: {error:#}")).ok()
}

/// Changes whenever a file in the folders appears, goes or is written.
fn fingerprint(folders: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for folder in folders {
        let folder = paths::root().join(folder);
        if folder.exists() {
            hash_tree(&folder, &mut hasher)?;
        }
    }
    Ok(hasher.finish())
}

fn hash_tree(folder: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // A file that goes away between the listing and the look is a change that the next look sees.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            hash_tree(&entry.path(), hasher)?;
        } else {
            entry.path().hash(hasher);
            metadata.modified().ok().hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(folder: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        hash_tree(folder, &mut hasher).unwrap();
        hasher.finish()
    }

    #[test]
    fn a_change_anywhere_below_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        let empty = hash(folder.path());
        fs::write(folder.path().join("src/a.rs"), "").unwrap();
        let with_file = hash(folder.path());
        assert_ne!(empty, with_file);
        assert_eq!(with_file, hash(folder.path()), "nothing changed");
        fs::remove_file(folder.path().join("src/a.rs")).unwrap();
        assert_eq!(hash(folder.path()), empty);
    }
}
