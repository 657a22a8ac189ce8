//! Bytes of any kind as the start of a file: its shape, encoding, dialect, columns, garbled letters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_properties::sniff::check;

fuzz_target!(|bytes: &[u8]| {
    if let Err(difference) = check(bytes) {
        panic!("{difference}");
    }
});
