//! What happens to an import: pages tell it what the user wants, the worker what is so, and it keeps both in [`ImportState`] and
//! [`Run`]. Made once above the pages.

mod checking;
mod opening;
mod resuming;
mod same_file;
mod starting;
mod uploading;

pub use resuming::ResumeState;
pub use starting::Begin;

use leptos::{ev, prelude::*};
use muster_shared::api::Segment;
use muster_worker::protocol::{Command, Event, Preview};
use wasm_bindgen::JsValue;
use web_sys::File;

use super::pace::Pace;
use super::run::Run;
use super::state::{ImportState, Reading, SourceName, SourceState};
use super::watch::Watched;
use super::worker_client::{Said, WorkerClient};
use crate::session::SessionState;
use starting::Prepared;
use uploading::Upload;

/// The preparing of one import and the upload of another: at most one of each in a tab. Each has a worker of its own.
#[derive(Clone, Copy)]
pub struct Importer {
    pub state: ImportState,
    /// The account's segments, for the choice of where the contacts go.
    pub segments: RwSignal<Vec<Segment>>,
    /// The upload of this tab; stays after its end until the next one.
    pub run: RwSignal<Option<Run>>,
    /// What the server says of that upload's import.
    pub job: RwSignal<Option<Watched>>,
    pub resume: RwSignal<ResumeState>,
    /// How fast records are uploaded.
    pub uploaded: RwSignal<Pace>,
    session: SessionState,
    /// A worker that has nothing to do yet, and its number.
    spare: StoredValue<Option<(u32, WorkerClient)>, LocalStorage>,
    /// Rows of the worker's own, to rehearse with.
    pub rehearsal: RwSignal<Option<Preview>>,
    reader: StoredValue<Option<Reader>, LocalStorage>,
    prepared: StoredValue<Option<Prepared>>,
    upload: StoredValue<Option<Upload>, LocalStorage>,
    /// The last number given to a worker.
    last_worker: StoredValue<u32>,
    /// The last number given to a check.
    last_check: StoredValue<u32>,
    /// Rises with every source that is read, so that each is checked.
    sources: RwSignal<u32>,
    /// What is made for the upload lives as long as the app, not as the page that started it.
    owner: StoredValue<Owner>,
}

/// What a worker reads; kept so that another worker can go on with it.
#[derive(Clone, Debug)]
enum SourceObject {
    File(File),
    Pasted(String),
}

/// A worker with a source.
struct Reader {
    /// Tells its messages from those of one that was ended.
    number: u32,
    worker: WorkerClient,
    source: SourceObject,
    /// Times that a crash was answered by another worker.
    restarts: u32,
}

impl Importer {
    fn new(session: SessionState) -> Self {
        Self {
            state: ImportState::new(),
            segments: RwSignal::default(),
            run: RwSignal::default(),
            job: RwSignal::default(),
            resume: RwSignal::default(),
            uploaded: RwSignal::default(),
            session,
            spare: StoredValue::new_local(None),
            rehearsal: RwSignal::new(None),
            reader: StoredValue::new_local(None),
            prepared: StoredValue::new(None),
            upload: StoredValue::new_local(None),
            last_worker: StoredValue::new(0),
            last_check: StoredValue::new(0),
            sources: RwSignal::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// The same, but with a state of its own, in which this is open.
    pub fn with_open(self, preview: Preview) -> Self {
        let state = ImportState::new();
        state.source.set(SourceState::Open(SourceName::default()));
        state.preview.set(Some(preview));
        Self { state, ..self }
    }

    /// Starts a worker before there is anything to read, so that the first rows need not wait for one.
    pub fn warm_up(self) {
        if self.spare.with_value(Option::is_none) {
            // Why there is none is said when one is needed.
            self.spare.set_value(self.new_worker().ok());
        }
    }

    /// A worker and its number, with which its words reach [`Importer::hear`].
    fn start_worker(self) -> Result<(u32, WorkerClient), String> {
        match self.spare.try_update_value(Option::take).flatten() {
            Some(spare) => Ok(spare),
            None => self.new_worker(),
        }
    }

    fn new_worker(self) -> Result<(u32, WorkerClient), String> {
        let number = next(self.last_worker);
        Ok((number, WorkerClient::start(move |said| self.hear(number, said))?))
    }

    fn hear(self, number: u32, said: Said) {
        let is_readers = self
            .reader
            .with_value(|reader| reader.as_ref().is_some_and(|reader| reader.number == number));
        if is_readers {
            return self.hear_reader(said);
        }
        let is_uploads = self
            .upload
            .with_value(|upload| upload.as_ref().is_some_and(|upload| upload.is(number)));
        if is_uploads {
            return self.hear_upload(said);
        }
        let is_spare = |spare: &Option<(u32, WorkerClient)>| spare.as_ref().is_some_and(|(spare, _)| *spare == number);
        if self.spare.with_value(is_spare) {
            match said {
                Said::Crashed(_) => self.spare.set_value(None),
                Said::Event {
                    event: Event::Rehearsed { preview },
                    ..
                } => self.rehearsal.set(Some(preview)),
                Said::Event { .. } => {}
            }
        }
    }

    /// Says something to the worker of the prepared import, if there is one.
    fn tell_reader(self, command: &Command) {
        self.reader.with_value(|reader| {
            if let Some(reader) = reader {
                reader.worker.send(command, None);
            }
        });
    }
}

fn next(counter: StoredValue<u32>) -> u32 {
    counter.update_value(|number| *number += 1);
    counter.get_value()
}

impl SourceObject {
    fn open_with(&self, worker: &WorkerClient, name: &SourceName, reading: Reading) {
        let (object, pasted) = match self {
            SourceObject::File(file) => (Some(JsValue::from(file.clone())), None),
            SourceObject::Pasted(text) => (None, Some(text.clone())),
        };
        let command = Command::Open {
            name: name.name.clone(),
            modified: name.modified,
            pasted,
            dialect: reading.dialect,
            part: reading.part,
        };
        worker.send(&command, object.as_ref());
    }
}

/// Makes the importer of this page. Call once, in the root component, after the session.
pub fn provide_import(session: SessionState) -> Importer {
    let importer = Importer::new(session);
    provide_context(importer);
    importer.check_on_change();
    importer.match_on_entry();
    importer.go_on_after_log_in();
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        if importer.needs_tab() {
            event.prevent_default();
            // Older browsers ask only for this.
            event.set_return_value("The upload isn't done.");
        }
    });
    on_cleanup(move || leaving.remove());
    importer
}

/// The page's importer.
///
/// # Panics
/// Outside a component below the one that called [`provide_import`].
pub fn use_import() -> Importer {
    expect_context()
}
