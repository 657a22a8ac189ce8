use super::*;
use crate::evidence::{DateEvidence, NumberEvidence};
use crate::field::system_fields;
use crate::intake::{Dialect, Position, Splitter};
use crate::mapping::{Assignment, EmptyCell, Mapping, Reading, Source};
use crate::merge::Existing;
use proptest::prelude::*;

/// The columns of every file here: email, date of birth, points, city.
const COLUMNS: usize = 4;

fn plan() -> Plan {
    let assignment = |(column, field): (usize, &str)| Assignment {
        field: FieldKey::try_from(field.to_owned()).unwrap(),
        source: Source::Column(column),
        reading: Reading::default(),
        empty: (field != "email").then_some(EmptyCell::Leave),
        update: None,
    };
    let assignments = ["email", "date_of_birth", "points", "city"]
        .into_iter()
        .enumerate()
        .map(assignment)
        .collect();
    Plan::new(&Mapping { assignments }, &system_fields(), COLUMNS, Existing::Leave).unwrap()
}

/// Checked as a whole, or in parts of some bytes each, as by several workers.
fn check_in(file: &[u8], part: usize, keep: Repeats) -> (Tally, Vec<(FieldKey, Evidence)>, RepeatedEmails) {
    let plan = plan();
    let dialect = Dialect {
        header: false,
        ..Dialect::default()
    };
    let mut check = Check::new(&plan);
    let mut verdict = Verdict::default();
    let mut start = Splitter::new(dialect, 0).position();
    loop {
        let relative = Position { line: 1, ..start };
        let mut splitter = Splitter::new(dialect, 0)
            .from(relative, false)
            .up_to(start.offset + part as u64);
        let mut each = |record: &Record<'_>| check.record(record, COLUMNS);
        splitter.push(&file[start.offset as usize..], &mut each).unwrap();
        splitter.finish(&mut each);
        let (part, emails) = check.take();
        verdict.add(part, emails.as_bytes(), start.line - 1);
        let end = splitter.position();
        if end.offset == file.len() as u64 {
            let evidence = verdict.evidence().to_vec();
            let (tally, emails) = verdict.finish(keep);
            return (tally, evidence, emails);
        }
        start = Position {
            line: start.line + end.line - 1,
            ..end
        };
    }
}

fn check(file: &[u8]) -> Tally {
    check_in(file, usize::MAX >> 1, Repeats::KeepLast).0
}

#[test]
fn a_file_is_tallied() {
    let file = b"a@x.example,1988-03-14,10,Porto\n\
        broken,,,Lyon\n\
        A@X.example,,7,\n\
        b@x.example,14/03/1988,1.5,\n\
        c@x.example,02/03/1988,,\"two\nlines\"\n\
        also broken,,,\n\
        d@x.example,,\n\
        a@x.example,soon,,\n\
        \xff@x.example,,,\n";
    let tally = check(file);
    assert_eq!(
        (tally.rows, tally.ready, tally.with_problems, tally.repeated),
        (9, 2, 7, 1)
    );
    assert_eq!(tally.to_import(), 1);
    assert_eq!(tally.repeats, [Repeat { line: 1, other: 3 }]);
    assert_eq!(check_in(file, 40, Repeats::KeepLast).0, tally, "in parts");
    let found: Vec<_> = tally
        .reasons
        .iter()
        .map(|reason| {
            let field = reason.field.as_ref().map_or("", FieldKey::as_str);
            let lines: Vec<u64> = reason.samples.iter().map(|sample| sample.line).collect();
            (
                field,
                reason.problem.code(),
                reason.rows,
                lines,
                reason.samples[0].value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("date_of_birth", "date.not_iso", 3, vec![4, 5, 9], "14/03/1988"),
            ("email", "email.missing_at", 2, vec![2, 7], "broken"),
            ("", "record.not_utf8", 1, vec![10], "\u{fffd}@x.example"),
            ("", "record.too_few_fields", 1, vec![8], "d@x.example"),
            ("points", "integer.has_decimals", 1, vec![4], "1.5"),
        ]
    );
}

#[test]
fn a_problem_row_pushes_no_good_row_out() {
    let (tally, _, emails) = check_in(b"a@x.example,,1,\na@x.example,,one,\n", 1000, Repeats::KeepLast);
    assert_eq!((tally.ready, tally.repeated), (1, 0));
    assert_eq!(emails.other("a@x.example", 1), None);
}

#[test]
fn repeated_emails_can_all_be_rejected() {
    let file = b"a@x.example,,1,\nb@x.example,,,\na@x.example,,2,\n";
    let (tally, _, _) = check_in(file, 10, Repeats::RejectAll);
    assert_eq!(
        (tally.rows, tally.ready, tally.with_problems, tally.repeated),
        (3, 1, 2, 0)
    );
    let reason = &tally.reasons[0];
    assert_eq!((reason.problem.code(), reason.rows), ("email.repeated", 2));
    assert_eq!(
        (reason.samples[0].line, &reason.samples[0].problem),
        (1, &Problem::EmailRepeated { line: 3 })
    );
}

#[test]
fn columns_give_evidence_of_how_they_are_to_be_read() {
    let file = "a@x.example,1988-03-14,1.240,\n\
        b@x.example,14/03/1988,10,\n\
        c@x.example,02/03/1988,,Porto\n\
        broken, ,,\n\
        e@x.example,soon,,\n";
    let mut dates = DateEvidence {
        iso: 1,
        neither: 1,
        ..DateEvidence::default()
    };
    (dates.long.only_day_first, dates.long.either) = (1, 1);
    let mut numbers = NumberEvidence::default();
    (numbers.bare.both, numbers.bare.plain, numbers.bare.only_comma) = (1, 1, 1);
    let key = |key: &str| FieldKey::try_from(key.to_owned()).unwrap();
    let (_, evidence, _) = check_in(file.as_bytes(), 30, Repeats::KeepLast);
    assert_eq!(
        evidence,
        [
            (key("date_of_birth"), Evidence::Date(dates)),
            (key("points"), Evidence::Integer(numbers))
        ]
    );
}

#[test]
fn few_and_short_samples_are_kept() {
    let long = "x".repeat(5_000);
    let tally = check(format!("{long},,,\n").repeat(20).as_bytes());
    let [reason] = tally.reasons.as_slice() else {
        panic!("{tally:?}")
    };
    assert_eq!((reason.rows, reason.samples.len()), (20, SAMPLES));
    assert_eq!(reason.samples[0].value.chars().count(), SAMPLE_CHARS + 1);
}

proptest! {
    #[test]
    fn the_books_balance(bytes in prop::collection::vec(any::<u8>(), 0..300), like in "(([abAB]@x\\.co|é|),?[0-9/-]{0,10},[0-9.]{0,2},\"?[a-z]{0,2}\"?\r?\n){0,20}") {
        for file in [bytes.as_slice(), like.as_bytes()] {
            let tally = check(file);
            prop_assert_eq!(tally.rows, tally.ready + tally.with_problems);
            prop_assert!(tally.repeated <= tally.ready);
            let reasons: u64 = tally.reasons.iter().map(|reason| reason.rows).sum();
            prop_assert!(reasons >= tally.with_problems, "a row with problems has a reason");
            prop_assert!(tally.reasons.iter().all(|reason| reason.rows <= tally.with_problems));
            let cut = file.len() / 3 + 1;
            prop_assert_eq!(&check_in(file, cut, Repeats::KeepLast).0, &tally, "in parts");
            let json = serde_json::to_string(&tally).unwrap();
            prop_assert_eq!(serde_json::from_str::<Tally>(&json).unwrap(), tally);
        }
    }
}
