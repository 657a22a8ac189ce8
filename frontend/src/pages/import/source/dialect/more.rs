//! What few files need: another quote, lines above the table, comments.

use leptos::prelude::*;
use muster_shared::intake::{Dialect, Quote};
use web_sys::HtmlInputElement;

use super::{NO_MARK, dialect_now, is_text, mark_of, mark_words};
use crate::components::dom::unique_id;
use crate::components::segmented::{Segment, Segmented};
use crate::format::{clipped, counted};
use crate::import::state::DialectChange;
use crate::import::use_import;

/// The furthest line that can be said to have the column names.
const LINES: u32 = 50;
/// Characters of a line left out that are shown.
const SHOWN: usize = 160;

#[component]
pub(super) fn MoreChoices(is_text: Memo<bool>) -> impl IntoView {
    view! {
        <div class="dialect flush">
            <FirstLine />
            <Show when=move || is_text.get()>
                <QuoteChoice />
                <CommentChoice />
            </Show>
        </div>
    }
}

/// Where the table begins.
#[component]
fn FirstLine() -> impl IntoView {
    let importer = use_import();
    let dialect = dialect_now();
    let take = move |event| {
        let input: HtmlInputElement = event_target(&event);
        match skip_of(&input.value()) {
            Some(skip) => importer.change_dialect(DialectChange::Skip(skip)),
            None => input.set_value(&first_line(dialect.get_untracked()).to_string()),
        }
    };
    let id = unique_id("first-line");
    view! {
        <div class="f">
            <label class="xs t2" for=id.clone()>
                {move || if dialect.get().header { "Column names on line" } else { "Rows begin on line" }}
            </label>
            <input
                class="in s line"
                id=id
                type="number"
                min="1"
                max=move || LINES.max(first_line(dialect.get())).to_string()
                prop:value=move || first_line(dialect.get()).to_string()
                on:change=take
            />
        </div>
    }
}

fn first_line(dialect: Dialect) -> u32 {
    dialect.skip.saturating_add(1)
}

/// The lines to leave out so that the table begins on the one that was written.
fn skip_of(text: &str) -> Option<u32> {
    let line = text.trim().parse::<u32>().ok()?;
    (1..=LINES).contains(&line).then(|| line - 1)
}

#[component]
fn QuoteChoice() -> impl IntoView {
    let importer = use_import();
    let dialect = dialect_now();
    view! {
        <div class="f">
            <span class="lab xs t2">"Quote"</span>
            <Segmented
                label="Quote"
                parts=Signal::derive(move || quotes(dialect.get()))
                value=Signal::derive(move || dialect.get().quote)
                on_pick=move |quote| importer.change_dialect(DialectChange::Quote(quote))
            />
        </div>
    }
}

/// The quotes that don't stand for something else already.
fn quotes(dialect: Dialect) -> Vec<Segment<Quote>> {
    [
        (Quote::Double, "\"", "Double quote"),
        (Quote::Single, "'", "Single quote"),
        (Quote::None, "None", "None"),
    ]
    .into_iter()
    .filter(|(quote, ..)| {
        Dialect {
            quote: *quote,
            ..dialect
        }
        .is_valid()
    })
    .map(|(quote, label, spoken)| Segment::new(quote, label).spoken(spoken))
    .collect()
}

#[component]
fn CommentChoice() -> impl IntoView {
    let importer = use_import();
    let dialect = dialect_now();
    let wrong = RwSignal::new(false);
    let (error_id, label_id) = (unique_id("comment-error"), unique_id("comment"));
    let (describes, named) = (error_id.clone(), label_id.clone());
    let is_on = Memo::new(move |_| dialect.get().comment.is_some());
    let switch = move |event| {
        wrong.set(false);
        let comment = event_target_checked(&event).then(|| usual_comment(dialect.get_untracked()));
        importer.change_dialect(DialectChange::Comment(comment));
    };
    let take = move |event| {
        let text = event_target_value(&event);
        let comment = comment_of(&text, dialect.get_untracked());
        wrong.set(comment.is_none() && !text.is_empty());
        if comment.is_some() {
            importer.change_dialect(DialectChange::Comment(comment));
        }
    };
    view! {
        <div class="f">
            <span class="lab xs t2">"Comment lines"</span>
            <div class="row g6">
                <label class="ck">
                    <input type="checkbox" prop:checked=move || is_on.get() on:change=switch />
                    <span id=label_id>
                        {move || if is_on.get() { "Leave out lines that start with" } else { "Leave out comment lines" }}
                    </span>
                </label>
                <Show when=move || is_on.get()>
                    <input
                        class="in s one"
                        class:err=move || wrong.get()
                        maxlength="1"
                        autocomplete="off"
                        aria-labelledby=named.clone()
                        aria-invalid=move || wrong.get().then_some("true")
                        aria-describedby={
                            let describes = describes.clone();
                            move || wrong.get().then(|| describes.clone())
                        }
                        prop:value=move || dialect.get().comment.map(String::from).unwrap_or_default()
                        on:input=take
                    />
                </Show>
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
            </div>
        </div>
    }
}

