//! A table of any length that draws only the rows near those seen.

use std::{ops::Range, sync::Arc};

use leptos::{ev, html, prelude::*};

use super::{
    dom::{focused, is_typing, matching},
    window::{RowWindow, row_for_key},
};

/// Makes the cells (`<td>`) of the row at a position, from 0. Runs again when a signal it reads changes.
pub type RowCells = Arc<dyn Fn(usize) -> AnyView + Send + Sync>;

/// Where the table stands, shared by its parts.
#[derive(Clone, Copy)]
struct Place {
    window: RwSignal<RowWindow>,
    /// True distance from the first row to the top of the box, in pixels.
    y: RwSignal<f64>,
    /// The row that Tab reaches, moved by the arrows.
    active: RwSignal<usize>,
    /// Whether the active row has the focus: it is then drawn wherever the box stands.
    has_focus: RwSignal<bool>,
    /// While the drawn rows change place: a row that is moved loses the focus without the user's doing.
    moving: StoredValue<bool>,
}

impl Place {
    /// The focus left a row: by the user, unless the row is just being moved.
    fn focus_left(self) {
        if !self.moving.get_value() {
            self.has_focus.set(false);
        }
    }

    fn rows(self) -> Range<usize> {
        self.window.get().rows(self.y.get())
    }

    /// The rows to draw: those near the box, and the focused one before or after them.
    fn drawn(self) -> Vec<usize> {
        let rows = self.rows();
        let active = self.active.get();
        let stray = self.has_focus.get() && !rows.contains(&active) && active < self.window.get().count;
        let before = (stray && active < rows.start).then_some(active);
        let after = (stray && active >= rows.end).then_some(active);
        before.into_iter().chain(rows).chain(after).collect()
    }

    /// Heights above and below the drawn rows; a stray row takes its height from the space it stands in.
    fn gaps(self) -> (f64, f64) {
        let (window, rows) = (self.window.get(), self.rows());
        let (above, below) = window.gaps(self.y.get(), &rows);
        let active = self.active.get();
        let stray = self.has_focus.get() && !rows.contains(&active);
        match stray {
            true if active < rows.start => ((above - window.row).max(0.0), below),
            true => (above, (below - window.row).max(0.0)),
            false => (above, below),
        }
    }
}

/// A virtual table. Rows have one height; the owner gives the head's cells, the cells of row `n` and fetches what
/// `on_range` asks for. Arrows, PgUp, PgDn, Home and End move, Enter opens, X selects.
///
/// `head` is the `<th>`s (widths by class or `style:width`), `columns` their number.
#[component]
pub fn VirtualTable(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] count: Signal<usize>,
    #[prop(default = 36)] row_height: u32,
    #[prop(into)] head: ViewFn,
    row: RowCells,
    #[prop(into)] on_range: Callback<Range<usize>>,
    #[prop(optional, into)] on_open: Option<Callback<usize>>,
    #[prop(optional, into)] on_select: Option<Callback<usize>>,
    /// Whether row `n` is selected; runs inside the row, so it may read signals.
    #[prop(optional)]
    selected: Option<Arc<dyn Fn(usize) -> bool + Send + Sync>>,
    #[prop(default = "fx")] class: &'static str,
    #[prop(default = 1.into(), into)] columns: Signal<usize>,
) -> impl IntoView {
    let place = Place {
        window: RwSignal::new(RowWindow {
            row: f64::from(row_height),
            ..RowWindow::default()
        }),
        y: RwSignal::new(0.0),
        active: RwSignal::new(0),
        has_focus: RwSignal::new(false),
        moving: StoredValue::new(false),
    };
    let scroller = NodeRef::<html::Div>::new();
    watch_size(place, scroller, count);
    Effect::new(move |asked: Option<Range<usize>>| {
        let rows = place.rows();
        if asked.as_ref() != Some(&rows) && !rows.is_empty() {
            on_range.run(rows.clone());
        }
        rows
    });
    let on_key = move |event: ev::KeyboardEvent| keys(&event, place, scroller, on_open, on_select);
    let numbers = Memo::new(move |_| place.drawn());
    let row_view = move |n: usize| {
        let (row, selected) = (row.clone(), selected.clone());
        view! { <Row n place row selected on_open /> }
    };
    view! {
        <div
            node_ref=scroller
            class="tw vt"
            style=("--row-h", format!("{row_height}px"))
            on:scroll=move |_| scrolled(place, scroller)
            on:wheel=move |event| wheeled(&event, place, scroller)
        >
            <table
                class=class
                aria-label=move || label.get()
                // The head is a row too.
                aria-rowcount=move || (count.get() + 1).to_string()
            >
                <thead>
                    <tr aria-rowindex="1">{head.run()}</tr>
                </thead>
                <tbody on:keydown=on_key on:focusout=move |_| place.focus_left()>
                    <Gap columns height=Signal::derive(move || place.gaps().0) />
                    <For each=move || numbers.get() key=|n| *n children=row_view />
                    <Gap columns height=Signal::derive(move || place.gaps().1) />
                </tbody>
            </table>
        </div>
    }
}

