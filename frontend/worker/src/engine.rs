//! Takes the page's commands and keeps what runs: one job of each kind.

use crate::check::{Checked, NotChecked, check};
use crate::count::count;
use crate::crew::{Crew, HELPER};
use crate::helper;
use crate::job::Job;
use crate::latch::Latch;
use crate::open::{Chosen, Given, facts, open};
use crate::pass::Source;
use crate::problem_rows::problem_rows;
use crate::protocol::{Command, Event, Refusal, Setup};
use crate::rehearse::rehearse;
use crate::rows::{Index, rows};
use crate::scope;
use crate::upload::{Gate, Upload, refused_plan};
use js_sys::{Array, Reflect};
use muster_shared::limits::PASTE_BYTES;
use std::cell::RefCell;
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent};

#[derive(Default)]
struct Engine {
    given: RefCell<Option<Given>>,
    /// There once it is unpacked and decoded, which may be long after its first rows.
    source: Latch<Source>,
    /// The last check of the source that came to its end.
    checked: RefCell<Option<Rc<Checked>>>,
    /// Holds the upload that runs.
    gate: RefCell<Rc<Gate>>,
    rehearsing: Job,
    opening: Job,
    checking: Job,
    uploading: Job,
    writing: Job,
    reading: Job,
    /// Where rows are found again; there once the source was counted.
    index: RefCell<Option<Rc<Index>>>,
    crew: Crew,
}

/// Installs the worker: listens for commands, and says [`Event::Ready`]. One that was started to help another listens to that one.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        // The place alone: a message could quote a cell.
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        web_sys::console::error_1(&format!("The worker panicked at {place}").into());
    }));
    if scope::scope().name() == HELPER {
        return helper::start();
    }
    let engine = Rc::new(Engine::default());
    let listener = {
        let engine = Rc::clone(&engine);
        Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| engine.hear(&message))
    };
    scope::scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    let online = {
        let engine = Rc::clone(&engine);
        Closure::<dyn FnMut()>::new(move || engine.gate.borrow().nudge())
    };
    scope::scope().set_ononline(Some(online.as_ref().unchecked_ref()));
    // Both live as long as the worker.
    listener.forget();
    online.forget();
    scope::post(&Event::Ready);
    engine.rehearsing.start(rehearse());
}

/// How long the page has the machine for itself to draw the first rows, before the whole is read with every core.
const ROWS_PAINTED_MS: u32 = 100;

impl Engine {
    fn hear(self: &Rc<Self>, message: &MessageEvent) {
        let data = message.data();
        let json = Reflect::get(&data, &"json".into())
            .ok()
            .and_then(|json| json.as_string());
        let object = Reflect::get(&data, &"object".into())
            .ok()
            .and_then(|object| object.dyn_into::<Blob>().ok());
        match json.as_deref().map(serde_json::from_str::<Command>) {
            Some(Ok(command)) => self.obey(command, object),
            _ => web_sys::console::error_1(&"The worker was sent something that is no command.".into()),
        }
    }

    fn obey(self: &Rc<Self>, command: Command, object: Option<Blob>) {
        self.rehearsing.stop();
        match command {
            Command::Open {
                name,
                modified,
                pasted,
                dialect,
                part,
            } => {
                self.close();
                match blob_of(object, pasted) {
                    Ok(blob) => {
                        self.given.replace(Some(Given { blob, name, modified }));
                        self.open(Chosen { dialect, part });
                    }
                    Err(reason) => scope::post(&Event::Refused { reason }),
                }
            }
            Command::Reread { dialect, part } => {
                self.close();
                self.open(Chosen { dialect, part });
            }
            Command::Check { generation, setup } => self.check(generation, setup),
            Command::Upload { import, setup } => self.upload(import, setup),
            Command::Pause => self.gate.borrow().pause(),
            Command::Resume => self.gate.borrow().resume(),
            Command::Stop => self.stop(),
            Command::ProblemRows { setup } => self.write_problem_rows(setup),
            Command::Rows { first, count } => self.read_rows(first, count),
        }
    }

    /// Ends what runs.
    fn stop(&self) {
        for job in [
            &self.opening,
            &self.checking,
            &self.uploading,
            &self.writing,
            &self.reading,
        ] {
            job.stop();
        }
    }

    /// Ends what runs, and forgets what is known of the source.
    fn close(&self) {
        self.stop();
        self.source.clear();
        self.checked.take();
        self.index.take();
    }

    fn open(self: &Rc<Self>, chosen: Chosen) {
        let Some(given) = self.given.borrow().clone() else {
            return;
        };
        self.source.announce();
        let engine = Rc::clone(self);
        self.opening.start(async move {
            if let Err(event) = engine.read(&given, chosen).await {
                engine.source.clear();
                scope::post(&event);
            }
        });
    }

