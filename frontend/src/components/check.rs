//! Check box and radio rows.

use leptos::prelude::*;

use super::dom::unique_id;

/// A check box with its words; the whole row is clickable, the hint stands under it.
#[component]
pub fn CheckRow(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    // The name is the label alone; the hint, inside the clickable row too, describes it.
    let name_id = unique_id("check-name");
    let named = name_id.clone();
    let hint_id = unique_id("check");
    let describes = hint_id.clone();
    view! {
        <label class="ck" class:dis=move || disabled.get()>
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                aria-labelledby=named
                aria-describedby=move || hint.with(|hint| !hint.is_empty()).then(|| describes.clone())
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <b id=name_id>{move || label.get()}</b>
            {move || {
                let text = hint.get();
                (!text.is_empty()).then(|| view! { <span class="hint" id=hint_id.clone()>{text}</span> })
            }}
        </label>
    }
}

/// A radio button with its words; rows with the same `name` are one choice.
#[component]
pub fn RadioRow(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_pick: Callback<()>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let hint_id = unique_id("radio");
    let describes = hint_id.clone();
    view! {
        <label class="ck" class:dis=move || disabled.get()>
            <input
                type="radio"
                name=name
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                aria-describedby=move || hint.with(|hint| !hint.is_empty()).then(|| describes.clone())
                on:change=move |_| on_pick.run(())
            />
            <span>{move || label.get()}</span>
            {move || {
                let text = hint.get();
                (!text.is_empty()).then(|| view! { <span class="hint" id=hint_id.clone()>{text}</span> })
            }}
        </label>
    }
}
