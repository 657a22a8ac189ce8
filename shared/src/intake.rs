//! From bytes to records: what a file is, how it is written, the records with their true lines, and what is wrong with a
//! record as such.
//!
//! Parsing never fails: it gives records, each good or with its problem. Two things stop it ([`Stop`]).

mod accents;
mod dialect;
mod encoding;
pub mod garbled;
mod header;
mod not_text;
mod record;
mod seam;
mod shape;
mod sniff;
mod splitter;
mod unicode;

pub use accents::find_accents;
pub use dialect::{Dialect, Quote};
pub use encoding::Encoding;
pub use header::{column_names, numbered_columns};
pub use not_text::{Format, NotText};
pub use record::{Record, RecordText};
pub use seam::line_start;
pub use shape::{Shape, shape};
pub use sniff::{Sniffed, sniff};
pub use splitter::{Position, Splitter, Stop};
pub use unicode::{Found, unicode};
