//! Meter, progress bar, ring.

use std::f64::consts::TAU;

use leptos::prelude::*;

/// How a progress stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgressState {
    /// Goes on.
    #[default]
    Running,
    /// Paused or interrupted: the rest is hatched, the ring grey.
    Stopped,
    /// Complete.
    Done,
}

/// A decorative meter; the text beside it carries the value. Parts in percent of the width.
/// `width` is a class, `w72` say.
#[component]
pub fn Meter(
    #[prop(into)] good: Signal<f64>,
    #[prop(optional, into)] bad: Signal<f64>,
    #[prop(default = "t")] class: &'static str,
) -> impl IntoView {
    view! {
        <span class=format!("bar {class}") aria-hidden="true">
            <i class="ok" style:width=move || percent(good.get())></i>
            {move || (bad.get() > 0.0).then(|| view! { <i class="bad" style:width=percent(bad.get())></i> })}
        </span>
    }
}

fn percent(value: f64) -> String {
    format!("{:.2}%", value.clamp(0.0, 100.0))
}

/// The share of `part` in `whole`, in percent, from 0 to 100; 0 of nothing is 0.
pub fn share(part: u64, whole: u64) -> f64 {
    // Rows of a file are far below 2^52, so the conversion is exact.
    if whole == 0 {
        0.0
    } else {
        (part as f64 * 100.0 / whole as f64).clamp(0.0, 100.0)
    }
}

/// A `role=progressbar`. `percent` from 0 to 100. `muted` draws it in grey: the lane that is not the main one.
#[component]
pub fn ProgressBar(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] percent: Signal<f64>,
    #[prop(optional, into)] state: Signal<ProgressState>,
    #[prop(optional)] muted: bool,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <span
            class=format!("bar {class}")
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().floor().to_string()
        >
            <i class:same=muted style:width=move || self::percent(percent.get())></i>
            {move || (state.get() == ProgressState::Stopped).then(|| view! { <i class="nil"></i> })}
        </span>
    }
}

const RING_RADIUS: f64 = 64.0;
const MINI_RADIUS: f64 = 12.0;

/// `stroke-dasharray` of an arc of `percent` on a circle of this radius.
fn arc(percent: f64, radius: f64) -> String {
    let round = TAU * radius;
    format!("{:.1} {round:.1}", round * percent.clamp(0.0, 100.0) / 100.0)
}

/// The large ring of the run page, with the number in it. `caption` stands under the number ("saved").
#[component]
pub fn Ring(
    #[prop(into)] label: Signal<String>,
    /// From 0 to 100.
    #[prop(into)]
    percent: Signal<f64>,
    #[prop(into)] caption: Signal<String>,
    #[prop(optional, into)] state: Signal<ProgressState>,
) -> impl IntoView {
    view! {
        <div
            class="ring"
            class:stopped=move || state.get() == ProgressState::Stopped
            class:done=move || state.get() == ProgressState::Done
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().floor().to_string()
        >
            <svg viewBox="0 0 148 148" aria-hidden="true">
                <circle class="track" cx="74" cy="74" r="64" fill="none" stroke-width="12" />
                {move || {
                    (percent.get() > 0.0)
                        .then(|| {
                            view! {
                                <circle
                                    class="arc"
                                    cx="74"
                                    cy="74"
                                    r="64"
                                    fill="none"
                                    stroke-width="12"
                                    stroke-linecap="round"
                                    stroke-dasharray=move || arc(percent.get(), RING_RADIUS)
                                />
                            }
                        })
                }}
            </svg>
            <div class="v">
                {move || format!("{}%", percent.get().floor())} <small>{move || caption.get()}</small>
            </div>
        </div>
    }
}

/// The small ring that stands for a running import on the narrow side bar. `percent` from 0 to 100.
#[component]
pub fn MiniRing(percent: u8) -> impl IntoView {
    view! {
        <svg class="mini" viewBox="0 0 32 32" aria-hidden="true">
            <circle class="track" cx="16" cy="16" r="12" fill="none" stroke-width="4" />
            <circle
                class="arc"
                cx="16"
                cy="16"
                r="12"
                fill="none"
                stroke-width="4"
                stroke-linecap="round"
                stroke-dasharray=arc(f64::from(percent), MINI_RADIUS)
            />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arc_is_the_share_of_the_round() {
        assert_eq!(arc(62.0, RING_RADIUS), "249.3 402.1");
        assert_eq!(arc(62.0, MINI_RADIUS), "46.7 75.4");
        assert_eq!(arc(140.0, MINI_RADIUS), "75.4 75.4");
    }

    #[test]
    fn a_share_stays_between_nothing_and_all() {
        assert_eq!(share(0, 0), 0.0);
        assert_eq!(share(1, 4), 25.0);
        assert_eq!(share(5, 4), 100.0);
    }
}
