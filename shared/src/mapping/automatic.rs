//! Which column belongs to which field, by name and by content. Never a wild guess: what isn't sure is left alone.

mod name;
mod words;

use super::facts::{ColumnFacts, best_fit};
use crate::{Field, FieldKey, FieldType};
use name::Name;
use serde::{Deserialize, Serialize};

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
    /// Below this it isn't even suggested.
    pub const WORTH_SAYING: u8 = 50;
}

/// Finds the columns that belong to fields: a column in one match at most, and a field too; best first. Matches below
/// [`Match::SURE`] are suggestions.
pub fn match_columns(columns: &[ColumnFacts], fields: &[Field]) -> Vec<Match> {
    let fields: Vec<(&Field, Vec<Name>)> = fields.iter().map(|field| (field, Name::of_field(field))).collect();
    let emails = columns
        .iter()
        .filter(|facts| holds_only(facts, &fields, FieldType::Email))
        .count();
    let mut all = Vec::new();
    for (column, facts) in columns.iter().enumerate() {
        let name = Name::of_column(&facts.name);
        for (place, (field, names)) in fields.iter().enumerate() {
            let score = score(&name, facts, field, names, emails);
            if score >= Match::WORTH_SAYING {
                all.push(Match {
                    column,
                    field: place,
                    score,
                });
            }
        }
    }
    // Stable: among equals the column that comes first in the file, then the field that comes first in the account.
    all.sort_by_key(|found| std::cmp::Reverse(found.score));
    let mut matches: Vec<Match> = Vec::new();
    for found in all {
        if matches
            .iter()
            .all(|taken| taken.column != found.column && taken.field != found.field)
        {
            matches.push(found);
        }
    }
    matches
}

fn score(name: &Name, facts: &ColumnFacts, field: &Field, names: &[Name], emails: usize) -> u8 {
    let by_name = names
        .iter()
        .map(|of_field| of_field.similarity(name))
        .max()
        .unwrap_or_default();
    let by_words = name.words_for(field.key.as_str());
    let named = by_name.max(by_words);
    if field.kind == FieldType::Text {
        return named;
    }
    let fit = best_fit(field, facts);
    if named == 0 {
        return by_content(facts, field, fit, emails);
    }
    match fit {
        // A few bad cells say little against a good name.
        50.. => named - (100 - fit) / 5,
        _ => (u16::from(named) * 7 / 10).min(u16::from(Match::SURE) - 1) as u8,
    }
}

/// Of a column whose name says nothing. The only one with emails is the email; else what is in it is a suggestion.
fn by_content(facts: &ColumnFacts, field: &Field, fit: u8, emails: usize) -> u8 {
    if facts.samples.is_empty() || fit < 90 {
        return 0;
    }
    match field.kind {
        FieldType::Email if field.key == FieldKey::email() && emails == 1 => 85,
        FieldType::Email => 60,
        FieldType::Date => 55,
        FieldType::Phone if super::looks_like(facts) == "phones" => 55,
        _ => 0,
    }
}

fn holds_only(facts: &ColumnFacts, fields: &[(&Field, Vec<Name>)], kind: FieldType) -> bool {
    let field = fields.iter().find(|(field, _)| field.kind == kind);
    !facts.samples.is_empty() && field.is_some_and(|(field, _)| best_fit(field, facts) >= 90)
}

#[cfg(test)]
mod tests;
