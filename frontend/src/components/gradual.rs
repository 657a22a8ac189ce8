//! A long list comes into the page a few items at a time, each few in a task of the browser of their own: whatever its length,
//! it holds up neither typing nor what else the page does.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// After which a page counts as one that nobody sees: many frames.
const UNSEEN: Duration = Duration::from_millis(500);

/// From a frame's last script until it is on screen. Where there are few cores and no graphics card, whatever runs meanwhile holds it
/// up.
const DRAWING: Duration = Duration::from_millis(50);

const A_WHILE: Duration = Duration::from_millis(100);

/// How many of `total` items stand in the page by now: none at first, then `step` more with each task until all do.
/// It never falls: what stood there once comes back at once.
pub fn gradually(total: impl Fn() -> usize + Send + Sync + 'static, step: usize) -> ReadSignal<usize> {
    let shown = RwSignal::new(0);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        stop();
        if shown.get() < total() {
            let more = move || shown.update(|shown| *shown += step);
            timer.set_value(set_timeout_with_handle(more, Duration::ZERO).ok());
        }
    });
    on_cleanup(stop);
    shown.read_only()
}

/// True from the task after the frame in which `first` became true: what can wait stands in the page when what can't is painted.
/// It never falls.
pub fn once_painted(first: impl Fn() -> bool + Send + Sync + 'static) -> ReadSignal<bool> {
    let painted = RwSignal::new(false);
    Effect::new(move |_| {
        if first() && !painted.get_untracked() {
            after_paint(move || {
                painted.try_set(true);
            });
        }
    });
    painted.read_only()
}

/// True while `going` is and has been for a tenth of a second: what is over sooner would only flicker.
pub fn after_a_while(going: impl Fn() -> bool + Send + Sync + 'static) -> ReadSignal<bool> {
    let late = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let going = Memo::new(move |_| going());
    Effect::new(move |_| {
        stop();
        if going.get() {
            timer.set_value(set_timeout_with_handle(move || late.set(true), A_WHILE).ok());
        } else {
            late.set(false);
        }
    });
    on_cleanup(stop);
    late.read_only()
}

/// Calls once what stands in the page now is on screen, in a task of its own. A page that nobody sees isn't painted: it doesn't
/// wait for long.
pub fn after_paint(call: impl FnOnce() + 'static) {
    let call = Rc::new(Cell::new(Some(call)));
    let once = move || {
        if let Some(call) = call.take() {
            call();
        }
    };
    set_timeout(once.clone(), UNSEEN);
    request_animation_frame(move || set_timeout(once, DRAWING));
}
