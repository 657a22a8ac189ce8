//! Holds an upload: while it is paused, and while nobody is signed in.

use crate::protocol::Event;
use crate::scope;
use futures::channel::oneshot;
use futures::future::{Either, select};
use std::cell::{Cell, RefCell};
use std::pin::pin;

/// Every request passes it first.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    paused: Cell<bool>,
    signed_out: Cell<bool>,
    /// The page was told that it is paused.
    told: Cell<bool>,
    /// Requests under way.
    active: Cell<u32>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Gate {
    /// Waits until requests may be sent.
    pub(crate) async fn pass(&self) {
        while self.paused.get() || self.signed_out.get() {
            self.report_paused();
            self.changed().await;
        }
        self.active.set(self.active.get() + 1);
    }

    /// A request that passed has ended. Say [`Gate::report_paused`] once its outcome was reported.
    pub(crate) fn leave(&self) {
        self.active.set(self.active.get().saturating_sub(1));
    }

    pub(crate) fn pause(&self) {
        if !self.paused.replace(true) {
            self.report_paused();
        }
    }

    /// Goes on, whatever held it.
    pub(crate) fn resume(&self) {
        self.paused.set(false);
        self.told.set(false);
        self.signed_out.set(false);
        self.nudge();
    }

    /// The session has ended: nothing passes until [`Gate::resume`].
    pub(crate) fn sign_out(&self) {
        if !self.signed_out.replace(true) {
            scope::post(&Event::SignInNeeded);
        }
    }

    /// Ends the waits for the network.
    pub(crate) fn nudge(&self) {
        for waiting in self.waiting.take() {
            let _ = waiting.send(());
        }
    }

    /// Waits for `ms`, or until [`Gate::nudge`].
    pub(crate) async fn wait(&self, ms: u32) {
        match select(pin!(scope::sleep(ms)), pin!(self.changed())).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    }

    async fn changed(&self) {
        let (turn, mine) = oneshot::channel();
        self.waiting.borrow_mut().push(turn);
        let _ = mine.await;
    }

    /// Tells the page, once, that nothing is under way any more.
    pub(crate) fn report_paused(&self) {
        if self.paused.get() && self.active.get() == 0 && !self.told.replace(true) {
            scope::post(&Event::UploadPaused);
        }
    }
}
