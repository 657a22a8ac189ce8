//! The first rows of the source, with their lines.

use leptos::prelude::*;
use muster_worker::protocol::{Counted, Preview, PreviewRow};

use crate::format::{clipped, count, counted};
use crate::import::state::SourceState;
use crate::import::use_import;

/// Rows that are shown; more wouldn't tell more.
const SHOWN: usize = 13;
/// Columns that are shown: thousands of them would hold the page up.
const COLUMNS: usize = 60;
/// Characters of a name or a cell that are shown, and those in its tooltip.
const CELL_CHARS: usize = 120;
const TITLE_CHARS: usize = 1_000;

#[component]
pub fn PreviewTable(label: &'static str) -> impl IntoView {
    let state = use_import().state;
    // What was read before doesn't stand for what can't be read now.
    let shows = Memo::new(move |_| {
        state
            .source
            .with(|source| !matches!(source, SourceState::Refused { .. }))
    });
    let foot = move || {
        state.preview.with(|preview| {
            let preview = preview.as_ref()?;
            let lines = state
                .counted
                .with(|counted| counted.as_ref().map(|counted| lines(counted, preview.columns.len())));
            Some(view! {
                <span>{shape(preview)}</span>
                <span class="sp"></span>
                <span>{lines}</span>
            })
        })
    };
    let rows = move || {
        state.preview.with(|preview| {
            preview.as_ref().map(|preview| {
                view! {
                    <div class="fade bt" tabindex="0" role="region" aria-label=format!("{label}, scrolls sideways")>
                        {table(label, preview)}
                    </div>
                }
            })
        })
    };
    view! {
        <Show when=move || shows.get()>
            {rows} <div class="pf">{foot}</div>
        </Show>
    }
}

/// `First 13 rows. 14 columns, scroll sideways to see all.`
fn shape(preview: &Preview) -> String {
    let rows = match preview.rows.len() {
        n @ 0..SHOWN => counted(n as u64, "row", "rows"),
        _ => format!("First {SHOWN} rows"),
    };
    let n = preview.columns.len();
    let columns = counted(n as u64, "column", "columns");
    match n {
        0..=6 => format!("{rows}. {columns}."),
        7..=COLUMNS => format!("{rows}. {columns}, scroll sideways to see all."),
        _ => format!("{rows}. {COLUMNS} of {columns}, scroll sideways to see them."),
    }
}

/// What the whole file's lines are like: `Every line has 14 values`, or how many don't, and how many were left out.
fn lines(counted: &Counted, columns: usize) -> String {
    let values = match counted.ragged {
        0 => format!("Every line has {}", self::counted(columns as u64, "value", "values")),
        1 => "1 line has another number of values".to_owned(),
        n => format!("{} lines have another number of values", count(n)),
    };
    let blank = (counted.blank_lines > 0).then(|| self::counted(counted.blank_lines, "blank line", "blank lines"));
    let comments =
        (counted.comment_lines > 0).then(|| self::counted(counted.comment_lines, "comment line", "comment lines"));
    match [blank, comments].into_iter().flatten().collect::<Vec<_>>().as_slice() {
        [] => values,
        left_out => format!("{values}, {} left out", left_out.join(" and ")),
    }
}

/// The columns beyond those that are shown.
fn beyond(columns: usize) -> Option<String> {
    let more = columns.checked_sub(COLUMNS).filter(|more| *more > 0)?;
    Some(format!("and {}", counted(more as u64, "more column", "more columns")))
}

/// A text as it is shown, and the longer one for its tooltip where it was shortened.
fn shortened(text: &str) -> (String, Option<String>) {
    let shown = clipped(text, CELL_CHARS);
    let title = (shown.len() != text.len()).then(|| clipped(text, TITLE_CHARS));
    (shown, title)
}

