//! What stands between values: what was found, one of the usual, or any one character.

use leptos::prelude::*;
use muster_shared::intake::Dialect;

use super::{NO_MARK, dialect_now, mark_of, mark_words};
use crate::components::dom::unique_id;
use crate::components::icon::Icon;
use crate::components::segmented::{Segment, Segmented};
use crate::import::state::DialectChange;
use crate::import::use_import;

/// One of the offered, or another character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delimiter {
    Sign(char),
    Other,
}

const OFFERED: [char; 4] = [',', ';', '\t', '|'];

/// What stands on the button, and its name.
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
        ',' | ';' | '|' => format!("{} {delimiter}", sign(delimiter).1.to_lowercase()),
        other => mark_words(other),
    }
}

fn delimiters(found: char) -> Vec<Segment<Delimiter>> {
    let first = Segment::new(Delimiter::Sign(found), format!("Found: {}", named(found))).icon(Icon::Check);
    let others = OFFERED.into_iter().filter(|&other| other != found).map(|other| {
        let (label, spoken) = sign(other);
        Segment::new(Delimiter::Sign(other), label).spoken(spoken)
    });
    let rest = std::iter::once(Segment::new(Delimiter::Other, "Other…"));
    std::iter::once(first).chain(others).chain(rest).collect()
}

#[component]
pub(super) fn DelimiterChoice() -> impl IntoView {
    let importer = use_import();
    let preview = importer.state.preview;
    let dialect = dialect_now();
    let found = Memo::new(move |_| preview.with(|preview| preview.as_ref().map_or(',', |p| p.found.delimiter)));
    let asks_other = RwSignal::new(false);
    let value = Memo::new(move |_| {
        let delimiter = dialect.get().delimiter;
        let is_offered = delimiter == found.get() || OFFERED.contains(&delimiter);
        if is_offered && !asks_other.get() {
            Delimiter::Sign(delimiter)
        } else {
            Delimiter::Other
        }
    });
    let pick = move |picked| match picked {
        Delimiter::Sign(delimiter) => {
            asks_other.set(false);
            importer.change_dialect(DialectChange::Delimiter(delimiter));
        }
        Delimiter::Other => asks_other.set(true),
    };
    view! {
        <div class="f">
            <span class="lab xs t2">"Delimiter"</span>
            <div class="row g6">
                <Segmented
                    label="Delimiter"
                    parts=Signal::derive(move || delimiters(found.get()))
                    value
                    on_pick=pick
                />
                <Show when=move || value.get() == Delimiter::Other>
                    <OtherDelimiter asks_other />
                </Show>
            </div>
        </div>
    }
}

/// One character that nobody offers.
#[component]
fn OtherDelimiter(asks_other: RwSignal<bool>) -> impl IntoView {
    let importer = use_import();
    let dialect = dialect_now();
    let error_id = unique_id("delimiter-error");
    let describes = error_id.clone();
    let wrong = RwSignal::new(false);
    let take = move |event| {
        let text = event_target_value(&event);
        match delimiter_of(&text, dialect.get_untracked()) {
            Some(delimiter) => {
                wrong.set(false);
                asks_other.set(false);
                importer.change_dialect(DialectChange::Delimiter(delimiter));
            }
            None => wrong.set(!text.is_empty()),
        }
    };
    let now = move || match dialect.get().delimiter {
        _ if asks_other.get() => String::new(),
        delimiter => delimiter.to_string(),
    };
    view! {
        <input
            class="in s one"
            class:err=move || wrong.get()
            // Two for the tab, as it is written, and for what takes two UTF-16 units.
            maxlength="2"
            autocomplete="off"
            aria-label="The character between values"
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=move || wrong.get().then(|| describes.clone())
            prop:value=now
            on:input=take
        />
        {move || {
            wrong
                .get()
                .then(|| {
                    view! {
                        <span class="xs bad" role="alert" id=error_id.clone()>
                            {NO_MARK}
                        </span>
                    }
                })
        }}
    }
}

/// What may stand between values: one character that no email and no quoting needs.
fn delimiter_of(text: &str, dialect: Dialect) -> Option<char> {
    let delimiter = mark_of(text).filter(|mark| !matches!(mark, '@' | '.'))?;
    Dialect { delimiter, ..dialect }.is_valid().then_some(delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::intake::Quote;

    #[test]
    fn what_was_found_stands_first_and_once() {
        let labels = |found| delimiters(found).into_iter().map(|part| part.label).collect::<Vec<_>>();
        assert_eq!(labels(';'), ["Found: semicolon ;", ",", "Tab", "|", "Other…"]);
        assert_eq!(labels('\t'), ["Found: tab", ",", ";", "|", "Other…"]);
        assert_eq!(labels('^'), ["Found: ^", ",", ";", "Tab", "|", "Other…"]);
        assert_eq!(delimiters(',').last().map(|part| part.id), Some(Delimiter::Other));
    }

    #[test]
    fn a_delimiter_is_one_character_that_nothing_else_needs() {
        let dialect = Dialect {
            quote: Quote::Single,
            comment: Some('#'),
            ..Dialect::default()
        };
        for text in ["^", ":", " ", "~", "¦", "§", "\\t", "\u{1}"] {
            assert!(delimiter_of(text, dialect).is_some(), "{text:?}");
        }
        for text in [
            "", "a", "1", "é", "\"", "'", "#", "@", ".", "\n", "\r", "\0", "::", "\u{fffd}",
        ] {
            assert_eq!(delimiter_of(text, dialect), None, "{text:?}");
        }
        assert_eq!(delimiter_of("'", Dialect::default()), Some('\''));
    }
}
