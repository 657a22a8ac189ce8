//! Dragging with pointer events, so that mouse, pen and touch work alike.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use muster_shared::FieldKey;
use web_sys::{Element, MouseEvent};

use super::board::{Board, By};
use super::choices::What;

/// Pixels that the pointer moves before a press becomes a drag.
const THRESHOLD: f64 = 4.0;
/// Pixels at the ends of a list where it scrolls by itself, and how far at each frame.
const SCROLL_EDGE: f64 = 48.0;
const SCROLL_STEP: f64 = 10.0;
/// Milliseconds of the way back of a card that was dropped outside; as in board.css.
const WAY_HOME: u64 = 160;

#[derive(Clone, Copy)]
pub(super) struct Dragging {
    board: Board,
    /// A pointer is down on something that can be dragged.
    press: StoredValue<Option<Press>>,
    /// The card that follows the pointer.
    pub fly: RwSignal<Option<Fly>>,
    /// The click that ends a drag is no click.
    dragged: StoredValue<bool>,
    /// The one card that Tab reaches.
    pub tab_stop: RwSignal<What>,
}

#[derive(Clone, Debug)]
struct Press {
    what: What,
    from: Option<FieldKey>,
    start: (f64, f64),
    /// From the corner of the card to the pointer.
    grip: (f64, f64),
    at: (f64, f64),
}

/// Where the dragged card is, in pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fly {
    pub what: What,
    pub at: (f64, f64),
    /// On its way back.
    pub home: bool,
}

/// What is under the pointer.
enum Under {
    Field(FieldKey),
    Columns,
    Nothing,
}

impl Dragging {
    pub(super) fn new(board: Board) -> Self {
        let dragging = Self {
            board,
            press: StoredValue::new(None),
            fly: RwSignal::new(None),
            dragged: StoredValue::new(false),
            tab_stop: RwSignal::new(What::Literal),
        };
        let moved = window_event_listener(ev::pointermove, move |event| dragging.moved(&event));
        let up = window_event_listener(ev::pointerup, move |_| dragging.released());
        let cancelled = window_event_listener(ev::pointercancel, move |_| dragging.cancel());
        on_cleanup(move || {
            moved.remove();
            up.remove();
            cancelled.remove();
        });
        dragging
    }

    /// A pointer goes down on a card, or on the grip of a field that is filled.
    pub(super) fn press(self, event: &ev::PointerEvent, what: What, from: Option<FieldKey>) {
        let Some(card) = event
            .current_target()
            .and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        if event.button() != 0 || !event.is_primary() || is_on_control(event) {
            return;
        }
        let (corner, at) = (card.get_bounding_client_rect(), place(event));
        let grip = if from.is_some() {
            (12.0, 12.0)
        } else {
            (at.0 - corner.left(), at.1 - corner.top())
        };
        self.dragged.set_value(false);
        self.press.set_value(Some(Press {
            what,
            from,
            start: at,
            grip,
            at,
        }));
    }

    /// Whether the click that comes now only ends a drag.
    pub(super) fn was_drag(self) -> bool {
        self.dragged.get_value()
    }

    fn is_flying(self) -> bool {
        self.fly.with_untracked(|fly| fly.is_some_and(|fly| !fly.home))
    }

    fn moved(self, event: &ev::PointerEvent) {
        let at = place(event);
        let Some(press) = self.press.try_update_value(|press| {
            let press = press.as_mut()?;
            press.at = at;
            Some(press.clone())
        }) else {
            return;
        };
        let Some(press) = press else { return };
        if !self.is_flying() {
            let far = (at.0 - press.start.0).hypot(at.1 - press.start.1);
            if far < THRESHOLD {
                return;
            }
            self.dragged.set_value(true);
            self.board.pick_up(press.what, press.from.clone(), By::Drag);
            self.scroll_while_flying();
        }
        let corner = (at.0 - press.grip.0, at.1 - press.grip.1);
        self.fly.set(Some(Fly {
            what: press.what,
            at: corner,
            home: false,
        }));
        self.look_under(at);
    }

