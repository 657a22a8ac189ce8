//! Changing one value in place: Enter saves, Esc keeps the old one.

use super::Screen;
use crate::api::contacts::patch_contact;
use crate::components::{dom::unique_id, field::FieldError};
use crate::pages::value::typed;
use crate::session::use_act;
use leptos::{ev, html, prelude::*};
use muster_shared::api::{ContactDetail, ContactPatch};
use muster_shared::{Field, FieldType};
use serde_json::Value as Json;

#[component]
pub(super) fn Editor(field: Field, stored: Json, screen: Screen, close: Callback<()>) -> impl IntoView {
    let act = use_act();
    let before = typed(&field, &stored);
    let text = RwSignal::new(before.clone());
    let error_id = unique_id("edit-error");
    let save = {
        let key = field.key.clone();
        move |event: ev::SubmitEvent| {
            event.prevent_default();
            if text.with_untracked(|text| *text == before) {
                return close.run(());
            }
            let patch = ContactPatch {
                field: key.clone(),
                text: text.get_untracked(),
            };
            act.run(
                async move { patch_contact(screen.id, &patch).await },
                move |contact: ContactDetail| {
                    close.run(());
                    screen.contact.value.set(Some(contact));
                },
            );
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close.run(());
        }
    };
    let failure = move || act.failure.get().map(|failure| failure.to_string());
    let wrong = Signal::derive(move || act.failure.with(Option::is_some));
    let described_by = error_id.clone();
    view! {
        <form class="edit" on:submit=save on:keydown=on_key>
            <div class="row g6 w">
                <Control field text wrong described_by />
                <button class="btn s pri" type="submit" aria-busy=move || act.busy.get().to_string()>
                    "Save"
                </button>
                <button class="btn s qui" type="button" on:click=move |_| close.run(())>
                    "Cancel"
                </button>
            </div>
            <div role="alert">
                {move || failure().map(|text| view! { <FieldError id=error_id.clone() text /> })}
            </div>
        </form>
    }
}

/// The input of the field's type.
#[component]
fn Control(field: Field, text: RwSignal<String>, wrong: Signal<bool>, described_by: String) -> impl IntoView {
    match field.kind {
        FieldType::Radio => {
            let options = field
                .options
                .iter()
                .map(|option| (option.id.clone(), option.label.clone()))
                .collect();
            view! { <Select label=field.name options text wrong described_by /> }.into_any()
        }
        FieldType::Boolean => {
            let options = ["Yes", "No"].map(|word| (word.to_owned(), word.to_owned())).to_vec();
            view! { <Select label=field.name options text wrong described_by /> }.into_any()
        }
        FieldType::Checkbox => view! { <Checks field text /> }.into_any(),
        _ => view! { <Line field text wrong described_by /> }.into_any(),
    }
}

#[component]
fn Line(field: Field, text: RwSignal<String>, wrong: Signal<bool>, described_by: String) -> impl IntoView {
    let (inputmode, placeholder) = match field.kind {
        FieldType::Integer => (Some("numeric"), ""),
        FieldType::Decimal => (Some("decimal"), ""),
        FieldType::Phone => (Some("tel"), "+34651234567"),
        FieldType::Email => (Some("email"), ""),
        FieldType::Date => (None, "1988-03-14"),
        _ => (None, ""),
    };
    let input = NodeRef::<html::Input>::new();
    input.on_load(|input| {
        let _ = input.focus();
        // Its text is set by then.
        request_animation_frame(move || input.select());
    });
    view! {
        <input
            node_ref=input
            class="in s sp"
            class:err=move || wrong.get()
            type="text"
            inputmode=inputmode
            placeholder=placeholder
            autocomplete="off"
            aria-label=field.name
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=move || wrong.get().then(|| described_by.clone())
            prop:value=move || text.get()
            on:input=move |event| text.set(event_target_value(&event))
        />
    }
}

/// One of a few, or none. The option's id is a spelling that the field's rules read.
#[component]
fn Select(
    label: String,
    options: Vec<(String, String)>,
    text: RwSignal<String>,
    wrong: Signal<bool>,
    described_by: String,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    select.on_load(|select| {
        let _ = select.focus();
    });
    let options = std::iter::once((String::new(), "Empty".to_owned()))
        .chain(options)
        .map(move |(id, words)| {
            let own = id.clone();
            view! {
                <option value=id selected=text.with_untracked(|text| *text == own)>
                    {words}
                </option>
            }
        });
    view! {
        <select
            node_ref=select
            class="sel s sp"
            aria-label=label
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=move || wrong.get().then(|| described_by.clone())
            on:change=move |event| text.set(event_target_value(&event))
        >
            {options.collect_view()}
        </select>
    }
}

/// Several of a few. The text is their labels with bars between, as a cell has them.
#[component]
fn Checks(field: Field, text: RwSignal<String>) -> impl IntoView {
    let labels = StoredValue::new(
        field
            .options
            .iter()
            .map(|option| option.label.clone())
            .collect::<Vec<_>>(),
    );
    let check = move |label: String| {
        let (own, changed) = (label.clone(), label.clone());
        view! {
            <label class="ck">
                <input
                    type="checkbox"
                    prop:checked=move || text.with(|text| chosen(text).any(|one| one == own))
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        text.update(|text| *text = labels.with_value(|all| with(all, text, &changed, on)));
                    }
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <div class="sp row w g12" role="group" aria-label=field.name>
            {labels.get_value().into_iter().map(check).collect_view()}
        </div>
    }
}

fn chosen(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|one| !one.is_empty())
}

/// The text with one label more or less, in the options' order.
fn with(labels: &[String], text: &str, changed: &str, on: bool) -> String {
    let is_on = |label: &str| {
        if label == changed {
            on
        } else {
            chosen(text).any(|one| one == label)
        }
    };
    labels
        .iter()
        .map(String::as_str)
        .filter(|label| is_on(label))
        .collect::<Vec<_>>()
        .join(" | ")
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn several_choices_stand_in_the_options_order() {
        let labels = ["Red", "Green", "Blue"].map(str::to_owned);
        assert_eq!(with(&labels, "Blue", "Red", true), "Red | Blue");
        assert_eq!(with(&labels, "Red | Blue", "Blue", false), "Red");
        assert_eq!(with(&labels, "Red", "Red", false), "");
    }
}
