//! Why rows have problems: by field and kind, with counts, and the first lines of each.

use leptos::prelude::*;
use muster_shared::check::Reason;
use muster_shared::mapping::{DateOrder, EmptyCell, Reading};
use muster_shared::repeated::Repeats;
use muster_shared::{Field, FieldKey, FieldType, Problem};

use super::board::{Board, Open};
use super::verdict::reasons_of;
use crate::components::icon::{Ico, Icon};
use crate::format::{clipped, count, counted};
use crate::import::state::CheckState;

/// Characters of a value that are shown of it.
const SHOWN: usize = 60;

/// All reasons, for the strip.
#[component]
pub(super) fn AllReasons(board: Board, open: RwSignal<bool>) -> impl IntoView {
    let reasons = board
        .known
        .with_untracked(|known| known.as_ref().map(|known| known.tally.reasons.clone()));
    let total = board
        .known
        .with_untracked(|known| known.as_ref().map_or(0, |known| known.tally.with_problems));
    view! {
        <div class="reasons">
            <div class="row">
                <h2>{counted(total, "row with problems", "rows with problems")}</h2>
                <span class="sp"></span>
                <button
                    class="btn qui xs ico"
                    type="button"
                    aria-label="Close"
                    title="Close"
                    on:click=move |_| open.set(false)
                >
                    <Ico of=Icon::Close />
                </button>
            </div>
            <p class="xs t3">"They are left out. The rest can be imported now."</p>
            <List board reasons=reasons.unwrap_or_default() named=true close=Callback::new(move |()| open.set(false)) />
        </div>
    }
}

/// The reasons of one field.
#[component]
pub(super) fn FieldReasons(board: Board, key: FieldKey) -> impl IntoView {
    let reasons = board.known.with_untracked(|known| {
        known
            .as_ref()
            .map(|known| reasons_of(&key, &known.tally).cloned().collect::<Vec<_>>())
    });
    view! {
        <div class="reasons">
            <div class="row">
                <h2>{format!("Problems in {}", board.name_of_field(&key))}</h2>
                <span class="sp"></span>
                <button
                    class="btn qui xs ico"
                    type="button"
                    aria-label="Close"
                    title="Close"
                    on:click=move |_| board.open.set(None)
                >
                    <Ico of=Icon::Close />
                </button>
            </div>
            <List
                board
                reasons=reasons.unwrap_or_default()
                named=false
                close=Callback::new(move |()| board.open.set(None))
            />
        </div>
    }
}

#[component]
fn List(board: Board, reasons: Vec<Reason>, named: bool, close: Callback<()>) -> impl IntoView {
    let rows = reasons
        .into_iter()
        .map(|reason| view! { <ReasonRow board reason named close /> })
        .collect_view();
    view! { <ul>{rows}</ul> }
}

#[component]
fn ReasonRow(board: Board, reason: Reason, named: bool, close: Callback<()>) -> impl IntoView {
    let field = reason.field.as_ref().and_then(|key| board.field(key));
    let name = field.as_ref().map(|field| field.name.clone());
    let first = reason.samples.first();
    let sentence = first.map(|first| {
        first.problem.sentence(
            name.as_deref().unwrap_or("The line"),
            &clipped(&first.value, SHOWN),
            field.as_ref(),
        )
    });
    let samples = reason.samples.iter().map(|sample| {
        let value = if sample.value.trim().is_empty() {
            "(empty)".to_owned()
        } else {
            clipped(&sample.value, SHOWN)
        };
        view! {
            <tr>
                <td class="t3 nw">"line "{count(sample.line)}</td>
                <td>
                    <span class="el" title=sample.value.clone()>
                        {value}
                    </span>
                </td>
            </tr>
        }
    });
    let samples = samples.collect_view();
    view! {
        <li>
            <p class="row top">
                <b class="m sp">
                    {reason.problem.title()}
                    {name.filter(|_| named).map(|name| view! { <span class="t3 plain">{format!(" · {name}")}</span> })}
                </b>
                <span class="bad nw">{counted(reason.rows, "row", "rows")}</span>
            </p>
            <p class="xs t2">{sentence}</p>
            <table class="auto">
                <tbody>{samples}</tbody>
            </table>
            {field.and_then(|field| fix(board, &field, &reason.problem)).map(|fix| view! { <FixButton board fix close /> })}
        </li>
    }
}

/// What mends a kind of problem for the whole column.
struct Fix {
    words: String,
    field: FieldKey,
    act: Act,
}

enum Act {
    Set(Reading, Option<EmptyCell>),
    OpenSettings,
    KeepLast,
}

fn fix(board: Board, field: &Field, problem: &Problem) -> Option<Fix> {
    let slot = board
        .state
        .draft
        .with_untracked(|draft| draft.slot(&field.key).cloned())?;
    let fix = |words: &str, act| {
        Some(Fix {
            words: words.to_owned(),
            field: field.key.clone(),
            act,
        })
    };
    match problem {
        Problem::Empty { .. } if !field.required => {
            fix("Leave it unset", Act::Set(slot.reading, Some(EmptyCell::Leave)))
        }
        Problem::DateNotIso => {
            let order = proven_order(board, &field.key)?;
            let words = if order == DateOrder::DayMonthYear {
                "Read as day/month/year"
            } else {
                "Read as month/day/year"
            };
            fix(
                words,
                Act::Set(
                    Reading {
                        date_order: order,
                        ..slot.reading
                    },
                    slot.empty,
                ),
            )
        }
        Problem::DecimalComma => fix(
            "Read commas as decimals",
            Act::Set(
                Reading {
                    decimal_comma: true,
                    ..slot.reading
                },
                slot.empty,
            ),
        ),
        Problem::EmailRepeated { .. } => fix("Keep the last of them", Act::KeepLast),
        Problem::RadioUnknownOption | Problem::CheckboxUnknownOption { .. } => {
            fix("Choose what they become", Act::OpenSettings)
        }
        _ if matches!(field.kind, FieldType::Date | FieldType::Phone) => {
            fix("How to read this column", Act::OpenSettings)
        }
        _ => None,
    }
}

/// The order that the cells of the column prove.
fn proven_order(board: Board, field: &FieldKey) -> Option<DateOrder> {
    board.state.check.with_untracked(|check| match check {
        CheckState::Done { dates, .. } => dates.iter().find(|(key, _)| key == field)?.1.proves(),
        CheckState::Idle | CheckState::Running { .. } => None,
    })
}

#[component]
fn FixButton(board: Board, fix: Fix, close: Callback<()>) -> impl IntoView {
    let Fix { words, field, act } = fix;
    let name = board.name_of_field(&field);
    let act = StoredValue::new(act_of(board, field, act));
    view! {
        <button
            class="btn s mt4"
            type="button"
            aria-label=format!("{words}: {name}")
            on:click=move |_| {
                close.run(());
                act.with_value(|act| act());
            }
        >
            {words.clone()}
        </button>
    }
}

fn act_of(board: Board, field: FieldKey, act: Act) -> impl Fn() + Send + Sync + 'static {
    move || match &act {
        Act::Set(reading, empty) => board.set(&field, reading.clone(), *empty),
        Act::KeepLast => board
            .state
            .options
            .update(|options| options.repeats = Repeats::KeepLast),
        Act::OpenSettings => board.open.set(Some(Open::Settings(field.clone()))),
    }
}
