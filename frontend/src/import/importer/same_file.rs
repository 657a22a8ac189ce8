//! Whether the file that was opened was imported before.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::api::{FileFacts, SameFile};

use super::Importer;
use crate::api;

impl Importer {
    /// Asks for the import of the same file. Without an answer there is nothing to warn of.
    pub(super) fn ask_for_same_file(self, file: &FileFacts) {
        let state = self.state;
        state.before.set(None);
        let asked = file.clone();
        spawn_local(async move {
            let FileFacts {
                size,
                fingerprint,
                part,
                ..
            } = asked.clone();
            let same = SameFile {
                size,
                fingerprint,
                part,
            };
            match api::imports::find_same_file(&same).await {
                Ok(before) => {
                    if state.file.with_untracked(|file| file.as_ref() == Some(&asked)) {
                        state.before.set(before);
                    }
                }
                Err(failure) => drop(self.session.notice(failure)),
            }
        });
    }
}
