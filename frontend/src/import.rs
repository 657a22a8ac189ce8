//! The import: its state, and what happens to it. The rules are plain functions with tests; the signals stand around them.

pub mod before;
pub mod consent;
pub mod draft;
mod importer;
pub mod outcome;
pub mod outlook;
pub mod pace;
pub mod recalled;
pub mod refusal;
pub mod run;
pub mod stage;
pub mod state;
pub mod watch;
mod worker_client;

pub use importer::{Begin, Importer, ResumeState, provide_import, use_import};
pub use state::ImportState;
