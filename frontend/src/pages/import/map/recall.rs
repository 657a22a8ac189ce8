//! The offer to map the columns as they were mapped last time.

use leptos::prelude::*;

use super::board::Board;
use crate::components::note::{Note, NoteTone};
use crate::import::outcome::PASTED;
use crate::import::recalled::usable;

/// Shown while the columns are mapped in another way than for the account's newest import with the same columns.
#[component]
pub(super) fn RecallNote(board: Board) -> impl IntoView {
    let state = board.state;
    let offer = Memo::new(move |_| {
        let recalled = state.recalled.get()?;
        let columns = board.facts.with(Vec::len);
        let existing = state.options.with(|options| options.existing);
        let mapping = state
            .fields
            .with(|fields| usable(recalled.mapping, fields, columns, existing));
        let is_new = !mapping.assignments.is_empty() && !state.draft.with(|draft| draft.is(&mapping));
        is_new.then(|| (name(recalled.file_name), mapping))
    });
    let file_name = Memo::new(move |_| offer.with(|offer| offer.as_ref().map(|(name, _)| name.clone())));
    let take_over = move |_| {
        if let Some((name, mapping)) = offer.get_untracked() {
            board.take_over(&mapping, &name);
        }
    };
    move || {
        file_name.get().map(|name| {
            view! {
                <div class="recall">
                    <Note tone=NoteTone::Info role="status">
                        <b>{format!("Same columns as {name}.")}</b>
                        <button class="btn s" type="button" on:click=take_over>
                            "Use that mapping"
                        </button>
                    </Note>
                </div>
            }
        })
    }
}

fn name(file_name: String) -> String {
    if file_name == PASTED {
        "rows pasted before".to_owned()
    } else {
        file_name
    }
}
