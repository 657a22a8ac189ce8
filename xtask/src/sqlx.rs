//! `cargo xtask sqlx`: writes down what the database says of every checked query, so that no build needs a database.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::database::Database;
use crate::{paths, process};

/// What to do with the query data.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Sqlx {
    /// Change nothing; fail if what is committed is out of date.
    #[arg(long)]
    check: bool,
}

/// Asks a private PostgreSQL that has all the migrations, and rewrites `.sqlx`.
///
/// # Errors
/// When a migration or a query is wrong, or, with `--check`, when the committed data is not what came out.
pub(crate) fn sqlx(options: Sqlx) -> Result<()> {
    let database = Database::start()?;
    for migration in sorted(&paths::root().join("backend/migrations"), "sql")? {
        database.run_file(&migration)?;
    }
    let fresh = paths::target().join("sqlx");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    fs::create_dir_all(paths::dist())?;
    // Macros run again only in what is compiled again.
    let library = paths::root().join("backend/src/lib.rs");
    File::options()
        .append(true)
        .open(&library)?
        .set_modified(SystemTime::now())?;
    let mut cargo = process::cargo();
    cargo.args(["check", "--package", "muster-backend", "--all-targets"]);
    cargo
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", &fresh)
        .env("DATABASE_URL", database.url());
    process::run(&mut cargo)?;
    let committed = paths::root().join(".sqlx");
    if options.check {
        compare(&committed, &fresh)
    } else {
        replace(&committed, &fresh)
    }
}

fn compare(committed: &Path, fresh: &Path) -> Result<()> {
    if contents(committed)? != contents(fresh)? {
        bail!("the query data in .sqlx is out of date: run `cargo xtask sqlx` and commit what it changes");
    }
    Ok(())
}

fn replace(committed: &Path, fresh: &Path) -> Result<()> {
    fs::create_dir_all(committed)?;
    for old in sorted(committed, "json")? {
        fs::remove_file(old)?;
    }
    let fresh = contents(fresh)?;
    for (name, content) in &fresh {
        fs::write(committed.join(name), content)?;
    }
    eprintln!("{} queries in {}", fresh.len(), committed.display());
    Ok(())
}

fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    for file in sorted(folder, "json")? {
        let name = PathBuf::from(file.file_name().unwrap_or_default());
        contents.insert(name, fs::read(&file)?);
    }
    Ok(contents)
}

/// The folder's files of this extension, by name; none when there is no such folder.
fn sorted(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.exists() {
        for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
