//! Keys that work on every page inside the frame: I imports, G C contacts, G I imports, / searches.

use crate::components::dom::is_typing;
use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::HtmlElement;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Go(&'static str),
    Search,
    /// The first key of a pair.
    Wait,
}

/// What a key means, after `G` or not.
fn meaning(key: &str, after_g: bool) -> Option<Deed> {
    match (key, after_g) {
        ("c", true) => Some(Deed::Go("/contacts")),
        ("i", true) => Some(Deed::Go("/imports")),
        ("g", _) => Some(Deed::Wait),
        ("i", false) => Some(Deed::Go("/import")),
        ("/", false) => Some(Deed::Search),
        _ => None,
    }
}

/// Listens while the frame stands. Keys never fire while typing, with Ctrl, Alt or Meta, or under a dialog.
pub(super) fn use_shortcuts() {
    let navigate = StoredValue::new_local(use_navigate());
    let after_g = StoredValue::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if modified || event.default_prevented() || is_typing(&event) || is_covered() {
            return;
        }
        let deed = meaning(&event.key().to_lowercase(), after_g.get_value());
        after_g.set_value(deed == Some(Deed::Wait));
        match deed {
            Some(Deed::Go(path)) => {
                event.prevent_default();
                navigate.with_value(|navigate| navigate(path, NavigateOptions::default()));
            }
            Some(Deed::Search) => {
                if let Some(search) = search_field() {
                    event.prevent_default();
                    let _ = search.focus();
                }
            }
            Some(Deed::Wait) | None => {}
        }
    });
    on_cleanup(move || listener.remove());
}

/// A dialog, drawer, menu or popover is open over the page.
fn is_covered() -> bool {
    matches!(document().query_selector("dialog[open], .pop:popover-open"), Ok(Some(_)))
}

fn search_field() -> Option<HtmlElement> {
    document().query_selector("main input[type=search]").ok()??.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{Deed, meaning};

    #[test]
    fn g_changes_what_the_next_key_means() {
        assert_eq!(meaning("i", false), Some(Deed::Go("/import")));
        assert_eq!(meaning("i", true), Some(Deed::Go("/imports")));
        assert_eq!(meaning("c", true), Some(Deed::Go("/contacts")));
        assert_eq!(meaning("c", false), None);
        assert_eq!(meaning("/", true), None);
    }
}
