use super::*;
use crate::UpdatePolicy;
use crate::field::system_fields;
use crate::mapping::{Assignment, DateOrder, Marks};
use crate::merge::Outcome;
use proptest::prelude::*;

fn key(key: &str) -> FieldKey {
    FieldKey::try_from(key.to_owned()).unwrap()
}

fn from(field: &str, source: Source) -> Assignment {
    Assignment {
        field: key(field),
        source,
        reading: Reading::default(),
        empty: None,
        update: None,
    }
}

fn column(field: &str, column: usize) -> Assignment {
    from(field, Source::Column(column))
}

fn literal(field: &str, text: &str) -> Assignment {
    from(field, Source::Literal(text.to_owned()))
}

fn updating(mut assignment: Assignment, update: UpdatePolicy) -> Assignment {
    assignment.update = Some(update);
    assignment
}

fn on_empty(mut assignment: Assignment, empty: EmptyCell) -> Assignment {
    assignment.empty = Some(empty);
    assignment
}

fn new(assignments: Vec<Assignment>, existing: Existing) -> Result<Plan, Vec<PlanError>> {
    Plan::new(&Mapping { assignments }, &system_fields(), 4, existing)
}

fn plan(assignments: Vec<Assignment>) -> Plan {
    new(assignments, Existing::Override).unwrap()
}

/// Email, changes and problems, as text.
fn read(plan: &Plan, record: &[&str]) -> (Option<String>, Vec<String>, Vec<String>) {
    let mut row = Row::default();
    plan.read(|cell| record[plan.columns()[cell]], &mut row);
    let name = |place: usize| plan.field(place).key.to_string();
    let change = |change: &Change<'_>| match change {
        Change::Set(value) => value.to_json().to_string(),
        Change::Clear => "cleared".to_owned(),
    };
    (
        row.email.as_deref().map(str::to_owned),
        row.changes
            .iter()
            .map(|(place, what)| format!("{} {}", name(*place), change(what)))
            .collect(),
        row.problems
            .iter()
            .map(|(place, problem)| format!("{} {}", name(*place), problem.code()))
            .collect(),
    )
}

#[test]
fn a_mapping_is_a_plan_or_every_reason_why_not() {
    let email = || column("email", 0);
    let bad_points = PlanError::Literal {
        field: key("points"),
        problem: Problem::IntegerNotANumber,
    };
    let no_points = PlanError::Literal {
        field: key("points"),
        problem: Problem::Empty {
            kind: FieldType::Integer,
        },
    };
    let clear = |field: &str| PlanError::ClearNotAllowed { field: key(field) };
    use Existing::{FillEmpty, Leave, Override};
    for (assignments, existing, errors) in [
        (vec![email()], Leave, vec![]),
        (vec![email(), column("city", 0)], Leave, vec![]),
        (vec![email(), literal("points", "10")], Leave, vec![]),
        (vec![], Leave, vec![PlanError::EmailNotMapped]),
        (vec![column("city", 1)], Leave, vec![PlanError::EmailNotMapped]),
        (
            vec![literal("email", "a@x.example")],
            Leave,
            vec![PlanError::EmailFromLiteral],
        ),
        (
            vec![email(), column("shoe_size", 1)],
            Leave,
            vec![PlanError::UnknownField {
                field: key("shoe_size"),
            }],
        ),
        (
            vec![email(), column("city", 1), column("city", 2)],
            Leave,
            vec![PlanError::FieldTwice { field: key("city") }],
        ),
        (
            vec![email(), column("city", 4)],
            Leave,
            vec![PlanError::NoSuchColumn {
                field: key("city"),
                column: 4,
            }],
        ),
        (vec![email(), literal("points", "ten")], Leave, vec![bad_points.clone()]),
        (vec![email(), literal("points", " ")], Leave, vec![no_points]),
        (
            vec![email(), on_empty(column("city", 1), EmptyCell::Clear)],
            Override,
            vec![],
        ),
        (
            vec![email(), on_empty(column("city", 1), EmptyCell::Clear)],
            Leave,
            vec![clear("city")],
        ),
        (
            vec![email(), on_empty(column("city", 1), EmptyCell::Clear)],
            FillEmpty,
            vec![clear("city")],
        ),
        (
            vec![
                email(),
                updating(on_empty(column("city", 1), EmptyCell::Clear), UpdatePolicy::Override),
            ],
            FillEmpty,
            vec![],
        ),
        (
            vec![
                email(),
                updating(on_empty(column("city", 1), EmptyCell::Clear), UpdatePolicy::FillEmpty),
            ],
            Override,
            vec![clear("city")],
        ),
        (
            vec![on_empty(email(), EmptyCell::Clear)],
            Override,
            vec![clear("email")],
        ),
        (
            vec![on_empty(email(), EmptyCell::Leave)],
            Leave,
            vec![PlanError::EmptyNotAllowed { field: key("email") }],
        ),
        (
            vec![literal("points", "ten"), column("x", 1)],
            Leave,
            vec![
                PlanError::UnknownField { field: key("x") },
                bad_points,
                PlanError::EmailNotMapped,
            ],
        ),
    ] {
        let found = new(assignments.clone(), existing).err().unwrap_or_default();
        assert_eq!(found, errors, "{assignments:?}");
        for error in found {
            assert!(error.to_string().ends_with('.'), "{error}");
            let json = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<PlanError>(&json).unwrap(), error);
        }
    }
}

