//! `cargo xtask bench intake`: the contestants take turns on one file in one Chromium (`tests/e2e/measure/intake.spec.ts`);
//! here what they took becomes figures.

mod figures;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use self::figures::{Figures, Measured};
use crate::fixture::{self, Fixture};
use crate::product::Product;
use crate::{paths, playwright, process, tools};

/// The peers take minutes and gigabytes on files with more rows than this.
const PEER_ROWS: u64 = 2_000_000;

/// How to measure.
#[derive(Args, Clone, Debug)]
pub(crate) struct Intake {
    /// Rows of the file: 8500000 make a gigabyte.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1000..))]
    rows: u64,
    /// How often each contestant has its turn.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The peers too, at more than two million rows.
    #[arg(long)]
    peers: bool,
    /// Where to write the figures.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Builds, measures, prints the table, and writes the figures where they are asked for.
///
/// # Errors
/// When a tool is missing that can't be installed, something does not build, or a contestant finds something else than is true.
pub(crate) fn intake(options: &Intake) -> Result<()> {
    // Asked for before any build can replace the file.
    let xtask = std::env::current_exe()?;
    tools::chromium()?;
    tools::end_to_end_packages()?;
    let product = Product::set_up(xtask)?;
    let file = fixture::written_file(&Fixture {
        rows: options.rows,
        seed: 1,
        problems: 1000,
        duplicates: 500,
        out: None,
        cached: true,
    })?;
    let report = paths::target().join("bench-intake.json");
    let peers = options.peers || options.rows <= PEER_ROWS;
    let mut environment = product.environment();
    environment.extend([
        ("MUSTER_FILE", file.into()),
        ("MUSTER_ROUNDS", options.rounds.to_string().into()),
        ("MUSTER_PEERS", peers.to_string().into()),
        ("MUSTER_REPORT", report.clone().into()),
    ]);
    let mut measure = playwright::command(&environment)?;
    process::run(measure.args(["--config", "measure.config.ts", "intake"]))?;
    let text = fs::read_to_string(&report).context("the measurement ended without a report")?;
    let figures = Figures::of(&serde_json::from_str::<Measured>(&text)?)?;
    println!("{}", table::table(&figures));
    if let Some(json) = &options.json {
        let text = serde_json::to_string_pretty(&figures)? + "\n";
        fs::write(json, text).with_context(|| format!("could not write {}", json.display()))?;
    }
    Ok(())
}
