//! Log in (mock-up 02), and back to where one was going.

use super::auth::AuthFrame;
use crate::app::replaced;
use crate::components::note::{Note, NoteTone};
use crate::session::{SignInForm, Stage, use_session};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_query_map};

#[component]
pub fn LoginPage() -> impl IntoView {
    let session = use_session();
    let query = use_query_map();
    let stage = Memo::new(move |_| session.stage());
    let back = move || untrack(|| back_path(query.with(|query| query.get("back")).as_deref()));
    move || match stage.get() {
        Stage::SetupNeeded => view! { <Redirect path="/setup" options=replaced() /> }.into_any(),
        Stage::LoggedIn => view! { <Redirect path=back() options=replaced() /> }.into_any(),
        Stage::Asking | Stage::Away | Stage::LoggedOut => {
            let claimed = untrack(|| query.with(|query| query.get("claimed").is_some()));
            view! { <LoginScreen claimed /> }.into_any()
        }
    }
}

/// The page to go back to: one of this app's, else the contacts.
fn back_path(wanted: Option<&str>) -> String {
    let local = |path: &&str| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    wanted.filter(local).unwrap_or("/contacts").to_owned()
}

#[component]
fn LoginScreen(claimed: bool) -> impl IntoView {
    view! {
        <Title text="Log in" />
        <AuthFrame>
            <SignInForm labelled_by="login-title">
                <div>
                    <h1 id="login-title">"Log in"</h1>
                    <p class="t2 mt4">"Welcome back to Muster."</p>
                </div>
                {claimed
                    .then(|| view! { <Note tone=NoteTone::Info role="status">"This install already has an admin."</Note> })}
            </SignInForm>
        </AuthFrame>
    }
}

#[cfg(test)]
mod tests {
    use super::back_path;

    #[test]
    fn leads_back_inside_the_app_only() {
        assert_eq!(back_path(Some("/imports/7?tab=left")), "/imports/7?tab=left");
        for elsewhere in [
            None,
            Some("https://elsewhere.example"),
            Some("//elsewhere.example"),
            Some("/\\elsewhere"),
            Some(""),
        ] {
            assert_eq!(back_path(elsewhere), "/contacts", "{elsewhere:?}");
        }
    }
}
