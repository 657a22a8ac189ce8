//! A contact (mock-up 30): its fields, its segments, what happened to it.

mod edit;
mod fields;
mod history;
mod segments;

use crate::api::{self, ApiFailure};
use crate::components::{
    dialog::{Dialog, DialogKind},
    icon::{Ico, Icon},
    menu::{Menu, MenuItem},
    note::{Note, NoteTone},
    popover::Place,
    state::Blank,
    toast::use_toasts,
};
use crate::session::{Loaded, WhenLoaded, use_act, use_loaded, use_session};
use fields::FieldGroups;
use history::History;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use muster_shared::Field;
use muster_shared::api::{Contact, ContactDetail};
use segments::Segments;
use wasm_bindgen_futures::JsFuture;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Screen {
    id: i64,
    contact: Loaded<ContactDetail>,
    fields: Signal<Vec<Field>>,
    can_change: Signal<bool>,
}

#[component]
pub fn ContactPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id"))?.parse::<i64>().ok());
    move || match id.get() {
        Some(id) => view! { <Detail id /> }.into_any(),
        None => view! { <super::not_found::NotFoundPage /> }.into_any(),
    }
}

#[component]
fn Detail(id: i64) -> impl IntoView {
    let session = use_session();
    let fields = use_loaded(api::fields::list_fields);
    let screen = Screen {
        id,
        contact: use_loaded(move || api::contacts::get_contact(id)),
        fields: Signal::derive(move || {
            fields
                .value
                .with(|views| views.iter().flatten().map(|view| view.field.clone()).collect())
        }),
        can_change: Signal::derive(move || session.can_import()),
    };
    let name = Memo::new(move |_| {
        screen
            .contact
            .value
            .with(|contact| contact.as_ref().map(|one| name_of(&one.contact)))
    });
    let is_gone = Memo::new(move |_| {
        screen
            .contact
            .failure
            .with(|failure| failure.as_ref().and_then(ApiFailure::code) == Some("not_found"))
    });
    let title = move || name.get().unwrap_or_else(|| "Contact".to_owned());
    view! {
        <Title text=title />
        <div class="ph">
            <div class="min0">
                <div class="crumb">
                    <a href="/contacts">"Contacts"</a>
                </div>
                <h1 class="el">{title}</h1>
            </div>
            <span class="sp"></span>
            <Show when=move || name.with(Option::is_some) && !is_gone.get()>
                <Actions screen />
            </Show>
        </div>
        {move || match is_gone.get() {
            true => {
                view! {
                    <Blank icon=Icon::Person title="This contact doesn't exist any more.">
                        <div class="row mt8">
                            <a class="btn" href="/contacts">
                                "Contacts"
                            </a>
                        </div>
                    </Blank>
                }
                    .into_any()
            }
            false => {
                view! {
                    <WhenLoaded of=screen.contact loading="Loading the contact" failed="The contact didn't load.">
                        <div class="ct bt">
                            <section aria-label="Fields">
                                <FieldGroups screen />
                            </section>
                            <aside aria-label="Segments and history">
                                <Segments screen />
                                <History screen />
                            </aside>
                        </div>
                    </WhenLoaded>
                }
                    .into_any()
            }
        }}
    }
}

/// First and last name, else the email.
fn name_of(contact: &Contact) -> String {
    let part = |key: &str| contact.attributes.get(key).and_then(serde_json::Value::as_str);
    let name = [part("first_name"), part("last_name")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    if name.trim().is_empty() {
        contact.email.clone()
    } else {
        name
    }
}

#[component]
fn Actions(screen: Screen) -> impl IntoView {
    let toasts = use_toasts();
    let (menu, asks) = (RwSignal::new(false), RwSignal::new(false));
    let copy = move |_| {
        let Some(email) = screen
            .contact
            .value
            .with(|one| one.as_ref().map(|one| one.contact.email.clone()))
        else {
            return;
        };
        spawn_local(async move {
            match JsFuture::from(window().navigator().clipboard().write_text(&email)).await {
                Ok(_) => toasts.ok("Email copied"),
                Err(_) => toasts.error(format!("The browser doesn't let Muster copy. Copy it by hand: {email}")),
            }
        });
    };
    view! {
        <button class="btn" type="button" on:click=copy>
            <Ico of=Icon::Copy />
            "Copy email"
        </button>
        <Show when=move || screen.can_change.get()>
            <button
                class="btn ico"
                type="button"
                aria-label="More actions"
                title="More actions"
                aria-haspopup="menu"
                aria-expanded=move || menu.get().to_string()
                on:click=move |_| menu.update(|open| *open = !*open)
            >
                <Ico of=Icon::More />
            </button>
            <Menu open=menu label="More actions" place=Place::BelowEnd>
                <MenuItem icon=Icon::Trash danger=true on_pick=move || asks.set(true)>
                    "Delete contact"
                </MenuItem>
            </Menu>
        </Show>
        <DeleteDialog screen open=asks />
    }
}

#[component]
fn DeleteDialog(screen: Screen, open: RwSignal<bool>) -> impl IntoView {
    let (act, toasts) = (use_act(), use_toasts());
    let navigate = StoredValue::new_local(use_navigate());
    let name = move || {
        screen
            .contact
            .value
            .with(|one| one.as_ref().map(|one| name_of(&one.contact)))
            .unwrap_or_default()
    };
    let delete = move |_| {
        let gone = name();
        act.run(api::contacts::delete_contact(screen.id), move |()| {
            toasts.ok(format!("{gone} deleted"));
            navigate.with_value(|navigate| navigate("/contacts", NavigateOptions::default()));
        });
    };
    view! {
        <Dialog
            open
            title=Signal::derive(move || format!("Delete {}?", name()))
            kind=DialogKind::Danger
            width="w460"
            on_close=move || open.set(false)
            foot=move || {
                view! {
                    <button class="btn" type="button" autofocus on:click=move |_| open.set(false)>
                        "Keep the contact"
                    </button>
                    <button
                        class="btn dng"
                        type="button"
                        aria-busy=move || act.busy.get().to_string()
                        on:click=delete
                    >
                        "Delete contact"
                    </button>
                }
            }
        >
            <p class="t2">
                "Its fields, its segments and its history go with it. This can't be undone."
            </p>
            {move || {
                act.failure
                    .get()
                    .map(|failure| view! { <Note tone=NoteTone::Bad role="alert">{failure.to_string()}</Note> })
            }}
        </Dialog>
    }
}
