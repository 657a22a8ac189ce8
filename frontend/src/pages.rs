//! The screens, one module each.

mod auth;
pub mod contact;
pub mod contacts;
mod countries;
pub mod fields;
pub mod import;
pub mod import_detail;
pub mod imports;
pub mod login;
pub mod not_found;
pub mod segments;
pub mod setup;
mod value;
