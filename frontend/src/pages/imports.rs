//! All imports of the account (mock-up 22), newest first.

mod row;
pub mod status;

use crate::api::{self, ApiFailure};
use crate::components::{
    icon::{Ico, Icon},
    result::Outcomes,
    state::{Blank, Failed, Loading},
};
use crate::format::counted;
use crate::session::{SessionState, use_session};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use muster_shared::api::{Import, ImportPage};
use row::Row;
use std::time::Duration;

/// Imports asked for at once.
const PAGE: u32 = 50;
/// How often a list with an import under way is looked at again.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The imports loaded so far.
#[derive(Clone, Copy)]
struct List {
    imports: RwSignal<Vec<Import>>,
    /// Of the account; none before the first answer.
    total: RwSignal<Option<u64>>,
    failure: RwSignal<Option<ApiFailure>>,
    busy: RwSignal<bool>,
    session: SessionState,
}

impl List {
    /// The newest ones again. Older ones that are shown stay as they are: they are over.
    fn look(self) {
        self.ask(None);
    }

    /// The page below those shown.
    fn more(self) {
        let lowest = self
            .imports
            .with_untracked(|imports| imports.last().map(|import| import.number));
        self.ask(lowest);
    }

    fn ask(self, before: Option<i64>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = api::imports::list_imports(before, PAGE).await;
            // The page is gone.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => self.take(page),
                Err(failure) => self.failure.set(Some(self.session.notice(failure))),
            }
        });
    }

    fn take(self, page: ImportPage) {
        self.failure.set(None);
        self.total.set(Some(page.total));
        let former = self.imports.get_untracked();
        let now = merged(former.clone(), page.imports);
        if now != former {
            self.imports.set(now);
        }
    }

    fn is_anything_under_way(self) -> bool {
        self.imports
            .with_untracked(|imports| imports.iter().any(|import| !import.state.is_over()))
    }
}

/// What was shown, with the answer's imports in place of theirs; newest first.
fn merged(former: Vec<Import>, answer: Vec<Import>) -> Vec<Import> {
    let mut all = answer;
    let kept = former
        .into_iter()
        .filter(|old| !all.iter().any(|new| new.id == old.id))
        .collect::<Vec<_>>();
    all.extend(kept);
    all.sort_by_key(|import| std::cmp::Reverse(import.number));
    all
}

/// The five numbers for the bar.
pub fn outcomes(import: &Import) -> Outcomes {
    let counts = import.counts;
    Outcomes {
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        skipped: counts.skipped,
        rejected: counts.rejected,
    }
}

fn use_list() -> List {
    let session = use_session();
    let list = List {
        imports: RwSignal::new(Vec::new()),
        total: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
        session,
    };
    Effect::new(move |_| {
        session.track_returns();
        list.look();
    });
    let look = move || {
        if !document().hidden() && list.is_anything_under_way() {
            list.look();
        }
    };
    let timer = set_interval_with_handle(look, LOOK_EVERY).ok();
    on_cleanup(move || {
        if let Some(timer) = timer {
            timer.clear();
        }
    });
    list
}

#[component]
pub fn ImportsPage() -> impl IntoView {
    let session = use_session();
    let list = use_list();
    let why = Memo::new(move |_| {
        list.failure
            .get()
            .filter(|failure| *failure != ApiFailure::Unauthorized)
            .map(|failure| failure.to_string())
    });
    let total = Memo::new(move |_| list.total.get());
    view! {
        <Title text="Imports" />
        <div class="ph">
            <h1>"Imports"</h1>
            <span class="sp"></span>
            <Show when=move || session.can_import()>
                <ImportLink primary=true />
            </Show>
        </div>
        {move || {
            why.get()
                .map(|why| {
                    view! {
                        <div class="offbar">
                            <Failed title="Imports didn't load." why on_retry=move || list.look() />
                        </div>
                    }
                })
        }}
        <div class="tw scroll">
            {move || match (total.get(), why.with(Option::is_some)) {
                (Some(0), _) => {
                    view! {
                        <Blank icon=Icon::Import title="No imports yet.">
                            <div class="row mt8">
                                <ImportLink />
                            </div>
                        </Blank>
                    }
                        .into_any()
                }
                (Some(_), _) => view! { <Table list /> }.into_any(),
                (None, false) => view! { <Loading label="Loading imports" roomy=true /> }.into_any(),
                (None, true) => ().into_any(),
            }}
        </div>
        <Legend list />
    }
}

#[component]
fn ImportLink(#[prop(optional)] primary: bool) -> impl IntoView {
    view! {
        <a class="btn" class:pri=primary href="/import" aria-keyshortcuts="I">
            <Ico of=Icon::Import />
            "Import"
        </a>
    }
}

#[component]
fn Table(list: List) -> impl IntoView {
    let has_more = move || list.total.get().unwrap_or(0) > list.imports.with(Vec::len) as u64;
    view! {
        <table class="fx roomy" aria-label="Imports">
            <thead>
                <tr>
                    <th scope="col" class="file">"File"</th>
                    <th scope="col" class="hide-m c160">"By"</th>
                    <th scope="col" class="num c110 hide-s">"Rows"</th>
                    <th scope="col">"Result"</th>
                    <th scope="col" class="num hide-m c92">"Took"</th>
                    <th scope="col" class="c130">"Status"</th>
                </tr>
            </thead>
            <tbody>
                {move || list.imports.get().into_iter().map(|import| view! { <Row import /> }).collect_view()}
            </tbody>
        </table>
        <Show when=has_more>
            <div class="pf">
                <button class="btn s" type="button" on:click=move |_| list.more()>
                    "Show more"
                </button>
            </div>
        </Show>
    }
}

/// How many there are, and what the colours of the bars mean.
#[component]
fn Legend(list: List) -> impl IntoView {
    let total = move || list.total.get().map(|total| counted(total, "import", "imports"));
    let entry = |(name, _, class): (&'static str, u64, &'static str)| {
        view! {
            <span class="row g6">
                <span class=format!("sw2 {class}")></span>
                {name}
            </span>
        }
    };
    view! {
        <div class="pf">
            <span>{total}</span>
            <span class="row g12 hide-s">{Outcomes::default().parts().map(entry)}</span>
        </div>
    }
}
