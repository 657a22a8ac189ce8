//! The drawer in which a field is made or changed.

mod options;

use super::draft::{FieldDraft, KINDS, Lack};
use super::{Open, Screen};
use crate::api::fields::{create_field, patch_field};
use crate::components::{
    check::CheckRow,
    drawer::Drawer,
    field::{SelectField, TextField},
    icon::{Ico, Icon},
    note::{Note, NoteTone},
    toast::use_toasts,
};
use crate::pages::countries::country_choices;
use crate::pages::value::type_icon;
use crate::session::use_act;
use leptos::{ev, prelude::*};
use muster_shared::{Field, FieldType, api::FieldView};
use options::OptionList;

const FORM: &str = "field-form";
/// Of a refusal, what stands beside its input.
const PLACED: &[&str] = &["name", "key", "options"];

#[component]
pub(super) fn FieldDrawer(screen: Screen) -> impl IntoView {
    let act = use_act();
    let toasts = use_toasts();
    let draft = RwSignal::new(FieldDraft::default());
    let lack = RwSignal::new(None::<Lack>);
    // The field that is changed; none for a new one.
    let changed = Memo::new(move |_| match screen.open.get() {
        Some(Open::Change(view)) => Some(view),
        _ => None,
    });
    let open = Memo::new(move |_| {
        screen
            .open
            .with(|open| matches!(open, Some(Open::New | Open::Change(_))))
    });
    Effect::new(move |_| {
        if open.get() {
            act.reset();
            lack.set(None);
            draft.set(
                changed
                    .with(|view| view.as_ref().map(|view| FieldDraft::of(&view.field)))
                    .unwrap_or_default(),
            );
        }
    });
    let done = move |field: Field| {
        toasts.ok(format!("Field “{}” saved", field.name));
        screen.open.set(None);
        screen.fields.reload();
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let draft = draft.get_untracked();
        let sent = match changed.get_untracked() {
            None => draft
                .to_new()
                .map(|field| act.run(async move { create_field(&field).await }, done)),
            Some(view) => draft
                .to_patch()
                .map(|patch| act.run(async move { patch_field(&view.field.key, &patch).await }, done)),
        };
        lack.set(sent.err());
    };
    let title = move || {
        changed.with(|view| {
            view.as_ref()
                .map_or("New field".to_owned(), |view| view.field.name.clone())
        })
    };
    view! {
        <Drawer
            open
            title=Signal::derive(title)
            on_close=move || screen.open.set(None)
            lead=move || {
                view! {
                    <span class="ty">
                        {move || view! { <Ico of=type_icon(draft.with(|draft| draft.kind)) /> }}
                    </span>
                }
            }
            foot=move || view! { <Foot screen changed busy=act.busy /> }
        >
            <form id=FORM class="col g16" on:submit=submit>
                {move || {
                    act.elsewhere(PLACED)
                        .get()
                        .map(|why| view! { <Note tone=NoteTone::Bad role="alert">{why}</Note> })
                }}
                <Form draft changed lack name_wrong=act.about("name") key_wrong=act.about("key") options_wrong=act.about("options") />
            </form>
        </Drawer>
    }
}

#[component]
fn Foot(screen: Screen, changed: Memo<Option<FieldView>>, busy: RwSignal<bool>) -> impl IntoView {
    view! {
        {move || {
            changed
                .get()
                .map(|view| {
                    view! {
                        <button
                            class="btn qui bad"
                            type="button"
                            on:click=move |_| screen.open.set(Some(Open::Delete(view.clone())))
                        >
                            <Ico of=Icon::Trash />
                            "Delete field"
                        </button>
                    }
                })
        }}
        <span class="sp"></span>
        <button class="btn" type="button" on:click=move |_| screen.open.set(None)>
            "Cancel"
        </button>
        <button class="btn pri" type="submit" form=FORM aria-busy=move || busy.get().to_string()>
            {move || if changed.with(Option::is_some) { "Save" } else { "Create field" }}
        </button>
    }
}

