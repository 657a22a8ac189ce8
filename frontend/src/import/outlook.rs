//! The sentence that sums up what an import will do (UI.md 10.2).

use muster_shared::api::SegmentChoice;
use muster_shared::merge::{Existing, Resubscribe};

use super::state::Options;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    Plain(String),
    /// A name; set in bold.
    Name(String),
}

/// What is said of single fields, beside the import's own choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    /// Fields and values that every contact gets: `("Points", "10")`.
    pub literals: Vec<(String, String)>,
    /// Names of the fields that are overridden although the import only fills.
    pub overridden: Vec<String>,
    /// Names of the fields that are only filled although the import overrides.
    pub only_filled: Vec<String>,
    pub resubscribe: Resubscribe,
}

/// What will happen, in words.
pub fn outlook(options: &Options, fields: &Exceptions) -> Vec<Words> {
    let segments = options.chosen();
    let mut words = vec![Words::Plain(existing_sentence(options.existing).to_owned())];
    words.extend(own_ways(options.existing, fields).map(Words::Plain));
    if !segments.is_empty() {
        let all = match options.existing {
            // Nobody is written to, and still they join: said in so many words.
            Existing::Leave => " All of them, new and existing, join ",
            Existing::Override | Existing::FillEmpty => " All of them join ",
        };
        words.push(Words::Plain(all.to_owned()));
        for (i, segment) in segments.iter().enumerate() {
            let between = match i {
                0 => "",
                _ if i + 1 == segments.len() => " and ",
                _ => ", ",
            };
            let new = if matches!(segment.choice, SegmentChoice::New(_)) {
                "the new segment "
            } else {
                ""
            };
            if !between.is_empty() || !new.is_empty() {
                words.push(Words::Plain(format!("{between}{new}")));
            }
            words.push(Words::Name(segment.name.clone()));
        }
        words.push(Words::Plain(".".to_owned()));
    }
    if options.existing == Existing::Override && !fields.literals.is_empty() {
        let each = fields
            .literals
            .iter()
            .map(|(field, value)| format!("{field} = {value}"))
            .collect::<Vec<_>>();
        words.push(Words::Plain(format!(" Every one gets {}.", listed(&each))));
    }
    if fields.resubscribe == Resubscribe::WithConsent {
        let sentence = " People who unsubscribed are subscribed again where the file says so: you have their consent.";
        words.push(Words::Plain(sentence.to_owned()));
    }
    words
}

/// The fields that are treated in another way than the rest.
fn own_ways(existing: Existing, fields: &Exceptions) -> Option<String> {
    let (fields, what) = match existing {
        Existing::Leave => return None,
        Existing::Override => (
            &fields.only_filled,
            ["is filled only if it is empty", "are filled only if they are empty"],
        ),
        Existing::FillEmpty => (
            &fields.overridden,
            ["gets the value in this file", "get the values in this file"],
        ),
    };
    match fields.len() {
        0 => None,
        n => Some(format!(" {} {}.", listed(fields), what[usize::from(n > 1)])),
    }
}

fn existing_sentence(existing: Existing) -> &'static str {
    match existing {
        Existing::Leave => "New contacts are created; existing ones are left as they are.",
        Existing::Override => {
            "New contacts are created. Existing ones get the values in this file in place of their own."
        }
        Existing::FillEmpty => {
            "New contacts are created. Existing ones keep their values; only their empty fields are filled."
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::state::ChosenSegment;

    fn text(words: &[Words]) -> String {
        let piece = |words: &Words| match words {
            Words::Plain(text) => text.clone(),
            Words::Name(name) => format!("**{name}**"),
        };
        words.iter().map(piece).collect()
    }

    fn options(existing: Existing, segments: &[(&str, bool)]) -> Options {
        let segment = |&(name, new): &(&str, bool)| ChosenSegment {
            choice: if new {
                SegmentChoice::New(name.to_owned())
            } else {
                SegmentChoice::Existing(1)
            },
            name: name.to_owned(),
        };
        Options {
            existing,
            add_to_segment: true,
            segments: segments.iter().map(segment).collect(),
            ..Options::default()
        }
    }

    #[test]
    fn the_sentence_says_what_is_checked() {
        let points = [("Points".to_owned(), "10".to_owned())];
        type Case<'a> = (Options, &'a [(String, String)], &'a str);
        let cases: [Case<'_>; 9] = [
            (
                Options::default(),
                &[],
                "New contacts are created; existing ones are left as they are.",
            ),
            (
                options(Existing::Override, &[]),
                &[],
                "New contacts are created. Existing ones get the values in this file in place of their own.",
            ),
            (
                options(Existing::FillEmpty, &[("Spring Fair 2026", false)]),
                &[],
                "New contacts are created. Existing ones keep their values; only their empty fields are filled. \
                 All of them join **Spring Fair 2026**.",
            ),
            (
                options(Existing::Leave, &[("Spring Fair 2026", false)]),
                &[],
                "New contacts are created; existing ones are left as they are. All of them, new and existing, join \
                 **Spring Fair 2026**.",
            ),
            (
                options(Existing::Override, &[("VIP", true)]),
                &[],
                "New contacts are created. Existing ones get the values in this file in place of their own. All of \
                 them join the new segment **VIP**.",
            ),
            (
                options(Existing::FillEmpty, &[("A", false), ("B", false), ("C", true)]),
                &[],
                "New contacts are created. Existing ones keep their values; only their empty fields are filled. All \
                 of them join **A**, **B** and the new segment **C**.",
            ),
            (
                options(Existing::Override, &[]),
                &points,
                "New contacts are created. Existing ones get the values in this file in place of their own. Every \
                 one gets Points = 10.",
            ),
            (
                options(Existing::FillEmpty, &[]),
                &points,
                "New contacts are created. Existing ones keep their values; only their empty fields are filled.",
            ),
            (
                Options {
                    add_to_segment: false,
                    ..options(Existing::Leave, &[("A", false)])
                },
                &points,
                "New contacts are created; existing ones are left as they are.",
            ),
        ];
        for (options, literals, expected) in cases {
            let fields = Exceptions {
                literals: literals.to_vec(),
                ..Exceptions::default()
            };
            assert_eq!(text(&outlook(&options, &fields)), expected, "{options:?}");
        }
    }

    #[test]
    fn fields_with_ways_of_their_own_are_named() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let fields = Exceptions {
            overridden: names(&["Points"]),
            only_filled: names(&["City", "Country"]),
            resubscribe: Resubscribe::WithConsent,
            ..Exceptions::default()
        };
        let said = |existing| text(&outlook(&options(existing, &[]), &fields));
        assert_eq!(
            said(Existing::Override),
            "New contacts are created. Existing ones get the values in this file in place of their own. City and Country are \
             filled only if they are empty. People who unsubscribed are subscribed again where the file says so: you have \
             their consent."
        );
        assert!(said(Existing::FillEmpty).contains("fields are filled. Points gets the value in this file."));
        assert!(!said(Existing::Leave).contains("City"));
    }
}
