//! The steps of the wizard.

use leptos::prelude::*;

use super::icon::{Ico, Icon};

/// The ordered list of steps: those before `current` are done and, where `on_go` is given, lead back.
/// `current` counts from 0; past the last step all are done.
#[component]
pub fn Stepper(
    #[prop(into)] label: String,
    steps: Vec<&'static str>,
    #[prop(into)] current: Signal<usize>,
    /// Whether a done step can be gone back to; by default all can, if there is `on_go`.
    #[prop(optional, into)]
    can_go: Option<Signal<bool>>,
    #[prop(optional, into)] on_go: Option<Callback<usize>>,
) -> impl IntoView {
    let last = steps.len().saturating_sub(1);
    let step = move |(n, name): (usize, &'static str)| {
        let here = move || current.get() == n || (n == last && current.get() > last);
        let done = move || current.get() > n;
        let text = move || match on_go {
            Some(go) if done() && can_go.is_none_or(|can| can.get()) && !here() => {
                view! { <button type="button" on:click=move |_| go.run(n)>{name}</button> }.into_any()
            }
            _ => name.into_any(),
        };
        view! {
            <li class:done=done class:cur=move || !done() && here() aria-current=move || here().then_some("step")>
                <span class="n">
                    {move || if done() { view! { <Ico of=Icon::Check class="s12" /> }.into_any() } else { (n + 1).into_any() }}
                </span>
                {text}
            </li>
        }
    };
    view! { <ol class="steps" aria-label=label>{steps.into_iter().enumerate().map(step).collect_view()}</ol> }
}
