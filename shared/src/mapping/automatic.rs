//! Which column belongs to which field, by name and by content. Never a wild guess: what isn't sure is left alone.

mod name;
mod words;

use super::facts::{ColumnFacts, best_fit};
use crate::{Field, FieldKey, FieldType};
use name::Name;
use serde::{Deserialize, Serialize};
use words::{BESIDE_LAST, NamePart};

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
    let table = Table::new(columns, fields);
    let mut all = Vec::new();
    for (place, (field, names)) in fields.iter().zip(fields.iter().map(Name::of_field)).enumerate() {
        let mut found: Vec<Candidate> = (0..columns.len())
            .filter_map(|column| table.candidate(column, field, &names))
            .collect();
        if table.is_open(&found) {
            found
                .iter_mut()
                .for_each(|found| found.score = found.score.min(Match::SURE - 1));
        }
        all.extend(found.into_iter().map(|found| Match {
            column: found.column,
            field: place,
            score: found.score,
        }));
    }
    // Among equals the column that comes first in the file, then the field that comes first in the account.
    all.sort_by_key(|found| (std::cmp::Reverse(found.score), found.column, found.field));
    let mut matches: Vec<Match> = Vec::new();
    let mut taken = (vec![false; columns.len()], vec![false; fields.len()]);
    for found in all {
        let (column, field) = (&mut taken.0[found.column], &mut taken.1[found.field]);
        if !*column && !*field {
            (*column, *field) = (true, true);
            matches.push(found);
        }
    }
    matches
}

/// A column that may belong to the field in question.
struct Candidate {
    column: usize,
    /// What its name alone makes it.
    named: u8,
    score: u8,
}

/// All columns with their names: what one means may depend on another.
struct Table<'a> {
    columns: &'a [ColumnFacts],
    names: Vec<Name>,
    beside: Beside,
    /// Columns that hold only emails.
    emails: usize,
}

/// What else there is in the file.
#[derive(Default)]
struct Beside {
    first_name: bool,
    last_name: bool,
    /// A first name in a language that calls the last one *the name*.
    calls_last_name: bool,
    /// The birthday is split into parts: *Birth Day* is a number then.
    birth_parts: bool,
}

impl<'a> Table<'a> {
    fn new(columns: &'a [ColumnFacts], fields: &[Field]) -> Self {
        let names: Vec<Name> = columns.iter().map(|facts| Name::of_column(&facts.name)).collect();
        let any = |is: &dyn Fn(&Name) -> bool| names.iter().any(is);
        let beside = Beside {
            first_name: any(&|name| name.words_for("first_name") >= Match::SURE),
            last_name: any(&|name| name.words_for("last_name") >= Match::SURE),
            calls_last_name: any(&|name| name.is_one_of(&BESIDE_LAST)),
            birth_parts: any(&|name| name.is_one_of(&["birthyear", "birthmonth"])),
        };
        let email = fields.iter().find(|field| field.key == FieldKey::email());
        let only_emails = |facts: &&ColumnFacts| {
            !facts.samples.is_empty() && email.is_some_and(|email| best_fit(email, facts) >= MOST)
        };
        Self {
            columns,
            emails: columns.iter().filter(only_emails).count(),
            names,
            beside,
        }
    }

    fn candidate(&self, column: usize, field: &Field, names: &[Name]) -> Option<Candidate> {
        let (facts, name) = (&self.columns[column], &self.names[column]);
        let named = self.by_name(column, field, names);
        let score = match field.kind {
            // Anything is text.
            FieldType::Text if named > 0 && !field.system => named,
            FieldType::Text if named > 0 && is_plausible(field, facts) => named,
            FieldType::Text => doubted(named),
            _ if named == 0 && !name.is_silent() && field.kind != FieldType::Email => 0,
            _ => {
                let fit = best_fit(field, facts);
                let by_name = match fit {
                    _ if named == 0 => 0,
                    MOST.. if field.kind == FieldType::Radio && is_choice(facts) => named.max(Match::SURE + 2),
                    // A few bad cells say little against a good name.
                    50.. => named - (100 - fit) / 5,
                    _ => doubted(named),
                };
                by_name.max(self.by_content(column, field, fit))
            }
        };
        // Of a column without one value nothing would be imported, and where empty cells are problems, no row.
        let is_blank = facts.rows > 0 && facts.filled == 0;
        let score = if is_blank { score.min(Match::SURE - 1) } else { score };
        (score >= Match::WORTH_SAYING).then_some(Candidate { column, named, score })
    }

