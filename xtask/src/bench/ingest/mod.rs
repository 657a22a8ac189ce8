//! `cargo xtask bench ingest`: contacts into PostgreSQL, by the product and by what stands beside it, in one run on one database:
//! the embedded one, as durable as users have it. Here what they took becomes figures.

mod figures;
mod peers;
mod server;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use serde::de::DeserializeOwned;

use self::figures::{Figures, Measured, Page};
use self::server::Server;
use crate::bundle::{self, Profile};
use crate::fixture::{self, Fixture};
use crate::{paths, playwright, process, run, tools};

/// How to measure.
#[derive(Args, Clone, Debug)]
pub(crate) struct Ingest {
    /// Contacts in the file.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1000..))]
    rows: u64,
    /// How often each contestant has its turn.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// `COPY`, and ours all new, all changed and unchanged alone: no peers.
    #[arg(long)]
    brief: bool,
    /// Leave out the browser: no import through the page.
    #[arg(long)]
    no_page: bool,
    /// Where to write the figures.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Builds, measures, prints the table, and writes the figures where they are asked for.
///
/// # Errors
/// When a tool is missing that can't be installed, something does not build, or an import comes to something else than it must.
pub(crate) fn ingest(options: &Ingest) -> Result<()> {
    // Asked for before any build can replace the file.
    let xtask = std::env::current_exe()?;
    tools::postgres()?;
    if !options.no_page {
        tools::chromium()?;
        tools::end_to_end_packages()?;
    }
    bundle::bundle(Profile::Release)?;
    let binary = run::build_server(Profile::Release)?;
    let measure = build_measure()?;
    let file = fixture::written_file(&Fixture {
        rows: options.rows,
        seed: 1,
        problems: 0,
        duplicates: 0,
        out: None,
        cached: true,
    })?;

    let server = Server::start(&binary)?;
    let report = paths::target().join("bench-ingest.json");
    let mut command = Command::new(measure);
    command.envs(server.environment()).env("MUSTER_FILE", &file);
    command.env("MUSTER_ROUNDS", options.rounds.to_string());
    command.env("MUSTER_BRIEF", options.brief.to_string());
    process::run(command.env("MUSTER_REPORT", &report))?;
    let measured: Measured = read(&report)?;
    let peers = match options.brief {
        true => BTreeMap::new(),
        false => peers::measure(&server, &file)?,
    };
    let server_peak_mb = server.peak_mb()?;
    let page = if options.no_page {
        None
    } else {
        let report = paths::target().join("bench-ingest-page.json");
        let mut playwright = playwright::command(&[
            ("DATABASE_URL", server.database_url().into()),
            ("MUSTER_BIN", binary.into()),
            ("MUSTER_XTASK", xtask.into()),
            ("MUSTER_FILE", file.into()),
            ("MUSTER_REPORT", report.clone().into()),
        ])?;
        process::run(playwright.args(["--config", "measure.config.ts", "import"]))?;
        Some(read::<Page>(&report)?)
    };
    let figures = Figures::of(&measured, &peers, page.as_ref(), server_peak_mb)?;
    println!("{}", table::table(&figures));
    if let Some(json) = &options.json {
        let text = serde_json::to_string_pretty(&figures)? + "\n";
        fs::write(json, text).with_context(|| format!("could not write {}", json.display()))?;
    }
    Ok(())
}

/// The program that takes the turns: `tests/src/bin/measure-ingest`.
fn build_measure() -> Result<PathBuf> {
    let mut cargo = process::cargo();
    process::run(cargo.args([
        "build",
        "--release",
        "--package",
        "muster-tests",
        "--bin",
        "measure-ingest",
    ]))?;
    Ok(paths::target().join(format!("release/measure-ingest{}", std::env::consts::EXE_SUFFIX)))
}

fn read<T: DeserializeOwned>(report: &Path) -> Result<T> {
    let text = fs::read_to_string(report).context("the measurement ended without a report")?;
    Ok(serde_json::from_str(&text)?)
}
