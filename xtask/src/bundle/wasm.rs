//! The web modules: compiled by cargo, bound to JavaScript by wasm-bindgen.

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
    target: Target,
}

/// What a module is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// The features that Rust's own wasm target has.
    Plain,
    /// 128-bit SIMD besides, in a target folder of its own: every crate is compiled with other flags.
    Simd,
}

/// The page's module.
pub(super) const APP: Module = Module {
    binary: "muster-frontend",
    stem: "app",
    target: Target::Plain,
};
/// The worker's module.
pub(super) const ENGINE: Module = Module {
    binary: "muster-worker",
    stem: "engine",
    target: Target::Simd,
};
/// The same for browsers without SIMD.
pub(super) const ENGINE_PLAIN: Module = Module {
    binary: "muster-worker",
    stem: "engine-plain",
    target: Target::Plain,
};
/// The reader of workbooks.
pub(super) const SHEETS: Module = Module {
    binary: "muster-sheets",
    stem: "sheets",
    target: Target::Plain,
};
/// The guess of legacy encodings.
pub(super) const ENCODINGS: Module = Module {
    binary: "muster-encodings",
    stem: "encodings",
    target: Target::Plain,
};

/// The modules that a bundle of this profile has. The edit loop does without the engine for old browsers.
pub(super) fn modules(profile: Profile) -> &'static [Module] {
    match profile {
        Profile::Release => &[APP, ENGINE, ENGINE_PLAIN, SHEETS, ENCODINGS],
        Profile::Debug => &[APP, ENGINE, SHEETS, ENCODINGS],
    }
}

impl Target {
    const ALL: [Self; 2] = [Self::Plain, Self::Simd];

    fn folder(self) -> PathBuf {
        match self {
            Self::Plain => paths::target(),
            Self::Simd => paths::target().join("simd"),
        }
    }

    /// What cargo is told. Adds to the flags of `.cargo/config.toml`.
    fn arguments(self) -> Vec<String> {
        match self {
            Self::Plain => Vec::new(),
            Self::Simd => vec![
                "--config".to_owned(),
                "target.wasm32-unknown-unknown.rustflags=['-C', 'target-feature=+simd128']".to_owned(),
            ],
        }
    }
}

/// The URLs of a module that is ready to be loaded.
pub(super) struct Bound {
    /// The glue, a JavaScript module whose default export starts the wasm.
    pub(super) glue: String,
    /// The wasm.
    pub(super) module: String,
}

impl Bound {
    /// What stands for its files in a script: `{{name.glue}}` and `{{name.wasm}}`.
    pub(super) fn files(&self, name: &str) -> Vec<(String, String)> {
        vec![
            (format!("{name}.glue"), self.glue.clone()),
            (format!("{name}.wasm"), self.module.clone()),
        ]
    }
}

/// Compiles all modules of one target in one go, so that they share one set of features and one build of every dependency.
pub(super) fn compile(profile: Profile) -> Result<()> {
    for target in Target::ALL {
        let mut cargo = process::cargo();
        cargo.args([
            "build",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            profile.cargo_name(),
        ]);
        cargo.arg("--target-dir").arg(target.folder()).args(target.arguments());
        for module in modules(profile).iter().filter(|module| module.target == target) {
            cargo.args(["--package", module.binary, "--bin", module.binary]);
        }
        process::run(&mut cargo)?;
    }
    Ok(())
}

/// Makes the glue of a compiled module and adds both to the assets.
pub(super) fn bind(profile: Profile, module: Module, assets: &mut Assets) -> Result<Bound> {
    let compiled = module
        .target
        .folder()
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
