//! Reads workbooks: which sheets they have, and one sheet as CSV (UTF-8, commas, RFC 4180) in which every row of the sheet is
//! one record, from row 1 on: the number of a record is the number that people see beside the row.
//!
//! Values stand as people see them, but for what only looks nice: dates in ISO 8601, numbers without thousands separators.

mod archive;
mod number;
mod number_format;
mod ods;
mod problem;
mod table;
mod time;
mod workbook;
mod xlsx;

pub use problem::Problem;
pub use workbook::Workbook;
