//! A mapping that was chosen for another file with the same columns: what of it can be used now.

use muster_shared::merge::Existing;
use muster_shared::plan::PlanError;
use muster_shared::{Field, FieldKey, Mapping, Plan};

/// The mapping without what the account's fields and the rule for existing contacts don't allow any more: an option that is gone,
/// a field that became required.
pub fn usable(mut mapping: Mapping, fields: &[Field], columns: usize, existing: Existing) -> Mapping {
    // What was mended may have hidden something else.
    for _ in 0..2 {
        let Err(errors) = Plan::new(&mapping, fields, columns, existing) else {
            break;
        };
        for error in errors {
            mend(&mut mapping, error);
        }
    }
    mapping
}

fn mend(mapping: &mut Mapping, error: PlanError) {
    match error {
        PlanError::ClearNotAllowed { field } | PlanError::EmptyNotAllowed { field } => {
            let of_field = mapping
                .assignments
                .iter_mut()
                .filter(|assignment| assignment.field == field);
            of_field.for_each(|assignment| assignment.empty = None);
        }
        PlanError::UnknownField { field }
        | PlanError::FieldTwice { field }
        | PlanError::NoSuchColumn { field, .. }
        | PlanError::Literal { field, .. } => take_off(mapping, &field),
        PlanError::EmailFromLiteral => take_off(mapping, &FieldKey::email()),
        // The board asks for a column.
        PlanError::EmailNotMapped => {}
    }
}

fn take_off(mapping: &mut Mapping, field: &FieldKey) {
    mapping.assignments.retain(|assignment| assignment.field != *field);
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::field::system_fields;
    use muster_shared::mapping::{EmptyCell, Reading};
    use muster_shared::{Assignment, Source};

    fn assignment(field: &str, source: Source, empty: Option<EmptyCell>) -> Assignment {
        Assignment {
            field: FieldKey::from_name(field),
            source,
            reading: Reading::default(),
            empty,
            update: None,
        }
    }

    #[test]
    fn what_is_not_allowed_any_more_is_left_out() {
        let column = |field: &str, column, empty| assignment(field, Source::Column(column), empty);
        let literal = |field: &str, text: &str| assignment(field, Source::Literal(text.to_owned()), None);
        let mapping = Mapping {
            assignments: vec![
                column("email", 0, None),
                column("city", 1, Some(EmptyCell::Clear)),
                column("country", 7, None),
                column("lead_source", 1, None),
                literal("newsletter", "vip"),
                literal("points", "10"),
            ],
        };
        let now = usable(mapping.clone(), &system_fields(), 2, Existing::Leave);
        let expected = vec![
            column("email", 0, None),
            column("city", 1, None),
            literal("points", "10"),
        ];
        assert_eq!(now.assignments, expected);
        let now = usable(mapping, &system_fields(), 2, Existing::Override);
        assert_eq!(now.assignments[1], column("city", 1, Some(EmptyCell::Clear)));
        let bare = Mapping {
            assignments: vec![literal("points", "10")],
        };
        assert_eq!(usable(bare.clone(), &system_fields(), 2, Existing::Leave), bare);
    }
}
