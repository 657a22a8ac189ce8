//! The proof of a number column's marks.

use super::Proof;
use crate::format::{count, counted};
use muster_shared::FieldType;
use muster_shared::evidence::NumberEvidence;
use muster_shared::mapping::{Marks, Reading};

/// `commas as decimals`: what follows *Read*.
pub(super) fn marks_words(marks: Marks, kind: FieldType) -> &'static str {
    match (kind, marks) {
        (FieldType::Integer, Marks::Plain) => "digits alone",
        (FieldType::Integer, Marks::Comma) => "points between thousands",
        (FieldType::Integer, Marks::Point) => "commas between thousands",
        (_, Marks::Plain) => "points as decimals",
        (_, Marks::Comma) => "commas as decimals",
        (_, Marks::Point) => "commas between thousands",
    }
}

pub(super) fn proof(numbers: &NumberEvidence, reading: &Reading, kind: FieldType) -> Proof {
    let (all, read) = (numbers.all(), numbers.read_by(reading));
    let left = all - read;
    let (with, without) = match (kind, reading.marks) {
        (FieldType::Integer, Marks::Plain) => ("as digits alone", ""),
        (FieldType::Integer, Marks::Comma) => ("with points between thousands", "with commas between them"),
        (FieldType::Integer, Marks::Point) => ("with commas between thousands", "with points between them"),
        (_, Marks::Plain) => ("with a point and no groups", ""),
        (_, Marks::Comma) => ("with a comma", "with a point"),
        (_, Marks::Point) => ("with a point", "with a comma"),
    };
    let (only_comma, only_point) = numbers.only();
    let proof = match reading.marks {
        Marks::Plain => 0,
        Marks::Comma => only_comma,
        Marks::Point => only_point,
    };
    let values = match (left, read) {
        (0, 1) => "The only value reads well".to_owned(),
        (0, n) => format!("All {} values read well", count(n)),
        (1, 0) => "The only value doesn't read".to_owned(),
        (n, 0) => format!("None of the {} values reads", count(n)),
        (_, n) => counted(n, "value reads well", "values read well"),
    };
    let mut words = format!("{values} {with}");
    match proof.min(read) {
        0 => words.push('.'),
        n => words.push_str(&format!("; {} of them can't be read {without}.", count(n))),
    }
    if left > 0 && read > 0 {
        words.push_str(&format!(" {} can't be read so.", count(left)));
    }
    Proof {
        all_read: left == 0,
        words,
        notes: notes(numbers, reading),
    }
}

fn notes(numbers: &NumberEvidence, reading: &Reading) -> Vec<String> {
    let mut notes = Vec::new();
    let either = numbers.bare.either + numbers.signed.either;
    if either > 0 {
        notes.push(format!(
            "{} two ways: 1.240 is 1240 with a comma for decimals, and 1.24 with a point.",
            counted(either, "could be read", "could be read")
        ));
    }
    let signed = numbers.signed.all();
    if signed > 0 {
        let what_then = match (reading.drop_signs, signed) {
            (true, _) => "which is left out",
            (false, 1) => "and will be a problem",
            (false, _) => "and will be problems",
        };
        notes.push(format!(
            "{} a currency or per cent sign, {what_then}.",
            counted(signed, "has", "have")
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::evidence::ByMarks;

    #[test]
    fn the_sentence_counts_what_proves_the_marks() {
        let by = |both, only_comma, only_point, plain| ByMarks {
            both,
            only_comma,
            only_point,
            plain,
            ..ByMarks::default()
        };
        let comma = NumberEvidence {
            bare: by(388_792, 611_208, 0, 388_792),
            ..NumberEvidence::default()
        };
        let with = |marks| Reading {
            marks,
            ..Reading::default()
        };
        for (numbers, reading, kind, all_read, words) in [
            (
                comma,
                with(Marks::Comma),
                FieldType::Decimal,
                true,
                "All 1,000,000 values read well with a comma; 611,208 of them can't be read with a point.",
            ),
            (
                comma,
                with(Marks::Plain),
                FieldType::Decimal,
                false,
                "388,792 values read well with a point and no groups. 611,208 can't be read so.",
            ),
            (
                NumberEvidence {
                    bare: by(0, 900, 0, 0),
                    ..NumberEvidence::default()
                },
                with(Marks::Plain),
                FieldType::Decimal,
                false,
                "None of the 900 values reads with a point and no groups.",
            ),
            (
                NumberEvidence {
                    bare: by(1, 0, 2, 1),
                    ..NumberEvidence::default()
                },
                with(Marks::Point),
                FieldType::Integer,
                true,
                "All 3 values read well with commas between thousands; 2 of them can't be read with points between them.",
            ),
        ] {
            let proof = proof(&numbers, &reading, kind);
            assert_eq!((proof.all_read, proof.words.as_str()), (all_read, words));
        }
    }

    #[test]
    fn signs_and_doubtful_numbers_are_counted() {
        let mut numbers = NumberEvidence::default();
        (
            numbers.bare.either,
            numbers.bare.plain,
            numbers.signed.both,
            numbers.signed.plain,
        ) = (3, 3, 12, 12);
        let signs = |drop_signs| {
            let reading = Reading {
                drop_signs,
                ..Reading::default()
            };
            proof(&numbers, &reading, FieldType::Decimal)
        };
        assert_eq!(
            signs(false).notes,
            [
                "3 could be read two ways: 1.240 is 1240 with a comma for decimals, and 1.24 with a point.",
                "12 have a currency or per cent sign, and will be problems."
            ]
        );
        assert_eq!(
            signs(true).notes[1],
            "12 have a currency or per cent sign, which is left out."
        );
        assert!(signs(true).all_read && !signs(false).all_read);
    }
}
