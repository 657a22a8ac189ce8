//! The contact's fields: system ones, then custom ones.

use super::Screen;
use super::edit::Editor;
use crate::components::icon::{Ico, Icon};
use crate::pages::value::{shown, type_icon};
use leptos::{html, prelude::*};
use muster_shared::{Field, FieldKey};
use serde_json::Value as Json;

#[component]
pub(super) fn FieldGroups(screen: Screen) -> impl IntoView {
    // One field is edited at a time.
    let edited = RwSignal::new(None::<FieldKey>);
    let group = move |system: bool| {
        let fields = screen.fields.get().into_iter().filter(|field| field.system == system);
        fields
            .map(|field| view! { <FieldRow field screen edited /> })
            .collect_view()
    };
    let has_custom = Memo::new(move |_| screen.fields.with(|fields| fields.iter().any(|field| !field.system)));
    view! {
        <h2 class="ct-h">"Profile"</h2>
        <div class="fl2">{move || group(true)}</div>
        <Show when=move || has_custom.get()>
            <h2 class="ct-h next">"Custom fields"</h2>
            <div class="fl2">{move || group(false)}</div>
        </Show>
    }
}

#[component]
fn FieldRow(field: Field, screen: Screen, edited: RwSignal<Option<FieldKey>>) -> impl IntoView {
    let key = field.key.clone();
    let stored = Memo::new({
        let key = key.clone();
        move |_| {
            screen.contact.value.with(|contact| {
                let contact = &contact.as_ref()?.contact;
                match key.as_str() {
                    "email" => Some(Json::String(contact.email.clone())),
                    key => contact.attributes.get(key).cloned(),
                }
            })
        }
    });
    let is_edited = Memo::new({
        let key = key.clone();
        move |_| edited.with(|edited| edited.as_ref() == Some(&key))
    });
    let pencil = NodeRef::<html::Button>::new();
    let close = Callback::new(move |()| {
        edited.set(None);
        // The pencil stands again by the next frame.
        request_animation_frame(move || {
            if let Some(pencil) = pencil.try_get_untracked().flatten() {
                let _ = pencil.focus();
            }
        });
    });
    let (name, edit_label) = (field.name.clone(), format!("Edit {}", field.name));
    let field = StoredValue::new(field);
    view! {
        <div class="fl" class:on=move || is_edited.get()>
            <span class="row g8">
                <span class="t3 row">
                    <Ico of=type_icon(field.with_value(|field| field.kind)) class="s14" />
                </span>
                <span class="t2 el" title=name.clone()>{name.clone()}</span>
            </span>
            {move || match is_edited.get() {
                true => {
                    let stored = stored.get_untracked().unwrap_or_default();
                    view! { <Editor field=field.get_value() stored screen close /> }.into_any()
                }
                false => view! { <Value field=field.get_value() stored /> }.into_any(),
            }}
            <span>
                <Show when=move || screen.can_change.get() && !is_edited.get()>
                    <button
                        node_ref=pencil
                        class="btn qui xs ico"
                        type="button"
                        aria-label=edit_label.clone()
                        title=edit_label.clone()
                        on:click={
                            let key = key.clone();
                            move |_| edited.set(Some(key.clone()))
                        }
                    >
                        <Ico of=Icon::Edit class="s14" />
                    </button>
                </Show>
            </span>
        </div>
    }
}

#[component]
fn Value(field: Field, stored: Memo<Option<Json>>) -> impl IntoView {
    move || match stored.get() {
        Some(stored) if !stored.is_null() => {
            view! { <span class="wrap-any">{shown(&field, &stored)}</span> }.into_any()
        }
        _ => view! { <span class="t3">"Empty"</span> }.into_any(),
    }
}
