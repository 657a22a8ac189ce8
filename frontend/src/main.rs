//! The web app.
#![expect(
    unreachable_pub,
    reason = "a program exports nothing; `pub` says what its other modules may use"
)]

mod api;
mod app;
mod components;
mod format;
mod import;
mod pages;
mod session;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
