//! How a column is read into a field (13, 35): what can't be told from one cell alone, with proof and examples.

mod by_type;
mod dates;
mod numbers;
mod phones;
mod update;
mod values;

use leptos::prelude::*;
use muster_shared::mapping::{EmptyCell, Reading};
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::plan::default_empty;
use muster_shared::{Field, FieldKey, UpdatePolicy};
use muster_worker::protocol::Evidence;

use super::board::Board;
use super::evidence;
use super::example::{Read, read};
use super::verdict::reasons_of;
use super::words::a_value;
use crate::components::check::CheckRow;
use crate::components::field::SelectField;
use crate::components::icon::{Ico, Icon};
use crate::format::{count, counted};
use crate::import::consent::is_newsletter;
use by_type::ByType;
use update::OfExisting;

/// Before and after are shown of so many cells.
const EXAMPLES: usize = 3;

/// What stands in the popover; nothing of it counts before *Apply to column*.
#[derive(Clone, Copy)]
struct Form {
    board: Board,
    field: StoredValue<Field>,
    column: usize,
    reading: RwSignal<Reading>,
    empty: RwSignal<Option<EmptyCell>>,
    /// What happens to the field of contacts that exist, where not as the import says.
    update: RwSignal<Option<UpdatePolicy>>,
    /// Whether people who unsubscribed are subscribed; of Newsletter alone.
    resubscribe: RwSignal<Resubscribe>,
    /// What the last finished check found in the column.
    evidence: Memo<Option<Evidence>>,
}

#[component]
pub(super) fn Settings(board: Board, key: FieldKey) -> impl IntoView {
    let slot = board.state.draft.with_untracked(|draft| draft.slot(&key).cloned());
    let (Some(field), Some(slot)) = (board.field(&key), slot) else {
        return ().into_any();
    };
    let Some(column) = slot.column() else {
        return ().into_any();
    };
    let form = Form {
        board,
        field: StoredValue::new(field),
        column,
        reading: RwSignal::new(slot.reading),
        empty: RwSignal::new(slot.empty),
        update: RwSignal::new(slot.update),
        resubscribe: RwSignal::new(board.state.options.with_untracked(|options| options.resubscribe)),
        evidence: {
            let key = key.clone();
            // While the next check runs, the last one holds: what stands in the cells doesn't change.
            Memo::new(move |last: Option<&Option<Evidence>>| {
                evidence::of_field(board, &key).or_else(|| last.cloned().flatten())
            })
        },
    };
    let apply = move |_| {
        board.open.set(None);
        let (reading, empty, update) = (form.reading, form.empty, form.update);
        board.set_all(
            &key,
            reading.get_untracked(),
            empty.get_untracked(),
            update.get_untracked(),
        );
        let resubscribe = form.resubscribe.get_untracked();
        if is_newsletter(&key)
            && board
                .state
                .options
                .with_untracked(|options| options.resubscribe != resubscribe)
        {
            board.state.options.update(|options| options.resubscribe = resubscribe);
        }
    };
    let automatic = move |_| {
        form.reading.set(Reading::default());
        form.empty.set(None);
        form.update.set(None);
        form.resubscribe.set(Resubscribe::Never);
    };
    view! {
        <div class="row pophead">
            <h2>{format!("How to read “{}”", board.name_of_column(column))}</h2>
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
        <div class="col popbody">
            <ByType form />
            <Empty form />
            <OfExisting form />
            <div class="row mt4">
                <button class="btn lnk s p0" type="button" on:click=automatic>
                    "Back to automatic"
                </button>
                <span class="sp"></span>
                <button class="btn" type="button" on:click=move |_| board.open.set(None)>
                    "Cancel"
                </button>
                <button class="btn pri" type="button" on:click=apply>
                    "Apply to column"
                </button>
            </div>
        </div>
    }
    .into_any()
}

impl Form {
    /// What happens to the field of contacts that exist. Tracked.
    fn existing(self) -> Existing {
        let import = self.board.state.options.with(|options| options.existing);
        import.of_field(self.update.get())
    }

    fn change(self, change: impl FnOnce(&mut Reading)) {
        self.reading.update(change);
    }

