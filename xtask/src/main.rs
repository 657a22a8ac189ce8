//! The project's commands, run as `cargo xtask COMMAND`.

mod bench;
mod bundle;
mod database;
mod dev;
mod faults;
mod fixture;
mod fuzz;
mod paths;
mod playwright;
mod process;
mod product;
mod run;
mod sqlx;
mod test;
mod tools;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use self::bundle::Profile;

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything and starts the server: open the address that it prints.
    Run {
        #[command(flatten)]
        profile: ProfileArgs,
        /// Arguments for `muster serve`.
        #[arg(last = true)]
        serve: Vec<OsString>,
    },
    /// Builds for debugging, serves, and builds again what changes.
    Dev,
    /// Runs every test; the last line is `N passed, N failed`.
    Test(test::Tests),
    /// Builds the web app into dist/.
    Bundle {
        #[command(flatten)]
        profile: ProfileArgs,
    },
    /// Writes a realistic contacts file and, beside it, the truth about it.
    Fixture(fixture::Fixture),
    /// Measures, beside peers and limits.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Looks for input that breaks the rules: generated files beside the csv crate, and fuzzing.
    Fuzz(fuzz::Fuzz),
    /// Kills, cuts and stops whatever can be, and compares what comes of it with an undisturbed run.
    Faults(faults::Faults),
    /// Rewrites .sqlx: what the database says of the server's queries.
    Sqlx(sqlx::Sqlx),
}

#[derive(Args)]
struct ProfileArgs {
    /// Optimised, for use (the default).
    #[arg(long, conflicts_with = "debug")]
    release: bool,
    /// Quick to build, for editing.
    #[arg(long)]
    debug: bool,
}

impl ProfileArgs {
    fn profile(&self) -> Profile {
        if self.debug { Profile::Debug } else { Profile::Release }
    }
}

fn main() -> ExitCode {
    command(Cli::parse().command).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn command(command: Command) -> Result<ExitCode> {
    match command {
        Command::Run { profile, serve } => run::run(profile.profile(), &serve)?,
        Command::Dev => dev::dev()?,
        Command::Test(tests) => return test::test(&tests),
        Command::Bundle { profile } => bundle::bundle(profile.profile())?,
        Command::Fixture(options) => fixture::fixture(&options)?,
        Command::Bench(bench) => bench::bench(&bench)?,
        Command::Fuzz(options) => fuzz::fuzz(&options)?,
        Command::Faults(options) => faults::faults(&options)?,
        Command::Sqlx(options) => sqlx::sqlx(options)?,
    }
    Ok(ExitCode::SUCCESS)
}
