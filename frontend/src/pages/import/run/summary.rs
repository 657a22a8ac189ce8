//! The summary, which stays: what became of each row.

use leptos::prelude::*;
use muster_shared::api::{Import, ImportSegment, ImportState};

use super::left_out::LeftOutCard;
use super::{RunPage, outcomes};
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::components::result::{Counters, ResultBar};
use crate::format::{LocalTime, counted, duration};
use crate::import::outcome::{Tone, captions, expired, rule, title};
use crate::pages::import::undo::{KeptCard, UndoButton, UndoneCard};
use crate::pages::imports::status::local;

#[component]
pub fn SummaryPart(page: RunPage) -> impl IntoView {
    // Made anew when anything changes but the time of the answer: an open question stays open.
    let known = Memo::new(move |_| {
        page.import().map(|import| Import {
            now: import.created_at,
            ..import
        })
    });
    move || known.get().map(|import| view! { <Summary page import /> })
}

#[component]
fn Summary(page: RunPage, import: Import) -> impl IntoView {
    let (tone, title) = title(&import);
    let (badge, icon, class) = match tone {
        Tone::Ok => ("badge ok", Icon::Check, "s20 ok"),
        Tone::Warn => ("badge warn", Icon::Stop, "s20 warn"),
        Tone::Bad => ("badge bad", Icon::Problem, "s20 bad"),
        Tone::Undone => ("badge", Icon::Undo, "s20 t2"),
    };
    let results = outcomes(import.counts);
    let notes = captions(import.options.existing, import.counts, import.skipped_repeated);
    let never_saved = import.counts.total() == 0;
    let left_out_first = tone == Tone::Bad;
    let (about, facts) = (about(&import), import.clone());
    let result = move || {
        (!never_saved).then(|| {
            view! {
                <section class="card pad" aria-label="Result">
                    <ResultBar outcomes=results />
                    <div class="mt16">
                        <Counters outcomes=results notes=notes.clone() inside=true />
                    </div>
                </section>
            }
        })
    };
    let expired = (import.state == ImportState::Expired)
        .then(|| expired(&import))
        .map(|words| {
            view! {
                <Note tone=NoteTone::Warn>
                    {words} " " <a href="/import">"Start a new import"</a>
                </Note>
            }
        });
    // Nothing was done to anybody: there is no rule to tell of.
    let facts = move || (!never_saved).then(|| view! { <Facts import=facts.clone() /> });
    let left_out = view! { <LeftOutCard id=import.id counts=import.counts /> };
    view! {
        <div class="hero">
            <span class=badge>
                <Ico of=icon class />
            </span>
            <div>
                <h1>{title}</h1>
                <p class="t2 sm">{about}</p>
            </div>
            <span class="sp"></span>
            <UndoButton import=import.clone() on_begun=move |import| {
                page.watched.take(import);
                page.watched.look();
            } />
        </div>
        {import.undo.clone().map(|undo| view! { <UndoneCard undo class="pad" /> })}
        <KeptCard import=import.clone() />
        {expired}
        {if left_out_first {
            // Nothing came in: the reasons matter most.
            (left_out.into_any(), result.into_any(), facts.into_any())
        } else {
            (result.into_any(), facts.into_any(), left_out.into_any())
        }}
    }
}

/// `spring-fair-leads.csv · 14 Apr 2026, 10:42 · 1,000,000 rows in 1 min 8 s`.
fn about(import: &Import) -> String {
    let mut parts = vec![import.file.name.clone()];
    parts.extend(LocalTime::from_milliseconds(import.created_at.timestamp_millis() as f64).map(LocalTime::full));
    let rows = counted(import.records, "row", "rows");
    parts.push(match import.finished_at {
        Some(at) if import.state == ImportState::Finished => {
            let took = (at - import.created_at).num_milliseconds().max(0);
            format!("{rows} in {}", duration(u64::try_from(took).unwrap_or(0)))
        }
        _ => rows,
    });
    parts.join(" · ")
}

/// Segments and the rule.
#[component]
fn Facts(import: Import) -> impl IntoView {
    let segment = |segment: ImportSegment| {
        view! {
            <dt>"Segment"</dt>
            <dd>
                {counted(segment.added, "contact", "contacts")} " added to "
                <a href=format!("/contacts?segment={}", segment.id)>{segment.name}</a>
            </dd>
        }
    };
    let until = import.undo_until.and_then(local);
    let until = until.map(|until| format!("Possible until {}", until.date()));
    view! {
        <section class="card pad-s" aria-label="How it was imported">
            <dl class="kv facts-kv">
                {import.segments.into_iter().map(segment).collect_view()} <dt>"Rule"</dt>
                <dd>{rule(import.options.existing)}</dd> <dt>"Imported by"</dt> <dd>{import.by}</dd>
                {until.map(|until| view! { <dt>"Undo"</dt> <dd>{until}</dd> })}
            </dl>
        </section>
    }
}

#[component]
pub fn SummaryFoot(page: RunPage) -> impl IntoView {
    let left_out = Memo::new(move |_| {
        page.watched.import.with(|import| {
            import
                .as_ref()
                .is_some_and(|i| i.counts.skipped + i.counts.rejected > 0)
        })
    });
    view! {
        <Show when=move || left_out.get()>
            <span class="sm t3 hide-s">
                "The CSV has the imported columns plus “Line” and “Reason”. Fix it and import just that file."
            </span>
        </Show>
        <span class="sp hide-s"></span>
        <a class="btn l" href="/import">
            "Import another"
        </a>
        <a class="btn pri l" href="/contacts">
            "View contacts"
            <Ico of=Icon::Right />
        </a>
    }
}
