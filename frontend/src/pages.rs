//! The screens, one module each.

mod auth;
pub mod contacts;
pub mod login;
pub mod not_found;
pub mod setup;
mod value;
