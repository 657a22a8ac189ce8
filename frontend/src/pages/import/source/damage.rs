//! Letters that were written wrongly or are read wrongly: how many, and the press that puts them right.

use leptos::prelude::*;
use muster_shared::intake::{Dialect, Encoding};
use muster_worker::protocol::{Counted, Garbled, Preview};

use crate::components::note::{Note, NoteTone};
use crate::format::{clipped, count, counted};
use crate::import::state::DialectChange;
use crate::import::use_import;

/// Characters of a sample that are shown.
const SHOWN: usize = 40;

#[component]
pub(super) fn Damage() -> impl IntoView {
    view! {
        <GarbledLetters />
        <UnreadableRows />
    }
}

/// Cells that hold UTF-8 once taken for Windows-1252.
#[component]
fn GarbledLetters() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let is_mended = Memo::new(move |_| {
        state
            .preview
            .with(|preview| preview.as_ref().is_some_and(|preview| preview.dialect.mend))
    });
    let found = Memo::new(move |_| {
        state.preview.with(|preview| {
            state
                .counted
                .with(|counted| garbled(preview.as_ref()?, counted.as_ref()))
        })
    });
    let mend = move |mend| importer.change_dialect(DialectChange::Mend(mend));
    move || {
        if is_mended.get() {
            return Some(
                view! {
                    <p class="xs t2" role="status">
                        "Letters that were written twice over are put right. "
                        <button class="btn lnk" type="button" on:click=move |_| mend(false)>
                            "Leave them as they are"
                        </button>
                    </p>
                }
                .into_any(),
            );
        }
        found.get().map(|(title, cells)| {
            view! {
                <Note tone=NoteTone::Warn role="status">
                    <div class="row w">
                        <span class="sp">
                            <b>{title}</b>
                            " "
                            {cells}
                        </span>
                        <button class="btn s" type="button" on:click=move |_| mend(true)>
                            "Put them right"
                        </button>
                    </div>
                </Note>
            }
            .into_any()
        })
    }
}

/// What is garbled and how much of it: in the whole file once it was counted, else in its first rows.
fn garbled(preview: &Preview, counted: Option<&Counted>) -> Option<(String, String)> {
    if preview.dialect.mend {
        return None;
    }
    let (garbled, place) = match counted {
        Some(counted) => (counted.garbled.as_ref()?, ""),
        None => (preview.garbled.as_ref()?, " in the first rows"),
    };
    let Garbled { cells, sample, mended } = garbled;
    let (sample, mended) = (clipped(sample, SHOWN), clipped(mended, SHOWN));
    let read = if *cells == 1 { "reads" } else { "read" };
    Some((
        format!("“{sample}” looks like “{mended}” written twice over."),
        format!("{}{place} {read} like that.", self::counted(*cells, "cell", "cells")),
    ))
}

/// Rows with bytes that the encoding doesn't have.
#[component]
fn UnreadableRows() -> impl IntoView {
    let importer = use_import();
    let state = importer.state;
    let found = Memo::new(move |_| {
        let (dialect, found) = state
            .preview
            .with(|preview| preview.as_ref().map(|preview| (preview.dialect, preview.found)))?;
        let words = state
            .counted
            .with(|counted| unreadable(counted.as_ref()?, dialect.encoding))?;
        Some((words, likelier(dialect, found)))
    });
    move || {
        found.get().map(|(words, likelier)| {
            let button = likelier.map(|encoding| {
                view! {
                    <button
                        class="btn s"
                        type="button"
                        on:click=move |_| importer.change_dialect(DialectChange::Encoding(encoding))
                    >
                        {format!("Read as {}", encoding.name())}
                    </button>
                }
            });
            view! {
                <Note tone=NoteTone::Warn role="status">
                    <div class="row w">
                        <span class="sp">
                            <b>{words}</b>
                            " They are left out, unless another encoding reads them."
                        </span>
                        {button}
                    </div>
                </Note>
            }
        })
    }
}

/// `12 rows have characters that don't exist in UTF-8, the first on line 48.`
fn unreadable(counted: &Counted, encoding: Encoding) -> Option<String> {
    let rows = match counted.unreadable {
        0 => return None,
        1 => "1 row has".to_owned(),
        n => format!("{} rows have", count(n)),
    };
    let first = match (counted.unreadable, counted.unreadable_line) {
        (_, None) => String::new(),
        (1, Some(line)) => format!(", on line {}", count(line)),
        (_, Some(line)) => format!(", the first on line {}", count(line)),
    };
    Some(format!(
        "{rows} characters that don't exist in {}{first}.",
        encoding.name()
    ))
}

/// What such a file is likely to be written in: what its content says; of what was taken for UTF-8 without being it, the encoding
/// of most exporters.
fn likelier(dialect: Dialect, found: Dialect) -> Option<Encoding> {
    match (dialect.encoding, found.encoding) {
        (now, found) if now != found => Some(found),
        (Encoding::Utf8, _) => Some(Encoding::Windows1252),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::preview::sample;
    use super::*;

    fn counted_with(garbled: Option<Garbled>, unreadable: u64, unreadable_line: Option<u64>) -> Counted {
        Counted {
            rows: 2_000,
            ragged: 0,
            blank_lines: 0,
            comment_lines: 0,
            unreadable,
            unreadable_line,
            garbled,
            facts: Vec::new(),
            elapsed_ms: 5,
        }
    }

    fn francois(cells: u64) -> Option<Garbled> {
        Some(Garbled {
            cells,
            sample: "FranÃ§ois".to_owned(),
            mended: "François".to_owned(),
        })
    }

    #[test]
    fn garbled_letters_are_counted_in_the_first_rows_and_then_in_the_file() {
        let mut preview = sample(3, 2);
        preview.garbled = francois(12);
        let title = "“FranÃ§ois” looks like “François” written twice over.".to_owned();
        assert_eq!(
            garbled(&preview, None),
            Some((title.clone(), "12 cells in the first rows read like that.".to_owned()))
        );
        let whole = counted_with(francois(1_204), 0, None);
        assert_eq!(
            garbled(&preview, Some(&whole)),
            Some((title, "1,204 cells read like that.".to_owned()))
        );
        assert_eq!(garbled(&preview, Some(&counted_with(None, 0, None))), None);
        preview.dialect.mend = true;
        assert_eq!(garbled(&preview, Some(&whole)), None);
    }

    #[test]
    fn unreadable_rows_are_told_with_their_first_line() {
        let words = |rows, line| unreadable(&counted_with(None, rows, line), Encoding::Utf8);
        assert_eq!(words(0, None), None);
        assert_eq!(
            words(12, Some(48)).as_deref(),
            Some("12 rows have characters that don't exist in UTF-8, the first on line 48.")
        );
        assert_eq!(
            words(1, Some(1_048)).as_deref(),
            Some("1 row has characters that don't exist in UTF-8, on line 1,048.")
        );
    }

    #[test]
    fn the_encoding_that_fits_is_offered() {
        let of = |encoding| Dialect {
            encoding,
            ..Dialect::default()
        };
        let cases = [
            (Encoding::Utf8, Encoding::Utf8, Some(Encoding::Windows1252)),
            (Encoding::Utf8, Encoding::Windows1250, Some(Encoding::Windows1250)),
            (Encoding::ShiftJis, Encoding::Utf8, Some(Encoding::Utf8)),
            (Encoding::EucJp, Encoding::EucJp, None),
        ];
        for (now, found, expected) in cases {
            assert_eq!(likelier(of(now), of(found)), expected, "{now:?} {found:?}");
        }
    }
}
