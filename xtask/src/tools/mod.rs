//! The programs that the commands need besides Rust: looked for, installed where that is possible, and else asked for in
//! the exact words.

mod browser;
mod install;
mod node;
mod pooler;
mod postgres;
mod rust;

pub(crate) use self::browser::chromium;
pub(crate) use self::install::is_root;
pub(crate) use self::node::end_to_end_packages;
pub(crate) use self::pooler::pgbouncer;
pub(crate) use self::postgres::{Postgres, postgres};
pub(crate) use self::rust::wasm_target;
