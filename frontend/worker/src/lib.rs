//! The web worker that reads, checks and uploads a file: its protocol, which the page uses too, and its engine.
//!
//! The engine reads the file in passes ([`pass`]), always in chunks and never as a whole: one pass counts, one checks, one
//! cuts batches and sends them, one writes the rows with problems. Between two chunks other commands get through.

mod check;
mod count;
mod cut;
mod engine;
mod fingerprint;
mod job;
mod json;
#[expect(dead_code, reason = "called once opening unpacks and decodes")]
mod modules;
mod open;
mod pass;
mod problem_rows;
pub mod protocol;
mod scope;
mod source;
mod survey;
mod throttle;
mod upload;

pub use engine::start;
