//! Which type a column's values suggest for a new field.

use leptos::prelude::*;
use muster_shared::mapping::{ColumnFacts, Reading, fit};
use muster_shared::{Field, FieldKey, FieldType};

use crate::format::count;

/// Different values up to which a column looks like a choice.
const FEW: usize = 12;

/// A field of a type, to try a column's values on.
fn trial(kind: FieldType) -> Field {
    let key = FieldKey::from_name("trial");
    Field {
        key,
        name: String::new(),
        kind,
        required: false,
        system: false,
        options: Vec::new(),
        default_country: None,
    }
}

/// Whether all different values of the column are known.
fn all_known(facts: &ColumnFacts) -> bool {
    facts.samples.len() < ColumnFacts::SAMPLES
}

/// How much of a column a type would take, or how many different values a choice would have.
pub(super) fn fit_words(kind: FieldType, facts: &ColumnFacts) -> String {
    if kind.has_options() {
        let more = if all_known(facts) { "" } else { "+" };
        return match facts.samples.len() {
            1 => "1 value".to_owned(),
            n => format!("{n}{more} values"),
        };
    }
    match fit(&trial(kind), &Reading::default(), facts) {
        100 => "all fit".to_owned(),
        n => format!("{n}% fit"),
    }
}

/// The strictest type that all values fit; a choice where they are few and repeat; else text.
pub(super) fn guess(facts: &ColumnFacts) -> FieldType {
    let strict = [
        FieldType::Email,
        FieldType::Date,
        FieldType::Integer,
        FieldType::Decimal,
        FieldType::Phone,
    ];
    let fits = |kind: &FieldType| fit(&trial(*kind), &Reading::default(), facts) == 100;
    if facts.samples.is_empty() {
        return FieldType::Text;
    }
    // 0 and 1 alone are counts as often as yes and no; words are not.
    let words = facts.samples.iter().any(|sample| sample.trim().parse::<u8>().is_err());
    if words && fits(&FieldType::Boolean) {
        return FieldType::Boolean;
    }
    if let Some(kind) = strict.into_iter().find(fits) {
        return kind;
    }
    let different = facts.samples.len();
    let repeats = different >= 2 && facts.filled >= 3 * different as u64;
    if all_known(facts) && different <= FEW.max(facts.filled.ilog2() as usize * 2) && repeats {
        FieldType::Radio
    } else {
        FieldType::Text
    }
}

/// The guess and what speaks for it; nothing for text, which takes all.
pub(super) fn guess_note(guess: FieldType, facts: &ColumnFacts) -> Option<impl IntoView + use<>> {
    let why = match guess {
        FieldType::Text => return None,
        FieldType::Radio => {
            format!(
                ": {} cells, only {} different values. Text would work too.",
                count(facts.filled),
                facts.samples.len()
            )
        }
        _ if facts.samples.len() == 1 => ": the one value fits. Text would work too.".to_owned(),
        _ => format!(
            ": the first {} different values fit. Text would work too.",
            facts.samples.len()
        ),
    };
    Some(view! {
        <b>{guess.label()}</b>
        " is our guess"
        {why}
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(filled: u64, samples: &[&str]) -> ColumnFacts {
        let samples = samples.iter().map(|&sample| sample.to_owned()).collect();
        ColumnFacts {
            name: "Column".to_owned(),
            rows: filled,
            filled,
            samples,
        }
    }

    #[test]
    fn the_type_is_guessed_from_the_values() {
        let many: Vec<String> = (0..50).map(|n| format!("Firm {n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let cases = [
            (column(900, &["PL", "PT", "SE"]), FieldType::Radio),
            (column(900, &many), FieldType::Text),
            (column(3, &["PL", "PT", "SE"]), FieldType::Text),
            (column(900, &["met at the fair"]), FieldType::Text),
            (column(900, &["yes", "no"]), FieldType::Boolean),
            (column(900, &["0", "1"]), FieldType::Integer),
            (column(900, &["1.5", "2"]), FieldType::Decimal),
            (column(900, &["1988-03-14"]), FieldType::Date),
            (column(900, &["ana@example.com"]), FieldType::Email),
            (column(0, &[]), FieldType::Text),
        ];
        for (facts, kind) in cases {
            assert_eq!(guess(&facts), kind, "{:?}", facts.samples.first());
        }
    }
}
