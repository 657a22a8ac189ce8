//! What the check over the whole file says of one field, and of the whole.

use crate::import::draft::Slot;
use crate::import::state::CheckState;
use muster_shared::check::{Reason, Tally};
use muster_shared::{FieldKey, Problem};

/// The last check that came to its end, and what it was a check of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    pub slots: Vec<Slot>,
    pub tally: Tally,
}

/// What stands in the check column of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing fills the field.
    LeftAlone,
    /// A literal; it was checked when it was set.
    Fits,
    AllRowsFit,
    /// Share of the file, in per cent.
    Checking(u8),
    /// There is no check while the mapping is no plan.
    NotYet,
    Problems(Problems),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problems {
    pub rows: u64,
    /// "not a date".
    pub words: &'static str,
    /// Rows of them whose cell is empty.
    pub empty: u64,
}

/// The verdict on a field. Results of the last check stand while the field is filled as it was then.
pub(super) fn verdict(slot: Option<&Slot>, known: Option<&Known>, check: &CheckState) -> Verdict {
    let Some(slot) = slot else { return Verdict::LeftAlone };
    if slot.column().is_none() {
        return Verdict::Fits;
    }
    if let Some(known) = known.filter(|known| known.slots.iter().any(|known| same_source(known, slot))) {
        return problems(&slot.field, &known.tally).map_or(Verdict::AllRowsFit, Verdict::Problems);
    }
    match check {
        CheckState::Idle => Verdict::NotYet,
        CheckState::Running { share_percent, .. } => Verdict::Checking(*share_percent),
        CheckState::Done { .. } => Verdict::Checking(0),
    }
}

/// The same field, filled and read in the same way, whoever said so.
fn same_source(a: &Slot, b: &Slot) -> bool {
    a.field == b.field && a.source == b.source && a.reading == b.reading && a.empty == b.empty
}

/// Fields that the running check sees filled otherwise than the last one did.
pub(super) fn being_checked<'a>(slots: &'a [Slot], known: Option<&Known>) -> Vec<&'a FieldKey> {
    let is_known = |slot: &Slot| known.is_some_and(|known| known.slots.iter().any(|known| same_source(known, slot)));
    slots
        .iter()
        .filter(|slot| slot.column().is_some() && !is_known(slot))
        .map(|slot| &slot.field)
        .collect()
}

/// The reasons of one field, most rows first.
pub(super) fn reasons_of<'a>(field: &FieldKey, tally: &'a Tally) -> impl Iterator<Item = &'a Reason> {
    tally
        .reasons
        .iter()
        .filter(move |reason| reason.field.as_ref() == Some(field))
}

/// Rows with a problem in a field. A row has one at most in each.
pub(super) fn problems(field: &FieldKey, tally: &Tally) -> Option<Problems> {
    let mut all: Option<Problems> = None;
    for reason in reasons_of(field, tally) {
        let words = reason.problem.short();
        let empty = if matches!(reason.problem, Problem::Empty { .. }) {
            reason.rows
        } else {
            0
        };
        all = Some(match all {
            None => Problems {
                rows: reason.rows,
                words,
                empty,
            },
            Some(all) => Problems {
                rows: all.rows + reason.rows,
                words: if all.words == words { words } else { "to fix" },
                empty: all.empty + empty,
            },
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::draft::Origin;
    use muster_shared::mapping::Reading;
    use muster_shared::{FieldType, Source};

    fn slot(field: &str, source: Source) -> Slot {
        let field = FieldKey::from_name(field);
        Slot {
            field,
            source,
            reading: Reading::default(),
            empty: None,
            update: None,
            origin: Origin::Matched(90),
        }
    }

    fn reason(field: &str, problem: Problem, rows: u64) -> Reason {
        Reason {
            field: Some(FieldKey::from_name(field)),
            problem,
            rows,
            samples: Vec::new(),
        }
    }

    fn known() -> Known {
        let empty = Problem::Empty { kind: FieldType::Date };
        let reasons = vec![
            reason("birthday", Problem::DateNotIso, 900),
            reason("birthday", Problem::DateNoSuchDay, 3),
            reason("visits", empty.clone(), 41),
            reason("last_seen", Problem::DateNotIso, 5),
            reason("last_seen", empty, 2),
        ];
        let slots = ["birthday", "visits", "last_seen", "city"].map(|field| slot(field, Source::Column(1)));
        Known {
            slots: slots.to_vec(),
            tally: Tally {
                rows: 1000,
                reasons,
                ..Tally::default()
            },
        }
    }

    fn verdict_on(field: &str) -> Verdict {
        let running = CheckState::Running {
            tally: Tally::default(),
            share_percent: 64,
        };
        verdict(Some(&slot(field, Source::Column(1))), Some(&known()), &running)
    }

    #[test]
    fn problems_of_a_field_are_added_up_and_named() {
        let Verdict::Problems(visits) = verdict_on("visits") else {
            panic!("visits has problems")
        };
        assert_eq!((visits.rows, visits.words, visits.empty), (41, "empty", 41));
        let Verdict::Problems(both) = verdict_on("last_seen") else {
            panic!("last_seen has problems")
        };
        assert_eq!((both.rows, both.words, both.empty), (7, "to fix", 2));
        let Verdict::Problems(dates) = verdict_on("birthday") else {
            panic!("birthday has problems")
        };
        assert_eq!(dates.rows, 903);
    }

    #[test]
    fn known_results_stand_while_another_field_is_checked() {
        assert_eq!(verdict_on("city"), Verdict::AllRowsFit);
        assert_eq!(verdict_on("country"), Verdict::Checking(64));
        let slots = [slot("city", Source::Column(1)), slot("country", Source::Column(1))];
        assert_eq!(being_checked(&slots, Some(&known())), [&FieldKey::from_name("country")]);
        let other_column = [slot("city", Source::Column(2))];
        assert_eq!(being_checked(&other_column, Some(&known())).len(), 1);
    }

    #[test]
    fn what_is_not_from_the_file_is_not_checked() {
        assert_eq!(verdict(None, None, &CheckState::Idle), Verdict::LeftAlone);
        let literal = slot("points", Source::Literal("10".to_owned()));
        assert_eq!(verdict(Some(&literal), None, &CheckState::Idle), Verdict::Fits);
        let column = slot("points", Source::Column(0));
        assert_eq!(verdict(Some(&column), None, &CheckState::Idle), Verdict::NotYet);
    }
}
