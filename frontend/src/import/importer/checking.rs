//! The check of the whole file, anew with every change of the mapping; and the file of problem rows.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::Plan;
use muster_shared::api::Recall;
use muster_worker::protocol::{Command, Event, Setup};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::{Importer, next};
use crate::api;
use crate::components::gradual::after_paint;
use crate::components::timer::Timer;
use crate::import::draft::MappingDraft;
use crate::import::run::share_percent;
use crate::import::state::{CheckState, FieldsLoad};

/// Several changes in a row, as by dragging, are checked once.
const AFTER_CHANGE: Duration = Duration::from_millis(50);

impl Importer {
    /// What the verdict depends on, where the mapping is a plan. Tracked.
    fn setup(self) -> Option<Setup> {
        let state = self.state;
        let columns = state
            .preview
            .with(|preview| preview.as_ref().map(|preview| preview.columns.len()))?;
        let mapping = state.draft.with(MappingDraft::mapping);
        let fields = state.fields.get();
        let (existing, repeats) = state.options.with(|options| (options.existing, options.repeats));
        Plan::new(&mapping, &fields, columns, existing).ok()?;
        Some(Setup {
            mapping,
            fields,
            existing,
            repeats,
        })
    }

    pub(super) fn setup_now(self) -> Option<Setup> {
        untrack(|| self.setup())
    }

    /// Has the worker check the file whenever source, mapping, fields or the rule for existing contacts change.
    pub(super) fn check_on_change(self) {
        let wanted = Memo::new(move |_| {
            let open = self.state.source.with(|source| source.is_open());
            open.then(|| self.setup())
                .flatten()
                .map(|setup| (self.sources.get(), setup))
        });
        let timer = Timer::new();
        Effect::new(move |_| {
            timer.stop();
            // From here on an answer to the former question means nothing.
            let generation = next(self.last_check);
            let Some((_, setup)) = wanted.get() else {
                self.state.check.set(CheckState::Idle);
                return;
            };
            // The last known counts stay on screen until there are new ones.
            self.state.check.update(|check| {
                let tally = check.tally().cloned().unwrap_or_default();
                *check = CheckState::Running {
                    tally,
                    share_percent: 0,
                };
            });
            let check = move || {
                self.tell_reader(&Command::Check {
                    generation,
                    setup: setup.clone(),
                })
            };
            timer.start(AFTER_CHANGE, check);
        });
    }

    /// Matches the columns of a new file to fields, once. Another file with the same columns keeps the mapping.
    pub(super) fn match_on_entry(self) {
        let columns = Memo::new(move |_| {
            let ready = self.state.fields_load.get() == FieldsLoad::Ready;
            let columns = self
                .state
                .preview
                .with(|preview| preview.as_ref().map(|preview| preview.columns.clone()));
            columns.filter(|_| ready)
        });
        let matched = StoredValue::new(None::<Vec<String>>);
        Effect::new(move |_| {
            if columns.with(Option::is_none) {
                return;
            }
            // The first rows don't wait for it.
            after_paint(move || {
                // Another file may have come in between, which has its own turn.
                let Some(columns) = columns.get_untracked() else { return };
                let untouched = self
                    .state
                    .draft
                    .with_untracked(|draft| *draft == MappingDraft::default());
                if !untouched && matched.with_value(|matched| matched.as_ref() == Some(&columns)) {
                    return;
                }
                let facts = untrack(|| self.state.facts());
                let fields = self.state.fields.get_untracked();
                self.state.draft.set(MappingDraft::matched(&facts, &fields));
                matched.set_value(Some(columns.clone()));
                self.recall(columns);
            });
        });
    }

    /// Asks how the same columns were mapped last time. Without an answer there is nothing to offer.
    fn recall(self, columns: Vec<String>) {
        self.state.recalled.set(None);
        spawn_local(async move {
            let recall = Recall { columns };
            let recalled = match api::imports::recall_import(&recall).await {
                Ok(recalled) => recalled,
                Err(failure) => {
                    self.session.notice(failure);
                    return;
                }
            };
            let still = self.state.preview.with_untracked(|preview| {
                preview
                    .as_ref()
                    .is_some_and(|preview| preview.columns == recall.columns)
            });
            if still {
                self.state.recalled.set(recalled);
            }
        });
    }

    pub(super) fn hear_check(self, event: Event) {
        let size = self
            .state
            .file
            .with_untracked(|file| file.as_ref().map_or(0, |file| file.size));
        let is_last = |generation| self.last_check.get_value() == generation;
        match event {
            Event::Checking {
                generation,
                tally,
                bytes,
            } if is_last(generation) => {
                let share_percent = share_percent(bytes, size);
                self.state.check.set(CheckState::Running { tally, share_percent });
            }
            Event::Checked {
                generation,
                tally,
                evidence,
                elapsed_ms,
            } if is_last(generation) => {
                self.state.check.set(CheckState::Done {
                    tally,
                    evidence,
                    elapsed_ms,
                });
            }
            // Of a mapping that isn't any more.
            _ => {}
        }
    }

    /// Writes the rows with problems into a file and hands it to the browser as a download.
    pub fn download_problem_rows(self) {
        let Some(setup) = self.setup_now() else { return };
        self.state.writing_problem_rows.set(true);
        self.tell_reader(&Command::ProblemRows { setup });
    }

    pub(super) fn save_problem_rows(self, file_name: &str, file: Option<&Blob>) {
        self.state.writing_problem_rows.set(false);
        let Some(url) = file.and_then(|file| Url::create_object_url_with_blob(file).ok()) else {
            return;
        };
        let Ok(link) = document().create_element("a") else {
            return;
        };
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(file_name);
        link.click();
        // The download has begun by then; what it reads stays until it is done.
        set_timeout(move || drop(Url::revoke_object_url(&url)), Duration::from_secs(60));
    }
}
