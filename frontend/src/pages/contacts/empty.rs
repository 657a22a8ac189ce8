//! What stands in place of the table when there is nothing to show.

use super::filter::Filter;
use super::list::List;
use super::not_yet;
use crate::components::{
    icon::{Ico, Icon},
    state::Blank,
};
use crate::session::use_session;
use leptos::prelude::*;
use muster_shared::api::Segment;

/// No contacts at all yet (mock-up 05).
#[component]
pub fn NewInstall() -> impl IntoView {
    let session = use_session();
    view! {
        <div class="pb mid">
            <div class="blank">
                <GhostTable />
                <h2>"Import your first contacts"</h2>
                <p>
                    "Bring a CSV file from your old system, your shop or a spreadsheet. The only thing it must have is an email for each person. Muster checks every row before anything is saved."
                </p>
                <Show when=move || session.can_import()>
                    <div class="row mt16">
                        <a class="btn pri l" href="/import">
                            <Ico of=Icon::Import />
                            "Import contacts"
                        </a>
                    </div>
                </Show>
            </div>
        </div>
    }
}

#[component]
fn GhostTable() -> impl IntoView {
    view! {
        <div class="ghost-table" aria-hidden="true">
            {(0..4)
                .map(|_| {
                    view! {
                        <div class="ghost-row">
                            <span class="sk box"></span>
                            <span class="sk b"></span>
                            <span class="sk d"></span>
                            <span class="sk c"></span>
                            <span class="sk d"></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// The filter finds nobody: what was searched, and the two ways out.
#[component]
pub fn NothingFound(list: List, filter: Filter, segment: Signal<Option<Segment>>) -> impl IntoView {
    move || {
        let search = filter.search.get();
        let name = segment.get().map(|segment| segment.name);
        match (search.is_empty(), filter.segment.get().is_some()) {
            (true, _) => view! { <EmptySegment name filter /> }.into_any(),
            (false, in_segment) => {
                let not_yet = list.total().and_then(|total| not_yet(total.unsearched));
                view! { <NoMatch search name in_segment not_yet filter /> }.into_any()
            }
        }
    }
}

#[component]
fn EmptySegment(name: Option<String>, filter: Filter) -> impl IntoView {
    let title = format!("No one in {} yet.", name.unwrap_or_else(|| "this segment".to_owned()));
    view! {
        <div class="pb mid">
            <Blank icon=Icon::Segment title>
                <div class="row mt8">
                    <a class="btn s" href="/import">
                        "Import"
                    </a>
                    <button class="btn s qui" type="button" on:click=move |_| filter.set_segment(None)>
                        "Show all contacts"
                    </button>
                </div>
            </Blank>
        </div>
    }
}

#[component]
fn NoMatch(
    search: String,
    name: Option<String>,
    in_segment: bool,
    not_yet: Option<String>,
    filter: Filter,
) -> impl IntoView {
    let place = name.map(|name| format!(" in {name}")).unwrap_or_default();
    view! {
        <div class="pb mid">
            <Blank icon=Icon::Search title=format!("No contact matches “{search}”")>
                <p class="sm">{format!("Searched email, names and phone{place}.")}</p>
                {not_yet.map(|not_yet| view! { <p class="sm">{not_yet}</p> })}
                <div class="row mt8">
                    {in_segment
                        .then(|| {
                            view! {
                                <button class="btn s" type="button" on:click=move |_| filter.set_segment(None)>
                                    "Search all contacts"
                                </button>
                            }
                        })}
                    <button class="btn s qui" type="button" on:click=move |_| filter.clear_search()>
                        "Clear"
                    </button>
                </div>
            </Blank>
        </div>
    }
}
