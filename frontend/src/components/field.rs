//! A labelled input with its hint and its error.

use leptos::prelude::*;

use super::{
    dom::unique_id,
    icon::{Ico, Icon},
};

/// What ties an input to its label, hint and error.
#[derive(Clone, Debug)]
pub struct FieldIds {
    /// For the input's `id`.
    pub id: String,
    /// For its `aria-describedby`; none while there is neither hint nor error.
    pub described_by: Signal<Option<String>>,
    /// Whether there is an error: for `aria-invalid` and the class `err`.
    pub invalid: Signal<bool>,
}

/// Label over the control, hint and error under it. `control` makes the input and puts the ids on it.
#[component]
pub fn Field<C, V>(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    control: C,
) -> impl IntoView
where
    C: FnOnce(FieldIds) -> V,
    V: IntoView + 'static,
{
    let id = unique_id("field");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described_by = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        Signal::derive(move || {
            let ids = [
                error.with(Option::is_some).then_some(error_id.as_str()),
                hint.with(|hint| !hint.is_empty()).then_some(hint_id.as_str()),
            ];
            let ids = ids.into_iter().flatten().collect::<Vec<_>>().join(" ");
            (!ids.is_empty()).then_some(ids)
        })
    };
    let invalid = Signal::derive(move || error.with(Option::is_some));
    let control = control(FieldIds {
        id: id.clone(),
        described_by,
        invalid,
    });
    view! {
        <div class="f">
            <label for=id>{move || label.get()}</label>
            {control}
            {move || {
                error.get().map(|text| view! { <FieldError id=error_id.clone() text /> })
            }}
            {move || {
                let text = hint.get();
                (!text.is_empty()).then(|| view! { <p class="hint" id=hint_id.clone()>{text}</p> })
            }}
        </div>
    }
}

/// The line under an input that says what is wrong.
#[component]
pub fn FieldError(id: String, text: String) -> impl IntoView {
    view! {
        <p class="msg" id=id>
            <Ico of=Icon::Problem />
            <span>{text}</span>
        </p>
    }
}

/// A line of text with label, hint and error. `class` adds `l`, `s`, `mono`.
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// `text`, `email`, `search`…
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let control = move |ids: FieldIds| {
        view! {
            <input
                id=ids.id
                class=format!("in {class}")
                class:err=move || ids.invalid.get()
                type=kind
                autocomplete=autocomplete
                inputmode=inputmode
                placeholder=move || placeholder.get()
                required=required
                autofocus=autofocus
                disabled=move || disabled.get()
                aria-invalid=move || ids.invalid.get().then_some("true")
                aria-describedby=move || ids.described_by.get()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
    };
    view! { <Field label hint error control /> }
}

/// A password with a button that shows it. `autocomplete` is `current-password` or `new-password`.
#[component]
pub fn PasswordField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    autocomplete: &'static str,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
    /// Stands between the input and its hint: how strong it is.
    #[prop(optional, into)]
    below: Option<ViewFn>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let name = move || if shown.get() { "Hide password" } else { "Show password" };
    let control = move |ids: FieldIds| {
        view! {
            <span class="wi bare">
                <input
                    id=ids.id
                    class="in l"
                    class:err=move || ids.invalid.get()
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    required
                    autofocus=autofocus
                    aria-invalid=move || ids.invalid.get().then_some("true")
                    aria-describedby=move || ids.described_by.get()
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    class="btn qui s ico end"
                    type="button"
                    aria-label=name
                    title=name
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Ico of=Icon::Eye />
                </button>
            </span>
            {below.map(|below| below.run())}
        }
    };
    view! { <Field label hint error control /> }
}

/// A choice of few, as the system's own list: pairs of value and words.
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_pick: Callback<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let option = move |(id, words): (String, String)| {
        let own = id.clone();
        view! {
            <option value=id selected=move || value.with(|value| *value == own)>
                {words}
            </option>
        }
    };
    let control = move |ids: FieldIds| {
        view! {
            <select
                id=ids.id
                class=format!("sel {class}")
                class:err=move || ids.invalid.get()
                disabled=move || disabled.get()
                aria-invalid=move || ids.invalid.get().then_some("true")
                aria-describedby=move || ids.described_by.get()
                on:change=move |event| on_pick.run(event_target_value(&event))
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        }
    };
    view! { <Field label hint error control /> }
}

/// The input for searching or filtering what is on the screen. `width` is a class, `w260` say.
#[component]
pub fn SearchInput(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] placeholder: Signal<String>,
    value: RwSignal<String>,
    #[prop(default = "w300")] width: &'static str,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <span class=format!("wi {width}")>
            <input
                class=format!("in {class}")
                type="search"
                autocomplete="off"
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <Ico of=Icon::Search />
        </span>
    }
}
