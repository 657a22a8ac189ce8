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
    let page = Owner::current().unwrap_or_default();
    Effect::new(move |_| {
        if importer.state.fields_load.get() != FieldsLoad::Ready {
            return;
        }
        if let Some(preview) = importer.rehearsal.get() {
            importer.rehearsal.set(None);
            play(importer, page.clone(), preview, 0);
        }
    });
}

/// Each act in a task of its own, since together they would be a long one; no more of them once there is a file.
fn play(importer: Importer, page: Owner, preview: Preview, number: usize) {
    let Some(act) = source::acts().into_iter().chain(map::acts()).nth(number) else {
        return;
    };
    request_idle_callback(move || {
        if importer.state.source.with_untracked(|source| source.name().is_some()) {
            return;
        }
        put_together(importer, &page, preview.clone(), act);
        play(importer, page.clone(), preview.clone(), number + 1);
    });
}

fn put_together(importer: Importer, page: &Owner, preview: Preview, act: fn() -> AnyView) {
    let owner = page.with(Owner::new);
    owner.with(|| {
        let rehearsed = importer.with_open(preview);
        matched(rehearsed.state, &importer.state);
        provide_context(rehearsed);
        drop(act().build());
    });
    owner.cleanup();
}

fn matched(state: ImportState, of_account: &ImportState) {
    let fields = of_account.fields.get_untracked();
    let facts = untrack(|| state.facts());
    state.draft.set(MappingDraft::matched(&facts, &fields));
    state.fields.set(fields);
}
