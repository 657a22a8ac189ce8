//! A checked mapping: what turns a record's cells into a contact's values, or into problems. The browser checks the
//! whole file with it, and the server runs the same plan again over every batch.

use crate::mapping::{EmptyCell, Mapping, Reading, Source};
use crate::merge::{self, Attributes, Existing, FieldChange, Outcome, Resubscribe};
use crate::value::{self, Value};
use crate::{Field, FieldKey, FieldType, Problem};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A mapping that fits the account's fields. Made by [`Plan::new`].
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order of the account's fields, so that two mappings that say the same give the same plan.
    fields: Vec<PlannedField>,
    /// The file's columns that are used, each once, ascending. A batch carries these and no others.
    columns: Vec<usize>,
    existing: Existing,
    resubscribe: Resubscribe,
}

#[derive(Clone, Debug)]
struct PlannedField {
    field: Field,
    source: PlannedSource,
    /// What happens to this field of contacts that exist.
    existing: Existing,
}

#[derive(Clone, Debug)]
enum PlannedSource {
    /// `cell` counts within [`Plan::columns`].
    Column {
        cell: usize,
        reading: Reading,
        empty: EmptyCell,
    },
    Literal(Value<'static>),
}

/// Why a mapping is no plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum PlanError {
    /// No column is assigned to Email.
    EmailNotMapped,
    /// A literal can't be everybody's email.
    EmailFromLiteral,
    /// The account has no such field (any more).
    UnknownField {
        field: FieldKey,
    },
    FieldTwice {
        field: FieldKey,
    },
    /// The file has fewer columns.
    NoSuchColumn {
        field: FieldKey,
        column: usize,
    },
    /// The literal isn't a value of the field's type.
    Literal {
        field: FieldKey,
        problem: Problem,
    },
    /// *Clear the field* needs that the field is overridden, and can't be said of Email or a required field.
    ClearNotAllowed {
        field: FieldKey,
    },
    /// A required field's empty cells, and an email's, are always a problem.
    EmptyNotAllowed {
        field: FieldKey,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::EmailNotMapped => f.write_str("Assign a column to Email to go on."),
            PlanError::EmailFromLiteral => f.write_str("Email can't be a literal: every contact has its own."),
            PlanError::UnknownField { field } => write!(f, "The field `{field}` doesn't exist any more. Map it anew."),
            PlanError::FieldTwice { field } => write!(f, "The field `{field}` is mapped twice. Keep one."),
            PlanError::NoSuchColumn { field, column } => {
                write!(f, "The file has no column {}, which `{field}` comes from.", column + 1)
            }
            PlanError::Literal { field, .. } => write!(f, "The literal of `{field}` isn't a value it can take."),
            PlanError::ClearNotAllowed { field } => {
                write!(
                    f,
                    "Empty cells can clear `{field}` only where its values are overridden, and never Email."
                )
            }
            PlanError::EmptyNotAllowed { field } => write!(f, "`{field}` is required: an empty cell is a problem."),
        }
    }
}

/// What a record does to one field. A field that isn't named stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    Set(Value<'a>),
    Clear,
}

/// What a plan made of one record. Reused from record to record.
#[derive(Debug, Default)]
pub struct Row<'a> {
    /// The contact's email in its stored form, where it is good.
    pub email: Option<Cow<'a, str>>,
    /// By the field's place in [`Plan::fields`]; Email is not among them.
    pub changes: Vec<(usize, Change<'a>)>,
    /// By the field's place in [`Plan::fields`].
    pub problems: Vec<(usize, Problem)>,
}

impl Row<'_> {
    pub fn is_ready(&self) -> bool {
        self.problems.is_empty() && self.email.is_some()
    }
}

