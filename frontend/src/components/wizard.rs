//! The full-screen frame of an import.

use leptos::prelude::*;

use super::{
    icon::{Ico, Icon, Logo},
    stepper::Stepper,
};

/// The wizard: head (mark, title, file, three steps, the way out), content, foot.
///
/// `extra` stands before the Close button (the Fields/Rows switch). `fixed` is true for a content that scrolls inside
/// itself (the board, the grid). Without a `foot` there is none.
#[component]
pub fn WizardFrame(
    #[prop(into)] title: Signal<String>,
    /// The file's name, once there is one.
    #[prop(into)]
    file: Signal<Option<String>>,
    steps: Vec<&'static str>,
    /// Counts from 0.
    #[prop(into)]
    current: Signal<usize>,
    #[prop(optional, into)] on_go: Option<Callback<usize>>,
    #[prop(optional, into)] can_go: Option<Signal<bool>>,
    /// "Close", "Leave".
    #[prop(default = "Close".into(), into)]
    close_label: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional, into)] fixed: Signal<bool>,
    #[prop(optional, into)] extra: Option<ViewFn>,
    #[prop(optional, into)] foot: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let stepper = match (on_go, can_go) {
        (Some(on_go), Some(can_go)) => view! { <Stepper label="Import steps" steps current on_go can_go /> }.into_any(),
        (Some(on_go), None) => view! { <Stepper label="Import steps" steps current on_go /> }.into_any(),
        _ => view! { <Stepper label="Import steps" steps current /> }.into_any(),
    };
    view! {
        <a class="skip" href="#main">
            "Skip to content"
        </a>
        <div class="wz">
            <header>
                <div class="row">
                    <Logo class="logo" />
                    <b class="nw">{move || title.get()}</b>
                    {move || file.get().map(|name| view! { <FileName name /> })}
                </div>
                {stepper}
                <div class="row">
                    {extra.map(|extra| extra.run())}
                    <button class="btn qui" type="button" on:click=move |_| on_close.run(())>
                        <Ico of=Icon::Close />
                        {move || close_label.get()}
                    </button>
                </div>
            </header>
            <main id="main" tabindex="-1" class:fixed=move || fixed.get()>
                {children()}
            </main>
            {foot.map(|foot| view! { <footer>{foot.run()}</footer> })}
        </div>
    }
}

#[component]
fn FileName(name: String) -> impl IntoView {
    let title = name.clone();
    view! {
        <span class="t3 hide-s">"/"</span>
        <span class="row g6 sm t2 hide-s el" title=title>
            <Ico of=Icon::File />
            <span class="el">{name}</span>
        </span>
    }
}
