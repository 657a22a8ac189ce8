//! The part of the settings that depends on the field's type.

use leptos::prelude::*;
use muster_shared::mapping::{DateOrder, fold};
use muster_shared::{FieldType, Problem, value};

use super::{Examples, Form};
use crate::components::check::RadioRow;
use crate::components::dom::unique_id;
use crate::components::field::SelectField;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::components::pill::{Pill, PillTone};
use crate::import::state::CheckState;
use crate::pages::countries::country_choices;
use crate::pages::import::map::evidence::sentence;
use crate::pages::import::map::verdict::reasons_of;

#[component]
pub(super) fn ByType(form: Form) -> impl IntoView {
    match form.field.with_value(|field| field.kind) {
        FieldType::Date => view! { <Dates form /> }.into_any(),
        FieldType::Integer | FieldType::Decimal => view! { <Numbers form /> }.into_any(),
        FieldType::Phone => view! { <Phones form /> }.into_any(),
        FieldType::Radio | FieldType::Checkbox => view! { <Values form /> }.into_any(),
        FieldType::Email => view! {
            <p class="hint">
                "Spaces at the ends and capitals don't matter: Ana@x.com and ana@x.com are the same contact. Of an email that comes twice, the last row is kept."
            </p>
        }
        .into_any(),
        FieldType::Boolean => view! {
            <p class="hint">
                "Yes, true and 1 mean yes; no, false and 0 mean no; so do the words of other languages: sí, oui, ja, sim, tak."
            </p>
            <Examples form />
        }
        .into_any(),
        FieldType::Text => view! { <p class="hint">"Text is taken to the letter."</p> }.into_any(),
    }
}

#[component]
fn Dates(form: Form) -> impl IntoView {
    let name = unique_id("date-order");
    let choice = move |order: DateOrder, words: &'static str, example: &'static str| {
        view! {
            <RadioRow
                name=name.clone()
                label=words
                hint=example
                checked=Signal::derive(move || form.reading.with(|reading| reading.date_order == order))
                on_pick=move || form.change(|reading| reading.date_order = order)
            />
        }
    };
    let key = form.field.with_value(|field| field.key.clone());
    let evidence = form.board.state.check.with_untracked(|check| match check {
        CheckState::Done { dates, .. } => dates.iter().find(|(field, _)| *field == key).map(|(_, dates)| *dates),
        CheckState::Idle | CheckState::Running { .. } => None,
    });
    let proof = move || {
        evidence.map(|dates| {
            let (all, words) = sentence(dates, form.reading.with(|reading| reading.date_order));
            view! { <Note tone=if all { NoteTone::Ok } else { NoteTone::Warn }>{words}</Note> }
        })
    };
    view! {
        <fieldset>
            <legend class="lab">"Dates in this column look like"</legend>
            <div class="col g6 mt4">
                {choice(DateOrder::YearMonthDay, "Year-month-day", "1988-03-14")}
                {choice(DateOrder::DayMonthYear, "Year-month-day, and day/month/year where it isn't", "14/03/1988")}
                {choice(DateOrder::MonthDayYear, "Year-month-day, and month/day/year where it isn't", "03/14/1988")}
            </div>
        </fieldset>
        {proof}
        <Examples form />
    }
}

#[component]
fn Numbers(form: Form) -> impl IntoView {
    let name = unique_id("decimal-mark");
    let whole = form.field.with_value(|field| field.kind == FieldType::Integer);
    let (title, point, comma) = if whole {
        ("Thousands are", "together", "grouped by points")
    } else {
        ("Decimals are written with", "a point", "a comma")
    };
    let (point_example, comma_example) = if whole {
        ("1240", "1.240")
    } else {
        ("1240.50", "1.240,50")
    };
    let choice = move |decimal_comma: bool, words: &'static str, example: &'static str| {
        view! {
            <RadioRow
                name=name.clone()
                label=words
                hint=example
                checked=Signal::derive(move || form.reading.with(|reading| reading.decimal_comma == decimal_comma))
                on_pick=move || form.change(|reading| reading.decimal_comma = decimal_comma)
            />
        }
    };
    view! {
        <fieldset>
            <legend class="lab">{title}</legend>
            <div class="col g6 mt4">
                {choice(false, point, point_example)} {choice(true, comma, comma_example)}
            </div>
        </fieldset>
        <Examples form />
    }
}

#[component]
fn Phones(form: Form) -> impl IntoView {
    let own = form.field.with_value(|field| field.default_country.clone());
    let choices = country_choices();
    let of_field = own
        .as_ref()
        .and_then(|own| choices.iter().find(|(code, _)| code == own))
        .map(|(_, words)| words.clone());
    let unset = of_field.map_or_else(
        || "No country: digits are kept".to_owned(),
        |words| format!("{words}, as the field says"),
    );
    let options: Vec<(String, String)> = std::iter::once((String::new(), unset)).chain(choices).collect();
    view! {
        <SelectField
            label="Phones without a code are from"
            options=Signal::stored(options)
            value=Signal::derive(move || form.reading.with(|reading| reading.country.clone().unwrap_or_default()))
            on_pick=move |country: String| {
                form.change(|reading| reading.country = Some(country).filter(|country| !country.is_empty()));
            }
            hint="They are checked against that country's numbers and stored with its code."
        />
        <Examples form />
    }
}

