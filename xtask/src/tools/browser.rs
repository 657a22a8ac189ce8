//! Chromium, for the end-to-end tests.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::install::{self, Package};
use crate::process;

const PACKAGE: Package = Package {
    what: "Chromium",
    // The fonts are what the layout's measures are tested with.
    apt: &["chromium", "fonts-liberation"],
    brew: &["--cask", "chromium"],
    hint: "the browser tests drive it; CHROMIUM may name the program of any Chromium or Chrome",
};

const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MAC_PROGRAMS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Finds Chromium (or what the environment's `CHROMIUM` names), installing it if it is missing.
///
/// # Errors
/// When it is neither there nor can be installed: then with the words to type.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        return process::in_path(&named.to_string_lossy())
            .with_context(|| format!("CHROMIUM names {}, which is no file", named.display()));
    }
    if let Some(program) = find() {
        return Ok(program);
    }
    install::install(&PACKAGE)?;
    find().context("Chromium was installed, but its program was not found; name it in CHROMIUM")
}

fn find() -> Option<PathBuf> {
    let in_path = PROGRAMS.iter().find_map(|program| process::in_path(program));
    in_path.or_else(|| {
        MAC_PROGRAMS
            .iter()
            .map(PathBuf::from)
            .find(|program| Path::is_file(program))
    })
}
