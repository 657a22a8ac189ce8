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

/// Where the browser keeps that somebody switched them off.
const STORED_AS: &str = "muster.single-letter-keys";
const OFF: &str = "off";

/// Listens while the frame stands. Keys never fire while typing, with Ctrl, Alt or Meta, or under a dialog; and not at
/// all once they are switched off with the signal returned (WCAG 2.1.4), which the browser remembers.
pub(super) fn use_shortcuts() -> RwSignal<bool> {
    let on = RwSignal::new(is_stored_on());
    Effect::new(move |_| store(on.get()));
    let navigate = StoredValue::new_local(use_navigate());
    let after_g = StoredValue::new(false);
    let listener = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if !on.get_untracked() || modified || event.default_prevented() || is_typing(&event) || is_covered() {
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
    on
}

fn is_stored_on() -> bool {
    let stored = window()
        .local_storage()
        .ok()
        .flatten()
        .and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
    stored.as_deref() != Some(OFF)
}

/// Where storage is refused the choice holds until the page is closed.
fn store(on: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if on {
            storage.remove_item(STORED_AS)
        } else {
            storage.set_item(STORED_AS, OFF)
        };
    }
}

/// A dialog, drawer, menu or popover is open over the page.
fn is_covered() -> bool {
    matches!(
        document().query_selector("dialog[open], .pop:popover-open"),
        Ok(Some(_))
    )
}

fn search_field() -> Option<HtmlElement> {
    document()
        .query_selector("main input[type=search]")
        .ok()??
        .dyn_into()
        .ok()
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
