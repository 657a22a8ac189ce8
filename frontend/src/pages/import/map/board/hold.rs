//! Picking up, moving over fields, putting down.

use leptos::prelude::*;
use muster_shared::mapping::ColumnFacts;
use muster_shared::{Field, FieldKey, Source};

use super::{Board, By, Held};
use crate::pages::import::map::choices::{What, best_field, share};
use crate::pages::import::map::words::values_of;

impl Board {
    pub(in crate::pages::import::map) fn pick_up(self, what: What, from: Option<FieldKey>, by: By) {
        let free = self.state.fields.with_untracked(|fields| {
            let is_free = |field: &&Field| {
                self.state
                    .draft
                    .with_untracked(|draft| draft.slot(&field.key).is_none())
            };
            fields.iter().filter(is_free).count()
        });
        let free = if free == 1 {
            "1 free field".to_owned()
        } else {
            format!("{free} free fields")
        };
        let how = match by {
            By::Keyboard => " Use up and down, Enter to drop, Escape to put back.",
            By::Click => " Choose a field, or press Escape to put back.",
            By::Drag => "",
        };
        self.open.set(None);
        self.over.set(None);
        self.assertive
            .set(format!("{} picked up. {free}.{how}", self.name_of(what)));
        self.held.set(Some(Held { what, from, by }));
    }

    pub(in crate::pages::import::map) fn put_back(self) {
        if let Some(held) = self.held.try_update(Option::take).flatten() {
            self.polite.set(format!("{} is back.", self.name_of(held.what)));
        }
        self.over.set(None);
        self.assertive.set(String::new());
    }

    /// Drops what is held into a field.
    pub(in crate::pages::import::map) fn drop_on(self, to: &FieldKey) {
        let held = self.held.try_update(Option::take).flatten();
        self.over.set(None);
        self.assertive.set(String::new());
        if let Some(held) = held {
            self.put(held.what, held.from.as_ref(), to);
        }
    }

    /// The held thing is over a field now; said at once where the keyboard leads.
    pub(in crate::pages::import::map) fn hover(self, to: Option<FieldKey>) {
        if self.over.with_untracked(|over| *over == to) {
            return;
        }
        if let (Some(held), Some(key)) = (self.held.get_untracked(), &to)
            && held.by != By::Drag
            && let Some(field) = self.field(key)
        {
            let words = self.over_words(held.what, &field);
            // The first field comes in one breath with the picking up, or that would not be heard.
            let first = held.by == By::Keyboard && self.over.with_untracked(Option::is_none);
            self.assertive
                .update(|said| *said = if first { format!("{said} {words}") } else { words });
        }
        self.over.set(to);
    }

    fn over_words(self, what: What, field: &Field) -> String {
        let slot = self.state.draft.with_untracked(|draft| draft.slot(&field.key).cloned());
        let taken = match slot.map(|slot| slot.source) {
            None => "free".to_owned(),
            Some(Source::Column(column)) => format!("taken by {}", self.name_of_column(column)),
            Some(Source::Literal(text)) => format!("taken by the literal {text}"),
        };
        let fits = match what {
            What::Literal if field.key == FieldKey::email() => "Email can't be a literal.".to_owned(),
            What::Literal => "A literal can go here.".to_owned(),
            What::Column(column) => self.facts.with_untracked(|facts| {
                facts
                    .get(column)
                    .map(|facts| fit_words(field, facts))
                    .unwrap_or_default()
            }),
        };
        format!("{}, {}, {taken}. {fits}", field.name, field.kind.label().to_lowercase())
    }

    /// Where a thing that was picked up by keyboard goes first.
    pub(in crate::pages::import::map) fn best_field(self, what: What) -> Option<FieldKey> {
        self.facts.with_untracked(|facts| {
            self.state.fields.with_untracked(|fields| {
                self.state
                    .draft
                    .with_untracked(|draft| best_field(what, facts, fields, draft))
            })
        })
    }
}

/// `It fits.` or how much of it does.
fn fit_words(field: &Field, facts: &ColumnFacts) -> String {
    let values = values_of(field.kind);
    match share(field, facts) {
        100 => "It fits.".to_owned(),
        0 => format!("None of these values are {values}."),
        n => format!("{n}% of these values are {values}."),
    }
}