fn table(label: &'static str, preview: &Preview) -> impl IntoView + use<> {
    let beyond = beyond(preview.columns.len());
    let rows = preview
        .rows
        .iter()
        .take(SHOWN)
        .map(|row| view_row(row, beyond.is_some()));
    view! {
        <table class="sheet auto" aria-label=label>
            <thead>
                <tr>
                    <th class="ln narrow" scope="col">
                        "Line"
                    </th>
                    {heads(preview)}
                    {beyond.clone().map(|words| view! { <th scope="col" class="t3">{words}</th> })}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn heads(preview: &Preview) -> impl IntoView + use<> {
    let head = |(name, renamed): (&String, &bool)| {
        let hint = renamed.then_some("This name comes twice in the file.");
        let (shown, title) = shortened(name);
        view! {
            <th scope="col" title=hint.map(str::to_owned).or(title)>
                {shown}
                {hint.map(|hint| view! { <span class="vh">{format!(" {hint}")}</span> })}
            </th>
        }
    };
    let names = preview.columns.iter().zip(&preview.renamed).take(COLUMNS);
    names.map(head).collect_view()
}

fn view_row(row: &PreviewRow, is_cut: bool) -> impl IntoView + use<> {
    let cell = |text: &String| match text.is_empty() {
        true => view! { <td><span class="em">"empty"</span></td> }.into_any(),
        false => {
            let (shown, title) = shortened(text);
            view! { <td title=title>{shown}</td> }.into_any()
        }
    };
    view! {
        <tr>
            <td class="ln">{count(row.line)}</td>
            {row.cells.iter().take(COLUMNS).map(cell).collect_view()}
            {is_cut.then(|| view! { <td class="t3">"…"</td> })}
        </tr>
    }
}

/// A preview of so many rows and columns.
#[cfg(test)]
pub(super) fn sample(rows: usize, columns: usize) -> Preview {
    let row = PreviewRow {
        line: 2,
        cells: vec![String::new(); columns],
    };
    Preview {
        dialect: Default::default(),
        found: Default::default(),
        encoding_sure: true,
        accents: None,
        garbled: None,
        container: None,
        parts: Vec::new(),
        part: None,
        above: Vec::new(),
        columns: vec!["a".to_owned(); columns],
        renamed: vec![false; columns],
        facts: Vec::new(),
        rows: vec![row; rows],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_says_what_is_shown() {
        assert_eq!(
            shape(&sample(100, 14)),
            "First 13 rows. 14 columns, scroll sideways to see all."
        );
        assert_eq!(shape(&sample(1, 1)), "1 row. 1 column.");
        assert_eq!(
            shape(&sample(100, 10_000)),
            "First 13 rows. 60 of 10,000 columns, scroll sideways to see them."
        );
    }

    #[test]
    fn lines_of_another_length_and_lines_left_out_are_told() {
        let words = |ragged, blank_lines, comment_lines| {
            let counted = Counted {
                rows: 10,
                ragged,
                blank_lines,
                comment_lines,
                unreadable: 0,
                unreadable_line: None,
                garbled: None,
                facts: Vec::new(),
                elapsed_ms: 1,
            };
            lines(&counted, 14)
        };
        assert_eq!(words(0, 0, 0), "Every line has 14 values");
        assert_eq!(words(1, 0, 0), "1 line has another number of values");
        assert_eq!(
            words(3, 2, 0),
            "3 lines have another number of values, 2 blank lines left out"
        );
        assert_eq!(
            words(0, 1, 2_000),
            "Every line has 14 values, 1 blank line and 2,000 comment lines left out"
        );
    }

    #[test]
    fn a_wide_table_is_cut() {
        assert_eq!(beyond(60), None);
        assert_eq!(beyond(61).as_deref(), Some("and 1 more column"));
        assert_eq!(beyond(10_000).as_deref(), Some("and 9,940 more columns"));
    }

    #[test]
    fn a_long_cell_is_shortened() {
        assert_eq!(shortened("Kraków"), ("Kraków".to_owned(), None));
        let (shown, title) = shortened(&"ł".repeat(5_000));
        assert_eq!(shown.chars().count(), CELL_CHARS + 1);
        assert_eq!(title.map(|title| title.chars().count()), Some(TITLE_CHARS + 1));
    }
}
