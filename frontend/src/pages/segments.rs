//! Segments (mock-up 27): new, rename, delete.

mod dialogs;

use crate::api;
use crate::components::{
    field::SearchInput,
    icon::{Ico, Icon},
    menu::{Menu, MenuItem},
    popover::Place,
    state::Blank,
};
use crate::format::{LocalTime, count, percent};
use crate::session::{WhenLoaded, use_loaded, use_session};
use dialogs::{DeleteDialog, NameDialog};
use leptos::prelude::*;
use leptos_meta::Title;
use muster_shared::api::Segment;

/// Which dialog is open, and about what.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    Rename(Segment),
    Delete(Segment),
}

/// What the rows of the table can do.
#[derive(Clone, Copy)]
struct Screen {
    open: RwSignal<Option<Open>>,
    /// Contacts of the account, for the share.
    contacts: Signal<u64>,
    can_change: Signal<bool>,
}

#[component]
pub fn SegmentsPage() -> impl IntoView {
    let session = use_session();
    let segments = use_loaded(api::segments::list_segments);
    let find = RwSignal::new(String::new());
    let screen = Screen {
        open: RwSignal::new(None),
        contacts: Signal::derive(move || session.totals().unwrap_or_default().contacts),
        can_change: Signal::derive(move || session.can_import()),
    };
    let number = move || {
        segments
            .value
            .with(|segments| segments.as_ref().map(|segments| count(segments.len() as u64)))
    };
    view! {
        <Title text="Segments" />
        <div class="ph">
            <h1>"Segments"<span class="c">{number}</span></h1>
            <span class="sp"></span>
            <Show when=move || screen.can_change.get()>
                <NewButton screen primary=true />
            </Show>
        </div>
        <div class="tb">
            <SearchInput label="Find a segment" placeholder="Find a segment" value=find width="w260" />
        </div>
        <div class="tw scroll">
            <WhenLoaded of=segments loading="Loading segments" failed="Segments didn't load." roomy=true>
                <Table segments=segments.value find screen />
            </WhenLoaded>
        </div>
        <div class="pf">
            <span>"A static segment changes only when you or an import adds or removes contacts."</span>
        </div>
        <NameDialog open=screen.open on_done=move || segments.reload() />
        <DeleteDialog open=screen.open on_done=move || segments.reload() />
    }
}

#[component]
fn NewButton(screen: Screen, #[prop(optional)] primary: bool) -> impl IntoView {
    view! {
        <button class="btn" class:pri=primary type="button" on:click=move |_| screen.open.set(Some(Open::New))>
            <Ico of=Icon::Plus />
            "New segment"
        </button>
    }
}

#[component]
fn Table(segments: RwSignal<Option<Vec<Segment>>>, find: RwSignal<String>, screen: Screen) -> impl IntoView {
    let found = Memo::new(move |_| {
        let wanted = find.with(|find| find.trim().to_lowercase());
        segments.with(|segments| {
            let all = segments.iter().flatten();
            all.filter(|segment| segment.name.to_lowercase().contains(&wanted))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let none_at_all = move || segments.with(|segments| segments.as_ref().is_some_and(Vec::is_empty));
    move || match (none_at_all(), found.with(Vec::is_empty)) {
        (true, _) => view! {
            <Blank icon=Icon::Segment title="A segment is a named list of contacts.">
                <Show when=move || screen.can_change.get()>
                    <div class="row mt8">
                        <NewButton screen />
                    </div>
                </Show>
            </Blank>
        }
        .into_any(),
        (false, true) => view! {
            <Blank icon=Icon::Search title=format!("No segment matches “{}”", find.get())>
                <div class="row mt8">
                    <button class="btn s qui" type="button" on:click=move |_| find.set(String::new())>
                        "Clear"
                    </button>
                </div>
            </Blank>
        }
        .into_any(),
        (false, false) => view! {
            <table class="fx roomy" aria-label="Segments">
                <thead>
                    <tr>
                        <th scope="col" style:width="38%">"Segment"</th>
                        <th scope="col" class="num c130">"Contacts"</th>
                        <th scope="col" class="hide-m">"Share of all"</th>
                        <th scope="col">"Last filled by"</th>
                        <th scope="col">"Last change"</th>
                        <th scope="col" class="c68"><span class="vh">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {move || found.get().into_iter().map(|segment| view! { <Row segment screen /> }).collect_view()}
                </tbody>
            </table>
        }
        .into_any(),
    }
}

#[component]
fn Row(segment: Segment, screen: Screen) -> impl IntoView {
    let members = segment.members;
    let share = move || percent(members, screen.contacts.get().max(members));
    let width = move || {
        format!(
            "{:.1}%",
            crate::components::progress::share(members, screen.contacts.get())
        )
    };
    let changed = LocalTime::parse(&segment.updated_at.to_rfc3339());
    let filled_by = match segment.last_import.clone() {
        Some(import) => view! { <a href=format!("/imports/{}", import.id)>{import.file_name}</a> }.into_any(),
        None => "by hand".into_any(),
    };
    view! {
        <tr>
            <td>
                <a class="id" href=format!("/contacts?segment={}", segment.id)>
                    {segment.name.clone()}
                </a>
            </td>
            <td class="num">{count(members)}</td>
            <td class="hide-m">
                <span class="row g10">
                    <span class="bar t w104" aria-hidden="true">
                        <i style:width=width></i>
                    </span>
                    <span class="t3">{share}</span>
                </span>
            </td>
            <td class="t2">{filled_by}</td>
            <td class="t2" title=changed.map(LocalTime::full)>{changed.map(LocalTime::date)}</td>
            <td class="num">
                <Show when=move || screen.can_change.get()>
                    <Actions segment=segment.clone() screen />
                </Show>
            </td>
        </tr>
    }
}

#[component]
fn Actions(segment: Segment, screen: Screen) -> impl IntoView {
    let menu = RwSignal::new(false);
    let label = format!("More for {}", segment.name);
    let segment = StoredValue::new(segment);
    view! {
        <button
            class="btn qui s ico"
            type="button"
            aria-label=label.clone()
            title=label.clone()
            aria-haspopup="menu"
            aria-expanded=move || menu.get().to_string()
            on:click=move |_| menu.update(|open| *open = !*open)
        >
            <Ico of=Icon::More />
        </button>
        <Menu open=menu label place=Place::BelowEnd>
            <MenuItem icon=Icon::Edit on_pick=move || screen.open.set(Some(Open::Rename(segment.get_value())))>
                "Rename"
            </MenuItem>
            <MenuItem
                icon=Icon::Trash
                danger=true
                on_pick=move || screen.open.set(Some(Open::Delete(segment.get_value())))
            >
                "Delete segment"
            </MenuItem>
        </Menu>
    }
}
