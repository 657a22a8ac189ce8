//! What rustup adds.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that rustc can compile for the browser.
///
/// # Errors
/// When the target is missing and rustup can't add it.
pub(crate) fn wasm_target() -> Result<()> {
    if has_wasm_target() {
        return Ok(());
    }
    if process::in_path("rustup").is_none() {
        bail!(
            "this Rust cannot compile for the browser; install the target {WASM_TARGET} of your Rust, or Rust by https://rustup.rs"
        );
    }
    eprintln!("adding the target {WASM_TARGET}");
    process::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

/// Rust's own answer, so that Rusts without rustup are understood too.
fn has_wasm_target() -> bool {
    let asked = process::output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    asked.is_ok_and(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}
