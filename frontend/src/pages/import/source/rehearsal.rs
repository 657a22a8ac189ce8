//! What the first file will need, done once out of sight while there is no file: a browser compiles a function when it is first
//! called, which takes longer than to run it, and the first rows of the first file would wait for all of them.

use leptos::prelude::*;
use leptos::tachys::view::Render;
use muster_worker::protocol::Preview;

use super::file_card::FileCard;
use crate::import::draft::MappingDraft;
use crate::import::state::FieldsLoad;
use crate::import::use_import;

/// Once, with the worker's rows, when the page has nothing else to do.
pub(super) fn rehearse() {
    let importer = use_import();
    let owner = Owner::current().unwrap_or_default();
    Effect::new(move |_| {
        if importer.state.fields_load.get() != FieldsLoad::Ready {
            return;
        }
        if let Some(preview) = importer.rehearsal.get() {
            importer.rehearsal.set(None);
            let owner = owner.clone();
            request_idle_callback(move || {
                put_together(&owner, preview.clone());
                let facts = preview.facts.clone();
                // In a task of its own: together they would be a long one.
                request_idle_callback(move || {
                    let fields = importer.state.fields.get_untracked();
                    drop(MappingDraft::matched(&facts, &fields));
                });
            });
        }
    });
}

fn put_together(page: &Owner, preview: Preview) {
    let owner = page.with(Owner::new);
    owner.with(|| {
        provide_context(use_import().with_open(preview));
        drop(view! { <FileCard /> }.build());
    });
    owner.cleanup();
}
