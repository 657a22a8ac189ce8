//! One running piece of work of a kind. Starting the next ends it: its future is dropped at its next pause, and nothing of
//! it runs or reports after that.

use futures::future::{AbortHandle, abortable};
use std::cell::RefCell;
use std::future::Future;

#[derive(Debug, Default)]
pub(crate) struct Job {
    running: RefCell<Option<AbortHandle>>,
}

impl Job {
    /// Ends what runs and starts `work`.
    pub(crate) fn start(&self, work: impl Future<Output = ()> + 'static) {
        let (work, handle) = abortable(work);
        if let Some(former) = self.running.replace(Some(handle)) {
            former.abort();
        }
        wasm_bindgen_futures::spawn_local(async move {
            // An error means that it was ended on purpose.
            let _ = work.await;
        });
    }

    pub(crate) fn stop(&self) {
        if let Some(former) = self.running.take() {
            former.abort();
        }
    }
}
