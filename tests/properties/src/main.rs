//! Reads generated files: `muster-properties FILES SEED`. The last line is `N files, N differences`; with one, it fails.
//! (`cargo xtask fuzz` runs it.)

use muster_properties::files;
use std::process::ExitCode;
use std::time::Instant;

/// Differences that are shown.
const SHOWN: u64 = 10;

fn main() -> ExitCode {
    let numbers: Option<Vec<u64>> = std::env::args().skip(1).map(|word| word.parse().ok()).collect();
    let Some(&[count, seed]) = numbers.as_deref() else {
        eprintln!("usage: muster-properties FILES SEED");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    let mut differences = 0;
    let records = files::check(seed, count, &mut |number, case, difference| {
        differences += 1;
        if differences <= SHOWN {
            println!("file {number} of seed {seed}, {:?}\n{difference}", case.dialect);
        }
    });
    println!("{records} records in {:.0} s", start.elapsed().as_secs_f64());
    println!("{count} files, {differences} differences");
    if differences == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
