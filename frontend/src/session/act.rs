//! What a button does at the server: busy meanwhile, done or refused afterwards.

use super::use_session;
use crate::api::{Answer, ApiFailure};
use leptos::{prelude::*, task::spawn_local};

/// A call that a form or a dialog makes, one at a time.
#[derive(Clone, Copy)]
pub struct Act {
    pub busy: RwSignal<bool>,
    /// Why the last call was refused.
    pub failure: RwSignal<Option<ApiFailure>>,
    session: super::SessionState,
}

/// A call at rest.
pub fn use_act() -> Act {
    Act {
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        session: use_session(),
    }
}

impl Act {
    /// Makes the call unless one is under way; `done` gets its value, and the side bar's totals are asked for anew.
    pub fn run<T: 'static>(self, call: impl Future<Output = Answer<T>> + 'static, done: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let answer = call.await;
            // False once the page is gone; the deed is done all the same.
            let here = self.busy.try_set(false).is_none();
            match answer {
                Ok(value) => {
                    self.session.refresh();
                    if here {
                        self.failure.set(None);
                        done(value);
                    }
                }
                Err(failure) => {
                    self.failure.try_set(Some(self.session.notice(failure)));
                }
            }
        });
    }

    /// Forgets the last refusal: the form is opened anew.
    pub fn reset(self) {
        self.failure.set(None);
    }

    /// What the last call was refused for, if that is the form's field `name`.
    pub fn about(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure
                .with(|failure| failure.as_ref()?.about(name).map(str::to_owned))
        })
    }

    /// What the last call was refused for, if that is none of the form's fields `names`.
    pub fn elsewhere(self, names: &'static [&'static str]) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.with(|failure| {
                let failure = failure.as_ref()?;
                let placed = names.iter().any(|name| failure.about(name).is_some());
                (!placed).then(|| failure.to_string())
            })
        })
    }
}
