//! The import: its state, and what happens to it. The rules are plain functions with tests; the signals stand around them.

pub mod draft;
pub mod state;

pub use state::ImportState;
