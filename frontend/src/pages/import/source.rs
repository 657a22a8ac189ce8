//! Step 1: where the contacts come from, how the file is written, and what to do with them.

mod before;
mod choose;
mod chooser;
mod damage;
mod dialect;
mod file_card;
mod foot;
mod options;
mod parts;
mod paste;
mod preview;
mod segments;

pub use foot::SourceFoot;

use leptos::prelude::*;
use muster_shared::intake::{Quote, Stop};
use muster_worker::protocol::Refusal;

use crate::components::gradual::after_a_while;
use crate::components::icon::Icon;
use crate::components::note::{Note, NoteTone};
use crate::components::segmented::{Segment, Tabs};
use crate::import::refusal::Notice;
use crate::import::state::{DialectChange, SourceState, SourceTab};
use crate::import::use_import;
use before::ImportedBeforeNote;
use choose::ChooseFile;
use chooser::{DropTrouble, FileButton, FileInput, provide_chooser};
use dialect::DialectControls;
use file_card::FileCard;
use options::{OptionsCard, WhatWillHappen};
use paste::PasteRows;
use preview::PreviewTable;

#[component]
pub fn SourceStep() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    provide_chooser(importer);
    super::rehearsal::rehearse();
    let tabs = vec![
        Segment::new(SourceTab::File, "CSV file").icon(Icon::File),
        Segment::new(SourceTab::Paste, "Copy and paste").icon(Icon::Paste),
    ];
    let is_slow = after_a_while(move || state.source.with(|source| matches!(source, SourceState::Opening(_))));
    let shows_file = Memo::new(move |_| {
        state.source.with(|source| match source {
            SourceState::Open(name) | SourceState::Stopped { name, .. } => !name.pasted,
            // Most files are open before an empty card could be drawn. One that is read anew has its rows.
            SourceState::Opening(name) => !name.pasted && (is_slow.get() || state.dialect().is_some()),
            // Refused under another reading: the reading can be changed back.
            SourceState::Refused { name, .. } => !name.pasted && state.dialect().is_some(),
            SourceState::Empty => false,
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
                <FileInput />
                <Troubles />
                <ImportedBeforeNote />
                {move || match (state.tab.get(), shows_file.get()) {
                    (SourceTab::Paste, _) => view! { <PasteRows /> }.into_any(),
                    (SourceTab::File, true) => view! { <FileCard /> }.into_any(),
                    (SourceTab::File, false) => view! { <ChooseFile /> }.into_any(),
                }}
            </div>
            <div class="col g16">
                <OptionsCard />
                <WhatWillHappen />
            </div>
        </div>
    }
}

/// What a file brings to this step, part by part as it is needed. Below [`SourceStep`].
pub(super) fn acts() -> [fn() -> AnyView; 3] {
    [
        || view! { <PreviewTable label="" /> }.into_any(),
        || view! { <FileCard /> }.into_any(),
        || view! { <DialectControls more=RwSignal::new(false) more_id=String::new() /> }.into_any(),
    ]
}

/// What keeps the source from being read, with what to do.
#[component]
fn Troubles() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let refused = move || {
        let tab = state.tab.get();
        let crashed = state.crashed.get();
        let is_known = state.dialect().is_some();
        state.source.with(|source| match source {
            SourceState::Refused { name, reason } | SourceState::Stopped { name, reason }
                if name.pasted == (tab == SourceTab::Paste) =>
            {
                let notice = crashed.map_or_else(|| Notice::of(reason), |why| Notice::of_crash(&why));
                Some((name.clone(), notice, remedy(reason).filter(|_| is_known)))
            }
            _ => None,
        })
    };
    let refusal = move || {
        refused().map(|(name, notice, remedy)| {
            let remedy = remedy.map(|(words, change)| {
                view! {
                    <button class="btn s" type="button" on:click=move |_| importer.change_dialect(change)>
                        {words}
                    </button>
                }
            });
            let replace = (!name.pasted).then(|| view! { <FileButton label="Replace file" class="btn s" /> });
            view! {
                <Note tone=NoteTone::Bad role="alert">
                    <b>{notice.title}</b>
                    " "
                    {notice.advice}
                    <p class="xs t2 mt4">{name.name}</p>
                    <div class="row g6 mt8">{remedy} {replace}</div>
                </Note>
            }
        })
    };
    let crash = move || {
        (state.crashed.with(Option::is_some) && refused().is_none()).then(|| {
            view! {
                <Note tone=NoteTone::Warn role="status">
                    <b>"Reading was interrupted and has begun anew."</b>
                    " Your choices and your mapping are kept."
                </Note>
            }
        })
    };
    view! {
        <DropTrouble />
        {refusal}
        {crash}
    }
}

/// The other reading that most likely gets over a refusal.
fn remedy(reason: &Refusal) -> Option<(&'static str, DialectChange)> {
    match reason {
        Refusal::Stop(Stop::RecordTooLong {
            quote_line: Some(_), ..
        }) => Some(("Read quotes as plain characters", DialectChange::Quote(Quote::None))),
        Refusal::HeaderOnly => Some(("It has no column names", DialectChange::Header(false))),
        _ => None,
    }
}
