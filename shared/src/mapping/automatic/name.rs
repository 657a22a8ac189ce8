//! Names of columns and fields, and how alike two of them are.

use super::words::{FIRST_OF_SEVERAL, FURTHER, NAME_PARTS, NamePart, OTHERS, PLACE, WEAK_WORDS, WORDS};
use crate::Field;
use crate::mapping::fold;

/// A name as it is compared: without case, accents, spaces and punctuation.
#[derive(Debug)]
pub(super) struct Name {
    words: Vec<String>,
    whole: String,
    /// The same without words that say little. Empty if it has no other.
    telling: String,
    /// What the words left out of `telling` take from the score.
    cost: u8,
    /// Of those, the words that say where, in order.
    places: Vec<String>,
}

impl Name {
    pub(super) fn of_column(name: &str) -> Self {
        let words = words(name);
        let (weak, telling): (Vec<&String>, Vec<&String>) = words.iter().partition(|word| cost(word).is_some());
        let mut places: Vec<String> = weak
            .iter()
            .filter(|word| cost(word) == Some(PLACE))
            .map(|word| word.to_string())
            .collect();
        places.sort();
        Self {
            telling: telling.iter().map(|word| word.as_str()).collect(),
            cost: weak.iter().filter_map(|word| cost(word)).max().unwrap_or_default(),
            places,
            whole: words.concat(),
            words,
        }
    }

    /// The names under which a column may mean the field: its own and its key.
    pub(super) fn of_field(field: &Field) -> Vec<Self> {
        vec![Self::of_column(&field.name), Self::of_column(field.key.as_str())]
    }

    /// How sure the common words for a system field make it, per cent; 0 if they don't hold it.
    pub(super) fn words_for(&self, key: &str) -> u8 {
        let Some(words) = WORDS.iter().find(|words| words.key == key) else {
            return 0;
        };
        let score = |name: &str| {
            let is = |words: &[&str]| words.contains(&name);
            match () {
                () if name.is_empty() => 0,
                () if is(words.sure) => 98,
                // A phone at home or at work isn't in a pocket.
                () if is(words.likely) && key == "mobile_phone" && !self.places.is_empty() => 60,
                () if is(words.likely) => 88,
                () if is(words.maybe) => 60,
                () => 0u8,
            }
        };
        let of = |whole: &str, telling: &str| score(whole).max(score(telling).saturating_sub(self.cost));
        match of(&self.whole, &self.telling) {
            0 => {
                let singular = |telling: bool| -> String {
                    let words = self.words.iter().filter(|word| !telling || cost(word).is_none());
                    words.map(|word| singular(word)).collect()
                };
                of(&singular(false), &singular(true)).saturating_sub(PLURAL)
            }
            found => found,
        }
    }

    /// Which part of a person's name it may be, and what its weak words cost.
    pub(super) fn part(&self) -> Option<(NamePart, u8)> {
        // A business's name is no person's, and a user's name is for logging in.
        if !self.places.is_empty() || self.whole == "username" {
            return None;
        }
        let (_, part) = NAME_PARTS.iter().find(|(word, _)| *word == self.telling)?;
        Some((*part, self.cost))
    }

    pub(super) fn is_one_of(&self, names: &[&str]) -> bool {
        names.contains(&self.telling.as_str())
    }

    /// Whether it says that it is the first of several: *Primary email*, *E-mail 1*.
    pub(super) fn is_first_of_several(&self) -> bool {
        self.has(&FIRST_OF_SEVERAL)
    }

    /// Whether it says that it is another one: *Secondary email*, *E-mail 2*.
    pub(super) fn is_further(&self) -> bool {
        self.has(&FURTHER)
    }

