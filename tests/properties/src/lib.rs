//! What holds of the rules in `shared` whatever the bytes. Said once here; tried on generated files (`cargo xtask fuzz`, and a
//! selection of them with every test run) and by the fuzz targets in `tests/fuzz`, which look for the bytes that break it.

pub mod choices;
pub mod difference;
pub mod files;
pub mod random;
pub mod sniff;
pub mod split;
pub mod values;

pub use difference::Difference;
