//! The web worker that reads, checks and uploads a file: its protocol, which the page uses too, and its engine.
//!
//! A source is opened by its first bytes ([`open`]), and where it is packed or in another encoding made into plain UTF-8
//! ([`prepare`]).
//!
//! The engine reads the file in passes ([`pass`]), always in chunks and never as a whole: one pass counts, one checks, one
//! cuts batches and sends them, one writes the rows with problems. Between two chunks other commands get through.

mod check;
mod count;
mod crew;
mod cut;
mod decode;
mod delimit;
mod engine;
mod fingerprint;
mod flow;
mod head;
mod helper;
mod job;
mod json;
mod latch;
mod look;
mod modules;
mod open;
mod part;
mod pass;
mod prepare;
mod problem_rows;
pub mod protocol;
mod rehearse;
mod rows;
mod sample;
mod scope;
mod source;
mod spool;
mod survey;
mod throttle;
mod unpack;
mod upload;
mod walk;

pub use engine::start;
