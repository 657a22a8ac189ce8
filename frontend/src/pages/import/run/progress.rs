//! While it runs: ring, lanes, counters, and whether one may leave. Before a preview is decided upon, nothing is saved: what is
//! compared takes the place of it.

use leptos::prelude::*;
use muster_shared::api::{Import, ImportState};

use super::card::{LaneCounts, Lanes};
use super::left_out::NotImportedSoFar;
use super::stop::StopImport;
use super::{RunPage, outcomes};
use crate::api;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::components::progress::{ProgressState, Ring, share};
use crate::components::result::Counters;
use crate::components::toast::use_toasts;
use crate::format::{self, LocalTime, duration};
use crate::import::outcome::{captions, into_segments};
use crate::import::run::UploadPhase;
use crate::import::stage::{Stage, done, headline, importing, uploaded};

#[component]
pub fn ProgressPart(page: RunPage) -> impl IntoView {
    let import = move || page.import();
    let title = move || {
        import()
            .map(|import| importing(&import, page.run().as_ref()))
            .unwrap_or_default()
    };
    let results = Signal::derive(move || import().map(|import| outcomes(import.counts)).unwrap_or_default());
    let notes = Signal::derive(move || {
        import()
            .map(|import| captions(import.options.existing, import.counts, import.skipped_repeated))
            .unwrap_or_default()
    });
    view! {
        <div>
            <h1>{title}</h1>
            <p class="t2 sm mt4">{move || import().map(|import| about(&import))}</p>
        </div>
        <ProgressCard page />
        <Show when=move || !is_preview(page)>
            <Counters outcomes=results notes />
        </Show>
        <MayLeave page />
        <NotImportedSoFar page />
    }
}

/// Tracked.
fn is_preview(page: RunPage) -> bool {
    page.watched
        .import
        .with(|import| import.as_ref().is_some_and(|import| import.previewed.is_some()))
}

/// `spring-fair-leads.csv into Spring Fair 2026. Started 10:42 by Marta Oliveira.`
fn about(import: &Import) -> String {
    // Milliseconds since 1970 are far below 2^53.
    let started = LocalTime::from_milliseconds(import.created_at.timestamp_millis() as f64);
    let at = started.map(|at| format!(" {}", at.time())).unwrap_or_default();
    format!("{}. Started{at} by {}.", into_segments(import), import.by)
}

#[component]
fn ProgressCard(page: RunPage) -> impl IntoView {
    let counts = Memo::new(move |_| lane_counts(page));
    let done = Memo::new(move |_| share(counts.get().done, counts.get().records));
    let word = Memo::new(move |_| if counts.get().is_preview { "compared" } else { "saved" });
    let state = Signal::derive(move || match counts.get().is_stopped {
        true => ProgressState::Stopped,
        false => ProgressState::Running,
    });
    let line = Memo::new(move |_| {
        let left = page.watched.saved.with(|pace| pace.left());
        page.import()
            .map(|import| headline(&import, page.run().as_ref(), left))
            .unwrap_or_default()
    });
    // Said at every tenth, not at every tick.
    let said = Memo::new(move |_| match done.get() {
        percent if percent < 10.0 => String::new(),
        percent => format!("{} percent {}.", (percent / 10.0).floor() * 10.0, word.get()),
    });
    view! {
        <section class="card pad" aria-label="Progress">
            <div class="prog">
                <Ring label="Import progress" percent=done caption=Signal::derive(move || word.get().to_owned()) state />
                <div class="pdet">
                    <div class="row w rg0">
                        <span class="big-n">{line}</span>
                        <span class="sp"></span>
                        <span class="t2 sm">{move || speed(page)}</span>
                    </div>
                    <Lanes counts class="lanes mt16" />
                </div>
            </div>
        </section>
        <p class="vh" role="status">
            {said}
        </p>
    }
}

fn lane_counts(page: RunPage) -> LaneCounts {
    let Some(import) = page.import() else {
        return LaneCounts::default();
    };
    let run = page.run();
    let phase = run.as_ref().map(|run| &run.phase);
    let holds = matches!(
        phase,
        Some(UploadPhase::Paused | UploadPhase::Waiting { .. } | UploadPhase::SignInNeeded)
    );
    LaneCounts {
        uploaded: uploaded(&import, run.as_ref()),
        done: done(&import),
        records: import.records,
        is_preview: import.previewed.is_some(),
        is_sealed: import.sealed_at.is_some() || phase == Some(&UploadPhase::Sealed),
        is_stopped: holds || import.state == ImportState::Paused,
    }
}

/// `14,800 rows/s · 42 s so far`, of what moves now.
fn speed(page: RunPage) -> String {
    let Some(import) = page.import() else {
        return String::new();
    };
    let pace = match page.stage() {
        Some(Stage::UploadingHere) => page.importer.uploaded.with(|pace| pace.rate()),
        _ => page.watched.saved.with(|pace| pace.rate()),
    };
    let so_far = (import.now - import.created_at).num_milliseconds().max(0);
    let so_far = format!("{} so far", duration(u64::try_from(so_far).unwrap_or(0)));
    match pace {
        Some(rate) => format!("{} · {so_far}", format::rate(rate)),
        None => so_far,
    }
}

