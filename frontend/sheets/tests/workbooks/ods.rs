use crate::{archive, sheets, text};
use muster_sheets::Problem;

const MANIFEST: &[u8] = b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";

/// A spreadsheet with these tables.
fn spreadsheet(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">
        <office:automatic-styles>
        <style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>
        <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles>
        <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", content.as_bytes()),
    ])
}

/// The text of a sheet with these rows.
fn one(rows: &str) -> Result<String, Problem> {
    let table = format!(r#"<table:table table:name="People" table:style-name="ta1">{rows}</table:table>"#);
    text(&spreadsheet(&table), "People")
}

/// The text of one cell.
fn shown(attributes: &str, paragraphs: &str) -> String {
    let row =
        format!("<table:table-row><table:table-cell {attributes}>{paragraphs}</table:table-cell></table:table-row>");
    one(&row).unwrap().trim_end().to_owned()
}

#[test]
fn values_are_what_people_see() {
    for (attributes, paragraphs, text) in [
        (
            r#"office:value-type="float" office:value="34651234567""#,
            "3.46E+10",
            "34651234567",
        ),
        (
            r#"office:value-type="float" office:value="0.30000000000000004""#,
            "0.3",
            "0.3",
        ),
        (r#"office:value-type="float" office:value="1234""#, "01234", "01234"),
        (
            r#"office:value-type="float" office:value="34651234567""#,
            "+34651234567",
            "+34651234567",
        ),
        (
            r#"office:value-type="float" office:value="1240.5""#,
            "1.240,50",
            "1240.5",
        ),
        (
            r#"office:value-type="currency" office:value="1240.5""#,
            "1.240,50 €",
            "1240.5",
        ),
        (r#"office:value-type="percentage" office:value="0.07""#, "7,00 %", "7%"),
        (
            r#"office:value-type="date" office:date-value="2024-05-17""#,
            "17/05/24",
            "2024-05-17",
        ),
        (
            r#"office:value-type="date" office:date-value="2024-05-17T14:30:00""#,
            "17/05/24 14:30",
            "2024-05-17 14:30",
        ),
        (
            r#"office:value-type="time" office:time-value="PT14H30M00S""#,
            "14:30:00",
            "14:30",
        ),
        (
            r#"office:value-type="boolean" office:boolean-value="true""#,
            "VRAI",
            "TRUE",
        ),
        (
            r#"office:value-type="string" table:formula="of:=1""#,
            "José &amp; co",
            "José & co",
        ),
        (
            r#"office:value-type="string" calcext:value-type="error" office:string-value="""#,
            "#N/A",
            "#N/A",
        ),
        (r#"office:value-type="string" office:string-value="long""#, "", "long"),
    ] {
        let paragraphs = match paragraphs {
            "" => String::new(),
            paragraph => format!("<text:p>{paragraph}</text:p>"),
        };
        assert_eq!(shown(attributes, &paragraphs), text, "{attributes}");
    }
}

#[test]
fn texts_are_joined_and_comments_left_out() {
    let string = r#"office:value-type="string""#;
    for (content, text) in [
        ("<text:p>Ana <text:span>Silva</text:span></text:p>", "Ana Silva"),
        ("<text:p>a<text:s text:c=\"2\"/>b<text:tab/>c</text:p>", "a  b\tc"),
        ("<text:p>1</text:p><text:p>2</text:p>", "\"1\n2\""),
        (
            "<office:annotation><text:p>secret</text:p></office:annotation><text:p>seen</text:p>",
            "seen",
        ),
        (
            "<text:p>\n<text:a xlink:href=\"mailto:a@x.example\">a@x.example</text:a></text:p>",
            "\"\na@x.example\"",
        ),
        ("<text:p>&#x41;&lt;</text:p>", "A<"),
    ] {
        assert_eq!(shown(string, content), text);
    }
}

#[test]
fn rows_and_cells_that_repeat_are_counted() {
    let cell = |text: &str| {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    };
    let blank = r#"<table:table-cell table:number-columns-repeated="2"/>"#;
    let rows = [
        r#"<table:shapes><draw:frame><text:p>logo</text:p></draw:frame></table:shapes>"#,
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
        &format!(
            "<table:table-header-rows><table:table-row>{blank}{}</table:table-row></table:table-header-rows>",
            cell("Email")
        ),
        &format!(
            r#"<table:table-row table:number-rows-repeated="2">{}{blank}</table:table-row>"#,
            cell("x")
        ),
        r#"<table:table-row><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="2"/>
           <table:covered-table-cell office:value-type="string"><text:p>under</text:p></table:covered-table-cell></table:table-row>"#,
        r#"<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"#,
    ];
    assert_eq!(one(&rows.concat()).unwrap(), "\n\n,,Email\nx,,\nx,,\n1,1,\n");
}

#[test]
fn sheets_are_listed_as_they_stand_hidden_ones_last() {
    let bytes = spreadsheet(
        r#"<table:table table:name="Lists" table:style-name="ta2"><table:table-row/></table:table>
           <table:table table:name="A &amp; B" table:style-name="ta1"><table:table-row/></table:table>
           <table:table table:name="2024"/>"#,
    );
    assert_eq!(sheets(&bytes).unwrap(), ["A & B", "2024", "Lists"]);
    assert_eq!(text(&bytes, "A & B"), Err(Problem::NothingToRead));
}

#[test]
fn what_repeats_beyond_any_sheet_is_broken() {
    for (rows, columns) in [("1", "4294967295"), ("4294967295", "1"), ("1", "-1"), ("x", "1")] {
        let row = format!(
            r#"<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="float" office:value="1"
               table:number-columns-repeated="{columns}"/></table:table-row>"#
        );
        assert!(
            matches!(one(&row), Err(Problem::Broken | Problem::TooLarge)),
            "{rows} {columns}"
        );
    }
}

#[test]
fn entities_are_not_expanded() {
    let row = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>&lol;</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(one(row), Err(Problem::Broken));
}

#[test]
fn an_encrypted_spreadsheet_asks_for_a_password() {
    let manifest = br#"<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let bytes = archive(&[("META-INF/manifest.xml", manifest), ("content.xml", b"\x00\x01")]);
    assert_eq!(sheets(&bytes), Err(Problem::Encrypted));
}
