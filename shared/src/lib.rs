//! What the browser and the server have in common: field types and their rules, mapping, plan, merge, the reading of
//! files, and the wire types. Pure: no IO, no async, no clock, no platform. So what was seen is what happens.

pub mod api;
pub mod check;
pub mod evidence;
pub mod field;
pub mod intake;
pub mod limits;
pub mod mapping;
pub mod merge;
pub mod plan;
pub mod problem;
pub mod repeated;
pub mod report;
pub mod value;

pub use field::{Field, FieldKey, FieldOption, FieldType};
pub use mapping::{Assignment, EmptyCell, Mapping, Source, UpdatePolicy};
pub use plan::Plan;
pub use problem::Problem;
pub use value::Value;

/// The version of the rules in this crate. It travels with every import: a page that was loaded before the server
/// learnt other rules is told to reload. Raise it with every change that can turn an accepted cell into a refused one,
/// or a value into another, that does something else to a contact, or that moves the borders of batches.
pub const RULES_VERSION: u32 = 3;
