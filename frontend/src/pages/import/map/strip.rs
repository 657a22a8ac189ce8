//! The strip under the board: what the check of the whole file says, and the ways on.

use leptos::prelude::*;
use muster_shared::check::Tally;
use muster_shared::{FieldKey, Source};

use super::board::Board;
use super::reasons::AllReasons;
use super::repeats::RepeatedEmails;
use super::verdict::being_checked;
use crate::components::icon::{Ico, Icon};
use crate::components::popover::{Place, Popover};
use crate::format::{count, counted, duration_fine};
use crate::import::state::{CheckState, StartState};
use crate::import::{Begin, use_import};

/// What the check says; menus about it stand over it.
const WORDS_ID: &str = "check-words";

/// The content of the wizard's foot while fields are mapped.
#[component]
pub fn MapStrip() -> impl IntoView {
    let importer = use_import();
    let board = expect_context::<Board>();
    let with_problems = Memo::new(move |_| {
        board
            .state
            .check
            .with(|check| check.tally().map_or(0, |tally| tally.with_problems))
    });
    let writing = board.state.writing_problem_rows;
    let done = move || board.state.check.with(CheckState::is_done);
    view! {
        <button class="btn l" type="button" on:click=move |_| importer.back()>
            <Ico of=Icon::Left />
            "Back"
        </button>
        <div class="live hide-s">
            <Bar board />
            <Words board />
        </div>
        <Show when=move || { done() && with_problems.get() > 0 }>
            <button
                class="btn l hide-s"
                type="button"
                disabled=move || writing.get()
                aria-busy=move || writing.get().to_string()
                on:click=move |_| importer.download_problem_rows()
            >
                <Ico of=Icon::Export />
                {move || if writing.get() { "Writing the file…" } else { "Download problem rows" }}
            </button>
        </Show>
        <PreviewButton board />
        <ImportButton board />
    }
}

#[component]
fn Bar(board: Board) -> impl IntoView {
    move || {
        board.state.check.with(|check| match check {
            CheckState::Running { share_percent, .. } => {
                let share = *share_percent;
                view! {
                    <span
                        class="bar"
                        role="progressbar"
                        aria-label="Checking the file"
                        aria-valuenow=share.to_string()
                        aria-valuemin="0"
                        aria-valuemax="100"
                    >
                        <i style:width=format!("{share}%")></i>
                    </span>
                }
                .into_any()
            }
            CheckState::Done { tally, .. } => {
                let bad = bad_share(tally);
                view! {
                    <span class="bar" aria-hidden="true">
                        <i class="ok" style:width=format!("{:.2}%", 100.0 - bad)></i>
                        {(bad > 0.0).then(|| view! { <i class="bad" style:width=format!("{bad:.2}%")></i> })}
                    </span>
                }
                .into_any()
            }
            CheckState::Idle => view! { <span class="bar" aria-hidden="true"></span> }.into_any(),
        })
    }
}

/// The share of rows with problems in per cent; what exists can be seen.
fn bad_share(tally: &Tally) -> f64 {
    match tally.with_problems {
        0 => 0.0,
        n => (crate::components::progress::share(n, tally.rows)).max(2.0),
    }
}

#[component]
fn Words(board: Board) -> impl IntoView {
    let (reasons_open, repeats_open) = (RwSignal::new(false), RwSignal::new(false));
    // Both stand over the same words.
    Effect::new(move |_| {
        if reasons_open.get() {
            repeats_open.set(false);
        }
    });
    let check = board.state.check;
    let first = move || match check.get() {
        CheckState::Idle => view! { <p class="b">{block(board).unwrap_or_default()}</p> }.into_any(),
        CheckState::Running { share_percent, .. } => {
            view! { <p class="b">{format!("Checking {}: {share_percent}%", checked_words(board))}</p> }.into_any()
        }
        CheckState::Done { tally, .. } => view! { <Done tally reasons_open /> }.into_any(),
    };
    let second = move || match check.get() {
        CheckState::Idle => None,
        CheckState::Running { tally, .. } => Some(
            view! {
                "So far: "
                <span class="ok">{count(tally.ready)}" ready"</span>
                " · "
                <span class="bad">{count(tally.with_problems)}" with problems"</span>
            }
            .into_any(),
        ),
        CheckState::Done { tally, elapsed_ms, .. } => {
            let rows = counted(tally.rows, "row", "rows");
            Some(format!("Whole file checked: {rows} in {}", duration_fine(elapsed_ms)).into_any())
        }
    };
    view! {
        <div role="status" id=WORDS_ID>
            {first}
            // The button stays while its choice is checked, and with it the focus.
            <div class="xs t3 row w strip-words">
                <Show when=move || check.with(|check| *check != CheckState::Idle)>
                    <RepeatedEmails board open=repeats_open anchor=WORDS_ID />
                </Show>
                <span>{second}</span>
            </div>
        </div>
        <Popover open=reasons_open label="Rows with problems" place=Place::AboveStart anchor="problem-reasons" class="set">
            <AllReasons board open=reasons_open />
        </Popover>
    }
}

