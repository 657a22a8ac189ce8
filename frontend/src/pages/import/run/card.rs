//! The two lanes: what is uploaded (may the tab go?) and what is saved, or compared (how far?).

use leptos::prelude::*;

use crate::components::icon::{Ico, Icon};
use crate::components::progress::{ProgressBar, ProgressState, share};
use crate::format::count;

/// Counts of records, and of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneCounts {
    pub uploaded: u64,
    pub done: u64,
    pub records: u64,
    /// It is compared, not saved.
    pub is_preview: bool,
    /// The upload is complete and acknowledged.
    pub is_sealed: bool,
    /// Nothing moves: the rest is hatched.
    pub is_stopped: bool,
}

#[component]
pub fn Lanes(
    #[prop(into)] counts: Signal<LaneCounts>,
    #[prop(default = "lanes")] class: &'static str,
) -> impl IntoView {
    let sealed = Memo::new(move |_| counts.get().is_sealed);
    let done = Signal::derive(move || if counts.get().is_preview { "Compared" } else { "Saved" }.to_owned());
    let of = |part: u64, whole: u64| format!("{} of {}", count(part), count(whole));
    let state = Signal::derive(move || match counts.get().is_stopped {
        true => ProgressState::Stopped,
        false => ProgressState::Running,
    });
    view! {
        <div class=class>
            <span class="t2">"Uploaded"</span>
            {move || {
                if sealed.get() {
                    view! {
                        <span class="bar" aria-hidden="true">
                            <i class="ok full"></i>
                        </span>
                        <span class="num ok row g4">
                            <Ico of=Icon::Check />
                            {move || count(counts.get().records)}
                        </span>
                    }
                        .into_any()
                } else {
                    view! {
                        <ProgressBar
                            label="Uploaded"
                            percent=Signal::derive(move || share(counts.get().uploaded, counts.get().records))
                            state
                            muted=true
                        />
                        <span class="num">{move || of(counts.get().uploaded, counts.get().records)}</span>
                    }
                        .into_any()
                }
            }}
            <span class="m">{done}</span>
            <ProgressBar
                label=done
                percent=Signal::derive(move || share(counts.get().done, counts.get().records))
                state
            />
            <span class="num m">{move || of(counts.get().done, counts.get().records)}</span>
        </div>
    }
}
