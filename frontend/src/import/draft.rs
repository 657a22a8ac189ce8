//! The mapping while it is being made: what fills which field, who said so, and the way back. Pure: the board wraps
//! signals around it.

use muster_shared::mapping::{ColumnFacts, EmptyCell, Match, Reading, match_columns};
use muster_shared::{Assignment, Field, FieldKey, Mapping, Source, UpdatePolicy};

/// Steps that can be undone.
const STEPS: usize = 100;

/// Which field is filled from where, and the steps that led here.
///
/// A field takes one column or one literal; a column may feed several fields; Email never takes a literal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingDraft {
    slots: Vec<Slot>,
    past: Vec<Step>,
}

/// A field that is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub field: FieldKey,
    pub source: Source,
    /// How the column's cells are read.
    pub reading: Reading,
    /// `None`: the default of the field's type.
    pub empty: Option<EmptyCell>,
    /// `None`: as the import says.
    pub update: Option<UpdatePolicy>,
    pub origin: Origin,
}

/// Who filled a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// By name and content; the score in per cent.
    Matched(u8),
    /// The person at the screen.
    Yours,
}

/// What a step did, for the words that tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Assigned { field: FieldKey },
    TookOff { field: FieldKey },
    UndidMatches,
    TookOver,
    ChangedSettings { field: FieldKey },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    deed: Deed,
    before: Vec<Slot>,
}

impl MappingDraft {
    /// What can be matched for sure by names and contents.
    pub fn matched(facts: &[ColumnFacts], fields: &[Field]) -> Self {
        let sure = match_columns(facts, fields)
            .into_iter()
            .filter(|found| found.score >= Match::SURE);
        let slots = sure.map(|found| Slot {
            field: fields[found.field].key.clone(),
            source: Source::Column(found.column),
            reading: Reading::default(),
            empty: None,
            update: None,
            origin: Origin::Matched(found.score),
        });
        Self {
            slots: slots.collect(),
            past: Vec::new(),
        }
    }

    /// Fills the fields as a mapping says, and no others: somebody chose it, for another file.
    pub fn take_over(&mut self, mapping: &Mapping) {
        let slots = mapping.assignments.iter().map(|assignment| Slot {
            field: assignment.field.clone(),
            source: assignment.source.clone(),
            reading: assignment.reading.clone(),
            empty: assignment.empty,
            update: assignment.update,
            origin: Origin::Yours,
        });
        let slots: Vec<Slot> = slots.collect();
        if slots != self.slots {
            self.step(Deed::TookOver);
            self.slots = slots;
        }
    }

    /// Whether the fields are filled as a mapping says, whoever said so.
    pub fn is(&self, mapping: &Mapping) -> bool {
        let mine = self.mapping().assignments;
        mine.len() == mapping.assignments.len() && mine.iter().all(|one| mapping.assignments.contains(one))
    }

    /// What the check and the import go by.
    pub fn mapping(&self) -> Mapping {
        let assignments = self.slots.iter().map(|slot| Assignment {
            field: slot.field.clone(),
            source: slot.source.clone(),
            reading: slot.reading.clone(),
            empty: slot.empty,
            update: slot.update,
        });
        Mapping {
            assignments: assignments.collect(),
        }
    }

