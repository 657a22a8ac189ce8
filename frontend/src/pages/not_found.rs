//! An address that leads nowhere.

use crate::components::{icon::Icon, state::Blank};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text="Not found" />
        <div class="ph">
            <h1>"Not found"</h1>
        </div>
        <div class="pb">
            <Blank icon=Icon::Search title="There's nothing at this address.">
                <div class="row mt8">
                    <a class="btn" href="/contacts">
                        "Contacts"
                    </a>
                </div>
            </Blank>
        </div>
    }
}
