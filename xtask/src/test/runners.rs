//! The two test runners: their output is passed on as it comes, and counted.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use super::counts::Counts;
use crate::{paths, playwright, process};

/// Variables for the runner's environment.
type Environment = [(&'static str, OsString)];

/// Runs `cargo test` on the packages, all of it even when something fails.
pub(super) fn cargo(packages: &[&str], environment: &Environment, filter: &[OsString]) -> Result<Counts> {
    let mut cargo = process::cargo();
    cargo.args(["test", "--no-fail-fast"]).envs(environment.iter().cloned());
    for package in packages {
        cargo.args(["--package", package]);
    }
    cargo.arg("--").args(filter);
    let mut counts = Counts::default();
    let status = stream(&mut cargo, |line| {
        counts += Counts::of_cargo_line(line).unwrap_or_default()
    })?;
    settled(counts, status, &cargo)
}

/// Runs the end-to-end tests.
pub(super) fn playwright(environment: &Environment, filter: &[OsString]) -> Result<Counts> {
    let report = paths::target().join("end-to-end.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut playwright = playwright::command(environment)?;
    playwright.arg("--reporter=list,json").args(filter);
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let status = stream(&mut playwright, |_| {})?;
    let text = fs::read_to_string(&report).context("Playwright ended without a report")?;
    let counts =
        Counts::of_playwright_report(&serde_json::from_str(&text)?).context("Playwright's report has no counts")?;
    settled(counts, status, &playwright)
}

/// A runner that fails without a failed test did not run them all (it did not compile, it was killed).
fn settled(counts: Counts, status: ExitStatus, runner: &Command) -> Result<Counts> {
    if !status.success() && counts.failed == 0 {
        bail!(
            "{} ended with {status} after {} passed tests",
            process::words(runner),
            counts.passed
        );
    }
    Ok(counts)
}

/// Runs a command and passes its standard output on, line by line, to ours and to `see`.
fn stream(command: &mut Command, mut see: impl FnMut(&str)) -> Result<ExitStatus> {
    command.stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start {}", process::words(command)))?;
    let mut output = BufReader::new(child.stdout.take().context("the output is piped")?);
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        std::io::stdout().write_all(&line)?;
        see(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    Ok(child.wait()?)
}
