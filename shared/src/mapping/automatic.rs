//! Which column belongs to which field, by name and by content. Never a wild guess: what isn't sure is left alone.

use serde::{Deserialize, Serialize};

/// What is known of one column of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFacts {
    pub name: String,
    /// Data rows seen.
    pub rows: u64,
    /// Of those, rows in which its cell isn't empty.
    pub filled: u64,
    /// The first different non-empty values, at most [`ColumnFacts::SAMPLES`].
    pub samples: Vec<String>,
}

impl ColumnFacts {
    pub const SAMPLES: usize = 50;
}

/// A column that belongs to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub column: usize,
    /// Place of the field in the account's list.
    pub field: usize,
    /// Per cent. From [`Match::SURE`] on it is applied by itself; below, it is a suggestion.
    pub score: u8,
}

impl Match {
    pub const SURE: u8 = 80;
}

/// Finds the columns that belong to fields.
pub fn match_columns(columns: &[ColumnFacts], fields: &[crate::Field]) -> Vec<Match> {
    let mut matches = Vec::new();
    for (column, facts) in columns.iter().enumerate() {
        let name = super::fold(&facts.name);
        if let Some(field) = fields.iter().position(|field| super::fold(&field.name) == name) {
            matches.push(Match { column, field, score: 100 });
        }
    }
    matches
}
