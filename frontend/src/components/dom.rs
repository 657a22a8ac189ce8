//! Small questions to the page that several components ask.

use std::cell::Cell;

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement, KeyboardEvent};

thread_local! {
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// An id that no other element of this page has: `prefix-1`, `prefix-2`, …
pub fn unique_id(prefix: &str) -> String {
    let n = LAST_ID.get() + 1;
    LAST_ID.set(n);
    format!("{prefix}-{n}")
}

/// The element that has the focus, unless that is the body.
pub fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?;
    if element.tag_name() == "BODY" {
        None
    } else {
        element.dyn_into().ok()
    }
}

/// All elements inside `root` that match the CSS selector, in the order of the document.
pub fn matching(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|n| list.get(n)?.dyn_into().ok())
        .collect()
}

/// What Tab would reach inside `root`, in the order of the document.
pub fn tab_stops(root: &Element) -> Vec<HtmlElement> {
    matching(
        root,
        "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), \
         [tabindex]:not([tabindex='-1'])",
    )
}

/// Whether a key belongs to the text being typed, so that single-letter shortcuts and Ctrl Z must leave it alone.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    if target.is_content_editable() {
        return true;
    }
    match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            target.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button" | "file")
        ),
        _ => false,
    }
}
