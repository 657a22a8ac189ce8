//! The verdict over the whole source under one mapping.

use crate::pass::{Pass, Source};
use crate::protocol::{Event, Refusal, Setup};
use crate::scope;
use crate::throttle::{REPORT_MS, Throttle};
use muster_shared::Plan;
use muster_shared::check::Check;
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
pub(crate) async fn check(source: &Source, setup: Setup, generation: Option<u32>) -> Result<Checked, NotChecked> {
    let start = scope::now_ms();
    let mut throttle = Throttle::new(REPORT_MS, start);
    let mut check = Check::new(plan(source, &setup)?);
    let mut pass = Pass::new(source);
    let columns = source.columns();
    while pass
        .next(|record| check.record(record, columns))
        .await
        .map_err(NotChecked::Source)?
    {
        if let Some(generation) = generation
            && throttle.due(scope::now_ms())
        {
            scope::post(&Event::Checking {
                generation,
                tally: check.tally(),
                bytes: pass.bytes(),
            });
        }
    }
    let tally = check.tally();
    let rows = tally.rows;
    if let Some(generation) = generation {
        let elapsed_ms = scope::elapsed_ms(start);
        scope::post(&Event::Checked {
            generation,
            tally,
            evidence: check.evidence(),
            elapsed_ms,
        });
    }
    let (plan, emails) = check.into_parts();
    Ok(Checked {
        setup,
        plan,
        emails,
        rows,
    })
}
