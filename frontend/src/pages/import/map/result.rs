//! What becomes of a field: an example of its values, and the check over the whole file.

use leptos::prelude::*;
use muster_shared::mapping::EmptyCell;
use muster_shared::{Field, FieldKey};

use super::board::{Board, Open};
use super::choices::{What, fits, share_words};
use super::example::{Example, example};
use super::verdict::{Problems, Verdict, verdict};
use crate::components::icon::{Ico, Icon};
use crate::format::count;

#[component]
pub(super) fn ExampleBox(board: Board, field: Field, is_over: Memo<bool>) -> impl IntoView {
    let shown = Memo::new(move |_| {
        if let Some(held) = is_over.get().then(|| board.held.get()).flatten() {
            let first = match held.what {
                What::Column(column) => first_sample(board, column),
                What::Literal => None,
            };
            return first.map_or(Example::Nothing, Example::Plain);
        }
        let slot = board.slot(&field.key);
        board.state.preview.with(|preview| {
            let rows = preview.as_ref().map_or(&[][..], |preview| &preview.rows);
            let cells = |column: usize| {
                rows.iter()
                    .filter_map(move |row| row.cells.get(column).map(String::as_str))
            };
            example(&field, slot.as_ref(), cells)
        })
    });
    view! {
        <div class="becomes">
            {move || match shown.get() {
                Example::Nothing => ().into_any(),
                Example::Plain(text) => view! { <span class="el t2" title=text.clone()>{text.clone()}</span> }.into_any(),
                Example::Refused(text) => view! { <span class="el"><s>{text}</s></span> }.into_any(),
                Example::Changed { from, to } => {
                    view! {
                        <span class="el">
                            <s>{from}</s>
                            " "
                            <span aria-hidden="true">"→"</span>
                            <span class="vh">"becomes"</span>
                            " "
                            <b>{to}</b>
                        </span>
                    }
                        .into_any()
                }
                Example::Literal(text) => {
                    view! {
                        <span class="el">
                            <b>{text}</b>
                            " "
                            <s>"for every contact"</s>
                        </span>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

fn first_sample(board: Board, column: usize) -> Option<String> {
    board.facts.with(|facts| facts.get(column)?.samples.first().cloned())
}

#[component]
pub(super) fn CheckBox(board: Board, field: Field, is_over: Memo<bool>) -> impl IntoView {
    let field = StoredValue::new(field);
    let key = field.with_value(|field| field.key.clone());
    let found = Memo::new({
        let key = key.clone();
        move |_| {
            let slot = board.slot(&key);
            board.known.with(|known| {
                board
                    .state
                    .check
                    .with(|check| verdict(slot.as_ref(), known.as_ref(), check))
            })
        }
    });
    let key = StoredValue::new(key);
    move || {
        if let Some(held) = is_over.get().then(|| board.held.get()).flatten() {
            let words = field.with_value(|field| hover_words(board, held.what, field));
            return view! { <span class="chk t2">{words}</span> }.into_any();
        }
        match found.get() {
            Verdict::LeftAlone => view! { <span class="chk t3">"Left alone"</span> }.into_any(),
            Verdict::NotYet => view! { <span class="chk t3">"Not checked yet"</span> }.into_any(),
            Verdict::Fits => fine("Fits").into_any(),
            Verdict::AllRowsFit => fine("All rows fit").into_any(),
            Verdict::Checking(share) => view! {
                <span class="chk acc">
                    <Ico of=Icon::Refresh />
                    {format!("Checking, {share}%")}
                </span>
            }
            .into_any(),
            Verdict::Problems(problems) => view! { <Found board key=key.get_value() problems /> }.into_any(),
        }
    }
}

fn fine(words: &'static str) -> impl IntoView {
    view! {
        <span class="chk ok">
            <Ico of=Icon::Check />
            {words}
        </span>
    }
}

fn hover_words(board: Board, what: What, field: &Field) -> String {
    match what {
        What::Literal if field.key == FieldKey::email() => "Every contact has its own".to_owned(),
        What::Literal => "One for every contact".to_owned(),
        What::Column(column) => board.facts.with_untracked(|facts| match facts.get(column) {
            Some(facts) if !fits(field, facts) => share_words(field, facts),
            _ => "Fits this type".to_owned(),
        }),
    }
}

/// The `id` of the button that tells a field's problems.
pub(super) fn reasons_id(field: &FieldKey) -> String {
    format!("reasons-{field}")
}

/// Problems of a field: a button that lists the reasons, and, where cells are empty and need not be, the way out in one click.
#[component]
fn Found(board: Board, key: FieldKey, problems: Problems) -> impl IntoView {
    let required = board.field(&key).is_some_and(|field| field.required);
    let id = reasons_id(&key);
    let (opens, leaves) = (key.clone(), key);
    let name = board.name_of_field(&leaves);
    let leave = move |_| {
        if let Some(slot) = board.state.draft.with_untracked(|draft| draft.slot(&leaves).cloned()) {
            board.set(&leaves, slot.reading, Some(EmptyCell::Leave));
        }
    };
    view! {
        <div class="found">
            <button
                id=id
                class="chk bad"
                type="button"
                aria-haspopup="dialog"
                aria-label=format!("{} {}: problems in {name}", count(problems.rows), problems.words)
                on:click=move |_| board.open.set(Some(Open::Reasons(opens.clone())))
            >
                <Ico of=Icon::Problem />
                <span>
                    <b>{count(problems.rows)}</b>
                    " "
                    {problems.words}
                </span>
            </button>
            {(problems.empty > 0 && !required)
                .then(|| {
                    view! {
                        <button
                            class="btn lnk xs"
                            type="button"
                            aria-label=format!("Leave it unset: import rows without {name}")
                            title="Import these rows without a value in this field"
                            on:click=leave
                        >
                            "Leave it unset"
                        </button>
                    }
                })}
        </div>
    }
}
