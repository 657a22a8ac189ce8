//! The slot of a field: empty, a column, a literal, the literal's editor, or the place where what is held would go.

use leptos::prelude::*;
use muster_shared::{Field, FieldKey, Source};

use super::board::{Board, Open};
use super::choices::{What, fits};
use super::drag::Dragging;
use super::literal::LiteralEditor;
use crate::components::icon::{Ico, Icon};
use crate::import::draft::Origin;

/// The `id` of a field's slot.
pub(super) fn slot_id(field: &FieldKey) -> String {
    format!("slot-{field}")
}

/// The `id` of the button in it that opens the settings.
fn settings_id(field: &FieldKey) -> String {
    format!("settings-{field}")
}

#[derive(Clone, Debug, PartialEq)]
enum Shows {
    Over(What),
    Empty,
    Column(usize),
    Literal(String),
    Editor,
}

#[component]
pub(super) fn SlotBox(board: Board, dragging: Dragging, field: Field, is_over: Memo<bool>) -> impl IntoView {
    let field = StoredValue::new(field);
    let key = StoredValue::new(field.with_value(|field| field.key.clone()));
    let shows = Memo::new(move |_| {
        let key = key.get_value();
        let held = if is_over.get() { board.held.get() } else { None };
        if let Some(held) = held {
            return Shows::Over(held.what);
        }
        if board.open.with(|open| *open == Some(Open::Literal(key.clone()))) {
            return Shows::Editor;
        }
        match board.slot(&key).map(|slot| slot.source) {
            None => Shows::Empty,
            Some(Source::Column(column)) => Shows::Column(column),
            Some(Source::Literal(text)) => Shows::Literal(text),
        }
    });
    // While something is held, slots that take it by its values are marked.
    let can = Memo::new(move |_| match board.held.get().map(|held| held.what) {
        Some(What::Column(column)) => board.facts.with(|facts| {
            facts
                .get(column)
                .is_some_and(|facts| field.with_value(|field| fits(field, facts)))
        }),
        Some(What::Literal) => key.with_value(|key| *key != FieldKey::email()),
        None => false,
    });
    move || {
        let field = field.get_value();
        match shows.get() {
            Shows::Over(what) => view! { <Over board field what /> }.into_any(),
            Shows::Empty => view! { <Empty board field can /> }.into_any(),
            Shows::Column(column) => view! { <Filled board dragging field column can /> }.into_any(),
            Shows::Literal(text) => view! { <Literal board dragging field text can /> }.into_any(),
            Shows::Editor => view! { <LiteralEditor board field /> }.into_any(),
        }
    }
}

/// The click on it reaches the row, which drops.
#[component]
fn Over(board: Board, field: Field, what: What) -> impl IntoView {
    let words = format!("Put “{}” here", board.name_of(what));
    view! {
        <button
            id=slot_id(&field.key)
            data-slot=field.key.to_string()
            class="slot over"
            type="button"
            aria-label=format!("{words}: {}", field.name)
        >
            <Ico of=Icon::Plus />
            <span class="el">{words.clone()}</span>
        </button>
    }
}

#[component]
fn Empty(board: Board, field: Field, can: Memo<bool>) -> impl IntoView {
    let key = field.key.clone();
    let opened = field.key.clone();
    let name = format!(
        "{}, {}, empty. Drop a column, or choose",
        field.name,
        field.kind.label().to_lowercase()
    );
    let open = move |_| {
        if board.held.with_untracked(Option::is_none) {
            board.open.set(Some(Open::Columns(opened.clone())));
        }
    };
    let expanded = {
        let key = key.clone();
        move || {
            board
                .open
                .with(|open| *open == Some(Open::Columns(key.clone())))
                .to_string()
        }
    };
    view! {
        <button
            id=slot_id(&key)
            data-slot=key.to_string()
            class="slot empty"
            class:can=can
            type="button"
            aria-haspopup="dialog"
            aria-expanded=expanded
            aria-label=name
            on:click=open
        >
            "Drop a column, or choose"
            <span class="sp"></span>
            <Ico of=Icon::Down />
        </button>
    }
}

