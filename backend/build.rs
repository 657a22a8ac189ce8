//! A release build embeds the web app from `dist/`: build again when it changed.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        // An empty folder where there is no web app yet, so that its arrival is noticed.
        std::fs::create_dir_all("../dist")?;
        println!("cargo:rerun-if-changed=../dist");
    }
    Ok(())
}
