//! The page of an import that the server knows: its progress, its interruption, its summary. From any browser.

mod card;
mod failed;
mod interrupted;
mod leave;
mod left_out;
mod preview;
mod progress;
mod stop;
mod summary;
mod undoing;

pub use left_out::LeftOutCard;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};
use muster_shared::api::{Counts, Import, ImportState, Preview};
use std::time::Duration;
use uuid::Uuid;

use super::STEPS;
use crate::api::{self, ApiFailure};
use crate::components::result::Outcomes;
use crate::components::state::{Blank, Failed as DidNotLoad, Loading};
use crate::components::{icon::Icon, wizard::WizardFrame};
use crate::import::run::Run;
use crate::import::stage::{Stage, stage};
use crate::import::watch::{Watched, watch_import};
use crate::import::{Importer, use_import};
use crate::session::{Loaded, use_loaded, use_session};
use failed::{FailedFoot, FailedPart};
use interrupted::{InterruptedFoot, InterruptedPart};
use leave::LeaveDialog;
use preview::{PreviewFoot, PreviewPart};
use progress::{ProgressFoot, ProgressPart};
use summary::{SummaryFoot, SummaryPart};
use undoing::{UndoingFoot, UndoingPart};

/// Someone else's upload is taken to go on for so long after its last batch.
const GROWS_FOR: Duration = Duration::from_secs(15);

