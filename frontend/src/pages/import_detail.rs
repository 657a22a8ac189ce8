//! One import (mock-up 23): what it did, how it read its file, what it left out.

mod mapping;
mod reading;

use crate::api;
use crate::components::{
    icon::{Ico, Icon},
    note::{Note, NoteTone},
    result::{Counters, ResultBar},
    shell::initials,
    state::Blank,
};
use crate::format::{LocalTime, count, counted, size};
use crate::import::consent::CONSENT;
use crate::import::outcome::expired;
use crate::pages::import::LeftOutCard;
use crate::pages::import::undo::{KeptCard, UndoButton, UndoneCard};
use crate::pages::imports::{
    outcomes,
    status::{StatusPill, local, took},
};
use crate::session::{Loaded, WhenLoaded, use_loaded};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use mapping::MappingCard;
use muster_shared::api::{Import, ImportState, LeftOutKind};
use muster_shared::merge::{Existing, Resubscribe};
use muster_shared::repeated::Repeats;
use reading::dialect_words;
use std::time::Duration;
use uuid::Uuid;

/// How often an import under way is looked at again.
const LOOK_EVERY: Duration = Duration::from_secs(2);

#[component]
pub fn ImportDetailPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id"))?.parse::<Uuid>().ok());
    move || match id.get() {
        Some(id) => view! { <Detail id /> }.into_any(),
        None => view! { <super::not_found::NotFoundPage /> }.into_any(),
    }
}

#[component]
fn Detail(id: Uuid) -> impl IntoView {
    let import = use_loaded(move || api::imports::get_import(id));
    look_while_under_way(import);
    let name = move || {
        import
            .value
            .with(|import| import.as_ref().map(|import| import.file.name.clone()))
    };
    let left_out = Memo::new(move |_| {
        import.value.with(|import| {
            import
                .as_ref()
                .map_or(0, |one| one.counts.rejected + one.counts.skipped)
        })
    });
    let query = use_query_map();
    let is_summary = Memo::new(move |_| query.with(|query| query.get("tab")).as_deref() != Some("not-imported"));
    let current = move |summary: bool| (is_summary.get() == summary).then_some("page");
    view! {
        <Title text=move || name().unwrap_or_else(|| "Import".to_owned()) />
        <Head import />
        <nav class="tabs" aria-label="Import sections">
            <a href=format!("/imports/{id}") aria-current=move || current(true)>
                "Summary"
            </a>
            <a href=format!("/imports/{id}?tab=not-imported") aria-current=move || current(false)>
                "Not imported "
                <span class="c">{move || count(left_out.get())}</span>
            </a>
        </nav>
        <div class="pb top">
            <WhenLoaded of=import loading="Loading the import" failed="The import didn't load.">
                {move || match is_summary.get() {
                    true => view! { <Summary import=import.value /> }.into_any(),
                    false => view! { <NotImported import=import.value /> }.into_any(),
                }}
            </WhenLoaded>
        </div>
    }
}

fn look_while_under_way(import: Loaded<Import>) {
    let under_way = move || {
        import
            .value
            .with_untracked(|import| import.as_ref().is_some_and(|import| !import.state.is_over()))
    };
    let look = move || {
        if !document().hidden() && under_way() {
            import.reload();
        }
    };
    let timer = set_interval_with_handle(look, LOOK_EVERY).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
}

#[component]
fn Head(import: Loaded<Import>) -> impl IntoView {
    let import = import.value;
    view! {
        <div class="ph">
            <div class="min0">
                <div class="crumb">
                    <a href="/imports">"Imports"</a>
                    <Ico of=Icon::Ahead class="s12" />
                    <span>{move || import.with(|import| import.as_ref().map(|import| import.number.to_string()))}</span>
                </div>
                <h1 class="row">
                    {move || match import.get() {
                        Some(import) => {
                            view! {
                                <span class="el">{import.file.name.clone()}</span>
                                <StatusPill import=&import />
                            }
                                .into_any()
                        }
                        None => "Import".into_any(),
                    }}
                </h1>
            </div>
            <span class="sp"></span>
            {move || import.get().map(|one| view! { <Actions import=one on_begun=move |one| import.set(Some(one)) /> })}
        </div>
    }
}

#[component]
fn Actions(import: Import, #[prop(into)] on_begun: Callback<Import>) -> impl IntoView {
    let id = import.id;
    let rejected = (import.counts.rejected > 0).then(|| {
        view! {
            <a class="btn" href=api::imports::left_out_csv(id, LeftOutKind::Rejected) download="">
                <Ico of=Icon::Export />
                "Rejected rows"
            </a>
        }
    });
    let run = (!import.state.is_over()).then(|| {
        view! {
            <a class="btn" href=format!("/import/{id}")>
                {if import.state == ImportState::Previewed { "Look at the preview" } else { "Open its progress" }}
            </a>
        }
    });
    view! {
        {rejected}
        {run}
        <UndoButton import on_begun />
    }
}

