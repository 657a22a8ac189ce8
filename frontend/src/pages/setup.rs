//! First run (mock-up 01): the first admin, behind the setup code from the server's log.

use super::auth::AuthFrame;
use crate::api::{self, ApiFailure};
use crate::app::replaced;
use crate::components::{
    dom::unique_id,
    icon::{Ico, Icon},
    note::{Note, NoteTone},
};
use crate::session::{PasswordField, Stage, use_session};
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
    let code = use_query_map().with_untracked(|query| query.get("code")).unwrap_or_default();
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
                <TextInput
                    label="Setup code"
                    value=code
                    wrong=wrong("code")
                    mono=true
                    autocomplete="off"
                    hint="Printed in the server's log when it started. It keeps strangers from claiming this install."
                />
                <TextInput label="Organisation" value=account wrong=wrong("account_name") autocomplete="organization" />
                <div class="two">
                    <TextInput label="Your name" value=name wrong=wrong("name") autocomplete="name" />
                    <TextInput label="Email" value=email wrong=wrong("email") kind="email" autocomplete="username" />
                </div>
                <NewPassword value=password wrong=wrong("password") />
                <button class="btn pri l" type="submit" aria-busy=move || busy.get().to_string()>
                    {move || if busy.get() { "Creating…" } else { "Create account and continue" }}
                </button>
            </form>
        </AuthFrame>
    }
}

const FIELDS: [&str; 5] = ["code", "account_name", "name", "email", "password"];

#[component]
fn TextInput(
    label: &'static str,
    value: RwSignal<String>,
    /// Why the server refuses it.
    wrong: Signal<Option<String>>,
    autocomplete: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] mono: bool,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let (id, hint_id) = (unique_id("setup"), unique_id("hint"));
    view! {
        <div class="f">
            <label for=id.clone()>{label}</label>
            <input
                class="in l"
                class:mono=mono
                class:err=move || wrong.with(Option::is_some)
                id=id
                type=kind
                required
                autocomplete=autocomplete
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=hint_id.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <div id=hint_id>
                <Wrong wrong />
                {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            </div>
        </div>
    }
}

/// Why a field is refused.
#[component]
fn Wrong(wrong: Signal<Option<String>>) -> impl IntoView {
    move || {
        wrong.get().map(|why| {
            view! {
                <p class="msg" role="alert">
                    <Ico of=Icon::Problem />
                    {why}
                </p>
            }
        })
    }
}

#[component]
fn NewPassword(value: RwSignal<String>, wrong: Signal<Option<String>>) -> impl IntoView {
    let hint_id = unique_id("hint");
    let length = move || value.with(|password| password.chars().count());
    let bars = move || password_bars(length());
    view! {
        <div class="f">
            <PasswordField
                value
                autocomplete="new-password"
                wrong=move || wrong.with(Option::is_some)
                described_by=hint_id.clone()
            />
            <div class="meter4" aria-hidden="true">
                {(0..4).map(|n| view! { <i class:on=move || { n < bars() }></i> }).collect_view()}
            </div>
            <div id=hint_id>
                <Wrong wrong />
                <p class="hint">{move || password_hint(length())}</p>
            </div>
        </div>
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
        assert_eq!(password_hint(11), "At least 12 characters, any characters, spaces welcome.");
        assert_eq!(password_hint(15), "Good: 15 characters. At least 12, any characters, spaces welcome.");
        assert_eq!([0, 11, 12, 15, 20].map(password_bars), [0, 1, 2, 3, 4]);
    }
}
