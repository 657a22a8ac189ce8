//! `cargo xtask fuzz`: looks for input that breaks what always holds (`tests/properties`): on generated files, and, for as long
//! as asked for, by the fuzz targets (`tests/fuzz`).

use std::fs;

use anyhow::{Result, bail};
use clap::Args;

use crate::{paths, process};

/// The fuzz targets, and how many quarters of the time each has.
const TARGETS: [(&str, u64); 3] = [("split", 2), ("sniff", 1), ("values", 1)];
/// Bytes of an input, at most: many records, and many blocks of the scanner.
const MAX_BYTES: u32 = 4096;
/// An input that takes longer is a hang.
const HANG_SECONDS: u32 = 60;

/// How long to look, and where.
#[derive(Args, Clone, Debug)]
pub(crate) struct Fuzz {
    /// Generated files to read.
    #[arg(long, default_value_t = 100_000)]
    files: u64,
    /// The same seed gives the same files.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Minutes for the fuzz targets, all together. They need `cargo install cargo-fuzz`.
    #[arg(long, default_value_t = 0)]
    minutes: u64,
}

/// Reads the files, then runs the targets one after the other.
///
/// # Errors
/// When something is found, or `cargo-fuzz` is missing.
pub(crate) fn fuzz(options: &Fuzz) -> Result<()> {
    if options.minutes > 0 && process::in_path("cargo-fuzz").is_none() {
        bail!("the fuzz targets need cargo-fuzz; install it with `cargo install cargo-fuzz`");
    }
    if options.files > 0 {
        let mut cargo = process::cargo();
        cargo.args(["run", "--quiet", "--release", "--package", "muster-properties", "--"]);
        process::run(cargo.args([options.files, options.seed].map(|number| number.to_string())))?;
    }
    match options.minutes {
        0 => Ok(()),
        minutes => TARGETS
            .iter()
            .try_for_each(|(target, quarters)| run(target, minutes * 60 * quarters / 4, options.seed)),
    }
}

/// What is found stands in `tests/fuzz/artifacts`, and what was learnt, in `tests/fuzz/corpus`.
fn run(target: &str, seconds: u64, seed: u64) -> Result<()> {
    let folder = paths::root().join("tests/fuzz");
    let corpus = folder.join("corpus").join(target);
    fs::create_dir_all(&corpus)?;
    let mut cargo = process::cargo();
    // The fuzzer's flags are unstable ones, which a stable compiler takes when told so.
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["fuzz", "run", "--fuzz-dir"])
        .arg(&folder);
    // No unsafe code of our own is in there for a sanitizer to watch: without one, twice as much is tried.
    cargo
        .args(["--sanitizer", "none", target])
        .arg(corpus)
        .arg(folder.join("seeds").join(target));
    cargo.arg("--").args([
        format!("-max_total_time={seconds}"),
        format!("-max_len={MAX_BYTES}"),
        // Longer inputs are tried before shorter ones have nothing more to tell: the scanner reads 64 bytes at a time.
        "-len_control=10".to_owned(),
        format!("-timeout={HANG_SECONDS}"),
        format!("-seed={seed}"),
        "-print_final_stats=1".to_owned(),
    ]);
    process::run(&mut cargo)
}
