//! The bundler: from the web members' source to `dist/`, a folder that any static server could serve.
//!
//! | made from | in `dist/` |
//! |---|---|
//! | `frontend` (bin) | `assets/app-HASH.js` (glue), `assets/app-HASH.wasm` |
//! | `frontend/worker` (bin) | `assets/engine-HASH.js` (glue), `assets/engine-HASH.wasm`; `assets/engine-plain-HASH.*` without SIMD |
//! | `frontend/sheets` (bin) | `assets/sheets-HASH.js` (glue), `assets/sheets-HASH.wasm` |
//! | `frontend/encodings` (bin) | `assets/encodings-HASH.js` (glue), `assets/encodings-HASH.wasm` |
//! | `frontend/boot/*.js` | `assets/boot-HASH.js`, `assets/worker-HASH.js`, `assets/workbook-HASH.js`, `assets/theme-HASH.js` |
//! | `style/index.css` and what it imports | `assets/app-HASH.css` |
//! | `frontend/public/**` | the same names, unhashed |
//! | `frontend/index.html` | `index.html` |
//!
//! Everything under `assets/` carries a hash of its content in its name and may be cached for ever. In release every file that
//! gains from it has a brotli twin, `NAME.br`.
//!
//! `frontend/index.html` names the hashed files through placeholders; each stands for an absolute URL:
//! - `{{css}}` the style sheet
//! - `{{theme}}` a classic script for the head: sets `data-theme` on `<html>` before the first paint
//! - `{{boot}}` the module script that starts the app
//! - `{{worker}}` the module script to start the worker from: the app reads it from `<meta name="muster-worker" content="{{worker}}">`
//! - `{{app}}`, `{{wasm}}` (optional) the app's glue and module, for `modulepreload` and `preload`
//!
//! The server's Content-Security-Policy forbids inline scripts and styles; nothing here makes any.

mod assets;
mod page;
mod scripts;
mod styles;
mod wasm;

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};

use self::assets::Assets;
use crate::paths;

/// How to build: for use or for the edit loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Optimised, compressed.
    Release,
    /// Quick to build, not compressed.
    Debug,
}

impl Profile {
    /// The profile's name in cargo, for the wasm modules.
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Debug => "dev",
        }
    }

    /// The folder cargo puts that profile's files in.
    fn folder(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Debug => "debug",
        }
    }
}

/// Builds the web app into `dist/`. Steps whose input did not change are skipped.
///
/// # Errors
/// When a module does not compile, or `index.html` or a style sheet names what does not exist.
pub(crate) fn bundle(profile: Profile) -> Result<()> {
    let start = Instant::now();
    crate::tools::wasm_target()?;
    wasm::compile(profile)?;
    // Two bundlers at once (an edit loop beside a run, say) would mix their files. Freed when this function ends.
    let _lock = assets::lock(&paths::target().join("bundle"))?;
    let mut assets = Assets::default();
    let app = wasm::bind(profile, wasm::APP, &mut assets)?;
    let boot = scripts::fill("app.js", &app.files("app"))?;
    let worker = worker(profile, &mut assets)?;
    let urls = page::Urls {
        css: assets.hashed("app", "css", styles::join(&paths::root().join("style"), profile)?),
        theme: assets.hashed("theme", "js", scripts::read("theme.js")?.into_bytes()),
        boot: assets.hashed("boot", "js", boot.into_bytes()),
        worker,
        app: app.glue,
        wasm: app.module,
    };
    let source = paths::root().join("frontend/index.html");
    let html = fs::read_to_string(&source).with_context(|| format!("could not read {}", source.display()))?;
    assets.page("index.html", page::fill(&html, &urls)?.into_bytes());
    assets.copy_tree(&paths::root().join("frontend/public"))?;
    assets.write(&paths::dist(), profile)?;
    eprintln!(
        "web app in {} ({:.1} s)",
        paths::dist().display(),
        start.elapsed().as_secs_f32()
    );
    Ok(())
}

/// Adds the worker with all that it loads, and hands back the URL of its script.
fn worker(profile: Profile, assets: &mut Assets) -> Result<String> {
    let engine = wasm::bind(profile, wasm::ENGINE, assets)?;
    let plain = match profile {
        Profile::Release => &wasm::bind(profile, wasm::ENGINE_PLAIN, assets)?,
        Profile::Debug => &engine,
    };
    let encodings = wasm::bind(profile, wasm::ENCODINGS, assets)?;
    let sheets = wasm::bind(profile, wasm::SHEETS, assets)?;
    let workbook = scripts::fill("workbook.js", &sheets.files("sheets"))?;
    let workbook = assets.hashed("workbook", "js", workbook.into_bytes());
    let files = [
        engine.files("engine"),
        plain.files("engine-plain"),
        encodings.files("encodings"),
        vec![("workbook".to_owned(), workbook)],
    ];
    let script = scripts::fill("worker.js", &files.concat())?;
    Ok(assets.hashed("worker", "js", script.into_bytes()))
}