#[test]
fn a_plan_reads_the_columns_it_needs_and_no_others() {
    let plan = plan(vec![
        column("city", 3),
        column("email", 1),
        column("country", 3),
        literal("points", "10"),
    ]);
    assert_eq!(plan.columns(), [1, 3]);
    let keys: Vec<&str> = plan.fields().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["email", "points", "city", "country"], "the account's order");
    assert_eq!(
        (0..4).map(|place| plan.cell_of(place)).collect::<Vec<_>>(),
        [Some(0), None, Some(1), Some(1)]
    );
    let (email, changes, problems) = read(&plan, &["-", " Ana@X.example ", "-", "Porto"]);
    assert_eq!(email.as_deref(), Some("ana@x.example"));
    assert_eq!(changes, ["points 10", "city \"Porto\"", "country \"Porto\""]);
    assert!(problems.is_empty());
}

#[test]
fn an_empty_cell_is_what_the_column_says() {
    use EmptyCell::{Clear, Leave, Reject};
    for (field, empty, changes, problems) in [
        ("city", None, vec![], vec![]),
        ("city", Some(Reject), vec![], vec!["city empty.not_allowed"]),
        ("city", Some(Clear), vec!["city cleared"], vec![]),
        ("points", None, vec![], vec!["points empty.not_allowed"]),
        ("points", Some(Leave), vec![], vec![]),
        ("points", Some(Clear), vec!["points cleared"], vec![]),
        ("mobile_phone", None, vec![], vec!["mobile_phone empty.not_allowed"]),
        ("date_of_birth", None, vec![], vec!["date_of_birth empty.not_allowed"]),
        ("newsletter", None, vec![], vec!["newsletter empty.not_allowed"]),
    ] {
        let mut assignment = column(field, 1);
        assignment.empty = empty;
        let plan = plan(vec![column("email", 0), assignment]);
        for cell in ["", "  ", "\u{a0}\t"] {
            let found = read(&plan, &["a@x.example", cell]);
            assert_eq!(
                found,
                (
                    Some("a@x.example".to_owned()),
                    changes.iter().map(|s| s.to_string()).collect(),
                    problems.iter().map(|s| s.to_string()).collect(),
                )
            );
        }
    }
    let (email, _, problems) = read(&plan(vec![column("email", 0)]), &[" "]);
    assert_eq!((email, problems), (None, vec!["email empty.not_allowed".to_owned()]));
}

#[test]
fn a_row_names_every_problem_it_has() {
    let plan = plan(vec![
        column("email", 0),
        column("points", 1),
        column("date_of_birth", 2),
        column("city", 3),
    ]);
    let (email, changes, problems) = read(&plan, &["ana", "1,5", "14/03/1988", "Porto"]);
    assert_eq!(email, None);
    assert_eq!(changes, ["city \"Porto\""]);
    assert_eq!(
        problems,
        [
            "email email.missing_at",
            "date_of_birth date.not_iso",
            "points integer.not_a_number"
        ]
    );
}

