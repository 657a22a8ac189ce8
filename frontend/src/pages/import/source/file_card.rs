//! The chosen file: name, size, rows, how it is written, and its first rows.

use leptos::prelude::*;
use muster_worker::protocol::Container;

use super::chooser::{Chooser, FileButton};
use super::dialect::DialectBar;
use super::preview::PreviewTable;
use crate::components::icon::{Ico, Icon};
use crate::components::pill::{Pill, PillTone};
use crate::format::{self, LocalTime};
use crate::import::run::share_percent;
use crate::import::state::{ImportState, SourceName, SourceState};
use crate::import::use_import;

#[component]
pub fn FileCard() -> impl IntoView {
    let state = use_import().state;
    let over = expect_context::<Chooser>().over;
    let name = Memo::new(move |_| state.source.with(|source| source.name().cloned()).unwrap_or_default());
    let container = Memo::new(move |_| state.preview.with(|preview| preview.as_ref()?.container));
    view! {
        <section class="card clip drop-target" class:over=move || over.get() role="tabpanel" aria-label="CSV file">
            <header class="bare">
                <span class="ty acc file">
                    <Ico of=Icon::File class="s20" />
                </span>
                <div class="sp min0">
                    <h2 class="el" title=move || name.get().name>
                        {move || name.get().name}
                    </h2>
                    <p class="xs t2">{move || about(&name.get(), container.get())}</p>
                </div>
                <RowsPill />
                <CancelReading />
                <FileButton label="Replace file" class="btn s" />
            </header>
            <DialectBar />
            <PreviewTable label="First rows of the file" />
        </section>
    }
}

/// `118.4 MB · changed 13 Apr 2026, 18:20`; of a packed file `Gzip, 12.1 MB packed · …`.
fn about(name: &SourceName, container: Option<Container>) -> String {
    let size = format::size(name.size);
    let size = match container {
        None => size,
        Some(Container::Gzip) => format!("Gzip, {size} packed"),
        Some(Container::Zip) => format!("Zip, {size} packed"),
        Some(Container::Workbook) => format!("Workbook, {size}"),
    };
    // Milliseconds since 1970 are far below 2^53.
    let modified = name
        .modified
        .and_then(|at| LocalTime::from_milliseconds(at.timestamp_millis() as f64));
    match modified {
        Some(at) => format!("{size} · changed {}", at.full()),
        None => size,
    }
}

/// How far the reading is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Progress {
    /// Nothing runs, and there is nothing to tell.
    Still,
    Counted(u64),
    /// What goes on, in words.
    Going(String),
}

/// Tracked.
fn progress(state: ImportState) -> Progress {
    let is_packed = || {
        state
            .preview
            .with(|preview| preview.as_ref().is_some_and(|preview| preview.container.is_some()))
    };
    let size = || state.file.with(|file| file.as_ref().map_or(0, |file| file.size));
    match (state.source.get(), state.rows(), state.preparing.get()) {
        (SourceState::Opening(_), ..) => Progress::Going("Reading…".to_owned()),
        (SourceState::Open(_), Some(rows), _) => Progress::Counted(rows),
        (SourceState::Open(_), None, Some(bytes)) => Progress::Going(preparing(is_packed(), bytes, size())),
        (SourceState::Open(_), None, None) => Progress::Going(format!(
            "Counting rows: {} so far",
            format::count(state.counting_rows.get())
        )),
        _ => Progress::Still,
    }
}

/// `Unpacking, 34%`.
fn preparing(is_packed: bool, bytes: u64, size: u64) -> String {
    let what = if is_packed { "Unpacking" } else { "Decoding" };
    format!("{what}, {}%", share_percent(bytes, size))
}

/// How far the reading is.
#[component]
fn RowsPill() -> impl IntoView {
    let state = use_import().state;
    let progress = Memo::new(move |_| progress(state));
    move || match progress.get() {
        Progress::Still => ().into_any(),
        Progress::Counted(rows) => view! {
            <Pill tone=PillTone::Ok icon=Icon::Check>
                {format::counted(rows, "row", "rows")}
            </Pill>
        }
        .into_any(),
        Progress::Going(words) => view! {
            <Pill tone=PillTone::Accent icon=Icon::Refresh>
                {words}
            </Pill>
        }
        .into_any(),
    }
}

/// Ends the reading while it goes on, back to the choice of a file.
#[component]
fn CancelReading() -> impl IntoView {
    let importer = use_import();
    let goes_on = Memo::new(move |_| matches!(progress(importer.state), Progress::Going(_)));
    let cancel = move |_| {
        importer.close_source();
        // The focus goes on from where the card was.
        request_animation_frame(|| {
            if let Some(button) = document().get_element_by_id(super::choose::BUTTON_ID) {
                let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(button).focus();
            }
        });
    };
    view! {
        <Show when=move || goes_on.get()>
            <button class="btn lnk s" type="button" aria-label="Cancel reading" on:click=cancel>
                "Cancel"
            </button>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_file_is_named_as_what_it_is() {
        let name = SourceName {
            size: 12_100_000,
            ..SourceName::default()
        };
        for (container, words) in [
            (None, "12.1 MB"),
            (Some(Container::Gzip), "Gzip, 12.1 MB packed"),
            (Some(Container::Zip), "Zip, 12.1 MB packed"),
            (Some(Container::Workbook), "Workbook, 12.1 MB"),
        ] {
            assert_eq!(about(&name, container), words);
        }
    }

    #[test]
    fn unpacking_and_decoding_are_told_apart() {
        assert_eq!(preparing(true, 34, 100), "Unpacking, 34%");
        assert_eq!(preparing(false, 0, 0), "Decoding, 0%");
    }
}
