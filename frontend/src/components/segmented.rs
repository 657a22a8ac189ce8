//! Segmented control: one of a few.

use leptos::{ev, html, prelude::*};

use super::{
    dom::{focused, matching},
    icon::{Ico, Icon},
};

/// One part of the control.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment<K> {
    /// What is handed back when it is picked.
    pub id: K,
    /// The words on it.
    pub label: String,
    /// Its name where the words are only a sign: "Comma" for `,`.
    pub spoken: Option<String>,
    /// Before the words.
    pub icon: Option<Icon>,
}

impl<K> Segment<K> {
    /// A part with these words.
    pub fn new(id: K, label: impl Into<String>) -> Self {
        Self {
            id,
            label: label.into(),
            spoken: None,
            icon: None,
        }
    }

    /// With an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With a spoken name.
    #[must_use]
    pub fn spoken(mut self, name: impl Into<String>) -> Self {
        self.spoken = Some(name.into());
        self
    }
}

/// As an option: a group of pressed buttons. `class` is `s` for the small one.
#[component]
pub fn Segmented<K: Clone + PartialEq + Send + Sync + 'static>(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] parts: Signal<Vec<Segment<K>>>,
    #[prop(into)] value: Signal<K>,
    #[prop(into)] on_pick: Callback<K>,
    #[prop(default = "s")] class: &'static str,
) -> impl IntoView {
    let button = move |part: Segment<K>| {
        let (id, picked) = (part.id.clone(), part.id);
        view! {
            <button
                type="button"
                aria-label=part.spoken
                aria-pressed=move || value.with(|value| *value == id).to_string()
                on:click=move |_| on_pick.run(picked.clone())
            >
                {part.icon.map(|icon| view! { <Ico of=icon /> })}
                {part.label}
            </button>
        }
    };
    view! {
        <div class=format!("seg {class}") role="group" aria-label=move || label.get()>
            {move || parts.get().into_iter().map(button).collect_view()}
        </div>
    }
}

/// As a switch of views: a list of tabs, walked with the arrows. The view itself is the caller's, as
/// `role="tabpanel"` with `aria-label`.
#[component]
pub fn Tabs<K: Clone + PartialEq + Send + Sync + 'static>(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] parts: Signal<Vec<Segment<K>>>,
    #[prop(into)] value: Signal<K>,
    #[prop(into)] on_pick: Callback<K>,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(root) = root.get_untracked() else { return };
        let tabs = matching(&root, "[role=tab]");
        let (Some(at), false) = (
            focused().and_then(|f| tabs.iter().position(|t| *t == f)),
            tabs.is_empty(),
        ) else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % tabs.len(),
            "ArrowLeft" => (at + tabs.len() - 1) % tabs.len(),
            "Home" => 0,
            "End" => tabs.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let _ = tabs[to].focus();
        tabs[to].click();
    };
    let tab = move |part: Segment<K>| {
        let id = part.id.clone();
        let is_on = move || value.with(|value| *value == id);
        let (on, stop) = (is_on.clone(), is_on);
        view! {
            <button
                type="button"
                role="tab"
                aria-label=part.spoken
                aria-selected=move || on().to_string()
                tabindex=move || if stop() { "0" } else { "-1" }
                on:click=move |_| on_pick.run(part.id.clone())
            >
                {part.icon.map(|icon| view! { <Ico of=icon /> })}
                {part.label}
            </button>
        }
    };
    view! {
        <div node_ref=root class="seg" role="tablist" aria-label=move || label.get() on:keydown=on_key>
            {move || parts.get().into_iter().map(tab).collect_view()}
        </div>
    }
}