    /// What fills a field.
    pub fn slot(&self, field: &FieldKey) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.field == *field)
    }

    /// All filled fields.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The fields that a column feeds.
    pub fn fields_of(&self, column: usize) -> impl Iterator<Item = &FieldKey> {
        self.slots
            .iter()
            .filter(move |slot| slot.source == Source::Column(column))
            .map(|slot| &slot.field)
    }

    /// Whether a column feeds any field.
    pub fn imports(&self, column: usize) -> bool {
        self.fields_of(column).next().is_some()
    }

    /// Columns that were matched and left as they were.
    pub fn n_matched(&self) -> usize {
        self.slots
            .iter()
            .filter(|slot| matches!(slot.origin, Origin::Matched(_)))
            .count()
    }

    /// Fills a field, by hand. Gives what it held before, if that was something else.
    ///
    /// Nothing changes where the field has this source already, or where Email would take a literal.
    pub fn assign(&mut self, field: &FieldKey, source: Source) -> Option<Source> {
        let email_literal = *field == FieldKey::email() && matches!(source, Source::Literal(_));
        let former = self.slot(field).map(|slot| slot.source.clone());
        if email_literal || former.as_ref() == Some(&source) {
            return None;
        }
        self.step(Deed::Assigned { field: field.clone() });
        self.put(field, Slot::by_hand(field.clone(), source));
        former
    }

    /// Takes what fills `from` to `to`; `from` is empty then. Gives what `to` held before. The settings stay behind:
    /// they were said of the other field's type.
    pub fn carry(&mut self, from: &FieldKey, to: &FieldKey) -> Option<Source> {
        let source = self.slot(from).filter(|_| from != to)?.source.clone();
        if *to == FieldKey::email() && matches!(source, Source::Literal(_)) {
            return None;
        }
        let former = self.slot(to).map(|slot| slot.source.clone());
        self.step(Deed::Assigned { field: to.clone() });
        self.slots.retain(|slot| slot.field != *from);
        self.put(to, Slot::by_hand(to.clone(), source));
        former
    }

    /// Fills a field as it once was, in place of what is there.
    pub fn restore(&mut self, former: Slot) {
        if self.slot(&former.field) != Some(&former) {
            self.step(Deed::Assigned {
                field: former.field.clone(),
            });
            self.put(&former.field.clone(), former);
        }
    }

    /// Empties a field.
    pub fn take_off(&mut self, field: &FieldKey) {
        if self.slot(field).is_some() {
            self.step(Deed::TookOff { field: field.clone() });
            self.slots.retain(|slot| slot.field != *field);
        }
    }

    /// Empties every field that was matched and not touched since.
    pub fn undo_matches(&mut self) {
        if self.n_matched() > 0 {
            self.step(Deed::UndidMatches);
            self.slots.retain(|slot| slot.origin == Origin::Yours);
        }
    }

    /// Says how a field's column is read, and what it does to contacts that exist. The field keeps its match.
    pub fn set(&mut self, field: &FieldKey, reading: Reading, empty: Option<EmptyCell>, update: Option<UpdatePolicy>) {
        let unchanged = |slot: &Slot| slot.reading == reading && slot.empty == empty && slot.update == update;
        if self.slot(field).is_none_or(unchanged) {
            return;
        }
        self.step(Deed::ChangedSettings { field: field.clone() });
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.field == *field) {
            slot.reading = reading;
            slot.empty = empty;
            slot.update = update;
        }
    }

    /// Goes back by one step and tells which.
    pub fn undo(&mut self) -> Option<Deed> {
        let step = self.past.pop()?;
        self.slots = step.before;
        Some(step.deed)
    }

    fn step(&mut self, deed: Deed) {
        if self.past.len() == STEPS {
            self.past.remove(0);
        }
        self.past.push(Step {
            deed,
            before: self.slots.clone(),
        });
    }

    fn put(&mut self, field: &FieldKey, filled: Slot) {
        match self.slots.iter_mut().find(|slot| slot.field == *field) {
            Some(slot) => *slot = filled,
            None => self.slots.push(filled),
        }
    }
}

impl Slot {
    fn by_hand(field: FieldKey, source: Source) -> Self {
        Self {
            field,
            source,
            reading: Reading::default(),
            empty: None,
            update: None,
            origin: Origin::Yours,
        }
    }

