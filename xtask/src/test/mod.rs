//! `cargo xtask test`: every test of the project, on real parts: a private PostgreSQL, the release binary with the web app
//! inside, Chromium. Ends with one line, `N passed, N failed`.

mod counts;
mod runners;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::counts::Counts;
use crate::product::Product;
use crate::{paths, tools};

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
    let needs_product = |suite: &Suite| matches!(suite, Suite::Api | Suite::Browser);
    let (on_product, alone): (Vec<Suite>, Vec<Suite>) = suites.into_iter().partition(needs_product);
    let mut sum = Counts::default();
    for suite in alone {
        sum += counted(suite, cargo_suite(suite, None, &tests.filter));
    }
    if !on_product.is_empty() {
        match Product::set_up(xtask) {
            Ok(product) => {
                for suite in on_product {
                    sum += counted(suite, product_suite(suite, &product, &tests.filter));
                }
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                sum.failed += on_product.len() as u64;
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

fn product_suite(suite: Suite, product: &Product, filter: &[OsString]) -> Result<Counts> {
    match suite {
        Suite::Browser => runners::playwright(&product.environment(), filter),
        _ => cargo_suite(suite, Some(product), filter),
    }
}

/// One fixed set of packages for each suite: another would be built with other features, from the ground up.
fn cargo_suite(suite: Suite, product: Option<&Product>, filter: &[OsString]) -> Result<Counts> {
    let packages: &[&str] = match suite {
        Suite::Rules => &["muster-shared"],
        Suite::Web => &["muster-worker", "muster-sheets", "muster-encodings", "muster-frontend"],
        Suite::Xtask => &["xtask"],
        Suite::Api | Suite::Browser => &["muster-backend", "muster-tests"],
    };
    // The server's crate embeds this folder, whatever is in it.
    std::fs::create_dir_all(paths::dist())?;
    let environment = product.map(Product::environment).unwrap_or_default();
    runners::cargo(packages, &environment, filter)
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
