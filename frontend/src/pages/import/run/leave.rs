//! Leaving the page while this tab uploads.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::dialog::{Dialog, DialogKind};
use crate::import::use_import;

#[component]
pub fn LeaveDialog(open: RwSignal<bool>) -> impl IntoView {
    let importer = use_import();
    let navigate = use_navigate();
    let go = StoredValue::new(move |to: &str| navigate(to, Default::default()));
    let leave = move |stops: bool| {
        open.set(false);
        if stops {
            importer.stop_upload();
        }
        go.with_value(|go| go(if stops { "/imports" } else { "/contacts" }));
    };
    view! {
        <Dialog
            open
            title="The upload isn't done"
            kind=DialogKind::Danger
            width="w560"
            on_close=move |()| open.set(false)
            foot=move || {
                view! {
                    <button class="btn" type="button" on:click=move |_| leave(true)>
                        "Leave and resume later"
                    </button>
                    <span class="sp"></span>
                    <button class="btn" type="button" on:click=move |_| leave(false)>
                        "Go on in the background"
                    </button>
                    <button class="btn pri" type="button" autofocus on:click=move |_| open.set(false)>
                        "Stay"
                    </button>
                }
            }
        >
            <p>
                "In the background it goes on as long as this tab is open; the side bar shows how far it is. To resume later, choose the same file again: what has arrived is kept."
            </p>
        </Dialog>
    }
}
