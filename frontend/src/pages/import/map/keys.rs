//! The board by keyboard alone: up and down within a side, left and right across, Space picks up, Enter drops, Esc puts back,
//! A the list of fields, E the settings, Ctrl Z.

use leptos::{
    ev,
    prelude::*,
    task::{spawn_local, tick},
    wasm_bindgen::{JsCast, closure::Closure},
};
use muster_shared::FieldKey;
use web_sys::{HtmlElement, KeyboardEvent};

use super::board::{Board, By, Open};
use super::choices::What;
use super::columns::card_id;
use super::drag::Dragging;
use super::slot::slot_id;
use crate::components::dom::{focused, is_typing, matching};

/// Listens on the document: after what stands under the focus, before the page's own shortcuts on the window.
pub(super) fn use_keys(board: Board, dragging: Dragging) {
    let on_key = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| on_key(board, dragging, &event));
    let target = document();
    // It fails only for wrong arguments.
    let _ = target.add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
    let on_key = StoredValue::new_local(on_key);
    on_cleanup(move || {
        on_key.with_value(|on_key| {
            let _ = target.remove_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
        });
    });
}

fn on_key(board: Board, dragging: Dragging, event: &ev::KeyboardEvent) {
    if event.default_prevented() || is_elsewhere(event) {
        return;
    }
    let control = event.ctrl_key() || event.meta_key();
    let done = if control || event.alt_key() {
        let undoes = control && !event.shift_key() && event.key() == "z";
        undoes && !is_typing(event) && board.undo()
    } else if board.held.with_untracked(Option::is_some) {
        while_held(board, dragging, &event.key())
    } else {
        !is_typing(event) && at_rest(board, dragging, &event.key())
    };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Keys in a popover, a dialog or an editor are theirs.
fn is_elsewhere(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        target
            .closest(".pop, dialog, .slot.edit")
            .is_ok_and(|found| found.is_some())
    })
}

fn while_held(board: Board, dragging: Dragging, key: &str) -> bool {
    match key {
        "Escape" => {
            let held = board.held.get_untracked();
            dragging.cancel();
            board.put_back();
            if let Some(held) = held {
                focus_soon(held.from.as_ref().map_or_else(|| card_id(held.what), slot_id));
            }
            true
        }
        "ArrowDown" | "ArrowUp" => {
            let slots = slots();
            let at = board
                .over
                .with_untracked(|over| over.as_ref().and_then(|over| place_of(&slots, &slot_id(over))));
            if let Some(key) = next(key, at, slots.len()).and_then(|to| field_of(&slots[to])) {
                hover_and_focus(board, key);
            }
            true
        }
        "Enter" => {
            let Some(over) = board.over.get_untracked() else {
                return false;
            };
            board.drop_on(&over);
            if !matches!(board.open.get_untracked(), Some(Open::Literal(_))) {
                focus_soon(slot_id(&over));
            }
            true
        }
        _ => false,
    }
}

fn at_rest(board: Board, dragging: Dragging, key: &str) -> bool {
    let Some(focus) = focused() else { return false };
    if let Some(card) = card_at(&focus) {
        let on_card = focus.has_attribute("data-card");
        return on_card_key(board, dragging, key, card, on_card);
    }
    let Some(slot) = focus
        .closest("[data-slot]")
        .ok()
        .flatten()
        .and_then(|slot| slot.dyn_into::<HtmlElement>().ok())
    else {
        return false;
    };
    let Some(field) = field_of(&slot) else { return false };
    let filled = board.state.draft.with_untracked(|draft| draft.slot(&field).cloned());
    match key {
        "ArrowDown" | "ArrowUp" => {
            let slots = slots();
            let at = place_of(&slots, &slot.id());
            if let Some(to) = next(key, at, slots.len()) {
                focus_now(&slots[to]);
            }
            true
        }
        "ArrowLeft" => {
            let column = filled.and_then(|slot| slot.column()).map(What::Column);
            focus_soon(card_id(column.unwrap_or_else(|| dragging.tab_stop.get_untracked())));
            true
        }
        "e" | "E" if filled.is_some() => {
            board.open.set(Some(match filled.and_then(|slot| slot.column()) {
                Some(_) => Open::Settings(field),
                None => Open::Literal(field),
            }));
            true
        }
        " " if slot == focus && filled.is_some() => {
            let what = filled
                .and_then(|slot| slot.column())
                .map_or(What::Literal, What::Column);
            board.pick_up(what, Some(field), By::Keyboard);
            lead_to_best(board, what);
            true
        }
        _ => false,
    }
}

