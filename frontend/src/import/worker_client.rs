//! The page's end of the wire to the worker.

use muster_worker::protocol::{Command, Event};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What comes from the worker.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is heard at once, and never kept")]
pub enum Said {
    Event {
        event: Event,
        /// The file beside [`Event::ProblemFile`].
        object: Option<Blob>,
    },
    /// It ended, or never started; nothing more will come.
    Crashed(String),
}

/// A running worker; ended when dropped.
#[derive(Debug)]
pub struct WorkerClient {
    worker: Worker,
    /// Commands wait until the worker listens.
    waiting: Rc<RefCell<Option<Vec<JsValue>>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerClient {
    /// Starts the worker that the page's `<meta name="muster-worker">` names.
    ///
    /// # Errors
    /// The browser's own words why there is no worker.
    pub fn start(hear: impl Fn(Said) + 'static) -> Result<Self, String> {
        let url = worker_url().ok_or("The page names no worker.")?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&url, &options).map_err(|error| in_words(&error))?;
        let waiting = Rc::new(RefCell::new(Some(Vec::new())));
        let hear = Rc::new(hear);

        let on_message = Closure::new({
            let (worker, waiting, hear) = (worker.clone(), Rc::clone(&waiting), Rc::clone(&hear));
            move |message: MessageEvent| match read(&message.data()) {
                Ok((Event::Ready, _)) => {
                    for command in waiting.take().unwrap_or_default() {
                        post(&worker, &command);
                    }
                }
                Ok((event, object)) => hear(Said::Event { event, object }),
                Err(why) => hear(Said::Crashed(why)),
            }
        });
        let over = Cell::new(false);
        let on_error = Closure::new(move |event: ErrorEvent| {
            // One crash may raise several errors.
            if !over.replace(true) {
                hear(Said::Crashed(event.message()));
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            waiting,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// `object` is the `File` beside [`Command::Open`].
    pub fn send(&self, command: &Command, object: Option<&JsValue>) {
        let message = js_sys::Object::new();
        let json = serde_json::to_string(command).expect("a command is plain data");
        set(&message, "json", &json.into());
        if let Some(object) = object {
            set(&message, "object", object);
        }
        match self.waiting.borrow_mut().as_mut() {
            Some(waiting) => waiting.push(message.into()),
            None => post(&self.worker, &message),
        }
    }
}

impl Drop for WorkerClient {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn worker_url() -> Option<String> {
    let meta = web_sys::window()?
        .document()?
        .query_selector("meta[name=muster-worker]")
        .ok()??;
    meta.get_attribute("content")
}

fn set(object: &js_sys::Object, key: &str, value: &JsValue) {
    js_sys::Reflect::set(object, &key.into(), value).expect("a plain object takes any key");
}

fn post(worker: &Worker, message: &JsValue) {
    worker.post_message(message).expect("text and files can be cloned");
}

fn read(data: &JsValue) -> Result<(Event, Option<Blob>), String> {
    let part = |key: &str| js_sys::Reflect::get(data, &key.into()).unwrap_or(JsValue::UNDEFINED);
    let json = part("json").as_string().ok_or("A message without words.")?;
    let event = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    Ok((event, part("object").dyn_into().ok()))
}

fn in_words(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| error.message().into())
}
