//! Texts in any dialect, chunks and parts: the records of the `csv` crate, on the lines of an editor.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use muster_properties::split::Case;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Some(case) = Case::of(bytes) else {
        return Corpus::Reject;
    };
    if let Err(difference) = case.check() {
        panic!("{case:?}\n{difference}");
    }
    Corpus::Keep
});
