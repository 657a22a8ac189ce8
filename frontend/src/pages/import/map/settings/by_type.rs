//! The part of the settings that depends on the field's type.

use leptos::prelude::*;
use muster_shared::FieldType;

use super::dates::Dates;
use super::numbers::Numbers;
use super::phones::Phones;
use super::values::Values;
use super::{Examples, Form};
use crate::components::note::{Note, NoteTone};
use crate::pages::import::map::evidence::{proof, suggestion, words_of};

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
                "Yes, true, y, x, on, 1 and a tick mean yes; no, false, n, off and 0 mean no; so do the words of other languages: sí, oui, ja, sim, tak."
            </p>
            <Values form />
            <Examples form />
        }
        .into_any(),
        FieldType::Text => view! { <p class="hint">"Text is taken to the letter."</p> }.into_any(),
    }
}

/// What the cells of the whole file prove, and the settings that they prove at one press.
#[component]
pub(super) fn Proven(form: Form) -> impl IntoView {
    let kind = form.field.with_value(|field| field.kind);
    move || {
        let evidence = form.evidence.get()?;
        let reading = form.reading.get();
        let known = proof(&evidence, &reading)?;
        let tone = if known.all_read { NoteTone::Ok } else { NoteTone::Warn };
        let better = suggestion(&evidence, &reading).map(|better| {
            let words = words_of(&reading, &better, kind);
            view! {
                <button class="btn s mt4" type="button" on:click=move |_| form.reading.set(better.clone())>
                    {words}
                </button>
            }
        });
        let notes = known
            .notes
            .into_iter()
            .map(|note| view! { <p class="hint">{note}</p> })
            .collect_view();
        Some(view! {
            <Note tone>
                <p>{known.words}</p>
                {better}
            </Note>
            {notes}
        })
    }
}
