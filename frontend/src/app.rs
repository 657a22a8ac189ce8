//! The whole app: which address shows which page, who may see it, and the frame around it.

mod frame;
mod shortcuts;

use crate::components::{
    icon::Icon,
    note::{Note, NoteTone},
    toast::{ToastRegion, provide_toasts},
};
use crate::import::provide_import;
use crate::pages::{
    contact::ContactPage,
    contacts::ContactsPage,
    fields::FieldsPage,
    import::{ImportPage, ImportRunPage},
    import_detail::ImportDetailPage,
    imports::ImportsPage,
    login::LoginPage,
    not_found::NotFoundPage,
    segments::SegmentsPage,
    setup::SetupPage,
};
use crate::session::{SignInDialog, Stage, provide_session, use_session};
use frame::Frame;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    components::{Outlet, ParentRoute, Redirect, Route, Router, Routes},
    hooks::use_location,
    path,
};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    let session = provide_session();
    provide_import(session);
    let stage = Memo::new(move |_| match session.stage() {
        Stage::Asking => Stage::Asking,
        Stage::Away => Stage::Away,
        // From here on the router decides; it must not be built anew when somebody logs in or out.
        Stage::SetupNeeded | Stage::LoggedOut | Stage::LoggedIn => Stage::LoggedIn,
    });
    Effect::new(move |_| {
        if stage.get() != Stage::Asking {
            remove_static_shell();
        }
    });
    view! {
        <Title formatter=|page: String| if page.is_empty() { "Muster".to_owned() } else { format!("{page} · Muster") } />
        {move || match stage.get() {
            Stage::Asking => ().into_any(),
            Stage::Away => view! { <Away /> }.into_any(),
            _ => view! { <Pages /> }.into_any(),
        }}
        <ToastRegion />
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/setup") view=SetupPage />
                <Route path=path!("/login") view=LoginPage />
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("/import") view=ImportPage />
                    <Route path=path!("/import/:id") view=ImportRunPage />
                    <ParentRoute path=path!("") view=Frame>
                        <Route path=path!("/") view=|| view! { <Redirect path="/contacts" options=replaced() /> } />
                        <Route path=path!("/contacts") view=ContactsPage />
                        <Route path=path!("/contacts/:id") view=ContactPage />
                        <Route path=path!("/imports") view=ImportsPage />
                        <Route path=path!("/imports/:id") view=ImportDetailPage />
                        <Route path=path!("/segments") view=SegmentsPage />
                        <Route path=path!("/fields") view=FieldsPage />
                        <Route path=path!("/*any") view=NotFoundPage />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
            <SignInDialog />
        </Router>
    }
}

/// How a redirect goes: Back leads past it.
pub fn replaced() -> leptos_router::NavigateOptions {
    leptos_router::NavigateOptions {
        replace: true,
        ..Default::default()
    }
}

/// What only people who are logged in see. Others are sent to log in and back.
#[component]
fn Inside() -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let stage = Memo::new(move |_| session.stage());
    move || match stage.get() {
        Stage::SetupNeeded => view! { <Redirect path="/setup" options=replaced() /> }.into_any(),
        Stage::LoggedOut => {
            let here = untrack(|| location.pathname.get() + &location.search.get());
            let path = match here.as_str() {
                "/" | "/contacts" => "/login".to_owned(),
                _ => format!("/login?back={}", leptos_router::location::Url::escape(&here)),
            };
            view! { <Redirect path options=replaced() /> }.into_any()
        }
        Stage::Asking | Stage::Away | Stage::LoggedIn => view! { <Outlet /> }.into_any(),
    }
}

/// The server gave no first answer.
#[component]
fn Away() -> impl IntoView {
    view! {
        <main class="auth-away">
            <h1 class="vh">"Muster"</h1>
            <Note tone=NoteTone::Warn icon=Icon::Offline role="status">
                <b>"Muster isn't answering."</b>
                " Trying again in 5 s."
            </Note>
        </main>
    }
}

/// The page paints a shell in plain HTML before the app runs; it goes once the app has something to show.
fn remove_static_shell() {
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}
