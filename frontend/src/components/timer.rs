//! A call after a while, one at a time.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// Made by a component: it never goes off when that is gone.
#[derive(Clone, Copy, Debug)]
pub struct Timer(StoredValue<Option<TimeoutHandle>>);

impl Timer {
    pub fn new() -> Self {
        let timer = Self(StoredValue::new(None));
        on_cleanup(move || timer.stop());
        timer
    }

    /// Calls after so long; what was to be called before isn't.
    pub fn start(self, after: Duration, call: impl FnOnce() + 'static) {
        self.stop();
        let handle = set_timeout_with_handle(call, after).ok();
        if let Some(Some(too_late)) = self.0.try_set_value(handle) {
            too_late.clear();
        }
    }

    pub fn stop(self) {
        if let Some(handle) = self.0.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }
}
