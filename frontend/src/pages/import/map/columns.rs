//! The left side: the literal, columns that aren't imported yet, columns that are.

use leptos::{ev, prelude::*};
use muster_shared::mapping::looks_like;

use super::board::{Board, By, Open};
use super::choices::What;
use super::drag::Dragging;
use super::verdict::problems;
use crate::components::gradual::gradually;
use crate::components::icon::{Ico, Icon};
use crate::components::pill::{Pill, PillTone};
use crate::components::progress::{Meter, share};
use crate::format::{count, counted, percent_fine};

/// Cards that come into the page in one task.
const CARDS_AT_ONCE: usize = 8;

/// The `id` of the card of a column or the literal.
pub(super) fn card_id(what: What) -> String {
    match what {
        What::Column(column) => format!("card-{column}"),
        What::Literal => "card-literal".to_owned(),
    }
}

/// The `id` of the button on it that opens the list of fields.
pub(super) fn assign_id(what: What) -> String {
    format!("assign-{}", card_id(what))
}

#[component]
pub(super) fn Columns(board: Board, dragging: Dragging) -> impl IntoView {
    let n_columns = Memo::new(move |_| board.facts.with(Vec::len));
    let split = Memo::new(move |_| {
        board
            .state
            .draft
            .with(|draft| (0..n_columns.get()).partition::<Vec<_>, _>(|&column| !draft.imports(column)))
    });
    let n_left = move || split.with(|(left, _)| left.len());
    let shown = gradually(move || n_columns.get(), CARDS_AT_ONCE);
    let left = move || split.with(|(left, _)| left.iter().copied().take(shown.get()).collect::<Vec<_>>());
    let assigned = move || {
        split.with(|(left, assigned)| {
            let shown = shown.get().saturating_sub(left.len());
            assigned.iter().copied().take(shown).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="cols" aria-labelledby="columns-title">
            <div class="hd">
                <h2 id="columns-title">"Your file"</h2>
                <span class="sm t3">{move || counted(n_columns.get() as u64, "column", "columns")}</span>
                <span class="sp"></span>
                {move || match n_left() {
                    0 => None,
                    n => Some(view! { <Pill tone=PillTone::Warn>{format!("{} not imported", count(n as u64))}</Pill> }),
                }}
            </div>
            <ul aria-label="Columns in the file">
                <LiteralCard board dragging />
                <li class="gh">{move || format!("Not imported ({})", count(n_left() as u64))}</li>
                <For each=left key=|column| *column let:column>
                    <FreeCard board dragging column />
                </For>
                <li class="gh">{move || format!("Assigned ({})", split.with(|(_, assigned)| count(assigned.len() as u64)))}</li>
                <For each=assigned key=|column| *column let:column>
                    <UsedCard board dragging column />
                </For>
            </ul>
        </section>
    }
}

/// What every card has: it can be dragged, clicked, picked up by key.
#[component]
fn Card(board: Board, dragging: Dragging, what: What, class: &'static str, children: Children) -> impl IntoView {
    let held_here = move || {
        board.held.with(|held| {
            held.as_ref()
                .is_some_and(|held| held.what == what && held.from.is_none())
        })
    };
    let flies = move || {
        held_here()
            && board
                .held
                .with(|held| held.as_ref().is_some_and(|held| held.by == By::Drag))
    };
    let click = move |event: ev::MouseEvent| {
        if dragging.was_drag() || super::drag::is_on_control(&event) {
            return;
        }
        if held_here() {
            board.put_back();
        } else {
            board.pick_up(what, None, By::Click);
        }
    };
    view! {
        <li
            id=card_id(what)
            class=format!("cc {class}")
            class:armed=move || held_here() && !flies()
            class:ghost=flies
            data-card=""
            tabindex=move || if dragging.tab_stop.get() == what { "0" } else { "-1" }
            aria-label=board.name_of(what)
            on:pointerdown=move |event| dragging.press(&event, what, None)
            on:click=click
            on:focus=move |_| dragging.tab_stop.set(what)
        >
            {children()}
        </li>
    }
}

#[component]
fn Assign(board: Board, what: What) -> impl IntoView {
    let is_open = move || board.open.with(|open| *open == Some(Open::Fields(what)));
    view! {
        <button
            id=assign_id(what)
            class="btn xs"
            type="button"
            aria-haspopup="dialog"
            aria-expanded=move || is_open().to_string()
            aria-label=format!("Assign to… {}", board.name_of(what))
            on:click=move |_| board.open.set(Some(Open::Fields(what)))
        >
            "Assign to…"
        </button>
    }
}

#[component]
fn LiteralCard(board: Board, dragging: Dragging) -> impl IntoView {
    view! {
        <Card board dragging what=What::Literal class="litc">
            <span class="grip lit">
                <Ico of=Icon::Grip />
            </span>
            <div>
                <span class="nm">
                    <Ico of=Icon::Quote class="s14" />
                    "Literal"
                </span>
                <p class="smp">"One value for every contact"</p>
            </div>
            <Assign board what=What::Literal />
        </Card>
    }
}

#[component]
fn FreeCard(board: Board, dragging: Dragging, column: usize) -> impl IntoView {
    let like = move || {
        board.facts.with(|facts| {
            facts
                .get(column)
                .filter(|facts| !facts.samples.is_empty())
                .map(|facts| format!("looks like {}", looks_like(facts)))
        })
    };
    let renamed = board.state.preview.with_untracked(|preview| {
        preview
            .as_ref()
            .is_some_and(|preview| preview.renamed.get(column).copied().unwrap_or(false))
    });
    let what = What::Column(column);
    view! {
        <Card board dragging what class="">
            <span class="grip">
                <Ico of=Icon::Grip />
            </span>
            <div>
                <span class="nm">
                    <span class="el" title=renamed.then_some("This name comes twice in the file.")>
                        {board.name_of_column(column)}
                    </span>
                </span>
                <p class="smp">{move || samples(board, column)}</p>
            </div>
            <Assign board what />
            <Filled board column>
                <span class="t3 hide-m el">{like}</span>
            </Filled>
        </Card>
    }
}

#[component]
fn UsedCard(board: Board, dragging: Dragging, column: usize) -> impl IntoView {
    let what = What::Column(column);
    let fields = Memo::new(move |_| {
        let keys = board
            .state
            .draft
            .with(|draft| draft.fields_of(column).cloned().collect::<Vec<_>>());
        keys.iter()
            .map(|key| board.name_of_field(key))
            .collect::<Vec<_>>()
            .join(", ")
    });
    let is_open = move || board.open.with(|open| *open == Some(Open::Fields(what)));
    let to_fix = move || match problem_rows(board, column) {
        0 => None,
        n => Some(view! { <span class="bad nw">{count(n)}" to fix"</span> }),
    };
    view! {
        <Card board dragging what class="used">
            <span class="grip">
                <Ico of=Icon::Grip />
            </span>
            <span class="row g6 min0">
                <span class="nm nw">{board.name_of_column(column)}</span>
                <span class="smp">{move || samples(board, column)}</span>
            </span>
            <button
                id=assign_id(what)
                class="btn qui xs to"
                type="button"
                aria-haspopup="dialog"
                aria-expanded=move || is_open().to_string()
                aria-label=move || format!("{} is assigned to {}. Change", board.name_of_column(column), fields.get())
                on:click=move |_| board.open.set(Some(Open::Fields(what)))
            >
                <Ico of=Icon::Right class="s12" />
                <span class="el">{move || fields.get()}</span>
            </button>
            <Filled board column>{to_fix}</Filled>
        </Card>
    }
}

/// How much of a column is filled, and how much of that is a problem.
#[component]
fn Filled(board: Board, column: usize, children: Children) -> impl IntoView {
    let facts = move || {
        board
            .facts
            .with(|facts| facts.get(column).map_or((0, 0), |facts| (facts.filled, facts.rows)))
    };
    let bad = move || {
        let rows = board
            .known
            .with(|known| known.as_ref().map_or(0, |known| known.tally.rows));
        match problem_rows(board, column) {
            0 => 0.0,
            n => share(n, rows).max(4.0),
        }
    };
    let good = move || {
        let (filled, rows) = facts();
        (share(filled, rows) - bad()).max(0.0)
    };
    view! {
        <div class="meter">
            <Meter good=Signal::derive(good) bad=Signal::derive(bad) />
            <span class="t3 nw">
                {move || {
                    let (filled, rows) = facts();
                    format!("{} filled", percent_fine(filled, rows))
                }}
            </span>
            {children()}
        </div>
    }
}

/// Rows with a problem in any field that the column feeds, by the last check. A row with problems in two of them counts twice:
/// the check knows no better.
fn problem_rows(board: Board, column: usize) -> u64 {
    board.known.with(|known| {
        let Some(known) = known else { return 0 };
        board.state.draft.with(|draft| {
            let found = draft.fields_of(column).filter_map(|key| problems(key, &known.tally));
            found.map(|problems| problems.rows).sum()
        })
    })
}

fn samples(board: Board, column: usize) -> String {
    board.facts.with(|facts| {
        facts
            .get(column)
            .map(|facts| {
                facts
                    .samples
                    .iter()
                    .take(3)
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .unwrap_or_default()
    })
}
