//! Opening a source, and what its worker says of it.

use chrono::{DateTime, Utc};
use leptos::{prelude::*, task::spawn_local};
use muster_shared::api::ApiError;
use muster_shared::limits::PASTE_BYTES;
use muster_worker::protocol::{Command, Event, Refusal};
use web_sys::File;

use super::{Importer, Reader, SourceObject};
use crate::api;
use crate::import::outcome::PASTED;
use crate::import::state::{DialectChange, FieldsLoad, Reading, SourceName, SourceState};
use crate::import::worker_client::Said;

/// A source on which workers crash again and again is given up.
const RESTARTS: u32 = 2;

pub(super) fn name_of(file: &File) -> SourceName {
    SourceName {
        name: file.name(),
        // Both are whole numbers below 2^53.
        size: file.size() as u64,
        modified: DateTime::<Utc>::from_timestamp_millis(file.last_modified() as i64),
        pasted: false,
    }
}

impl Importer {
    /// Asks for fields and segments, which the wizard needs.
    pub fn load_account(self) {
        spawn_local(async move {
            match api::fields::list_fields().await {
                Ok(fields) => {
                    self.state
                        .fields
                        .set(fields.into_iter().map(|view| view.field).collect());
                    self.state.fields_load.set(FieldsLoad::Ready);
                }
                Err(failure) => {
                    let failure = self.session.notice(failure);
                    self.state.fields_load.set(FieldsLoad::Failed(failure.to_string()));
                }
            }
            match api::segments::list_segments().await {
                Ok(segments) => self.segments.set(segments),
                Err(failure) => drop(self.session.notice(failure)),
            }
        });
    }

    /// Reads a file that was chosen or dropped.
    pub fn open_file(self, file: File) {
        let name = name_of(&file);
        self.open(SourceObject::File(file), name);
    }

    /// Reads pasted rows; nothing pasted is nothing chosen.
    pub fn open_pasted(self, text: String) {
        let size = text.len() as u64;
        let name = SourceName {
            name: PASTED.to_owned(),
            size,
            modified: None,
            pasted: true,
        };
        if text.trim().is_empty() {
            self.close_source();
        } else if text.len() > PASTE_BYTES {
            self.close_source();
            let reason = Refusal::PasteTooLarge { bytes: size };
            self.state.source.set(SourceState::Refused { name, reason });
        } else {
            self.open(SourceObject::Pasted(text), name);
        }
    }

    /// Reads the same source with another dialect.
    pub fn change_dialect(self, change: DialectChange) {
        let Some(now) = untrack(|| self.state.dialect()) else {
            return;
        };
        let dialect = change.apply(now);
        if dialect != now {
            self.reread(Reading {
                dialect: Some(dialect),
                part: untrack(|| self.state.part()),
            });
        }
    }

    /// Reads another file of the archive, or another sheet of the workbook; its dialect is found anew.
    pub fn change_part(self, part: String) {
        if untrack(|| self.state.part()).as_ref() != Some(&part) {
            self.reread(Reading {
                dialect: None,
                part: Some(part),
            });
        }
    }

    fn reread(self, reading: Reading) {
        self.state.forget_reading();
        if let Some(name) = self.state.source.with_untracked(|source| source.name().cloned()) {
            self.state.source.set(SourceState::Opening(name));
        }
        self.state.reading.set(reading.clone());
        self.tell_reader(&Command::Reread {
            dialect: reading.dialect,
            part: reading.part,
        });
    }

    /// Ends the reading and gives the source up; choices and mapping stay.
    pub fn close_source(self) {
        self.reader.set_value(None);
        self.state.clear_source();
    }

    /// Gives everything up that was prepared.
    pub fn discard(self) {
        self.reader.set_value(None);
        self.prepared.set_value(None);
        self.state.clear();
    }

    fn open(self, source: SourceObject, name: SourceName) {
        self.state.clear_source();
        self.start_reader(source, name, Reading::default(), 0);
    }

    fn start_reader(self, source: SourceObject, name: SourceName, reading: Reading, restarts: u32) {
        match self.start_worker() {
            Ok((number, worker)) => {
                source.open_with(&worker, &name, reading);
                self.reader.set_value(Some(Reader {
                    number,
                    worker,
                    source,
                    restarts,
                }));
                self.state.source.set(SourceState::Opening(name));
            }
            Err(why) => self.give_up(name, why),
        }
    }

    fn give_up(self, name: SourceName, message: String) {
        self.close_source();
        self.state.crashed.set(Some(message.clone()));
        self.state.source.set(SourceState::Refused {
            name,
            reason: Refusal::Unreadable { message },
        });
    }

    pub(super) fn hear_reader(self, said: Said) {
        let state = self.state;
        match said {
            Said::Crashed(why) => self.replace_reader(why),
            Said::Event {
                event: Event::ProblemFile { file_name, .. },
                object,
            } => {
                self.save_problem_rows(&file_name, object.as_ref());
            }
            Said::Event { event, .. } => match event {
                Event::Known { file } => {
                    state.file.set(Some(file.clone()));
                    self.ask_for_same_file(&file);
                }
                Event::Opened { preview } => {
                    state.preview.set(Some(preview));
                    state.reading.set(Reading::default());
                    if let Some(name) = state.source.with_untracked(|source| source.name().cloned()) {
                        state.source.set(SourceState::Open(name));
                    }
                    self.sources.update(|n| *n += 1);
                }
                Event::Refused { reason } => self.refuse(|name| SourceState::Refused { name, reason }),
                Event::Stopped { reason } => {
                    state.forget_reading();
                    self.refuse(|name| SourceState::Stopped { name, reason });
                }
                Event::Preparing { bytes } => state.preparing.set(Some(bytes)),
                Event::Counting { rows, .. } => {
                    state.preparing.set(None);
                    state.counting_rows.set(rows);
                }
                Event::Counted(counted) => {
                    state.preparing.set(None);
                    state.counted.set(Some(counted));
                }
                Event::Checking { .. } | Event::Checked { .. } => self.hear_check(event),
                // These belong to an upload, and this worker has none.
                _ => {}
            },
        }
    }

    fn refuse(self, state: impl FnOnce(SourceName) -> SourceState) {
        if let Some(name) = self.state.source.with_untracked(|source| source.name().cloned()) {
            self.state.source.set(state(name));
        }
    }

    /// The worker crashed: another one reads the same source; choices and mapping stay.
    fn replace_reader(self, why: String) {
        let Some(reader) = self.reader.try_update_value(Option::take).flatten() else {
            return;
        };
        let Some(name) = self.state.source.with_untracked(|source| source.name().cloned()) else {
            return;
        };
        if reader.restarts >= RESTARTS {
            return self.give_up(name, why);
        }
        let reading = untrack(|| Reading {
            dialect: self.state.dialect(),
            part: self.state.part(),
        });
        self.state.forget_reading();
        self.state.crashed.set(Some(why));
        self.start_reader(reader.source.clone(), name, reading, reader.restarts + 1);
    }
}

/// An [`ApiError`] that the page itself makes.
pub(super) fn own_error(code: &str, message: impl Into<String>) -> ApiError {
    ApiError {
        code: code.to_owned(),
        message: message.into(),
        request_id: None,
        field: None,
    }
}
