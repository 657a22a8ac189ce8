//! What the first file will need, done once out of sight while there is no file: a browser compiles a function when it is first
//! called, which takes longer than to run it, and the first rows and the board of the first file would wait for all of them.

use leptos::prelude::*;
use leptos::tachys::view::Render;
use muster_worker::protocol::Preview;

use super::{map, source};
use crate::import::draft::MappingDraft;
use crate::import::state::{FieldsLoad, ImportState};
use crate::import::{Importer, use_import};

/// Once, with the worker's rows, when the page has nothing else to do.
pub(super) fn rehearse() {
    let importer = use_import();
    let stage = Stage {
        importer,
        step: Owner::current().unwrap_or_default(),
        stands: StoredValue::new(()),
    };
    Effect::new(move |_| {
        if importer.state.fields_load.get() != FieldsLoad::Ready {
            return;
        }
        if let Some(preview) = importer.rehearsal.get() {
            importer.rehearsal.set(None);
            stage.clone().play(preview, 0);
        }
    });
}

/// Where it is done.
#[derive(Clone)]
struct Stage {
    importer: Importer,
    /// Of the step that is shown, with what it provides.
    step: Owner,
    /// As long as the step.
    stands: StoredValue<()>,
}

impl Stage {
    /// Each act in a task of its own, since together they would be a long one; no more of them once there is a file.
    fn play(self, preview: Preview, number: usize) {
        let Some(act) = source::acts().into_iter().chain(map::acts()).nth(number) else {
            return;
        };
        request_idle_callback(move || {
            let source = self.importer.state.source;
            if self.stands.try_get_value().is_none() || source.with_untracked(|source| source.name().is_some()) {
                return;
            }
            self.put_together(preview.clone(), act);
            self.clone().play(preview.clone(), number + 1);
        });
    }

    fn put_together(&self, preview: Preview, act: fn() -> AnyView) {
        let owner = self.step.with(Owner::new);
        owner.with(|| {
            let rehearsed = self.importer.with_open(preview);
            matched(rehearsed.state, &self.importer.state);
            provide_context(rehearsed);
            drop(act().build());
        });
        owner.cleanup();
    }
}

fn matched(state: ImportState, of_account: &ImportState) {
    let fields = of_account.fields.get_untracked();
    let facts = untrack(|| state.facts());
    state.draft.set(MappingDraft::matched(&facts, &fields));
    state.fields.set(fields);
}
