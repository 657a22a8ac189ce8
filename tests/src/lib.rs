//! What the tests share: the server on a database of its own, clients that log in to it, files cut into batches as the
//! browser cuts them. Nothing depends on this package.

pub mod any_file;
pub mod client;
pub mod draft;
pub mod faults;
pub mod harness;
pub mod logs;
pub mod model;

pub use client::{Answer, Client};
pub use draft::{Draft, Upload};
pub use harness::App;

use std::path::{Path, PathBuf};

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// All files below a folder whose names end with one of `endings`, those of builds and packages left out.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return found;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            let skipped = ["target", "node_modules", "dist", "test-results"];
            if !name.starts_with('.') && !skipped.contains(&name) {
                found.extend(files(&path, endings));
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}
