//! Rows that were not imported, with why: the first ones while it runs, all of them afterwards.

use leptos::{prelude::*, task::spawn_local};
use muster_shared::Field;
use muster_shared::api::{CellProblem, Counts, LeftOut, LeftOutKind, LeftOutPage, LeftOutQuery, Why};
use uuid::Uuid;

use super::RunPage;
use crate::api::{self, ApiFailure};
use crate::components::icon::{Ico, Icon};
use crate::components::segmented::{Segment, Segmented};
use crate::components::state::Failed;
use crate::format::count;
use crate::import::outcome::left_out_title;
use crate::import::use_import;
use crate::session::use_session;

/// Rows of one answer in the summary, and of the first look while it runs.
const PAGE: u32 = 50;
const FIRST: u32 = 5;

/// The first rows left out, while it runs.
#[component]
pub fn NotImportedSoFar(page: RunPage) -> impl IntoView {
    let counts = Memo::new(move |_| {
        page.watched
            .import
            .with(|import| import.as_ref().map(|import| import.counts))
    });
    let n_left_out = move || counts.get().map_or(0, |counts| counts.rejected + counts.skipped);
    // What is asked for follows from how much there is to see, so that nothing is asked twice.
    let wanted = Memo::new(move |_| {
        let counts = counts.get().unwrap_or_default();
        match (counts.rejected, counts.skipped) {
            (0, 0) => None,
            (0, skipped) => Some((LeftOutKind::Skipped, skipped.min(FIRST.into()))),
            (rejected, _) => Some((LeftOutKind::Rejected, rejected.min(FIRST.into()))),
        }
    });
    let rows = RwSignal::new(Vec::new());
    let session = use_session();
    Effect::new(move |_| {
        let Some((outcome, _)) = wanted.get() else { return };
        spawn_local(async move {
            let query = LeftOutQuery {
                outcome,
                after: None,
                limit: Some(FIRST),
            };
            match api::imports::list_left_out(page.watched.id, &query).await {
                Ok(found) => drop(rows.try_set(found.rows)),
                Err(failure) => drop(session.notice(failure)),
            }
        });
    });
    view! {
        <Show when=move || !rows.with(Vec::is_empty)>
            <section class="card clip">
                <header class="bare">
                    <h2>"Not imported so far"</h2>
                    <span class="pill bad">{move || count(n_left_out())}</span>
                </header>
                <LeftOutTable rows />
            </section>
        </Show>
    }
}

/// All rows that were left out, page by page, and as a file.
#[component]
pub fn LeftOutCard(id: Uuid, counts: Counts) -> impl IntoView {
    let first = if counts.rejected > 0 {
        LeftOutKind::Rejected
    } else {
        LeftOutKind::Skipped
    };
    let kind = RwSignal::new(first);
    let rows = RwSignal::new(Vec::new());
    let failure = RwSignal::new(None::<ApiFailure>);
    let session = use_session();
    let load = move |after: Option<u64>| {
        let outcome = kind.get_untracked();
        spawn_local(async move {
            let query = LeftOutQuery {
                outcome,
                after,
                limit: Some(PAGE),
            };
            let answer = api::imports::list_left_out(id, &query).await;
            // The page is gone, or shows the other kind.
            if kind.try_get_untracked() != Some(outcome) {
                return;
            }
            match answer {
                Ok(LeftOutPage { rows: more, .. }) => {
                    failure.set(None);
                    rows.update(|rows| rows.extend(more));
                }
                Err(why) => failure.set(Some(session.notice(why))),
            }
        });
    };
    Effect::new(move |_| {
        kind.track();
        rows.set(Vec::new());
        load(None);
    });
    let total = move || match kind.get() {
        LeftOutKind::Rejected => counts.rejected,
        LeftOutKind::Skipped => counts.skipped,
    };
    let shown = move || rows.with(Vec::len) as u64;
    let last_line = move || rows.with_untracked(|rows| rows.last().map(|row: &LeftOut| row.line));
    (counts.rejected + counts.skipped > 0).then(|| {
        view! {
            <section class="card clip">
                <header class="bare w">
                    <h2>{left_out_title(counts)}</h2>
                    <span class="sp"></span>
                    <KindSwitch counts kind />
                    <a class="btn s" href=move || api::imports::left_out_csv(id, kind.get()) download="">
                        <Ico of=Icon::Export />
                        "Download CSV"
                    </a>
                </header>
                {move || {
                    failure
                        .get()
                        .map(|why| {
                            view! {
                                <div class="pad-note">
                                    <Failed
                                        title="The rows didn't load."
                                        why=why.to_string()
                                        on_retry=move |()| load(last_line())
                                    />
                                </div>
                            }
                        })
                }}
                <LeftOutTable rows />
                <div class="pf">
                    <span>{move || format!("{} of {}", count(shown()), count(total()))}</span>
                    <span class="sp"></span>
                    <Show when=move || { shown() > 0 && shown() < total() }>
                        <button class="btn s" type="button" on:click=move |_| load(last_line())>
                            "Show more"
                        </button>
                    </Show>
                </div>
            </section>
        }
    })
}

