//! Starting other programs, with errors that name the command.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

use anyhow::{Context, Result, bail};

/// Cargo, as it runs this very program, in the workspace's root and with the committed query data
/// (no build needs a database).
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::paths::root()).env("SQLX_OFFLINE", "true");
    // What cargo says of this program to this program. Build scripts look at some of it, and would be run again, with all that depends
    // on them, each time that cargo is called by hand and by this program in turns.
    for (name, _) in env::vars_os() {
        let told = name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if told {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end with its output on ours.
///
/// # Errors
/// When it can't be started, or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("could not start {}", words(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", words(command));
    }
    Ok(())
}

/// Runs a command to its end and hands back what it wrote.
///
/// # Errors
/// When it can't be started, or ends with anything but success: then with what it wrote to standard error.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("could not start {}", words(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}: {}", words(command), output.status, said.trim());
    }
    Ok(output)
}

/// The command as one would type it, for messages.
pub(crate) fn words(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// The first file of this name in the folders of `PATH`.
pub(crate) fn in_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|file| file.is_file())
}

/// Replaces this program by the command, so that signals reach it and its exit code is ours.
///
/// # Errors
/// Returns only when the command could not be started.
#[cfg(unix)]
pub(crate) fn become_command(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("could not start {}", words(command)))
}

/// Runs the command in place of this program: where there is no `exec`, as its child.
#[cfg(not(unix))]
pub(crate) fn become_command(command: &mut Command) -> Result<()> {
    run(command)
}

/// Asks a child to end, as Ctrl-C does.
pub(crate) fn interrupt(child: &Child) -> Result<()> {
    output(Command::new("kill").arg("-INT").arg(child.id().to_string())).map(drop)
}

/// Whether a process of this id is there.
pub(crate) fn is_running(pid: u32) -> bool {
    output(Command::new("kill").arg("-0").arg(pid.to_string())).is_ok()
}
