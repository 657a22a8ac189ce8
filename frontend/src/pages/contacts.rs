//! All contacts (mock-ups 03 and 05): search, segment, and every row by scrolling.

mod columns;
mod empty;
mod filter;
mod list;
mod rows;

use crate::api;
use crate::components::{
    field::SearchInput,
    icon::{Ico, Icon},
    state::Failed,
};
use crate::format::count;
use crate::session::{use_loaded, use_session};
use empty::{NewInstall, NothingFound};
use filter::{Filter, SegmentFilter, use_filter};
use leptos::prelude::*;
use leptos_meta::Title;
use list::{ContactList, List, use_list};
use muster_shared::api::{Segment, Total};
use muster_shared::{Field, field::system_fields};

#[component]
pub fn ContactsPage() -> impl IntoView {
    let session = use_session();
    let filter = use_filter();
    let segments = use_loaded(api::segments::list_segments);
    let list = use_list(filter);
    let views = use_loaded(api::fields::list_fields);
    // Until the account's own are here, those that every account has.
    let fields = Memo::new(move |_| match views.value.get() {
        Some(views) => views.into_iter().map(|view| view.field).collect(),
        None => system_fields(),
    });
    let segment = Memo::new(move |_| {
        let id = filter.segment.get()?;
        segments
            .value
            .with(|segments| segments.as_ref()?.iter().find(|segment| segment.id == id).cloned())
    });
    let is_new = Memo::new(move |_| list.total().is_some_and(|total| total.total == 0) && filter.is_empty());
    let total = move || {
        session
            .totals()
            .map_or_else(|| "…".to_owned(), |totals| count(totals.contacts))
    };
    view! {
        <Title text="Contacts" />
        <div class="ph">
            <h1>"Contacts"<span class="c">{total}</span></h1>
            <span class="sp"></span>
            <Show when=move || session.can_import()>
                <ImportLink />
            </Show>
        </div>
        {move || match is_new.get() {
            true => view! { <NewInstall /> }.into_any(),
            false => {
                view! {
                    <div class="tb">
                        <SearchInput
                            label="Search contacts"
                            placeholder="Search name, email or phone"
                            value=filter.text
                        />
                        <SegmentFilter filter segment segments />
                        <span class="sp"></span>
                        <span class="sm t3 hide-m" role="status">
                            {move || found(list.total(), filter, segment.get())}
                        </span>
                    </div>
                    <Found list fields filter segment />
                }
                    .into_any()
            }
        }}
    }
}

/// What the filter finds, in words; empty without one.
fn found(total: Option<Total>, filter: Filter, segment: Option<Segment>) -> String {
    match (total, filter.search.with(String::is_empty), segment) {
        (None, ..) | (_, true, None) => String::new(),
        (Some(total), true, Some(_)) => format!("{} in this segment", count(total.total)),
        (Some(total), false, _) => search_found(total),
    }
}

fn search_found(total: Total) -> String {
    let found = match total.has_more {
        true => format!("More than {} found", count(total.total)),
        false => format!("{} found", count(total.total)),
    };
    match not_yet(total.unsearched) {
        Some(not_yet) => format!("{found}. {not_yet}"),
        None => found,
    }
}

/// What a search may have missed.
fn not_yet(unsearched: u64) -> Option<String> {
    (unsearched > 0).then(|| format!("{} saved just now can be found in a few minutes.", count(unsearched)))
}

#[component]
fn ImportLink() -> impl IntoView {
    view! {
        <a class="btn pri" href="/import" aria-keyshortcuts="I">
            <Ico of=Icon::Import />
            "Import"
            <span class="k" aria-hidden="true">
                "I"
            </span>
        </a>
    }
}

/// The table, or why there is none.
#[component]
fn Found(
    list: List,
    #[prop(into)] fields: Signal<Vec<Field>>,
    filter: Filter,
    #[prop(into)] segment: Signal<Option<Segment>>,
) -> impl IntoView {
    let answered = Memo::new(move |_| list.answered.get());
    let nothing = Memo::new(move |_| list.total().is_some_and(|total| total.total == 0));
    let why = Memo::new(move |_| list.failure());
    view! {
        {move || {
            why.get()
                .map(|why| {
                    view! {
                        <div class="offbar">
                            <Failed title="Contacts didn't load." why on_retry=move || list.reload() />
                        </div>
                    }
                })
        }}
        {move || match nothing.get() {
            true => view! { <NothingFound list filter segment /> }.into_any(),
            false => {
                // Another question's rows start at the top: the table is made anew.
                answered.track();
                view! { <ContactList list fields segment /> }.into_any()
            }
        }}
    }
}
