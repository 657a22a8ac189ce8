use super::*;
use crate::intake::Quote;
use proptest::prelude::*;

/// A record as the tests compare it: line, fields, the problem's code.
type Seen = (u64, Vec<String>, Option<&'static str>);

fn split_in(chunks: &[&[u8]], delimiter: u8) -> Result<Vec<Seen>, Stop> {
    let dialect = Dialect {
        delimiter: char::from(delimiter),
        header: false,
        ..Dialect::default()
    };
    split_as(chunks, dialect)
}

fn seen_of(record: &Record<'_>) -> Seen {
    let cells = (0..record.len()).map(|i| record.lossy(i).into_owned()).collect();
    (record.line, cells, record.problem.map(Problem::code))
}

fn split_as(chunks: &[&[u8]], dialect: Dialect) -> Result<Vec<Seen>, Stop> {
    let mut splitter = Splitter::new(dialect, 0);
    let mut seen = Vec::new();
    let mut each = |record: &Record<'_>| seen.push(seen_of(record));
    for chunk in chunks {
        splitter.push(chunk, &mut each)?;
    }
    splitter.finish(&mut each);
    Ok(seen)
}

fn split(text: &str) -> Vec<Seen> {
    split_in(&[text.as_bytes()], b',').unwrap()
}

#[test]
fn records_are_read_with_their_lines() {
    type Expected = [(u64, &'static [&'static str])];
    let cases: &[(&str, &Expected)] = &[
        ("", &[]),
        ("\n\r\n\r", &[]),
        ("a", &[(1, &["a"])]),
        ("a,b\nc,d", &[(1, &["a", "b"]), (2, &["c", "d"])]),
        ("a,b\r\nc,d\r\n", &[(1, &["a", "b"]), (2, &["c", "d"])]),
        ("a,b\rc,d\r", &[(1, &["a", "b"]), (2, &["c", "d"])]),
        (",\n", &[(1, &["", ""])]),
        ("a,", &[(1, &["a", ""])]),
        ("a\n\nb\n\n\nc", &[(1, &["a"]), (3, &["b"]), (6, &["c"])]),
        ("a\r\n\r\nb", &[(1, &["a"]), (3, &["b"])]),
        ("\"a,b\",c", &[(1, &["a,b", "c"])]),
        ("\"a\"\"b\"\nc", &[(1, &["a\"b"]), (2, &["c"])]),
        ("\"a\nb\",c\nd", &[(1, &["a\nb", "c"]), (3, &["d"])]),
        ("\"a\r\nb\"\r\nd", &[(1, &["a\r\nb"]), (3, &["d"])]),
        ("\"a\rb\",\"\n\r\n\"\nd", &[(1, &["a\rb", "\n\r\n"]), (5, &["d"])]),
        ("\"\"\nb", &[(1, &[""]), (2, &["b"])]),
        ("a\"b\",c", &[(1, &["a\"b\"", "c"])]),
        (" \"a\"", &[(1, &[" \"a\""])]),
    ];
    for (text, expected) in cases {
        let expected: Vec<Seen> = expected
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|c| (*c).to_owned()).collect(), None))
            .collect();
        assert_eq!(split(text), expected, "{text:?}");
    }
}

#[test]
fn what_other_readers_pass_without_a_word_is_named() {
    let seen = split("a\n\"b\nc,d\n");
    assert_eq!(seen[1], (2, vec!["b\nc,d\n".to_owned()], Some("record.unclosed_quote")));
    let seen = split("\"a\"b,c\nd,e");
    assert_eq!(
        seen[0],
        (
            1,
            vec!["ab".to_owned(), "c".to_owned()],
            Some("record.text_after_quote")
        )
    );
    assert_eq!(seen[1].2, None);
}