    /// The place of its column, if it isn't a literal.
    pub fn column(&self) -> Option<usize> {
        match self.source {
            Source::Column(column) => Some(column),
            Source::Literal(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::mapping::Marks;

    fn key(name: &str) -> FieldKey {
        FieldKey::from_name(name)
    }

    fn draft(slots: &[(&str, usize, u8)]) -> MappingDraft {
        let slots = slots.iter().map(|(field, column, score)| Slot {
            origin: Origin::Matched(*score),
            ..Slot::by_hand(key(field), Source::Column(*column))
        });
        MappingDraft {
            slots: slots.collect(),
            past: Vec::new(),
        }
    }

    fn sources(draft: &MappingDraft) -> Vec<(String, Source)> {
        draft
            .slots()
            .iter()
            .map(|slot| (slot.field.to_string(), slot.source.clone()))
            .collect()
    }

    fn literal(text: &str) -> Source {
        Source::Literal(text.to_owned())
    }

    #[test]
    fn a_taken_slot_is_swapped_and_comes_back_by_undo() {
        let mut draft = draft(&[("email", 0, 99), ("city", 1, 100)]);
        let before = draft.mapping();
        assert_eq!(draft.assign(&key("city"), Source::Column(2)), Some(Source::Column(1)));
        assert!(!draft.imports(1));
        assert_eq!(draft.slot(&key("city")).map(|slot| slot.origin), Some(Origin::Yours));
        assert_eq!(draft.undo(), Some(Deed::Assigned { field: key("city") }));
        assert_eq!(draft.mapping(), before);
        assert_eq!(
            draft.slot(&key("city")).map(|slot| slot.origin),
            Some(Origin::Matched(100))
        );
        assert_eq!(draft.undo(), None);
    }

    #[test]
    fn a_column_that_was_swapped_out_is_put_back_with_its_match_and_settings() {
        let mut draft = draft(&[("city", 1, 94)]);
        draft.set(
            &key("city"),
            Reading::default(),
            Some(EmptyCell::Clear),
            Some(UpdatePolicy::Override),
        );
        let former = draft.slot(&key("city")).unwrap().clone();
        draft.assign(&key("city"), Source::Column(2));
        draft.assign(&key("country"), Source::Column(3));
        draft.restore(former.clone());
        assert_eq!(draft.slot(&key("city")), Some(&former));
        assert!(draft.imports(3), "later steps stay");
        draft.undo();
        assert_eq!(draft.slot(&key("city")).unwrap().source, Source::Column(2));
    }

    #[test]
    fn a_column_may_feed_several_fields() {
        let mut draft = draft(&[("city", 1, 100)]);
        assert_eq!(draft.assign(&key("country"), Source::Column(1)), None);
        assert_eq!(
            draft.fields_of(1).map(FieldKey::as_str).collect::<Vec<_>>(),
            ["city", "country"]
        );
        draft.take_off(&key("city"));
        assert!(draft.imports(1));
    }

    #[test]
    fn a_carried_column_leaves_its_field() {
        let mut draft = draft(&[("city", 1, 100), ("country", 2, 90)]);
        assert_eq!(draft.carry(&key("city"), &key("country")), Some(Source::Column(2)));
        assert_eq!(sources(&draft), [("country".to_owned(), Source::Column(1))]);
        draft.undo();
        assert_eq!(draft.slots().len(), 2);
        assert_eq!(draft.carry(&key("city"), &key("city")), None);
        assert_eq!(draft.carry(&key("points"), &key("city")), None);
        assert!(draft.past.is_empty());
    }

    #[test]
    fn email_takes_no_literal() {
        let mut draft = MappingDraft::default();
        assert_eq!(draft.assign(&FieldKey::email(), literal("a@x.example")), None);
        draft.assign(&key("points"), literal("10"));
        draft.carry(&key("points"), &FieldKey::email());
        assert_eq!(sources(&draft), [("points".to_owned(), literal("10"))]);
    }

    #[test]
    fn undoing_the_matches_keeps_what_is_yours_and_is_one_step() {
        let mut draft = draft(&[("email", 0, 99), ("city", 1, 100), ("country", 2, 81)]);
        draft.assign(&key("city"), Source::Column(3));
        assert_eq!(draft.n_matched(), 2);
        draft.undo_matches();
        assert_eq!(sources(&draft), [("city".to_owned(), Source::Column(3))]);
        assert_eq!(draft.undo(), Some(Deed::UndidMatches));
        assert_eq!(draft.slots().len(), 3);
    }

    #[test]
    fn a_mapping_is_taken_over_with_its_settings_in_one_step() {
        let mut draft = draft(&[("email", 0, 99), ("city", 1, 100)]);
        draft.take_off(&key("city"));
        let reading = Reading {
            marks: Marks::Comma,
            ..Reading::default()
        };
        let assignment = |field: &str, source| Assignment {
            field: key(field),
            source,
            reading: reading.clone(),
            empty: Some(EmptyCell::Leave),
            update: Some(UpdatePolicy::FillEmpty),
        };
        let mapping = Mapping {
            assignments: vec![
                assignment("points", Source::Column(3)),
                assignment("country", literal("PT")),
            ],
        };
        assert!(!draft.is(&mapping));
        draft.take_over(&mapping);
        assert!(draft.is(&mapping));
        assert_eq!(draft.mapping(), mapping);
        assert!(draft.slots().iter().all(|slot| slot.origin == Origin::Yours));
        draft.take_over(&mapping);
        assert_eq!(draft.undo(), Some(Deed::TookOver));
        assert_eq!(sources(&draft), [("email".to_owned(), Source::Column(0))]);
        assert_eq!(
            draft.slot(&key("email")).map(|slot| slot.origin),
            Some(Origin::Matched(99))
        );
        assert_eq!(draft.undo(), Some(Deed::TookOff { field: key("city") }));
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        let mut draft = draft(&[("city", 1, 100)]);
        draft.assign(&key("city"), Source::Column(1));
        draft.take_off(&key("country"));
        draft.set(&key("city"), Reading::default(), None, None);
        draft.set(&key("country"), Reading::default(), Some(EmptyCell::Leave), None);
        assert!(draft.past.is_empty());
        assert_eq!(draft.n_matched(), 1);
    }

    #[test]
    fn settings_stay_with_the_match_and_go_with_another_column() {
        let mut draft = draft(&[("points", 1, 100)]);
        let reading = Reading {
            marks: muster_shared::mapping::Marks::Comma,
            ..Reading::default()
        };
        draft.set(&key("points"), reading.clone(), Some(EmptyCell::Leave), None);
        let slot = draft.slot(&key("points")).unwrap();
        assert_eq!(
            (slot.origin, &slot.reading, slot.empty),
            (Origin::Matched(100), &reading, Some(EmptyCell::Leave))
        );
        assert_eq!(draft.mapping().assignments[0].reading, reading);
        draft.assign(&key("points"), Source::Column(2));
        assert_eq!(draft.slot(&key("points")).unwrap().reading, Reading::default());
    }

    #[test]
    fn steps_are_bounded() {
        let mut draft = MappingDraft::default();
        for column in 0..STEPS + 20 {
            draft.assign(&key("city"), Source::Column(column));
        }
        let mut undone = 0;
        while draft.undo().is_some() {
            undone += 1;
        }
        assert_eq!(undone, STEPS);
    }
}
