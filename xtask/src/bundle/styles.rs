//! The style sheets: the ones that `style/index.css` imports, in its order, as one.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Profile;

/// Joins the sheets that `index.css` lists as `@import "name.css";`, one a line. Rules of its own may follow.
///
/// # Errors
/// When a sheet can't be read, or itself imports another (a browser would ignore that in the middle of a sheet).
pub(super) fn join(folder: &Path, profile: Profile) -> Result<Vec<u8>> {
    let mut joined = String::new();
    let mut own = String::new();
    for line in read(&folder.join("index.css"))?.lines() {
        match imported(line) {
            Some(name) => {
                let sheet = read(&folder.join(name))?;
                if sheet.lines().any(|line| imported(line).is_some()) {
                    bail!("style/{name} imports a sheet: list it in style/index.css instead");
                }
                joined.push_str(&sheet);
                joined.push('\n');
            }
            None => {
                own.push_str(line);
                own.push('\n');
            }
        }
    }
    joined.push_str(&own);
    Ok(match profile {
        Profile::Release => compact(&joined).into_bytes(),
        Profile::Debug => joined.into_bytes(),
    })
}

fn read(sheet: &Path) -> Result<String> {
    fs::read_to_string(sheet).with_context(|| format!("could not read {}", sheet.display()))
}

/// The sheet that a line imports.
fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("@import")?.trim();
    let rest = rest.strip_suffix(';')?.trim();
    rest.strip_prefix('"')?.strip_suffix('"')
}

/// Drops comments, indentation and empty lines; compression does the rest. What stands in quotes stays.
fn compact(css: &str) -> String {
    let mut bare = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        match quote {
            None if c == '"' || c == '\'' => quote = Some(c),
            // No string of ours holds an escaped quote; a string ends with its line in any case.
            Some(open) if c == open || c == '\n' => quote = None,
            _ => {}
        }
        bare.push(c);
        rest = &rest[c.len_utf8()..];
    }
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(sheets: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, sheet) in sheets {
            fs::write(folder.path().join(name), sheet).unwrap();
        }
        folder
    }

    #[test]
    fn sheets_stand_in_the_order_of_the_index() {
        let style = folder(&[
            (
                "index.css",
                "/* the order */\n@import \"b.css\";\n@import \"a.css\";\n.own { x: y }\n",
            ),
            ("a.css", ".a { x: y }"),
            ("b.css", ".b { x: y }"),
        ]);
        let joined = join(style.path(), Profile::Release).unwrap();
        assert_eq!(
            String::from_utf8(joined).unwrap(),
            ".b { x: y }\n.a { x: y }\n.own { x: y }"
        );
    }

    #[test]
    fn a_sheet_that_imports_is_refused() {
        let style = folder(&[("index.css", "@import \"a.css\";"), ("a.css", "@import \"b.css\";")]);
        assert!(
            join(style.path(), Profile::Debug)
                .unwrap_err()
                .to_string()
                .contains("style/a.css imports")
        );
    }

    #[test]
    fn a_missing_sheet_is_named() {
        let style = folder(&[("index.css", "@import \"gone.css\";")]);
        assert!(
            join(style.path(), Profile::Debug)
                .unwrap_err()
                .to_string()
                .contains("gone.css")
        );
    }

    #[test]
    fn comments_go_and_quoted_text_stays() {
        let css = "a {\n  /* why\n  so */ color: red;\n\n  content: \"/* not a comment */ \";\n}";
        assert_eq!(compact(css), "a {\ncolor: red;\ncontent: \"/* not a comment */ \";\n}");
    }
}
