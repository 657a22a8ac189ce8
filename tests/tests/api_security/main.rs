//! Who may do what, and what anybody may send.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

mod accounts;
mod endpoints;
mod requests;
