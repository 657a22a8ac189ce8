//! The chosen file: name, size, rows, how it is written, and its first rows.

use leptos::prelude::*;

use super::choose::FileButton;
use super::preview::PreviewTable;
use crate::components::dom::unique_id;
use crate::components::icon::{Ico, Icon};
use crate::components::note::Note;
use crate::components::pill::{Pill, PillTone};
use crate::components::segmented::{Segment, Segmented};
use crate::format::{self, LocalTime};
use crate::import::state::{DialectChange, SourceName, SourceState};
use crate::import::use_import;

#[component]
pub fn FileCard(over: RwSignal<bool>) -> impl IntoView {
    let state = use_import().state;
    let name = Memo::new(move |_| state.source.with(|source| source.name().cloned()).unwrap_or_default());
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
                    <p class="xs t2">{move || about(&name.get())}</p>
                </div>
                <RowsPill />
                <FileButton label="Replace file" class="btn s" />
            </header>
            <DialectBar />
            <PreviewTable label="First rows of the file" />
        </section>
    }
}

/// `118.4 MB · changed 13 Apr 2026, 18:20`.
fn about(name: &SourceName) -> String {
    let size = format::size(name.size);
    // Milliseconds since 1970 are far below 2^53.
    let modified = name
        .modified
        .and_then(|at| LocalTime::from_milliseconds(at.timestamp_millis() as f64));
    match modified {
        Some(at) => format!("{size} · changed {}", at.full()),
        None => size,
    }
}

/// How far the counting is.
#[component]
pub fn RowsPill() -> impl IntoView {
    let state = use_import().state;
    move || {
        let counted = state.rows();
        match (state.source.get(), counted) {
            (SourceState::Open(_), Some(rows)) => view! {
                <Pill tone=PillTone::Ok icon=Icon::Check>
                    {format::counted(rows, "row", "rows")}
                </Pill>
            }
            .into_any(),
            (SourceState::Open(_), None) => view! {
                <Pill tone=PillTone::Accent icon=Icon::Refresh>
                    {move || format!("Counting rows: {} so far", format::count(state.counting_rows.get()))}
                </Pill>
            }
            .into_any(),
            (SourceState::Opening(_), _) => view! {
                <Pill tone=PillTone::Accent icon=Icon::Refresh>
                    "Reading…"
                </Pill>
            }
            .into_any(),
            _ => ().into_any(),
        }
    }
}

/// What the delimiter is, as one of the offered or another character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delimiter {
    Sign(char),
    Other,
}

const OFFERED: [char; 4] = [',', ';', '\t', '|'];

fn sign(delimiter: char) -> (&'static str, &'static str) {
    match delimiter {
        ',' => (",", "Comma"),
        ';' => (";", "Semicolon"),
        '\t' => ("Tab", "Tab"),
        '|' => ("|", "Vertical bar"),
        _ => ("", ""),
    }
}

/// `comma ,`; for what has no name, the character.
fn named(delimiter: char) -> String {
    match delimiter {
        '\t' => "tab".to_owned(),
        ',' | ';' | '|' => format!("{} {}", sign(delimiter).1.to_lowercase(), delimiter),
        other => other.to_string(),
    }
}

fn delimiters(found: char) -> Vec<Segment<Delimiter>> {
    let first = Segment::new(Delimiter::Sign(found), format!("Found: {}", named(found))).icon(Icon::Check);
    let others = OFFERED.into_iter().filter(|&byte| byte != found).map(|byte| {
        let (label, spoken) = sign(byte);
        Segment::new(Delimiter::Sign(byte), label).spoken(spoken)
    });
    let rest = std::iter::once(Segment::new(Delimiter::Other, "Other…"));
    std::iter::once(first).chain(others).chain(rest).collect()
}

