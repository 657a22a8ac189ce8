//! The foot of step 1: out, or on, with the reason where it can't go on.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::icon::{Ico, Icon};
use crate::import::state::{Options, SourceState, SourceTab, Step};
use crate::import::use_import;

/// Whether the next step can be gone to, and what is to be said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Onward {
    Open(&'static str),
    Blocked(&'static str),
}

fn onward(source: &SourceState, tab: SourceTab, options: &Options, is_counted: bool) -> Onward {
    let here = source
        .name()
        .is_some_and(|name| name.pasted == (tab == SourceTab::Paste));
    match (source, tab) {
        (SourceState::Empty, SourceTab::File) => Onward::Blocked("Choose a file to go on"),
        (_, SourceTab::File) if !here => Onward::Blocked("Choose a file to go on"),
        (SourceState::Empty, SourceTab::Paste) => Onward::Blocked("Paste rows to go on"),
        (_, SourceTab::Paste) if !here => Onward::Blocked("Paste rows to go on"),
        (SourceState::Opening(_), _) => Onward::Blocked("Reading the first rows"),
        (SourceState::Refused { .. } | SourceState::Stopped { .. }, SourceTab::File) => {
            Onward::Blocked("Choose another file to go on")
        }
        (SourceState::Refused { .. } | SourceState::Stopped { .. }, SourceTab::Paste) => {
            Onward::Blocked("Paste other rows to go on")
        }
        (SourceState::Open(_), _) if options.add_to_segment && options.segments.is_empty() => {
            Onward::Blocked("Choose a segment, or uncheck Add to segment")
        }
        (SourceState::Open(_), _) if is_counted => Onward::Open(""),
        (SourceState::Open(_), _) => Onward::Open("Counting goes on while you map"),
    }
}

#[component]
pub fn SourceFoot() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let navigate = use_navigate();
    let onward = Memo::new(move |_| {
        let (tab, is_counted) = (state.tab.get(), state.counted.with(Option::is_some));
        state
            .source
            .with(|source| state.options.with(|options| onward(source, tab, options, is_counted)))
    });
    let words = move || match onward.get() {
        Onward::Open(words) | Onward::Blocked(words) => words,
    };
    let cancel = move |_| {
        importer.discard();
        navigate("/contacts", Default::default());
    };
    view! {
        <button class="btn l" type="button" on:click=cancel>
            "Cancel"
        </button>
        <span class="sp"></span>
        <span class="sm t3" id="onward">
            {words}
        </span>
        <button
            class="btn pri l"
            type="button"
            disabled=move || matches!(onward.get(), Onward::Blocked(_))
            aria-describedby="onward"
            on:click=move |_| state.step.set(Step::Map)
        >
            "Next: map fields"
            <Ico of=Icon::Right />
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::state::SourceName;

    #[test]
    fn the_reason_stands_beside_the_button() {
        let name = |pasted| SourceName {
            pasted,
            ..SourceName::default()
        };
        let checked = Options {
            add_to_segment: true,
            ..Options::default()
        };
        let none = Options::default();
        let cases = [
            (
                SourceState::Empty,
                SourceTab::File,
                &none,
                false,
                Onward::Blocked("Choose a file to go on"),
            ),
            (
                SourceState::Empty,
                SourceTab::Paste,
                &none,
                false,
                Onward::Blocked("Paste rows to go on"),
            ),
            (
                SourceState::Open(name(false)),
                SourceTab::File,
                &none,
                true,
                Onward::Open(""),
            ),
            (
                SourceState::Open(name(false)),
                SourceTab::File,
                &none,
                false,
                Onward::Open("Counting goes on while you map"),
            ),
            (
                SourceState::Open(name(false)),
                SourceTab::Paste,
                &none,
                true,
                Onward::Blocked("Paste rows to go on"),
            ),
            (
                SourceState::Open(name(true)),
                SourceTab::File,
                &none,
                true,
                Onward::Blocked("Choose a file to go on"),
            ),
            (
                SourceState::Open(name(true)),
                SourceTab::Paste,
                &none,
                true,
                Onward::Open(""),
            ),
            (
                SourceState::Open(name(false)),
                SourceTab::File,
                &checked,
                true,
                Onward::Blocked("Choose a segment, or uncheck Add to segment"),
            ),
        ];
        for (source, tab, options, is_counted, expected) in cases {
            assert_eq!(
                onward(&source, tab, options, is_counted),
                expected,
                "{source:?} {tab:?}"
            );
        }
    }
}
