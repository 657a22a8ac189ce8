//! The programs that the commands need besides Rust: looked for, installed where that is possible, and else asked for in
//! the exact words.

mod install;
mod postgres;
mod rust;

pub(crate) use self::postgres::{Postgres, postgres};
pub(crate) use self::rust::wasm_target;
