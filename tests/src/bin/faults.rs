//! `cargo xtask faults` runs this: thousands of seeds, and the two long tests. The last line is `N runs, M violations`.

use clap::{Parser, ValueEnum};
use muster_tests::faults::campaign::{Outcome, campaign};
use muster_tests::faults::crowd::crowd;
use muster_tests::faults::kills::kills;
use muster_tests::faults::lane::Pooled;
use muster_tests::faults::run::Violation;
use std::process::ExitCode;

/// Injects faults, and compares what comes of it with an undisturbed run.
#[derive(Debug, Parser)]
struct Options {
    /// Seeded runs
    #[arg(long, default_value_t = 1000)]
    runs: u64,
    /// The first run's seed; the others follow. A run is repeated by its seed and `--runs 1`
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs at the same time: they wait more than they work
    #[arg(long, default_value_t = 4)]
    lanes: usize,
    /// The servers reach the database through pgbouncer, by transaction
    #[arg(long)]
    pooled: bool,
    /// Only this, instead of all
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// 100 times `kill -9` in one import of 100,000 rows
    Kills,
    /// 20 imports at once over the same 50,000 emails
    Crowd,
    /// The seeded runs
    Runs,
}

/// What the server may have, in MB.
const MEMORY: f64 = 300.0;

fn main() -> ExitCode {
    let options = Options::parse();
    let wanted = |part| options.only.is_empty() || options.only.contains(&part);
    let mut failed = false;
    if wanted(Part::Kills) {
        let killed = kills(100, 100_000, options.seed);
        println!("{killed}");
        failed |= killed.violation.is_some() || killed.kills < 100 || killed.takeover.as_secs() >= 5;
        failed |= killed.peak_mb > MEMORY;
    }
    if wanted(Part::Crowd) {
        let crowd = crowd(20, 50_000, options.seed);
        println!("{crowd}");
        failed |= crowd.violation.is_some() || crowd.deadlocks > 0 || crowd.peak_mb > MEMORY;
    }
    if wanted(Part::Runs) {
        let outcome = runs(&options);
        println!("{outcome}");
        failed |= !outcome.violations.is_empty() || outcome.deadlocks > 0 || outcome.peak_mb > MEMORY;
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn runs(options: &Options) -> Outcome {
    let mut done = 0;
    let pooled = if options.pooled {
        Pooled::ByTransaction
    } else {
        Pooled::No
    };
    campaign(
        options.seed,
        options.runs,
        options.lanes,
        pooled,
        |seed, script, result| {
            done += 1;
            if let Err(Violation(violation)) = result {
                println!("VIOLATION, repeated by --only runs --runs 1 --seed {seed}\n{script}{violation}");
            }
            if done % 50 == 0 {
                println!("{done} of {} runs", options.runs);
            }
        },
    )
}