/// `/import/:id`.
#[component]
pub fn ImportRunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<Uuid>().ok())));
    view! {
        <Title text="Import" />
        {move || match id.get() {
            Some(id) => view! { <KnownImport id /> }.into_any(),
            None => view! { <NoSuchImport /> }.into_any(),
        }}
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct RunPage {
    importer: Importer,
    watched: Watched,
    /// Batches arrive that this tab doesn't send.
    grows: RwSignal<bool>,
    /// What the import would do, while that is to be decided upon.
    preview: Loaded<Option<Preview>>,
}

impl RunPage {
    /// The upload of this tab, if it is of this import. Tracked.
    fn run(self) -> Option<Run> {
        self.importer
            .run
            .with(|run| run.as_ref().filter(|run| run.import == self.watched.id).cloned())
    }

    /// Tracked.
    fn import(self) -> Option<Import> {
        self.watched.import.get()
    }

    /// Tracked.
    fn stage(self) -> Option<Stage> {
        let run = self.run();
        self.watched.import.with(|import| {
            import
                .as_ref()
                .map(|import| stage(import, run.as_ref(), self.grows.get()))
        })
    }
}

#[component]
fn KnownImport(id: Uuid) -> impl IntoView {
    let importer = use_import();
    let watched = match importer.job.get_untracked().filter(|job| job.id == id) {
        Some(job) => job,
        None => watch_import(id, use_session()),
    };
    let is_previewed = Memo::new(move |_| {
        watched.import.with(|import| {
            import
                .as_ref()
                .is_some_and(|import| import.state == ImportState::Previewed)
        })
    });
    let preview = use_loaded(move || {
        let wanted = is_previewed.get();
        async move {
            match wanted {
                true => api::imports::get_preview(id).await,
                false => Ok(None),
            }
        }
    });
    let page = RunPage {
        importer,
        watched,
        grows: see_growth(watched),
        preview,
    };
    let stage = Memo::new(move |_| page.stage());
    let leaving = RwSignal::new(false);
    let navigate = use_navigate();
    let close = move |()| {
        if stage.get_untracked() == Some(Stage::UploadingHere) {
            leaving.set(true);
        } else {
            navigate("/contacts", Default::default());
        }
    };
    let close_label = Signal::derive(move || match stage.get() {
        Some(Stage::UploadingHere | Stage::UploadingElsewhere | Stage::Saving | Stage::Undoing) => "Leave".to_owned(),
        _ => "Close".to_owned(),
    });
    let file = Memo::new(move |_| {
        watched
            .import
            .with(|import| import.as_ref().map(|import| import.file.name.clone()))
    });
    let current = Memo::new(move |_| {
        let finished = watched.import.with(|import| {
            let state = import.as_ref().map(|import| import.state);
            matches!(
                state,
                Some(ImportState::Finished | ImportState::Undoing | ImportState::Undone)
            )
        });
        if finished { STEPS.len() } else { STEPS.len() - 1 }
    });
    view! {
        <WizardFrame
            title="Import contacts"
            file
            steps=STEPS.to_vec()
            current
            close_label
            on_close=close
            foot=move || view! { <Foot page stage /> }
        >
            <div class="run">
                {move || match stage.get() {
                    None => view! { <NotYet watched /> }.into_any(),
                    Some(Stage::UploadingHere | Stage::UploadingElsewhere | Stage::Saving) => {
                        view! { <ProgressPart page /> }.into_any()
                    }
                    Some(Stage::Undoing) => view! { <UndoingPart page /> }.into_any(),
                    Some(Stage::Interrupted) => view! { <InterruptedPart page /> }.into_any(),
                    Some(Stage::Previewed) => view! { <PreviewPart page /> }.into_any(),
                    Some(Stage::Failed) => view! { <FailedPart page /> }.into_any(),
                    Some(Stage::Over) => view! { <SummaryPart page /> }.into_any(),
                }}
            </div>
            <LeaveDialog open=leaving />
        </WizardFrame>
    }
}

#[component]
fn Foot(page: RunPage, stage: Memo<Option<Stage>>) -> impl IntoView {
    move || match stage.get() {
        None => ().into_any(),
        Some(Stage::UploadingHere | Stage::UploadingElsewhere | Stage::Saving) => {
            view! { <ProgressFoot page /> }.into_any()
        }
        Some(Stage::Undoing) => view! { <UndoingFoot /> }.into_any(),
        Some(Stage::Interrupted) => view! { <InterruptedFoot page /> }.into_any(),
        Some(Stage::Previewed) => view! { <PreviewFoot page /> }.into_any(),
        Some(Stage::Failed) => view! { <FailedFoot page /> }.into_any(),
        Some(Stage::Over) => view! { <SummaryFoot page /> }.into_any(),
    }
}

/// True for a while after each batch that arrives.
fn see_growth(watched: Watched) -> RwSignal<bool> {
    let grows = RwSignal::new(false);
    let uploaded = Memo::new(move |_| {
        watched
            .import
            .with(|import| import.as_ref().map(|import| import.uploaded))
    });
    Effect::new(move |before: Option<Option<u64>>| {
        let now = uploaded.get();
        if let (Some(Some(before)), Some(now)) = (before, now)
            && now > before
        {
            grows.set(true);
            let still = move || {
                if uploaded.try_get_untracked().flatten() == Some(now) {
                    grows.set(false);
                }
            };
            set_timeout(still, GROWS_FOR);
        }
        now
    });
    grows
}

/// Before the first answer.
#[component]
fn NotYet(watched: Watched) -> impl IntoView {
    move || match watched.failure.get() {
        None => view! {
            <h1 class="vh">"Import"</h1>
            <Loading label="Loading the import" rows=4 />
        }
        .into_any(),
        Some(ApiFailure::Api(error)) if error.code == "not_found" => view! { <NothingHere /> }.into_any(),
        Some(failure) => view! {
            <h1 class="vh">"Import"</h1>
            <DidNotLoad title="The import didn't load." why=failure.to_string() on_retry=move |()| watched.look() />
        }
        .into_any(),
    }
}

#[component]
fn NoSuchImport() -> impl IntoView {
    let navigate = use_navigate();
    view! {
        <WizardFrame
            title="Import contacts"
            file=None
            steps=Vec::new()
            current=0
            on_close=move |()| navigate("/contacts", Default::default())
        >
            <div class="run">
                <NothingHere />
            </div>
        </WizardFrame>
    }
}

#[component]
fn NothingHere() -> impl IntoView {
    view! {
        <h1 class="vh">"Not found"</h1>
        <Blank icon=Icon::Search title="There's nothing at this address.">
            <div class="row mt8">
                <a class="btn" href="/imports">
                    "Imports"
                </a>
            </div>
        </Blank>
    }
}

fn outcomes(counts: Counts) -> Outcomes {
    let Counts {
        created,
        updated,
        unchanged,
        skipped,
        rejected,
    } = counts;
    Outcomes {
        created,
        updated,
        unchanged,
        skipped,
        rejected,
    }
}