#[component]
fn Done(tally: Tally, reasons_open: RwSignal<bool>) -> impl IntoView {
    let bad = tally.with_problems;
    view! {
        <p class="b row g6 w">
            <span class="ok row g4">
                <Ico of=Icon::Check />
                {count(tally.ready)}
                " ready"
            </span>
            {(bad > 0)
                .then(|| {
                    view! {
                        <span class="t3">"·"</span>
                        <button
                            id="problem-reasons"
                            class="chk bad b"
                            type="button"
                            aria-haspopup="dialog"
                            aria-expanded=move || reasons_open.get().to_string()
                            on:click=move |_| reasons_open.update(|open| *open = !*open)
                        >
                            <Ico of=Icon::Problem />
                            {count(bad)}
                            " with problems"
                        </button>
                    }
                })}
        </p>
    }
}

/// The one field that is checked anew, else the file.
fn checked_words(board: Board) -> String {
    let known = board.known.get();
    let fields = board.state.draft.with(|draft| {
        being_checked(draft.slots(), known.as_ref())
            .into_iter()
            .cloned()
            .collect::<Vec<_>>()
    });
    match fields.as_slice() {
        [field] => board.name_of_field(field),
        _ => "the file".to_owned(),
    }
}

/// Why the import can't start now, in words. Tracked.
fn block(board: Board) -> Option<String> {
    let state = board.state;
    let has_email = state.draft.with(|draft| {
        draft
            .slot(&FieldKey::email())
            .is_some_and(|slot| matches!(slot.source, Source::Column(_)))
    });
    if !has_email {
        return Some("Assign a column to Email to go on.".to_owned());
    }
    if state.counted.with(Option::is_none) {
        return Some(format!("Counting: {} rows so far", count(state.counting_rows.get())));
    }
    state.check.with(|check| match check {
        CheckState::Idle => {
            Some("The mapping can't be checked as it is. Look at the settings of the fields.".to_owned())
        }
        CheckState::Running { share_percent, .. } => {
            Some(format!("Checking {}: {share_percent}%", checked_words(board)))
        }
        CheckState::Done { tally, .. } if tally.to_import() == 0 => Some("No row is ready to import.".to_owned()),
        CheckState::Done { .. } => None,
    })
}

/// The way to the import by way of a preview; disabled as long as the import is.
#[component]
fn PreviewButton(board: Board) -> impl IntoView {
    let importer = use_import();
    let blocked = Memo::new(move |_| block(board).is_some());
    let starting = move || board.state.start.with(|start| *start == StartState::Creating);
    view! {
        <button
            class="btn l hide-s"
            type="button"
            disabled=move || blocked.get()
            aria-busy=move || starting().to_string()
            aria-label="Preview against your contacts"
            title="Uploads the file and shows what would change, before anything is written."
            on:click=move |_| {
                if !starting() {
                    importer.start_import(Begin::Preview);
                }
            }
        >
            <Ico of=Icon::Eye />
            <span>"Preview" <span class="hide-m">" against your contacts"</span></span>
        </button>
    }
}

/// Disabled with the reason in words: visible in the strip, and tied to the button.
#[component]
fn ImportButton(board: Board) -> impl IntoView {
    let importer = use_import();
    let why_not = Memo::new(move |_| block(board));
    let n = Memo::new(move |_| {
        board
            .state
            .check
            .with(|check| check.tally().map_or(0, Tally::to_import))
    });
    let starting = move || board.state.start.with(|start| *start == StartState::Creating);
    let words = move || match n.get() {
        0 => "Import contacts".to_owned(),
        n => format!("Import {}", counted(n, "contact", "contacts")),
    };
    view! {
        <button
            class="btn pri l hide-s"
            type="button"
            disabled=move || why_not.with(Option::is_some)
            aria-busy=move || starting().to_string()
            aria-describedby="import-block"
            on:click=move |_| {
                if !starting() {
                    importer.start_import(Begin::Import);
                }
            }
        >
            {words}
            <Ico of=Icon::Right />
        </button>
        <span class="vh" id="import-block">
            {move || why_not.get().unwrap_or_default()}
        </span>
    }
}
