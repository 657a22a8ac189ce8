//! Many runs, in several lanes at once, and what came of them.

use super::fault::Kind;
use super::lane::{CONTACTS_LOCKED, Lane, Pooled};
use super::run::{Violation, run};
use super::script::Script;
use super::{Folder, alone};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What came of many runs.
#[derive(Debug, Default)]
pub struct Outcome {
    pub runs: u64,
    /// Seed, script and what was wrong.
    pub violations: Vec<(String, Violation)>,
    /// How often each fault happened.
    pub faults: BTreeMap<Kind, u64>,
    pub took: Duration,
    /// The most memory that one server had.
    pub peak_mb: f64,
    /// Of the servers among themselves.
    pub deadlocks: usize,
    /// Times that a server paused an import by itself.
    pub pauses: usize,
    /// The small disk could be mounted.
    pub has_disk: bool,
}

/// The scripts of the seeds from `seed` on, `count` of them, in so many lanes.
pub fn campaign(
    seed: u64,
    count: u64,
    lanes: usize,
    pooled: Pooled,
    mut each: impl FnMut(u64, &Script, &Result<(), Violation>),
) -> Outcome {
    let start = Instant::now();
    let next = Cell::new(seed);
    let end = seed + count;
    let outcome = RefCell::new(Outcome::default());
    let each = RefCell::new(&mut each);
    let folder = Folder::new();
    alone(async {
        let lane = async |number| {
            let lane = Rc::new(Lane::make(folder.path(), number, pooled).await);
            while next.get() < end {
                let script = Script::of(next.replace(next.get() + 1));
                let result = run(&lane, &script).await;
                each.borrow_mut()(script.seed, &script, &result);
                let mut outcome = outcome.borrow_mut();
                outcome.runs += 1;
                for kind in script.kinds() {
                    *outcome.faults.entry(kind).or_default() += 1;
                }
                if let Err(violation) = result {
                    outcome.violations.push((script.to_string(), violation));
                }
            }
            let mut outcome = outcome.borrow_mut();
            outcome.peak_mb = outcome.peak_mb.max(lane.peak_mb());
            outcome.deadlocks += deadlocks(&lane.cluster.log());
            outcome.pauses += lane
                .servers
                .iter()
                .map(|server| server.log().matches("import paused").count())
                .sum::<usize>();
            outcome.has_disk = lane.disk.is_some();
        };
        futures::future::join_all((0..lanes).map(lane)).await;
    });
    let mut outcome = outcome.into_inner();
    outcome.took = start.elapsed();
    outcome
}

/// The deadlocks that a database's log tells of, but for those with the harness's own locks.
fn deadlocks(log: &str) -> usize {
    // The statements stand in the lines that follow.
    let told = log.split("deadlock detected").skip(1);
    told.filter(|rest| !rest.lines().take(8).any(|line| line.contains(CONTACTS_LOCKED)))
        .count()
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: Vec<String> = self
            .faults
            .iter()
            .map(|(kind, count)| format!("{kind:?} {count}"))
            .collect();
        writeln!(f, "{}", faults.join(", "))?;
        if !self.has_disk {
            writeln!(
                f,
                "SKIPPED: DiskFull did nothing, since only root may mount a small disk"
            )?;
        }
        let seconds = self.took.as_secs_f64();
        writeln!(
            f,
            "{seconds:.0} s, {:.2} s a run; servers paused imports {} times and had at most {:.0} MB; {} deadlocks",
            seconds / self.runs.max(1) as f64,
            self.pauses,
            self.peak_mb,
            self.deadlocks
        )?;
        write!(f, "{} runs, {} violations", self.runs, self.violations.len())
    }
}