/// Whether closing the tab would interrupt it: three texts, never the wrong one.
#[component]
fn MayLeave(page: RunPage) -> impl IntoView {
    let importer = page.importer;
    let soon = Memo::new(move |_| importer.uploaded.with(|pace| pace.left_within()));
    let reason = Memo::new(move |_| {
        page.watched.import.with(|import| {
            let import = import.as_ref().filter(|import| import.state == ImportState::Paused)?;
            import.paused_reason.clone()
        })
    });
    let sealed = Memo::new(move |_| lane_counts(page).is_sealed);
    let stage = Memo::new(move |_| page.stage());
    let compares = Memo::new(move |_| is_preview(page));
    let imports = || view! { <a href="/imports">"Imports"</a> };
    view! {
        {move || {
            reason
                .get()
                .map(|reason| {
                    view! {
                        <Note tone=NoteTone::Warn role="status">
                            <b>{if compares.get() { "Comparing is on hold." } else { "Saving is on hold." }}</b>
                            " "
                            {reason}
                        </Note>
                    }
                })
        }}
        {move || page.watched.failure.with(Option::is_some).then(|| view! { <Silent /> })}
        {move || match (sealed.get(), stage.get()) {
            (true, _) if compares.get() => view! {
                <Note tone=NoteTone::Ok role="status">
                    <b>"You can leave now."</b>
                    " Everything is uploaded, so the preview is made by itself. It waits for you in " {imports()}
                    "; nothing is written before you decide."
                </Note>
            }
            .into_any(),
            (true, _) => view! {
                <Note tone=NoteTone::Ok role="status">
                    <b>"You can leave now."</b>
                    " Everything is uploaded, so the import goes on by itself. Close the tab if you like; the summary will be in "
                    {imports()}
                    "."
                </Note>
            }
            .into_any(),
            (false, Some(Stage::UploadingElsewhere)) => view! {
                <Note tone=NoteTone::Info>
                    <b>"Another tab or browser uploads this file."</b>
                    " It is needed until the upload is done; this page only looks on."
                </Note>
            }
            .into_any(),
            _ => view! {
                <Note tone=NoteTone::Info>
                    <b>
                        {move || match soon.get() {
                            Some(span) => format!("Keep this tab open for {span} more,"),
                            None => "Keep this tab open".to_owned(),
                        }}
                    </b>
                    {move || {
                        if compares.get() {
                            " until the upload is done. After that you can leave this page or close the browser: the preview is made by itself, and waits for you in "
                        } else {
                            " until the upload is done. After that you can leave this page or close the browser: the import goes on by itself, and this summary is kept in "
                        }
                    }}
                    {imports()}
                    "."
                </Note>
            }
            .into_any(),
        }}
    }
}

/// The server doesn't answer: the numbers may be old.
#[component]
fn Silent() -> impl IntoView {
    view! {
        <Note tone=NoteTone::Warn icon=Icon::Offline role="status">
            <b>"Muster isn't answering."</b>
            " The numbers are the last ones known. It is asked again every few seconds."
        </Note>
    }
}

#[component]
pub fn ProgressFoot(page: RunPage) -> impl IntoView {
    let importer = page.importer;
    let watched = page.watched;
    let stage = Memo::new(move |_| page.stage());
    let is_paused = Memo::new(move |_| {
        let here = page.run().is_some_and(|run| run.phase == UploadPhase::Paused);
        here || watched
            .import
            .with(|i| i.as_ref().is_some_and(|i| i.state == ImportState::Paused))
    });
    let waits = Memo::new(move |_| {
        page.run()
            .is_some_and(|run| matches!(run.phase, UploadPhase::Waiting { .. }))
    });
    let toasts = use_toasts();
    let toggle = move |_| match (stage.get_untracked(), is_paused.get_untracked()) {
        (Some(Stage::UploadingHere), true) => importer.resume_upload(),
        (Some(Stage::UploadingHere), false) => importer.pause_upload(),
        (_, true) => watched.ask(toasts, api::imports::resume_import(watched.id)),
        (_, false) => watched.ask(toasts, api::imports::pause_import(watched.id)),
    };
    view! {
        <StopImport page />
        <span class="sp hide-s"></span>
        <span class="sm t3 hide-s">
            {move || if is_preview(page) { "Nothing is written yet." } else { "Cancel keeps what is saved." }}
        </span>
        <Show when=move || waits.get()>
            <button class="btn l" type="button" on:click=move |_| importer.resume_upload()>
                <Ico of=Icon::Refresh />
                "Try now"
            </button>
        </Show>
        <Show when=move || stage.get() != Some(Stage::UploadingElsewhere)>
            <button class="btn l" type="button" on:click=toggle>
                {move || {
                    if is_paused.get() {
                        view! {
                            <Ico of=Icon::Play />
                            "Resume"
                        }
                            .into_any()
                    } else {
                        view! {
                            <Ico of=Icon::Pause />
                            "Pause"
                        }
                            .into_any()
                    }
                }}
            </button>
        </Show>
        <Show when=move || stage.get() == Some(Stage::Saving)>
            <a class="btn l" href="/contacts">
                "Go to contacts"
            </a>
        </Show>
    }
}
