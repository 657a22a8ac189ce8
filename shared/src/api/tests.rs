use super::*;
use crate::Problem;
use serde_json::json;

fn comes_back<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "{text}");
}

#[test]
fn a_batch_crosses_the_wire() {
    let batch = Batch {
        lines: vec![2, 3, 5],
        columns: vec![
            vec!["a@x.example".into(), "=1+1".into(), "two\nlines\0".into()],
            vec!["".into(), "田".into(), " ".into()],
        ],
        marks: vec![
            Mark {
                row: 0,
                verdict: Verdict::Repeated { kept_line: 9 },
            },
            Mark {
                row: 2,
                verdict: Verdict::Broken {
                    problem: Problem::RecordTooFewFields { found: 1, expected: 2 },
                },
            },
        ],
    };
    comes_back(&batch);
    assert_eq!(
        serde_json::to_value(&batch).unwrap()["marks"],
        json!([
            {"row": 0, "repeated": {"kept_line": 9}},
            {"row": 2, "broken": {"problem": {"code": "record.too_few_fields", "found": 1, "expected": 2}}},
        ])
    );
    let unmarked = Batch {
        marks: Vec::new(),
        ..batch
    };
    comes_back(&unmarked);
    assert!(serde_json::to_value(&unmarked).unwrap().get("marks").is_none());
}

#[test]
fn reasons_cross_the_wire() {
    let problem = CellProblem {
        field: Some(crate::FieldKey::email()),
        column: Some("E-mail".into()),
        value: "ana".into(),
        problem: Problem::EmailMissingAt,
    };
    for why in [
        Why::Problems(vec![problem]),
        Why::Repeated {
            email: "a@x.example".into(),
            kept_line: 9,
        },
        Why::Exists {
            email: "a@x.example".into(),
        },
    ] {
        comes_back(&LeftOut { line: 7, why });
    }
}

#[test]
fn ranges_of_batches_hold_their_ends() {
    let list = BatchList {
        received: vec![(0, 3), (5, 5)],
    };
    let held: Vec<u32> = (0..8).filter(|seq| list.contains(*seq)).collect();
    assert_eq!(held, [0, 1, 2, 3, 5]);
}

#[test]
fn what_is_known_of_a_large_count_is_round_and_below_it() {
    let more_than = |count| Total::more_than_some(count).map(|total| (total.total, total.has_more));
    assert_eq!(more_than(100), None);
    assert_eq!(more_than(101), Some((100, true)));
    assert_eq!(more_than(400), Some((300, true)));
    assert_eq!(more_than(4_151), Some((4_000, true)));
    assert_eq!(more_than(10_001), Some((10_000, true)));
    assert_eq!(more_than(70_000), Some((10_000, true)));
}
