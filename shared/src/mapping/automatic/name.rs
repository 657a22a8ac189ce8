//! Names of columns and fields, and how alike two of them are.

use super::words::{EMPTY_WORDS, WORDS};
use crate::Field;
use crate::mapping::fold;

/// A name as it is compared: without case, accents, spaces and punctuation.
#[derive(Debug)]
pub(super) struct Name {
    whole: String,
    /// The same without words that say nothing. Empty if it has no other.
    telling: String,
}

impl Name {
    pub(super) fn of_column(name: &str) -> Self {
        let words = words(name);
        let telling = words
            .iter()
            .filter(|word| !EMPTY_WORDS.contains(&word.as_str()))
            .map(String::as_str);
        Self {
            telling: telling.collect(),
            whole: words.concat(),
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
        let score = |name: &str, less: u8| {
            let is = |words: &[&str]| words.contains(&name);
            match () {
                () if name.is_empty() => 0,
                () if is(words.sure) => 98 - less,
                () if is(words.likely) => 88 - less,
                () if is(words.maybe) => 60 - less,
                () => 0,
            }
        };
        score(&self.whole, 0).max(score(&self.telling, 4))
    }

    /// Per cent: 100 for the same name, 94 for the same but for empty words; less where letters differ; 0 where too many do.
    pub(super) fn similarity(&self, other: &Name) -> u8 {
        if self.whole.is_empty() || other.whole.is_empty() {
            return 0;
        }
        if self.whole == other.whole {
            return 100;
        }
        if !other.telling.is_empty() && (self.telling == other.telling || self.whole == other.telling) {
            return 94;
        }
        let (a, b): (Vec<char>, Vec<char>) = (self.whole.chars().collect(), other.whole.chars().collect());
        let longer = a.len().max(b.len());
        // In short names each letter counts.
        if !(5..=60).contains(&longer) || a.len().abs_diff(b.len()) * 5 > longer {
            return 0;
        }
        match (longer - distance(&a, &b)) * 90 / longer {
            alike @ 68.. => alike as u8,
            _ => 0,
        }
    }
}

/// `"E-mail 1 - Value"` is `e mail 1 value`; `"firstName"` is `first name`.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if before.is_lowercase() && c.is_uppercase() {
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
}