    fn by_name(&self, column: usize, field: &Field, names: &[Name]) -> u8 {
        let name = &self.names[column];
        let key = field.key.as_str();
        if key == "date_of_birth" && self.beside.birth_parts && name.is_one_of(&["birthday"]) {
            return 0;
        }
        let alike = names.iter().map(|of_field| of_field.similarity(name)).max();
        alike
            .unwrap_or_default()
            .max(name.words_for(key))
            .max(self.as_part(column, key))
    }

    /// Of a column that is called a name: which part of it, the other columns and its values tell.
    fn as_part(&self, column: usize, key: &str) -> u8 {
        let Some((part, cost)) = self.names[column].part() else {
            return 0;
        };
        let samples = &self.columns[column].samples;
        let several = samples
            .iter()
            .filter(|sample| sample.split_whitespace().nth(1).is_some());
        let is_whole = several.count() * 2 > samples.len();
        let Beside {
            first_name,
            last_name,
            calls_last_name,
            birth_parts: _,
        } = self.beside;
        let score: u8 = match (part, key) {
            (NamePart::First, "first_name") if first_name => 60,
            (NamePart::First, "first_name") if last_name => 98,
            (NamePart::First, "first_name") if is_whole => 60,
            (NamePart::First, "first_name") => 88,
            (NamePart::Last, "last_name") if last_name => 0,
            (NamePart::Last, "last_name") if first_name => 98,
            (NamePart::Last, "last_name") if samples.is_empty() || is_whole => 60,
            (NamePart::Last, "last_name") => 88,
            (NamePart::Either, "last_name") if last_name || !first_name => 0,
            (NamePart::Either, "last_name") if calls_last_name => 94,
            (NamePart::Either, "last_name") if samples.is_empty() || is_whole => 55,
            (NamePart::Either, "last_name") => 86,
            (NamePart::Either, "first_name") if first_name => 0,
            (NamePart::Either, "first_name") if last_name && !is_whole => 90,
            (NamePart::Either, "first_name") => 60,
            _ => 0,
        };
        score.saturating_sub(cost)
    }

    /// Whatever the name. The only column with emails is the email unless its name says it is another; else what is in it is a
    /// suggestion, if its name says nothing.
    fn by_content(&self, column: usize, field: &Field, fit: u8) -> u8 {
        let (facts, name) = (&self.columns[column], &self.names[column]);
        if facts.samples.is_empty() || fit < MOST {
            return 0;
        }
        match field.kind {
            FieldType::Email if name.is_of_others() => 0,
            FieldType::Email if name.is_further() && !name.is_silent() => 55,
            FieldType::Email if field.key == FieldKey::email() && self.emails == 1 => 85,
            FieldType::Email => 60,
            _ if !name.is_silent() => 0,
            FieldType::Date => 55,
            FieldType::Phone if super::looks_like(facts) == "phones" => 55,
            _ => 0,
        }
    }

    /// Whether two columns would do equally well, and neither says that it is the first of several.
    fn is_open(&self, found: &[Candidate]) -> bool {
        let Some(best) = found
            .iter()
            .filter(|found| found.score >= Match::SURE)
            .map(|found| found.named)
            .max()
        else {
            return false;
        };
        let mut best = found
            .iter()
            .filter(|found| found.score >= Match::SURE && found.named == best);
        let marked = best
            .clone()
            .filter(|found| self.names[found.column].is_first_of_several())
            .count();
        marked != 1 && best.nth(1).is_some()
    }
}

/// Per cent of the samples that must fit where a name doesn't say it.
const MOST: u8 = 90;

/// Of a column whose name says yes and whose values say no: a suggestion.
fn doubted(named: u8) -> u8 {
    (u16::from(named) * 7 / 10).min(u16::from(Match::SURE) - 1) as u8
}

/// Whether the samples could be names, cities or countries: no emails, no numbers.
fn is_plausible(field: &Field, facts: &ColumnFacts) -> bool {
    let is_city = field.key.as_str() == "city";
    let odd = |sample: &&String| {
        sample.contains('@')
            || !sample.chars().any(char::is_alphabetic)
            || !is_city && sample.chars().any(|c| c.is_ascii_digit())
    };
    facts.samples.iter().filter(odd).count() * 2 <= facts.samples.len()
}

/// Whether the samples hold at least two different values.
fn is_choice(facts: &ColumnFacts) -> bool {
    let mut folded = facts.samples.iter().map(|sample| super::fold(sample));
    let first = folded.next();
    first.is_some_and(|first| folded.any(|other| other != first))
}

#[cfg(test)]
mod tests;
