//! The board's state: what is picked up, what is open, what is announced; and what can be done on it.

mod hold;

use leptos::prelude::*;
use muster_shared::check::Tally;
use muster_shared::mapping::{ColumnFacts, EmptyCell, Reading, UpdatePolicy};
use muster_shared::{Field, FieldKey, Mapping, Source};

use super::choices::What;
use super::verdict::{Known, problems};
use crate::components::toast::{Toasts, use_toasts};
use crate::format::count;
use crate::import::ImportState;
use crate::import::draft::{Deed, MappingDraft, Slot};
use crate::import::state::CheckState;

/// The mapping board. Made once by the page of the wizard, for the board and for the strip under it.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) state: ImportState,
    pub(super) facts: Memo<Vec<ColumnFacts>>,
    /// What the last finished check said, and of which mapping.
    pub(super) known: RwSignal<Option<Known>>,
    pub(super) held: RwSignal<Option<Held>>,
    /// The field under the pointer or the keyboard while something is held.
    pub(super) over: RwSignal<Option<FieldKey>>,
    pub(super) open: RwSignal<Option<Open>>,
    /// Read out when there is time.
    pub(super) polite: RwSignal<String>,
    /// Read out at once; only while something is held.
    pub(super) assertive: RwSignal<String>,
    /// The field whose check is to be read out when it is done.
    awaited: StoredValue<Option<FieldKey>>,
    toasts: Toasts,
}

const MAPPED_AS_BEFORE: &str = "The fields are filled as before.";

/// What is picked up: a column or the literal, from the list on the left or out of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub what: What,
    pub from: Option<FieldKey>,
    pub by: By,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Drag,
    Click,
    Keyboard,
}

/// What is open over the board: one thing at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// *Assign to…* of a column or the literal.
    Fields(What),
    /// The list of an empty field.
    Columns(FieldKey),
    /// The editor of a literal, in the field's slot.
    Literal(FieldKey),
    Settings(FieldKey),
    /// The reasons of a field's problems.
    Reasons(FieldKey),
    /// The new field, and what is to fill it.
    NewField(Option<What>),
}

impl Board {
    pub(super) fn new(state: ImportState) -> Self {
        let board = Self {
            state,
            facts: Memo::new(move |_| state.facts()),
            known: RwSignal::new(None),
            held: RwSignal::new(None),
            over: RwSignal::new(None),
            open: RwSignal::new(None),
            polite: RwSignal::new(String::new()),
            assertive: RwSignal::new(String::new()),
            awaited: StoredValue::new(None),
            toasts: use_toasts(),
        };
        board.keep_last_check();
        board
    }

    fn keep_last_check(self) {
        Effect::new(move |_| {
            let tally = self.state.check.with(|check| match check {
                CheckState::Done { tally, .. } => Some(tally.clone()),
                CheckState::Idle | CheckState::Running { .. } => None,
            });
            if let Some(tally) = tally {
                self.announce_check(&tally);
                let slots = self.state.draft.with_untracked(|draft| draft.slots().to_vec());
                self.known.set(Some(Known { slots, tally }));
            }
        });
    }

    fn announce_check(self, tally: &Tally) {
        let Some(field) = self.awaited.try_update_value(Option::take).flatten() else {
            return;
        };
        let name = self.name_of_field(&field);
        let rows = problems(&field, tally).map_or(0, |problems| problems.rows);
        let in_field = match rows {
            0 => format!("All rows fit {name}."),
            1 => format!("1 row with a problem in {name}."),
            n => format!("{} rows with problems in {name}.", count(n)),
        };
        self.polite.set(format!(
            "Checked. {in_field} {} of {} rows ready.",
            count(tally.ready),
            count(tally.rows)
        ));
    }

    /// A field as it is now, without tracking.
    pub(super) fn field(self, key: &FieldKey) -> Option<Field> {
        self.state
            .fields
            .with_untracked(|fields| fields.iter().find(|field| field.key == *key).cloned())
    }

    pub(super) fn name_of_field(self, key: &FieldKey) -> String {
        self.field(key).map_or_else(|| key.to_string(), |field| field.name)
    }

    pub(super) fn name_of_column(self, column: usize) -> String {
        self.facts
            .with_untracked(|facts| facts.get(column).map(|facts| facts.name.clone()).unwrap_or_default())
    }

    pub(super) fn name_of(self, what: What) -> String {
        match what {
            What::Column(column) => self.name_of_column(column),
            What::Literal => "Literal".to_owned(),
        }
    }

    /// What fills a field. Tracked.
    pub(super) fn slot(self, field: &FieldKey) -> Option<Slot> {
        self.state.draft.with(|draft| draft.slot(field).cloned())
    }

    /// Puts a column or the literal into a field. A literal opens its editor first.
    pub(super) fn put(self, what: What, from: Option<&FieldKey>, to: &FieldKey) {
        let former = self.state.draft.with_untracked(|draft| draft.slot(to).cloned());
        let carried = from.filter(|from| *from != to);
        match what {
            What::Literal if carried.is_none() => {
                if *to == FieldKey::email() {
                    self.toasts
                        .error("Email can't be a literal: every contact has its own.");
                } else {
                    self.open.set(Some(Open::Literal(to.clone())));
                }
                return;
            }
            What::Literal | What::Column(_) => {}
        }
        let swapped = self.change(|draft| match (carried, what) {
            (Some(from), _) => draft.carry(from, to),
            (None, What::Column(column)) => draft.assign(to, Source::Column(column)),
            (None, What::Literal) => None,
        });
        if let (Some(Some(Source::Column(_))), Some(former)) = (&swapped, former) {
            self.offer_back(former);
        }
        if swapped.is_some() {
            self.say_assigned(&self.name_of(what), to);
        }
    }

