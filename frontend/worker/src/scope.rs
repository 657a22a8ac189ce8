//! The worker's global scope: its messages, its clock, its timers.

use crate::protocol::Event;
use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel};

pub(crate) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since the worker started.
pub(crate) fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// Whole milliseconds since `start_ms`, of [`now_ms`].
pub(crate) fn elapsed_ms(start_ms: f64) -> u64 {
    (now_ms() - start_ms) as u64
}

pub(crate) fn is_offline() -> bool {
    !scope().navigator().on_line()
}

/// Says `event` to the page.
pub(crate) fn post(event: &Event) {
    post_with(event, None);
}

/// Says `event` to the page, with what JSON can't carry beside it.
pub(crate) fn post_with(event: &Event, object: Option<&JsValue>) {
    post_message(&message(event, object), &Array::new());
}

/// Says something to the worker that started this one. The bytes beside it are handed over, not copied.
pub(crate) fn say(words: &impl Serialize, bytes: &Uint8Array) {
    post_message(&message(words, Some(bytes)), &Array::of1(&bytes.buffer()));
}

/// What is sent between workers and page: words as JSON, and what JSON can't carry beside them.
pub(crate) fn message(words: &impl Serialize, object: Option<&JsValue>) -> JsValue {
    let json = serde_json::to_string(words).expect("words are plain data");
    let message = Object::new();
    set(&message, "json", &JsValue::from_str(&json));
    if let Some(object) = object {
        set(&message, "object", object);
    }
    message.into()
}

/// The words of a [`message`].
pub(crate) fn read<T: DeserializeOwned>(message: &JsValue) -> Option<T> {
    let json = Reflect::get(message, &"json".into()).ok()?.as_string()?;
    serde_json::from_str(&json).ok()
}

/// What stands beside them.
pub(crate) fn object<T: JsCast>(message: &JsValue) -> Option<T> {
    Reflect::get(message, &"object".into()).ok()?.dyn_into().ok()
}

fn post_message(message: &JsValue, handed_over: &Array) {
    if let Err(error) = scope().post_message_with_transfer(message, handed_over) {
        web_sys::console::error_2(&"A message could not be posted.".into(), &error);
    }
}

/// Sets a property of a plain object, which can't fail.
pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A method or class that a browser may not have.
pub(crate) fn global(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(name))
        .ok()?
        .dyn_into()
        .ok()
}

/// Lets a promise go its way: nobody waits for it, and its failure isn't reported.
pub(crate) fn forget(promise: Promise) {
    wasm_bindgen_futures::spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}

pub(crate) async fn sleep(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        // Without a timer the wait is over at once; the callers count their tries.
        if scope()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
            .is_err()
        {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(promise).await;
}

thread_local! {
    static TURNS: RefCell<Option<Turns>> = const { RefCell::new(None) };
}

/// A message to oneself: unlike a resolved promise it queues behind the messages that wait, and unlike a timer it isn't
/// held back for four milliseconds.
struct Turns {
    channel: MessageChannel,
    _listener: Closure<dyn FnMut()>,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Turns {
    fn open() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let listener = Closure::new(|| {
            let waiting = TURNS.with_borrow_mut(|turns| turns.as_mut().map(|turns| std::mem::take(&mut turns.waiting)));
            for turn in waiting.unwrap_or_default() {
                let _ = turn.send(());
            }
        });
        channel.port1().set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self {
            channel,
            _listener: listener,
            waiting: Vec::new(),
        })
    }
}

/// Lets the messages that wait get through.
pub(crate) async fn next_turn() {
    let (turn, mine) = oneshot::channel();
    TURNS.with_borrow_mut(|turns| {
        if turns.is_none() {
            *turns = Turns::open();
        }
        if let Some(turns) = turns {
            turns.waiting.push(turn);
            // A failed post drops nothing: the next one wakes this waiter too.
            let _ = turns.channel.port2().post_message(&JsValue::NULL);
        }
    });
    let _ = mine.await;
}
