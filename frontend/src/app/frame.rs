//! Side bar and panel around the pages, fed from the session and the running import.

use super::shortcuts::use_shortcuts;
use crate::api;
use crate::components::{
    icon::Icon,
    note::{Note, NoteTone},
    shell::{AppShell, NavCounts, ShellUser},
    toast::use_toasts,
};
use crate::import::use_import;
use crate::session::use_session;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::Outlet, hooks::use_location};
use muster_shared::api::Role;

#[component]
pub fn Frame() -> impl IntoView {
    let session = use_session();
    let toasts = use_toasts();
    let path = use_location().pathname;
    let counts = Memo::new(move |_| {
        session.totals().map_or_else(NavCounts::default, |totals| NavCounts {
            contacts: Some(totals.contacts),
            segments: Some(totals.segments),
            imports: Some(totals.imports),
            fields: Some(totals.fields),
        })
    });
    let user = Memo::new(move |_| {
        session
            .me()
            .map(|me| ShellUser {
                name: me.name,
                role: role_name(me.role).to_owned(),
            })
            .unwrap_or_default()
    });
    let log_out = move || {
        spawn_local(async move {
            match api::session::log_out().await {
                // A fresh page: nothing of this person's stays in memory.
                Ok(()) => drop(window().location().set_href("/login")),
                Err(failure) => toasts.error(session.notice(failure).to_string()),
            }
        });
    };
    let shortcuts = use_shortcuts();
    let importer = use_import();
    let job = Memo::new(move |_| importer.shell_job());
    view! {
        <AppShell path counts user job shortcuts on_log_out=log_out>
            <Interruptions />
            <Outlet />
        </AppShell>
    }
}

/// Notes at the top of the panel: no connection, session ended.
#[component]
fn Interruptions() -> impl IntoView {
    let session = use_session();
    view! {
        {move || {
            session
                .is_away()
                .then(|| {
                    view! {
                        <div class="pad-note">
                            <Note tone=NoteTone::Warn icon=Icon::Offline role="status">
                                <b>{if is_online() { "Muster isn't answering." } else { "You're offline." }}</b>
                                " What you see may be old, and changes can't be saved. Muster tries again by itself."
                            </Note>
                        </div>
                    }
                })
        }}
        {move || {
            (session.has_ended() && !session.asks_to_log_in())
                .then(|| {
                    view! {
                        <div class="pad-note">
                            <Note tone=NoteTone::Info icon=Icon::Lock role="status">
                                <b>"Log in again to go on."</b>
                                " What you were doing is still here."
                                <div class="row mt8">
                                    <button class="btn s pri" type="button" on:click=move |_| session.end()>
                                        "Log in"
                                    </button>
                                </div>
                            </Note>
                        </div>
                    }
                })
        }}
    }
}

fn is_online() -> bool {
    window().navigator().on_line()
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Importer => "Importer",
        Role::Reader => "Reader",
    }
}
