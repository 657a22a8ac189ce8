//! Half a file is at the server, and nobody sends the rest: choose it again.

use leptos::{ev, html, prelude::*};
use muster_shared::api::Import;
use uuid::Uuid;
use web_sys::HtmlInputElement;

use super::RunPage;
use super::card::{LaneCounts, Lanes};
use super::stop::StopImport;
use crate::components::dom::unique_id;
use crate::components::icon::{Ico, Icon};
use crate::components::note::{Note, NoteTone};
use crate::format::count;
use crate::import::ResumeState;
use crate::import::outcome::PASTED;
use crate::import::refusal::Notice;
use crate::import::run::UploadPhase;
use crate::import::stage::uploaded;

#[component]
pub fn InterruptedPart(page: RunPage) -> impl IntoView {
    let known = Memo::new(move |_| page.import());
    let here = move || known.get().map_or(0, |import| uploaded(&import, page.run().as_ref()));
    let counts = Signal::derive(move || LaneCounts {
        uploaded: here(),
        done: 0,
        records: known.get().map_or(0, |import| import.records),
        is_preview: known.get().is_some_and(|import| import.options.preview),
        is_sealed: false,
        is_stopped: true,
    });
    let rest = move || counts.get().records - counts.get().uploaded;
    let is_pasted = Memo::new(move |_| known.get().is_some_and(|import| import.file.name == PASTED));
    view! {
        <div class="hero">
            <span class="badge warn">
                <Ico of=Icon::Pause class="s20 warn" />
            </span>
            <div>
                <h1>{move || format!("The upload stopped at row {}", count(here()))}</h1>
                <p class="t2 sm">
                    "It ended before everything was uploaded. Nothing is lost: what arrived is kept, and saving begins when the rest is here."
                </p>
            </div>
        </div>
        <Reason page />
        <section class="card pad">
            <Lanes counts />
            <hr class="hr" />
            <h2>{move || format!("Go on from row {}", count(here() + 1))}</h2>
            <p class="sm t2 mt4">
                {move || {
                    let again = if is_pasted.get() { "Paste the same rows again." } else { "Choose the same file again." };
                    format!(
                        "{again} We check that it is the same, skip what is already here and send the other {} rows. Your mapping is kept.",
                        count(rest()),
                    )
                }}
            </p>
            {move || {
                if is_pasted.get() {
                    view! { <PasteAgain page /> }.into_any()
                } else {
                    view! { <ChooseAgain page /> }.into_any()
                }
            }}
            <Refused page />
        </section>
    }
}

/// Why the upload of this tab ended, where it did.
#[component]
fn Reason(page: RunPage) -> impl IntoView {
    let reason = Memo::new(move |_| match page.run()?.phase {
        UploadPhase::Refused(error) => Some(("Muster refused the upload.".to_owned(), error.message)),
        UploadPhase::Unreadable(refusal) => {
            let Notice { title, advice } = Notice::of(&refusal);
            Some((title, advice))
        }
        UploadPhase::Crashed(why) => Some(("Reading the file broke off.".to_owned(), why)),
        _ => None,
    });
    move || {
        reason.get().map(|(title, advice)| {
            view! {
                <Note tone=NoteTone::Bad role="alert">
                    <b>{title}</b>
                    " "
                    {advice}
                </Note>
            }
        })
    }
}

fn is_comparing(page: RunPage) -> bool {
    page.importer.resume.with(|resume| {
        *resume
            == ResumeState::Comparing {
                import: page.watched.id,
            }
    })
}

fn import_now(page: RunPage) -> Option<Import> {
    page.watched.import.get_untracked()
}

#[component]
fn ChooseAgain(page: RunPage) -> impl IntoView {
    let importer = page.importer;
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let take = move |file: Option<web_sys::File>| {
        if let (Some(import), Some(file)) = (import_now(page), file) {
            importer.resume_with_file(import, file);
        }
    };
    let on_change = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        input.set_value("");
        take(file);
    };
    let on_drop = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(
            event
                .data_transfer()
                .and_then(|data| data.files())
                .and_then(|files| files.get(0)),
        );
    };
    let name = move || page.import().map(|import| import.file.name).unwrap_or_default();
    view! {
        <div
            class="drop slim mt12"
            class:over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
        >
            <span class="row hide-s">
                <Ico of=Icon::File />
                <span class="t2">"Drop " <b class="t1">{name}</b> " here, or"</span>
            </span>
            <button
                class="btn pri"
                type="button"
                disabled=move || is_comparing(page)
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.click();
                    }
                }
            >
                {move || if is_comparing(page) { "Comparing…" } else { "Choose the file and resume" }}
            </button>
            <input
                node_ref=input
                class="file"
                type="file"
                tabindex="-1"
                aria-label="The file of this import"
                on:change=on_change
            />
        </div>
    }
}

#[component]
fn PasteAgain(page: RunPage) -> impl IntoView {
    let importer = page.importer;
    let text = RwSignal::new(String::new());
    let id = unique_id("paste-again");
    let resume = move |_| {
        if let Some(import) = import_now(page) {
            importer.resume_with_text(import, text.get_untracked());
        }
    };
    view! {
        <div class="f mt12">
            <label for=id.clone()>"The rows, as they were pasted before"</label>
            <textarea
                class="in paste"
                id=id
                rows="8"
                spellcheck="false"
                autocomplete="off"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            <div class="row">
                <button
                    class="btn pri"
                    type="button"
                    disabled=move || text.with(|text| text.trim().is_empty()) || is_comparing(page)
                    on:click=resume
                >
                    {move || if is_comparing(page) { "Comparing…" } else { "Resume with these rows" }}
                </button>
            </div>
        </div>
    }
}

/// What was chosen won't do.
#[component]
fn Refused(page: RunPage) -> impl IntoView {
    let sentence = move |id: Uuid| {
        page.importer.resume.with(|resume| match resume {
            ResumeState::Refused { import, sentence } if *import == id => Some(sentence.clone()),
            _ => None,
        })
    };
    move || {
        sentence(page.watched.id).map(|sentence| {
            view! {
                <div class="mt12">
                    <Note tone=NoteTone::Bad role="alert">
                        {sentence} " If only a part was changed, "
                        <a href="/import">"start a new import"</a> " with it."
                    </Note>
                </div>
            }
        })
    }
}

#[component]
pub fn InterruptedFoot(page: RunPage) -> impl IntoView {
    view! {
        <StopImport page />
        <span class="sp hide-s"></span>
        <a class="btn l" href="/imports">
            "All imports"
        </a>
    }
}
