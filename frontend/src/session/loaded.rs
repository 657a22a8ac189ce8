//! What a page loads from the server: the value, why there is none, and the way to load it again.

use super::use_session;
use crate::api::{Answer, ApiFailure};
use crate::components::state::{Failed, Loading};
use leptos::{prelude::*, task::spawn_local};

/// A value of the server's, as last loaded.
pub struct Loaded<T: Send + Sync + 'static> {
    /// Stays while it is loaded again, and when that fails.
    pub value: RwSignal<Option<T>>,
    /// Why the last try brought nothing.
    pub failure: RwSignal<Option<ApiFailure>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

impl<T: Send + Sync + 'static> Loaded<T> {
    /// Loads it again, keeping what there is meanwhile.
    pub fn reload(self) {
        self.again.update(|n| *n += 1);
    }
}

/// Loads with `fetch` now, whenever a signal that `fetch` reads changes, after each log-in, and when the server is back. An answer that comes
/// after a later question is dropped.
pub fn use_loaded<T, Fut>(fetch: impl Fn() -> Fut + 'static) -> Loaded<T>
where
    T: Send + Sync + 'static,
    Fut: Future<Output = Answer<T>> + 'static,
{
    let session = use_session();
    let loaded = Loaded {
        value: RwSignal::new(None),
        failure: RwSignal::new(None),
        again: RwSignal::new(0),
    };
    let asked = StoredValue::new(0_u64);
    Effect::new(move |_| {
        loaded.again.track();
        session.track_returns();
        let answer = fetch();
        let turn = asked.get_value() + 1;
        asked.set_value(turn);
        spawn_local(async move {
            let answer = answer.await;
            // None once the page is gone.
            if asked.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(value) => {
                    loaded.failure.set(None);
                    loaded.value.set(Some(value));
                }
                Err(failure) => loaded.failure.set(Some(session.notice(failure))),
            }
        });
    });
    loaded
}

/// Ghost rows until the first answer; the content once there is one, with a note above it when loading it again
/// failed; a note with Try again when the first try failed.
#[component]
pub fn WhenLoaded<T: Send + Sync + 'static>(
    of: Loaded<T>,
    /// "Loading segments"
    loading: &'static str,
    /// "Segments didn't load."
    failed: &'static str,
    #[prop(optional)] roomy: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let has_value = Memo::new(move |_| of.value.with(Option::is_some));
    let why = Memo::new(move |_| match of.failure.get() {
        // The dialog that asks to log in says it.
        None | Some(ApiFailure::Unauthorized) => None,
        Some(failure) => Some(failure.to_string()),
    });
    view! {
        {move || {
            why.get()
                .map(|why| {
                    view! {
                        <div class="pad-note">
                            <Failed title=failed why on_retry=move || of.reload() />
                        </div>
                    }
                })
        }}
        {move || match (has_value.get(), why.with(Option::is_some)) {
            (true, _) => children.with_value(|children| children()).into_any(),
            (false, false) => view! { <Loading label=loading roomy /> }.into_any(),
            (false, true) => ().into_any(),
        }}
    }
}
