//! Whose turn it is: no account keeps another one waiting by having much to import.

use crate::store::import::Candidate;
use muster_shared::limits::ACCOUNT_IMPORTS_AT_ONCE;
use uuid::Uuid;

/// An import of an account.
pub(super) type Target = (i64, Uuid);

/// What the runner does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Start(Candidate),
    /// All slots are taken, and one account has at least two more than another that waits: this import steps back after its batch.
    StepBack(Target),
}

/// Of the candidates, given with those in front that wait longest, the first one of the account with the fewest running imports.
/// `running` has the one started last at its end.
pub(super) fn next(candidates: &[Candidate], running: &[Target], slots: usize) -> Option<Turn> {
    let runs = |account: i64| running.iter().filter(|(running, _)| *running == account).count();
    let waiting = candidates
        .iter()
        .filter(|candidate| !running.contains(&(candidate.account_id, candidate.id)))
        .filter(|candidate| runs(candidate.account_id) < ACCOUNT_IMPORTS_AT_ONCE);
    // The first of the least.
    let first = waiting.min_by_key(|candidate| runs(candidate.account_id))?;
    if running.len() < slots {
        return Some(Turn::Start(*first));
    }
    // The last of the most.
    let last = running.iter().max_by_key(|(account, _)| runs(*account))?;
    (runs(last.0) >= runs(first.account_id) + 2).then_some(Turn::StepBack(*last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn candidates(all: &[(i64, u128)]) -> Vec<Candidate> {
        let candidate = |(account_id, n): &(i64, u128)| Candidate {
            account_id: *account_id,
            id: id(*n),
            is_preview: false,
        };
        all.iter().map(candidate).collect()
    }

    fn started(candidates: &[Candidate], running: &[Target], slots: usize) -> Option<u128> {
        match next(candidates, running, slots) {
            Some(Turn::Start(candidate)) => Some(candidate.id.as_u128()),
            _ => None,
        }
    }

    #[test]
    fn the_account_with_the_fewest_running_imports_comes_first_then_who_waits_longest() {
        let all = candidates(&[(1, 10), (1, 11), (1, 12), (2, 20)]);
        assert_eq!(started(&all, &[], 2), Some(10));
        assert_eq!(started(&all, &[(1, id(10))], 2), Some(20));
        assert_eq!(started(&all, &[(1, id(10)), (2, id(20))], 3), Some(11));
        assert_eq!(next(&all, &[(1, id(10)), (2, id(20))], 2), None);
        assert_eq!(next(&[], &[], 2), None);
    }

    #[test]
    fn who_has_two_more_than_another_steps_back_for_it() {
        let all = candidates(&[(1, 10), (1, 11), (2, 20)]);
        let running = [(1, id(10)), (1, id(11))];
        assert_eq!(next(&all, &running, 2), Some(Turn::StepBack((1, id(11)))));
        // One more isn't enough: they would take turns for ever.
        let three = candidates(&[(1, 10), (2, 20), (3, 30)]);
        assert_eq!(next(&three, &[(1, id(10)), (2, id(20))], 2), None);
    }

    #[test]
    fn one_account_never_takes_all_of_a_large_server() {
        let many: Vec<(i64, u128)> = (0..50).map(|n| (1, n)).collect();
        let running: Vec<Target> = (0..ACCOUNT_IMPORTS_AT_ONCE as u128).map(|n| (1, id(n))).collect();
        assert_eq!(next(&candidates(&many), &running, 8), None);
    }
}
