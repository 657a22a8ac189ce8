//! Fields (mock-ups 24 to 26): system and custom ones; new, change, delete.

mod delete;
pub mod draft;
mod drawer;
mod table;

use crate::api;
use crate::components::{
    field::SearchInput,
    icon::{Ico, Icon},
    note::{Note, NoteTone},
    segmented::{Segment, Segmented},
};
use crate::format::count;
use crate::session::{Loaded, WhenLoaded, use_loaded, use_session};
use delete::DeleteDialog;
use drawer::FieldDrawer;
use leptos::prelude::*;
use leptos_meta::Title;
use muster_shared::api::FieldView;
use table::Table;

/// What is open over the table.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    Change(FieldView),
    Delete(FieldView),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    All,
    System,
    Custom,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Screen {
    fields: Loaded<Vec<FieldView>>,
    open: RwSignal<Option<Open>>,
    find: RwSignal<String>,
    kind: RwSignal<Kind>,
    is_admin: Signal<bool>,
    /// Contacts of the account, for the share that is filled in.
    contacts: Signal<u64>,
}

#[component]
pub fn FieldsPage() -> impl IntoView {
    let session = use_session();
    let screen = Screen {
        fields: use_loaded(api::fields::list_fields),
        open: RwSignal::new(None),
        find: RwSignal::new(String::new()),
        kind: RwSignal::new(Kind::All),
        is_admin: Signal::derive(move || session.is_admin()),
        contacts: Signal::derive(move || session.totals().unwrap_or_default().contacts),
    };
    let number = move || {
        screen
            .fields
            .value
            .with(|fields| fields.as_ref().map(|fields| count(fields.len() as u64)))
    };
    view! {
        <Title text="Fields" />
        <div class="ph">
            <h1>"Fields"<span class="c">{number}</span></h1>
            <span class="sp"></span>
            <Show when=move || screen.is_admin.get()>
                <button class="btn pri" type="button" on:click=move |_| screen.open.set(Some(Open::New))>
                    <Ico of=Icon::Plus />
                    "New field"
                </button>
            </Show>
        </div>
        <Show when=move || !screen.is_admin.get()>
            <div class="offbar">
                <Note tone=NoteTone::Plain icon=Icon::Lock>
                    <b>"Only admins can change fields."</b>
                    " Ask one if you need a field."
                </Note>
            </div>
        </Show>
        <div class="tb">
            <SearchInput label="Find a field" placeholder="Find a field" value=screen.find width="w260" />
            <Segmented
                label="Show"
                parts=Signal::derive(move || kinds(screen.fields.value))
                value=screen.kind
                on_pick=move |kind| screen.kind.set(kind)
            />
        </div>
        <div class="tw scroll">
            <WhenLoaded of=screen.fields loading="Loading fields" failed="Fields didn't load.">
                <Table screen />
            </WhenLoaded>
        </div>
        <FieldDrawer screen />
        <DeleteDialog screen />
    }
}

/// The parts of the switch, with how many there are of each.
fn kinds(fields: RwSignal<Option<Vec<FieldView>>>) -> Vec<Segment<Kind>> {
    let named = |name: &str, system: bool| {
        fields.with(|fields| match fields {
            Some(fields) => format!(
                "{name} {}",
                fields.iter().filter(|view| view.field.system == system).count()
            ),
            None => name.to_owned(),
        })
    };
    vec![
        Segment::new(Kind::All, "All"),
        Segment::new(Kind::System, named("System", true)),
        Segment::new(Kind::Custom, named("Custom", false)),
    ]
}
