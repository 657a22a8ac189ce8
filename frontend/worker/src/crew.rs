//! The other workers that help to read a source: one for each further core. They are workers like this one, started under another
//! name; each reads the parts it is given and answers with what it found.

use crate::part::{Answer, Stretch};
use crate::pass::{Source, SourceFacts};
use crate::protocol::Setup;
use crate::scope;
use futures::channel::oneshot;
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

/// The name under which a worker is a helper.
pub(crate) const HELPER: &str = "muster-helper";
/// Workers at most, this one counted: each has a memory of its own.
const WORKERS: u32 = 4;

/// To a helper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// What to read from here on; its `Blob` is beside it.
    Source(SourceFacts),
    /// What the check of this number goes by. Another may be under way with another one.
    Setup {
        check: u32,
        setup: Box<Setup>,
    },
    Read {
        ticket: u32,
        task: Task,
        stretch: Stretch,
    },
}

/// A question on the wire.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Task {
    Survey,
    /// Under the [`Order::Setup`] of this number.
    Check(u32),
}

/// From a helper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Report {
    Ready,
    /// Its emails are beside it.
    Answer {
        ticket: u32,
        answer: Box<Answer>,
    },
    /// It wasn't told what to read, or how: somebody else has to.
    Cannot {
        ticket: u32,
    },
}

/// All helpers of this worker.
#[derive(Debug, Default)]
pub(crate) struct Crew {
    helpers: RefCell<Vec<Rc<Helper>>>,
    /// They were started, or can't be.
    mustered: Cell<bool>,
    /// The last number given to a check.
    last_check: Cell<u32>,
}

impl Crew {
    /// Starts the helpers, once, where there are cores for them. Tells them what is to be read.
    pub(crate) fn muster(&self, source: &Source) -> Vec<Rc<Helper>> {
        if !self.mustered.replace(true) {
            let helpers = (1..workers()).filter_map(|_| Helper::start().ok().map(Rc::new));
            self.helpers.borrow_mut().extend(helpers);
        }
        self.helpers.borrow_mut().retain(|helper| !helper.state.gone.get());
        let helpers = self.helpers.borrow().clone();
        for helper in &helpers {
            helper.order(&Order::Source(source.facts.clone()), Some(&source.blob));
        }
        helpers
    }

    /// Tells helpers what a check goes by; gives its task.
    pub(crate) fn set_up(&self, helpers: &[Rc<Helper>], setup: &Setup) -> Task {
        let check = self.last_check.get().wrapping_add(1);
        self.last_check.set(check);
        for helper in helpers {
            let setup = Box::new(setup.clone());
            helper.order(&Order::Setup { check, setup }, None);
        }
        Task::Check(check)
    }
}

/// Workers to read with: one a core, unless the address of this one says another number (`#workers=1`).
fn workers() -> u32 {
    let asked = scope::scope().location().hash();
    let asked = asked.strip_prefix("#workers=").and_then(|number| number.parse().ok());
    let cores = scope::scope().navigator().hardware_concurrency() as u32;
    asked.unwrap_or(cores).clamp(1, WORKERS)
}

/// A helper; ended when dropped.
#[derive(Debug)]
pub(crate) struct Helper {
    worker: Worker,
    state: Rc<State>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

#[derive(Debug, Default)]
struct State {
    /// What is to be said once it listens; `None`: it does.
    unsaid: RefCell<Option<Vec<JsValue>>>,
    last_ticket: Cell<u32>,
    awaited: RefCell<HashMap<u32, oneshot::Sender<Answer>>>,
    /// It can't be talked to any more.
    gone: Cell<bool>,
}

impl Helper {
    fn start() -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(HELPER);
        let address = scope::scope().location().href();
        let worker = Worker::new_with_options(&address, &options)?;
        let state = Rc::new(State {
            unsaid: RefCell::new(Some(Vec::new())),
            ..State::default()
        });
        let on_message = {
            let (state, worker) = (Rc::clone(&state), worker.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| state.hear(&message.data(), &worker))
        };
        let on_error = {
            let state = Rc::clone(&state);
            Closure::<dyn FnMut()>::new(move || state.lose())
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            state,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Has a part read. `None`: the helper can't, or is no more.
    pub(crate) async fn read(&self, task: Task, stretch: Stretch) -> Option<Answer> {
        if self.state.gone.get() {
            return None;
        }
        let ticket = self.state.last_ticket.get().wrapping_add(1);
        self.state.last_ticket.set(ticket);
        let (answered, answer) = oneshot::channel();
        self.state.awaited.borrow_mut().insert(ticket, answered);
        self.order(&Order::Read { ticket, task, stretch }, None);
        answer.await.ok()
    }

    fn order(&self, order: &Order, blob: Option<&Blob>) {
        let message = scope::message(order, blob.map(AsRef::as_ref));
        match self.state.unsaid.borrow_mut().as_mut() {
            Some(unsaid) => unsaid.push(message),
            None => self.state.say(&self.worker, &message),
        }
    }
}

impl State {
    fn hear(&self, data: &JsValue, worker: &Worker) {
        match scope::read(data) {
            Some(Report::Ready) => {
                for message in self.unsaid.take().unwrap_or_default() {
                    self.say(worker, &message);
                }
            }
            Some(Report::Answer { ticket, mut answer }) => {
                answer.emails = scope::object(data).map_or_else(Vec::new, |emails: Uint8Array| emails.to_vec());
                if let Some(awaited) = self.awaited.borrow_mut().remove(&ticket) {
                    // Nobody waits for what was begun before a change of mind.
                    let _ = awaited.send(*answer);
                }
            }
            Some(Report::Cannot { ticket }) => drop(self.awaited.borrow_mut().remove(&ticket)),
            None => {
                web_sys::console::error_1(&"A helper said what is no report.".into());
                self.lose();
            }
        }
    }

    fn say(&self, worker: &Worker, message: &JsValue) {
        if let Err(error) = worker.post_message(message) {
            web_sys::console::error_2(&"A helper could not be told.".into(), &error);
            self.lose();
        }
    }

    /// Those who wait for it are told by the loss of their sender.
    fn lose(&self) {
        self.gone.set(true);
        self.awaited.borrow_mut().clear();
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