#[component]
fn Filled(board: Board, dragging: Dragging, field: Field, column: usize, can: Memo<bool>) -> impl IntoView {
    let key = StoredValue::new(field.key.clone());
    let column_name = board.name_of_column(column);
    let origin = Memo::new(move |_| {
        key.with_value(|key| board.slot(key))
            .map_or(Origin::Yours, |slot| slot.origin)
    });
    let group = {
        let (field, column) = (field.name.clone(), column_name.clone());
        move || match origin.get() {
            Origin::Matched(score) => format!("{field}: {column}, {score} percent match"),
            Origin::Yours => format!("{field}: {column}, chosen by you"),
        }
    };
    let is_open = move || board.open.with(|open| *open == Some(Open::Settings(key.get_value())));
    let off_words = {
        let column = column_name.clone();
        move || match origin.get() {
            Origin::Matched(_) => format!("Undo the match of {column}"),
            Origin::Yours => format!("Remove {column}"),
        }
    };
    let off_title = move || {
        if origin.get() == Origin::Yours {
            "Remove"
        } else {
            "Undo this match"
        }
    };
    view! {
        <div
            id=slot_id(&field.key)
            data-slot=field.key.to_string()
            class="slot full"
            class:can=can
            role="group"
            tabindex="-1"
            aria-label=group
            on:pointerdown=move |event| dragging.press(&event, What::Column(column), Some(key.get_value()))
        >
            <span class="grip t3">
                <Ico of=Icon::Grip class="s14" />
            </span>
            <span class="nm el" title=column_name.clone()>{column_name.clone()}</span>
            <span class="sp"></span>
            <MatchPill origin />
            <button
                id=settings_id(&field.key)
                class="btn qui xs ico"
                type="button"
                aria-label=format!("Settings for {column_name}")
                title=format!("How to read {column_name}")
                aria-haspopup="dialog"
                aria-expanded=move || is_open().to_string()
                on:click=move |_| open_unless_held(board, Open::Settings(key.get_value()))
            >
                <Ico of=Icon::Sliders />
            </button>
            <button class="btn qui xs ico" type="button" aria-label=off_words title=off_title on:click=move |_| empty(board, &key.get_value())>
                {move || view! { <Ico of=if origin.get() == Origin::Yours { Icon::Close } else { Icon::Undo } /> }}
            </button>
        </div>
    }
}

#[component]
fn MatchPill(origin: Memo<Origin>) -> impl IntoView {
    move || match origin.get() {
        Origin::Matched(score) => view! {
            <span class="pill" title="Matched by name and by the values">
                {format!("{score}%")}
                <span class="hide-m">"match"</span>
            </span>
        }
        .into_any(),
        Origin::Yours => view! { <span class="pill" title="Chosen by you">"yours"</span> }.into_any(),
    }
}

#[component]
fn Literal(board: Board, dragging: Dragging, field: Field, text: String, can: Memo<bool>) -> impl IntoView {
    let key = StoredValue::new(field.key.clone());
    let shown = super::example::read(&field, &Default::default(), 0, &text)
        .to
        .unwrap_or(text);
    view! {
        <div
            id=slot_id(&field.key)
            data-slot=field.key.to_string()
            class="slot full litf"
            class:can=can
            role="group"
            tabindex="-1"
            aria-label=format!("{}: literal {shown}", field.name)
            on:pointerdown=move |event| dragging.press(&event, What::Literal, Some(key.get_value()))
        >
            <span class="lit">
                <Ico of=Icon::Quote class="s14" />
            </span>
            <span class="lit">"Literal"</span>
            <span class="nm el" title=shown.clone()>{shown.clone()}</span>
            <span class="sp"></span>
            <button
                id=settings_id(&field.key)
                class="btn qui xs ico"
                type="button"
                aria-label=format!("Change the literal of {}", field.name)
                title="Change"
                on:click=move |_| open_unless_held(board, Open::Literal(key.get_value()))
            >
                <Ico of=Icon::Edit />
            </button>
            <button
                class="btn qui xs ico"
                type="button"
                aria-label=format!("Remove the literal of {}", field.name)
                title="Remove"
                on:click=move |_| empty(board, &key.get_value())
            >
                <Ico of=Icon::Close />
            </button>
        </div>
    }
}

/// While something is held, a press anywhere on the row drops it.
fn open_unless_held(board: Board, open: Open) {
    if board.held.with_untracked(Option::is_none) {
        board.open.set(Some(open));
    }
}

fn empty(board: Board, field: &FieldKey) {
    if board.held.with_untracked(Option::is_none) {
        board.take_off(field);
        super::keys::focus_soon(slot_id(field));
    }
}
