//! The lists of *Assign to…* and of an empty slot: which fields a column could fill, and which columns a field.

use crate::components::combobox::Choice;
use crate::components::icon::Icon;
use crate::format::clipped;
use crate::import::draft::MappingDraft;
use muster_shared::mapping::{ColumnFacts, Reading, fit, match_columns};
use muster_shared::{Field, FieldKey, FieldType, Source};

use super::words::values_of;
use crate::pages::value::type_icon;

/// What is put into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Column(usize),
    Literal,
}

/// What can be picked from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    Field(FieldKey),
    TakeOff(FieldKey),
    What(What),
}

/// From this share of good values on, a column fits.
const FITS: u8 = 80;

/// The share of a column's values that a field takes, in per cent. A column without values fits anywhere.
pub(super) fn share(field: &Field, facts: &ColumnFacts) -> u8 {
    if facts.samples.is_empty() {
        100
    } else {
        fit(field, &Reading::default(), facts)
    }
}

pub(super) fn fits(field: &Field, facts: &ColumnFacts) -> bool {
    share(field, facts) >= FITS
}

/// "0% are dates".
pub(super) fn share_words(field: &Field, facts: &ColumnFacts) -> String {
    format!("{}% are {}", share(field, facts), values_of(field.kind))
}

/// The fields for a column or a literal: those it fills now (to take off), free ones that fit (the likely one first),
/// free ones that don't, taken ones.
pub(super) fn fields_for(
    what: What,
    facts: &[ColumnFacts],
    fields: &[Field],
    draft: &MappingDraft,
) -> Vec<Choice<Pick>> {
    let column = match what {
        What::Column(column) => facts.get(column),
        What::Literal => None,
    };
    let likely = |field: &Field| match what {
        What::Column(column) => {
            let found = match_columns(facts, fields)
                .into_iter()
                .find(|found| found.column == column);
            found.is_some_and(|found| fields[found.field].key == field.key)
        }
        What::Literal => false,
    };
    let mut listed: Vec<(u8, Choice<Pick>)> = Vec::new();
    for field in fields
        .iter()
        .filter(|field| what != What::Literal || field.key != FieldKey::email())
    {
        let choice = Choice::new(Pick::Field(field.key.clone()), &field.name).icon(type_icon(field.kind));
        let slot = draft.slot(&field.key);
        let fits_here = column.is_none_or(|column| fits(field, column));
        let (rank, group, hint) = match (slot.map(|slot| &slot.source), column) {
            (Some(Source::Column(has)), _) if What::Column(*has) == what => {
                let off = Choice::new(Pick::TakeOff(field.key.clone()), format!("Take off {}", field.name));
                listed.push((0, off.icon(Icon::Undo).group("Assigned now")));
                continue;
            }
            (Some(Source::Column(has)), _) => (
                4,
                "Taken (will be swapped)",
                format!("now “{}”", facts.get(*has).map_or("", |facts| facts.name.as_str())),
            ),
            (Some(Source::Literal(text)), _) => (4, "Taken (will be swapped)", format!("now literal “{text}”")),
            (None, Some(_)) if fits_here && likely(field) => (1, "Free fields that fit", "likely".to_owned()),
            (None, Some(column)) if !fits_here => (3, "Free, but values don't fit", share_words(field, column)),
            (None, _) => (
                2,
                if column.is_some() {
                    "Free fields that fit"
                } else {
                    "Free fields"
                },
                field.kind.label().to_owned(),
            ),
        };
        listed.push((rank, choice.group(group).hint(hint)));
    }
    listed.sort_by_key(|(rank, _)| *rank);
    listed.into_iter().map(|(_, choice)| choice).collect()
}

/// What an empty field can be filled with: a literal, columns that fit (those not imported yet first), columns that don't.
pub(super) fn columns_for(field: &Field, facts: &[ColumnFacts], draft: &MappingDraft) -> Vec<Choice<Pick>> {
    let mut listed: Vec<(u8, Choice<Pick>)> = Vec::new();
    for (place, column) in facts.iter().enumerate() {
        let choice = Choice::new(Pick::What(What::Column(place)), &column.name);
        listed.push(match (fits(field, column), draft.imports(place)) {
            (true, false) => (0, choice.group("Columns that fit").hint(first_of(column))),
            (true, true) => (
                1,
                choice.group("Imported already (can fill both)").hint(first_of(column)),
            ),
            (false, _) => (2, choice.group("Values don't fit").hint(share_words(field, column))),
        });
    }
    listed.sort_by_key(|(rank, _)| *rank);
    let literal = (field.key != FieldKey::email()).then(|| {
        Choice::new(Pick::What(What::Literal), "Literal")
            .icon(Icon::Quote)
            .hint("One value for every contact")
    });
    literal
        .into_iter()
        .chain(listed.into_iter().map(|(_, choice)| choice))
        .collect()
}