fn on_card_key(board: Board, dragging: Dragging, key: &str, what: What, on_card: bool) -> bool {
    match key {
        "ArrowDown" | "ArrowUp" | "Home" | "End" => {
            let cards = matching_in_page("[data-card]");
            let at = place_of(&cards, &card_id(what));
            if let Some(to) = next(key, at, cards.len()) {
                focus_now(&cards[to]);
            }
            true
        }
        "ArrowRight" => {
            let column_field = match what {
                What::Column(column) => board
                    .state
                    .draft
                    .with_untracked(|draft| draft.fields_of(column).next().cloned()),
                What::Literal => None,
            };
            if let Some(field) = column_field.or_else(|| slots().first().and_then(field_of)) {
                focus_soon(slot_id(&field));
            }
            true
        }
        " " | "Enter" if on_card => {
            dragging.tab_stop.set(what);
            board.pick_up(what, None, By::Keyboard);
            lead_to_best(board, what);
            true
        }
        "a" | "A" => {
            board.open.set(Some(Open::Fields(what)));
            true
        }
        "e" | "E" => {
            let What::Column(column) = what else { return false };
            let field = board
                .state
                .draft
                .with_untracked(|draft| draft.fields_of(column).next().cloned());
            let opened = field.is_some();
            if opened {
                board.open.set(field.map(Open::Settings));
            }
            opened
        }
        _ => false,
    }
}

fn lead_to_best(board: Board, what: What) {
    if let Some(field) = board.best_field(what) {
        hover_and_focus(board, field);
    }
}

fn hover_and_focus(board: Board, field: FieldKey) {
    let id = slot_id(&field);
    board.hover(Some(field));
    focus_soon(id);
}

fn card_at(focus: &HtmlElement) -> Option<What> {
    let card = focus.closest("[data-card]").ok().flatten()?;
    match card.id().strip_prefix("card-")? {
        "literal" => Some(What::Literal),
        column => column.parse().ok().map(What::Column),
    }
}

fn slots() -> Vec<HtmlElement> {
    matching_in_page("[data-slot]")
}

fn matching_in_page(selector: &str) -> Vec<HtmlElement> {
    document()
        .document_element()
        .map(|page| matching(&page, selector))
        .unwrap_or_default()
}

fn field_of(slot: &HtmlElement) -> Option<FieldKey> {
    FieldKey::try_from(slot.get_attribute("data-slot")?).ok()
}

fn place_of(elements: &[HtmlElement], id: &str) -> Option<usize> {
    elements.iter().position(|element| element.id() == id)
}

fn focus_now(element: &HtmlElement) {
    let _ = element.focus();
}

/// Moves the focus as soon as the page shows what was just changed: before the next key, and again at the next frame if the
/// element was made anew meanwhile.
pub(super) fn focus_soon(id: String) {
    spawn_local(async move {
        tick().await;
        tick().await;
        focus_by_id(&id);
        request_animation_frame(move || {
            if focused().is_none() {
                focus_by_id(&id);
            }
        });
    });
}

fn focus_by_id(id: &str) {
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        focus_now(&element);
    }
}

/// The next place in a list of `n`, not round its ends.
fn next(key: &str, at: Option<usize>, n: usize) -> Option<usize> {
    let last = n.checked_sub(1)?;
    Some(match (key, at) {
        ("Home", _) | (_, None) => 0,
        ("End", _) => last,
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        (_, Some(at)) => (at + 1).min(last),
    })
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn arrows_stop_at_the_ends() {
        assert_eq!(next("ArrowDown", Some(4), 5), Some(4));
        assert_eq!(next("ArrowDown", Some(1), 5), Some(2));
        assert_eq!(next("ArrowUp", Some(0), 5), Some(0));
        assert_eq!(next("ArrowUp", None, 5), Some(0));
        assert_eq!(next("End", Some(0), 5), Some(4));
        assert_eq!(next("Home", Some(3), 5), Some(0));
        assert_eq!(next("ArrowDown", None, 0), None);
    }
}
