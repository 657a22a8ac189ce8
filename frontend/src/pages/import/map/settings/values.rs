//! What the words of a column become: options, or yes and no.

use std::collections::HashSet;

use leptos::prelude::*;
use muster_shared::mapping::fold;
use muster_shared::{FieldType, Problem, value};
use muster_worker::protocol::Evidence;

use super::Form;
use crate::components::icon::{Ico, Icon};
use crate::components::pill::{Pill, PillTone};
use crate::format::{count, counted};
use crate::pages::import::map::verdict::reasons_of;

/// A value of the file, and its cells once the whole file was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    value: String,
    cells: Option<u64>,
}

/// Values of the file and what each becomes.
#[component]
pub(super) fn Values(form: Form) -> impl IntoView {
    let found = StoredValue::new(found(form));
    let to_choose = move || {
        found.with_value(|found| {
            let open = found.iter().filter(|found| chosen(form, &found.value).is_none());
            open.count()
        })
    };
    let others = form.evidence.with_untracked(|evidence| match evidence {
        Some(Evidence::Value(values) | Evidence::Parts(values)) => values.others,
        _ => 0,
    });
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
            {found.get_value().into_iter().map(|found| view! { <ValueRow form found /> }).collect_view()}
        </div>
        {(others > 0)
            .then(|| {
                view! {
                    <p class="hint">
                        {counted(others, "cell has another value.", "cells have other values.")}
                    </p>
                }
            })}
        <p class="hint">
            "Spaces at the ends, capitals and accents don't matter. Values without a choice are problems."
        </p>
    }
}

#[component]
fn ValueRow(form: Form, found: Found) -> impl IntoView {
    let Found { value, cells } = found;
    let (read, picked) = (value.clone(), value.clone());
    let by_itself = by_itself(form, &value).is_some();
    let chosen = Memo::new(move |_| chosen(form, &read).unwrap_or_default());
    let option = move |(id, words): (String, String)| {
        let own = id.clone();
        view! {
            <option value=id selected=move || chosen.get() == own>
                {words}
            </option>
        }
    };
    let all = std::iter::once((String::new(), "Choose…".to_owned())).chain(choices(form));
    view! {
        <div class="row g6">
            <span class="el sm from" title=value.clone()>
                {value.clone()}
            </span>
            <span class="xs t3 cells">{cells.map(count)}</span>
            <span class="t3">
                <Ico of=Icon::Right class="s14" />
            </span>
            <select
                class="sel s sp"
                aria-label=format!("{value} becomes")
                disabled=by_itself
                on:change=move |event| choose(form, &picked, &event_target_value(&event))
            >
                {all.map(option).collect_view()}
            </select>
        </div>
    }
}

/// What a value can become: its id and its words.
fn choices(form: Form) -> Vec<(String, String)> {
    form.field.with_value(|field| match field.kind {
        FieldType::Boolean => [("true", "Yes"), ("false", "No")]
            .map(|(id, words)| (id.to_owned(), words.to_owned()))
            .to_vec(),
        _ => field
            .options
            .iter()
            .map(|option| (option.id.clone(), option.label.clone()))
            .collect(),
    })
}

fn choose(form: Form, value: &str, choice: &str) {
    let folded = fold(value);
    form.change(|reading| {
        reading.values.retain(|(known, _)| fold(known) != folded);
        if !choice.is_empty() {
            reading.values.push((value.to_owned(), choice.to_owned()));
        }
    });
}

/// What a value becomes: by its own meaning, else by the form's list.
fn chosen(form: Form, value: &str) -> Option<String> {
    by_itself(form, value).or_else(|| {
        let folded = fold(value);
        let is_it = |(known, _): &&(String, String)| fold(known) == folded;
        form.reading
            .with(|reading| reading.values.iter().find(is_it).map(|(_, id)| id.clone()))
    })
}

/// What a value means without being told: nothing else can be said of it.
fn by_itself(form: Form, value: &str) -> Option<String> {
    form.field.with_value(|field| match field.kind {
        FieldType::Boolean => value::boolean::parse(value, &[]).ok().map(|yes| yes.to_string()),
        _ => value::choice::parse_radio(value, &field.options, &[]).ok(),
    })
}

/// Values to choose for, each once: those said already, those of the whole file or, before it was checked, those with a problem
/// and the samples.
fn found(form: Form) -> Vec<Found> {
    let said = form.reading.with_untracked(|reading| {
        let values = reading.values.iter();
        values.map(|(value, _)| (value.clone(), None)).collect::<Vec<_>>()
    });
    let counted = form.evidence.with_untracked(|evidence| match evidence {
        Some(Evidence::Value(values) | Evidence::Parts(values)) => Some(values.values.clone()),
        _ => None,
    });
    let of_file: Vec<(String, Option<u64>)> = match counted {
        Some(values) => values.into_iter().map(|(value, cells)| (value, Some(cells))).collect(),
        None => seen(form).into_iter().map(|value| (value, None)).collect(),
    };
    let mut found: Vec<Found> = Vec::new();
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (value, cells) in said.into_iter().chain(of_file) {
        let place = *places.entry(fold(&value)).or_insert_with(|| {
            found.push(Found { value, cells: None });
            found.len() - 1
        });
        if let Some(cells) = cells {
            *found[place].cells.get_or_insert(0) += cells;
        }
    }
    // What is still to choose comes first, then what many rows have.
    let is_chosen = |value: &str| untrack(|| chosen(form, value)).is_some();
    found.sort_by_cached_key(|found| (is_chosen(&found.value), std::cmp::Reverse(found.cells)));
    found
}

/// Values of the column that have been seen so far.
fn seen(form: Form) -> Vec<String> {
    let key = form.field.with_value(|field| field.key.clone());
    let several = form.field.with_value(|field| field.kind == FieldType::Checkbox);
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
    let all = unknown.into_iter().chain(others);
    let parts = all.flat_map(|value| match several {
        true => value.split('|').map(|part| part.trim().to_owned()).collect(),
        false => vec![value.trim().to_owned()],
    });
    let mut once = HashSet::new();
    parts
        .filter(|value| !value.is_empty() && once.insert(fold(value)))
        .collect()
}
