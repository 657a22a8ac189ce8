//! The screens, one module each.

mod auth;
pub mod login;
pub mod not_found;
pub mod setup;
