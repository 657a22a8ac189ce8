//! Values on their way from a cell to the database: exact, or rejected with a reason.

use super::{assert_finished, counts};
use muster_shared::api::{ContactPage, LeftOutPage, NewField, Why};
use muster_shared::intake::Dialect;
use muster_shared::mapping::{DateOrder, Marks, Reading};
use muster_shared::merge::Existing;
use muster_shared::{FieldOption, FieldType};
use muster_tests::{App, Draft};
use serde_json::json;
use sqlx::PgPool;

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn literals_columns_for_several_fields_and_readings(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let file = "Mail,Born,Balance,Where,Tel\n A@X.example ,14/03/1988,\"1.240\",Porto,651 23 45 67\n";
    let draft = Draft::new(file)
        .column("email", "Mail")
        .column("date_of_birth", "Born")
        .reading(
            "date_of_birth",
            Reading {
                date_order: DateOrder::DayMonthYear,
                ..Reading::default()
            },
        )
        .column("points", "Balance")
        .reading(
            "points",
            Reading {
                marks: Marks::Comma,
                ..Reading::default()
            },
        )
        .column("mobile_phone", "Tel")
        .reading(
            "mobile_phone",
            Reading {
                country: Some("ES".to_owned()),
                ..Reading::default()
            },
        )
        .column("city", "Where")
        .column("last_name", "Where")
        .literal("newsletter", "Subscribed")
        .literal("country", "=cmd()");
    let import = app.import(&admin, &draft).await;
    assert_finished(&import);
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({"a@x.example": {
            "date_of_birth": "1988-03-14", "points": 1240, "mobile_phone": "+34651234567", "city": "Porto",
            "last_name": "Porto", "newsletter": "subscribed", "country": "=cmd()",
        }})
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn custom_fields_of_every_type_are_stored_exactly(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    for kind in FieldType::ALL {
        let option = |id: &str| FieldOption {
            id: id.to_owned(),
            label: id.to_uppercase(),
        };
        let options = if kind.has_options() {
            vec![option("a"), option("b")]
        } else {
            vec![]
        };
        let new = NewField {
            name: format!("My {}", kind.as_str()),
            key: None,
            kind,
            required: false,
            options,
            default_country: None,
        };
        app.new_field(&admin, &new).await;
    }
    let file = "email,my_text,my_email,my_phone,my_date,my_integer,my_decimal,my_boolean,my_radio,my_checkbox\n\
        a@x.example, 007 ,Other@X.example,+34651234567,0001-01-01,-9223372036854775808,-0123456789012345678901234567.00000000010,yes,A,B|a\n";
    let draft = Draft::with(file, Dialect::default(), app.fields(&admin).await);
    assert_finished(&app.import(&admin, &draft).await);
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({"a@x.example": {
            "my_text": " 007 ", "my_email": "other@x.example", "my_phone": "+34651234567", "my_date": "0001-01-01",
            "my_integer": i64::MIN, "my_decimal": "-123456789012345678901234567.0000000001", "my_boolean": true,
            "my_radio": "a", "my_checkbox": ["a", "b"],
        }})
    );
    let again = app.import(&admin, &draft.existing(Existing::Override)).await;
    assert_eq!(
        again.counts,
        counts(0, 0, 1, 0, 0),
        "what was stored is what is read again"
    );
}

/// Like the Big List of Naughty Strings: what has broken programs elsewhere.
const NAUGHTY: [&str; 36] = [
    "undefined",
    "null",
    "NULL",
    "(null)",
    "true",
    "NaN",
    "\\",
    "\\\\",
    "0x0",
    "1E+02",
    "-1.00",
    "007",
    "١٢٣",
    ",./;'[]\\-=",
    "<>?:\"{}|_+",
    "!@#$%^&*()`~",
    "Ω≈ç√∫˜µ≤≥÷",
    "田中さんにあげて下さい",
    "(｡◕ ∀ ◕｡)",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "ثم نفس سقطت",
    "\u{202e}test\u{202c}",
    "\u{feff}bom",
    "\u{200b}\u{2028}\u{2029}\u{85}",
    "Z̮̞̠͙͔ͅA̡͓L̠G̳̤O̭",
    "<script>alert(0)</script>",
    "'; drop table contact; --",
    "1'; copy contact to '/tmp/x",
    "%s%n%d",
    "{{7*7}}${7*7}",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+34651234567",
    "'=1",
    "  spaces around  ",
    "a\"quote\"b",
];

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn naughty_strings_survive_to_the_letter(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut strings: Vec<String> = NAUGHTY.map(str::to_owned).to_vec();
    strings.extend([
        "two\nlines".to_owned(),
        "two\r\nlines".to_owned(),
        "tab\there".to_owned(),
        "x".repeat(10_000),
        "😀".repeat(10_000),
    ]);
    let mut file = b"email,city\n".to_vec();
    for (n, text) in strings.iter().enumerate() {
        muster_shared::report::write_record(&mut file, b',', [&format!("c{n}@x.example"), text]);
    }
    let import = app.import(&admin, &Draft::new(file.clone())).await;
    assert_finished(&import);
    assert_eq!(import.counts.created as usize, strings.len());
    let contacts = app.contacts(&admin).await;
    for (n, text) in strings.iter().enumerate() {
        assert_eq!(contacts[&format!("c{n}@x.example")]["city"], **text);
    }
    // And read from the API they are the same.
    let page: ContactPage = admin.get("/contacts?limit=200").await.ok();
    for contact in page.contacts {
        assert_eq!(contacts[&contact.email]["city"], contact.attributes["city"]);
    }
    let again = app.import(&admin, &Draft::new(file).existing(Existing::Override)).await;
    assert_eq!(again.counts.unchanged as usize, strings.len());
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn what_can_not_be_stored_is_rejected_with_a_reason(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let mut file = b"email,city\nnul@x.example,a\0b\nn\0l@x.example,x\nbell@x.example,\x07\n".to_vec();
    file.extend_from_slice(b"long@x.example,");
    file.extend("y".repeat(10_001).bytes());
    file.extend_from_slice(
        b"\nbytes@x.example,\xff\xfe\nquote@x.example,\"a\"b\ngood@x.example,ok\nopen@x.example,\"x\n",
    );
    let import = app.import(&admin, &Draft::new(file)).await;
    assert_finished(&import);
    assert_eq!(import.counts, counts(1, 0, 0, 0, 7));
    let page: LeftOutPage = admin.get(&format!("/imports/{}/left-out", import.id)).await.ok();
    let codes: Vec<(u64, &str)> = page
        .rows
        .iter()
        .map(|row| match &row.why {
            Why::Problems(problems) => (row.line, problems[0].problem.code()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        codes,
        [
            (2, "text.control_character"),
            (3, "email.bad_character"),
            (4, "text.control_character"),
            (5, "text.too_long"),
            (6, "record.not_utf8"),
            (7, "record.text_after_quote"),
            (9, "record.unclosed_quote"),
        ]
    );
    admin
        .get(&format!("/imports/{}/left-out.csv", import.id))
        .await
        .expect(200);
    assert_eq!(
        json!(app.contacts(&admin).await),
        json!({"good@x.example": {"city": "ok"}})
    );
}
