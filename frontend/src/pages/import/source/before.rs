//! The warning that the same file was imported before.

use leptos::prelude::*;

use crate::components::note::{Note, NoteTone};
use crate::format::LocalTime;
use crate::import::before::warning;
use crate::import::use_import;

/// Shown while the file is open; it keeps nobody from importing it again.
#[component]
pub fn ImportedBeforeNote() -> impl IntoView {
    let state = use_import().state;
    let shown = Memo::new(move |_| {
        let name = state
            .source
            .with(|source| source.name().map(|name| name.name.clone()))?;
        state.before.with(|before| {
            let before = before.as_ref()?;
            // Milliseconds since 1970 are far below 2^53.
            let at = LocalTime::from_milliseconds(before.created_at.timestamp_millis() as f64);
            Some(warning(before, &name, at))
        })
    });
    move || {
        shown.get().map(|warning| {
            view! {
                <Note tone=NoteTone::Warn role="status">
                    <b>{warning.title}</b>
                    " "
                    {warning.words}
                    " "
                    <a href=warning.href>"Look at that import"</a>
                </Note>
            }
        })
    }
}