    /// Shows the first rows, prepares the whole, and counts it.
    ///
    /// # Errors
    /// What to say where that ends before the source is there.
    async fn read(&self, given: &Given, chosen: Chosen) -> Result<(), Event> {
        let opened = open(given, chosen).await.map_err(|reason| Event::Refused { reason })?;
        let part = opened.preview.part.clone();
        scope::post(&Event::Opened {
            preview: opened.preview,
        });
        scope::sleep(ROWS_PAINTED_MS).await;
        let file = facts(given, part).await.map_err(|reason| Event::Stopped { reason })?;
        scope::post(&Event::Known { file });
        let source = opened.source.prepare().await;
        let source = Rc::new(source.map_err(|reason| Event::Stopped { reason })?);
        self.source.set(Rc::clone(&source));
        let index = count(&source, &self.crew).await;
        self.index.replace(index.map(Rc::new));
        Ok(())
    }

    /// The source, once it is prepared; `None` where none is open.
    async fn ready(&self) -> Option<Rc<Source>> {
        let source = self.source.ready().await;
        if source.is_none() {
            web_sys::console::warn_1(&"The worker has no source open: the command is left out.".into());
        }
        source
    }

    fn check(self: &Rc<Self>, generation: u32, setup: Setup) {
        let engine = Rc::clone(self);
        self.checking.start(async move {
            let Some(source) = engine.ready().await else { return };
            match check(&source, &engine.crew, setup, Some(generation)).await {
                Ok(checked) => {
                    engine.checked.replace(Some(Rc::new(checked)));
                }
                Err(NotChecked::Source(reason)) => scope::post(&Event::Stopped { reason }),
                // The page makes the same plan before it asks, and says in place what is wrong with it.
                Err(NotChecked::Plan(_)) => {}
            }
        });
    }

    fn upload(self: &Rc<Self>, import: Uuid, setup: Setup) {
        let engine = Rc::clone(self);
        let gate = Rc::new(Gate::default());
        self.gate.replace(Rc::clone(&gate));
        self.uploading.start(async move {
            let Some(source) = engine.ready().await else { return };
            let event = match engine.checked_with(&source, setup).await {
                Ok(checked) => Upload::new(import, source, checked, gate).run().await,
                Err(NotChecked::Source(reason)) => Event::Stopped { reason },
                Err(NotChecked::Plan(errors)) => Event::UploadFailed {
                    error: refused_plan(&errors),
                },
            };
            scope::post(&event);
        });
    }

    /// The last finished check, if it was of this setup; else a new one.
    async fn checked_with(&self, source: &Source, setup: Setup) -> Result<Rc<Checked>, NotChecked> {
        if let Some(checked) = self.checked.borrow().as_ref().filter(|checked| checked.setup == setup) {
            return Ok(Rc::clone(checked));
        }
        let checked = Rc::new(check(source, &self.crew, setup, None).await?);
        self.checked.replace(Some(Rc::clone(&checked)));
        Ok(checked)
    }

    fn read_rows(self: &Rc<Self>, first: u64, count: u64) {
        let engine = Rc::clone(self);
        self.reading.start(async move {
            let Some(source) = engine.ready().await else { return };
            let index = engine.index.borrow().clone().unwrap_or_default();
            match rows(&source, &index, first, count).await {
                Ok(rows) => scope::post(&Event::Rows { first, rows }),
                Err(reason) => scope::post(&Event::Stopped { reason }),
            }
        });
    }

    fn write_problem_rows(self: &Rc<Self>, setup: Setup) {
        let engine = Rc::clone(self);
        self.writing.start(async move {
            let Some(source) = engine.ready().await else { return };
            let written = match engine.checked_with(&source, setup).await {
                Ok(checked) => problem_rows(&source, &checked).await,
                Err(not_checked) => Err(not_checked),
            };
            match written {
                Ok(file) => {
                    scope::post_with(
                        &Event::ProblemFile {
                            file_name: file.name,
                            rows: file.rows,
                        },
                        Some(&file.blob),
                    );
                }
                Err(NotChecked::Source(reason)) => scope::post(&Event::Stopped { reason }),
                // As of a check.
                Err(NotChecked::Plan(_)) => {}
            }
        });
    }
}

/// Pasted text becomes a blob too, so that there is one way from there.
pub(crate) fn blob_of(object: Option<Blob>, pasted: Option<String>) -> Result<Blob, Refusal> {
    let unreadable = || Refusal::Unreadable {
        message: "No file was given. Choose it again.".to_owned(),
    };
    match (object, pasted) {
        (Some(blob), _) => Ok(blob),
        (None, Some(text)) if text.len() > PASTE_BYTES => Err(Refusal::PasteTooLarge {
            bytes: text.len() as u64,
        }),
        (None, Some(text)) => {
            Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(&text))).map_err(|_| unreadable())
        }
        (None, None) => Err(unreadable()),
    }
}
