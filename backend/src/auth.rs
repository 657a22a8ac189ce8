//! Who is asking, and whether they may.

mod attempts;
mod caller;
mod cookie;
pub(crate) mod password;
mod people;
pub(crate) mod session;
pub mod setup;

pub(crate) use caller::{Admin, Caller, Importer, Reader};
pub(crate) use cookie::{clear_cookie, session_cookie};
pub(crate) use people::check_name;
