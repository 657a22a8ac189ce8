//! Step 2: which column fills which field (09 to 14, 35).

mod board;
mod choices;
mod columns;
mod drag;
mod evidence;
mod example;
mod fields;
mod keys;
mod lists;
mod literal;
mod new_field;
mod reasons;
mod recall;
mod repeats;
mod result;
mod settings;
mod slot;
mod strip;
mod verdict;
mod words;

pub use strip::MapStrip;

use crate::components::gradual::gradually;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::import::use_import;
use board::{Board, By};
use choices::What;
use columns::Columns;
use drag::Dragging;
use fields::Fields;
use leptos::prelude::*;
use lists::Lists;
use new_field::NewFieldDialog;

/// Makes the board for the page: for [`MapStep`] in its content and [`MapStrip`] in its foot.
pub fn provide_board() {
    provide_context(Board::new(use_import().state));
}

/// The board. Needs [`provide_board`] above it.
#[component]
pub fn MapStep() -> impl IntoView {
    let board = expect_context::<Board>();
    let dragging = Dragging::new(board);
    keys::use_keys(board, dragging);
    let flies = move || dragging.fly.with(Option::is_some);
    // Columns, fields, what opens on demand: each in a task of its own, since none of their code has run before.
    let parts = gradually(|| 3, 1);
    view! {
        <h1 class="vh">"Step 2 of 3, map fields"</h1>
        <div class="narrow show-s">
            <Note tone=NoteTone::Info>
                <b>"Mapping needs a wider screen."</b>
                " Your file is safe here; open this page on a computer."
            </Note>
        </div>
        <div class="board hide-s" class:dragging=flies>
            <Show when=move || { parts.get() > 0 }>
                <Columns board dragging />
            </Show>
            <Show when=move || { parts.get() > 1 }>
                <Fields board dragging />
            </Show>
        </div>
        <Show when=move || { parts.get() > 2 }>
            <Lists board />
            <NewFieldDialog board />
        </Show>
        <FlyingCard board dragging />
        <KeyHint board />
        <p class="vh" role="status">{move || board.polite.get()}</p>
        <p class="vh" role="alert" aria-live="assertive">{move || board.assertive.get()}</p>
    }
}

/// The step, and its parts one by one, as they are needed.
pub(super) fn acts() -> [fn() -> AnyView; 3] {
    fn board() -> (Board, Dragging) {
        provide_board();
        let board = expect_context();
        (board, Dragging::new(board))
    }
    [
        || {
            provide_board();
            view! { <MapStep /> }.into_any()
        },
        || {
            let (board, dragging) = board();
            view! { <Columns board dragging /> }.into_any()
        },
        || {
            let (board, dragging) = board();
            view! { <Fields board dragging /> }.into_any()
        },
    ]
}

/// The card under the pointer.
#[component]
fn FlyingCard(board: Board, dragging: Dragging) -> impl IntoView {
    let what = Memo::new(move |_| dragging.fly.with(|fly| fly.map(|fly| fly.what)));
    let at = move |pick: fn((f64, f64)) -> f64| {
        dragging
            .fly
            .with(|fly| fly.map(|fly| format!("{}px", pick(fly.at))))
            .unwrap_or_default()
    };
    let home = move || dragging.fly.with(|fly| fly.is_some_and(|fly| fly.home));
    let samples = move |what: What| match what {
        What::Literal => "One value for every contact".to_owned(),
        What::Column(column) => board.facts.with_untracked(|facts| {
            facts
                .get(column)
                .map(|facts| facts.samples.iter().take(3).cloned().collect::<Vec<_>>().join(", "))
                .unwrap_or_default()
        }),
    };
    move || {
        what.get().map(|what| {
            view! {
                <div
                    class="cc fly"
                    class:litc=what == What::Literal
                    class:home=home
                    aria-hidden="true"
                    style=("--fly-x", move || at(|at| at.0))
                    style=("--fly-y", move || at(|at| at.1))
                >
                    <span class="grip">
                        <Ico of=Icon::Grip />
                    </span>
                    <div>
                        <span class="nm el">{board.name_of(what)}</span>
                        <p class="smp">{samples(what)}</p>
                    </div>
                </div>
            }
        })
    }
}

/// Which keys work now that something is held.
#[component]
fn KeyHint(board: Board) -> impl IntoView {
    let by = Memo::new(move |_| board.held.with(|held| held.as_ref().map(|held| held.by)));
    move || {
        let by = by.get()?;
        let how = match by {
            By::Drag => view! {
                <b>"By keyboard:"</b>
                " "
                <kbd>"Space"</kbd>
                " picks a column up, "
            }
            .into_any(),
            By::Click => view! {
                <b>"Picked up."</b>
                " Click a field, or: "
            }
            .into_any(),
            By::Keyboard => view! {
                <b>"Picked up."</b>
                " "
            }
            .into_any(),
        };
        Some(view! {
            <div class="note keyhint">
                <Ico of=Icon::Keyboard />
                <div>
                    {how} <kbd>"↑"</kbd> " " <kbd>"↓"</kbd> " go through the fields, " <kbd>"Enter"</kbd> " drops it, "
                    <kbd>"Esc"</kbd> " puts it back."
                </div>
            </div>
        })
    }
}
