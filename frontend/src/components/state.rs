//! Loading, empty and failing: what a screen shows when it has nothing to show.

use leptos::prelude::*;

use super::{
    icon::{Ico, Icon},
    note::{Note, NoteTone},
};

/// Ghost rows while the first data is on its way; unseen for the first 200 ms. `label` is what is being loaded:
/// "Loading contacts".
#[component]
pub fn Loading(
    #[prop(into)] label: String,
    #[prop(default = 8)] rows: usize,
    #[prop(optional)] roomy: bool,
) -> impl IntoView {
    // Four widths in turn, so that the ghosts look like text and not like a grid.
    let widths = ["sk a", "sk b", "sk a", "sk b"];
    let row = |n: usize| {
        view! {
            <div class="ghost-row" class:roomy=roomy>
                <span class="sk box"></span>
                <span class=widths[n % widths.len()]></span>
                <span class="sk d"></span>
                <span class="sk c"></span>
            </div>
        }
    };
    view! {
        <div class="ghosts" aria-busy="true">
            <p class="vh" role="status">{label}</p>
            {(0..rows).map(row).collect_view()}
        </div>
    }
}

/// Nothing there: an icon, what is so, and in the children the ways on (a paragraph, buttons).
#[component]
pub fn Blank(
    icon: Icon,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="blank fill">
            <Ico of=icon class="s20 t3" />
            <h2>{move || title.get()}</h2>
            {children.map(|children| children())}
        </div>
    }
}

/// A part that didn't load: what, why, Try again.
#[component]
pub fn Failed(
    /// "Contacts didn't load."
    #[prop(into)]
    title: Signal<String>,
    /// Why, in a sentence for the user.
    #[prop(optional, into)]
    why: Signal<String>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <Note tone=NoteTone::Bad role="alert">
            <b>{move || title.get()}</b>
            " "
            {move || why.get()}
            <div class="row mt8">
                <button class="btn s" type="button" on:click=move |_| on_retry.run(())>
                    <Ico of=Icon::Refresh />
                    "Try again"
                </button>
            </div>
        </Note>
    }
}
