//! Drawer: a dialog 400 px wide at the right edge.

use leptos::{html, prelude::*};

use super::{
    dom::unique_id,
    icon::{Ico, Icon},
    modal::{on_backdrop, on_cancel, on_escape, use_modal},
};

/// A drawer at the right edge, for editing one thing of a list. Behaves as a dialog: focus inside, Esc or a press
/// outside closes, focus returns to the opener.
#[component]
pub fn Drawer(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    /// Stands before the title: the square with the field's type, say.
    #[prop(optional, into)]
    lead: Option<ViewFn>,
    #[prop(optional, into)] foot: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let (lead, foot) = (StoredValue::new(lead), StoredValue::new(foot));
    view! {
        <Show when=move || open.get()>
            <Opened title on_close lead=lead.get_value() foot=foot.get_value()>
                {children.with_value(|children| children())}
            </Opened>
        </Show>
    }
}

#[component]
fn Opened(
    title: Signal<String>,
    on_close: Callback<()>,
    lead: Option<ViewFn>,
    foot: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    use_modal(dialog);
    let title_id = unique_id("drawer");
    view! {
        <dialog
            node_ref=dialog
            class="drawer"
            aria-modal="true"
            aria-labelledby=title_id
            on:keydown=move |event| on_escape(&event, on_close)
            on:cancel=move |event| on_cancel(&event, dialog, on_close)
            on:mousedown=move |event| {
                if on_backdrop(&event, dialog) {
                    // Else the press would take the focus that is just being given back.
                    event.prevent_default();
                    on_close.run(());
                }
            }
        >
            <header>
                {lead.map(|lead| lead.run())} <h2 id=title_id.clone()>{move || title.get()}</h2> <span class="sp"></span>
                <button
                    class="btn qui s ico"
                    type="button"
                    aria-label="Close"
                    title="Close"
                    on:click=move |_| on_close.run(())
                >
                    <Ico of=Icon::Close />
                </button>
            </header>
            <div class="body">{children()}</div>
            {foot.map(|foot| view! { <footer>{foot.run()}</footer> })}
        </dialog>
    }
}
