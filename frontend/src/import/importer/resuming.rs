//! An upload that was interrupted goes on when its file is chosen again.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::api::{FileFacts, Import};
use muster_worker::protocol::Setup;
use uuid::Uuid;
use web_sys::File;

use super::opening::name_of;
use super::uploading::{Errand, Upload};
use super::{Importer, SourceObject};
use crate::api;
use crate::import::outcome::other_file;
use crate::import::run::{Run, UploadPhase};

/// How the taking up of an interrupted upload goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ResumeState {
    #[default]
    Idle,
    /// The file that was chosen is compared with the one that the import began with.
    Comparing { import: Uuid },
    /// It won't do; the sentence says why.
    Refused { import: Uuid, sentence: String },
}

impl Importer {
    /// Goes on with an interrupted import, if `file` is the one that it began with.
    pub fn resume_with_file(self, import: Import, file: File) {
        let name = name_of(&file);
        if name.size != import.file.size {
            // No need to read it.
            let sentence = other_file(&import, name.size);
            return self.resume.set(ResumeState::Refused {
                import: import.id,
                sentence,
            });
        }
        self.resume_with(import, SourceObject::File(file));
    }

    /// Goes on with an interrupted import of pasted rows, if the same are pasted again.
    pub fn resume_with_text(self, import: Import, text: String) {
        self.resume_with(import, SourceObject::Pasted(text));
    }

    fn resume_with(self, import: Import, source: SourceObject) {
        let id = import.id;
        let refuse = move |sentence: String| self.resume.set(ResumeState::Refused { import: id, sentence });
        if let Some(file) = self.uploading_file() {
            return refuse(format!(
                "The upload of {file} still runs in this tab. Wait until it is done."
            ));
        }
        self.resume.set(ResumeState::Comparing { import: id });
        spawn_local(async move {
            let fields = match api::fields::list_fields().await {
                Ok(fields) => fields.into_iter().map(|view| view.field).collect(),
                Err(failure) => return refuse(self.session.notice(failure).to_string()),
            };
            let setup = Setup {
                mapping: import.mapping.clone(),
                fields,
                existing: import.options.existing,
                repeats: import.options.repeats,
            };
            let errand = Errand {
                import: id,
                file: import.file.clone(),
                dialect: import.dialect,
                setup,
            };
            match self.start_worker() {
                Ok((number, worker)) => {
                    let run = Run::new(id, import.file.name.clone(), import.file.size, import.records, None);
                    let run = Run {
                        uploaded: import.uploaded,
                        ..run
                    };
                    self.take_up(run, Upload::opening(number, worker, source, 0, errand));
                }
                Err(why) => refuse(format!("This browser can't read the file now: {why}")),
            }
        });
    }

    pub(super) fn resumed(self) {
        self.resume.set(ResumeState::Idle);
    }

    /// The file that was opened for an upload isn't the one that it began with.
    pub(super) fn other_file(self, file: &FileFacts) {
        let Some(run) = self.run.get_untracked() else { return };
        let import = self.job.get_untracked().and_then(|job| job.import.get_untracked());
        let sentence = match import {
            Some(import) => other_file(&import, file.size),
            None => format!("That is a different file. Choose {} as it was.", run.file_name),
        };
        self.run.set(Some(Run {
            phase: UploadPhase::Stopped,
            ..run.clone()
        }));
        self.resume.set(ResumeState::Refused {
            import: run.import,
            sentence,
        });
    }
}
