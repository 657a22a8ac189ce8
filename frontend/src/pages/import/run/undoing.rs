//! While an import is undone: how far it is, and what it did so far.

use leptos::prelude::*;
use muster_shared::api::{Import, Undo};

use super::RunPage;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::components::progress::{ProgressState, Ring};
use crate::format::{LocalTime, count};
use crate::pages::imports::status::local;

#[component]
pub fn UndoingPart(page: RunPage) -> impl IntoView {
    let undo = Memo::new(move |_| page.watched.import.with(|import| import.as_ref()?.undo.clone()));
    let about = move || page.import().map(|import| about(&import)).unwrap_or_default();
    let percent = Memo::new(move |_| undo.with(|undo| undo.as_ref().map_or(0, Undo::percent)));
    let waits = Memo::new(move |_| undo.with(|undo| undo.as_ref()?.waiting_reason.clone()));
    let line = move || match undo.get() {
        Some(Undo { contacts: None, .. }) | None => "Getting ready…".to_owned(),
        Some(_) => page
            .watched
            .saved
            .with(|pace| pace.left())
            .unwrap_or_else(|| "Undoing…".to_owned()),
    };
    // Said at every tenth, not at every tick.
    let said = Memo::new(move |_| match percent.get() {
        0..10 => String::new(),
        percent => format!("{} percent undone.", percent / 10 * 10),
    });
    view! {
        <div>
            <h1>"Undoing…"</h1>
            <p class="t2 sm mt4">{about}</p>
        </div>
        <section class="card pad" aria-label="Progress">
            <div class="prog">
                <Ring
                    label="Undo progress"
                    percent=Signal::derive(move || f64::from(percent.get()))
                    caption="undone"
                    state=Signal::derive(move || match waits.with(Option::is_some) {
                        true => ProgressState::Stopped,
                        false => ProgressState::Running,
                    })
                />
                <div class="pdet">
                    <span class="big-n">{line}</span>
                    <p class="t2 sm mt4">{move || undo.get().and_then(|undo| looked_at(&undo))}</p>
                </div>
            </div>
        </section>
        <p class="vh" role="status">
            {said}
        </p>
        {move || undo.get().map(|undo| view! { <Counters undo /> })}
        {move || {
            waits
                .get()
                .map(|reason| {
                    view! {
                        <Note tone=NoteTone::Warn role="status">
                            <b>"The undo waits."</b>
                            " "
                            {reason}
                        </Note>
                    }
                })
        }}
        <Note tone=NoteTone::Ok>
            <b>"You can leave now."</b>
            " The undo goes on by itself; what it did will be in "
            <a href="/imports">"Imports"</a>
            "."
        </Note>
    }
}

/// `spring-fair-leads.csv. Undone by Marta Oliveira since 10:42.`
fn about(import: &Import) -> String {
    let Some(undo) = &import.undo else {
        return import.file.name.clone();
    };
    let since = local(undo.started_at).map(LocalTime::time).unwrap_or_default();
    format!("{}. Asked for by {} at {since}.", import.file.name, undo.by)
}

/// `12,000 of 1,284,112 contacts looked at`.
fn looked_at(undo: &Undo) -> Option<String> {
    let contacts = undo.contacts?;
    let looked_at = undo.looked_at.min(contacts);
    Some(format!(
        "{} of {} contacts looked at",
        count(looked_at),
        count(contacts)
    ))
}

#[component]
fn Counters(undo: Undo) -> impl IntoView {
    let counter = |(name, n, note): (&'static str, u64, &'static str)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{count(n)} <small>{note}</small></dd>
            </div>
        }
    };
    let counts = undo.counts;
    let all = [
        ("Deleted", counts.deleted, "created by it"),
        ("Restored", counts.restored, "old values back"),
        ("Left", undo.left, "segment places"),
        ("Kept", counts.kept, "changed since"),
    ];
    view! { <dl class="stats four">{all.map(counter).collect_view()}</dl> }
}

#[component]
pub fn UndoingFoot() -> impl IntoView {
    view! {
        <span class="sp hide-s"></span>
        <a class="btn l" href="/imports">
            "Imports"
        </a>
        <a class="btn pri l" href="/contacts">
            "View contacts"
            <Ico of=Icon::Right />
        </a>
    }
}
