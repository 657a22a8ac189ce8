//! The wire types: everything that crosses between browser and server, and nothing else. All paths start with
//! [`PREFIX`]; bodies are JSON; a failure is an [`ApiError`].

mod account;
mod contact;
mod import;
mod preview;
mod undo;

pub use account::*;
pub use contact::*;
pub use import::*;
pub use preview::*;
pub use undo::*;

use serde::{Deserialize, Serialize};

pub const PREFIX: &str = "/api/v1";

/// The body of every answer that isn't a success (status 4xx or 5xx).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// Stable: `not_found`, `segment.name_taken`, `batch.digest_mismatch`, …
    pub code: String,
    /// A sentence for people: what is wrong and what to do.
    pub message: String,
    /// Of an internal error: what to look for in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Of a refused form: the field it is about (`email`, `name`, `key`, `code`, `password`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests;
