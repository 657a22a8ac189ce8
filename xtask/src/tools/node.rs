//! Node, npm and the packages of the end-to-end tests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::install::{self, Package};
use crate::{paths, process};

const PACKAGE: Package = Package {
    what: "Node",
    apt: &["nodejs", "npm"],
    brew: &["node"],
    hint: "the browser tests run on it",
};

/// The oldest major version that Playwright runs on.
const MIN_MAJOR: u32 = 18;

/// Makes sure that the end-to-end tests' packages are there, exactly as locked, and hands back their folder.
///
/// # Errors
/// When Node is missing and can't be installed, is too old, or npm fails.
pub(crate) fn end_to_end_packages() -> Result<PathBuf> {
    node()?;
    let folder = paths::end_to_end();
    let lock = fs::read(folder.join("package-lock.json")).context("could not read tests/e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(folder);
    }
    // The browser is the system's.
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(npm.args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, lock)?;
    Ok(folder)
}

fn node() -> Result<()> {
    if process::in_path("node").is_none() || process::in_path("npm").is_none() {
        install::install(&PACKAGE)?;
    }
    let output = process::output(Command::new("node").arg("--version"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < MIN_MAJOR) {
        bail!(
            "Node {version} is too old for the browser tests: install version {MIN_MAJOR} or newer (https://nodejs.org)"
        );
    }
    Ok(())
}
