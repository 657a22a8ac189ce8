//! Logging in: the form, and the dialog that asks for it over a page whose session has ended.

use super::use_session;
use crate::api;
use crate::components::{
    dialog::Dialog,
    field::{PasswordField, TextField},
    note::{Note, NoteTone},
};
use leptos::{ev, prelude::*, task::spawn_local};
use muster_shared::api::Login;

/// Email, password, Log in. `children` stand between the heading and the fields.
#[component]
pub fn SignInForm(
    /// Filled in; the focus then starts at the password.
    #[prop(optional, into)]
    email: String,
    /// Names the form, with `aria-labelledby`.
    #[prop(optional, into)]
    labelled_by: Option<String>,
    /// The session has begun by then.
    #[prop(optional, into)]
    on_done: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let session = use_session();
    let known = !email.is_empty();
    let (email, password) = (RwSignal::new(email), RwSignal::new(String::new()));
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let login = Login {
                email: email.get_untracked(),
                password: password.get_untracked(),
            };
            match api::session::log_in(&login).await {
                Ok(begun) => {
                    session.begin(begun);
                    if let Some(on_done) = on_done {
                        on_done.run(());
                    }
                }
                Err(refused) => {
                    failure.try_set(Some(refused.to_string()));
                    password.try_set(String::new());
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="col g16" aria-labelledby=labelled_by on:submit=submit>
            {children.map(|children| children())}
            {move || failure.get().map(|why| view! { <Note tone=NoteTone::Bad role="alert">{why}</Note> })}
            <TextField
                label="Email"
                value=email
                kind="email"
                class="l"
                required=true
                autocomplete="username"
                autofocus=!known
            />
            <PasswordField label="Password" value=password autocomplete="current-password" autofocus=known />
            <button class="btn pri l" type="submit" aria-busy=move || busy.get().to_string()>
                {move || if busy.get() { "Logging in…" } else { "Log in" }}
            </button>
        </form>
    }
}

/// Asks to log in over the page, which stays as it is. Open whenever the session has ended; `on_done` is called once it
/// has begun again.
#[component]
pub fn SignInDialog(#[prop(optional, into)] on_done: Option<Callback<()>>) -> impl IntoView {
    let session = use_session();
    let email = move || untrack(|| session.me()).map(|me| me.email).unwrap_or_default();
    let done = Callback::new(move |()| {
        if let Some(on_done) = on_done {
            on_done.run(());
        }
    });
    view! {
        <Dialog
            open=Signal::derive(move || session.asks_to_log_in())
            title="Log in again to go on"
            width="w460"
            on_close=move || session.put_off()
        >
            <SignInForm email=email() on_done=done>
                <p class="t2">"Your session has ended. What you were doing is still here."</p>
            </SignInForm>
        </Dialog>
    }
}
