//! Who is here: asked at the start, kept fresh, noticed when it ends.

mod act;
mod loaded;
mod sign_in;

pub use act::{Act, use_act};
pub use loaded::{Loaded, WhenLoaded, use_loaded};
pub use sign_in::{SignInDialog, SignInForm};

use crate::api::{self, Answer, ApiFailure};
use leptos::{ev, prelude::*, task::spawn_local};
use muster_shared::api::{Me, Role, Session, Totals};
use std::time::Duration;

/// How often the totals of the side bar are asked for, and how often a server that is away.
const FRESH_FOR: Duration = Duration::from_secs(10);
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// What the app shows first follows from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The first answer is on its way.
    Asking,
    /// The server gave no first answer; it is asked again every few seconds.
    Away,
    SetupNeeded,
    LoggedOut,
    LoggedIn,
}

/// The page's knowledge of its session; to be had with [`use_session`].
#[derive(Clone, Copy, Debug)]
pub struct SessionState {
    known: RwSignal<Option<Session>>,
    /// The last try to reach the server failed.
    away: RwSignal<bool>,
    /// The session ended while the page was in use: the page stays.
    ended: RwSignal<bool>,
    /// The dialog that asks to log in again is open.
    asking: RwSignal<bool>,
    /// Rises with each log-in and when the server is back, so that what could not be loaded is loaded again.
    returns: RwSignal<u32>,
}

impl SessionState {
    pub fn stage(self) -> Stage {
        self.known.with(|known| match (known, self.away.get()) {
            (None, false) => Stage::Asking,
            (None, true) => Stage::Away,
            (Some(Session::SetupNeeded), _) => Stage::SetupNeeded,
            (Some(Session::LoggedOut), _) => Stage::LoggedOut,
            (Some(Session::LoggedIn { .. }), _) => Stage::LoggedIn,
        })
    }

    /// Who is logged in; the last one while an ended session waits for its log-in.
    pub fn me(self) -> Option<Me> {
        self.known.with(|known| me_of(known).cloned())
    }

    pub fn totals(self) -> Option<Totals> {
        self.known.with(|known| me_of(known).map(|me| me.totals))
    }

    /// Whether the role allows to import, and to change contacts and segments.
    pub fn can_import(self) -> bool {
        self.known
            .with(|known| me_of(known).is_some_and(|me| me.role != Role::Reader))
    }

    /// Whether the role allows to change fields.
    pub fn is_admin(self) -> bool {
        self.known
            .with(|known| me_of(known).is_some_and(|me| me.role == Role::Admin))
    }

    pub fn is_away(self) -> bool {
        self.away.get()
    }

    pub fn has_ended(self) -> bool {
        self.ended.get()
    }

    /// Whether the dialog that asks to log in again is open.
    pub fn asks_to_log_in(self) -> bool {
        self.asking.get()
    }

    /// Closes that dialog; a note in the page goes on offering it.
    pub fn put_off(self) {
        self.asking.set(false);
    }

    /// Tracks log-ins and the server's returns: what reads this runs again after each.
    pub fn track_returns(self) {
        self.returns.track();
    }

    /// Takes note of a call's failure: asks to log in where the session has ended. Returns it for the caller's own use.
    pub fn notice(self, failure: ApiFailure) -> ApiFailure {
        match failure {
            ApiFailure::Unauthorized => self.verify(),
            ApiFailure::Offline => self.away.set(true),
            ApiFailure::Api(_) => {}
        }
        failure
    }

    /// An answer said that nobody is logged in. It may be to a question from before a log-in, so the server is asked: where the session
    /// lives, who waits for one goes on.
    pub fn verify(self) {
        let asked_after = self.returns.get_untracked();
        spawn_local(async move {
            let answer = api::session::get_session().await;
            if self.returns.get_untracked() != asked_after {
                return;
            }
            match answer {
                Ok(Session::LoggedOut) => self.end(),
                Ok(Session::LoggedIn { .. }) => {
                    self.learn(answer);
                    self.returns.update(|n| *n += 1);
                }
                _ => self.learn(answer),
            }
        });
    }

    /// The session has ended: the page stays, and [`SignInDialog`] opens over it.
    pub fn end(self) {
        if self.known.with_untracked(|known| me_of(known).is_some()) {
            self.ended.set(true);
            self.asking.set(true);
        }
    }

    /// A log-in or the first run brought this.
    pub fn begin(self, session: Session) {
        let before = self.known.with_untracked(|known| me_of(known).map(|me| me.user_id));
        let now = me_of(&Some(session.clone())).map(|me| me.user_id);
        if before.is_some() && now.is_some() && before != now {
            // Somebody else: nothing of the former person's page may stay.
            let _ = window().location().reload();
            return;
        }
        self.known.set(Some(session));
        self.ended.set(false);
        self.asking.set(false);
        self.away.set(false);
        self.returns.update(|n| *n += 1);
    }

    /// Asks the server again: after what changes the totals.
    pub fn refresh(self) {
        let asked_after = self.returns.get_untracked();
        spawn_local(async move {
            let answer = api::session::get_session().await;
            // From before a log-in it tells nothing of the session since.
            if self.returns.get_untracked() == asked_after {
                self.learn(answer);
            }
        });
    }

    fn learn(self, answer: Answer<Session>) {
        match answer {
            Ok(session) => {
                if self.away.get_untracked() {
                    self.away.set(false);
                    self.returns.update(|n| *n += 1);
                }
                if session == Session::LoggedOut && self.known.with_untracked(|known| me_of(known).is_some()) {
                    if !self.ended.get_untracked() {
                        self.end();
                    }
                } else if self.known.with_untracked(|known| known.as_ref() != Some(&session)) {
                    self.known.set(Some(session));
                }
            }
            Err(_) => self.away.set(true),
        }
    }
}

fn me_of(known: &Option<Session>) -> Option<&Me> {
    match known {
        Some(Session::LoggedIn { me }) => Some(me),
        _ => None,
    }
}

/// Asks who is here and goes on asking. Call once, in the root component.
pub fn provide_session() -> SessionState {
    let session = SessionState {
        known: RwSignal::new(None),
        away: RwSignal::new(false),
        ended: RwSignal::new(false),
        asking: RwSignal::new(false),
        returns: RwSignal::new(0),
    };
    provide_context(session);
    session.refresh();
    keep_fresh(session);
    session
}

/// The page's session.
///
/// # Panics
/// Outside a component below the one that called [`provide_session`].
pub fn use_session() -> SessionState {
    expect_context()
}

fn keep_fresh(session: SessionState) {
    let hidden = || document().hidden();
    let fresh = set_interval_with_handle(
        move || {
            if !hidden() && session.stage_now() == Stage::LoggedIn && !session.away.get_untracked() {
                session.refresh();
            }
        },
        FRESH_FOR,
    );
    let retry = set_interval_with_handle(
        move || {
            if !hidden() && session.away.get_untracked() {
                session.refresh();
            }
        },
        RETRY_AFTER,
    );
    let online = window_event_listener(ev::online, move |_| session.refresh());
    let offline = window_event_listener(ev::offline, move |_| session.away.set(true));
    on_cleanup(move || {
        for handle in [fresh, retry].into_iter().flatten() {
            handle.clear();
        }
        online.remove();
        offline.remove();
    });
}

impl SessionState {
    fn stage_now(self) -> Stage {
        untrack(|| self.stage())
    }
}
