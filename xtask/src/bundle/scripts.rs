//! The few lines of JavaScript that start the modules (`frontend/boot`).

use std::fs;

use anyhow::{Context, Result, bail};

use crate::paths;

/// A script as it stands in the source.
pub(super) fn read(name: &str) -> Result<String> {
    let file = paths::root().join("frontend/boot").join(name);
    fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))
}

/// A script with its placeholders filled in: `{{name}}` becomes the name of the file at the URL, which lies in the same folder.
///
/// # Errors
/// When one isn't in the script, or one stands there that nobody knows.
pub(super) fn fill(name: &str, files: &[(String, String)]) -> Result<String> {
    fill_text(name, read(name)?, files)
}

fn fill_text(name: &str, mut script: String, files: &[(String, String)]) -> Result<String> {
    for (placeholder, url) in files {
        let placeholder = format!("{{{{{placeholder}}}}}");
        if !script.contains(&placeholder) {
            bail!("frontend/boot/{name} names no `{placeholder}`");
        }
        script = script.replace(&placeholder, url.rsplit('/').next().unwrap_or(url));
    }
    if let Some(at) = script.find("{{") {
        let unknown: String = script[at..].chars().take(24).collect();
        bail!("frontend/boot/{name} has a placeholder that the bundler does not know: `{unknown}`");
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(script: &str) -> Result<String> {
        let file = |placeholder: &str, url: &str| (placeholder.to_owned(), url.to_owned());
        let files = [file("glue", "/assets/app-1.js"), file("wasm", "/assets/app-1.wasm")];
        fill_text("a.js", script.to_owned(), &files)
    }

    #[test]
    fn placeholders_become_names_in_the_same_folder() {
        let script = filled("import init from \"./{{glue}}\"; init(\"./{{wasm}}\");").unwrap();
        assert_eq!(script, "import init from \"./app-1.js\"; init(\"./app-1.wasm\");");
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        for (script, named) in [("{{glue}}", "`{{wasm}}`"), ("{{glue}} {{wasm}} {{more}}", "`{{more}}`")] {
            let error = filled(script).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
