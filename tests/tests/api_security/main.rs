//! Who may do what, and what anybody may send.

mod accounts;
mod endpoints;
mod requests;