/// `Rejected 549`, `Skipped 310`: only where there are both.
#[component]
fn KindSwitch(counts: Counts, kind: RwSignal<LeftOutKind>) -> impl IntoView {
    let parts = vec![
        Segment::new(LeftOutKind::Rejected, format!("Rejected {}", count(counts.rejected))),
        Segment::new(LeftOutKind::Skipped, format!("Skipped {}", count(counts.skipped))),
    ];
    (counts.rejected > 0 && counts.skipped > 0)
        .then(|| view! { <Segmented label="Show" parts value=kind on_pick=move |picked| kind.set(picked) /> })
}

#[component]
fn LeftOutTable(rows: RwSignal<Vec<LeftOut>>) -> impl IntoView {
    let fields = use_import().state.fields;
    let session = use_session();
    // The wizard may never have been open in this tab.
    Effect::new(move |_| {
        if fields.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                match api::fields::list_fields().await {
                    Ok(views) => fields.set(views.into_iter().map(|view| view.field).collect()),
                    Err(failure) => drop(session.notice(failure)),
                }
            });
        }
    });
    view! {
        <table class="fx" aria-label="Rows that were not imported">
                <thead>
                    <tr>
                        <th class="num line" scope="col">"Line"</th>
                        <th class="hide-s field" scope="col">"Field"</th>
                        <th scope="col">"Value"</th>
                        <th class="reason" scope="col">"Reason"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let fields = fields.get();
                        rows.with(|rows| rows.iter().flat_map(|row| told(row, &fields)).map(table_row).collect_view())
                    }}
                </tbody>
            </table>
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    line: u64,
    field: String,
    value: String,
    reason: String,
    /// The whole sentence, with what to do.
    advice: String,
}

/// What is told of a row: a line for each of its problems.
fn told(row: &LeftOut, fields: &[Field]) -> Vec<Told> {
    let line = row.line;
    match &row.why {
        Why::Problems(problems) => problems
            .iter()
            .map(|problem| told_problem(line, problem, fields))
            .collect(),
        Why::Repeated { email, kept_line } => vec![Told {
            line,
            field: "Email".to_owned(),
            value: email.clone(),
            reason: format!("Repeated: line {} was kept", count(*kept_line)),
            advice: format!("This email stands again on line {}, which was kept.", count(*kept_line)),
        }],
        Why::Exists { email } => vec![Told {
            line,
            field: "Email".to_owned(),
            value: email.clone(),
            reason: "Already a contact".to_owned(),
            advice: "Already a contact, and left as it is.".to_owned(),
        }],
    }
}

fn told_problem(line: u64, cell: &CellProblem, fields: &[Field]) -> Told {
    let field = cell
        .field
        .as_ref()
        .and_then(|key| fields.iter().find(|field| field.key == *key));
    let name = field
        .map(|field| field.name.clone())
        .or_else(|| cell.column.clone())
        .or_else(|| cell.field.as_ref().map(ToString::to_string))
        .unwrap_or_default();
    let advice = cell.problem.sentence(&name, &cell.value, field);
    let field = if cell.field.is_some() { name } else { "Row".to_owned() };
    Told {
        line,
        field,
        value: cell.value.clone(),
        reason: cell.problem.title(),
        advice,
    }
}

fn table_row(told: Told) -> impl IntoView {
    let value = match told.value.is_empty() {
        true => view! { <span class="em">"empty"</span> }.into_any(),
        false => told.value.clone().into_any(),
    };
    view! {
        <tr>
            <td class="num t3 mono">{count(told.line)}</td>
            <td class="hide-s">{told.field}</td>
            <td title=told.value>{value}</td>
            <td class="t2" title=told.advice>
                {told.reason}
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::{FieldKey, Problem, field::system_fields};

    #[test]
    fn each_problem_of_a_row_is_told_with_its_field() {
        let cell = |key: &str, value: &str, problem| CellProblem {
            field: Some(FieldKey::try_from(key.to_owned()).unwrap()),
            column: Some("A column".to_owned()),
            value: value.to_owned(),
            problem,
        };
        let problems = vec![
            cell("email", "anna.example", Problem::EmailMissingAt),
            cell("gone", "x", Problem::DateNotIso),
        ];
        let rows = told(
            &LeftOut {
                line: 3_020,
                why: Why::Problems(problems),
            },
            &system_fields(),
        );
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].line, rows[0].field.as_str()), (3_020, "Email"));
        assert_eq!(rows[0].reason, "Email is missing @");
        assert!(rows[0].advice.contains("name@company.com"), "{:?}", rows[0]);
        assert_eq!(rows[1].field, "A column");
    }

    #[test]
    fn a_repeated_email_names_the_line_that_was_kept() {
        let why = Why::Repeated {
            email: "a@b.example".to_owned(),
            kept_line: 1_200,
        };
        let rows = told(&LeftOut { line: 7, why }, &[]);
        assert_eq!(rows[0].advice, "This email stands again on line 1,200, which was kept.");
    }
}
