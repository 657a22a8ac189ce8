//! Search and segment. The address keeps both, so that Back, Reload and links lead to the same rows.

use crate::components::{
    combobox::{Choice, ComboList},
    icon::{Ico, Icon},
    popover::Popover,
    timer::Timer,
};
use crate::format::count;
use crate::session::Loaded;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    location::Url,
};
use muster_shared::api::Segment;
use std::time::Duration;

/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(200);

/// What the list is narrowed to.
#[derive(Clone, Copy)]
pub struct Filter {
    /// As typed; becomes `search` after a rest.
    pub text: RwSignal<String>,
    pub search: Memo<String>,
    pub segment: Memo<Option<i64>>,
    go: StoredValue<Box<dyn Fn(String)>, LocalStorage>,
}

impl Filter {
    /// No search and no segment.
    pub fn is_empty(self) -> bool {
        self.search.with(String::is_empty) && self.segment.get().is_none()
    }

    pub fn set_segment(self, segment: Option<i64>) {
        self.set(&self.search.get_untracked(), segment);
    }

    pub fn clear_search(self) {
        self.text.set(String::new());
        self.set("", self.segment.get_untracked());
    }

    fn set(self, search: &str, segment: Option<i64>) {
        self.go.with_value(|go| go(address(search, segment)));
    }
}

/// The address of a search in a segment.
fn address(search: &str, segment: Option<i64>) -> String {
    let search = (!search.is_empty()).then(|| format!("search={}", Url::escape(search)));
    let segment = segment.map(|id| format!("segment={id}"));
    let query = search.into_iter().chain(segment).collect::<Vec<_>>().join("&");
    if query.is_empty() {
        "/contacts".to_owned()
    } else {
        format!("/contacts?{query}")
    }
}

/// The filter that stands in the address.
pub fn use_filter() -> Filter {
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(|query| query.get("search")).unwrap_or_default());
    let segment = Memo::new(move |_| query.with(|query| query.get("segment"))?.parse().ok());
    let navigate = use_navigate();
    let go = move |to: String| {
        navigate(
            &to,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..Default::default()
            },
        );
    };
    let text = RwSignal::new(search.get_untracked());
    let filter = Filter {
        text,
        search,
        segment,
        go: StoredValue::new_local(Box::new(go)),
    };
    // The address changed by other hands: a link, Back.
    Effect::new(move |_| {
        let search = search.get();
        if text.with_untracked(|text| text.trim() != search) {
            text.set(search);
        }
    });
    let rest = Timer::new();
    Effect::new(move |_| {
        let typed = text.with(|text| text.trim().to_owned());
        rest.stop();
        if typed != search.get_untracked() {
            rest.start(REST, move || filter.set(&typed, segment.get_untracked()));
        }
    });
    filter
}

/// The button that says which segment is shown, and the list to choose another.
#[component]
pub fn SegmentFilter(
    filter: Filter,
    #[prop(into)] segment: Signal<Option<Segment>>,
    segments: Loaded<Vec<Segment>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let choices = Signal::derive(move || {
        let chosen = filter.segment.get();
        let all = Choice::new(None, "All contacts").selected(chosen.is_none());
        let one = |segment: &Segment| {
            Choice::new(Some(segment.id), segment.name.clone())
                .hint(count(segment.members))
                .selected(chosen == Some(segment.id))
        };
        segments.value.with(|segments| {
            let segments = segments.iter().flatten().map(one);
            std::iter::once(all).chain(segments).collect::<Vec<_>>()
        })
    });
    let name = move || match (filter.segment.get(), segment.get()) {
        (None, _) => "All contacts".to_owned(),
        (Some(_), Some(segment)) => segment.name,
        // Its name is on its way, or it is gone.
        (Some(id), None) => format!("Segment {id}"),
    };
    view! {
        <button
            class="btn"
            class:on=move || filter.segment.get().is_some()
            type="button"
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            aria-label=move || format!("Segment: {}", name())
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Ico of=Icon::Segment />
            {name}
            <Ico of=Icon::Down />
        </button>
        <Popover open label="Segment" class="menu list asg">
            <ComboList
                items=choices
                label="Segments"
                placeholder="Find a segment"
                empty="No segment has this name."
                on_pick=move |id| {
                    open.set(false);
                    filter.set_segment(id);
                }
            />
        </Popover>
    }
}
