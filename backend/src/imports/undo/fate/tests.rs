use super::*;
use muster_shared::FieldKey;
use muster_shared::field::system_fields;
use serde_json::json;

const OURS: Uuid = Uuid::from_u128(1);
const LATER: Uuid = Uuid::from_u128(2);

fn attributes(json: Json) -> Attributes {
    serde_json::from_value(json).unwrap()
}

fn undoing() -> Undoing {
    let job = Job {
        fields: system_fields(),
        segments: Vec::new(),
    };
    let mut now = system_fields();
    now.retain(|field| field.key != FieldKey::from_name("country"));
    Undoing::new(7, OURS, job, now)
}

fn change(by: By, before: Json, after: Json) -> Change {
    Change {
        contact: 1,
        by,
        before: attributes(before),
        after: attributes(after),
    }
}

/// A change of the city.
fn city(by: By, before: &str, after: &str) -> Change {
    change(by, json!({"city": before}), json!({"city": after}))
}

const ME: By = By::Import(OURS);
const OTHER: By = By::Import(LATER);
const PERSON: By = By::Person(3);
const UNDO: By = By::UndoOf(LATER, 3);

#[test]
fn a_field_gets_its_former_value_unless_it_was_changed_since() {
    let restored = |to: &str| (Some(to.to_owned()), None);
    let kept = |by: Option<By>| (None, Some(by));
    let cases = [
        ("B", vec![city(ME, "A", "B")], false, restored("A")),
        // By a person, even back to what it was.
        (
            "C",
            vec![city(ME, "A", "B"), city(PERSON, "B", "C")],
            false,
            kept(Some(PERSON)),
        ),
        (
            "A",
            vec![city(ME, "A", "B"), city(PERSON, "B", "A")],
            false,
            kept(Some(PERSON)),
        ),
        // By another import that holds, or that was undone.
        (
            "C",
            vec![city(ME, "A", "B"), city(OTHER, "B", "C")],
            false,
            kept(Some(OTHER)),
        ),
        (
            "B",
            vec![city(ME, "A", "B"), city(OTHER, "B", "C"), city(UNDO, "C", "B")],
            true,
            restored("A"),
        ),
        // It was undone, and the value isn't what this import wrote.
        (
            "C",
            vec![city(ME, "A", "B"), city(OTHER, "B", "C")],
            true,
            kept(Some(OTHER)),
        ),
        // What came before is no matter.
        (
            "B",
            vec![city(PERSON, "Z", "A"), city(ME, "A", "B")],
            false,
            restored("A"),
        ),
        // The value went some other way.
        ("X", vec![city(ME, "A", "B")], false, kept(None)),
        // Twice by the same import: back as far as nobody else was there.
        ("C", vec![city(ME, "A", "B"), city(ME, "B", "C")], false, restored("A")),
        (
            "D",
            vec![city(ME, "A", "B"), city(PERSON, "B", "C"), city(ME, "C", "D")],
            false,
            restored("C"),
        ),
    ];
    for (now, changes, later_is_undone, expected) in cases {
        let undone = later_is_undone.then_some(LATER).into_iter().collect();
        let fate = undoing().of_changed(&undone, attributes(json!({"city": now, "points": 1})), &changes);
        let Fate::Changed {
            attributes: after_all,
            before,
            after,
            kept,
        } = fate
        else {
            panic!("the import changed it: {changes:?}")
        };
        let got = (
            after.get("city").map(|city| city.as_str().unwrap().to_owned()),
            kept.first().map(kept_by),
        );
        assert_eq!(got, (expected.0.clone(), expected.1.map(since)), "{changes:?}");
        assert_eq!(before.get("city"), expected.0.is_some().then_some(&json!(now)));
        assert_eq!(after_all["city"], json!(expected.0.as_deref().unwrap_or(now)));
        assert_eq!(after_all["points"], 1);
    }
}

fn kept_by(kept: &KeptField) -> (Option<Uuid>, Option<i64>) {
    (kept.since_import, kept.since_user)
}

fn since(by: Option<By>) -> (Option<Uuid>, Option<i64>) {
    kept_by(&kept_field("city", false, by))
}

#[test]
fn each_field_goes_its_own_way() {
    let changes = [
        change(
            ME,
            json!({"city": null, "points": 1, "first_name": "Ana"}),
            json!({"city": "Porto", "points": 2, "first_name": null}),
        ),
        change(
            PERSON,
            json!({"points": 2, "last_name": null}),
            json!({"points": 5, "last_name": "L"}),
        ),
    ];
    let now = attributes(json!({"city": "Porto", "points": 5, "last_name": "L"}));
    let fate = undoing().of_changed(&HashSet::new(), now, &changes);
    let Fate::Changed {
        attributes: after_all,
        before,
        after,
        kept,
    } = fate
    else {
        panic!("the import changed it")
    };
    assert_eq!(
        Json::Object(after_all),
        json!({"first_name": "Ana", "points": 5, "last_name": "L"})
    );
    assert_eq!(Json::Object(before), json!({"city": "Porto", "first_name": null}));
    assert_eq!(Json::Object(after), json!({"city": null, "first_name": "Ana"}));
    assert_eq!(
        kept.iter().map(|kept| kept.field.as_str()).collect::<Vec<_>>(),
        ["points"]
    );
}

#[test]
fn a_former_value_that_the_field_does_not_take_any_more_does_not_come_back() {
    let gone = [change(ME, json!({"country": "FR"}), json!({"country": "PT"}))];
    assert_eq!(
        undoing().of_changed(&HashSet::new(), attributes(json!({})), &gone),
        Fate::Untouched
    );
    let option = [change(
        ME,
        json!({"newsletter": "weekly"}),
        json!({"newsletter": "none"}),
    )];
    let fate = undoing().of_changed(&HashSet::new(), attributes(json!({"newsletter": "none"})), &option);
    assert_eq!((fate.is_restored(), fate.kept().len()), (false, 1));
    assert_eq!(kept_by(&fate.kept()[0]), (None, None));
}

#[test]
fn a_created_contact_goes_unless_anybody_changed_it() {
    let undoing = undoing();
    let none = HashSet::new();
    assert_eq!(undoing.of_created(&none, &[]), Fate::Deleted);
    assert_eq!(undoing.of_created(&none, &[city(ME, "A", "B")]), Fate::Deleted);
    let later = [city(OTHER, "A", "B"), city(UNDO, "B", "A")];
    assert_eq!(undoing.of_created(&HashSet::from([LATER]), &later), Fate::Deleted);
    let changed = [
        city(OTHER, "A", "B"),
        change(PERSON, json!({"email": "a@x.example"}), json!({"email": "b@x.example"})),
        city(PERSON, "B", "C"),
    ];
    let fate = undoing.of_created(&none, &changed);
    let fields: Vec<&str> = fate.kept().iter().map(|kept| kept.field.as_str()).collect();
    assert_eq!(fields, ["city", "email"]);
    assert!(
        fate.kept()
            .iter()
            .all(|kept| kept.created && kept.since_user == Some(3))
    );
}
