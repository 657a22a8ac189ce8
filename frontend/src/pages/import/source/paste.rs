//! Rows pasted from a spreadsheet or a text file.

use leptos::prelude::*;
use std::time::Duration;

use super::dialect::DialectBar;
use super::preview::PreviewTable;
use crate::components::dom::unique_id;
use crate::components::icon::Icon;
use crate::components::pill::{Pill, PillTone};
use crate::components::timer::Timer;
use crate::format::counted;
use crate::import::state::SourceState;
use crate::import::use_import;

/// While typing goes on, nothing is read.
const AFTER_TYPING: Duration = Duration::from_millis(250);

#[component]
pub fn PasteRows() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let timer = Timer::new();
    let input = move |event| {
        state.pasted.set(event_target_value(&event));
        timer.start(AFTER_TYPING, move || importer.open_pasted(state.pasted.get_untracked()));
    };
    let clear = move |_| {
        timer.stop();
        state.pasted.set(String::new());
        importer.open_pasted(String::new());
    };
    let is_read = Memo::new(move |_| {
        let pasted = state
            .source
            .with(|source| source.name().is_some_and(|name| name.pasted));
        pasted && state.preview.with(Option::is_some)
    });
    let (id, hint) = (unique_id("paste"), unique_id("paste-hint"));
    view! {
        <section class="card pad" role="tabpanel" aria-label="Copy and paste">
            <div class="f">
                <label for=id.clone()>"Paste rows from a spreadsheet or a text file"</label>
                <textarea
                    class="in paste"
                    id=id
                    rows="11"
                    spellcheck="false"
                    autocomplete="off"
                    aria-describedby=hint.clone()
                    prop:value=move || state.pasted.get()
                    on:input=input
                ></textarea>
                <div class="row" id=hint>
                    <Shape />
                    <span class="sp"></span>
                    <button
                        class="btn qui s"
                        type="button"
                        disabled=move || state.pasted.with(String::is_empty)
                        on:click=clear
                    >
                        "Clear"
                    </button>
                </div>
            </div>
        </section>
        <Show when=move || is_read.get()>
            <section class="card clip" aria-label="Preview of the pasted rows">
                <header class="bare">
                    <h2>"Preview"</h2>
                </header>
                <DialectBar />
                <PreviewTable label="Pasted rows" />
            </section>
        </Show>
    }
}

/// What was understood, and how much may be pasted.
#[component]
fn Shape() -> impl IntoView {
    let state = use_import().state;
    let pill = move || {
        let open = state
            .source
            .with(|source| matches!(source, SourceState::Open(name) if name.pasted));
        let columns = state
            .preview
            .with(|preview| preview.as_ref().map(|preview| preview.columns.len()));
        let rows = state.rows();
        columns.zip(rows).filter(|_| open).map(|(columns, rows)| {
            let words = format!(
                "{}, {}",
                counted(rows, "row", "rows"),
                counted(columns as u64, "column", "columns")
            );
            view! {
                <Pill tone=PillTone::Ok icon=Icon::Check>
                    {words}
                </Pill>
            }
        })
    };
    view! {
        {pill}
        <span class="hint">"Good for up to 5 MB; for more, use a file."</span>
    }
}
