//! What comes into the page a little later: long lists a few items at a time, each few in a task of the browser of their own, and
//! what isn't needed at once after what is. It holds up neither typing nor what else the page does.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::timer::Timer;

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
    let timer = Timer::new();
    Effect::new(move |_| {
        timer.stop();
        if shown.get() < total() {
            timer.start(Duration::ZERO, move || shown.update(|shown| *shown += step));
        }
    });
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
    let timer = Timer::new();
    let going = Memo::new(move |_| going());
    Effect::new(move |_| {
        timer.stop();
        if going.get() {
            timer.start(A_WHILE, move || late.set(true));
        } else {
            late.set(false);
        }
    });
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