    pub(super) fn set_literal(self, field: &FieldKey, text: String) {
        let former = self.state.draft.with_untracked(|draft| draft.slot(field).cloned());
        self.open.set(None);
        let name = self.name_of_field(field);
        let swapped = self.change(|draft| draft.assign(field, Source::Literal(text.clone())));
        if let (Some(Some(Source::Column(_))), Some(former)) = (&swapped, former) {
            self.offer_back(former);
        }
        self.polite.set(format!("Every imported contact gets {name} = {text}."));
    }

    pub(super) fn take_off(self, field: &FieldKey) {
        let Some(slot) = self.state.draft.with_untracked(|draft| draft.slot(field).cloned()) else {
            return;
        };
        let name = match slot.source {
            Source::Column(column) => self.name_of_column(column),
            Source::Literal(_) => "Literal".to_owned(),
        };
        self.change(|draft| draft.take_off(field));
        self.polite.set(format!("{name} is off {}.", self.name_of_field(field)));
    }

    pub(super) fn undo_matches(self) {
        let n = self.state.draft.with_untracked(MappingDraft::n_matched);
        self.change(MappingDraft::undo_matches);
        let words = if n == 1 {
            "1 match is undone.".to_owned()
        } else {
            format!("{n} matches are undone.")
        };
        self.polite.set(words.clone());
        self.toasts.undo(words, move || {
            self.undo_back_to(&Deed::UndidMatches, "The matches are back.");
        });
    }

    /// Says how a field's column is read; what it does to contacts that exist stays as it is.
    pub(super) fn set(self, field: &FieldKey, reading: Reading, empty: Option<EmptyCell>) {
        let update = self
            .state
            .draft
            .with_untracked(|draft| draft.slot(field).and_then(|slot| slot.update));
        self.set_all(field, reading, empty, update);
    }

    /// Says all that can be said of a field's column.
    pub(super) fn set_all(
        self,
        field: &FieldKey,
        reading: Reading,
        empty: Option<EmptyCell>,
        update: Option<UpdatePolicy>,
    ) {
        self.change(|draft| draft.set(field, reading, empty, update));
        self.awaited.set_value(Some(field.clone()));
    }

    /// Goes back by one step; false where there is none.
    pub(super) fn undo(self) -> bool {
        let Some(deed) = self.state.draft.try_update(MappingDraft::undo).flatten() else {
            return false;
        };
        self.polite.set(match deed {
            Deed::Assigned { field } => format!("Undone. {}", self.state_of(&field)),
            Deed::TookOff { field } => format!("Undone. {}", self.state_of(&field)),
            Deed::ChangedSettings { field } => format!("The settings of {} are as before.", self.name_of_field(&field)),
            Deed::UndidMatches => "The matches are back.".to_owned(),
            Deed::TookOver => MAPPED_AS_BEFORE.to_owned(),
        });
        true
    }

    /// Fills the fields as they were filled for another file with the same columns.
    pub(super) fn take_over(self, mapping: &Mapping, file_name: &str) {
        if self.change(|draft| draft.take_over(mapping)).is_none() {
            return;
        }
        let words = format!("The fields are filled as for {file_name}.");
        self.polite.set(words.clone());
        self.toasts
            .undo(words, move || self.undo_back_to(&Deed::TookOver, MAPPED_AS_BEFORE));
    }

    /// Undoes step by step up to the newest one that is meant, and says `words`.
    fn undo_back_to(self, meant: &Deed, words: &str) {
        while let Some(deed) = self.state.draft.try_update(MappingDraft::undo).flatten() {
            if deed == *meant {
                self.polite.set(words.to_owned());
                return;
            }
        }
    }

    fn state_of(self, field: &FieldKey) -> String {
        let name = self.name_of_field(field);
        let slot = self.state.draft.with_untracked(|draft| draft.slot(field).cloned());
        match slot.map(|slot| slot.source) {
            None => format!("{name} is empty."),
            Some(Source::Literal(text)) => format!("{name} = {text}."),
            Some(Source::Column(column)) => format!("{name} comes from {}.", self.name_of_column(column)),
        }
    }

    /// Changes the draft; tells nobody where nothing changed.
    fn change<T>(self, act: impl FnOnce(&mut MappingDraft) -> T) -> Option<T> {
        let mut draft = self.state.draft.get_untracked();
        let told = act(&mut draft);
        let changed = self.state.draft.with_untracked(|now| *now != draft);
        changed.then(|| {
            self.state.draft.set(draft);
            told
        })
    }

    fn say_assigned(self, what: &str, to: &FieldKey) {
        self.awaited.set_value(Some(to.clone()));
        self.polite
            .set(format!("{what} assigned to {}. Checking.", self.name_of_field(to)));
    }

    fn offer_back(self, former: Slot) {
        let Some(column) = former.column() else { return };
        let text = format!(
            "“{}” is off {}.",
            self.name_of_column(column),
            self.name_of_field(&former.field)
        );
        self.toasts.undo_as(text, "Put back", move || {
            let former = former.clone();
            self.change(|draft| draft.restore(former));
        });
    }
}
