//! A field made without leaving the board (14), for the column that asked for it.

mod guess;

use leptos::{ev, prelude::*};
use muster_shared::mapping::ColumnFacts;
use muster_shared::{Field, FieldKey, FieldType};

use guess::{fit_words, guess, guess_note};

use super::board::{Board, Open};
use super::choices::What;
use super::keys::focus_soon;
use super::slot::slot_id;
use crate::api::fields::create_field;
use crate::components::check::CheckRow;
use crate::components::dialog::Dialog;
use crate::components::dom::unique_id;
use crate::components::field::{Field as Labelled, FieldIds, SelectField, TextField};
use crate::components::icon::Ico;
use crate::components::note::{Note, NoteTone};
use crate::pages::countries::country_choices;
use crate::pages::fields::draft::{DraftOption, FieldDraft, Lack};
use crate::pages::value::type_icon;
use crate::session::{Act, use_act};

const FORM: &str = "new-field-form";
/// Of a refusal, what stands beside its input.
const PLACED: &[&str] = &["name", "key", "options"];
/// The order of the drawing.
const KINDS: [FieldType; 9] = [
    FieldType::Text,
    FieldType::Radio,
    FieldType::Email,
    FieldType::Phone,
    FieldType::Date,
    FieldType::Integer,
    FieldType::Decimal,
    FieldType::Boolean,
    FieldType::Checkbox,
];

#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    /// As typed; `None` while the name makes it.
    key: RwSignal<Option<String>>,
    kind: RwSignal<FieldType>,
    required: RwSignal<bool>,
    /// One a line.
    options: RwSignal<String>,
    country: RwSignal<String>,
    lack: RwSignal<Option<Lack>>,
    act: Act,
}

#[component]
pub(super) fn NewFieldDialog(board: Board) -> impl IntoView {
    let for_what = Memo::new(move |_| match board.open.get() {
        Some(Open::NewField(what)) => Some(what),
        _ => None,
    });
    let act = use_act();
    let title = move || match for_what.get() {
        Some(Some(What::Column(column))) => format!("New field for “{}”", board.name_of_column(column)),
        _ => "New field".to_owned(),
    };
    let verb = move || match for_what.get() {
        Some(Some(_)) => "Create field and assign",
        _ => "Create field",
    };
    let close = move || board.open.set(None);
    view! {
        <Dialog
            open=Signal::derive(move || for_what.with(Option::is_some))
            title=Signal::derive(title)
            width="w560"
            on_close=move |()| close()
            foot=move || {
                view! {
                    <button class="btn" type="button" on:click=move |_| close()>
                        "Cancel"
                    </button>
                    <button class="btn pri" type="submit" form=FORM aria-busy=move || act.busy.get().to_string()>
                        {verb}
                    </button>
                }
            }
        >
            <Inside board what=for_what.get_untracked().flatten() act />
        </Dialog>
    }
}

#[component]
fn Inside(board: Board, what: Option<What>, act: Act) -> impl IntoView {
    act.reset();
    let facts = match what {
        Some(What::Column(column)) => board.facts.with_untracked(|facts| facts.get(column).cloned()),
        Some(What::Literal) | None => None,
    };
    let guess = facts.as_ref().map(guess);
    let options = facts.as_ref().map(|facts| facts.samples.join("\n")).unwrap_or_default();
    let form = Form {
        name: RwSignal::new(facts.as_ref().map(|facts| facts.name.clone()).unwrap_or_default()),
        key: RwSignal::new(None),
        kind: RwSignal::new(guess.unwrap_or(FieldType::Text)),
        required: RwSignal::new(false),
        options: RwSignal::new(options),
        country: RwSignal::new(String::new()),
        lack: RwSignal::new(None),
        act,
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let sent = form.draft().to_new().map(|field| {
            act.run(async move { create_field(&field).await }, move |field| {
                made(board, what, field)
            });
        });
        form.lack.set(sent.err());
    };
    let facts = StoredValue::new(facts);
    view! {
        <form id=FORM class="col g14" on:submit=submit>
            {move || {
                act.elsewhere(PLACED)
                    .get()
                    .map(|why| view! { <Note tone=NoteTone::Bad role="alert">{why}</Note> })
            }}
            <Names form />
            <Types form facts />
            {guess.and_then(|guess| facts.with_value(|facts| guess_note(guess, facts.as_ref()?))).map(|words| {
                view! { <Note>{words}</Note> }
            })}
            <ByType form />
            <CheckRow
                label="Required"
                hint="A row with an empty cell in this field is left out."
                checked=form.required
                on_change=move |on| form.required.set(on)
            />
        </form>
    }
}

