//! The first rows of the source, with their lines.

use leptos::prelude::*;
use muster_worker::protocol::Preview;

use crate::format::{count, counted};
use crate::import::use_import;

/// Rows that are shown; more wouldn't tell more.
const SHOWN: usize = 13;

#[component]
pub fn PreviewTable(label: &'static str) -> impl IntoView {
    let state = use_import().state;
    view! {
        {move || {
            state
                .preview
                .with(|preview| {
                    preview
                        .as_ref()
                        .map(|preview| {
                            view! {
                                <div class="fade bt" tabindex="0" role="region" aria-label=format!("{label}, scrolls sideways")>
                                    {table(label, preview)}
                                </div>
                            }
                        })
                })
        }}
        <div class="pf">
            <span>{move || state.preview.with(|preview| preview.as_ref().map(shape))}</span>
            <span class="sp"></span>
            <span>{move || regularity(state.counted.with(|c| c.as_ref().map(|c| c.ragged)), columns(state.preview))}</span>
        </div>
    }
}

fn columns(preview: RwSignal<Option<Preview>>) -> usize {
    preview.with(|preview| preview.as_ref().map_or(0, |preview| preview.columns.len()))
}

/// `First 13 rows. 14 columns, scroll sideways to see all.`
fn shape(preview: &Preview) -> String {
    let rows = match preview.rows.len() {
        n @ 0..SHOWN => counted(n as u64, "row", "rows"),
        _ => format!("First {SHOWN} rows"),
    };
    let columns = counted(preview.columns.len() as u64, "column", "columns");
    let more = if preview.columns.len() > 6 {
        ", scroll sideways to see all"
    } else {
        ""
    };
    format!("{rows}. {columns}{more}.")
}

/// Whether all rows have as many values as there are columns, once that is known.
fn regularity(ragged: Option<u64>, columns: usize) -> Option<String> {
    let columns = count(columns as u64);
    match ragged? {
        0 => Some(format!("Every row has {columns} values")),
        1 => Some(format!("1 row has more or fewer than {columns} values")),
        n => Some(format!("{} rows have more or fewer than {columns} values", count(n))),
    }
}

fn table(label: &'static str, preview: &Preview) -> impl IntoView + use<> {
    let heads = preview.columns.iter().zip(&preview.renamed).map(|(name, renamed)| {
        let hint = renamed.then_some("This name comes twice in the file.");
        view! {
            <th scope="col" title=hint>
                {name.clone()}
                {hint.map(|hint| view! { <span class="vh">{format!(" {hint}")}</span> })}
            </th>
        }
    });
    let rows = preview.rows.iter().take(SHOWN).map(|row| {
        let cell = |text: &String| match text.is_empty() {
            true => view! { <td><span class="em">"empty"</span></td> }.into_any(),
            false => view! { <td>{text.clone()}</td> }.into_any(),
        };
        view! {
            <tr>
                <td class="ln">{count(row.line)}</td>
                {row.cells.iter().map(cell).collect_view()}
            </tr>
        }
    });
    view! {
        <table class="sheet auto" aria-label=label>
            <thead>
                <tr>
                    <th class="ln narrow" scope="col">"Line"</th>
                    {heads.collect_view()}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_worker::protocol::PreviewRow;

    fn preview(rows: usize, columns: usize) -> Preview {
        let row = PreviewRow {
            line: 2,
            cells: vec![String::new(); columns],
        };
        Preview {
            dialect: Default::default(),
            found: Default::default(),
            columns: vec!["a".to_owned(); columns],
            renamed: vec![false; columns],
            facts: Vec::new(),
            rows: vec![row; rows],
        }
    }

    #[test]
    fn the_shape_says_what_is_shown() {
        assert_eq!(
            shape(&preview(100, 14)),
            "First 13 rows. 14 columns, scroll sideways to see all."
        );
        assert_eq!(shape(&preview(1, 1)), "1 row. 1 column.");
    }

    #[test]
    fn rows_of_another_length_are_told() {
        assert_eq!(regularity(None, 14), None);
        assert_eq!(regularity(Some(0), 14).as_deref(), Some("Every row has 14 values"));
        assert_eq!(
            regularity(Some(1), 14).as_deref(),
            Some("1 row has more or fewer than 14 values")
        );
        assert_eq!(
            regularity(Some(2_000), 2).as_deref(),
            Some("2,000 rows have more or fewer than 2 values")
        );
    }
}