    /// Cells to show: those with a problem by the last check, then the first rows'. Not empty, each text once.
    fn cells(self) -> Vec<(u64, String)> {
        let key = self.field.with_value(|field| field.key.clone());
        let mut cells: Vec<(u64, String)> = self.board.known.with_untracked(|known| {
            let reasons = known.iter().flat_map(|known| reasons_of(&key, &known.tally));
            reasons
                .flat_map(|reason| &reason.samples)
                .map(|sample| (sample.line, sample.value.clone()))
                .collect()
        });
        self.board.state.preview.with_untracked(|preview| {
            let rows = preview.iter().flat_map(|preview| &preview.rows);
            cells.extend(rows.filter_map(|row| Some((row.line, row.cells.get(self.column)?.clone()))));
        });
        let mut seen = std::collections::HashSet::new();
        cells.retain(|(_, cell)| !cell.trim().is_empty() && seen.insert(cell.clone()));
        cells
    }

    /// The first cells that are not taken to the letter, as the form reads them.
    fn examples(self) -> Vec<Read> {
        let reading = self.reading.get();
        let cells = self.cells();
        self.field.with_value(|field| {
            let read_all = cells.iter().map(|(line, cell)| read(field, &reading, *line, cell));
            read_all.filter(|cell| !cell.is_plain()).take(EXAMPLES).collect()
        })
    }

    /// Empty cells of the column over the whole file, once it was counted.
    fn empty_cells(self) -> Option<u64> {
        let counted = self.board.state.counted.with(Option::is_some);
        let cells = self.board.facts.with(|facts| {
            facts
                .get(self.column)
                .map(|facts| facts.rows - facts.filled.min(facts.rows))
        });
        cells.filter(|_| counted)
    }
}

/// Two or three cells before and after.
#[component]
fn Examples(form: Form) -> impl IntoView {
    let rows = move || {
        let shown = form.examples().into_iter().map(|cell| {
            let to = match cell.to {
                Ok(to) => view! { <ins>{to}</ins> }.into_any(),
                Err(problem) => view! { <span class="bad">{problem.short()}</span> }.into_any(),
            };
            view! {
                <tr>
                    <td>
                        <del>{cell.from}</del>
                    </td>
                    <td>{to}</td>
                    <td class="t3">"line "{count(cell.line)}</td>
                </tr>
            }
        });
        shown.collect::<Vec<_>>()
    };
    move || {
        let rows = rows();
        (!rows.is_empty()).then(|| view! { <table class="auto before"><tbody>{rows}</tbody></table> })
    }
}

/// What an empty cell means.
#[component]
fn Empty(form: Form) -> impl IntoView {
    let field = form.field.get_value();
    if field.required {
        return view! { <p class="hint">{format!("{} is required: a row without it is left out.", field.name)}</p> }
            .into_any();
    }
    let may_clear = move || form.existing() == Existing::Override;
    let rule = default_empty(&field);
    let hint = move || {
        let cells = match form.empty_cells() {
            None => String::new(),
            Some(0) => "No cell is empty now. ".to_owned(),
            Some(n) => counted(n, "empty cell", "empty cells") + ". ",
        };
        match form.empty.get().unwrap_or(rule) {
            EmptyCell::Reject => cells + "Rows with an empty cell are left out.",
            EmptyCell::Leave => cells + "Those rows come in without one.",
            EmptyCell::Clear => cells + "They empty the field of contacts that exist.",
        }
    };
    if rule == EmptyCell::Leave {
        return view! {
            <CheckRow
                label="Empty cells clear the field"
                checked=Signal::derive(move || form.empty.get() == Some(EmptyCell::Clear))
                on_change=move |on: bool| form.empty.set(on.then_some(EmptyCell::Clear))
                disabled=Signal::derive(move || !may_clear())
                hint="Only where the field is overridden. Off: an empty cell leaves the contact as it is."
            />
        }
        .into_any();
    }
    let options = move || {
        let mut options = vec![
            (
                "reject".to_owned(),
                format!("Report it as a problem ({} can't be empty)", a_value(field.kind)),
            ),
            ("leave".to_owned(), "Leave it unset and import the rest".to_owned()),
        ];
        if may_clear() {
            options.push(("clear".to_owned(), "Clear the field".to_owned()));
        }
        options
    };
    let value = move || match form.empty.get().unwrap_or(rule) {
        EmptyCell::Reject => "reject".to_owned(),
        EmptyCell::Leave => "leave".to_owned(),
        EmptyCell::Clear => "clear".to_owned(),
    };
    let pick = move |picked: String| {
        form.empty.set(match picked.as_str() {
            "leave" => Some(EmptyCell::Leave),
            "clear" => Some(EmptyCell::Clear),
            _ => None,
        });
    };
    view! {
        <SelectField
            label="When the cell is empty"
            options=Signal::derive(options)
            value=Signal::derive(value)
            on_pick=pick
            hint=Signal::derive(hint)
        />
    }
    .into_any()
}
