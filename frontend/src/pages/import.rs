//! The import: the wizard before it has an address, and the page of a known one.

mod map;
mod rehearsal;
mod run;
mod source;
pub mod undo;

pub use run::{ImportRunPage, LeftOutCard};

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;
use map::{MapStep, MapStrip, provide_board};
use source::{SourceFoot, SourceStep};

use crate::components::{
    note::{Note, NoteTone},
    wizard::WizardFrame,
};
use crate::import::state::{StartState, Step};
use crate::import::use_import;
use crate::session::use_session;

/// Names of the three steps.
const STEPS: [&str; 3] = ["Source", "Map fields", "Import"];

/// `/import`: choose, then map. What was begun is still here when one comes back.
#[component]
pub fn ImportPage() -> impl IntoView {
    let importer = use_import();
    let session = use_session();
    let state = importer.state;
    provide_board();
    let navigate = use_navigate();
    Effect::new(move |_| {
        session.track_returns();
        importer.warm_up();
        importer.load_account();
    });
    Effect::new({
        let navigate = navigate.clone();
        move |_| {
            if let StartState::Started(id) = state.start.get() {
                navigate(&format!("/import/{id}"), crate::app::replaced());
                importer.discard();
            }
        }
    });
    let file = Memo::new(move |_| state.source.with(|source| source.name().map(|name| name.name.clone())));
    let current = Memo::new(move |_| match state.step.get() {
        Step::Source => 0,
        Step::Map => 1,
    });
    let is_map = Memo::new(move |_| state.step.get() == Step::Map);
    view! {
        <Title text="Import contacts" />
        <WizardFrame
            title="Import contacts"
            file
            steps=STEPS.to_vec()
            current
            on_go=move |step| {
                if step == 0 {
                    importer.back();
                }
            }
            on_close=move |()| navigate("/contacts", Default::default())
            fixed=is_map
            foot=move || {
                view! {
                    {move || if is_map.get() { view! { <MapStrip /> }.into_any() } else { view! { <SourceFoot /> }.into_any() }}
                }
            }
        >
            {move || {
                if is_map.get() { view! { <MapStep /> }.into_any() } else { view! { <SourceStep /> }.into_any() }
            }}
            <StartNote />
        </WizardFrame>
    }
}

/// Why the import didn't begin, over the foot of the page.
#[component]
fn StartNote() -> impl IntoView {
    let importer = use_import();
    let start = importer.state.start;
    let words = move || match start.get() {
        StartState::NotStarted | StartState::Creating | StartState::Started(_) => None,
        StartState::Refused(error) => Some(("The import didn't start.", error.message)),
        StartState::Offline => Some((
            "The import didn't start.",
            "Muster isn't answering. Nothing was sent; press Import again.".to_owned(),
        )),
        StartState::SignInNeeded => Some((
            "Log in again to go on.",
            "Your file and mapping are still here; then press Import again.".to_owned(),
        )),
        StartState::Busy(file) => Some((
            "One upload at a time.",
            format!("{file} is still being uploaded in this tab. Press Import again when it is done."),
        )),
    };
    move || {
        words().map(|(title, advice)| {
            view! {
                <div class="float-note">
                    <Note tone=NoteTone::Bad role="alert">
                        <b>{title}</b>
                        " "
                        {advice}
                        <div class="row mt8">
                            <button class="btn s" type="button" on:click=move |_| start.set(StartState::NotStarted)>
                                "Dismiss"
                            </button>
                        </div>
                    </Note>
                </div>
            }
        })
    }
}
