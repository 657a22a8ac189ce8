//! The three check boxes and the sentence that sums up.

use leptos::prelude::*;
use muster_shared::merge::Existing;

use super::segments::SegmentPicker;
use crate::components::check::CheckRow;
use crate::import::consent::resubscribe;
use crate::import::outlook::{Exceptions, Words, outlook};
use crate::import::use_import;
use muster_shared::mapping::{Source, UpdatePolicy};

#[component]
pub fn OptionsCard() -> impl IntoView {
    let options = use_import().state.options;
    let existing = Memo::new(move |_| options.with(|options| options.existing));
    let adds = Memo::new(move |_| options.with(|options| options.add_to_segment));
    let set = move |existing| options.update(|options| options.existing = existing);
    let empty_hint = move || match existing.get() {
        Existing::Leave => "Turn on “Override existing” first.".to_owned(),
        _ => "Keep what a contact already has; fill in only what is missing.".to_owned(),
    };
    view! {
        <section class="card pad" aria-labelledby="what-to-do">
            <h2 id="what-to-do">"What to do with them"</h2>
            <div class="col mt12 g14">
                <CheckRow
                    label="Override existing"
                    hint="If the email is already a contact, replace its values with the ones in this file."
                    checked=move || existing.get() != Existing::Leave
                    on_change=move |on: bool| set(if on { Existing::Override } else { Existing::Leave })
                />
                <div class="ind">
                    <CheckRow
                        label="Update only empty fields"
                        hint=Signal::derive(empty_hint)
                        checked=move || existing.get() == Existing::FillEmpty
                        disabled=move || existing.get() == Existing::Leave
                        on_change=move |on: bool| set(if on { Existing::FillEmpty } else { Existing::Override })
                    />
                </div>
                <div>
                    <CheckRow
                        label="Add to segment"
                        hint="Put every imported contact in a static segment."
                        checked=adds
                        on_change=move |on: bool| options.update(|options| options.add_to_segment = on)
                    />
                    <Show when=move || adds.get()>
                        <SegmentPicker />
                    </Show>
                </div>
            </div>
        </section>
    }
}

/// What the import will do, in plain words.
#[component]
pub fn WhatWillHappen() -> impl IntoView {
    let state = use_import().state;
    let exceptions = Memo::new(move |_| {
        let fields = state.fields.get();
        let resubscribe = state
            .options
            .with(|options| state.draft.with(|draft| resubscribe(options, draft)));
        state.draft.with(|draft| {
            let treated = |update: UpdatePolicy| {
                let slots = draft.slots().iter().filter(move |slot| slot.update == Some(update));
                let fields = slots.filter_map(|slot| fields.iter().find(|field| field.key == slot.field));
                fields.map(|field| field.name.clone()).collect::<Vec<_>>()
            };
            let literal = |slot: &crate::import::draft::Slot| match &slot.source {
                Source::Literal(text) if !text.trim().is_empty() => {
                    let field = fields.iter().find(|field| field.key == slot.field)?;
                    let option = field.options.iter().find(|option| option.id == *text);
                    Some((
                        field.name.clone(),
                        option.map_or_else(|| text.clone(), |option| option.label.clone()),
                    ))
                }
                _ => None,
            };
            Exceptions {
                literals: draft.slots().iter().filter_map(literal).collect(),
                overridden: treated(UpdatePolicy::Override),
                only_filled: treated(UpdatePolicy::FillEmpty),
                resubscribe,
            }
        })
    });
    let words = move || {
        state
            .options
            .with(|options| exceptions.with(|exceptions| outlook(options, exceptions)))
    };
    view! {
        <section class="sumup" aria-live="polite">
            <p class="xs t2 lead">"What will happen"</p>
            <p>
                {move || {
                    words()
                        .into_iter()
                        .map(|words| match words {
                            Words::Plain(text) => text.into_any(),
                            Words::Name(name) => view! { <b>{name}</b> }.into_any(),
                        })
                        .collect_view()
                }}
            </p>
        </section>
    }
}
