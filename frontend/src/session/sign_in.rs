//! Logging in: the form, and the dialog that asks for it over a page whose session has ended.

use super::use_session;
use crate::api;
use crate::components::{
    dialog::Dialog,
    dom::unique_id,
    icon::{Ico, Icon},
    note::{Note, NoteTone},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
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
    let email_id = unique_id("email");
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let login = Login { email: email.get_untracked(), password: password.get_untracked() };
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
        <form aria-labelledby=labelled_by on:submit=submit>
            {children.map(|children| children())}
            {move || failure.get().map(|why| view! { <Note tone=NoteTone::Bad role="alert">{why}</Note> })}
            <div class="f">
                <label for=email_id.clone()>"Email"</label>
                <input
                    class="in l"
                    id=email_id
                    type="email"
                    required
                    autocomplete="username"
                    autofocus=!known
                    prop:value=move || email.get()
                    on:input=move |event| email.set(event_target_value(&event))
                />
            </div>
            <PasswordField
                value=password
                autocomplete="current-password"
                wrong=move || failure.with(Option::is_some)
                autofocus=known
            />
            <button class="btn pri l" type="submit" aria-busy=move || busy.get().to_string()>
                {move || if busy.get() { "Logging in…" } else { "Log in" }}
            </button>
        </form>
    }
}

/// A password with its label and a button that shows it.
#[component]
pub fn PasswordField(
    value: RwSignal<String>,
    autocomplete: &'static str,
    #[prop(optional, into)] wrong: Signal<bool>,
    #[prop(optional, into)] described_by: Option<String>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let id = unique_id("password");
    let shown = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    view! {
        <div class="f">
            <label for=id.clone()>"Password"</label>
            <span class="wi bare">
                <input
                    node_ref=input
                    class="in l"
                    class:err=move || wrong.get()
                    id=id
                    type=move || if shown.get() { "text" } else { "password" }
                    required
                    autocomplete=autocomplete
                    autofocus=autofocus
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=described_by
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    class="btn qui s ico end"
                    type="button"
                    aria-label="Show password"
                    title="Show password"
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Ico of=Icon::Eye />
                </button>
            </span>
        </div>
    }
}

/// Asks to log in over the page, which stays as it is. Open whenever the session has ended; `on_done` is called once it
/// has begun again.
#[component]
pub fn SignInDialog(#[prop(optional, into)] on_done: Option<Callback<()>>) -> impl IntoView {
    let session = use_session();
    let email = move || session.me().map(|me| me.email).unwrap_or_default();
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
