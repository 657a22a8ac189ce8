//! The press on *Import*: the server learns of the import, and its upload begins.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::RULES_VERSION;
use muster_shared::api::{ImportOptions, NewImport};
use muster_worker::protocol::Setup;
use uuid::Uuid;

use super::Importer;
use super::opening::own_error;
use super::uploading::{Errand, Upload};
use crate::api::{self, ApiFailure};
use crate::import::consent::resubscribe;
use crate::import::run::Run;
use crate::import::state::{CheckState, StartState, Step};

/// An import that the server was asked to create. Asking again with the same content uses the same id, so that no lost answer
/// makes two of it.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    id: Uuid,
    import: NewImport,
    setup: Setup,
    /// Rows that the check found ready.
    to_import: u64,
}

/// What the press on the button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    Import,
    /// Uploads, compares with the contacts, and waits for a decision.
    Preview,
}

impl Importer {
    /// Goes back from the board to the source.
    pub fn back(self) {
        self.state.step.set(Step::Source);
    }

    /// Creates the import and begins its upload. Does nothing while the check runs. `ImportState::start` tells how it goes.
    pub fn start_import(self, begin: Begin) {
        let start = self.state.start;
        if start.with_untracked(|start| *start == StartState::Creating) {
            return;
        }
        if let Some(file_name) = self.uploading_file() {
            start.set(StartState::Busy(file_name));
            return;
        }
        let Some(prepared) = self.prepare(begin) else { return };
        self.prepared.set_value(Some(prepared.clone()));
        start.set(StartState::Creating);
        spawn_local(async move {
            match api::imports::put_import(prepared.id, &prepared.import).await {
                Ok(_) => self.begin(prepared),
                Err(failure) => {
                    start.set(match self.session.notice(failure) {
                        ApiFailure::Offline => StartState::Offline,
                        ApiFailure::Unauthorized => StartState::SignInNeeded,
                        ApiFailure::Api(error) => StartState::Refused(error),
                    });
                }
            }
        });
    }

    /// What the server is told, from what is on screen now.
    fn prepare(self, begin: Begin) -> Option<Prepared> {
        let state = self.state;
        let CheckState::Done { tally, .. } = state.check.get_untracked() else {
            return None;
        };
        let setup = self.setup_now()?;
        let preview = state.preview.get_untracked()?;
        let ImportOptions { segments, .. } = state.options.with_untracked(|options| options.to_wire());
        let resubscribe = state
            .options
            .with_untracked(|options| state.draft.with_untracked(|draft| resubscribe(options, draft)));
        let import = NewImport {
            rules_version: RULES_VERSION,
            file: state.file.get_untracked()?,
            dialect: preview.dialect,
            columns: preview.columns,
            mapping: setup.mapping.clone(),
            options: ImportOptions {
                existing: setup.existing,
                repeats: setup.repeats,
                resubscribe,
                segments,
                preview: begin == Begin::Preview,
            },
            records: tally.rows,
        };
        let asked = self.prepared.with_value(|asked| {
            asked
                .as_ref()
                .filter(|asked| asked.import == import)
                .map(|asked| asked.id)
        });
        let id = asked.unwrap_or_else(Uuid::new_v4);
        Some(Prepared {
            id,
            import,
            setup,
            to_import: tally.to_import(),
        })
    }

    /// The worker that checked the file now sends it; the next import gets another.
    fn begin(self, prepared: Prepared) {
        let Some(reader) = self.reader.try_update_value(Option::take).flatten() else {
            let words = "The file isn't open any more. Choose it again.";
            self.state
                .start
                .set(StartState::Refused(own_error("file.closed", words)));
            return;
        };
        let Prepared {
            id,
            import,
            setup,
            to_import,
        } = prepared;
        let file = import.file;
        let run = Run::new(id, file.name.clone(), file.size, import.records, Some(to_import));
        let upload = Upload::of_reader(
            reader,
            Errand {
                import: id,
                file,
                dialect: import.dialect,
                setup,
            },
        );
        upload.send();
        self.take_up(run, upload);
        self.prepared.set_value(None);
        self.state.start.set(StartState::Started(id));
    }
}
