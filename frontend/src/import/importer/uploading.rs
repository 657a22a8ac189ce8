//! The upload of this tab: its worker, what the worker says, and what the user tells it.

use leptos::prelude::*;
use muster_shared::api::{FileFacts, Import, ImportState};
use muster_shared::intake::Dialect;
use muster_worker::protocol::{Command, Event, Setup};
use uuid::Uuid;

use super::{Importer, Reader, SourceObject};
use crate::components::{progress::share, shell::ShellJob};
use crate::import::run::{Run, UploadPhase};
use crate::import::stage::done;
use crate::import::state::{Reading, SourceName};
use crate::import::watch::watch_import;
use crate::import::worker_client::{Said, WorkerClient};

/// A file on which workers crash again and again is given up; trying again stays possible.
const RESTARTS: u32 = 2;

/// What is to be uploaded.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    pub(super) import: Uuid,
    pub(super) file: FileFacts,
    pub(super) dialect: Dialect,
    pub(super) setup: Setup,
}

/// A worker that uploads.
pub(super) struct Upload {
    reader: Reader,
    errand: Errand,
}

impl Upload {
    /// With a worker that has the source open.
    pub(super) fn of_reader(reader: Reader, errand: Errand) -> Self {
        Self { reader, errand }
    }

    /// With a new worker, which opens the source first. Its [`Event::Known`] is answered by [`Upload::send`].
    pub(super) fn opening(
        number: u32,
        worker: WorkerClient,
        source: SourceObject,
        restarts: u32,
        errand: Errand,
    ) -> Self {
        let FileFacts {
            name,
            size,
            modified,
            part,
            ..
        } = errand.file.clone();
        let name = SourceName {
            name,
            size,
            modified,
            pasted: matches!(source, SourceObject::Pasted(_)),
        };
        let reading = Reading {
            dialect: Some(errand.dialect),
            part,
        };
        source.open_with(&worker, &name, reading);
        Self {
            reader: Reader {
                number,
                worker,
                source,
                restarts,
            },
            errand,
        }
    }

    pub(super) fn is(&self, number: u32) -> bool {
        self.reader.number == number
    }

    /// Ends what else runs on the source, and sends what the server doesn't have.
    pub(super) fn send(&self) {
        self.tell(&Command::Stop);
        self.tell(&Command::Upload {
            import: self.errand.import,
            setup: self.errand.setup.clone(),
        });
    }

    fn tell(&self, command: &Command) {
        self.reader.worker.send(command, None);
    }
}

impl Importer {
    /// Makes `upload` the one of this tab, and watches its import.
    pub(super) fn take_up(self, run: Run, upload: Upload) {
        let import = run.import;
        self.upload.set_value(Some(upload));
        self.run.set(Some(run));
        let known = self.job.get_untracked().is_some_and(|job| job.id == import);
        if !known {
            self.job.set(Some(
                self.owner
                    .with_value(|owner| owner.with(|| watch_import(import, self.session))),
            ));
        }
    }

    /// Whether closing the tab now would interrupt an upload.
    pub fn needs_tab(self) -> bool {
        self.uploading_file().is_some()
    }

    /// The file whose upload isn't done.
    pub fn uploading_file(self) -> Option<String> {
        self.run.with_untracked(|run| {
            run.as_ref()
                .filter(|run| run.phase.needs_tab())
                .map(|run| run.file_name.clone())
        })
    }

    pub(super) fn hear_upload(self, said: Said) {
        match said {
            Said::Crashed(why) => self.replace_upload(why),
            Said::Event {
                event: Event::Known { file },
                ..
            } => self.go_on_if_same(&file),
            Said::Event { event, .. } => {
                if matches!(event, Event::SignInNeeded) {
                    self.session.verify();
                }
                self.update_run(|run| run.hear(&event));
                self.note_pace();
                self.let_go_if_done();
            }
        }
    }

    fn update_run(self, change: impl FnOnce(&mut Run)) {
        self.run.update(|run| {
            if let Some(run) = run {
                change(run);
            }
        });
    }

    fn note_pace(self) {
        self.run.with_untracked(|run| {
            let Some(run) = run else { return };
            self.uploaded.update(|pace| match run.phase {
                UploadPhase::Sending => pace.note(js_sys::Date::now(), run.uploaded, run.rows),
                _ => pace.restart(),
            });
        });
    }