#[component]
fn Form(
    draft: RwSignal<FieldDraft>,
    changed: Memo<Option<FieldView>>,
    lack: RwSignal<Option<Lack>>,
    name_wrong: Signal<Option<String>>,
    key_wrong: Signal<Option<String>>,
    options_wrong: Signal<Option<String>>,
) -> impl IntoView {
    // The server's word, else what the form itself lacks.
    let wrong = move |about: Lack, words: &'static str, server: Signal<Option<String>>| {
        Signal::derive(move || {
            server
                .get()
                .or_else(|| (lack.get() == Some(about)).then(|| words.to_owned()))
        })
    };
    let kind = Memo::new(move |_| draft.with(|draft| draft.kind));
    view! {
        <NameInput draft error=wrong(Lack::Name, "Give the field a name.", name_wrong) />
        {move || match changed.get() {
            Some(view) => view! { <Fixed field=view.field /> }.into_any(),
            None => {
                view! {
                    <KeyInput
                        draft
                        error=wrong(Lack::Key, "Small letters, digits and _, starting with a letter.", key_wrong)
                    />
                    <SelectField
                        label="Type"
                        options=KINDS.map(|kind| (kind.as_str().to_owned(), kind.label().to_owned())).to_vec()
                        value=Signal::derive(move || kind.get().as_str().to_owned())
                        on_pick=move |picked: String| {
                            if let Some(kind) = FieldType::from_name(&picked) {
                                draft.update(|draft| draft.kind = kind);
                            }
                        }
                    />
                }
                    .into_any()
            }
        }}
        {move || {
            kind.get()
                .has_options()
                .then(|| {
                    view! { <OptionList draft error=wrong(Lack::Options, "Add at least one option.", options_wrong) /> }
                })
        }}
        {move || (kind.get() == FieldType::Phone).then(|| view! { <CountryInput draft /> })}
        <CheckRow
            label="Required"
            checked=Signal::derive(move || draft.with(|draft| draft.required))
            on_change=move |on| draft.update(|draft| draft.required = on)
            hint="An empty cell in a column imported into it is a problem."
        />
    }
}

/// A signal over one text of the draft, both ways.
fn text_of(
    draft: RwSignal<FieldDraft>,
    get: fn(&FieldDraft) -> String,
    set: fn(&mut FieldDraft, String),
) -> RwSignal<String> {
    let text = RwSignal::new(draft.with_untracked(get));
    Effect::new(move |_| {
        let now = draft.with(get);
        if text.with_untracked(|text| *text != now) {
            text.set(now);
        }
    });
    Effect::new(move |_| {
        let typed = text.get();
        if draft.with_untracked(|draft| get(draft) != typed) {
            draft.update(|draft| set(draft, typed));
        }
    });
    text
}

#[component]
fn NameInput(draft: RwSignal<FieldDraft>, error: Signal<Option<String>>) -> impl IntoView {
    let name = text_of(draft, |draft| draft.name.clone(), |draft, name| draft.name = name);
    view! { <TextField label="Name" value=name error autofocus=true autocomplete="off" /> }
}

#[component]
fn KeyInput(draft: RwSignal<FieldDraft>, error: Signal<Option<String>>) -> impl IntoView {
    let key = text_of(draft, FieldDraft::key, |draft, key| {
        draft.key = (!key.is_empty()).then_some(key)
    });
    view! {
        <TextField
            label="Key"
            value=key
            error
            class="mono"
            autocomplete="off"
            hint="Its name in files and in the API. Can't be changed later."
        />
    }
}

/// Key and type of a field that exists.
#[component]
fn Fixed(field: Field) -> impl IntoView {
    view! {
        <div class="two">
            <div class="f">
                <span class="lab">"Key"</span>
                <span class="mono sm t2">{field.key.to_string()}</span>
            </div>
            <div class="f">
                <span class="lab">"Type"</span>
                <span class="sm t2 row g6">
                    <Ico of=Icon::Lock class="s14" />
                    {field.kind.label()}
                </span>
            </div>
        </div>
        <p class="hint">"Key and type are fixed. Make a new field and import into it instead."</p>
    }
}

#[component]
fn CountryInput(draft: RwSignal<FieldDraft>) -> impl IntoView {
    let none = (String::new(), "None: keep the digits".to_owned());
    let choices: Vec<_> = std::iter::once(none).chain(country_choices()).collect();
    view! {
        <SelectField
            label="Phones without a code are from"
            options=choices
            value=Signal::derive(move || draft.with(|draft| draft.country.clone()))
            on_pick=move |country| draft.update(|draft| draft.country = country)
        />
    }
}
