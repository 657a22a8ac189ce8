mod components;
mod format;
mod import;

fn main() {}
