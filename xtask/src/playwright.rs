//! Playwright, the runner of everything that needs a browser.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::tools;

/// `playwright test` in the end-to-end tests' folder, with Chromium; arguments and more of the environment are the caller's.
///
/// # Errors
/// When Node, its packages or Chromium are missing and can't be installed.
pub(crate) fn command(environment: &[(&'static str, OsString)]) -> Result<Command> {
    let folder = tools::end_to_end_packages()?;
    let mut playwright = Command::new("npx");
    playwright.args(["--no-install", "playwright", "test"]);
    playwright.current_dir(folder).envs(environment.iter().cloned());
    playwright.env("CHROMIUM", tools::chromium()?);
    Ok(playwright)
}
