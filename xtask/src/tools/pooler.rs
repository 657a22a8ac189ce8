//! pgbouncer, the pooler that the server is tested behind.

use std::path::PathBuf;

use super::install::{self, Package};
use crate::process;

const PACKAGE: Package = Package {
    what: "pgbouncer",
    apt: &["pgbouncer"],
    brew: &["pgbouncer"],
    hint: "the server is tested behind it",
};

/// Debian keeps it where only root looks.
const FILES: [&str; 3] = [
    "/usr/sbin/pgbouncer",
    "/opt/homebrew/bin/pgbouncer",
    "/usr/local/bin/pgbouncer",
];

/// Finds pgbouncer, installing it if it is missing. `None`, after saying so, where it can't be: its tests are skipped then.
pub(crate) fn pgbouncer() -> Option<PathBuf> {
    find().or_else(|| {
        if let Err(error) = install::install(&PACKAGE) {
            eprintln!("the tests behind a pooler are skipped: {error:#}");
        }
        find()
    })
}

fn find() -> Option<PathBuf> {
    let in_path = process::in_path("pgbouncer");
    in_path.or_else(|| FILES.iter().map(PathBuf::from).find(|file| file.is_file()))
}
