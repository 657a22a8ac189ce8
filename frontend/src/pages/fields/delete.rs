//! Deleting a field (mock-up 26): its values go with it, so its key is typed first.

use super::{Open, Screen};
use crate::api::fields::delete_field;
use crate::components::{
    dialog::{Dialog, DialogKind},
    field::TextField,
    note::{Note, NoteTone},
    toast::use_toasts,
};
use crate::format::counted;
use crate::session::use_act;
use leptos::prelude::*;

#[component]
pub(super) fn DeleteDialog(screen: Screen) -> impl IntoView {
    let (act, toasts) = (use_act(), use_toasts());
    let typed = RwSignal::new(String::new());
    let target = Memo::new(move |_| match screen.open.get() {
        Some(Open::Delete(view)) => Some(view),
        _ => None,
    });
    Effect::new(move |_| {
        target.track();
        typed.set(String::new());
        act.reset();
    });
    let key = Signal::derive(move || target.get().map(|view| view.field.key.to_string()).unwrap_or_default());
    let confirmed = move || typed.with(|typed| typed.trim() == key.get());
    let delete = move |_| {
        let Some(view) = target.get_untracked() else { return };
        let field = view.field;
        let name = field.name.clone();
        act.run(async move { delete_field(&field.key).await }, move |()| {
            toasts.ok(format!("Field “{name}” deleted"));
            screen.open.set(None);
            screen.fields.reload();
        });
    };
    let title = move || {
        target
            .get()
            .map(|view| format!("Delete the field “{}”?", view.field.name))
            .unwrap_or_default()
    };
    view! {
        <Dialog
            open=Signal::derive(move || target.with(Option::is_some))
            title=Signal::derive(title)
            kind=DialogKind::Danger
            width="w460"
            on_close=move || screen.open.set(None)
            foot=move || {
                view! {
                    <button class="btn" type="button" on:click=move |_| screen.open.set(None)>
                        "Keep it"
                    </button>
                    <button
                        class="btn dng"
                        type="button"
                        disabled=move || !confirmed()
                        aria-busy=move || act.busy.get().to_string()
                        on:click=delete
                    >
                        "Delete field"
                    </button>
                }
            }
        >
            <p class="t2">{move || target.get().map(|view| consequence(view.filled))}</p>
            <TextField
                label=Signal::derive(move || format!("Type {} to confirm", key.get()))
                value=typed
                autofocus=true
                autocomplete="off"
            />
            {move || {
                act.failure
                    .get()
                    .map(|failure| view! { <Note tone=NoteTone::Bad role="alert">{failure.to_string()}</Note> })
            }}
        </Dialog>
    }
}

fn consequence(filled: u64) -> String {
    let lost = match filled {
        0 => "No contact has a value for it.".to_owned(),
        1 => "1 contact loses its value for it.".to_owned(),
        n => format!("{} lose their value for it.", counted(n, "contact", "contacts")),
    };
    format!("{lost} This can't be undone. Imports that used it keep their record.")
}
