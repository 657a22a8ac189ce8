//! The right side: the account's fields, what fills each, an example, the check.

use leptos::{ev, prelude::*};
use muster_shared::Field;
use muster_shared::mapping::EmptyCell;
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::plan::default_empty;

use super::board::{Board, By, Open};
use super::drag::Dragging;
use super::recall::RecallNote;
use super::result::{CheckBox, ExampleBox};
use super::slot::SlotBox;
use crate::components::gradual::gradually;
use crate::components::icon::{Ico, Icon};
use crate::format::count;
use crate::import::consent::{is_newsletter, resubscribe};
use crate::import::draft::MappingDraft;
use crate::pages::value::type_icon;

/// Rows that come into the page in one task.
const ROWS_AT_ONCE: usize = 4;

#[component]
pub(super) fn Fields(board: Board, dragging: Dragging) -> impl IntoView {
    let find = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let wanted = find.with(|find| muster_shared::mapping::fold(find));
        let fields = board.state.fields.get();
        fields
            .into_iter()
            .filter(|field| muster_shared::mapping::fold(&field.name).contains(&wanted))
            .collect::<Vec<_>>()
    });
    let shown = gradually(move || found.with(Vec::len), ROWS_AT_ONCE);
    let of_kind = move |system: bool| {
        found.with(|found| {
            found
                .iter()
                .take(shown.get())
                .filter(|field| field.system == system)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let no_custom = move || {
        board
            .state
            .fields
            .with(|fields| fields.iter().all(|field| field.system))
    };
    let rows = move |system: bool| {
        view! {
            <ul>
                <For
                    each=move || of_kind(system)
                    key=|field| (field.key.clone(), field.name.clone(), field.options.len())
                    let:field
                >
                    <FieldRow board dragging field />
                </For>
            </ul>
        }
    };
    view! {
        <section class="flds" aria-labelledby="fields-title">
            <Head board find />
            <RecallNote board />
            <div class="fg" tabindex="-1">
                <div class="fr h" aria-hidden="true">
                    <span>"Contact field"</span>
                    <span>"Comes from"</span>
                    <span class="becomes">"Example result"</span>
                    <span>"Check, whole file"</span>
                </div>
                <Show when=move || !of_kind(true).is_empty()>
                    <h3>"System fields"</h3>
                    {rows(true)}
                </Show>
                <Show when=move || !of_kind(false).is_empty()>
                    <h3>"Custom fields"</h3>
                    {rows(false)}
                </Show>
                <Show when=move || found.with(Vec::is_empty)>
                    <p class="t3 nofield">{move || format!("No field matches “{}”.", find.get())}</p>
                </Show>
                <Show when=no_custom>
                    <p class="t3 nofield">"No custom fields yet."</p>
                </Show>
            </div>
        </section>
    }
}

#[component]
fn Head(board: Board, find: RwSignal<String>) -> impl IntoView {
    let matched = Memo::new(move |_| board.state.draft.with(MappingDraft::n_matched));
    let words = move || match matched.get() {
        1 => "1 column matched for you".to_owned(),
        n => format!("{} columns matched for you", count(n as u64)),
    };
    view! {
        <div class="hd">
            <h2 id="fields-title">"Contact fields"</h2>
            <span class="sm t3 hide-m">{move || board.state.fields.with(|fields| count(fields.len() as u64))}</span>
            <span class="sp"></span>
            <Show when=move || { matched.get() > 0 }>
                <span class="sm t3 hide-m">{words}</span>
                <button class="btn s qui" type="button" on:click=move |_| board.undo_matches()>
                    <Ico of=Icon::Undo />
                    "Undo all"
                </button>
            </Show>
            <span class="wi finder">
                <input
                    class="in s"
                    type="search"
                    autocomplete="off"
                    placeholder="Find a field"
                    aria-label="Find a field"
                    prop:value=move || find.get()
                    on:input=move |event| find.set(event_target_value(&event))
                />
                <Ico of=Icon::Search />
            </span>
            <button
                id="new-field"
                class="btn s"
                type="button"
                aria-haspopup="dialog"
                on:click=move |_| board.open.set(Some(Open::NewField(None)))
            >
                <Ico of=Icon::Plus />
                "New field"
            </button>
        </div>
    }
}

#[component]
fn FieldRow(board: Board, dragging: Dragging, field: Field) -> impl IntoView {
    let key = StoredValue::new(field.key.clone());
    let is_over = Memo::new(move |_| {
        board.held.with(Option::is_some) && key.with_value(|key| board.over.with(|over| over.as_ref() == Some(key)))
    });
    let by_click = move || {
        board
            .held
            .with_untracked(|held| held.as_ref().is_some_and(|held| held.by == By::Click))
    };
    let click = move |event: ev::MouseEvent| {
        if !dragging.was_drag() && board.held.with_untracked(Option::is_some) {
            event.stop_propagation();
            board.drop_on(&key.get_value());
        }
    };
    view! {
        <li
            class="fr"
            class:over=is_over
            data-field=field.key.to_string()
            on:click=click
            on:pointerenter=move |_| {
                if by_click() {
                    board.hover(Some(key.get_value()));
                }
            }
            on:pointerleave=move |_| {
                if by_click() {
                    board.hover(None);
                }
            }
        >
            <Name board field=field.clone() />
            <SlotBox board dragging field=field.clone() is_over />
            <ExampleBox board field=field.clone() is_over />
            <CheckBox board field=field.clone() is_over />
        </li>
    }
}

#[component]
fn Name(board: Board, field: Field) -> impl IntoView {
    let stored = StoredValue::new(field.clone());
    let policy = Memo::new(move |_| stored.with_value(|field| policy(board, field)));
    view! {
        <div class="fn">
            <span class="ty" title=field.kind.label()>
                <Ico of=type_icon(field.kind) />
            </span>
            <div class="min0">
                <b class="el" title=field.name.clone()>
                    {field.name.clone()}
                    {field.required.then(|| view! { " " <span class="req">"required"</span> })}
                </b>
                <small>{move || policy.get()}</small>
            </div>
        </div>
    }
}

/// The type, and what is said of empty cells where that isn't the rule of the type.
fn policy(board: Board, field: &Field) -> String {
    let kind = match field.options.len() {
        0 => field.kind.label().to_owned(),
        1 => format!("{} · 1 option", field.kind.label()),
        n => format!("{} · {n} options", field.kind.label()),
    };
    let slot = board.slot(&field.key);
    let said = slot
        .as_ref()
        .and_then(|slot| slot.empty.filter(|empty| *empty != default_empty(field)));
    let empty_cells = slot.and_then(|slot| slot.column()).and_then(|column| {
        board
            .facts
            .with(|facts| facts.get(column).map(|facts| facts.rows - facts.filled.min(facts.rows)))
    });
    let empty = match empty_cells {
        Some(n) if board.state.counted.with(Option::is_some) => format!("{} empty", count(n)),
        _ => "empty cells".to_owned(),
    };
    let cells = match said {
        Some(EmptyCell::Leave) => Some(format!("{empty} are left unset")),
        Some(EmptyCell::Clear) => Some(format!("{empty} clear the field")),
        Some(EmptyCell::Reject) => Some(format!("{empty} are problems")),
        None => None,
    };
    let parts = [Some(kind), cells, of_existing(board, field)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What happens to the field of contacts that exist, where that isn't the import's own choice.
fn of_existing(board: Board, field: &Field) -> Option<String> {
    let state = board.state;
    let consents = is_newsletter(&field.key)
        && state
            .options
            .with(|options| state.draft.with(|draft| resubscribe(options, draft)))
            == Resubscribe::WithConsent;
    let import = state.options.with(|options| options.existing);
    let own = board.slot(&field.key).and_then(|slot| slot.update);
    let words = match import.of_field(own) {
        _ if consents => "unsubscribed people too",
        field if field == import => return None,
        Existing::Override => "overridden",
        Existing::FillEmpty => "only if empty",
        Existing::Leave => return None,
    };
    Some(words.to_owned())
}
