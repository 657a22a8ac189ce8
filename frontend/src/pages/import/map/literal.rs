//! The editor of a literal, in the slot of its field: an input of the field's type, checked by the same rules as cells.

use leptos::{ev, html, prelude::*};
use muster_shared::mapping::Reading;
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::{Field, FieldType, Problem, Source, value};

use super::board::Board;
use super::example::read;
use super::keys::focus_soon;
use super::slot::slot_id;
use super::words::literal_hint;
use crate::components::check::CheckRow;
use crate::components::icon::{Ico, Icon};
use crate::import::consent::{CONSENT, is_newsletter};

#[component]
pub(super) fn LiteralEditor(board: Board, field: Field) -> impl IntoView {
    let former =
        board
            .state
            .draft
            .with_untracked(|draft| match draft.slot(&field.key).map(|slot| slot.source.clone()) {
                Some(Source::Literal(text)) => Some(text),
                Some(Source::Column(_)) | None => None,
            });
    let value = RwSignal::new(former.unwrap_or_else(|| first_value(&field)));
    let refused = RwSignal::new(None::<String>);
    let id = StoredValue::new(slot_id(&field.key));
    let field = StoredValue::new(field);
    let cancel = move || {
        board.open.set(None);
        focus_soon(id.get_value());
    };
    let set = move || match field.with_value(|field| checked(field, &value.get_untracked())) {
        Ok(text) => {
            field.with_value(|field| board.set_literal(&field.key, text));
            focus_soon(id.get_value());
        }
        Err(why) => refused.set(Some(why)),
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            event.stop_propagation();
            set();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            cancel();
        }
        _ => {}
    };
    let name = field.with_value(|field| field.name.clone());
    view! {
        <div class="slot full edit" id=id.get_value() role="group" aria-label=format!("Literal for {name}")>
            <span class="lit">
                <Ico of=Icon::Quote class="s14" />
            </span>
            <span class="lit">"Literal"</span>
            <Input field=field.get_value() value refused on_key=Callback::new(on_key) />
            <button class="btn pri xs" type="button" on:click=move |_| set()>
                "Set"
            </button>
            <span class="sp"></span>
            <button class="btn qui xs ico" type="button" aria-label="Cancel" title="Cancel" on:click=move |_| cancel()>
                <Ico of=Icon::Close />
            </button>
            <Under board field=field.get_value() value refused />
        </div>
    }
}

