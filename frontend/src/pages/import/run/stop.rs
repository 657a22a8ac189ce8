//! Cancelling an import, or discarding it after its preview, after asking.

use leptos::prelude::*;
use muster_shared::api::Import;

use super::RunPage;
use crate::api;
use crate::components::dialog::{Dialog, DialogKind};
use crate::components::icon::{Ico, Icon};
use crate::components::toast::use_toasts;
use crate::format::counted;

/// What the buttons and the question say.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    icon: Icon,
    button: &'static str,
    question: &'static str,
    keep: &'static str,
    stop: &'static str,
}

impl Words {
    pub const STOP: Self = Self {
        icon: Icon::Stop,
        button: "Cancel import",
        question: "Stop here?",
        keep: "Go on",
        stop: "Stop the import",
    };
    /// Of an import that was previewed.
    pub const DISCARD: Self = Self {
        icon: Icon::Trash,
        button: "Discard",
        question: "Discard this import?",
        keep: "Keep it",
        stop: "Discard the import",
    };
}

/// The button and its question.
#[component]
pub fn StopImport(page: RunPage, #[prop(default = Words::STOP)] words: Words) -> impl IntoView {
    let asks = RwSignal::new(false);
    let toasts = use_toasts();
    let stop = move |_| {
        asks.set(false);
        if page.run().is_some() {
            page.importer.stop_upload();
        }
        page.watched.ask(toasts, api::imports::cancel_import(page.watched.id));
    };
    let stays = Memo::new(move |_| {
        page.watched
            .import
            .with(|import| import.as_ref().map(what_stays))
            .unwrap_or_default()
    });
    view! {
        <button class="btn l" type="button" on:click=move |_| asks.set(true)>
            <Ico of=words.icon />
            {words.button}
        </button>
        <Dialog
            open=asks
            title=words.question
            kind=DialogKind::Danger
            width="w460"
            on_close=move |()| asks.set(false)
            foot=move || {
                view! {
                    <span class="sp"></span>
                    <button class="btn" type="button" autofocus on:click=move |_| asks.set(false)>
                        {words.keep}
                    </button>
                    <button class="btn dng" type="button" on:click=stop>
                        {words.stop}
                    </button>
                }
            }
        >
            <p>{stays}</p>
        </Dialog>
    }
}

fn what_stays(import: &Import) -> String {
    match import.counts.total() {
        0 => "Nothing is saved yet. What was uploaded is thrown away.".to_owned(),
        1 => "1 row is saved and stays. The rest is not imported.".to_owned(),
        n => format!(
            "{} are saved and stay. The rest is not imported.",
            counted(n, "row", "rows")
        ),
    }
}
