//! Installing a system package: Debian's apt as root or through sudo, or Homebrew.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// One thing to install, under the names that it has where.
pub(super) struct Package {
    /// What it is, for people.
    pub(super) what: &'static str,
    /// Debian's and Ubuntu's packages.
    pub(super) apt: &'static [&'static str],
    /// Homebrew's arguments after `install`.
    pub(super) brew: &'static [&'static str],
    /// Why it is needed, and how to point at one that stands elsewhere.
    pub(super) hint: &'static str,
}

/// Installs the package, or says how.
///
/// # Errors
/// When no way to install is at hand, or it failed: the message says what to type.
pub(super) fn install(package: &Package) -> Result<()> {
    let Package { what, apt, brew, hint } = package;
    if process::in_path("apt-get").is_some() {
        let Some(prefix) = apt_prefix() else {
            bail!(
                "{what} is missing ({hint}). Type this, then try again:\n  sudo apt-get install -y {}",
                apt.join(" ")
            );
        };
        eprintln!("installing {what}: apt-get install {}", apt.join(" "));
        // A stale list of packages names files that are gone; an unreachable mirror must not stop what is cached.
        if let Err(error) = process::run(apt_get(&prefix).arg("update").arg("-qq")) {
            eprintln!("{error}");
        }
        return process::run(
            apt_get(&prefix)
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(*apt),
        );
    }
    if process::in_path("brew").is_some() {
        eprintln!("installing {what}: brew install {}", brew.join(" "));
        return process::run(Command::new("brew").arg("install").args(*brew));
    }
    bail!(
        "{what} is missing ({hint}). Install it, then try again. On Debian and Ubuntu:\n  sudo apt-get install -y {}\non macOS with Homebrew:\n  brew install {}",
        apt.join(" "),
        brew.join(" ")
    );
}

/// How to become root for apt: not at all, or through a sudo that asks for nothing.
fn apt_prefix() -> Option<Vec<&'static str>> {
    if is_root() {
        return Some(Vec::new());
    }
    process::in_path("sudo")?;
    process::output(Command::new("sudo").args(["-n", "true"])).ok()?;
    Some(vec!["sudo", "-n"])
}

fn apt_get(prefix: &[&'static str]) -> Command {
    let mut words = prefix
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = Command::new(words.next().copied().unwrap_or("apt-get"));
    command.args(words);
    command
}

/// Whether this program runs as root.
pub(crate) fn is_root() -> bool {
    let asked = process::output(Command::new("id").arg("-u"));
    asked.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
