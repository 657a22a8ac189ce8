//! The server: the API, staged imports and the jobs that apply them, and the web app's files.
//!
//! Dependencies within: `routes` call `auth`, `imports` and `store`; all SQL stands in `store`; `jobs` drive `imports`.

pub mod auth;
mod body;
pub mod config;
mod contacts;
pub mod error;
mod extract;
mod fields;
pub mod imports;
pub mod jobs;
pub mod postgres;
mod request;
mod router;
mod routes;
mod security;
pub mod server;
mod state;
pub mod store;
mod web;

pub use config::Config;
pub use error::AppError;
pub use router::app;
pub use state::AppState;

/// The schema, applied at every start. Migrations only go forward.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");