/// Columns for every type, with settings.
fn full_mapping() -> Mapping {
    let mut birth = column("date_of_birth", 1);
    birth.reading.date_order = DateOrder::DayMonthYear;
    let mut points = column("points", 2);
    points.reading.marks = Marks::Comma;
    let mut phone = on_empty(column("mobile_phone", 3), EmptyCell::Leave);
    phone.reading.country = Some("ES".to_owned());
    let mut newsletter = column("newsletter", 2);
    newsletter.reading.values = vec![("ja".to_owned(), "subscribed".to_owned())];
    let assignments = vec![
        column("email", 0),
        birth,
        points,
        phone,
        newsletter,
        column("city", 1),
        literal("country", " PT "),
    ];
    Mapping { assignments }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z]{1,4}@[a-z]{1,4}\\.com",
        "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "\\+?[0-9 ]{0,13}",
        "-?[0-9]{1,3}(\\.[0-9]{3}){0,2}",
        "(subscribed|None|JA| )",
    ]
}

#[test]
fn each_field_of_an_existing_contact_is_treated_as_its_column_says() {
    let contact = serde_json::json!({"city": "Lyon", "country": "FR"});
    let contact = contact.as_object().unwrap();
    for (import, city, expected) in [
        (Existing::Override, None, ["Porto", "PT"]),
        (Existing::Override, Some(UpdatePolicy::FillEmpty), ["Lyon", "PT"]),
        (Existing::FillEmpty, None, ["Lyon", "FR"]),
        (Existing::FillEmpty, Some(UpdatePolicy::Override), ["Porto", "FR"]),
        (Existing::Leave, Some(UpdatePolicy::Override), ["Lyon", "FR"]),
    ] {
        let mut of_city = column("city", 1);
        of_city.update = city;
        let assignments = vec![column("email", 0), of_city, literal("country", "PT")];
        let plan = Plan::new(&Mapping { assignments }, &system_fields(), 2, import).unwrap();
        let mut row = Row::default();
        plan.read(|cell| ["a@x.example", "Porto"][cell], &mut row);
        let after = match plan.merge(Some(contact), &row.changes) {
            Outcome::Update { attributes, .. } => attributes,
            Outcome::Unchanged | Outcome::Skip => contact.clone(),
            Outcome::Create(_) => panic!("the contact exists"),
        };
        assert_eq!([&after["city"], &after["country"]], expected, "{import:?} {city:?}");
    }
}

proptest! {
    #[test]
    fn the_server_reads_what_the_browser_read(record in prop::collection::vec(cell(), 4), order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle()) {
        let mapping = full_mapping();
        let browser = Plan::new(&mapping, &system_fields(), 4, Existing::Override).unwrap();
        // The mapping crosses the wire, in whatever order its assignments were made.
        let shuffled = Mapping { assignments: order.iter().map(|i| mapping.assignments[*i].clone()).collect() };
        let json = serde_json::to_string(&shuffled).unwrap();
        let server = Plan::new(&serde_json::from_str(&json).unwrap(), &system_fields(), 4, Existing::Override).unwrap();
        let record: Vec<&str> = record.iter().map(String::as_str).collect();
        prop_assert_eq!(browser.columns(), server.columns());
        prop_assert_eq!(read(&browser, &record), read(&server, &record));
    }

    #[test]
    fn the_same_row_again_changes_nothing(record in prop::collection::vec(cell(), 4), fill in any::<bool>()) {
        let existing = if fill { Existing::FillEmpty } else { Existing::Override };
        let plan = Plan::new(&full_mapping(), &system_fields(), 4, existing).unwrap();
        let mut row = Row::default();
        plan.read(|cell| record[plan.columns()[cell]].as_str(), &mut row);
        let Outcome::Create(created) = plan.merge(None, &row.changes) else { panic!("a new contact is created") };
        prop_assert_eq!(plan.merge(Some(&created), &row.changes), Outcome::Unchanged);
        let leaving = Plan::new(&full_mapping(), &system_fields(), 4, Existing::Leave).unwrap();
        prop_assert_eq!(leaving.merge(Some(&created), &row.changes), Outcome::Skip);
    }
}
