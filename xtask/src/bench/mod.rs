//! `cargo xtask bench`: measurements of the product beside its peers and its limits, in one run, so that their ratios hold
//! whatever the machine is busy with.

mod ingest;
mod intake;
mod numbers;

use anyhow::Result;
use clap::Subcommand;

/// What to measure.
#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Bench {
    /// Reading and checking a file in the browser: ours, `PapaParse` and uDSV with the same rules in JavaScript, and reading alone.
    Intake(intake::Intake),
    /// Contacts into PostgreSQL: ours, through the server and through the page, `COPY`, an upsert by hand, and programs that load files.
    Ingest(ingest::Ingest),
}

/// Measures, and prints a table.
///
/// # Errors
/// When a tool is missing that can't be installed, something does not build, or a contestant finds something else than is true.
pub(crate) fn bench(bench: &Bench) -> Result<()> {
    match bench {
        Bench::Intake(options) => intake::intake(options),
        Bench::Ingest(options) => ingest::ingest(options),
    }
}
