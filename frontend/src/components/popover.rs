//! Popover: a box over the page beside the button that opened it.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement, Node};

use super::dom::{focused, tab_stops};

/// Where a popover stands, seen from its opener. It moves to where there is room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Below, left edges in line.
    #[default]
    BelowStart,
    /// Below, right edges in line.
    BelowEnd,
    /// Above, left edges in line.
    AboveStart,
    /// To the right, a little higher than the opener.
    Right,
}

/// How much higher, in pixels.
const LIFT: f64 = 120.0;

/// Distance between opener and popover, and the least distance to the window's edge, in pixels.
const GAP: f64 = 4.0;
const EDGE: f64 = 8.0;

/// A popover. Put it **directly after its opener** (or name the opener's id in `anchor`): it stands beside it, Esc or
/// a press outside closes it, the focus goes in and comes back.
///
/// `class` gives the width (`w280`, `asg`, `set`) and kind (`menu`). `role` is `dialog` by default.
#[component]
pub fn Popover(
    open: RwSignal<bool>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] place: Place,
    #[prop(optional, into)] anchor: Option<Signal<String>>,
    #[prop(default = "dialog")] role: &'static str,
    #[prop(optional)] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <Show when=move || open.get()>
            <Opened open label place anchor=anchor.map(|a| a.get_untracked()) role class>
                {children.with_value(|children| children())}
            </Opened>
        </Show>
    }
}

#[component]
fn Opened(
    open: RwSignal<bool>,
    label: Signal<String>,
    place: Place,
    anchor: Option<String>,
    role: &'static str,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let popover = NodeRef::<html::Div>::new();
    let opener = StoredValue::new_local(focused());
    let anchor = StoredValue::new(anchor);
    let put = move || {
        if let Some(element) = popover.get_untracked()
            && let Some(anchor) = anchor_of(&element, anchor.get_value().as_deref())
        {
            put_beside(&element, &anchor, place);
        }
    };
    popover.on_load(move |element| {
        // It fails only when shown already.
        let _ = element.show_popover();
        put();
        focus_first(&element);
    });
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let Some(element) = popover.get_untracked() else { return };
        let target = event.target().and_then(|t| t.dyn_into::<Node>().ok());
        let anchor = anchor_of(&element, anchor.get_value().as_deref());
        let within = |of: &Element| of.contains(target.as_ref());
        if !within(&element) && !anchor.is_some_and(|anchor| within(&anchor)) {
            open.set(false);
        }
    });
    let resized = window_event_listener(ev::resize, move |_| put());
    on_cleanup(move || {
        outside.remove();
        resized.remove();
        give_focus_back(popover, opener);
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
        }
    };
    view! {
        <div
            node_ref=popover
            popover="manual"
            tabindex="-1"
            class=format!("pop {class}")
            role=role
            aria-label=move || label.get()
            on:keydown=on_key
        >
            {children()}
        </div>
    }
}

fn anchor_of(popover: &HtmlElement, id: Option<&str>) -> Option<Element> {
    match id {
        Some(id) => document().get_element_by_id(id),
        None => popover.previous_element_sibling(),
    }
}

/// Into what asks for it (`autofocus`), else the first thing Tab would reach, else the popover itself.
fn focus_first(popover: &HtmlElement) {
    let stops = tab_stops(popover);
    let wanted = stops
        .iter()
        .position(|stop| stop.has_attribute("autofocus"))
        .unwrap_or(0);
    let _ = stops.get(wanted).unwrap_or(popover).focus();
}

/// The focus returns to the opener unless it has gone elsewhere by the user's own press.
fn give_focus_back(popover: NodeRef<html::Div>, opener: StoredValue<Option<HtmlElement>, LocalStorage>) {
    let inside = match (popover.try_get_untracked().flatten(), focused()) {
        (_, None) => true,
        (Some(popover), Some(focused)) => popover.contains(Some(&focused)),
        (None, Some(_)) => false,
    };
    if let Some(Some(opener)) = opener.try_get_value()
        && inside
    {
        let _ = opener.focus();
    }
}

fn put_beside(popover: &HtmlElement, anchor: &Element, place: Place) {
    let around = anchor.get_bounding_client_rect();
    let (width, height) = (f64::from(popover.offset_width()), f64::from(popover.offset_height()));
    let size = |value: Result<leptos::wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
    let (window_width, window_height) = (size(window().inner_width()), size(window().inner_height()));
    let (left, top) = spot(
        (around.left(), around.top(), around.right(), around.bottom()),
        (width, height),
        (window_width, window_height),
        place,
    );
    let style = popover.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}

/// The left top corner for a box of `size` beside `around` (left, top, right, bottom) in a window of `window`: on the
/// other side when the wanted one is too short, and never over the window's edge. All in pixels.
fn spot(around: (f64, f64, f64, f64), size: (f64, f64), window: (f64, f64), place: Place) -> (f64, f64) {
    let (a_left, a_top, a_right, a_bottom) = around;
    let within = |value: f64, size: f64, window: f64| value.min(window - EDGE - size).max(EDGE);
    if place == Place::Right {
        let (after, before) = (a_right + GAP, a_left - GAP - size.0);
        let fits_after = after + size.0 <= window.0 - EDGE;
        let left = if fits_after || before < EDGE { after } else { before };
        return (within(left, size.0, window.0), within(a_top - LIFT, size.1, window.1));
    }
    let left = if place == Place::BelowEnd {
        a_right - size.0
    } else {
        a_left
    };
    let (below, above) = (a_bottom + GAP, a_top - GAP - size.1);
    let fits_below = below + size.1 <= window.1 - EDGE;
    let fits_above = above >= EDGE;
    let top = match place {
        Place::AboveStart if fits_above || !fits_below => above,
        Place::AboveStart => below,
        _ if fits_below || !fits_above => below,
        _ => above,
    };
    (within(left, size.0, window.0), within(top, size.1, window.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_below_where_there_is_room_and_above_where_not() {
        let window = (1000.0, 800.0);
        assert_eq!(
            spot((100.0, 100.0, 200.0, 132.0), (300.0, 200.0), window, Place::BelowStart),
            (100.0, 136.0)
        );
        assert_eq!(
            spot((100.0, 700.0, 200.0, 732.0), (300.0, 200.0), window, Place::BelowStart),
            (100.0, 496.0)
        );
        assert_eq!(
            spot((700.0, 100.0, 800.0, 132.0), (300.0, 200.0), window, Place::BelowEnd),
            (500.0, 136.0)
        );
        assert_eq!(
            spot((10.0, 740.0, 200.0, 780.0), (190.0, 90.0), window, Place::AboveStart),
            (10.0, 646.0)
        );
    }

    #[test]
    fn stands_to_the_right_where_there_is_room() {
        let window = (1000.0, 800.0);
        assert_eq!(
            spot((300.0, 300.0, 400.0, 336.0), (404.0, 200.0), window, Place::Right),
            (404.0, 180.0)
        );
        assert_eq!(
            spot((600.0, 60.0, 700.0, 96.0), (404.0, 200.0), window, Place::Right),
            (192.0, 8.0)
        );
    }

    #[test]
    fn never_over_the_edge_of_the_window() {
        let (left, top) = spot(
            (900.0, 300.0, 990.0, 332.0),
            (300.0, 790.0),
            (1000.0, 800.0),
            Place::BelowStart,
        );
        assert_eq!((left, top), (692.0, 8.0));
    }
}
