//! First run (mock-up 01): the first admin, behind the setup code from the server's log.

use super::auth::AuthFrame;
use crate::api::{self, ApiFailure};
use crate::app::replaced;
use crate::components::{
    field::{PasswordField, TextField},
    note::{Note, NoteTone},
};
use crate::session::{Stage, use_session};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{
    components::Redirect,
    hooks::{use_navigate, use_query_map},
};
use muster_shared::{api::Setup, limits};

/// Where somebody goes who comes too late for the first run.
const CLAIMED: &str = "/login?claimed=1";

#[component]
pub fn SetupPage() -> impl IntoView {
    let session = use_session();
    let stage = Memo::new(move |_| session.stage());
    move || match stage.get() {
        Stage::LoggedIn => view! { <Redirect path="/contacts" options=replaced() /> }.into_any(),
        Stage::LoggedOut => view! { <Redirect path=CLAIMED options=replaced() /> }.into_any(),
        Stage::Asking | Stage::Away | Stage::SetupNeeded => view! { <SetupScreen /> }.into_any(),
    }
}

#[component]
fn SetupScreen() -> impl IntoView {
    let session = use_session();
    let navigate = StoredValue::new_local(use_navigate());
    let code = use_query_map()
        .with_untracked(|query| query.get("code"))
        .unwrap_or_default();
    let code = RwSignal::new(code);
    let [account, name, email, password] = std::array::from_fn(|_| RwSignal::new(String::new()));
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<ApiFailure>));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let setup = Setup {
            code: code.get_untracked().trim().to_owned(),
            account_name: account.get_untracked().trim().to_owned(),
            name: name.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        spawn_local(async move {
            match api::session::set_up(&setup).await {
                Ok(begun) => session.begin(begun),
                Err(refused) if refused.code() == Some("setup.done") => {
                    navigate.with_value(|navigate| navigate(CLAIMED, replaced()));
                    session.refresh();
                }
                Err(refused) => drop(failure.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    };
    let wrong = move |field: &'static str| {
        Signal::derive(move || failure.with(|failure| failure.as_ref()?.about(field).map(str::to_owned)))
    };
    // What is not about one of the fields stands above them.
    let elsewhere = move || {
        let failure = failure.get()?;
        let placed = FIELDS.iter().any(|field| failure.about(field).is_some());
        (!placed).then(|| failure.to_string())
    };
    view! {
        <Title text="Create the admin account" />
        <AuthFrame>
            <form aria-labelledby="setup-title" on:submit=submit>
                <div>
                    <h1 id="setup-title">"Create the admin account"</h1>
                    <p class="t2 mt4">
                        "This is a new install with no users yet. The account you make here can do everything: set up fields, import contacts."
                    </p>
                </div>
                {move || elsewhere().map(|why| view! { <Note tone=NoteTone::Bad role="alert">{why}</Note> })}
                <TextField
                    label="Setup code"
                    value=code
                    error=wrong("code")
                    class="l mono"
                    required=true
                    autocomplete="off"
                    hint="Printed in the server's log when it started. It keeps strangers from claiming this install."
                />
                <TextField
                    label="Organisation"
                    value=account
                    error=wrong("account_name")
                    class="l"
                    required=true
                    autocomplete="organization"
                />
                <div class="two">
                    <TextField label="Your name" value=name error=wrong("name") class="l" required=true autocomplete="name" />
                    <TextField
                        label="Email"
                        value=email
                        error=wrong("email")
                        kind="email"
                        class="l"
                        required=true
                        autocomplete="username"
                    />
                </div>
                <NewPassword value=password error=wrong("password") />
                <button class="btn pri l" type="submit" aria-busy=move || busy.get().to_string()>
                    {move || if busy.get() { "Creating…" } else { "Create account and continue" }}
                </button>
            </form>
        </AuthFrame>
    }
}

const FIELDS: [&str; 5] = ["code", "account_name", "name", "email", "password"];

#[component]
fn NewPassword(value: RwSignal<String>, error: Signal<Option<String>>) -> impl IntoView {
    let length = move || value.with(|password| password.chars().count());
    let bars = move || password_bars(length());
    let meter = move || {
        view! {
            <div class="meter4" aria-hidden="true">
                {(0..4).map(|n| view! { <i class:on=move || { n < bars() }></i> }).collect_view()}
            </div>
        }
    };
    view! {
        <PasswordField
            label="Password"
            value
            autocomplete="new-password"
            hint=Signal::derive(move || password_hint(length()))
            error
            below=meter
        />
    }
}

/// Of four bars: none is full below the least length allowed.
fn password_bars(length: usize) -> usize {
    let least = *limits::PASSWORD_CHARS.start();
    match length {
        0 => 0,
        n if n < least => 1,
        n if n < least + 3 => 2,
        n if n < least + 8 => 3,
        _ => 4,
    }
}

fn password_hint(length: usize) -> String {
    let least = *limits::PASSWORD_CHARS.start();
    match length {
        n if n < least => format!("At least {least} characters, any characters, spaces welcome."),
        n => format!("Good: {n} characters. At least {least}, any characters, spaces welcome."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_called_good_from_the_least_length_on() {
        assert_eq!(
            password_hint(11),
            "At least 12 characters, any characters, spaces welcome."
        );
        assert_eq!(
            password_hint(15),
            "Good: 15 characters. At least 12, any characters, spaces welcome."
        );
        assert_eq!([0, 11, 12, 15, 20].map(password_bars), [0, 1, 2, 3, 4]);
    }
}
