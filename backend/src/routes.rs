//! Handlers: they extract, call the domain, and answer.

pub(crate) mod contact;
pub(crate) mod field;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod segment;
pub(crate) mod session;