/// The field exists: it joins the board and takes what asked for it.
fn made(board: Board, what: Option<What>, field: Field) {
    let key = field.key.clone();
    board.open.set(None);
    board.state.fields.update(|fields| {
        if fields.iter().all(|known| known.key != field.key) {
            fields.push(field);
        }
    });
    match what {
        Some(what) => board.put(what, None, &key),
        None => board
            .polite
            .set(format!("{} is a field now.", board.name_of_field(&key))),
    }
    if what != Some(What::Literal) {
        focus_soon(slot_id(&key));
    }
}

impl Form {
    fn draft(self) -> FieldDraft {
        let options = self.options.get_untracked();
        FieldDraft {
            name: self.name.get_untracked(),
            key: self.key.get_untracked(),
            kind: self.kind.get_untracked(),
            required: self.required.get_untracked(),
            options: options
                .lines()
                .map(|label| DraftOption {
                    id: None,
                    label: label.to_owned(),
                })
                .collect(),
            country: self.country.get_untracked(),
        }
    }
}

#[component]
fn Names(form: Form) -> impl IntoView {
    let lacks = move |lack: Lack, words: &'static str| (form.lack.get() == Some(lack)).then(|| words.to_owned());
    let (name_taken, key_taken) = (form.act.about("name"), form.act.about("key"));
    let name_error = Signal::derive(move || lacks(Lack::Name, "Give the field a name.").or_else(|| name_taken.get()));
    let key_error = Signal::derive(move || {
        lacks(Lack::Key, "Small letters, digits and _, starting with a letter.").or_else(|| key_taken.get())
    });
    let key = move || {
        form.key.get().unwrap_or_else(|| {
            form.name.with(|name| {
                if name.trim().is_empty() {
                    String::new()
                } else {
                    FieldKey::from_name(name).to_string()
                }
            })
        })
    };
    let key_input = move |ids: FieldIds| {
        view! {
            <input
                id=ids.id
                class="in mono"
                class:err=move || ids.invalid.get()
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || ids.invalid.get().then_some("true")
                aria-describedby=move || ids.described_by.get()
                prop:value=key
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    form.key.set(Some(typed).filter(|typed| !typed.is_empty()));
                }
            />
        }
    };
    view! {
        <div class="two">
            <TextField label="Name" value=form.name error=name_error autofocus=true autocomplete="off" />
            <Labelled
                label="Key"
                hint="Used in exports and the API. Can't change later."
                error=key_error
                control=key_input
            />
        </div>
    }
}

#[component]
fn Types(form: Form, facts: StoredValue<Option<ColumnFacts>>) -> impl IntoView {
    let group = unique_id("field-type");
    let card = move |kind: FieldType| {
        let fits = facts.with_value(|facts| facts.as_ref().map(|facts| fit_words(kind, facts)));
        view! {
            <label class="opt">
                <span class="row g6">
                    <input
                        type="radio"
                        class="vh"
                        name=group.clone()
                        prop:checked=move || form.kind.get() == kind
                        on:change=move |_| form.kind.set(kind)
                    />
                    <Ico of=type_icon(kind) />
                    <b class="m sm">{kind.label()}</b>
                </span>
                {fits.map(|fits| view! { <span class="xs t3">{fits}</span> })}
            </label>
        }
    };
    view! {
        <fieldset>
            <legend class="lab">"Type"</legend>
            <div class="opts mt8">{KINDS.into_iter().map(card).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn ByType(form: Form) -> impl IntoView {
    let options_taken = form.act.about("options");
    let error = Signal::derive(move || {
        let lack = (form.lack.get() == Some(Lack::Options)).then(|| "Give at least one option.".to_owned());
        lack.or_else(|| options_taken.get())
    });
    let box_ = move |ids: FieldIds| {
        view! {
            <textarea
                id=ids.id
                class="in"
                rows="5"
                aria-describedby=move || ids.described_by.get()
                prop:value=move || form.options.get()
                on:input=move |event| form.options.set(event_target_value(&event))
            ></textarea>
        }
    };
    move || match form.kind.get() {
        kind if kind.has_options() => {
            view! { <Labelled label="Options" hint="One a line." error control=box_ /> }.into_any()
        }
        FieldType::Phone => {
            let options =
                std::iter::once((String::new(), "No country: digits are kept".to_owned())).chain(country_choices());
            view! {
                <SelectField
                    label="Phones without a code are from"
                    options=Signal::stored(options.collect::<Vec<_>>())
                    value=form.country
                    on_pick=move |country| form.country.set(country)
                />
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}