/// What may start a comment.
fn comment_of(text: &str, dialect: Dialect) -> Option<char> {
    let comment = mark_of(text);
    comment.filter(|_| Dialect { comment, ..dialect }.is_valid())
}

/// `#`, where that isn't the delimiter.
fn usual_comment(dialect: Dialect) -> char {
    if dialect.delimiter == '#' { '%' } else { '#' }
}

/// What is set otherwise than in most files, in words.
#[component]
pub(super) fn WhatIsSet() -> impl IntoView {
    let preview = use_import().state.preview;
    let set = Memo::new(move |_| {
        preview.with(|preview| {
            let preview = preview.as_ref()?;
            Some((what_is_set(preview.dialect, is_text(preview)), preview.above.clone()))
        })
    });
    let shows_above = RwSignal::new(false);
    move || {
        let (words, above) = set.get()?;
        if words.is_empty() {
            return None;
        }
        let button = (!above.is_empty()).then(|| {
            view! {
                <button
                    class="btn lnk"
                    type="button"
                    aria-expanded=move || shows_above.get().to_string()
                    on:click=move |_| shows_above.update(|shows| *shows = !*shows)
                >
                    {move || if shows_above.get() { "Hide" } else { "Show" }}
                </button>
            }
        });
        Some(view! {
            <div>
                <p class="xs t2">{words} " " {button}</p>
                <Show when=move || shows_above.get()>
                    <ol class="above" aria-label="Lines left out above the table">
                        {above.iter().map(|line| view! { <li>{clipped(line, SHOWN)}</li> }).collect_view()}
                    </ol>
                </Show>
            </div>
        })
    }
}

fn what_is_set(dialect: Dialect, is_text: bool) -> String {
    let mut words = Vec::new();
    if dialect.skip > 0 {
        let lines = counted(u64::from(dialect.skip), "line", "lines");
        let place = if dialect.header {
            "above the header"
        } else {
            "above the rows"
        };
        let are = if dialect.skip == 1 { "is" } else { "are" };
        words.push(format!("{lines} {place} {are} left out."));
    }
    if is_text {
        match dialect.quote {
            Quote::Double => {}
            Quote::Single => words.push("Values are quoted with '.".to_owned()),
            Quote::None => words.push("Quotes are read as plain characters.".to_owned()),
        }
        if let Some(comment) = dialect.comment {
            words.push(format!("Lines that start with {} are left out.", mark_words(comment)));
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let plain = Dialect::default();
        assert_eq!(what_is_set(plain, true), "");
        assert_eq!(
            what_is_set(Dialect { skip: 3, ..plain }, true),
            "3 lines above the header are left out."
        );
        let all = Dialect {
            skip: 1,
            header: false,
            quote: Quote::None,
            comment: Some('#'),
            ..plain
        };
        assert_eq!(
            what_is_set(all, true),
            "1 line above the rows is left out. Quotes are read as plain characters. Lines that start with # are left out."
        );
        assert_eq!(what_is_set(all, false), "1 line above the rows is left out.");
    }

    #[test]
    fn the_first_line_is_one_of_the_first_fifty() {
        let cases = [
            ("1", Some(0)),
            ("4", Some(3)),
            ("50", Some(49)),
            ("0", None),
            ("51", None),
            ("", None),
            ("-1", None),
        ];
        for (text, skip) in cases {
            assert_eq!(skip_of(text), skip, "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_is_the_delimiter_is_not_offered() {
        let labels = |dialect| quotes(dialect).into_iter().map(|part| part.label).collect::<Vec<_>>();
        assert_eq!(labels(Dialect::default()), ["\"", "'", "None"]);
        let with_apostrophes = Dialect {
            delimiter: '\'',
            ..Dialect::default()
        };
        assert_eq!(labels(with_apostrophes), ["\"", "None"]);
    }

    #[test]
    fn a_comment_starts_with_a_mark_of_its_own() {
        let dialect = Dialect::default();
        assert_eq!(
            ["#", "%", ";"].map(|text| comment_of(text, dialect)),
            [Some('#'), Some('%'), Some(';')]
        );
        assert_eq!(
            ["", "a", ",", "\"", "§", "##"].map(|text| comment_of(text, dialect)),
            [None; 6]
        );
        assert_eq!(usual_comment(dialect), '#');
        assert_eq!(
            usual_comment(Dialect {
                delimiter: '#',
                ..dialect
            }),
            '%'
        );
    }
}
