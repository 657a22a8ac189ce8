//! `/imports/{id}/left-out` and `/imports/{id}/left-out.csv`

use muster_shared::api::{LeftOutPage, Why};
use muster_shared::field::system_fields;
use muster_shared::intake::{Dialect, Record, Splitter};
use muster_tests::{App, Draft};
use sqlx::PgPool;

const REJECTED: &str = "\
email;first_name;points;notes\r\n\
good@x.example;Ana;1;kept at home\r\n\
\"no;mail\";=1+1;x;secret\r\n\
\r\n\
two@@x.example;\"+34 651, \"\"x\"\"\";;secret\r\n\
short@x.example;x\r\n\
@cmd;'=quoted;1.5;secret\r\n";

fn rejected_draft() -> Draft {
    Draft::with(
        REJECTED,
        Dialect {
            delimiter: ';',
            header: true,
            ..Dialect::default()
        },
        system_fields(),
    )
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn rejections_have_line_field_column_value_and_code(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let import = app.import(&admin, &rejected_draft()).await;
    assert_eq!((import.counts.created, import.counts.rejected), (1, 4));
    let path = format!("/imports/{}/left-out", import.id);
    let page: LeftOutPage = admin.get(&path).await.ok();
    assert_eq!(page.total, 4);
    let mut told = Vec::new();
    for row in &page.rows {
        let Why::Problems(problems) = &row.why else {
            panic!("{row:?}")
        };
        for problem in problems {
            let field = problem.field.as_ref().map(|field| field.as_str());
            told.push((
                row.line,
                field,
                problem.column.as_deref(),
                problem.value.as_str(),
                problem.problem.code(),
            ));
        }
    }
    assert_eq!(
        told,
        [
            (3, Some("email"), Some("email"), "no;mail", "email.missing_at"),
            (3, Some("points"), Some("points"), "x", "integer.not_a_number"),
            (5, Some("email"), Some("email"), "two@@x.example", "email.two_at"),
            (5, Some("points"), Some("points"), "", "empty.not_allowed"),
            (6, None, None, "", "record.too_few_fields"),
            (7, Some("email"), Some("email"), "@cmd", "email.bad_local"),
            (7, Some("points"), Some("points"), "1.5", "integer.has_decimals"),
        ]
    );
    let lines = |page: LeftOutPage| page.rows.iter().map(|row| row.line).collect::<Vec<_>>();
    assert_eq!(
        lines(admin.get(&format!("{path}?outcome=rejected&limit=2")).await.ok()),
        [3, 5]
    );
    assert_eq!(
        lines(
            admin
                .get(&format!("{path}?outcome=rejected&limit=2&after=5"))
                .await
                .ok()
        ),
        [6, 7]
    );
    assert!(lines(admin.get(&format!("{path}?outcome=skipped")).await.ok()).is_empty());
    assert_eq!(admin.get(&format!("{path}?outcome=created")).await.status, 400);
}

/// Cells of a downloaded file, header first.
fn cells(text: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut rows = Vec::new();
    let mut splitter = Splitter::new(
        Dialect {
            delimiter: char::from(delimiter),
            ..Dialect::default()
        },
        3,
    );
    let mut each = |record: &Record<'_>| {
        rows.push((0..record.len()).map(|cell| record.lossy(cell).into_owned()).collect());
    };
    splitter.push(text, &mut each).unwrap();
    splitter.finish(&mut each);
    rows
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn the_rejected_rows_come_as_a_file_that_can_be_dropped_back_in(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    let import = app.import(&admin, &rejected_draft()).await;
    let answer = admin
        .get(&format!("/imports/{}/left-out.csv?outcome=rejected", import.id))
        .await;
    assert_eq!(answer.expect(200).headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        answer.headers["content-disposition"],
        "attachment; filename=\"contacts-rejected.csv\""
    );
    let rows = cells(&answer.body, b';');
    assert_eq!(
        rows[0],
        ["email", "first_name", "points", "Line", "Reason"],
        "what isn't mapped never left the browser"
    );
    let raw: Vec<Vec<&str>> = rows[1..]
        .iter()
        .map(|row| row[..4].iter().map(String::as_str).collect())
        .collect();
    // Guarded in the file, and read without the guard.
    assert!(
        answer.text().contains("'=1+1") && answer.text().contains("''=quoted"),
        "{}",
        answer.text()
    );
    assert_eq!(
        raw,
        [
            vec!["no;mail", "=1+1", "x", "3"],
            vec!["two@@x.example", "+34 651, \"x\"", "", "5"],
            vec!["short@x.example", "x", "", "6"],
            vec!["@cmd", "'=quoted", "1.5", "7"],
        ]
    );
    assert!(rows[1..].iter().all(|row| !row[4].is_empty()), "{rows:?}");
    assert!(!answer.text().contains("secret"));

    // Corrected, it is an import like any other.
    let corrected = answer
        .text()
        .replace("no;mail", "no@x.example")
        .replace(";x;3;", ";7;3;");
    let corrected = corrected.trim_start_matches('\u{feff}').as_bytes().to_vec();
    let draft = Draft::with(
        corrected,
        Dialect {
            delimiter: ';',
            header: true,
            ..Dialect::default()
        },
        system_fields(),
    );
    let again = app.import(&admin, &draft).await;
    assert_eq!((again.counts.created, again.counts.rejected), (1, 3));
    let contact = &app.contacts(&admin).await["no@x.example"];
    assert_eq!(
        (&contact["points"], &contact["first_name"]),
        (&7.into(), &"=1+1".into())
    );
}

#[sqlx::test(migrator = "muster_backend::MIGRATOR")]
async fn skipped_rows_say_why(pool: PgPool) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &Draft::new("email\nold@x.example\n")).await;
    let file = "email\nnew@x.example\nOLD@x.example\nnew@x.example\n NEW@x.example\n";
    let import = app.import(&admin, &Draft::new(file).batches_of(2)).await;
    assert_eq!(
        (import.counts.created, import.counts.skipped, import.skipped_repeated),
        (1, 3, 2)
    );
    let page: LeftOutPage = admin
        .get(&format!("/imports/{}/left-out?outcome=skipped", import.id))
        .await
        .ok();
    let whys: Vec<(u64, Why)> = page.rows.into_iter().map(|row| (row.line, row.why)).collect();
    let email = || "new@x.example".to_owned();
    assert_eq!(
        whys,
        [
            (
                2,
                Why::Repeated {
                    email: email(),
                    kept_line: 5
                }
            ),
            (
                3,
                Why::Exists {
                    email: "old@x.example".to_owned()
                }
            ),
            (
                4,
                Why::Repeated {
                    email: email(),
                    kept_line: 5
                }
            ),
        ]
    );
    let answer = admin
        .get(&format!("/imports/{}/left-out.csv?outcome=skipped", import.id))
        .await;
    let rows = cells(&answer.expect(200).body, b',');
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0], ["Email", "Line", "Reason"]);
    assert_eq!(rows[2][..2], ["old@x.example", "3"]);
}
