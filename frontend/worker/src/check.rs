//! The verdict over the whole source under one mapping.

use crate::crew::Crew;
use crate::part::{Found, Question};
use crate::pass::Source;
use crate::protocol::{Event, Refusal, Setup};
use crate::scope;
use crate::throttle::{REPORT_MS, Throttle};
use crate::walk::walk;
use muster_shared::Plan;
use muster_shared::check::Verdict;
use muster_shared::plan::PlanError;
use muster_shared::repeated::RepeatedEmails;

/// A finished check, and what an upload needs of it.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) setup: Setup,
    pub(crate) plan: Plan,
    pub(crate) emails: RepeatedEmails,
    /// Data rows of the source.
    pub(crate) rows: u64,
}

/// Why there is no verdict.
#[derive(Debug)]
pub(crate) enum NotChecked {
    Plan(Vec<PlanError>),
    Source(Refusal),
}

pub(crate) fn plan(source: &Source, setup: &Setup) -> Result<Plan, NotChecked> {
    Plan::new(&setup.mapping, &setup.fields, source.columns(), setup.existing).map_err(NotChecked::Plan)
}

/// Checks the source. `generation`: the page's number of this check, to report under; `None` reports nothing.
pub(crate) async fn check(
    source: &Source,
    crew: &Crew,
    setup: Setup,
    generation: Option<u32>,
) -> Result<Checked, NotChecked> {
    let start = scope::now_ms();
    let mut throttle = Throttle::new(REPORT_MS, start);
    let plan = plan(source, &setup)?;
    let mut verdict = Verdict::default();
    walk(source, crew, Question::Check(&plan), Some(&setup), |read| {
        if let Found::Check(part) = read.found {
            verdict.add(part, &read.emails, read.lines_before);
        }
        if let Some(generation) = generation
            && throttle.due(scope::now_ms())
        {
            scope::post(&Event::Checking {
                generation,
                tally: verdict.tally(),
                bytes: source.file_bytes(read.end.offset),
            });
        }
    })
    .await
    .map_err(NotChecked::Source)?;
    let dates = verdict.dates().to_vec();
    let (tally, emails) = verdict.finish(setup.repeats);
    let rows = tally.rows;
    if let Some(generation) = generation {
        let elapsed_ms = scope::elapsed_ms(start);
        scope::post(&Event::Checked {
            generation,
            tally,
            dates,
            elapsed_ms,
        });
    }
    Ok(Checked {
        setup,
        plan,
        emails,
        rows,
    })
}