/// Values of the file and the option that each becomes.
#[component]
fn Values(form: Form) -> impl IntoView {
    let values = StoredValue::new(values(form));
    let to_choose =
        move || values.with_value(|values| values.iter().filter(|value| option_of(form, value).is_none()).count());
    view! {
        <div class="row">
            <span class="lab">"Value in the file becomes"</span>
            <span class="sp"></span>
            {move || match to_choose() {
                0 => None,
                n => Some(view! { <Pill tone=PillTone::Bad>{format!("{n} to choose")}</Pill> }),
            }}
        </div>
        <div class="col g6 values">
            {values.get_value().into_iter().map(|value| view! { <ValueRow form value /> }).collect_view()}
        </div>
        <p class="hint">"Spaces at the ends and capitals don't matter. Values without a choice are problems."</p>
    }
}

#[component]
fn ValueRow(form: Form, value: String) -> impl IntoView {
    let options = form.field.with_value(|field| field.options.clone());
    let (read, picked) = (value.clone(), value.clone());
    let is_option = by_itself(form, &value).is_some();
    let chosen = Memo::new(move |_| option_of(form, &read).unwrap_or_default());
    let option = move |(id, words): (String, String)| {
        let own = id.clone();
        view! {
            <option value=id selected=move || chosen.get() == own>
                {words}
            </option>
        }
    };
    let all = std::iter::once((String::new(), "Choose…".to_owned()))
        .chain(options.into_iter().map(|option| (option.id, option.label)));
    view! {
        <div class="row g6">
            <span class="el sm from" title=value.clone()>{value.clone()}</span>
            <span class="t3">
                <Ico of=Icon::Right class="s14" />
            </span>
            <select
                class="sel s sp"
                aria-label=format!("{value} becomes")
                disabled=is_option
                on:change=move |event| choose(form, &picked, &event_target_value(&event))
            >
                {all.map(option).collect_view()}
            </select>
        </div>
    }
}

fn choose(form: Form, value: &str, option: &str) {
    let folded = fold(value);
    form.change(|reading| {
        reading.values.retain(|(known, _)| fold(known) != folded);
        if !option.is_empty() {
            reading.values.push((value.to_owned(), option.to_owned()));
        }
    });
}

/// The option that a value becomes: by label or id, else by the form's list.
fn option_of(form: Form, value: &str) -> Option<String> {
    by_itself(form, value).or_else(|| {
        let folded = fold(value);
        let is_it = |(known, _): &&(String, String)| fold(known) == folded;
        form.reading
            .with(|reading| reading.values.iter().find(is_it).map(|(_, id)| id.clone()))
    })
}

/// The option that has the value as its label or id; nothing else can be said of it.
fn by_itself(form: Form, value: &str) -> Option<String> {
    form.field
        .with_value(|field| value::choice::parse_radio(value, &field.options, &[]).ok())
}

/// Values to choose for: those said already, those that no option has, the others of the column; each once.
fn values(form: Form) -> Vec<String> {
    let key = form.field.with_value(|field| field.key.clone());
    let several = form.field.with_value(|field| field.kind == FieldType::Checkbox);
    let said = form.reading.with_untracked(|reading| {
        reading
            .values
            .iter()
            .map(|(value, _)| value.clone())
            .collect::<Vec<_>>()
    });
    let unknown: Vec<String> = form.board.known.with_untracked(|known| {
        let reasons = known.iter().flat_map(|known| reasons_of(&key, &known.tally));
        let samples = reasons.flat_map(|reason| &reason.samples);
        samples
            .filter(|sample| !matches!(sample.problem, Problem::Empty { .. }))
            .map(|sample| sample.value.clone())
            .collect()
    });
    let others = form.board.facts.with_untracked(|facts| {
        facts
            .get(form.column)
            .map(|facts| facts.samples.clone())
            .unwrap_or_default()
    });
    let mut seen = std::collections::HashSet::new();
    let all = said.into_iter().chain(unknown).chain(others);
    let parts = all.flat_map(|value| {
        let parts: Vec<String> = if several {
            value.split('|').map(|part| part.trim().to_owned()).collect()
        } else {
            vec![value.trim().to_owned()]
        };
        parts
    });
    let mut values: Vec<String> = parts
        .filter(|value| !value.is_empty() && seen.insert(fold(value)))
        .collect();
    // What is still to choose comes first.
    values.sort_by_key(|value| option_of_untracked(form, value).is_some());
    values
}

fn option_of_untracked(form: Form, value: &str) -> Option<String> {
    untrack(|| option_of(form, value))
}
