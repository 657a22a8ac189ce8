//! The few lines of JavaScript that start the modules (`frontend/boot`).

use std::fs;

use anyhow::{Context, Result};

use super::wasm::Bound;
use crate::paths;

/// A script as it stands in the source.
pub(super) fn read(name: &str) -> Result<String> {
    let file = paths::root().join("frontend/boot").join(name);
    fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))
}

/// A script that starts a module: `{{glue}}` and `{{wasm}}` become the names of its files, which lie in the same folder.
pub(super) fn start(name: &str, module: &Bound) -> Result<String> {
    Ok(read(name)?
        .replace("{{glue}}", file_name(&module.glue))
        .replace("{{wasm}}", file_name(&module.module)))
}

fn file_name(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}