    /// Ends the worker that has nothing more to do.
    fn let_go_if_done(self) {
        let phase = self.run.with_untracked(|run| run.as_ref().map(|run| run.phase.clone()));
        if phase == Some(UploadPhase::Sealed) {
            self.upload.set_value(None);
        }
        if phase.is_some_and(|phase| !phase.needs_tab()) {
            self.look_at_job();
        }
    }

    fn look_at_job(self) {
        if let Some(job) = self.job.get_untracked() {
            job.look();
        }
    }

    /// After an opening: the same file goes on, another is refused.
    fn go_on_if_same(self, file: &FileFacts) {
        let is_same = self.upload.with_value(|upload| {
            upload.as_ref().is_some_and(|upload| {
                let wanted = &upload.errand.file;
                (wanted.size, &wanted.fingerprint) == (file.size, &file.fingerprint)
            })
        });
        if is_same {
            self.upload.with_value(|upload| upload.iter().for_each(Upload::send));
            self.resumed();
        } else {
            self.upload.set_value(None);
            self.other_file(file);
        }
    }

    /// The worker crashed: another one goes on with the same file.
    fn replace_upload(self, why: String) {
        let Some(Upload { reader, errand }) = self.upload.try_update_value(Option::take).flatten() else {
            return;
        };
        let restarts = reader.restarts + 1;
        if restarts > RESTARTS {
            return self.update_run(|run| run.phase = UploadPhase::Crashed(why));
        }
        match self.start_worker() {
            Ok((number, worker)) => {
                let upload = Upload::opening(number, worker, reader.source, restarts, errand);
                self.upload.set_value(Some(upload));
            }
            Err(why) => self.update_run(|run| run.phase = UploadPhase::Crashed(why)),
        }
    }

    /// Holds the upload after what is in flight.
    pub fn pause_upload(self) {
        self.tell_upload(&Command::Pause);
        self.update_run(|run| run.phase = UploadPhase::Paused);
    }

    /// Goes on after a pause or a log-in, or tries again at once.
    pub fn resume_upload(self) {
        self.tell_upload(&Command::Resume);
        self.update_run(Run::go_on);
    }

    /// Stops sending; what arrived stays at the server, and the same file resumes it.
    pub fn stop_upload(self) {
        self.upload.set_value(None);
        self.update_run(|run| run.phase = UploadPhase::Stopped);
    }

    fn tell_upload(self, command: &Command) {
        self.upload
            .with_value(|upload| upload.iter().for_each(|upload| upload.tell(command)));
    }

    /// An upload that the ended session holds up goes on with the next log-in.
    pub(super) fn go_on_after_log_in(self) {
        Effect::new(move |_| {
            self.session.track_returns();
            let waits = |run: &Option<Run>| run.as_ref().is_some_and(|run| run.phase == UploadPhase::SignInNeeded);
            if self.run.with_untracked(waits) {
                self.resume_upload();
            }
        });
    }

    /// The running import for the side bar: until it is over. Tracked.
    pub fn shell_job(self) -> Option<ShellJob> {
        let run = self.run.get()?;
        let href = format!("/import/{}", run.import);
        let job = self.job.get()?;
        let import = job.import.get();
        let (percent, left) = match (&run.phase, &import) {
            (phase, _) if phase.needs_tab() => {
                let sent = share(run.uploaded, run.rows);
                (sent, phase_in_short(phase).to_owned())
            }
            (UploadPhase::Sealed, Some(Import { undo: Some(undo), .. })) if undo.finished_at.is_none() => {
                (f64::from(undo.percent()), "Undoing…".to_owned())
            }
            (UploadPhase::Sealed, Some(import)) if import.state == ImportState::Previewed => {
                (100.0, "The preview is ready".to_owned())
            }
            (UploadPhase::Sealed, Some(import)) if !import.state.is_over() => {
                let done = share(done(import), import.records);
                (done, job.saved.with(|pace| pace.left()).unwrap_or_default())
            }
            _ => return None,
        };
        // A share is at most 100.
        Some(ShellJob {
            file: run.file_name,
            percent: percent as u8,
            left,
            href,
        })
    }
}

fn phase_in_short(phase: &UploadPhase) -> &'static str {
    match phase {
        UploadPhase::Starting => "Getting ready…",
        UploadPhase::Checking { .. } => "Checking the file",
        UploadPhase::Waiting { .. } => "Upload waits",
        UploadPhase::Paused => "Paused",
        UploadPhase::SignInNeeded => "Log in to go on",
        _ => "Uploading: keep this tab open",
    }
}
