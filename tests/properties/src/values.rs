//! Whatever a cell holds, under whatever settings of its column: it is read or has a problem, and what is read is read again from
//! the form in which it is stored.

use crate::Difference;
use crate::choices::Choices;
use crate::difference::{holds, same};
use muster_shared::evidence::Evidence;
use muster_shared::mapping::{ColumnFacts, DateOrder, DayNumbers, Marks, Reading, fit, looks_like};
use muster_shared::value::{damage, date, display, number, parse};
use muster_shared::{Field, FieldKey, FieldOption, FieldType, Value};

/// Countries of which a byte picks one; the last is none.
const COUNTRIES: [Option<&str>; 7] = [
    None,
    Some("ES"),
    Some("US"),
    Some("DE"),
    Some("IT"),
    Some("BR"),
    Some("XX"),
];

/// Reads the text as a cell of each type, in a way that the first bytes decide.
///
/// # Errors
/// What was accepted isn't accepted again, or as something else; a count contradicts itself.
pub fn check(bytes: &[u8]) -> Result<(), Difference> {
    let mut choices = Choices::new(bytes);
    let reading = reading(&mut choices);
    let country = choices.pick(&COUNTRIES).map(str::to_owned);
    let text = String::from_utf8_lossy(choices.rest());
    damage::is_error(&text);
    damage::is_fence(&text);
    damage::is_shortened(&text);
    date::shape(&text);
    number::integer_shape(&text);
    number::decimal_shape(&text);
    for kind in FieldType::ALL {
        let field = field(kind, country.clone());
        if !text.trim().is_empty() {
            stored_form(&field, &reading, &text)?;
        }
        evidence(kind, &text)?;
        let facts = ColumnFacts {
            name: String::new(),
            rows: 1,
            filled: 1,
            samples: text.lines().take(ColumnFacts::SAMPLES).map(str::to_owned).collect(),
        };
        let share = fit(&field, &reading, &facts);
        holds("a share of a hundred", share <= 100, &share)?;
        looks_like(&facts);
    }
    Ok(())
}

fn reading(choices: &mut Choices<'_>) -> Reading {
    Reading {
        date_order: choices.pick(&[
            DateOrder::YearMonthDay,
            DateOrder::YearFirst,
            DateOrder::DayMonthYear,
            DateOrder::MonthDayYear,
        ]),
        day_numbers: choices.pick(&[None, Some(DayNumbers::From1900), Some(DayNumbers::From1904)]),
        last_short_year: choices.pick(&[None, Some(2026), Some(0), Some(99), Some(u16::MAX)]),
        marks: choices.pick(&[Marks::Plain, Marks::Comma, Marks::Point]),
        drop_signs: choices.flip(),
        country: choices.pick(&COUNTRIES).map(str::to_owned),
        values: match choices.flip() {
            true => vec![("x".to_owned(), "true".to_owned()), ("y".to_owned(), "vip".to_owned())],
            false => Vec::new(),
        },
    }
}

fn field(kind: FieldType, default_country: Option<String>) -> Field {
    let option = |id: &str, label: &str| FieldOption {
        id: id.to_owned(),
        label: label.to_owned(),
    };
    Field {
        key: FieldKey::from_name("anything"),
        name: "Anything".to_owned(),
        kind,
        required: false,
        system: false,
        options: match kind.has_options() {
            true => vec![
                option("vip", "V. I. P."),
                option("new_one", "New one"),
                option("3", "Größe"),
            ],
            false => Vec::new(),
        },
        default_country,
    }
}

/// A value is accepted as it is stored, and as it is shown and exported, by the plain rules.
fn stored_form(field: &Field, reading: &Reading, text: &str) -> Result<(), Difference> {
    let Ok(value) = parse(field, reading, text) else {
        return Ok(());
    };
    let json = value.to_json();
    let shown = display(field, &json);
    // Of a phone without a calling code its digits are stored, which are read by the same country, or none, again.
    let plain = Reading {
        country: reading.country.clone(),
        ..Reading::default()
    };
    same(
        "a value as it is shown",
        &parse(field, &plain, &shown),
        &Ok(value.borrowed()),
    )?;
    if let Value::Radio(id) = &value {
        same("an option's id", &parse(field, &plain, id), &Ok(value.borrowed()))?;
    }
    same("a value's own copy", &value.clone().into_owned(), &value)
}

/// What was counted in two halves is what was counted in one.
fn evidence(kind: FieldType, text: &str) -> Result<(), Difference> {
    let Some(mut whole) = Evidence::of(kind) else {
        return Ok(());
    };
    let (mut first, mut second) = (whole.clone(), whole.clone());
    let cells: Vec<&str> = text.lines().collect();
    for (i, cell) in cells.iter().enumerate() {
        whole.add(cell);
        if i < cells.len() / 2 {
            first.add(cell)
        } else {
            second.add(cell)
        }
    }
    first.merge(&second);
    same("evidence put together", &first, &whole)
}