impl Plan {
    /// Checks a mapping against the account's fields and the file's number of columns.
    ///
    /// # Errors
    /// Every reason why the mapping is no plan, in the order of its assignments.
    pub fn new(
        mapping: &Mapping,
        fields: &[Field],
        file_columns: usize,
        existing: Existing,
    ) -> Result<Self, Vec<PlanError>> {
        let mut errors = Vec::new();
        let mut columns: Vec<usize> = mapping
            .assignments
            .iter()
            .filter_map(|assignment| match assignment.source {
                Source::Column(column) => Some(column),
                Source::Literal(_) => None,
            })
            .collect();
        columns.sort_unstable();
        columns.dedup();

        for (i, assignment) in mapping.assignments.iter().enumerate() {
            if mapping.assignments[..i]
                .iter()
                .any(|earlier| earlier.field == assignment.field)
            {
                errors.push(PlanError::FieldTwice {
                    field: assignment.field.clone(),
                });
            } else if !fields.iter().any(|field| field.key == assignment.field) {
                errors.push(PlanError::UnknownField {
                    field: assignment.field.clone(),
                });
            }
        }

        let mut planned = Vec::new();
        for field in fields {
            let Some(assignment) = mapping.assignments.iter().find(|a| a.field == field.key) else {
                continue;
            };
            let existing = existing.of_field(assignment.update);
            match plan_field(field, assignment, &columns, file_columns, existing) {
                Ok(source) => planned.push(PlannedField {
                    field: field.clone(),
                    source,
                    existing,
                }),
                Err(error) => errors.push(error),
            }
        }
        if !mapping
            .assignments
            .iter()
            .any(|assignment| assignment.field == FieldKey::email())
        {
            errors.push(PlanError::EmailNotMapped);
        }
        if errors.is_empty() {
            Ok(Self {
                fields: planned,
                columns,
                existing,
                resubscribe: Resubscribe::Never,
            })
        } else {
            Err(errors)
        }
    }

    /// The same plan, with what was said of people who unsubscribed.
    #[must_use]
    pub fn resubscribing(self, resubscribe: Resubscribe) -> Self {
        Self { resubscribe, ..self }
    }

    /// The file's columns that the plan reads: each once, ascending.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// The mapped fields, in the account's order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.fields.iter().map(|planned| &planned.field)
    }

    pub fn field(&self, place: usize) -> &Field {
        &self.fields[place].field
    }

    /// The place within [`Plan::columns`] of the column that feeds a field. `None` for a literal.
    pub fn cell_of(&self, place: usize) -> Option<usize> {
        match self.fields[place].source {
            PlannedSource::Column { cell, .. } => Some(cell),
            PlannedSource::Literal(_) => None,
        }
    }

    pub fn existing(&self) -> Existing {
        self.existing
    }

    /// Reads one record. `cell(i)` is the text in the file's column `columns()[i]`.
    pub fn read<'a>(&'a self, cell: impl Fn(usize) -> &'a str, row: &mut Row<'a>) {
        row.email = None;
        row.changes.clear();
        row.problems.clear();
        for (place, planned) in self.fields.iter().enumerate() {
            match planned.read(&cell) {
                Ok(None) => {}
                Ok(Some(Change::Set(Value::Email(email)))) if planned.field.key.as_str() == EMAIL => {
                    row.email = Some(email)
                }
                Ok(Some(change)) => row.changes.push((place, change)),
                Err(problem) => row.problems.push((place, problem)),
            }
        }
    }

    /// What a record's changes ([`Row::changes`]) do to the contact with its email, if there is one.
    pub fn merge(&self, contact: Option<&Attributes>, changes: &[(usize, Change<'_>)]) -> Outcome {
        let changes = changes.iter().map(|(place, change)| {
            let PlannedField { field, existing, .. } = &self.fields[*place];
            FieldChange {
                key: &field.key,
                change,
                existing: *existing,
            }
        });
        merge::merge(self.existing, self.resubscribe, contact, changes)
    }

    /// Checks the cell of one field that a column feeds; what it would do to the contact isn't asked. Gives the contact's email, of
    /// the field that it is in. `is_plain`: it is known to hold no character that a text can't have.
    ///
    /// # Errors
    /// As [`Plan::read`] finds it.
    #[inline]
    pub(crate) fn check<'a>(
        &self,
        place: usize,
        cell: &'a str,
        is_plain: bool,
    ) -> Result<Option<Cow<'a, str>>, Problem> {
        let PlannedField { field, source, .. } = &self.fields[place];
        let PlannedSource::Column { reading, empty, .. } = source else {
            return Ok(None);
        };
        if value::trimmed(cell).is_empty() {
            return match empty {
                EmptyCell::Leave | EmptyCell::Clear => Ok(None),
                EmptyCell::Reject => Err(Problem::Empty { kind: field.kind }),
            };
        }
        if field.kind == FieldType::Email && field.key.as_str() == EMAIL {
            return value::email::parse(cell)
                .map(Some)
                .map_err(|problem| value::named(cell, problem));
        }
        if is_plain && field.kind == FieldType::Text && cell.len() <= crate::limits::TEXT_CHARS {
            return Ok(None);
        }
        value::check(field, reading, cell).map(|()| None)
    }
}

