//! The contact's segments: add, take out.

use super::Screen;
use crate::api::{
    self,
    contacts::{add_to_segment, take_out_of_segment},
};
use crate::components::{
    combobox::{Choice, ComboList},
    icon::{Ico, Icon},
    popover::Popover,
    toast::use_toasts,
};
use crate::format::count;
use crate::session::{use_act, use_loaded};
use leptos::prelude::*;
use muster_shared::api::SegmentRef;

#[component]
pub(super) fn Segments(screen: Screen) -> impl IntoView {
    let (act, toasts) = (use_act(), use_toasts());
    let mine = Memo::new(move |_| {
        screen
            .contact
            .value
            .with(|contact| contact.as_ref().map(|one| one.segments.clone()).unwrap_or_default())
    });
    Effect::new(move |_| {
        if let Some(failure) = act.failure.get() {
            toasts.error(failure.to_string());
        }
    });
    let take_out = Callback::new(move |segment: SegmentRef| {
        let SegmentRef { id, name } = segment;
        act.run(take_out_of_segment(screen.id, id), move |()| {
            screen.contact.reload();
            toasts.undo(format!("Taken out of {name}"), move || {
                act.run(add_to_segment(screen.id, id), move |()| screen.contact.reload());
            });
        });
    });
    let add = Callback::new(move |id: i64| {
        act.run(add_to_segment(screen.id, id), move |()| screen.contact.reload());
    });
    let pill = move |segment: SegmentRef| view! { <SegmentPill segment screen take_out /> };
    view! {
        <h2 class="ct-h">"Segments"</h2>
        <div class="row w g6">
            {move || mine.get().into_iter().map(pill).collect_view()}
            <Show when=move || screen.can_change.get()>
                <AddButton mine add />
            </Show>
            <Show when=move || { mine.with(Vec::is_empty) && !screen.can_change.get() }>
                <span class="t3 sm">"In no segment."</span>
            </Show>
        </div>
    }
}

#[component]
fn SegmentPill(segment: SegmentRef, screen: Screen, take_out: Callback<SegmentRef>) -> impl IntoView {
    let label = format!("Take out of {}", segment.name);
    let (href, name) = (format!("/contacts?segment={}", segment.id), segment.name.clone());
    let segment = StoredValue::new(segment);
    view! {
        <span class="pill acc">
            <a class="plain" href=href>
                {name}
            </a>
            <Show when=move || screen.can_change.get()>
                <button
                    class="off"
                    type="button"
                    aria-label=label.clone()
                    title=label.clone()
                    on:click=move |_| take_out.run(segment.get_value())
                >
                    <Ico of=Icon::Close />
                </button>
            </Show>
        </span>
    }
}

#[component]
fn AddButton(mine: Memo<Vec<SegmentRef>>, add: Callback<i64>) -> impl IntoView {
    let open = RwSignal::new(false);
    let all = use_loaded(api::segments::list_segments);
    let others = Signal::derive(move || {
        let mine = mine.get();
        let is_other = |id: i64| !mine.iter().any(|segment| segment.id == id);
        all.value.with(|all| {
            let others = all.iter().flatten().filter(|segment| is_other(segment.id));
            others
                .map(|one| Choice::new(one.id, one.name.clone()).hint(count(one.members)))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <button
            class="btn xs"
            type="button"
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            aria-label="Add to a segment"
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Ico of=Icon::Plus class="s12" />
            "Add"
        </button>
        <Popover open label="Add to a segment" class="menu list asg">
            <ComboList
                items=others
                label="Segments"
                placeholder="Find a segment"
                empty="No other segment."
                on_pick=move |id| {
                    open.set(false);
                    add.run(id);
                }
            />
        </Popover>
    }
}