#[component]
fn Summary(import: RwSignal<Option<Import>>) -> impl IntoView {
    move || {
        import.get().map(|import| {
            let numbers = outcomes(&import);
            view! {
                <div class="dt">
                    <div class="col g16 min0">
                        {(import.state == ImportState::Expired)
                            .then(|| expired(&import))
                            .map(|words| view! { <Note tone=NoteTone::Warn>{words}</Note> })}
                        <section class="card p16" aria-label="Result">
                            <ResultBar outcomes=numbers />
                            <div class="mt8">
                                <Counters outcomes=numbers inside=true />
                            </div>
                        </section>
                        <KeptCard import=import.clone() />
                        <MappingCard import=import.clone() />
                    </div>
                    <aside class="col g16" aria-label="About this import">
                        <About import=import.clone() />
                        <Options import=import.clone() />
                        <UndoNote import />
                    </aside>
                </div>
            }
        })
    }
}

#[component]
fn About(import: Import) -> impl IntoView {
    view! {
        <section class="card p16">
            <h2>"About"</h2>
            <dl class="kv mt8">
                <dt>"By"</dt>
                <dd class="row g6">
                    <span class="av" aria-hidden="true">{initials(&import.by)}</span>
                    {import.by.clone()}
                </dd>
                <dt>"Started"</dt>
                <dd>{local(import.created_at).map(LocalTime::full)}</dd>
                <dt>"Took"</dt>
                <dd>{took(&import)}</dd>
                <dt>"File"</dt>
                <dd>{format!("{}, {}", size(import.file.size), counted(import.records, "row", "rows"))}</dd>
                <dt>"Read as"</dt>
                <dd>{dialect_words(import.dialect, import.file.part.as_deref())}</dd>
            </dl>
        </section>
    }
}

#[component]
fn Options(import: Import) -> impl IntoView {
    let checked: &[&str] = match import.options.existing {
        Existing::Leave => &[],
        Existing::Override => &["Override existing"],
        Existing::FillEmpty => &["Override existing", "Update only empty fields"],
    };
    let repeats = match import.options.repeats {
        Repeats::KeepLast => None,
        Repeats::KeepFirst => Some("Of repeated emails, keep the first"),
        Repeats::RejectAll => Some("Reject repeated emails"),
    };
    let consent = match import.options.resubscribe {
        Resubscribe::Never => None,
        Resubscribe::WithConsent => Some(CONSENT),
    };
    let none = checked.is_empty() && repeats.is_none() && import.segments.is_empty();
    let tick = || view! { <Ico of=Icon::Check class="s14 ok" /> };
    let segments = import.segments.into_iter().map(|segment| {
        view! {
            <li class="row g6">
                {tick()}
                "Add to "
                <a href=format!("/contacts?segment={}", segment.id)>{segment.name}</a>
            </li>
        }
    });
    view! {
        <section class="card p16">
            <h2>"Options"</h2>
            <ul class="col mt8 sm g6">
                {checked.iter().chain(&repeats).chain(&consent).map(|label| view! { <li class="row g6">{tick()}{*label}</li> }).collect_view()}
                {segments.collect_view()}
                {none.then(|| view! { <li class="t2">"None: existing contacts are left as they are."</li> })}
            </ul>
        </section>
    }
}

/// Whether it can be undone, or what came of it.
#[component]
fn UndoNote(import: Import) -> impl IntoView {
    let counts = import.counts;
    let contacts = |n| counted(n, "contact", "contacts");
    match (import.undo, import.undo_until.and_then(local)) {
        (Some(undo), _) => view! { <UndoneCard undo class="p16" /> }.into_any(),
        (None, Some(until)) => view! {
            <section class="card p16">
                <h2>"Undo"</h2>
                <p class="sm t2 mt8">
                    {format!(
                        "Possible until {}. It deletes the {} that this import created and puts back the old values of {} \
                         others, but for what was changed since.",
                        until.date(),
                        contacts(counts.created),
                        count(counts.updated),
                    )}
                </p>
            </section>
        }
        .into_any(),
        (None, None) => ().into_any(),
    }
}

#[component]
fn NotImported(import: RwSignal<Option<Import>>) -> impl IntoView {
    // The card loads by itself; it is made anew when the numbers change, not at every look.
    let facts = Memo::new(move |_| import.with(|import| import.as_ref().map(|one| (one.id, one.counts, one.state))));
    move || {
        facts
            .get()
            .map(|(id, counts, state)| match counts.rejected + counts.skipped {
                0 if state == ImportState::Expired => {
                    view! { <Blank icon=Icon::Close title="Nothing of the file was imported." /> }.into_any()
                }
                0 if state.is_over() => view! { <Blank icon=Icon::Done title="Every row was imported." /> }.into_any(),
                0 => view! { <Blank icon=Icon::Done title="No row was left out so far." /> }.into_any(),
                _ => view! { <LeftOutCard id counts /> }.into_any(),
            })
    }
}