/// Delimiter, encoding, header row.
#[component]
pub fn DialectBar() -> impl IntoView {
    let importer = use_import();
    let preview = importer.state.preview;
    let dialect = Memo::new(move |_| preview.with(|preview| preview.as_ref().map(|preview| preview.dialect)));
    let found = Memo::new(move |_| preview.with(|preview| preview.as_ref().map(|preview| preview.found)));
    let asks_other = RwSignal::new(false);
    let parts = Memo::new(move |_| delimiters(found.get().unwrap_or_default().delimiter));
    let value = Signal::derive(move || match dialect.get() {
        Some(dialect) if !asks_other.get() => {
            let offered = parts.with(|parts| parts.iter().any(|part| part.id == Delimiter::Sign(dialect.delimiter)));
            if offered {
                Delimiter::Sign(dialect.delimiter)
            } else {
                Delimiter::Other
            }
        }
        _ => Delimiter::Other,
    });
    let pick = move |picked| match picked {
        Delimiter::Sign(byte) => {
            asks_other.set(false);
            importer.change_dialect(DialectChange::Delimiter(byte));
        }
        Delimiter::Other => asks_other.set(true),
    };
    let label_id = unique_id("delimiter");
    view! {
        <Show when=move || dialect.with(Option::is_some)>
            <div class="dialect">
                <div class="f">
                    <span class="lab xs t2" id=label_id.clone()>
                        "Delimiter"
                    </span>
                    <div class="row g6">
                        <Segmented label="Delimiter" parts value on_pick=pick />
                        {move || (value.get() == Delimiter::Other).then(|| view! { <OtherDelimiter asks_other /> })}
                    </div>
                </div>
                <div class="f">
                    <span class="lab xs t2">"Encoding"</span>
                    <span class="fact sm">"UTF-8"</span>
                </div>
                <div class="f">
                    <span class="lab xs t2">"Header row"</span>
                    <label class="ck pt4">
                        <input
                            type="checkbox"
                            prop:checked=move || dialect.get().is_some_and(|dialect| dialect.header)
                            on:change=move |event| {
                                importer.change_dialect(DialectChange::Header(event_target_checked(&event)));
                            }
                        />
                        <span>"First line has the column names"</span>
                    </label>
                </div>
            </div>
            <LooksLikeData />
        </Show>
    }
}

/// One character that nobody offers.
#[component]
fn OtherDelimiter(asks_other: RwSignal<bool>) -> impl IntoView {
    let importer = use_import();
    let wrong = RwSignal::new(false);
    let take = move |event| {
        let text = event_target_value(&event);
        match delimiter_of(&text) {
            Some(byte) => {
                wrong.set(false);
                asks_other.set(false);
                importer.change_dialect(DialectChange::Delimiter(byte));
            }
            None => wrong.set(!text.is_empty()),
        }
    };
    let now = move || {
        let dialect = importer
            .state
            .preview
            .with(|preview| preview.as_ref().map(|preview| preview.dialect.delimiter));
        dialect
            .filter(|byte| !asks_other.get() && !OFFERED.contains(byte))
            .map(|byte| byte.to_string())
    };
    view! {
        <input
            class="in s one"
            class:err=move || wrong.get()
            maxlength="1"
            aria-label="The character between values"
            aria-invalid=move || wrong.get().then_some("true")
            prop:value=move || now().unwrap_or_default()
            on:input=take
        />
        {move || wrong.get().then(|| view! { <span class="xs bad" role="alert">"One plain character, no letter or quote."</span> })}
    }
}

/// What may stand between values: one ASCII character that no value or quoting needs.
fn delimiter_of(text: &str) -> Option<char> {
    match text.as_bytes() {
        [byte]
            if byte.is_ascii()
                && !byte.is_ascii_alphanumeric()
                && !matches!(byte, b'"' | b'\r' | b'\n' | b'@' | b'.') =>
        {
            Some(char::from(*byte))
        }
        _ => None,
    }
}

/// The first line was taken for data: said, with the way back.
#[component]
fn LooksLikeData() -> impl IntoView {
    let importer = use_import();
    let taken = Memo::new(move |_| {
        importer.state.preview.with(|preview| {
            preview
                .as_ref()
                .is_some_and(|preview| !preview.found.header && !preview.dialect.header)
        })
    });
    view! {
        <Show when=move || taken.get()>
            <div class="pad-note">
                <Note role="status">
                    "Line 1 looks like data, so we took it as a row. "
                    <button
                        class="btn lnk"
                        type="button"
                        on:click=move |_| importer.change_dialect(DialectChange::Header(true))
                    >
                        "It has names"
                    </button>
                </Note>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::{Delimiter, delimiter_of, delimiters};

    #[test]
    fn what_was_found_stands_first_and_once() {
        let labels = |found| delimiters(found).into_iter().map(|part| part.label).collect::<Vec<_>>();
        assert_eq!(labels(';'), ["Found: semicolon ;", ",", "Tab", "|", "Other…"]);
        assert_eq!(labels('\t'), ["Found: tab", ",", ";", "|", "Other…"]);
        assert_eq!(labels('^'), ["Found: ^", ",", ";", "Tab", "|", "Other…"]);
        assert_eq!(delimiters(',').last().map(|part| part.id), Some(Delimiter::Other));
    }

    #[test]
    fn a_delimiter_is_one_character_that_no_value_needs() {
        let taken = ["^", ":", " ", "~", "", "a", "1", "\"", "@", "é", "::"].map(delimiter_of);
        let expected = [
            Some('^'),
            Some(':'),
            Some(' '),
            Some('~'),
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ];
        assert_eq!(taken, expected);
    }
}
