//! How a file and its columns were read, in words.

use muster_shared::intake::{Dialect, Quote};
use muster_shared::mapping::{DateOrder, DayNumbers, Marks, Reading};
use muster_shared::{EmptyCell, Field, FieldType, UpdatePolicy};

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
pub fn reading_words(
    reading: &Reading,
    empty: Option<EmptyCell>,
    update: Option<UpdatePolicy>,
    field: Option<&Field>,
) -> String {
    let kind = field.map(|field| field.kind);
    let is_date = kind == Some(FieldType::Date);
    let dates = match reading.date_order {
        _ if !is_date => None,
        DateOrder::YearMonthDay => None,
        DateOrder::YearFirst => Some("year first or month by name"),
        DateOrder::DayMonthYear => Some("year-month-day, else day/month/year"),
        DateOrder::MonthDayYear => Some("year-month-day, else month/day/year"),
    };
    let short_years = reading
        .last_short_year
        .filter(|_| dates.is_some())
        .map(|last| format!("years of two digits: {} to {last}", last.saturating_sub(99)));
    let day_numbers = reading.day_numbers.filter(|_| is_date).map(|system| match system {
        DayNumbers::From1900 => "numbers: days since 1900",
        DayNumbers::From1904 => "numbers: days since 1904",
    });
    let marks = match (kind, reading.marks) {
        (_, Marks::Plain) => None,
        (Some(FieldType::Integer), Marks::Comma) => Some("thousands: 1.240 → 1240"),
        (Some(FieldType::Integer), Marks::Point) => Some("thousands: 1,240 → 1240"),
        (_, Marks::Comma) => Some("decimal comma: 1.240,50 → 1240.50"),
        (_, Marks::Point) => Some("thousands: 1,240.50 → 1240.50"),
    };
    let signs = reading.drop_signs.then_some("currency and per cent signs left out");
    let country = reading
        .country
        .as_ref()
        .map(|country| format!("without a code: {country}"));
    let values = (!reading.values.is_empty()).then(|| {
        let label = |id: &String| {
            match (kind, id.as_str()) {
                (Some(FieldType::Boolean), "true") => return "Yes".to_owned(),
                (Some(FieldType::Boolean), "false") => return "No".to_owned(),
                _ => {}
            }
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
    let update = update.map(|update| match update {
        UpdatePolicy::Override => "overridden",
        UpdatePolicy::FillEmpty => "only if empty",
    });
    let own = |words: Option<&str>| words.map(str::to_owned);
    [
        own(dates),
        short_years,
        own(day_numbers),
        own(marks),
        own(signs),
        country,
        values,
        empty,
        own(update),
    ]
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
        assert_eq!(reading_words(&Reading::default(), None, None, field("city")), "");
        let day_first = Reading {
            date_order: DateOrder::DayMonthYear,
            ..Reading::default()
        };
        assert_eq!(
            reading_words(
                &day_first,
                Some(EmptyCell::Leave),
                Some(UpdatePolicy::FillEmpty),
                field("date_of_birth")
            ),
            "year-month-day, else day/month/year; empty left unset; only if empty"
        );
        let short = Reading {
            last_short_year: Some(2026),
            day_numbers: Some(DayNumbers::From1900),
            ..day_first
        };
        assert_eq!(
            reading_words(&short, None, None, field("date_of_birth")),
            "year-month-day, else day/month/year; years of two digits: 1927 to 2026; numbers: days since 1900"
        );
        let money = Reading {
            marks: Marks::Point,
            drop_signs: true,
            ..Reading::default()
        };
        assert_eq!(
            reading_words(&money, None, None, field("points")),
            "thousands: 1,240 → 1240; currency and per cent signs left out"
        );
        let mapped = Reading {
            values: vec![("opt-in".into(), "subscribed".into())],
            ..Reading::default()
        };
        assert_eq!(
            reading_words(&mapped, None, None, field("newsletter")),
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
