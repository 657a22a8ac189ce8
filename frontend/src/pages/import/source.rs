//! Step 1: where the contacts come from, how the file is written, and what to do with them.

mod choose;
mod file_card;
mod foot;
mod options;
mod paste;
mod preview;
mod segments;

pub use foot::SourceFoot;

use leptos::{ev, prelude::*};

use crate::components::icon::Icon;
use crate::components::note::{Note, NoteTone};
use crate::components::segmented::{Segment, Tabs};
use crate::import::refusal::Notice;
use crate::import::state::{SourceState, SourceTab};
use crate::import::{Importer, use_import};
use choose::ChooseFile;
use file_card::FileCard;
use options::{OptionsCard, WhatWillHappen};
use paste::PasteRows;

#[component]
pub fn SourceStep() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let over = drop_anywhere(importer);
    let tabs = vec![
        Segment::new(SourceTab::File, "CSV file").icon(Icon::File),
        Segment::new(SourceTab::Paste, "Copy and paste").icon(Icon::Paste),
    ];
    let shows_file = Memo::new(move |_| {
        state.source.with(|source| match source {
            SourceState::Opening(name) | SourceState::Open(name) | SourceState::Stopped { name, .. } => !name.pasted,
            SourceState::Empty | SourceState::Refused { .. } => false,
        })
    });
    view! {
        <h1 class="vh">"Step 1 of 3, source"</h1>
        <div class="src">
            <div class="col g16">
                <Tabs
                    label="Where the contacts come from"
                    parts=tabs
                    value=state.tab
                    on_pick=move |tab| state.tab.set(tab)
                />
                <Troubles />
                {move || match (state.tab.get(), shows_file.get()) {
                    (SourceTab::Paste, _) => view! { <PasteRows /> }.into_any(),
                    (SourceTab::File, true) => view! { <FileCard over /> }.into_any(),
                    (SourceTab::File, false) => view! { <ChooseFile over /> }.into_any(),
                }}
            </div>
            <div class="col g16">
                <OptionsCard />
                <WhatWillHappen />
            </div>
        </div>
    }
}

/// What keeps the source from being read, with what to do.
#[component]
fn Troubles() -> impl IntoView {
    let state = use_import().state;
    let refused = move || {
        let tab = state.tab.get();
        let crashed = state.crashed.get();
        state.source.with(|source| match source {
            SourceState::Refused { name, reason } | SourceState::Stopped { name, reason }
                if name.pasted == (tab == SourceTab::Paste) =>
            {
                let notice = crashed.map_or_else(|| Notice::of(reason), |why| Notice::of_crash(&why));
                Some((name.name.clone(), notice))
            }
            _ => None,
        })
    };
    view! {
        {move || {
            refused()
                .map(|(name, notice)| {
                    view! {
                        <Note tone=NoteTone::Bad role="alert">
                            <b>{notice.title}</b>
                            " "
                            {notice.advice}
                            <p class="xs t2 mt4">{name}</p>
                        </Note>
                    }
                })
        }}
        {move || {
            (state.crashed.with(Option::is_some) && refused().is_none())
                .then(|| {
                    view! {
                        <Note tone=NoteTone::Warn role="status">
                            <b>"Reading was interrupted and has begun anew."</b>
                            " Your choices and your mapping are kept."
                        </Note>
                    }
                })
        }}
    }
}

/// The whole window takes a file while this step is shown; true while one is held over it.
fn drop_anywhere(importer: Importer) -> RwSignal<bool> {
    let over = RwSignal::new(false);
    let brings_file = |event: &ev::DragEvent| {
        event
            .data_transfer()
            .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let listeners = [
        window_event_listener(ev::dragover, move |event| {
            if brings_file(&event) {
                event.prevent_default();
                if !over.get_untracked() {
                    over.set(true);
                }
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            // Between elements of the page the pointer is still over it.
            if event.related_target().is_none() {
                over.set(false);
            }
        }),
        window_event_listener(ev::drop, move |event| {
            over.set(false);
            if !brings_file(&event) {
                return;
            }
            event.prevent_default();
            let file = event
                .data_transfer()
                .and_then(|data| data.files())
                .and_then(|files| files.get(0));
            if let Some(file) = file {
                importer.state.tab.set(SourceTab::File);
                importer.open_file(file);
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    over
}
