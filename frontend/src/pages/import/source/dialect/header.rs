//! Which line has the column names.

use leptos::prelude::*;

use super::dialect_now;
use crate::components::note::Note;
use crate::format::count;
use crate::import::state::DialectChange;
use crate::import::use_import;

/// `First line has the column names`, `Line 4 has the column names`.
fn words(skip: u32) -> String {
    match skip {
        0 => "First line has the column names".to_owned(),
        skip => format!("Line {} has the column names", count(u64::from(skip) + 1)),
    }
}

#[component]
pub(super) fn HeaderChoice() -> impl IntoView {
    let importer = use_import();
    let dialect = dialect_now();
    view! {
        <div class="f">
            <span class="lab xs t2">"Header row"</span>
            <label class="ck pt4">
                <input
                    type="checkbox"
                    prop:checked=move || dialect.get().header
                    on:change=move |event| {
                        importer.change_dialect(DialectChange::Header(event_target_checked(&event)));
                    }
                />
                <span>{move || words(dialect.get().skip)}</span>
            </label>
        </div>
    }
}

/// The first line was taken for data: said, with the way back.
#[component]
pub(super) fn LooksLikeData() -> impl IntoView {
    let importer = use_import();
    let line = Memo::new(move |_| {
        importer.state.preview.with(|preview| {
            let preview = preview.as_ref()?;
            let taken = !preview.found.header && !preview.dialect.header;
            taken.then_some(u64::from(preview.dialect.skip) + 1)
        })
    });
    move || {
        line.get().map(|line| {
            view! {
                <Note role="status">
                    {format!("Line {} looks like data, so we took it as a row. ", count(line))}
                    <button
                        class="btn lnk"
                        type="button"
                        on:click=move |_| importer.change_dialect(DialectChange::Header(true))
                    >
                        "It has names"
                    </button>
                </Note>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_line_of_the_names_is_said() {
        assert_eq!(words(0), "First line has the column names");
        assert_eq!(words(3), "Line 4 has the column names");
    }
}
