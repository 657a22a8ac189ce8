//! How a file and its columns were read, in words.

use muster_shared::intake::{Dialect, Quote};
use muster_shared::mapping::{DateOrder, Reading};
use muster_shared::{EmptyCell, Field, FieldType};

/// `UTF-8, semicolon, header`; `contacts.csv, UTF-8, comma, header on line 4`. What is as in most files isn't told. `part`: the file of an archive, or
/// the sheet.
pub fn dialect_words(dialect: Dialect, part: Option<&str>) -> String {
    let delimiter = match dialect.delimiter {
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '\t' => "tab".to_owned(),
        '|' => "bar".to_owned(),
        other => format!("“{other}”"),
    };
    let header = match (dialect.header, dialect.skip) {
        (true, 0) => "header".to_owned(),
        (true, skip) => format!("header on line {}", u64::from(skip) + 1),
        (false, 0) => "no header".to_owned(),
        (false, skip) => format!("no header, rows from line {}", u64::from(skip) + 1),
    };
    let quote = match dialect.quote {
        Quote::Double => None,
        Quote::Single => Some("quoted with '".to_owned()),
        Quote::None => Some("no quotes".to_owned()),
    };
    let mend = dialect.mend.then(|| "letters written twice over put right".to_owned());
    let comment = dialect
        .comment
        .map(|comment| format!("without lines that start with {comment}"));
    let encoding = dialect.encoding.name().to_owned();
    [
        part.map(str::to_owned),
        Some(encoding),
        Some(delimiter),
        quote,
        Some(header),
        comment,
        mend,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

/// What was said of a column beyond the plain rules; empty for nothing.
pub fn reading_words(reading: &Reading, empty: Option<EmptyCell>, field: Option<&Field>) -> String {
    let kind = field.map(|field| field.kind);
    let dates = match (kind, reading.date_order) {
        (Some(FieldType::Date), DateOrder::DayMonthYear) => Some("year-month-day, else day/month/year".to_owned()),
        (Some(FieldType::Date), DateOrder::MonthDayYear) => Some("year-month-day, else month/day/year".to_owned()),
        _ => None,
    };
    let comma = reading
        .decimal_comma
        .then(|| "decimal comma: 1.240,50 → 1240.50".to_owned());
    let country = reading
        .country
        .as_ref()
        .map(|country| format!("without a code: {country}"));
    let values = (!reading.values.is_empty()).then(|| {
        let label = |id: &String| {
            let option = field.and_then(|field| field.options.iter().find(|option| option.id == *id));
            option.map_or_else(|| id.clone(), |option| option.label.clone())
        };
        let pairs = reading
            .values
            .iter()
            .map(|(cell, id)| format!("“{cell}” → {}", label(id)));
        pairs.collect::<Vec<_>>().join(", ")
    });
    let empty = empty.map(|empty| {
        match empty {
            EmptyCell::Reject => "empty rejects the row",
            EmptyCell::Leave => "empty left unset",
            EmptyCell::Clear => "empty clears the field",
        }
        .to_owned()
    });
    [dates, comma, country, values, empty]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::field::system_fields;
    use muster_shared::intake::Encoding;

    #[test]
    fn only_what_differs_from_the_plain_rules_is_told() {
        let fields = system_fields();
        let field = |key: &str| fields.iter().find(|field| field.key.as_str() == key);
        assert_eq!(reading_words(&Reading::default(), None, field("city")), "");
        let day_first = Reading {
            date_order: DateOrder::DayMonthYear,
            ..Reading::default()
        };
        assert_eq!(
            reading_words(&day_first, Some(EmptyCell::Leave), field("date_of_birth")),
            "year-month-day, else day/month/year; empty left unset"
        );
        let mapped = Reading {
            values: vec![("opt-in".into(), "subscribed".into())],
            ..Reading::default()
        };
        assert_eq!(
            reading_words(&mapped, None, field("newsletter")),
            "“opt-in” → Subscribed"
        );
    }

    #[test]
    fn a_dialect_is_named_in_words() {
        let plain = Dialect::default();
        let cases = [
            (
                Dialect {
                    delimiter: ';',
                    ..plain
                },
                None,
                "UTF-8, semicolon, header",
            ),
            (
                Dialect {
                    delimiter: '^',
                    header: false,
                    ..plain
                },
                None,
                "UTF-8, “^”, no header",
            ),
            (
                Dialect {
                    encoding: Encoding::Windows1252,
                    quote: Quote::Single,
                    skip: 3,
                    ..plain
                },
                Some("contacts.csv"),
                "contacts.csv, Windows-1252, comma, quoted with ', header on line 4",
            ),
            (
                Dialect {
                    mend: true,
                    quote: Quote::None,
                    comment: Some('#'),
                    skip: 1,
                    header: false,
                    ..plain
                },
                None,
                "UTF-8, comma, no quotes, no header, rows from line 2, without lines that start with #, letters written twice \
                 over put right",
            ),
        ];
        for (dialect, part, words) in cases {
            assert_eq!(dialect_words(dialect, part), words);
        }
    }
}
