//! Where things are: every path that the commands share.

use std::env;
use std::path::{Path, PathBuf};

/// The workspace's root folder.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The finished web app: what the server embeds in release and reads from disk in debug.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder that cargo builds into.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The end-to-end tests: an npm package of its own.
pub(crate) fn end_to_end() -> PathBuf {
    root().join("tests/e2e")
}
