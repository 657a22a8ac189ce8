//! Cells of any kind, read as each type of field under any settings of their column.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_properties::values::check;

fuzz_target!(|bytes: &[u8]| {
    if let Err(difference) = check(bytes) {
        panic!("{difference}");
    }
});
