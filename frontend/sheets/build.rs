//! Bounds the memory of the wasm module.

/// Bytes that reading a workbook may take: its strings, and the text of one sheet. Beyond it the module traps, alone in its worker.
const MAX_MEMORY: u64 = 1 << 30;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo:rustc-link-arg-bins=--max-memory={MAX_MEMORY}");
    }
}