/// The line under the editor: what will be so, or what is wrong.
#[component]
fn Under(board: Board, field: Field, value: RwSignal<String>, refused: RwSignal<Option<String>>) -> impl IntoView {
    let options = board.state.options;
    let asks = is_newsletter(&field.key);
    let overrides = move || options.with(|options| options.existing == Existing::Override);
    let (name, hint) = (field.name.clone(), literal_hint(&field));
    let preview = move || {
        read(&field, &Reading::default(), 0, &value.get())
            .to
            .ok()
            .filter(|text| !text.is_empty())
    };
    view! {
        <div class="pop litpop" id="literal-hint">
            {move || match (refused.get(), preview()) {
                (Some(why), _) => view! { <p class="bad" role="alert">{why}</p> }.into_any(),
                (None, Some(text)) => {
                    view! {
                        <p>
                            "Every imported contact gets "
                            <b>{format!("{name} = {text}")}</b>
                            "."
                        </p>
                    }
                        .into_any()
                }
                (None, None) => view! { <p>{format!("One value of {name} for every imported contact.")}</p> }.into_any(),
            }}
            <p class="t3 mt4">
                {hint}
                " "
                <kbd>"Enter"</kbd>
                " sets it, "
                <kbd>"Esc"</kbd>
                " gives up."
            </p>
            <Show when=move || asks && overrides()>
                <div class="mt8">
                    <CheckRow
                        label=CONSENT
                        checked=Signal::derive(move || options.with(|options| options.resubscribe == Resubscribe::WithConsent))
                        on_change=move |on: bool| {
                            options.update(|options| {
                                options.resubscribe = if on { Resubscribe::WithConsent } else { Resubscribe::Never };
                            });
                        }
                        hint="Off: who unsubscribed stays so."
                    />
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Input(
    field: Field,
    value: RwSignal<String>,
    refused: RwSignal<Option<String>>,
    on_key: Callback<ev::KeyboardEvent>,
) -> impl IntoView {
    let label = format!("Literal value of {}", field.name);
    let change = move |text: String| {
        refused.set(None);
        value.set(text);
    };
    let choices: Vec<(String, String)> = match field.kind {
        FieldType::Radio => field
            .options
            .iter()
            .map(|option| (option.id.clone(), option.label.clone()))
            .collect(),
        FieldType::Boolean => vec![("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())],
        _ => Vec::new(),
    };
    if !choices.is_empty() {
        let select = NodeRef::<html::Select>::new();
        select.on_load(|select| drop(select.focus()));
        let option = move |(id, words): (String, String)| {
            let selected = value.with_untracked(|value| *value == id);
            view! { <option value=id selected=selected>{words}</option> }
        };
        return view! {
            <select
                node_ref=select
                class="sel s"
                aria-label=label
                aria-describedby="literal-hint"
                on:change=move |event| change(event_target_value(&event))
                on:keydown=move |event| on_key.run(event)
            >
                {choices.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any();
    }
    let input = NodeRef::<html::Input>::new();
    input.on_load(|input| drop(input.focus()));
    let (kind, mode) = match field.kind {
        FieldType::Email => ("email", "email"),
        FieldType::Phone => ("tel", "tel"),
        FieldType::Date => ("date", "none"),
        FieldType::Integer => ("text", "numeric"),
        FieldType::Decimal => ("text", "decimal"),
        _ => ("text", "text"),
    };
    view! {
        <input
            node_ref=input
            class="in s lit"
            class:err=move || refused.with(Option::is_some)
            type=kind
            inputmode=mode
            autocomplete="off"
            aria-label=label
            aria-describedby="literal-hint"
            aria-invalid=move || refused.with(Option::is_some).then_some("true")
            prop:value=move || value.get()
            on:input=move |event| change(event_target_value(&event))
            on:keydown=move |event| on_key.run(event)
        />
    }
    .into_any()
}

/// What stands in the editor at first: for a list, what the list shows.
fn first_value(field: &Field) -> String {
    match field.kind {
        FieldType::Radio => field
            .options
            .first()
            .map(|option| option.id.clone())
            .unwrap_or_default(),
        FieldType::Boolean => "yes".to_owned(),
        _ => String::new(),
    }
}

/// The literal, if the field takes it.
///
/// # Errors
/// The sentence that says what is wrong with it.
fn checked(field: &Field, text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err(Problem::Empty { kind: field.kind }.sentence(&field.name, text, Some(field)));
    }
    match value::parse(field, &Reading::default(), text) {
        Ok(_) => Ok(if field.kind == FieldType::Text {
            text.to_owned()
        } else {
            text.trim().to_owned()
        }),
        Err(problem) => Err(problem.sentence(&field.name, text, Some(field))),
    }
}

#[cfg(test)]
mod tests {
    use super::checked;
    use muster_shared::field::system_fields;

    #[test]
    fn a_literal_is_held_to_the_rules_of_cells() {
        let fields = system_fields();
        let check =
            |key: &str, text: &str| checked(fields.iter().find(|field| field.key.as_str() == key).unwrap(), text);
        assert_eq!(check("points", " 10 "), Ok("10".to_owned()));
        assert!(check("points", "10.5").is_err());
        assert!(check("points", "").is_err());
        assert!(check("date_of_birth", "2026-02-30").is_err());
        assert_eq!(check("city", " Porto"), Ok(" Porto".to_owned()));
        assert!(check("newsletter", "perhaps").is_err());
    }
}