#[test]
fn lines_that_are_no_records_are_left_out() {
    let dialect = Dialect {
        skip: 2,
        comment: Some('#'),
        header: false,
        ..Dialect::default()
    };
    let text = b"Report \"May\r\n\r\na,b\n#c \"d\n\n# e\r\n\"#f\",\"g\nh\"\ni#,j\n#end";
    let expected = [(3, vec!["a", "b"]), (7, vec!["#f", "g\nh"]), (9, vec!["i#", "j"])];
    for chunk in [1, 2, 3, text.len()] {
        let chunks: Vec<&[u8]> = text.chunks(chunk).collect();
        let seen: Vec<_> = split_as(&chunks, dialect).unwrap();
        let seen: Vec<_> = seen
            .iter()
            .map(|(line, cells, _)| (*line, cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(seen, expected, "in chunks of {chunk}");
    }
    let mut splitter = Splitter::new(dialect, 0);
    splitter.push(text, &mut |_| {}).unwrap();
    assert_eq!((splitter.comment_lines(), splitter.blank_lines()), (3, 1));
}

#[test]
fn a_line_of_a_workbook_is_a_row() {
    let mut splitter = Splitter::new(Dialect::default(), 0).rows_are_lines(true);
    let mut lines = Vec::new();
    let mut each = |record: &Record<'_>| lines.push(record.line);
    splitter
        .push(b"a,b\r\n\"c\nd\",e\r\n\r\nf,\"g\"\"\n\"x\r\nh,i\r\n", &mut each)
        .unwrap();
    assert_eq!(lines, [1, 2, 4, 5]);
}

#[test]
fn a_file_of_rejected_rows_is_read_without_its_guard() {
    let read = |text: &str| {
        let mut splitter = Splitter::new(Dialect::default(), 0);
        let mut cells = Vec::new();
        let mut each = |record: &Record<'_>| {
            cells.push((
                record.lossy(0).into_owned(),
                record.text(record.len()).unwrap().get(0).to_owned(),
            ));
        };
        splitter.push(text.as_bytes(), &mut each).unwrap();
        splitter.finish(&mut each);
        cells.pop().unwrap()
    };
    let both = |cell: &str| (cell.to_owned(), cell.to_owned());
    assert_eq!(read("Notes,Line,Reason\n'=1+1,2,x"), both("=1+1"));
    assert_eq!(read("Notes,Line,Reason\n'plain,2,x"), both("'plain"));
    assert_eq!(read("Notes,Line,Cause\n'=1+1,2,x"), both("'=1+1"));
    assert_eq!(read("Line,Reason\n'=1+1,x"), both("'=1+1"));
}

#[test]
fn a_stray_quote_stops_with_the_line_on_which_it_opened() {
    let mut text = b"a,b\nc,d\ne,\"f\n".to_vec();
    text.resize(4 << 20, b'x');
    for chunk in [text.len(), 1 << 16] {
        let chunks: Vec<&[u8]> = text.chunks(chunk).collect();
        assert_eq!(
            split_in(&chunks, b','),
            Err(Stop::RecordTooLong {
                line: 3,
                quote_line: Some(3)
            })
        );
    }
    let endless = vec![b'x'; 4 << 20];
    assert_eq!(
        split_in(&[&endless], b','),
        Err(Stop::RecordTooLong {
            line: 1,
            quote_line: None
        })
    );
    let wide = vec![b','; 4 << 20];
    assert_eq!(split_in(&[&wide], b','), Err(Stop::TooManyColumns { line: 1 }));
}

/// Text made of what matters to a splitter.
fn csv_like() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            4 => "[a-z]{1,3}",
            1 => "[a-z ]{20,90}",
            // Whole quoted fields, so that the scan goes on through them.
            3 => r#"([a-z,\r\n]|""){0,9}"#.prop_map(|inner| format!(",\"{inner}\",")),
            1 => r#"([a-z,\n]|""){0,30}"#.prop_map(|inner| format!("\n\"{inner}\"\n")),
            3 => Just(",".to_owned()),
            3 => Just("\"".to_owned()),
            2 => Just("\n".to_owned()),
            1 => Just("\r\n".to_owned()),
            1 => Just("\r".to_owned()),
            1 => Just("é".to_owned()),
        ],
        0..150,
    )
    .prop_map(|parts| parts.concat())
}