fn first_of(column: &ColumnFacts) -> String {
    column
        .samples
        .first()
        .map(|sample| clipped(sample, 24))
        .unwrap_or_default()
}

/// The free field that a picked-up column goes to first: the likely one, else the first that fits and isn't plain text,
/// else the first that fits, else the first free one, else the first.
pub(super) fn best_field(
    what: What,
    facts: &[ColumnFacts],
    fields: &[Field],
    draft: &MappingDraft,
) -> Option<FieldKey> {
    let free =
        |field: &&Field| draft.slot(&field.key).is_none() && (what != What::Literal || field.key != FieldKey::email());
    let What::Column(column) = what else {
        return fields.iter().find(free).map(|field| field.key.clone());
    };
    let likely = match_columns(facts, fields)
        .into_iter()
        .find(|found| found.column == column);
    let likely = likely.map(|found| &fields[found.field]).filter(free);
    let fitting = |field: &&Field| facts.get(column).is_none_or(|column| fits(field, column));
    let of_type =
        |field: &&Field| field.kind != FieldType::Text && facts.get(column).is_some_and(|c| !c.samples.is_empty());
    likely
        .or_else(|| {
            fields
                .iter()
                .find(|field| free(field) && fitting(field) && of_type(field))
        })
        .or_else(|| fields.iter().find(|field| free(field) && fitting(field)))
        .or_else(|| fields.iter().find(free))
        .or(fields.first())
        .map(|field| field.key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::field::system_fields;

    fn column(name: &str, samples: &[&str]) -> ColumnFacts {
        let samples: Vec<String> = samples.iter().map(|&sample| sample.to_owned()).collect();
        ColumnFacts {
            name: name.to_owned(),
            rows: 10,
            filled: samples.len() as u64,
            samples,
        }
    }

    fn file() -> Vec<ColumnFacts> {
        vec![
            column("Mail", &["ana@example.com"]),
            column("Town", &["Porto"]),
            column("Seen", &["3", "1"]),
            column("Nothing", &[]),
        ]
    }

    fn key(name: &str) -> FieldKey {
        FieldKey::from_name(name)
    }

    fn group_of<'a>(choices: &'a [Choice<Pick>], label: &str) -> Option<&'a str> {
        choices
            .iter()
            .find(|choice| choice.label == label)
            .map(|choice| choice.group.as_str())
    }

    #[test]
    fn fields_are_grouped_by_whether_they_are_free_and_fit() {
        let (facts, fields, mut draft) = (file(), system_fields(), MappingDraft::default());
        draft.assign(&key("city"), Source::Column(1));
        draft.assign(&key("points"), Source::Literal("10".to_owned()));
        let choices = fields_for(What::Column(1), &facts, &fields, &draft);
        assert_eq!(choices[0].id, Pick::TakeOff(key("city")));
        assert_eq!(group_of(&choices, "Last name"), Some("Free fields that fit"));
        assert_eq!(group_of(&choices, "Date of birth"), Some("Free, but values don't fit"));
        assert_eq!(group_of(&choices, "Points"), Some("Taken (will be swapped)"));
        let born = choices.iter().find(|choice| choice.label == "Date of birth");
        assert_eq!(born.map(|choice| choice.hint.as_str()), Some("0% are dates"));
    }

    #[test]
    fn a_literal_may_go_anywhere_but_into_email() {
        let choices = fields_for(What::Literal, &file(), &system_fields(), &MappingDraft::default());
        assert_eq!(choices.len(), system_fields().len() - 1);
        assert_eq!(group_of(&choices, "Email"), None);
        let fields = system_fields();
        let for_email = columns_for(&fields[0], &file(), &MappingDraft::default());
        assert!(for_email.iter().all(|choice| choice.label != "Literal"));
    }

    #[test]
    fn columns_for_a_field_name_those_that_fit_first() {
        let fields = system_fields();
        let points = fields.iter().find(|field| field.key == key("points")).unwrap();
        let labels: Vec<String> = columns_for(points, &file(), &MappingDraft::default())
            .into_iter()
            .map(|choice| choice.label)
            .collect();
        assert_eq!(labels, ["Literal", "Seen", "Nothing", "Mail", "Town"]);
    }

    #[test]
    fn what_is_picked_up_goes_to_a_free_field_that_fits() {
        let (facts, fields, mut draft) = (file(), system_fields(), MappingDraft::default());
        assert_eq!(best_field(What::Column(0), &facts, &fields, &draft), Some(key("email")));
        assert_eq!(
            best_field(What::Column(2), &facts, &fields, &draft),
            Some(key("points"))
        );
        draft.assign(&key("points"), Source::Literal("10".to_owned()));
        assert_ne!(
            best_field(What::Column(2), &facts, &fields, &draft),
            Some(key("points"))
        );
        assert_eq!(
            best_field(What::Literal, &facts, &fields, &draft),
            Some(key("first_name"))
        );
    }
}
