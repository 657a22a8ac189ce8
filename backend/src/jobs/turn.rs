//! Whose turn it is: no account keeps another one waiting by having much to import.

use muster_shared::limits::ACCOUNT_IMPORTS_AT_ONCE;
use uuid::Uuid;

/// An import of an account.
pub(super) type Target = (i64, Uuid);

/// What is to be done with an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// It is compared with the contacts.
    Preview,
    Apply,
    Undo,
}

/// An import that waits for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) target: Target,
    pub(super) work: Work,
}

/// What the runner does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Start(Waiting),
    /// All slots are taken, and one account has at least two more than another that waits: this import steps back after what it is
    /// just at.
    StepBack(Target),
}

/// Of those that wait, given with those in front that come first, the first one of the account with the fewest running imports.
/// `running` has the one started last at its end.
pub(super) fn next(waiting: &[Waiting], running: &[Target], slots: usize) -> Option<Turn> {
    let runs = |account: i64| running.iter().filter(|(running, _)| *running == account).count();
    // The first of the least.
    let first = waiting
        .iter()
        .filter(|waiting| !running.contains(&waiting.target) && runs(waiting.target.0) < ACCOUNT_IMPORTS_AT_ONCE)
        .min_by_key(|waiting| runs(waiting.target.0))?;
    if running.len() < slots {
        return Some(Turn::Start(*first));
    }
    // The last of the most.
    let last = running.iter().max_by_key(|(account, _)| runs(*account))?;
    (runs(last.0) >= runs(first.target.0) + 2).then_some(Turn::StepBack(*last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn waiting(all: &[(i64, u128)]) -> Vec<Waiting> {
        let waiting = |(account_id, n): &(i64, u128)| Waiting {
            target: (*account_id, id(*n)),
            work: Work::Apply,
        };
        all.iter().map(waiting).collect()
    }

    fn started(all: &[Waiting], running: &[Target], slots: usize) -> Option<u128> {
        match next(all, running, slots) {
            Some(Turn::Start(first)) => Some(first.target.1.as_u128()),
            _ => None,
        }
    }

    #[test]
    fn the_account_with_the_fewest_running_imports_comes_first_then_who_waits_longest() {
        let all = waiting(&[(1, 10), (1, 11), (1, 12), (2, 20)]);
        assert_eq!(started(&all, &[], 2), Some(10));
        assert_eq!(started(&all, &[(1, id(10))], 2), Some(20));
        assert_eq!(started(&all, &[(1, id(10)), (2, id(20))], 3), Some(11));
        assert_eq!(next(&all, &[(1, id(10)), (2, id(20))], 2), None);
        assert_eq!(next(&[], &[], 2), None);
    }

    #[test]
    fn who_has_two_more_than_another_steps_back_for_it() {
        let all = waiting(&[(1, 10), (1, 11), (2, 20)]);
        let running = [(1, id(10)), (1, id(11))];
        assert_eq!(next(&all, &running, 2), Some(Turn::StepBack((1, id(11)))));
        // One more isn't enough: they would take turns for ever.
        let three = waiting(&[(1, 10), (2, 20), (3, 30)]);
        assert_eq!(next(&three, &[(1, id(10)), (2, id(20))], 2), None);
    }

    #[test]
    fn one_account_never_takes_all_of_a_large_server() {
        let many: Vec<(i64, u128)> = (0..50).map(|n| (1, n)).collect();
        let running: Vec<Target> = (0..ACCOUNT_IMPORTS_AT_ONCE as u128).map(|n| (1, id(n))).collect();
        assert_eq!(next(&waiting(&many), &running, 8), None);
    }
}
