//! How the source is read: shown, and changeable, each change with a new preview at once.

mod delimiter;
mod encoding;
mod header;
mod more;

use leptos::prelude::*;
use muster_shared::intake::Dialect;
use muster_worker::protocol::{Container, Preview};

use super::damage::Damage;
use super::parts::PartChoice;
use crate::components::dom::unique_id;
use crate::components::gradual::once_painted;
use crate::components::icon::{Ico, Icon};
use crate::import::use_import;
use delimiter::DelimiterChoice;
use encoding::{EncodingChoice, FirstAccents};
use header::{HeaderChoice, LooksLikeData};
use more::{MoreChoices, WhatIsSet};

/// All of it, for a source of which something was read.
#[component]
pub fn DialectBar() -> impl IntoView {
    let state = use_import().state;
    let is_known = Memo::new(move |_| state.dialect().is_some());
    let (is_text, is_pasted) = (is_text_now(), is_pasted_now());
    // The first rows come first; the bar keeps its place above them.
    let shows = once_painted(move || is_known.get());
    let more = RwSignal::new(false);
    let more_id = unique_id("dialect-more");
    let controls = StoredValue::new(more_id.clone());
    view! {
        <Show when=move || is_known.get()>
            <div class="dialect">
                <Show when=move || shows.get()>
                    <DialectControls more more_id=controls.get_value() />
                </Show>
            </div>
            <div id=more_id.clone()>
                <Show when=move || more.get()>
                    <MoreChoices is_text />
                </Show>
            </div>
            <div class="told">
                <Show when=move || is_text.get() && !is_pasted.get()>
                    <FirstAccents />
                </Show>
                <WhatIsSet />
                <LooksLikeData />
                <Damage />
            </div>
        </Show>
    }
}

/// The choices that most files need, and the button for `more` of them.
#[component]
pub fn DialectControls(more: RwSignal<bool>, more_id: String) -> impl IntoView {
    let (is_text, is_pasted) = (is_text_now(), is_pasted_now());
    view! {
        <PartChoice />
        <Show when=move || is_text.get()>
            <DelimiterChoice />
            <Show when=move || !is_pasted.get()>
                <EncodingChoice />
            </Show>
        </Show>
        <HeaderChoice />
        <button
            class="btn qui s more"
            type="button"
            aria-expanded=move || more.get().to_string()
            aria-controls=more_id
            on:click=move |_| more.update(|more| *more = !*more)
        >
            "More"
            {move || view! { <Ico of=if more.get() { Icon::Up } else { Icon::Down } /> }}
        </button>
    }
}

/// A workbook's cells are cells already: there is nothing between them to choose.
fn is_text_now() -> Memo<bool> {
    let preview = use_import().state.preview;
    Memo::new(move |_| preview.with(|preview| preview.as_ref().is_none_or(is_text)))
}

/// What is pasted is characters already.
fn is_pasted_now() -> Memo<bool> {
    let source = use_import().state.source;
    Memo::new(move |_| source.with(|source| source.name().is_some_and(|name| name.pasted)))
}

fn is_text(preview: &Preview) -> bool {
    preview.container != Some(Container::Workbook)
}

/// The dialect in force or asked for. Tracked.
fn dialect_now() -> Signal<Dialect> {
    let state = use_import().state;
    Memo::new(move |_| state.dialect().unwrap_or_default()).into()
}

/// One character that can stand between values, or at the start of a comment: no letter, no digit. A tab may be written `\t`.
fn mark_of(text: &str) -> Option<char> {
    if text == "\\t" {
        return Some('\t');
    }
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(mark), None) if !mark.is_alphanumeric() => Some(mark),
        _ => None,
    }
}

/// What is said where a mark can't be one.
const NO_MARK: &str = "One plain character, no letter or quote.";

/// A mark in words: `tab`, `space`, `U+0001`, else itself.
fn mark_words(mark: char) -> String {
    match mark {
        '\t' => "tab".to_owned(),
        ' ' => "space".to_owned(),
        mark if mark.is_control() || mark.is_whitespace() => format!("U+{:04X}", u32::from(mark)),
        mark => mark.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{mark_of, mark_words};

    #[test]
    fn a_mark_is_one_character_that_is_no_letter() {
        for (text, mark) in [
            ("^", Some('^')),
            (" ", Some(' ')),
            ("¦", Some('¦')),
            ("§", Some('§')),
            ("😀", Some('😀')),
            ("\\", Some('\\')),
            ("\\t", Some('\t')),
            ("", None),
            ("a", None),
            ("é", None),
            ("字", None),
            ("1", None),
            ("::", None),
            ("\\n", None),
        ] {
            assert_eq!(mark_of(text), mark, "{text:?}");
        }
    }

    #[test]
    fn what_can_not_be_seen_is_named() {
        assert_eq!(
            ['\t', ' ', '\u{1}', '\u{a0}', '^'].map(mark_words),
            ["tab", "space", "U+0001", "U+00A0", "^"]
        );
    }
}
