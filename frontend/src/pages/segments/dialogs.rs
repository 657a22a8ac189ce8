//! The dialogs of the segments page.

use super::Open;
use crate::api::segments::{create_segment, delete_segment, rename_segment};
use crate::components::{
    dialog::{Dialog, DialogKind},
    field::TextField,
    note::{Note, NoteTone},
    toast::use_toasts,
};
use crate::format::counted;
use crate::session::use_act;
use leptos::{ev, prelude::*};
use muster_shared::api::{Segment, SegmentName};

/// Names a new segment, or another name for one.
#[component]
pub(super) fn NameDialog(open: RwSignal<Option<Open>>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let (act, toasts) = (use_act(), use_toasts());
    let name = RwSignal::new(String::new());
    let shown = Memo::new(move |_| open.with(|open| matches!(open, Some(Open::New | Open::Rename(_)))));
    Effect::new(move |_| {
        if let Some(opened) = open.get() {
            act.reset();
            name.set(match opened {
                Open::Rename(segment) => segment.name,
                Open::New | Open::Delete(_) => String::new(),
            });
        }
    });
    let is_new = move || open.with(|open| matches!(open, Some(Open::New)));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let wanted = SegmentName {
            name: name.get_untracked().trim().to_owned(),
        };
        let done = move |segment: Segment| {
            toasts.ok(format!("Segment “{}” saved", segment.name));
            open.set(None);
            on_done.run(());
        };
        match open.get_untracked() {
            Some(Open::New) => act.run(async move { create_segment(&wanted).await }, done),
            Some(Open::Rename(segment)) => act.run(async move { rename_segment(segment.id, &wanted).await }, done),
            Some(Open::Delete(_)) | None => {}
        }
    };
    let title = move || if is_new() { "New segment" } else { "Rename segment" }.to_owned();
    view! {
        <Dialog
            open=shown
            title=Signal::derive(title)
            width="w460"
            on_close=move || open.set(None)
            foot=move || {
                view! {
                    <button class="btn" type="button" on:click=move |_| open.set(None)>
                        "Cancel"
                    </button>
                    <button class="btn pri" type="submit" form="segment-name" aria-busy=move || act.busy.get().to_string()>
                        {move || if is_new() { "Create segment" } else { "Rename" }}
                    </button>
                }
            }
        >
            <form id="segment-name" on:submit=submit>
                <TextField
                    label="Name"
                    value=name
                    error=Signal::derive(move || act.failure.get().map(|failure| failure.to_string()))
                    required=true
                    autofocus=true
                    autocomplete="off"
                />
            </form>
        </Dialog>
    }
}

#[component]
pub(super) fn DeleteDialog(open: RwSignal<Option<Open>>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let (act, toasts) = (use_act(), use_toasts());
    let segment = Memo::new(move |_| match open.get() {
        Some(Open::Delete(segment)) => Some(segment),
        _ => None,
    });
    Effect::new(move |_| {
        segment.track();
        act.reset();
    });
    let delete = move |_| {
        let Some(segment) = segment.get_untracked() else { return };
        act.run(async move { delete_segment(segment.id).await }, move |()| {
            toasts.ok(format!("Segment “{}” deleted", segment.name));
            open.set(None);
            on_done.run(());
        });
    };
    let title = move || {
        segment
            .get()
            .map(|one| format!("Delete the segment “{}”?", one.name))
            .unwrap_or_default()
    };
    let what = move || {
        let members = segment.get().map_or(0, |segment| segment.members);
        format!(
            "{} stay in Muster; only the list goes. This can't be undone.",
            counted(members, "contact", "contacts")
        )
    };
    view! {
        <Dialog
            open=Signal::derive(move || segment.with(Option::is_some))
            title=Signal::derive(title)
            kind=DialogKind::Danger
            width="w460"
            on_close=move || open.set(None)
            foot=move || {
                view! {
                    <button class="btn" type="button" autofocus on:click=move |_| open.set(None)>
                        "Keep it"
                    </button>
                    <button
                        class="btn dng"
                        type="button"
                        aria-busy=move || act.busy.get().to_string()
                        on:click=delete
                    >
                        "Delete segment"
                    </button>
                }
            }
        >
            <p class="t2">{what}</p>
            {move || {
                act.failure
                    .get()
                    .map(|failure| view! { <Note tone=NoteTone::Bad role="alert">{failure.to_string()}</Note> })
            }}
        </Dialog>
    }
}
