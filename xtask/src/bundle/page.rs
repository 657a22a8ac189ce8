//! `index.html`: its placeholders become the hashed files' URLs.

use anyhow::{Result, bail};

/// What the page can name; the placeholders have the fields' names.
pub(super) struct Urls {
    pub(super) css: String,
    pub(super) theme: String,
    pub(super) boot: String,
    pub(super) worker: String,
    pub(super) app: String,
    pub(super) wasm: String,
}

/// Fills in the placeholders that the module's head lists.
///
/// # Errors
/// When one is missing that the app can't do without, or one stands there that nobody knows.
pub(super) fn fill(html: &str, urls: &Urls) -> Result<String> {
    let Urls {
        css,
        theme,
        boot,
        worker,
        app,
        wasm,
    } = urls;
    let mut page = without_comments(html);
    for (placeholder, url) in [
        ("{{css}}", css),
        ("{{theme}}", theme),
        ("{{boot}}", boot),
        ("{{worker}}", worker),
    ] {
        if !page.contains(placeholder) {
            bail!("frontend/index.html names no `{placeholder}`");
        }
        page = page.replace(placeholder, url);
    }
    page = page.replace("{{app}}", app).replace("{{wasm}}", wasm);
    if let Some(at) = page.find("{{") {
        let unknown: String = page[at..].chars().take(24).collect();
        bail!("frontend/index.html has a placeholder that the bundler does not know: `{unknown}`");
    }
    Ok(page)
}

/// Drops the source's comments: they speak to its editors, and may name placeholders.
fn without_comments(html: &str) -> String {
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        page.push_str(before);
        rest = comment
            .split_once("-->")
            .map_or("", |(_, after)| after.strip_prefix('\n').unwrap_or(after));
    }
    page.push_str(rest);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls() -> Urls {
        let url = |name: &str| format!("/assets/{name}");
        Urls {
            css: url("a.css"),
            theme: url("t.js"),
            boot: url("b.js"),
            worker: url("w.js"),
            app: url("a.js"),
            wasm: url("a.wasm"),
        }
    }

    #[test]
    fn every_placeholder_becomes_its_url() {
        let html = "<!-- {{nobody}} -->\n{{css}} {{theme}} {{boot}} {{worker}} {{wasm}}";
        assert_eq!(
            fill(html, &urls()).unwrap(),
            "/assets/a.css /assets/t.js /assets/b.js /assets/w.js /assets/a.wasm"
        );
    }

    #[test]
    fn a_page_without_the_worker_is_refused() {
        let error = fill("{{css}} {{theme}} {{boot}}", &urls()).unwrap_err();
        assert_eq!(error.to_string(), "frontend/index.html names no `{{worker}}`");
    }

    #[test]
    fn an_unknown_placeholder_is_refused() {
        let error = fill("{{css}} {{theme}} {{boot}} {{worker}} {{logo}}", &urls()).unwrap_err();
        assert!(error.to_string().contains("`{{logo}}`"), "{error}");
    }
}