    fn look_under(self, at: (f64, f64)) {
        self.board.hover(match under(at) {
            Under::Field(field) => Some(field),
            Under::Columns | Under::Nothing => None,
        });
    }

    fn released(self) {
        let Some(press) = self.press.try_update_value(Option::take).flatten() else {
            return;
        };
        if !self.is_flying() {
            return;
        }
        match (under(press.at), &press.from) {
            (Under::Field(field), _) => {
                self.fly.set(None);
                self.board.drop_on(&field);
            }
            (Under::Columns, Some(from)) => {
                self.fly.set(None);
                self.board.put_back();
                self.board.take_off(from);
            }
            (Under::Columns | Under::Nothing, _) => self.fly_home(&press),
        }
        // The click that belongs to this release comes first.
        set_timeout(move || self.dragged.set_value(false), std::time::Duration::ZERO);
    }

    /// Esc, or the browser takes the pointer away.
    pub(super) fn cancel(self) {
        if let Some(press) = self.press.try_update_value(Option::take).flatten()
            && self.is_flying()
        {
            self.fly_home(&press);
        }
    }

    fn fly_home(self, press: &Press) {
        let corner = (press.start.0 - press.grip.0, press.start.1 - press.grip.1);
        self.fly.set(Some(Fly {
            what: press.what,
            at: corner,
            home: true,
        }));
        let arrived = move || {
            if self.fly.try_with_untracked(|fly| fly.is_some_and(|fly| fly.home)) == Some(true) {
                self.fly.set(None);
                self.board.put_back();
            }
        };
        set_timeout(arrived, std::time::Duration::from_millis(WAY_HOME));
    }

    /// Frame by frame: the list under the pointer scrolls while the pointer is near one of its ends.
    fn scroll_while_flying(self) {
        request_animation_frame(move || {
            let Some(Some(at)) = self.press.try_with_value(|press| press.as_ref().map(|press| press.at)) else {
                return;
            };
            if let Some(list) = closest(at, ".fg, .cols ul") {
                let edges = list.get_bounding_client_rect();
                let step = scroll_step(at.1, edges.top(), edges.bottom());
                if step != 0.0 {
                    list.set_scroll_top(list.scroll_top() + step as i32);
                    self.look_under(at);
                }
            }
            self.scroll_while_flying();
        });
    }
}

/// How far a list between `top` and `bottom` scrolls while the pointer is at `y`.
fn scroll_step(y: f64, top: f64, bottom: f64) -> f64 {
    if y > bottom - SCROLL_EDGE {
        SCROLL_STEP
    } else if y < top + SCROLL_EDGE {
        -SCROLL_STEP
    } else {
        0.0
    }
}

fn place(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

fn closest(at: (f64, f64), selector: &str) -> Option<Element> {
    document()
        .element_from_point(at.0 as f32, at.1 as f32)?
        .closest(selector)
        .ok()
        .flatten()
}

fn under(at: (f64, f64)) -> Under {
    let field = closest(at, "[data-field]").and_then(|row| row.get_attribute("data-field"));
    match field.and_then(|key| FieldKey::try_from(key).ok()) {
        Some(field) => Under::Field(field),
        None if closest(at, ".cols").is_some() => Under::Columns,
        None => Under::Nothing,
    }
}

/// Whether a press fell on a button or an input of the card, which it belongs to then.
pub(super) fn is_on_control(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("button, input, select")
            .is_ok_and(|control| control.is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::scroll_step;

    #[test]
    fn lists_scroll_only_near_their_ends() {
        assert_eq!(scroll_step(300.0, 100.0, 700.0), 0.0);
        assert!(scroll_step(690.0, 100.0, 700.0) > 0.0);
        assert!(scroll_step(120.0, 100.0, 700.0) < 0.0);
    }
}
