//! What dialog and drawer share: shown as modal when mounted, closed when unmounted.

use leptos::{ev, html, prelude::*};
use web_sys::HtmlDialogElement;

/// Shows the `<dialog>` as modal as soon as it stands in the page, and closes it before it leaves, so that the
/// browser gives the focus back to where it was. The browser keeps Tab inside and the rest of the page inert.
pub(super) fn use_modal(dialog: NodeRef<html::Dialog>) {
    let shown = StoredValue::new_local(None::<HtmlDialogElement>);
    dialog.on_load(move |element| {
        // It fails only for a dialog that is open already or out of the page: nothing is left to show then.
        if element.show_modal().is_ok() {
            shown.set_value(Some(element));
        }
    });
    on_cleanup(move || {
        if let Some(element) = shown.try_get_value().flatten() {
            element.close();
        }
    });
}

/// Esc, as `keydown` and as `cancel`: the owner of the state decides, so the browser must not close by itself.
pub(super) fn on_escape(event: &ev::KeyboardEvent, on_close: Callback<()>) {
    if event.key() == "Escape" && !event.default_prevented() {
        event.prevent_default();
        event.stop_propagation();
        on_close.run(());
    }
}

/// The browser's own wish to close (Android's Back, say): the owner of the state decides. A file picker's `cancel`
/// bubbles up to here too; only the dialog's own counts.
pub(super) fn on_cancel(event: &ev::Event, dialog: NodeRef<html::Dialog>, on_close: Callback<()>) {
    if event.target().as_ref() == dialog.get_untracked().as_deref().map(AsRef::as_ref) {
        event.prevent_default();
        on_close.run(());
    }
}

/// Whether a press on the dialog fell on the backdrop: its target is then the dialog itself, outside its box.
pub(super) fn on_backdrop(event: &ev::MouseEvent, dialog: NodeRef<html::Dialog>) -> bool {
    let Some(element) = dialog.get_untracked() else {
        return false;
    };
    let inside_child = event.target().as_ref() != Some(element.as_ref());
    let rect = element.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    !inside_child && (x < rect.left() || x > rect.right() || y < rect.top() || y > rect.bottom())
}
