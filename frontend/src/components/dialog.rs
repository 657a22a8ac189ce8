//! Modal dialog.

use leptos::{html, prelude::*};

use super::{
    dom::unique_id,
    icon::{Ico, Icon},
    modal::{on_backdrop, on_cancel, on_escape, use_modal},
};

/// How grave a dialog is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogKind {
    /// Has a Close button; a press outside closes it.
    #[default]
    Plain,
    /// An `alertdialog`: answered by its buttons (or Esc). Give the button that keeps things `autofocus`.
    Danger,
}

/// A modal dialog over the page: focus stays inside, Esc closes, focus returns to the opener.
///
/// `on_close` is called when the user wants out; the owner sets `open` to false. `foot` holds the buttons.
/// `width` is one of the classes `w460`, `w500`, `w560`, `w600`, `w760` (else 520 px).
#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional)] kind: DialogKind,
    #[prop(optional)] width: &'static str,
    #[prop(optional, into)] foot: Option<ViewFn>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let foot = StoredValue::new(foot);
    view! {
        <Show when=move || open.get()>
            <Opened title on_close kind width foot=foot.get_value()>
                {children.with_value(|children| children())}
            </Opened>
        </Show>
    }
}

#[component]
fn Opened(
    title: Signal<String>,
    on_close: Callback<()>,
    kind: DialogKind,
    width: &'static str,
    foot: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    use_modal(dialog);
    let (title_id, body_id) = (unique_id("dialog"), unique_id("dialog-text"));
    let danger = kind == DialogKind::Danger;
    view! {
        <dialog
            node_ref=dialog
            class=format!("dlg {width}")
            role=if danger { "alertdialog" } else { "dialog" }
            aria-modal="true"
            aria-labelledby=title_id
            aria-describedby=danger.then_some(body_id)
            on:keydown=move |event| on_escape(&event, on_close)
            on:cancel=move |event| on_cancel(&event, dialog, on_close)
            on:mousedown=move |event| {
                if !danger && on_backdrop(&event, dialog) {
                    // Else the press would take the focus that is just being given back.
                    event.prevent_default();
                    on_close.run(());
                }
            }
        >
            <div class="dh">
                <h2 id=title_id.clone()>{move || title.get()}</h2>
                <span class="sp"></span>
                {(!danger)
                    .then(|| {
                        view! {
                            <button
                                class="btn qui s ico"
                                type="button"
                                aria-label="Close"
                                title="Close"
                                on:click=move |_| on_close.run(())
                            >
                                <Ico of=Icon::Close />
                            </button>
                        }
                    })}
            </div>
            <div class="body col" id=body_id.clone()>
                {children()}
            </div>
            {foot.map(|foot| view! { <div class="df">{foot.run()}</div> })}
        </dialog>
    }
}
