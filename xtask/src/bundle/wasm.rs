//! The two web modules: compiled by cargo, bound to JavaScript by wasm-bindgen.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::assets::{Assets, content_hash};
use super::{Profile, assets};
use crate::{paths, process};

/// One web module.
#[derive(Clone, Copy)]
pub(super) struct Module {
    /// The binary's name in cargo.
    binary: &'static str,
    /// The stem of its files in `dist/assets`.
    stem: &'static str,
}

/// The page's module.
pub(super) const APP: Module = Module {
    binary: "muster-frontend",
    stem: "app",
};
/// The worker's module.
pub(super) const ENGINE: Module = Module {
    binary: "muster-worker",
    stem: "engine",
};

/// The URLs of a module that is ready to be loaded.
pub(super) struct Bound {
    /// The glue, a JavaScript module whose default export starts the wasm.
    pub(super) glue: String,
    /// The wasm.
    pub(super) module: String,
}

/// Compiles both modules in one go, so that they share one set of features and one build of every dependency.
pub(super) fn compile(profile: Profile) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args([
        "build",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        profile.cargo_name(),
    ]);
    for module in [APP, ENGINE] {
        cargo.args(["--package", module.binary, "--bin", module.binary]);
    }
    process::run(&mut cargo)
}

/// Makes the glue of a compiled module and adds both to the assets.
pub(super) fn bind(profile: Profile, module: Module, assets: &mut Assets) -> Result<Bound> {
    let compiled = paths::target()
        .join("wasm32-unknown-unknown")
        .join(profile.folder())
        .join(module.binary)
        .with_extension("wasm");
    let bytes = fs::read(&compiled).with_context(|| format!("could not read {}", compiled.display()))?;
    let made = paths::target().join("bundle").join(profile.folder()).join(module.stem);
    let stamp = format!("{} {}", content_hash(&bytes), own_stamp()?);
    let stamp_file = made.join("stamp");
    if fs::read_to_string(&stamp_file).ok().as_deref() != Some(&stamp) {
        generate(profile, module, bytes, &made)?;
        fs::write(&stamp_file, stamp)?;
    }
    let wasm = fs::read(made.join(format!("{}_bg.wasm", module.stem)))?;
    let mut glue = fs::read_to_string(made.join(format!("{}.js", module.stem)))?;
    if let Some(folder) = assets.tree("snippets", &made.join("snippets"))? {
        glue = glue.replace("./snippets/", &format!("./{folder}/"));
    }
    Ok(Bound {
        glue: assets.hashed(module.stem, "js", glue.into_bytes()),
        module: assets.hashed(module.stem, "wasm", wasm),
    })
}

fn generate(profile: Profile, module: Module, bytes: Vec<u8>, made: &Path) -> Result<()> {
    assets::empty_folder(made)?;
    let release = profile == Profile::Release;
    Bindgen::new()
        .web(true)?
        .input_bytes(module.stem, bytes)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate(made)
        .with_context(|| format!("wasm-bindgen could not bind {}", module.binary))
}

/// Changes whenever this program does: what an older bundler made is made again.
fn own_stamp() -> Result<String> {
    let program: PathBuf = std::env::current_exe()?;
    let changed = fs::metadata(&program)?
        .modified()?
        .duration_since(std::time::UNIX_EPOCH)?;
    Ok(changed.as_nanos().to_string())
}
