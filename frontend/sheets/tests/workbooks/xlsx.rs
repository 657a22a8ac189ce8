use crate::{archive, sheets, text};
use muster_sheets::Problem;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

/// A workbook of one sheet.
fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("People").unwrap());
    book.save_to_buffer().unwrap()
}

fn one(fill: impl FnOnce(&mut Worksheet)) -> String {
    text(&workbook(fill), "People").unwrap()
}

/// The text of one number in one format.
fn shown(number: f64, format: &str) -> String {
    let line = one(|sheet| {
        let format = Format::new().set_num_format(format);
        sheet.write_number_with_format(0, 0, number, &format).unwrap();
    });
    line.trim_end().to_owned()
}

#[test]
fn rows_stand_where_they_are_in_the_sheet() {
    let text = one(|sheet| {
        sheet.write(2, 1, "Email").unwrap().write(2, 2, "City").unwrap();
        sheet
            .write(3, 1, "a@x.example")
            .unwrap()
            .write(3, 2, "Po\nrto, \"PT\"")
            .unwrap();
        sheet.write(6, 1, "b@x.example").unwrap();
        sheet.write_blank(6, 5, &Format::new().set_bold()).unwrap();
        sheet.write_blank(9, 0, &Format::new().set_bold()).unwrap();
    });
    assert_eq!(
        text,
        "\n\n,Email,City\n,a@x.example,\"Po\nrto, \"\"PT\"\"\"\n\n\n,b@x.example,\n"
    );
}

#[test]
fn numbers_are_whole_where_they_are_whole() {
    for (number, text) in [
        (34_651_234_567.0, "34651234567"),
        (0.1 + 0.2, "0.3"),
        (-1240.5, "-1240.5"),
        (3.0, "3"),
        (1e20, "100000000000000000000"),
    ] {
        assert_eq!(shown(number, "General"), text);
    }
}

#[test]
fn formats_that_say_what_a_number_is_are_followed() {
    for (number, format, text) in [
        (1234.0, "00000", "01234"),
        (34_651_234_567.0, "+0", "+34651234567"),
        (0.25, "0%", "25%"),
        (1240.5, "#,##0.00 \"€\"", "1240.5"),
        (45_429.0, "dd/mm/yyyy", "2024-05-17"),
        (45_429.0, "dd/mm/yyyy hh:mm", "2024-05-17"),
        (45_429.604_166_666_67, "dd/mm/yyyy hh:mm", "2024-05-17 14:30"),
        (45_429.604_166_666_67, "d mmm yy", "2024-05-17"),
        (0.604_166_666_666_67, "h:mm AM/PM", "14:30"),
        (1.520_833_333_333_33, "[h]:mm:ss", "36:30"),
        (-4.0, "yyyy-mm-dd", "-4"),
    ] {
        assert_eq!(shown(number, format), text, "{format}");
    }
}

#[test]
fn built_in_date_formats_are_dates() {
    // 14 to 22 by their numbers, as Excel writes them.
    for (index, text) in [
        (14, "2024-05-17"),
        (22, "2024-05-17 12:00"),
        (20, "12:00"),
        (46, "1090308:00"),
    ] {
        let line = one(|sheet| {
            let format = Format::new().set_num_format_index(index);
            sheet.write_number_with_format(0, 0, 45_429.5, &format).unwrap();
        });
        assert_eq!(line.trim_end(), text, "format {index}");
    }
}

#[test]
fn dates_of_old_macs_count_from_1904() {
    let styles = r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = r#"<worksheet><sheetData><row><c s="1"><v>43967</v></c></row></sheetData></worksheet>"#;
    for (properties, date) in [("", "2020-05-16\n"), (r#"<workbookPr date1904="1"/>"#, "2024-05-17\n")] {
        assert_eq!(text(&minimal(properties, styles, sheet), "People").unwrap(), date);
    }
}

#[test]
fn other_values_are_what_people_see() {
    let text = one(|sheet| {
        sheet.write(0, 0, true).unwrap().write(0, 1, false).unwrap();
        sheet.write(0, 2, Formula::new("=1+1").set_result("2")).unwrap();
        sheet
            .write(0, 3, Formula::new("=\"a\"&\"b\"").set_result("ab"))
            .unwrap();
        sheet.write(0, 4, Formula::new("=NA()").set_result("#N/A")).unwrap();
        let bold = Format::new().set_bold();
        let plain = Format::default();
        sheet
            .write_rich_string(0, 5, &[(&plain, "Ana "), (&bold, "Silva")])
            .unwrap();
        sheet.merge_range(0, 6, 0, 7, "merged", &plain).unwrap();
        sheet.write(0, 8, " <José> & co ").unwrap();
        sheet.write(0, 9, "01234").unwrap();
    });
    assert_eq!(text, "TRUE,FALSE,2,ab,#N/A,Ana Silva,merged,,\" <José> & co \",01234\n");
}

#[test]
fn sheets_are_listed_as_they_stand_hidden_ones_last() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Lists").unwrap().set_hidden(true);
    book.add_worksheet()
        .set_name("Contacts & co")
        .unwrap()
        .set_active(true)
        .write(0, 0, "a")
        .unwrap();
    book.add_worksheet().set_name("2024").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(sheets(&bytes).unwrap(), ["Contacts & co", "2024", "Lists"]);
    assert_eq!(text(&bytes, "Contacts & co").unwrap(), "a\n");
    assert_eq!(text(&bytes, "2024"), Err(Problem::NothingToRead));
    assert_eq!(text(&bytes, "2023"), Err(Problem::NoSuchSheet));
}

#[test]
fn a_large_sheet_is_read_to_its_last_row() {
    let text = one(|sheet| {
        for row in 0..30_000 {
            sheet.write(row, 0, format!("person{row}@x.example")).unwrap();
            sheet.write(row, 1, f64::from(row) / 10.0).unwrap();
        }
    });
    assert_eq!(text.lines().count(), 30_000);
    assert_eq!(text.lines().last(), Some("person29999@x.example,2999.9"));
}

/// What writers other than Excel leave out: references, styles, shared strings.
#[test]
fn a_workbook_with_the_least_that_is_needed() {
    let bytes = minimal(
        "",
        "<styleSheet/>",
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row><c t="inlineStr"><is><t>Email</t></is></c><c t="inlineStr"><is><t>Age</t></is></c></row>
        <row><c t="str"><v>a@x.example</v></c><c><v>7</v></c></row>
        <row r="5"><c r="B5" t="d"><v>2024-05-17T00:00:00</v></c></row>
        </sheetData></worksheet>"#,
    );
    assert_eq!(
        text(&bytes, "People").unwrap(),
        "Email,Age\na@x.example,7\n\n\n,2024-05-17\n"
    );
}

/// An entity of a document's own is no way to fill memory.
#[test]
fn entities_are_not_expanded() {
    let bytes = minimal(
        "",
        "<styleSheet/>",
        r#"<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"#,
    );
    assert_eq!(text(&bytes, "People"), Err(Problem::Broken));
}

pub(crate) fn minimal(properties: &str, styles: &str, sheet: &str) -> Vec<u8> {
    let workbook = format!(
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}
        <sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let relationship = |kind: &str, target: &str| {
        format!(
            r#"<Relationships><Relationship Id="rId1" Target="{target}"
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>"#
        )
    };
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            relationship("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", workbook.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relationship("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}
