//! Which column went where.

use super::reading::reading_words;
use crate::api;
use crate::components::{
    icon::{Ico, Icon},
    pill::{Pill, PillTone},
};
use crate::format::counted;
use crate::pages::value::type_icon;
use crate::session::use_loaded;
use leptos::prelude::*;
use muster_shared::api::Import;
use muster_shared::{Assignment, Field, Source};

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    from: From,
    /// `None`: not imported.
    to: Option<To>,
}

#[derive(Clone, Debug, PartialEq)]
enum From {
    Column(String),
    Literal(String),
}

#[derive(Clone, Debug, PartialEq)]
struct To {
    name: String,
    icon: Icon,
    /// How it was read.
    how: String,
}

/// Columns in the file's order, each once for every field it fills; then literals; then what was not imported.
fn lines(import: &Import, fields: &[Field]) -> Vec<Line> {
    let to = |assignment: &Assignment| {
        let field = fields.iter().find(|field| field.key == assignment.field);
        let how = match assignment.source {
            Source::Column(_) => reading_words(&assignment.reading, assignment.empty, assignment.update, field),
            Source::Literal(_) => "same for every contact".to_owned(),
        };
        // A field that was deleted since is told by its key.
        let name = field.map_or_else(|| assignment.field.to_string(), |field| field.name.clone());
        To {
            name,
            icon: field.map_or(Icon::Text, |field| type_icon(field.kind)),
            how,
        }
    };
    let assignments = &import.mapping.assignments;
    let (mut mapped, mut unmapped) = (Vec::new(), Vec::new());
    for (n, column) in import.columns.iter().enumerate() {
        let from = From::Column(column.clone());
        let before = mapped.len();
        let here = assignments.iter().filter(|one| one.source == Source::Column(n));
        mapped.extend(here.map(|one| Line {
            from: from.clone(),
            to: Some(to(one)),
        }));
        if mapped.len() == before {
            unmapped.push(Line { from, to: None });
        }
    }
    for assignment in assignments {
        if let Source::Literal(text) = &assignment.source {
            mapped.push(Line {
                from: From::Literal(text.clone()),
                to: Some(to(assignment)),
            });
        }
    }
    mapped.extend(unmapped);
    mapped
}

/// `12 columns and 1 literal`.
fn summed_up(import: &Import) -> String {
    let literals = import
        .mapping
        .assignments
        .iter()
        .filter(|one| matches!(one.source, Source::Literal(_)))
        .count();
    let used = |n: &usize| {
        import
            .mapping
            .assignments
            .iter()
            .any(|one| one.source == Source::Column(*n))
    };
    let columns = counted(
        (0..import.columns.len()).filter(used).count() as u64,
        "column",
        "columns",
    );
    match literals {
        0 => columns,
        n => format!("{columns} and {}", counted(n as u64, "literal", "literals")),
    }
}

#[component]
pub fn MappingCard(import: Import) -> impl IntoView {
    let fields = use_loaded(api::fields::list_fields);
    let words = summed_up(&import);
    let shown = Memo::new(move |_| {
        let fields = fields.value.with(|views| {
            views
                .iter()
                .flatten()
                .map(|view| view.field.clone())
                .collect::<Vec<_>>()
        });
        lines(&import, &fields)
    });
    view! {
        <section class="card clip">
            <header>
                <h2>"Mapping"</h2>
                <span class="sm t3">{words}</span>
            </header>
            <table class="fx dense" aria-label="Mapping">
                <thead>
                    <tr>
                        <th scope="col" style:width="28%">"Column in the file"</th>
                        <th scope="col" class="arrow"><span class="vh">"goes to"</span></th>
                        <th scope="col">"Contact field"</th>
                        <th scope="col" class="hide-m" style:width="40%">"How it was read"</th>
                    </tr>
                </thead>
                <tbody>{move || shown.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}

fn row(line: Line) -> impl IntoView {
    let from = match line.from {
        From::Column(name) => view! { <span title=name.clone()>{name.clone()}</span> }.into_any(),
        From::Literal(text) => {
            view! { <Pill tone=PillTone::Literal icon=Icon::Quote>{format!("Literal {text}")}</Pill> }.into_any()
        }
    };
    let how = line.to.as_ref().map(|to| to.how.clone()).unwrap_or_default();
    let arrow = line.to.is_some().then(|| view! { <Ico of=Icon::Right /> });
    let to = match line.to {
        Some(To { name, icon, .. }) => view! {
            <span class="row g6">
                <Ico of=icon class="s14" />
                {name}
            </span>
        }
        .into_any(),
        None => view! { <span class="em">"not imported"</span> }.into_any(),
    };
    view! {
        <tr>
            <td>{from}</td>
            <td class="t3 arrow">{arrow}</td>
            <td>{to}</td>
            <td class="t3 hide-m" title=how.clone()>{how.clone()}</td>
        </tr>
    }
}
