//! Toasts: what was just done, with Undo where it can be undone.

use std::{sync::Arc, time::Duration};

use leptos::{ev, prelude::*};

use super::{
    dom::is_typing,
    icon::{Ico, Icon},
    timer::Timer,
};

const SHOWN_FOR: Duration = Duration::from_secs(6);
const AT_MOST: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Ok,
    Undo,
    Error,
}

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    /// The button's words and what it does.
    act: Option<(String, Deed)>,
}

/// What a toast's button does. Counted, not kept by the component that asked for it: that may be gone by then.
type Deed = Arc<dyn Fn() + Send + Sync>;

/// The list of toasts of the page, to be had with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

impl Toasts {
    fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            last_id: StoredValue::new(0),
        }
    }

    /// Says that something is done. Gone after 6 s.
    pub fn ok(self, text: impl Into<String>) {
        self.push(Tone::Ok, text.into(), None);
    }

    /// Says what was done and offers to undo it, by button or Ctrl Z. Gone after 6 s.
    pub fn undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.undo_as(text, "Undo", undo);
    }

    /// As [`Self::undo`], with other words on the button: "Put back".
    pub fn undo_as(self, text: impl Into<String>, label: &str, undo: impl Fn() + Send + Sync + 'static) {
        self.push(Tone::Undo, text.into(), Some((label.to_owned(), Arc::new(undo))));
    }

    /// Says what failed. Stays until dismissed.
    pub fn error(self, text: impl Into<String>) {
        self.push(Tone::Error, text.into(), None);
    }

    /// Runs the newest act that can still be undone; false if there is none.
    pub fn undo_newest(self) -> bool {
        let newest = self
            .list
            .with_untracked(|list| list.iter().rev().find(|t| t.act.is_some()).cloned());
        newest.is_some_and(|toast| {
            self.act(&toast);
            true
        })
    }

    fn act(self, toast: &Toast) {
        self.dismiss(toast.id);
        if let Some((_, deed)) = &toast.act {
            deed();
        }
    }

    fn dismiss(self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    fn push(self, tone: Tone, text: String, act: Option<(String, Deed)>) {
        let id = self.last_id.get_value() + 1;
        self.last_id.set_value(id);
        self.list.update(|list| {
            if list.len() >= AT_MOST {
                // Errors outlive the rest; among equals the oldest goes.
                let oldest = list.iter().position(|t| t.tone != Tone::Error).unwrap_or(0);
                list.remove(oldest);
            }
            list.push(Toast { id, tone, text, act });
        });
    }
}

/// Makes the list for this page. Call once, in the root component, and put a [`ToastRegion`] at its end.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts::new();
    provide_context(toasts);
    toasts
}

/// The page's toasts.
///
/// # Panics
/// Outside a component below the one that called [`provide_toasts`].
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// The place of the toasts, bottom left. The two live regions stand in the page from the start, which is what makes
/// assistive technology read what appears in them.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    let undo_key = window_event_listener(ev::keydown, move |event| {
        let is_undo = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && event.key() == "z";
        if is_undo && !event.default_prevented() && !is_typing(&event) && toasts.undo_newest() {
            event.prevent_default();
        }
    });
    on_cleanup(move || undo_key.remove());
    let of_tone = move |errors: bool| {
        toasts
            .list
            .get()
            .into_iter()
            .filter(|t| (t.tone == Tone::Error) == errors)
            .collect::<Vec<_>>()
    };
    view! {
        <div class="toasts">
            <div role="status" aria-atomic="false">
                <For each=move || of_tone(false) key=|toast| toast.id let:toast>
                    <ToastCard toast />
                </For>
            </div>
            <div role="alert" aria-atomic="false">
                <For each=move || of_tone(true) key=|toast| toast.id let:toast>
                    <ToastCard toast />
                </For>
            </div>
        </div>
    }
}

#[component]
fn ToastCard(toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    let id = toast.id;
    let timer = Timer::new();
    let pause = move || timer.stop();
    let fades = toast.tone != Tone::Error;
    let resume = move || {
        if fades {
            timer.start(SHOWN_FOR, move || toasts.dismiss(id));
        }
    };
    resume();
    let (icon, class) = match toast.tone {
        Tone::Ok => (Icon::Done, "g"),
        Tone::Undo => (Icon::Undo, ""),
        Tone::Error => (Icon::Problem, "r"),
    };
    let acting = toast.clone();
    view! {
        <div
            class="toast"
            on:mouseenter=move |_| pause()
            on:mouseleave=move |_| resume()
            on:focusin=move |_| pause()
            on:focusout=move |_| resume()
        >
            <Ico of=icon class />
            <span class="sp">{toast.text}</span>
            {toast
                .act
                .map(|(label, _)| {
                    view! {
                        <button class="btn xs" type="button" on:click=move |_| toasts.act(&acting)>
                            {label}
                        </button>
                    }
                })}
            <button
                class="btn qui xs ico"
                type="button"
                aria-label="Dismiss"
                title="Dismiss"
                on:click=move |_| toasts.dismiss(id)
            >
                <Ico of=Icon::Close />
            </button>
        </div>
    }
}
