//! An import as the server has it, asked for again and again until it is over.

use leptos::{ev, prelude::*, task::spawn_local};
use muster_shared::api::{Import, ImportState};
use std::time::Duration;
use uuid::Uuid;

use super::pace::Pace;
use super::stage::done;
use crate::api::{self, Answer, ApiFailure};
use crate::components::timer::Timer;
use crate::components::toast::Toasts;
use crate::session::SessionState;

/// How often is asked: while it is seen and answered; while the tab is hidden; and at most rarely while nobody answers.
const OFTEN_MS: u64 = 500;
const HIDDEN_MS: u64 = 5_000;
const RARELY_MS: u64 = 10_000;

/// What is known of one import.
#[derive(Clone, Copy, Debug)]
pub struct Watched {
    pub id: Uuid,
    pub import: RwSignal<Option<Import>>,
    /// Why the last question brought nothing.
    pub failure: RwSignal<Option<ApiFailure>>,
    /// How fast records are saved, or contacts looked at by an undo.
    pub saved: RwSignal<Pace>,
    session: SessionState,
    failures: StoredValue<u32>,
    timer: Timer,
    /// Rises with every question, so that only the last one's answer counts.
    asked: StoredValue<u32>,
}

/// Watches an import as long as the present owner lives.
pub fn watch_import(id: Uuid, session: SessionState) -> Watched {
    let watched = Watched {
        id,
        import: RwSignal::new(None),
        failure: RwSignal::new(None),
        saved: RwSignal::new(Pace::default()),
        session,
        failures: StoredValue::new(0),
        timer: Timer::new(),
        asked: StoredValue::new(0),
    };
    let seen = document_visible(move || watched.look());
    on_cleanup(move || seen.remove());
    watched.look();
    watched
}

fn document_visible(then: impl Fn() + 'static) -> WindowListenerHandle {
    window_event_listener(ev::focus, move |_| then())
}

impl Watched {
    /// Asks now.
    pub fn look(self) {
        self.timer.stop();
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        }) else {
            return;
        };
        spawn_local(async move {
            let answer = api::imports::get_import(self.id).await;
            // Gone with its page, or asked again meanwhile.
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(import) => self.take(import),
                Err(failure) => {
                    self.failures.update_value(|failures| *failures += 1);
                    self.failure.set(Some(self.session.notice(failure)));
                }
            }
            self.look_later();
        });
    }

    /// What the server has just answered to something else.
    pub fn take(self, import: Import) {
        self.failures.set_value(0);
        if self.failure.with_untracked(Option::is_some) {
            self.failure.set(None);
        }
        self.saved.update(|pace| match import.state {
            ImportState::Previewing | ImportState::Applying => {
                pace.note(js_sys::Date::now(), done(&import), import.records);
            }
            ImportState::Undoing => match &import.undo {
                Some(undo) => pace.note(js_sys::Date::now(), undo.looked_at, undo.contacts.unwrap_or(0)),
                None => pace.restart(),
            },
            _ => pace.restart(),
        });
        if self.import.with_untracked(|known| known.as_ref() != Some(&import)) {
            self.import.set(Some(import));
        }
    }

    /// Sends what the user said of the import, and takes the answer in.
    pub fn ask(self, toasts: Toasts, request: impl Future<Output = Answer<Import>> + 'static) {
        spawn_local(async move {
            match request.await {
                Ok(import) => {
                    if self.asked.try_get_value().is_some() {
                        self.take(import);
                    }
                }
                Err(failure) => toasts.error(self.session.notice(failure).to_string()),
            }
            if self.asked.try_get_value().is_some() {
                self.look();
            }
        });
    }

    fn look_later(self) {
        let state = self
            .import
            .with_untracked(|import| import.as_ref().map(|import| import.state));
        let missing = self
            .failure
            .with_untracked(|failure| matches!(failure, Some(ApiFailure::Api(_))));
        let wait = match state {
            Some(ImportState::Finished | ImportState::Cancelled | ImportState::Expired | ImportState::Undone) => return,
            // It isn't there, or the server says why it can't tell.
            None if missing => return,
            // Somebody else may have it tried again, or decide.
            Some(ImportState::Failed | ImportState::Previewed) => HIDDEN_MS,
            _ if document().hidden() => HIDDEN_MS,
            _ => OFTEN_MS,
        };
        let wait = wait.max(after_failures(self.failures.get_value()));
        self.timer.start(Duration::from_millis(wait), move || self.look());
    }
}

/// Twice as long after each failure.
fn after_failures(failures: u32) -> u64 {
    if failures == 0 {
        0
    } else {
        (OFTEN_MS << failures.min(5)).min(RARELY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::after_failures;

    #[test]
    fn a_silent_server_is_asked_less_and_less() {
        assert_eq!(
            [0, 1, 2, 4, 5, 60].map(after_failures),
            [0, 1_000, 2_000, 8_000, 10_000, 10_000]
        );
    }
}