    /// Whether it says that it is somebody else's: *Owner email*.
    pub(super) fn is_of_others(&self) -> bool {
        self.has(&OTHERS)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    /// Whether it says nothing: `Column 3`, `Column 7 (no name)`, `Field 1`, `Unnamed: 0`.
    pub(super) fn is_silent(&self) -> bool {
        let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        match self.words.as_slice() {
            [first, rest @ ..] if matches!(first.as_str(), "column" | "col" | "field" | "unnamed" | "f") => rest
                .iter()
                .all(|word| number(word) || matches!(word.as_str(), "no" | "name")),
            words => words.iter().all(|word| number(word)),
        }
    }

    /// Per cent: 100 for the same name, at most 98 for the same but for weak words; less where letters differ; 0 where too
    /// many do.
    pub(super) fn similarity(&self, other: &Name) -> u8 {
        if self.whole.is_empty() || other.whole.is_empty() {
            return 0;
        }
        if self.whole == other.whole {
            return 100;
        }
        let same_place = self.telling == other.telling && self.places == other.places;
        if !other.telling.is_empty() && (same_place || self.whole == other.telling) {
            return 98 - other.cost;
        }
        let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
        let (a, b): (Vec<char>, Vec<char>) = (self.whole.chars().collect(), other.whole.chars().collect());
        let longer = a.len().max(b.len());
        // In short names each letter counts, and a county is no country.
        if !(5..=60).contains(&longer)
            || a.len().abs_diff(b.len()) * 5 > longer
            || digits(&self.whole) != digits(&other.whole)
            || other.whole == "county"
        {
            return 0;
        }
        match (longer - distance(&a, &b)) * 90 / longer {
            alike @ 72.. => alike as u8,
            _ => 0,
        }
    }
}

/// What a name in the plural loses.
const PLURAL: u8 = 6;

/// What a weak word takes from the score; `None` for others.
fn cost(word: &str) -> Option<u8> {
    WEAK_WORDS
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(cost, _)| *cost)
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(one) if word.len() > 4 && !one.ends_with('s') => one,
        _ => word,
    }
}

/// `"E-mail 1 - Value"` is `e mail 1 value`; `"firstName"` is `first name`; `"Email2"` is `email 2`.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        let turns = before.is_lowercase() && c.is_uppercase() || before.is_alphabetic() && c.is_ascii_digit();
        if turns {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}') {
            c
        } else {
            ' '
        });
        before = c;
    }
    fold(&spaced).split_whitespace().map(str::to_owned).collect()
}

/// Letters to insert, delete or replace to make one of the other (Levenshtein 1966).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_name() {
        for (name, expected) in [
            ("E-mail 1 - Value", "e mail 1 value"),
            ("firstName", "first name"),
            ("DATE_OF_BIRTH", "date of birth"),
            ("Pre\u{301}nom", "prenom"),
            ("Email2", "email 2"),
            ("  ", ""),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("same", "same", 0),
            ("ab", "ba", 2),
        ] {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(distance(&chars(a), &chars(b)), expected, "{a} {b}");
        }
    }

    #[test]
    fn every_word_is_written_as_it_is_compared() {
        for field in &WORDS {
            let all: Vec<&str> = [field.sure, field.likely, field.maybe].concat();
            for word in &all {
                assert_eq!(Name::of_column(word).whole, **word);
                assert!(Name::of_column(word).part().is_none(), "{word} is a part of a name");
                assert_eq!(
                    all.iter().filter(|other| *other == word).count(),
                    1,
                    "{word} twice in {}",
                    field.key
                );
            }
            for other in WORDS.iter().filter(|other| other.key != field.key) {
                assert!(
                    field.sure.iter().all(|word| !other.sure.contains(word)),
                    "{} and {}",
                    field.key,
                    other.key
                );
            }
        }
    }

    #[test]
    fn names_that_say_nothing() {
        for (name, silent) in [
            ("Column 3", true),
            ("Column 7 (no name)", true),
            ("Unnamed: 0", true),
            ("F12", true),
            ("2", true),
            ("", true),
            ("Column", true),
            ("Email", false),
            ("Name", false),
            ("Column name", true),
            ("Field of work", false),
        ] {
            assert_eq!(Name::of_column(name).is_silent(), silent, "{name}");
        }
    }

    #[test]
    fn weak_words_count_where_they_are_the_only_difference() {
        let name = |name| Name::of_column(name);
        for (field, column, expected) in [
            ("Email", "Email", 100),
            ("Email", "Primary Email", 98),
            ("Email", "Contact: Email", 94),
            ("Email", "Work email", 92),
            ("Work phone", "Phone (work)", 92),
            ("Work phone", "Home phone", 0),
            ("Country", "County", 0),
            ("Mobile phone", "Mobile Phone 2", 0),
            ("Lead source", "Lead sorce", 81),
        ] {
            assert_eq!(name(field).similarity(&name(column)), expected, "{column} for {field}");
        }
    }
}
