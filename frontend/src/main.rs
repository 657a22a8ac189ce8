//! The web app.

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