/// The empty space that keeps the scroll bar true.
#[component]
fn Gap(columns: Signal<usize>, height: Signal<f64>) -> impl IntoView {
    view! {
        <tr aria-hidden="true" hidden=move || height.get() <= 0.0>
            <td class="gap" colspan=move || columns.get().to_string() style:height=move || format!("{}px", height.get())></td>
        </tr>
    }
}

#[component]
fn Row(
    n: usize,
    place: Place,
    row: RowCells,
    selected: Option<Arc<dyn Fn(usize) -> bool + Send + Sync>>,
    on_open: Option<Callback<usize>>,
) -> impl IntoView {
    view! {
        <tr
            class="vr"
            class:is-sel=move || selected.as_ref().is_some_and(|selected| selected(n))
            data-row=n.to_string()
            aria-rowindex=(n + 2).to_string()
            tabindex=move || if place.active.get() == n { "0" } else { "-1" }
            on:focus=move |_| {
                place.active.set(n);
                place.has_focus.set(true);
            }
            on:dblclick=move |_| {
                if let Some(open) = on_open {
                    open.run(n);
                }
            }
        >
            {move || row(n)}
        </tr>
    }
}

/// Keeps the box's height and the number of rows, and asks the browser where it stands after each change.
fn watch_size(place: Place, scroller: NodeRef<html::Div>, count: Signal<usize>) {
    let measure = move || {
        let Some(element) = scroller.get_untracked() else {
            return;
        };
        let head = matching(&element, "thead")
            .first()
            .map_or(0, |head| head.offset_height());
        let view = f64::from((element.client_height() - head).max(0));
        place.window.update(|window| window.view = view);
    };
    scroller.on_load(move |_| measure());
    let resized = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| {
        let count = count.get();
        place.window.update(|window| window.count = count);
        let window = place.window.get_untracked();
        place
            .active
            .update(|active| *active = (*active).min(count.saturating_sub(1)));
        place.y.update(|y| *y = y.min(window.deepest()));
    });
}

/// Draws the rows at `y`; the row that had the focus has it afterwards.
fn show(place: Place, scroller: NodeRef<html::Div>, y: f64) {
    if place.has_focus.get_untracked() && !place.moving.get_value() {
        place.moving.set_value(true);
        // The rows are brought up to date before the next frame.
        request_animation_frame(move || {
            let _ = place.moving.try_set_value(false);
            if focused().is_none()
                && let Some(active) = place.active.try_get_untracked()
            {
                focus_row(scroller, active);
            }
        });
    }
    place.y.set(y);
}

/// Moves the box to `y` and the browser's scroll bar with it.
fn go_to(place: Place, scroller: NodeRef<html::Div>, y: f64) {
    let window = place.window.get_untracked();
    show(place, scroller, y.clamp(0.0, window.deepest()));
    if let Some(element) = scroller.get_untracked() {
        element.set_scroll_top(window.scroll_of(y).round() as i32);
    }
}

/// The browser scrolled. What it reports after our own move differs by rounding only and changes nothing.
fn scrolled(place: Place, scroller: NodeRef<html::Div>) {
    let Some(element) = scroller.get_untracked() else {
        return;
    };
    let (window, y) = (place.window.get_untracked(), place.y.get_untracked());
    let scroll = f64::from(element.scroll_top());
    if (scroll - window.scroll_of(y)).abs() >= 1.0 {
        show(place, scroller, window.y_of(scroll));
    }
}

/// In a list too tall for the browser a turn of the wheel must still move by its own pixels.
fn wheeled(event: &ev::WheelEvent, place: Place, scroller: NodeRef<html::Div>) {
    let window = place.window.get_untracked();
    if !window.is_shrunk() || event.ctrl_key() || event.delta_x().abs() > event.delta_y().abs() {
        return;
    }
    // Lines and pages are the other two units of the wheel.
    let unit = match event.delta_mode() {
        1 => window.row,
        2 => window.view,
        _ => 1.0,
    };
    event.prevent_default();
    go_to(place, scroller, place.y.get_untracked() + event.delta_y() * unit);
}

fn keys(
    event: &ev::KeyboardEvent,
    place: Place,
    scroller: NodeRef<html::Div>,
    on_open: Option<Callback<usize>>,
    on_select: Option<Callback<usize>>,
) {
    let on_row = focused().is_some_and(|element| element.has_attribute("data-row"));
    if is_typing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return;
    }
    let (window, at) = (place.window.get_untracked(), place.active.get_untracked());
    let act = match event.key().as_str() {
        "Enter" if on_row => on_open,
        "x" | "X" => on_select,
        _ => None,
    };
    if let Some(act) = act {
        event.prevent_default();
        act.run(at);
        return;
    }
    let page = (window.view / window.row).floor() as usize;
    if let Some(to) = row_for_key(&event.key(), at, window.count, page) {
        event.prevent_default();
        place.active.set(to);
        go_to(place, scroller, window.reveal(place.y.get_untracked(), to));
        // The list is brought up to date before the next frame.
        request_animation_frame(move || focus_row(scroller, to));
    }
}

fn focus_row(scroller: NodeRef<html::Div>, n: usize) {
    let Some(element) = scroller.try_get_untracked().flatten() else {
        return;
    };
    if let Some(row) = matching(&element, &format!("tr[data-row='{n}']")).first() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // A row that was taken out meanwhile can't be focused; nothing is lost.
        let _ = row.focus_with_options(&options);
    }
}
