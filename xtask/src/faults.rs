//! `cargo xtask faults`: the release server under faults from outside, seeded and repeatable (`tests/src/faults`).

use std::ffi::OsString;

use anyhow::{Context, Result};
use clap::Args;

use crate::bundle::Profile;
use crate::{paths, process, run, tools};

/// What to inject, for how long. The last line says how many runs there were, and how many violations.
#[derive(Args, Clone, Debug)]
pub(crate) struct Faults {
    /// Seeded runs.
    #[arg(long, default_value_t = 1000)]
    runs: u64,
    /// The first run's seed; the others follow. One run is repeated by its seed and `--runs 1`.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The servers reach the database through pgbouncer, by transaction.
    #[arg(long)]
    pooled: bool,
    /// Only these, instead of all: `kills` (100 of them in one import of 100,000 rows), `crowd` (20 imports over the same 50,000
    /// emails), `runs`.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// Builds server and harness, and runs it.
///
/// # Errors
/// When something does not build, PostgreSQL is missing and can't be installed, or a violation is found.
pub(crate) fn faults(options: &Faults) -> Result<()> {
    let postgres = tools::postgres()?;
    // The server holds the web app that is in this folder, whatever it is: no browser takes part.
    std::fs::create_dir_all(paths::dist())?;
    let server = run::build_server(Profile::Release)?;
    let mut cargo = process::cargo();
    // The harness waits more than it works: what the tests were built with serves.
    cargo.args(["run", "--quiet", "--package", "muster-tests", "--bin", "faults", "--"]);
    cargo
        .env("MUSTER_BIN", server)
        .env("MUSTER_POSTGRES_BIN", postgres.folder());
    let mut arguments: Vec<OsString> = Vec::new();
    for (name, number) in [("--runs", options.runs), ("--seed", options.seed)] {
        arguments.extend([name.into(), number.to_string().into()]);
    }
    if !options.only.is_empty() {
        arguments.extend(["--only".into(), options.only.join(",").into()]);
    }
    if options.pooled {
        let pgbouncer = tools::pgbouncer().context("without pgbouncer there is nothing to run behind")?;
        cargo.env("PGBOUNCER", pgbouncer);
        arguments.push("--pooled".into());
    }
    process::run(cargo.args(arguments))
}
