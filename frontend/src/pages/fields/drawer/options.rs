//! The options of a choice: words, order, add, remove.

use crate::components::{
    dom::unique_id,
    field::FieldError,
    icon::{Ico, Icon},
};
use crate::pages::fields::draft::{DraftOption, FieldDraft};
use leptos::prelude::*;

#[component]
pub(super) fn OptionList(draft: RwSignal<FieldDraft>, error: Signal<Option<String>>) -> impl IntoView {
    let number = Memo::new(move |_| draft.with(|draft| draft.options.len()));
    let error_id = unique_id("options");
    let title_id = unique_id("options-title");
    let labelled_by = title_id.clone();
    view! {
        <div role="group" aria-labelledby=labelled_by>
            <span class="lab" id=title_id>"Options"</span>
            <ul class="col mt8 g6">
                <For each=move || 0..number.get() key=|n| *n let:n>
                    <OptionRow draft n number />
                </For>
            </ul>
            {move || error.get().map(|text| view! { <FieldError id=error_id.clone() text /> })}
            <button
                class="btn s mt8"
                type="button"
                on:click=move |_| draft.update(|draft| draft.options.push(DraftOption::default()))
            >
                <Ico of=Icon::Plus />
                "Add option"
            </button>
        </div>
    }
}

#[component]
fn OptionRow(draft: RwSignal<FieldDraft>, n: usize, number: Memo<usize>) -> impl IntoView {
    let label = Memo::new(move |_| {
        draft.with(|draft| {
            draft
                .options
                .get(n)
                .map(|option| option.label.clone())
                .unwrap_or_default()
        })
    });
    let name = move |what: &str| match label.get().trim() {
        "" => format!("{what} option {}", n + 1),
        label => format!("{what} {label}"),
    };
    view! {
        <li class="row g4">
            <input
                class="in s"
                aria-label=format!("Option {}", n + 1)
                placeholder="New option"
                autocomplete="off"
                prop:value=move || label.get()
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    draft
                        .update(|draft| {
                            if let Some(option) = draft.options.get_mut(n) {
                                option.label = typed;
                            }
                        });
                }
            />
            <button
                class="btn qui xs ico"
                type="button"
                aria-label=move || format!("{} up", name("Move"))
                title="Move up"
                disabled=n == 0
                on:click=move |_| draft.update(|draft| draft.move_option(n, n.saturating_sub(1)))
            >
                <Ico of=Icon::Up />
            </button>
            <button
                class="btn qui xs ico"
                type="button"
                aria-label=move || format!("{} down", name("Move"))
                title="Move down"
                disabled=move || { n + 1 >= number.get() }
                on:click=move |_| draft.update(|draft| draft.move_option(n, n + 1))
            >
                <Ico of=Icon::Down />
            </button>
            <button
                class="btn qui xs ico"
                type="button"
                aria-label=move || name("Remove")
                title="Remove"
                on:click=move |_| {
                    draft
                        .update(|draft| {
                            if n < draft.options.len() {
                                draft.options.remove(n);
                            }
                        });
                }
            >
                <Ico of=Icon::Trash />
            </button>
        </li>
    }
}
