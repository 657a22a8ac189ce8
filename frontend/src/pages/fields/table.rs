//! The table of fields.

use super::{Kind, Open, Screen};
use crate::components::{
    icon::{Ico, Icon},
    menu::{Menu, MenuItem},
    popover::Place,
    progress::share,
    state::Blank,
};
use crate::format::{count, counted};
use crate::pages::value::type_icon;
use leptos::prelude::*;
use muster_shared::api::FieldView;

#[component]
pub(super) fn Table(screen: Screen) -> impl IntoView {
    let found = Memo::new(move |_| {
        let wanted = screen.find.with(|find| find.trim().to_lowercase());
        let kind = screen.kind.get();
        screen.fields.value.with(|fields| {
            let all = fields.iter().flatten();
            let of_kind = all.filter(|view| kind == Kind::All || view.field.system == (kind == Kind::System));
            let named = of_kind.filter(|view| {
                view.field.name.to_lowercase().contains(&wanted) || view.field.key.as_str().contains(&wanted)
            });
            named.cloned().collect::<Vec<_>>()
        })
    });
    move || match found.with(Vec::is_empty) {
        true => view! { <Nothing screen /> }.into_any(),
        false => view! {
            <table class="fx" aria-label="Contact fields">
                <thead>
                    <tr>
                        <th scope="col" style:width="26%">"Field"</th>
                        <th scope="col">"Key"</th>
                        <th scope="col">"Type"</th>
                        <th scope="col">"Filled in"</th>
                        <th scope="col" class="c110">"Kind"</th>
                        <th scope="col" class="c68"><span class="vh">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {move || found.get().into_iter().map(|view| view! { <Row view screen /> }).collect_view()}
                </tbody>
            </table>
        }
        .into_any(),
    }
}

#[component]
fn Nothing(screen: Screen) -> impl IntoView {
    let find = screen.find.get_untracked();
    let title = match find.trim().is_empty() {
        true => "No custom fields yet.".to_owned(),
        false => format!("No field matches “{}”", find.trim()),
    };
    view! {
        <Blank icon=Icon::Fields title>
            <div class="row mt8">
                <button
                    class="btn s qui"
                    type="button"
                    on:click=move |_| {
                        screen.find.set(String::new());
                        screen.kind.set(Kind::All);
                    }
                >
                    "Show all fields"
                </button>
            </div>
        </Blank>
    }
}

#[component]
fn Row(view: FieldView, screen: Screen) -> impl IntoView {
    let FieldView { field, filled } = view.clone();
    let options = field.options.len() as u64;
    let width = move || format!("{:.1}%", share(filled, screen.contacts.get()));
    let kind = match field.system {
        true => view! {
            <span class="row g4">
                <Ico of=Icon::Lock class="s12" />
                "System"
            </span>
        }
        .into_any(),
        false => "Custom".into_any(),
    };
    view! {
        <tr>
            <td>
                <span class="row g12">
                    <span class="ty" title=field.kind.label()>
                        <Ico of=type_icon(field.kind) />
                    </span>
                    <b class="m el" title=field.name.clone()>{field.name.clone()}</b>
                    {field.required.then(|| view! { <span class="req">"required"</span> })}
                </span>
            </td>
            <td class="mono t2">{field.key.to_string()}</td>
            <td class="t2">
                {field.kind.label()}
                {(options > 0)
                    .then(|| view! { <span class="t3">{format!(" · {}", counted(options, "option", "options"))}</span> })}
            </td>
            <td>
                <span class="row g10">
                    <span class="bar t w72" aria-hidden="true">
                        <i style:width=width></i>
                    </span>
                    <span>{count(filled)}</span>
                </span>
            </td>
            <td class="t3">{kind}</td>
            <td class="num">
                <Show when=move || !field.system && screen.is_admin.get()>
                    <Actions view=view.clone() screen />
                </Show>
            </td>
        </tr>
    }
}

#[component]
fn Actions(view: FieldView, screen: Screen) -> impl IntoView {
    let menu = RwSignal::new(false);
    let label = format!("More for {}", view.field.name);
    let field = StoredValue::new(view);
    view! {
        <button
            class="btn qui s ico"
            type="button"
            aria-label=label.clone()
            title=label.clone()
            aria-haspopup="menu"
            aria-expanded=move || menu.get().to_string()
            on:click=move |_| menu.update(|open| *open = !*open)
        >
            <Ico of=Icon::More />
        </button>
        <Menu open=menu label place=Place::BelowEnd>
            <MenuItem icon=Icon::Edit on_pick=move || screen.open.set(Some(Open::Change(field.get_value())))>
                "Edit"
            </MenuItem>
            <MenuItem
                icon=Icon::Trash
                danger=true
                on_pick=move || screen.open.set(Some(Open::Delete(field.get_value())))
            >
                "Delete field"
            </MenuItem>
        </Menu>
    }
}