/// What the csv crate reads, or would if this delimiter and this quote stood for comma and quote.
fn by_the_csv_crate(text: &[u8], delimiter: u8, quote: Option<u8>) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quote(quote.unwrap_or(b'"'))
        .quoting(quote.is_some())
        .from_reader(text);
    let cells = |record: csv::ByteRecord| record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
    reader.byte_records().map(|record| cells(record.unwrap())).collect()
}

proptest! {
    #[test]
    fn the_same_records_as_the_csv_crate(text in csv_like()) {
        let ours: Vec<Vec<String>> = split(&text).into_iter().map(|(_, cells, _)| cells).collect();
        prop_assert_eq!(ours, by_the_csv_crate(text.as_bytes(), b',', Some(b'"')));
    }

    #[test]
    fn the_same_with_other_signs(text in csv_like(), delimiter in prop_oneof![Just(','), Just(';'), Just('\t'), Just('a')], quote in prop_oneof![Just(Quote::Double), Just(Quote::Single), Just(Quote::None)]) {
        let text = if quote == Quote::Single { text.replace('"', "'") } else { text };
        let dialect = Dialect { delimiter, quote, header: false, ..Dialect::default() };
        let ours: Vec<Vec<String>> = split_as(&[text.as_bytes()], dialect).unwrap().into_iter().map(|(_, cells, _)| cells).collect();
        prop_assert_eq!(ours, by_the_csv_crate(text.as_bytes(), delimiter as u8, quote.character().map(|quote| quote as u8)));
    }

    #[test]
    fn bytes_of_any_kind_are_read_as_the_csv_crate_does(parts in prop::collection::vec(prop_oneof![4 => Just(b','), 4 => Just(b'"'), 2 => Just(b'\n'), 1 => Just(b'\r'), 6 => any::<u8>()], 0..300)) {
        // It leaves a byte order mark out, which is the sniffer's business here.
        if !parts.starts_with(b"\xef\xbb\xbf") {
            let ours: Vec<Vec<String>> = split_in(&[&parts], b',').unwrap().into_iter().map(|(_, cells, _)| cells).collect();
            prop_assert_eq!(ours, by_the_csv_crate(&parts, b',', Some(b'"')));
        }
    }

    #[test]
    fn parts_put_together_are_the_whole(text in csv_like(), part in 1_u64..200) {
        let dialect = Dialect { header: false, ..Dialect::default() };
        let mut seen = Vec::new();
        let mut start = Splitter::new(dialect, 0).position();
        while start.offset < text.len() as u64 {
            let mut splitter = Splitter::new(dialect, 0).from(start, false).up_to(start.offset + part);
            let mut each = |record: &Record<'_>| seen.push(seen_of(record));
            splitter.push(&text.as_bytes()[start.offset as usize..], &mut each).unwrap();
            splitter.finish(&mut each);
            start = splitter.position();
        }
        prop_assert_eq!(seen, split(&text));
    }

    #[test]
    fn chunks_make_no_difference(text in csv_like(), cuts in proptest::collection::vec(0usize..200, 0..6)) {
        let bytes = text.as_bytes();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).chain([0, bytes.len()]).collect();
        cuts.sort_unstable();
        let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
        prop_assert_eq!(split_in(&chunks, b',').unwrap(), split(&text));
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts(text in csv_like()) {
        let at = |offset: usize| {
            let before = &text.as_bytes()[..offset];
            let breaks = before.iter().enumerate().filter(|(i, b)| match b {
                b'\r' => true,
                b'\n' => *i == 0 || before[i - 1] != b'\r',
                _ => false,
            });
            1 + breaks.count() as u64
        };
        let mut splitter = Splitter::new(Dialect::default(), 0);
        let mut wrong = Vec::new();
        let mut each = |record: &Record<'_>| {
            if record.line != at(record.offset as usize) {
                wrong.push((record.line, record.offset));
            }
        };
        splitter.push(text.as_bytes(), &mut each).unwrap();
        splitter.finish(&mut each);
        prop_assert_eq!(wrong, vec![]);
    }

    #[test]
    fn never_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), delimiter in 1u8..128) {
        if !b"\"\r\n".contains(&delimiter) {
            let _ = split_in(&[&bytes], delimiter);
        }
    }
}
