//! Saving could not go on: what happened, who can mend it, and how it goes on.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::api::Import;
use wasm_bindgen_futures::JsFuture;

use super::card::{LaneCounts, Lanes};
use super::{RunPage, outcomes};
use crate::api;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::components::result::Counters;
use crate::components::toast::use_toasts;
use crate::format::{LocalTime, count};
use crate::import::outcome::title;
use crate::import::stage::done;

#[component]
pub fn FailedPart(page: RunPage) -> impl IntoView {
    let known = Memo::new(move |_| page.import());
    let counts = Signal::derive(move || {
        known.get().map_or_else(LaneCounts::default, |import| LaneCounts {
            uploaded: import.uploaded,
            done: done(&import),
            records: import.records,
            is_preview: import.previewed.is_some(),
            is_sealed: true,
            is_stopped: true,
        })
    });
    let results = Signal::derive(move || known.get().map(|import| outcomes(import.counts)).unwrap_or_default());
    view! {
        <div class="hero">
            <span class="badge bad">
                <Ico of=Icon::Problem class="s20 bad" />
            </span>
            <div>
                <h1>{move || known.get().map(|import| title(&import).1)}</h1>
                <p class="t2 sm">{move || known.get().map(|import| where_it_stopped(&import))}</p>
            </div>
        </div>
        <Note tone=NoteTone::Bad role="alert">
            <b>{move || known.get().and_then(|import| import.paused_reason)}</b>
            " "
            {move || {
                let next = counts.get().done + 1;
                format!("“Try again” goes on from row {}; you don't need the file any more.", count(next))
            }}
            <p class="xs mt4 mono">{move || known.get().map(|import| details(&import))}</p>
        </Note>
        <section class="card pad">
            <Lanes counts />
        </section>
        <Counters outcomes=results />
    }
}

fn where_it_stopped(import: &Import) -> String {
    match import.counts.total() {
        0 => "No row was saved.".to_owned(),
        n => format!("Saving stopped at row {}. The rows before it are saved.", count(n + 1)),
    }
}

/// For whoever runs the server.
fn details(import: &Import) -> String {
    let at = LocalTime::from_milliseconds(import.now.timestamp_millis() as f64);
    let at = at.map(|at| format!(" · {}", at.full())).unwrap_or_default();
    format!(
        "import {} · {} · {} of {} rows saved{at}",
        import.number,
        import.id,
        count(import.counts.total()),
        count(import.records)
    )
}

#[component]
pub fn FailedFoot(page: RunPage) -> impl IntoView {
    let toasts = use_toasts();
    let copy = move |_| {
        let Some(import) = page.watched.import.get_untracked() else {
            return;
        };
        let text = format!(
            "{}\n{}",
            import.paused_reason.clone().unwrap_or_default(),
            details(&import)
        );
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            match written {
                Ok(_) => toasts.ok("Details copied."),
                Err(_) => toasts.error("The browser didn't allow copying. Select the grey line and copy it."),
            }
        });
    };
    view! {
        <a class="btn l hide-s" href="/imports">
            "All imports"
        </a>
        <span class="sp hide-s"></span>
        <button class="btn l hide-s" type="button" on:click=copy>
            <Ico of=Icon::Copy />
            "Copy details"
        </button>
        <button
            class="btn pri l"
            type="button"
            on:click=move |_| page.watched.ask(toasts, api::imports::resume_import(page.watched.id))
        >
            <Ico of=Icon::Refresh />
            "Try again"
        </button>
    }
}
