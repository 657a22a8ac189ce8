//! Taking an import back (34): the button with its question, what came of it, and what stayed.

mod dialog;
mod kept;

pub use dialog::UndoButton;
pub use kept::KeptCard;

use leptos::prelude::*;
use muster_shared::api::Undo;

use crate::format::{LocalTime, count, counted};
use crate::pages::imports::status::local;

/// What an undo did, or has done so far.
#[component]
pub fn UndoneCard(undo: Undo, class: &'static str) -> impl IntoView {
    let contacts = |n| counted(n, "contact", "contacts");
    let counts = undo.counts;
    let when = undo.finished_at.unwrap_or(undo.started_at);
    let rows = [
        ("Deleted", contacts(counts.deleted)),
        ("Old values back", contacts(counts.restored)),
        ("Left a segment", count(undo.left)),
        ("Kept newer values", contacts(counts.kept)),
    ];
    view! {
        <section class=format!("card {class}") aria-label="Undo">
            <h2>"Undo"</h2>
            <dl class="kv mt8">
                {rows.map(|(name, what)| view! { <dt>{name}</dt> <dd>{what}</dd> }).collect_view()}
                <dt>"By"</dt>
                <dd>{undo.by}</dd>
                <dt>"When"</dt>
                <dd>{local(when).map(LocalTime::full)}</dd>
            </dl>
        </section>
    }
}
