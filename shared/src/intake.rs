//! From bytes to records: the dialect, the records with their true lines, and what is wrong with a record as such.
//!
//! Parsing never fails: it gives records, each good or with its problem. Two things stop it ([`Stop`]).

mod dialect;
mod encoding;
mod header;
mod record;
mod splitter;

pub use dialect::{Dialect, NotText, Quote, Sniffed, sniff};
pub use encoding::Encoding;
pub use header::{column_names, numbered_columns};
pub use record::{Record, RecordText};
pub use splitter::{Position, Splitter, Stop};
