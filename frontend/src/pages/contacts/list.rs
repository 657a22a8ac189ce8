//! The table of contacts: rows are fetched as they come into view.

use super::columns::{Columns, cells, columns, ghosts, head};
use super::filter::Filter;
use super::rows::Rows;
use crate::api::{self, ApiFailure};
use crate::components::timer::Timer;
use crate::components::virtual_table::{RowCells, VirtualTable};
use crate::format::counted;
use crate::session::{SessionState, use_session};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use muster_shared::Field;
use muster_shared::api::{ContactQuery, Segment, Total};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// A thumb dragged through a million rows passes many places; only where it rests is asked for.
const REST: Duration = Duration::from_millis(60);

/// The rows that the filter finds.
#[derive(Clone, Copy)]
pub struct List {
    rows: RwSignal<Rows>,
    failure: RwSignal<Option<ApiFailure>>,
    /// What is asked; the rows are of the former question until the first answer.
    query: StoredValue<ContactQuery>,
    /// Rises with each question, so that late answers to former ones are dropped.
    turn: StoredValue<u32>,
    /// The rows shown belong to a former question.
    stale: RwSignal<bool>,
    again: RwSignal<u32>,
    rest: Timer,
    /// The rows that are in view, or nearly.
    range: StoredValue<Range<usize>>,
    /// The question that the rows shown answer.
    pub answered: RwSignal<ContactQuery>,
    session: SessionState,
}

impl List {
    /// How many the filter finds; `None` before the first answer.
    pub fn total(self) -> Option<Total> {
        self.rows.with(|rows| rows.total)
    }

    /// Why rows are missing, in words. An ended session has its own dialog.
    pub fn failure(self) -> Option<String> {
        self.failure
            .get()
            .filter(|failure| *failure != ApiFailure::Unauthorized)
            .map(|failure| failure.to_string())
    }

    /// Asks from the start, keeping what is shown meanwhile.
    pub fn reload(self) {
        self.again.update(|n| *n += 1);
    }

    fn start(self, query: ContactQuery) {
        self.query.set_value(query.clone());
        self.turn.update_value(|turn| *turn += 1);
        self.stale.set(true);
        self.fetch(0, Rows::default().ask(0, &query));
    }

    fn show(self, range: Range<usize>) {
        self.range.set_value(range.clone());
        let wait = move || {
            if self.stale.try_get_untracked() != Some(false) {
                return;
            }
            let base = self.query.get_value();
            let missing = self.rows.with_untracked(|rows| rows.missing(&range));
            for page in missing {
                let mut question = None;
                self.rows
                    .update_untracked(|rows| question = Some(rows.ask(page, &base)));
                if let Some(question) = question {
                    self.fetch(page, question);
                }
            }
        };
        self.rest.start(REST, wait);
    }

    fn fetch(self, page: usize, question: ContactQuery) {
        let (session, turn) = (self.session, self.turn.get_value());
        spawn_local(async move {
            let answer = api::contacts::list_contacts(&question).await;
            // None once the page is gone.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(answer) => {
                    self.failure.set(None);
                    let fresh = self.stale.get_untracked();
                    self.rows.update(|rows| {
                        if fresh {
                            *rows = Rows::default();
                        }
                        rows.put(page, answer);
                    });
                    self.stale.set(false);
                    let query = self.query.get_value();
                    if fresh && self.answered.with_untracked(|answered| *answered == query) {
                        self.show(self.range.get_value());
                    } else if fresh {
                        self.answered.set(query);
                    }
                }
                Err(failure) => {
                    self.rows.update_untracked(|rows| rows.give_up(page));
                    self.failure.set(Some(session.notice(failure)));
                }
            }
        });
    }
}

/// Asks for the filter's rows now, when it changes, after each log-in, and when the server is back.
pub fn use_list(filter: Filter) -> List {
    let session = use_session();
    let list = List {
        rows: RwSignal::new(Rows::default()),
        failure: RwSignal::new(None),
        query: StoredValue::new(ContactQuery::default()),
        turn: StoredValue::new(0),
        stale: RwSignal::new(true),
        again: RwSignal::new(0),
        rest: Timer::new(),
        range: StoredValue::new(0..0),
        answered: RwSignal::new(ContactQuery::default()),
        session,
    };
    Effect::new(move |_| {
        list.again.track();
        session.track_returns();
        list.start(ContactQuery {
            search: filter.search.get(),
            segment: filter.segment.get(),
            ..Default::default()
        });
    });
    list
}

/// What the table holds.
fn held(total: Total) -> String {
    let contacts = counted(total.total, "contact", "contacts");
    match total.has_more {
        true => format!("The first {contacts}"),
        false => contacts,
    }
}

#[component]
pub fn ContactList(
    list: List,
    /// Of the account.
    fields: Signal<Vec<Field>>,
    segment: Signal<Option<Segment>>,
) -> impl IntoView {
    let window = use_window_width();
    let shown = Memo::new(move |_| fields.with(|fields| columns(fields, window.get())));
    let row: RowCells = Arc::new(move |n| {
        let contact = Memo::new(move |_| list.rows.with(|rows| rows.row(n)));
        view! {
            {move || match contact.get() {
                Some(contact) => shown.with(|shown| cells(shown, &contact).into_any()),
                None => shown.with(|shown| ghosts(shown).into_any()),
            }}
        }
        .into_any()
    });
    let navigate = StoredValue::new_local(use_navigate());
    let open = move |n: usize| {
        if let Some(contact) = list.rows.with_untracked(|rows| rows.row(n)) {
            let to = format!("/contacts/{}", contact.id);
            navigate.with_value(|navigate| navigate(&to, NavigateOptions::default()));
        }
    };
    let label = move || {
        segment
            .get()
            .map_or("Contacts".to_owned(), |segment| format!("Contacts in {}", segment.name))
    };
    // Before the first answer there is a screenful of ghosts.
    let length = move || {
        list.rows
            .with(|rows| if rows.total.is_some() { rows.len() } else { 24 })
    };
    let total = move || list.total().map_or_else(|| "…".to_owned(), held);
    view! {
        <div class="fill-col" class:stale=move || list.stale.get() && list.total().is_some()>
            <VirtualTable
                label=Signal::derive(label)
                count=Signal::derive(length)
                head=move || view! { {move || shown.with(head)} }
                row
                on_range=move |range| list.show(range)
                on_open=open
                columns=Signal::derive(move || shown.with(Columns::len))
            />
        </div>
        <div class="pf">
            <span>{total}</span>
            <span class="hide-m">"Newest first"</span>
            <span class="sp"></span>
            <span class="row g6 hide-s">
                <kbd>"↑"</kbd>
                <kbd>"↓"</kbd>
                " move "
                <kbd>"Enter"</kbd>
                " open"
            </span>
        </div>
    }
}

/// The window's width in pixels.
fn use_window_width() -> RwSignal<u32> {
    // A width is a small whole number; where it can't be had, an ordinary screen is taken.
    let now = || {
        window()
            .inner_width()
            .ok()
            .and_then(|width| width.as_f64())
            .map_or(1440, |width| width as u32)
    };
    let width = RwSignal::new(now());
    let resized = window_event_listener(ev::resize, move |_| width.set(now()));
    on_cleanup(move || resized.remove());
    width
}
