//! What opens beside a button of the board: the lists of fields and of columns, settings, reasons.

use leptos::prelude::*;
use muster_shared::FieldKey;

use super::board::{Board, Open};
use super::choices::{Pick, What, columns_for, fields_for};
use super::columns::assign_id;
use super::keys::focus_soon;
use super::reasons::FieldReasons;
use super::result::reasons_id;
use super::settings::Settings;
use super::slot::slot_id;
use crate::components::combobox::ComboList;
use crate::components::icon::{Ico, Icon};
use crate::components::popover::{Place, Popover};

/// A switch that is on while `is_mine` is what the board has open, and closes it when it is turned off.
pub(super) fn switch(board: Board, is_mine: fn(&Open) -> bool) -> RwSignal<bool> {
    let shown = RwSignal::new(false);
    Effect::new(move |_| {
        let wanted = board.open.with(|open| open.as_ref().is_some_and(is_mine));
        if shown.get_untracked() != wanted {
            shown.set(wanted);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let now = shown.get();
        let mine = board.open.with_untracked(|open| open.as_ref().is_some_and(is_mine));
        if before == Some(true) && !now && mine {
            board.open.set(None);
        }
        now
    });
    shown
}

#[component]
pub(super) fn Lists(board: Board) -> impl IntoView {
    view! {
        <FieldList board />
        <ColumnList board />
        <SettingsPopover board />
        <ReasonsPopover board />
    }
}

#[component]
fn FieldList(board: Board) -> impl IntoView {
    let open = switch(board, |open| matches!(open, Open::Fields(_)));
    let what = move || match board.open.get_untracked() {
        Some(Open::Fields(what)) => what,
        _ => What::Literal,
    };
    let label = move || format!("Assign {} to", board.name_of(what()));
    view! {
        <Popover open label=Signal::derive(label) anchor=Signal::derive(move || assign_id(what())) class="menu list asg">
            <FieldListInside board what=what() />
        </Popover>
    }
}

#[component]
fn FieldListInside(board: Board, what: What) -> impl IntoView {
    let items = untrack(|| {
        board.facts.with(|facts| {
            board
                .state
                .fields
                .with(|fields| board.state.draft.with(|draft| fields_for(what, facts, fields, draft)))
        })
    });
    let name = board.name_of(what);
    let pick = move |pick: Pick| {
        board.open.set(None);
        match pick {
            Pick::Field(field) => {
                board.put(what, None, &field);
                if what != What::Literal {
                    focus_soon(slot_id(&field));
                }
            }
            Pick::TakeOff(field) => {
                board.take_off(&field);
                focus_soon(assign_id(what));
            }
            Pick::What(_) => {}
        }
    };
    let new_words = match what {
        What::Column(_) => format!("New field “{name}”…"),
        What::Literal => "New field…".to_owned(),
    };
    view! {
        <ComboList
            items=Signal::stored(items)
            label=format!("Assign {name} to")
            placeholder=format!("Assign {name} to…")
            on_pick=pick
            empty="No field has that name"
        >
            <hr />
            <button
                type="button"
                class="btn qui full start t1"
                on:click=move |_| board.open.set(Some(Open::NewField(Some(what))))
            >
                <Ico of=Icon::Plus />
                <span class="el">{new_words}</span>
            </button>
        </ComboList>
    }
}

#[component]
fn ColumnList(board: Board) -> impl IntoView {
    let open = switch(board, |open| matches!(open, Open::Columns(_)));
    let key = move || match board.open.get_untracked() {
        Some(Open::Columns(field)) => field,
        _ => FieldKey::email(),
    };
    view! {
        <Popover
            open
            label=Signal::derive(move || format!("Choose a column for {}", board.name_of_field(&key())))
            anchor=Signal::derive(move || slot_id(&key()))
            class="menu list asg"
        >
            <ColumnListInside board key=key() />
        </Popover>
    }
}

#[component]
fn ColumnListInside(board: Board, key: FieldKey) -> impl IntoView {
    let items = board.field(&key).map(|field| {
        board.facts.with_untracked(|facts| {
            board
                .state
                .draft
                .with_untracked(|draft| columns_for(&field, facts, draft))
        })
    });
    let label = format!("Choose a column for {}", board.name_of_field(&key));
    let pick = move |pick: Pick| {
        board.open.set(None);
        if let Pick::What(what) = pick {
            board.put(what, None, &key);
            if what != What::Literal {
                focus_soon(slot_id(&key));
            }
        }
    };
    view! {
        <ComboList
            items=Signal::stored(items.unwrap_or_default())
            label
            placeholder="Find a column"
            on_pick=pick
            empty="No column has that name"
        />
    }
}

#[component]
fn SettingsPopover(board: Board) -> impl IntoView {
    let open = switch(board, |open| matches!(open, Open::Settings(_)));
    let key = move || match board.open.get_untracked() {
        Some(Open::Settings(field)) => field,
        _ => FieldKey::email(),
    };
    let column = move || {
        board
            .state
            .draft
            .with_untracked(|draft| draft.slot(&key()).and_then(|slot| slot.column()))
    };
    let label = move || {
        format!(
            "How to read “{}”",
            column().map(|column| board.name_of_column(column)).unwrap_or_default()
        )
    };
    view! {
        <Popover
            open
            label=Signal::derive(label)
            anchor=Signal::derive(move || slot_id(&key()))
            place=Place::Right
            class="set"
        >
            <Settings board key=key() />
        </Popover>
    }
}

#[component]
fn ReasonsPopover(board: Board) -> impl IntoView {
    let open = switch(board, |open| matches!(open, Open::Reasons(_)));
    let key = move || match board.open.get_untracked() {
        Some(Open::Reasons(field)) => field,
        _ => FieldKey::email(),
    };
    view! {
        <Popover
            open
            label=Signal::derive(move || format!("Problems in {}", board.name_of_field(&key())))
            anchor=Signal::derive(move || reasons_id(&key()))
            place=Place::BelowEnd
            class="set"
        >
            <FieldReasons board key=key() />
        </Popover>
    }
}
