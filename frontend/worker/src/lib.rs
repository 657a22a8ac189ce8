//! The web worker that reads, checks and uploads a file: its protocol, which the page uses too, and its engine.

pub mod protocol;
