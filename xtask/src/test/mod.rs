//! `cargo xtask test`: every test of the project, on real parts: a private PostgreSQL, the release binary with the web app
//! inside, Chromium. Ends with one line, `N passed, N failed`.

mod counts;
mod runners;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::counts::Counts;
use crate::bundle::{self, Profile};
use crate::database::Database;
use crate::{paths, run, tools};

/// Which tests to run.
#[derive(Args, Clone, Debug)]
pub(crate) struct Tests {
    /// Only these, instead of all.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Suite>,
    /// Passed on to the runners: a part of the tests' names for cargo, files or `-g TITLE` for Playwright.
    #[arg(last = true)]
    filter: Vec<OsString>,
}

/// One runner's tests, in the order in which they run: what breaks first, and quickest, first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// The shared rules.
    Rules,
    /// The pure parts of the web app and its worker.
    Web,
    /// This program.
    Xtask,
    /// The server, its API and its behaviour under faults, on a real PostgreSQL.
    Api,
    /// The whole product in Chromium.
    Browser,
}

/// What the suites run on.
struct Bench {
    database: Database,
    server: PathBuf,
    xtask: PathBuf,
}

/// Runs the suites, prints the sum, and says whether all of them passed.
///
/// # Errors
/// When a tool is missing that can't be installed.
pub(crate) fn test(tests: &Tests) -> Result<ExitCode> {
    // Asked for before any build can replace the file.
    let xtask = std::env::current_exe()?;
    let wanted = |suite: &Suite| tests.only.is_empty() || tests.only.contains(suite);
    let suites: Vec<Suite> = Suite::value_variants().iter().copied().filter(wanted).collect();
    // First of all, so that nobody waits for a build that a missing tool ends.
    if suites.contains(&Suite::Browser) {
        tools::chromium()?;
        tools::end_to_end_packages()?;
    }
    let needs_bench = |suite: &Suite| matches!(suite, Suite::Api | Suite::Browser);
    let (on_bench, alone): (Vec<Suite>, Vec<Suite>) = suites.into_iter().partition(needs_bench);
    let mut sum = Counts::default();
    for suite in alone {
        sum += counted(suite, cargo_suite(suite, None, &tests.filter));
    }
    if !on_bench.is_empty() {
        match set_up(xtask) {
            Ok(bench) => {
                for suite in on_bench {
                    sum += counted(suite, bench_suite(suite, &bench, &tests.filter));
                }
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                sum.failed += on_bench.len() as u64;
            }
        }
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if sum.failed > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn set_up(xtask: PathBuf) -> Result<Bench> {
    bundle::bundle(Profile::Release)?;
    let server = run::build_server(Profile::Release)?;
    Ok(Bench {
        database: Database::start()?,
        server,
        xtask,
    })
}

fn bench_suite(suite: Suite, bench: &Bench, filter: &[OsString]) -> Result<Counts> {
    match suite {
        Suite::Browser => runners::playwright(&bench.environment(), filter),
        _ => cargo_suite(suite, Some(bench), filter),
    }
}

/// One fixed set of packages for each suite: another would be built with other features, from the ground up.
fn cargo_suite(suite: Suite, bench: Option<&Bench>, filter: &[OsString]) -> Result<Counts> {
    let packages: &[&str] = match suite {
        Suite::Rules => &["muster-shared"],
        Suite::Web => &["muster-worker", "muster-sheets", "muster-encodings", "muster-frontend"],
        Suite::Xtask => &["xtask"],
        Suite::Api | Suite::Browser => &["muster-backend", "muster-tests"],
    };
    // The server's crate embeds this folder, whatever is in it.
    std::fs::create_dir_all(paths::dist())?;
    let environment = bench.map(Bench::environment).unwrap_or_default();
    runners::cargo(packages, &environment, filter)
}

impl Bench {
    /// What the tests are told: the database's address, the server's binary, and this program for fixtures.
    fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("DATABASE_URL", self.database.url().into()),
            ("MUSTER_BIN", self.server.clone().into()),
            ("MUSTER_XTASK", self.xtask.clone().into()),
        ]
    }
}

/// A runner that did not come to its end counts as a failure, so that it can't hide behind what passed elsewhere.
fn counted(suite: Suite, result: Result<Counts>) -> Counts {
    result.unwrap_or_else(|error| {
        let name = suite
            .to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default();
        eprintln!("error: the suite {name} could not run: {error:#}");
        Counts { passed: 0, failed: 1 }
    })
}
