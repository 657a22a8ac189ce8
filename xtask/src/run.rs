//! `cargo xtask run`: from a clone to a running server.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::bundle::{self, Profile};
use crate::{paths, process, tools};

/// Builds the web app and the server and becomes `muster serve`: it prints the address, and Ctrl-C reaches it.
/// The environment (`DATABASE_URL`, `MUSTER_*`) passes through.
///
/// # Errors
/// When a tool is missing that can't be installed, or something does not build.
pub(crate) fn run(profile: Profile, arguments: &[OsString]) -> Result<()> {
    // Whoever brings a database of their own needs none of PostgreSQL's programs.
    if std::env::var_os("DATABASE_URL").is_none_or(|url| url.is_empty()) {
        tools::postgres()?;
    }
    bundle::bundle(profile)?;
    let server = build_server(profile)?;
    process::become_command(Command::new(server).arg("serve").args(arguments))
}

/// Builds the server and hands back its binary. In release it holds the web app that is in `dist/` at this moment.
pub(crate) fn build_server(profile: Profile) -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--package", "muster-backend", "--bin", "muster"]);
    let folder = match profile {
        Profile::Release => {
            cargo.arg("--release");
            "release"
        }
        Profile::Debug => "debug",
    };
    process::run(&mut cargo)?;
    Ok(paths::target()
        .join(folder)
        .join(format!("muster{}", std::env::consts::EXE_SUFFIX)))
}
