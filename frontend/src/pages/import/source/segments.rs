//! Which segments the contacts join: existing ones, and new ones by name.

use leptos::{ev, prelude::*};
use muster_shared::api::{Segment, SegmentChoice};
use muster_shared::limits::{IMPORT_SEGMENTS, NAME_CHARS};

use crate::components::combobox::{Choice, ComboList};
use crate::components::field::TextField;
use crate::components::icon::{Ico, Icon};
use crate::components::popover::Popover;
use crate::format::counted;
use crate::import::state::ChosenSegment;
use crate::import::use_import;

#[component]
pub fn SegmentPicker() -> impl IntoView {
    let importer = use_import();
    let options = importer.state.options;
    let (choosing, naming) = (RwSignal::new(false), RwSignal::new(false));
    let is_full = move || options.with(|options| options.segments.len() >= IMPORT_SEGMENTS);
    let items = Signal::derive(move || {
        let chosen = options.with(|options| options.segments.clone());
        let choice = |segment: Segment| {
            let is_chosen = chosen.iter().any(|c| c.choice == SegmentChoice::Existing(segment.id));
            Choice::new(segment.id, segment.name)
                .hint(counted(segment.members, "contact", "contacts"))
                .selected(is_chosen)
        };
        importer.segments.get().into_iter().map(choice).collect::<Vec<_>>()
    });
    let pick = move |id: i64| {
        choosing.set(false);
        importer.segments.with_untracked(|segments| {
            if let Some(segment) = segments.iter().find(|segment| segment.id == id) {
                toggle(options, existing(segment));
            }
        });
    };
    view! {
        <div class="ind mt8 col">
            <Chosen />
            <div class="row">
                <span class="rel sp min0">
                    <button
                        class="sel full"
                        type="button"
                        aria-haspopup="dialog"
                        aria-expanded=move || choosing.get().to_string()
                        disabled=is_full
                        on:click=move |_| choosing.update(|open| *open = !*open)
                    >
                        {move || if options.with(|o| o.segments.is_empty()) { "Choose a segment" } else { "Add another" }}
                    </button>
                    <Popover open=choosing label="Segment" class="menu list w280">
                        <ComboList
                            items
                            label="Segment"
                            placeholder="Find a segment"
                            empty="No segment of that name. Make one with New."
                            on_pick=pick
                        />
                    </Popover>
                </span>
                <button
                    class="btn"
                    type="button"
                    aria-expanded=move || naming.get().to_string()
                    disabled=is_full
                    on:click=move |_| naming.update(|open| *open = !*open)
                >
                    <Ico of=Icon::Plus />
                    "New"
                </button>
            </div>
            <Show when=move || naming.get()>
                <NewSegment naming />
            </Show>
        </div>
    }
}

/// The segments chosen so far, each with the way to take it off.
#[component]
fn Chosen() -> impl IntoView {
    let options = use_import().state.options;
    let tag = move |chosen: ChosenSegment| {
        let is_new = matches!(chosen.choice, SegmentChoice::New(_));
        let gone = chosen.choice.clone();
        view! {
            <li class="row g4 pill acc">
                <Ico of=Icon::Segment />
                <span class="el">{chosen.name.clone()}</span>
                {is_new.then_some(" (new)")}
                <button
                    class="btn qui xs ico"
                    type="button"
                    aria-label=format!("Don't add to {}", chosen.name)
                    on:click=move |_| options.update(|options| options.segments.retain(|c| c.choice != gone))
                >
                    <Ico of=Icon::Close class="s12" />
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || options.with(|options| !options.segments.is_empty())>
            <ul class="row w g6" aria-label="Segments that the contacts join">
                {move || options.with(|options| options.segments.clone()).into_iter().map(tag).collect_view()}
            </ul>
        </Show>
    }
}

/// The name of a segment that the import makes.
#[component]
fn NewSegment(naming: RwSignal<bool>) -> impl IntoView {
    let importer = use_import();
    let options = importer.state.options;
    let name = RwSignal::new(String::new());
    let same = Memo::new(move |_| {
        let wanted = name.get().trim().to_lowercase();
        importer
            .segments
            .with(|segments| segments.iter().find(|s| s.name.to_lowercase() == wanted).cloned())
    });
    let error = Signal::derive(move || match same.get() {
        Some(segment) => Some(format!("There is already a segment \"{}\".", segment.name)),
        None if name.get().trim().chars().count() > NAME_CHARS => {
            Some(format!("Names have at most {NAME_CHARS} characters."))
        }
        None => None,
    });
    let can_add = move || !name.get().trim().is_empty() && error.with(Option::is_none);
    let add = move || {
        let text = name.get_untracked().trim().to_owned();
        let choice = SegmentChoice::New(text.clone());
        let is_there = |c: &ChosenSegment| c.name.to_lowercase() == text.to_lowercase();
        if untrack(can_add) {
            if !options.with_untracked(|options| options.segments.iter().any(is_there)) {
                options.update(|options| {
                    options.segments.push(ChosenSegment {
                        choice,
                        name: text.clone(),
                    })
                });
            }
            naming.set(false);
        }
    };
    let use_it = move |_| {
        if let Some(segment) = same.get_untracked() {
            let chosen = existing(&segment);
            if !options.with_untracked(|options| options.segments.contains(&chosen)) {
                toggle(options, chosen);
            }
            naming.set(false);
        }
    };
    let on_submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        add();
    };
    view! {
        <form class="col" on:submit=on_submit>
            <TextField label="Name of the new segment" value=name error autocomplete="off" autofocus=true />
            <div class="row">
                <button class="btn s" type="submit" disabled=move || !can_add()>
                    "Add segment"
                </button>
                <Show when=move || same.with(Option::is_some)>
                    <button class="btn s" type="button" on:click=use_it>
                        "Use it"
                    </button>
                </Show>
                <button class="btn qui s" type="button" on:click=move |_| naming.set(false)>
                    "Cancel"
                </button>
            </div>
        </form>
    }
}

fn existing(segment: &Segment) -> ChosenSegment {
    ChosenSegment {
        choice: SegmentChoice::Existing(segment.id),
        name: segment.name.clone(),
    }
}

/// Chooses it, or takes it off.
fn toggle(options: RwSignal<crate::import::state::Options>, chosen: ChosenSegment) {
    options.update(|options| match options.segments.iter().position(|c| *c == chosen) {
        Some(at) => drop(options.segments.remove(at)),
        None => options.segments.push(chosen),
    });
}