/// The key of the field that contacts are told apart by.
const EMAIL: &str = "email";

impl PlannedField {
    /// What a record does to the field; `None`: nothing.
    fn read<'a>(&'a self, cell: &impl Fn(usize) -> &'a str) -> Result<Option<Change<'a>>, Problem> {
        match &self.source {
            PlannedSource::Literal(value) => Ok(Some(Change::Set(value.borrowed()))),
            PlannedSource::Column {
                cell: at,
                reading,
                empty,
            } => {
                let text = cell(*at);
                if value::trimmed(text).is_empty() {
                    return match empty {
                        EmptyCell::Leave => Ok(None),
                        EmptyCell::Clear => Ok(Some(Change::Clear)),
                        EmptyCell::Reject => Err(Problem::Empty { kind: self.field.kind }),
                    };
                }
                value::parse(&self.field, reading, text).map(|value| Some(Change::Set(value)))
            }
        }
    }
}

/// What an empty cell means where the column doesn't say otherwise.
pub fn default_empty(field: &Field) -> EmptyCell {
    match field.kind {
        _ if field.required || field.key == FieldKey::email() => EmptyCell::Reject,
        FieldType::Phone | FieldType::Date | FieldType::Integer | FieldType::Decimal | FieldType::Radio => {
            EmptyCell::Reject
        }
        FieldType::Text | FieldType::Email | FieldType::Boolean | FieldType::Checkbox => EmptyCell::Leave,
    }
}

fn plan_field(
    field: &Field,
    assignment: &crate::Assignment,
    columns: &[usize],
    file_columns: usize,
    existing: Existing,
) -> Result<PlannedSource, PlanError> {
    let key = || field.key.clone();
    match &assignment.source {
        Source::Literal(_) if field.key == FieldKey::email() => Err(PlanError::EmailFromLiteral),
        Source::Literal(text) if text.trim().is_empty() => Err(PlanError::Literal {
            field: key(),
            problem: Problem::Empty { kind: field.kind },
        }),
        Source::Literal(text) => value::parse(field, &Reading::default(), text)
            .map(|value| PlannedSource::Literal(value.into_owned()))
            .map_err(|problem| PlanError::Literal { field: key(), problem }),
        Source::Column(column) if *column >= file_columns => Err(PlanError::NoSuchColumn {
            field: key(),
            column: *column,
        }),
        Source::Column(column) => {
            let empty = assignment.empty.unwrap_or_else(|| default_empty(field));
            if empty != EmptyCell::Reject && (field.required || field.key == FieldKey::email()) {
                return Err(match empty {
                    EmptyCell::Clear => PlanError::ClearNotAllowed { field: key() },
                    _ => PlanError::EmptyNotAllowed { field: key() },
                });
            }
            if empty == EmptyCell::Clear && existing != Existing::Override {
                return Err(PlanError::ClearNotAllowed { field: key() });
            }
            // The column is among `columns`: they were collected from the same mapping.
            let cell = columns.partition_point(|c| c < column);
            Ok(PlannedSource::Column {
                cell,
                reading: assignment.reading.clone(),
                empty,
            })
        }
    }
}

#[cfg(test)]
mod tests;
