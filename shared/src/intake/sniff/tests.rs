use super::*;
use crate::intake::{Format, Quote};
use crate::limits;
use proptest::prelude::*;

/// A dialect in short: delimiter, quote unless it is double, `+2` for lines left out, `-` where there is no header.
fn short(dialect: Dialect) -> String {
    let quote = match dialect.quote {
        Quote::Double => "",
        Quote::Single => "'",
        Quote::None => "none",
    };
    let skip = if dialect.skip > 0 {
        format!("+{}", dialect.skip)
    } else {
        String::new()
    };
    let header = if dialect.header { "" } else { "-" };
    let delimiter = if dialect.delimiter == '\t' {
        "tab".to_owned()
    } else {
        dialect.delimiter.to_string()
    };
    format!("{delimiter}{quote}{skip}{header}")
}

fn sniffed(text: &str) -> String {
    short(sniff(text.as_bytes(), true, None).unwrap().dialect)
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (sniffed(text), text, expected))
        .filter(|(found, _, expected)| found != *expected)
        .map(|(found, text, expected)| format!("found {found}, expected {expected}: {text:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn delimiters() {
    check(&[
        ("Email,Name\na@x.example,Ana\n", ","),
        ("Email;Name\na@x.example;Ana\n", ";"),
        ("Email\tName\na@x.example\tAna, Bea\n", "tab"),
        ("Email|Name\na@x.example|Ana\n", "|"),
        ("Email,Name\r\na@x.example,Ana\r\n", ","),
        ("Email;Name\ra@x.example;Ana\r", ";"),
        ("\u{feff}Email;Name\na@x.example;Ana\n", ";"),
        // Decimal commas, with and without a header.
        ("Email;Order\na@x.example;1,5\nb@x.example;2,5\nc@x.example;3\n", ";"),
        ("Email;Order\na@x.example;1,5\nb@x.example;2,5\n", ";"),
        ("a@x.example;1,5\nb@x.example;2,5\n", ";-"),
        ("1,5;2,5;3,5\n4,5;5,5;6,5\n7,5;8,5;9,5\n", ";-"),
        ("Ana;1,5\nBea;2,5\nCle;3,5\n", ";-"),
        ("Artikel;Preis;Menge\nTisch;1.249,00;2\nStuhl;89,90;4\n", ";"),
        ("Email\tPrice\na@x.example\t1,5\nb@x.example\t2,5\n", "tab"),
        // Lists within cells.
        (
            "Email,Notes\na@x.example,\"one; two; three\"\nb@x.example,\"a;b\"\n",
            ",",
        ),
        ("Email,Tags\na@x.example,A;B\nb@x.example,C;D\n", ","),
        (
            "Email,Tags\na@x.example,red|blue|green|x\nb@x.example,red|blue|green|y\n",
            ",",
        ),
        ("a@x.example,red|blue|green|x\nb@x.example,red|blue|green|y\n", ",-"),
        ("Email;Tags\na@x.example;red,blue\nb@x.example;green,red\n", ";"),
        ("Email\tTags\na@x.example\tred,blue\nb@x.example\tgreen,red\n", "tab"),
        (
            "Email|City|Tags\na@x.example|Porto, PT|x,y\nb@x.example|Lyon, FR|x,y\n",
            "|",
        ),
        ("Name;Address\nAna;Rua Nova, 5, Porto\nBea;Rue Neuve, 6, Lyon\n", ";"),
        ("Name,Notes\nAna,called; will call back\nBea,asked; no answer\n", ","),
        // Quoted delimiters and line breaks.
        ("Name;Notes\n\"a,b,c\";\"d,e\nf,g\"\n\"h,i\";j\n", ";"),
        (
            "Name,Notes\n\"Silva, Ana\",\"one\n\ntwo, three\"\n\"Costa, Bea\",x\n",
            ",",
        ),
        (
            "\"Email\",\"Name\"\n\"a@x.example\",\"Silva; Ana\"\n\"b@x.example\",\"Costa; Bea\"\n",
            ",",
        ),
        (
            "\"Email\";\"Name\"\n\"a@x.example\";\"Silva, Ana\"\n\"b@x.example\";\"Costa, Bea\"\n",
            ";",
        ),
        ("\"Email\"\t\"Note\"\n\"a@x.example\"\t\"say \"\"hi\"\"\"\n", "tab"),
        // Exporters.
        (
            "First Name,Middle Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Labels\n\
             Ana,,Silva,* Work,a@x.example,* myContacts ::: Friends\nBea,,Costa,* Home,b@x.example,* myContacts\n",
            ",",
        ),
        (
            "Vorname;Nachname;E-Mail;Geburtstag\nAna;Silva;a@x.example;14.03.1988\nBea;Costa;b@x.example;01.12.1990\n",
            ";",
        ),
        (
            "Email Address,First Name,MEMBER_RATING,OPTIN_TIME\na@x.example,Ana,2,\"2024-01-05 10:00:00\"\n",
            ",",
        ),
        (
            "Id,Email,Amount\n003A0,a@x.example,\"1,200.50\"\n003A1,b@x.example,\"12,000\"\n",
            ",",
        ),
        // Ragged rows, trailing delimiters.
        (
            "Email,Name,City\na@x.example,Ana\nb@x.example,Bea,Porto,x\nc@x.example,Cle,Lyon\n",
            ",",
        ),
        ("Email;Name;City\na@x.example;Ana;Porto;\nb@x.example;Bea;Lyon;\n", ";"),
        ("Email,Name\na@x.example,Silva, Ana\nb@x.example,Bea\n", ","),
        // One column.
        ("Email\na@x.example\n", ","),
        ("a@x.example\nb@x.example\n", ",-"),
        ("Email", ","),
        ("Email,Name", ","),
        ("Time\n12:30\n12:45\n", ","),
        ("12:30\n12:45\n", ",-"),
        ("https://x.example\nhttps://y.example\n", ",-"),
        ("Name\nDoe, Jane\nRoe, Richard\n", ","),
        ("Name\nCher\nDoe, Jane\n", ","),
        ("\"Doe, Jane\"\n\"Roe, Richard\"\n", ","),
        // Rare delimiters, only where no common one cuts.
        ("Email:Name\na@x.example:Ana\nb@x.example:Bea\n", ":"),
        ("Email^Name\na@x.example^Ana\n", "^"),
        ("Email~Name\na@x.example~Ana\n", "~"),
        ("Email\u{1f}Name\na@x.example\u{1f}Ana, B\n", "\u{1f}"),
        ("Email\u{1}Name\na@x.example\u{1}Ana\n", "\u{1}"),
        ("Name:Likes\nAna:tea, milk\nBea:milk, bread\n", ":"),
        ("Email,Time\na@x.example,10:30\nb@x.example,11:45\n", ","),
    ]);
}

#[test]
fn declared_delimiters() {
    check(&[
        ("sep=;\nEmail;Name\na@x.example;Ana\n", ";+1"),
        ("\u{feff}sep=,\r\nEmail,Name\r\na@x.example,Ana\r\n", ",+1"),
        ("\"sep=;\"\nEmail;Name\na@x.example;Ana\n", ";+1"),
        ("SEP=|\nEmail|Name\na@x.example|Ana\n", "|+1"),
        ("sep=\t\nEmail\tName\na@x.example\tAna\n", "tab+1"),
        ("sep=§\nEmail§Name\na@x.example§Ana\n", "§+1"),
        ("sep=;\nEmail\na@x.example\n", ";+1"),
        ("sep=;\nEmail,Name\na@x.example,Ana\n", ",+1"),
        ("sep=;\nReport;;\n\nEmail;Name;City\na@x.example;Ana;Porto\n", ";+3"),
        ("sep=;\n1;2\n3;4\n", ";+1-"),
        ("sep=;", ";+1"),
    ]);
}

#[test]
fn quotes() {
    check(&[
        ("Name,Note\n'Silva, Ana','x'\n'Costa, Bea','y'\n", ",'"),
        ("'Email','Name'\n'a@x.example','Ana'\n'b@x.example','Bea'\n", ",'"),
        (
            "'Email';'Name'\n'a@x.example';'d''Arc; Jeanne'\n'b@x.example';'Bea'\n",
            ";'",
        ),
        // Apostrophes of names are no quotes.
        ("Email,Name\na@x.example,O'Brien\nb@x.example,d'Arc\n", ","),
        ("Name,City\n'tHart,Delft\nO'Neill,'s-Gravenhage\n", ","),
        ("Name,City\n't Hart,'s-Hertogenbosch\n't Hooft,'s-Gravenhage\n", ","),
        ("Name,Nick\nAna,'Annie'\nBea,\nCle,\nDan,Danny\n", ","),
        ("Email,Name\n\"a@x.example\",'Ana'\n\"b@x.example\",'Bea'\n", ","),
        // Quotes that are signs of inches, nicknames, ditto marks.
        ("Name,Size\nPipe,5\"\nTube,12\"\nRod,3\"\n", ","),
        ("Name,Age\n\"Big\" Bob,5\n\"Slim\" Jim,6\n\"Old\" Tom,7\n", ",none"),
        (
            "Item;Size;Stock\n\"A\" rail;5;1\n\"B\" rail;6;2\n\"C\" rail;7;3\n\"D\" rail;8;4\n",
            ";none",
        ),
        (
            "City,Name,Age\nPorto,Ana,5\n\",Bea,6\n\",Cle,7\n\",Dan,8\n\",Eva,9\n",
            ",none",
        ),
        // One stray quote among rows is one row's problem.
        ("Name,Age\n\"Big\" Bob,5\n\"Jim\",6\n\"Tom\",7\n", ","),
        ("Name,Age\nBob,5\n\"Slim\" Jim,6\nTom,7\n", ","),
        (
            "Email,Note\na@x.example,\"line one\nline two\"\nb@x.example,\"one, two\nthree, four\"\n",
            ",",
        ),
        (
            "Email,Note\na@x.example,\"Street 1\nPorto, PT\"\nb@x.example,\"Street 2\nLyon, FR\"\n",
            ",",
        ),
    ]);
}

#[test]
fn titles_above() {
    check(&[
        ("Contacts\nEmail,Name,City\na@x.example,Ana,Porto\n", ",+1"),
        (
            "Contacts of May\n\nEmail,Name,City\na@x.example,Ana,Porto\nb@x.example,Bea,Lyon\n",
            ",+2",
        ),
        (
            "Contacts of May\n\nEmail,Name\na@x.example,Ana\nb@x.example,Bea\n",
            ",+2",
        ),
        ("Report,,,\nEmail,First,Last,City\na@x.example,Ana,Silva,Porto\n", ",+1"),
        (
            "Report,,,\nDate,2026-01-05,,\n,,,\nEmail,First,Last,City\na@x.example,Ana,Silva,Porto\n",
            ",+3",
        ),
        // A line of more values than a title has, set apart from the names or not.
        (
            "Report;;\nDate;2026-01-05;\n;;\nEmail;Name;City\na@x.example;Ana;Porto\nb@x.example;Bea;Lyon\n",
            ";+3",
        ),
        (
            "Report,,\nDate,2026-01-05,\n\nEmail,Name,City\na@x.example,Ana,Porto\nb@x.example,Bea,Lyon\n",
            ",+3",
        ),
        (
            "Report;;\nDate;2026-01-05;\nEmail;Name;City\na@x.example;Ana;Porto\nb@x.example;Bea;Lyon\n",
            ";",
        ),
        (
            "Kontakte Stand Mai\nVorname;Nachname;Ort\nAna;Silva;Porto\nBea;Costa;Lyon\n",
            ";+1",
        ),
        (
            "Report;;;\r\n\r\n;;;\r\nName;Menge;Preis;Ort\r\nTisch;2;1,5;Porto\r\n",
            ";+3",
        ),
        (
            "a\nb\nc\nd\ne\nEmail,Name,City\nx@x.example,Ana,Porto\ny@x.example,Bea,Lyon\nz@x.example,Cle,Rome\n",
            ",+5",
        ),
        (
            "Report\rgenerated today\r\rEmail\tName\tCity\ra@x.example\tAna\tPorto\r",
            "tab+3",
        ),
        (
            "\"A title\nover two lines\"\n\nEmail,Name,City\na@x.example,Ana,Porto\n",
            ",+3",
        ),
        (
            "Report of 5 May, 2026\n\nEmail;Name;City\na@x.example;Ana;Porto\nb@x.example;Bea;Lyon\n",
            ";+2",
        ),
        (
            ",,Address,,\nEmail,Name,Street,City,Zip\na@x.example,Ana,Rua Nova,Porto,4000\n",
            ",+1",
        ),
        ("# exported\n# 2026\nEmail,Name\na@x.example,Ana\n", ",+2"),
        ("Report\n\na@x.example,Ana,Porto\nb@x.example,Bea,Lyon\n", ",+2-"),
        // Not sure, or no title at all.
        (
            "Kundennr,Bezeichn,,,\nK1,Tisch,,,\nK2,Stuhl,,,\nK3,Bank,rot,neu,x\nK4,Regal,,,\nK5,Bett,,,\n",
            ",",
        ),
        ("Email,Name,,,\na@x.example,Ana,,,\nb@x.example,Bea,,,\n", ","),
        (
            "Email,,,\na@x.example,Ana,Silva,Porto\nb@x.example,Bea,Costa,Lyon\n",
            ",",
        ),
        ("by a@x.example\nEmail,Name,City\nb@x.example,Ana,Porto\n", ",-"),
        ("Email,Name\na@x.example,Ana,x,y,z\nb@x.example,Bea,x,y,z\n", ","),
        ("\n\nEmail,Name\na@x.example,Ana\n", ","),
        ("a@x.example,,\nb@x.example,Bea,Lyon\n", ",-"),
    ]);
}

#[test]
fn headers() {
    check(&[
        ("a@x.example,Ana\nb@x.example,Bea\n", ",-"),
        ("Ana,a@x.example,12\nBea,b@x.example,13\n", ",-"),
        ("1,2,3\n4,5,6\n", ",-"),
        ("Ana,Silva,12\nBea,Costa,13\n", ",-"),
        ("Ana,,12\nBea,b@x.example,13\n", ",-"),
        ("ana@x,Ana\nb@x.example,Bea\nc@x.example,Cle\n", ",-"),
        ("AB-12,Ana\nAB-13,Bea\nCD-14,Cle\nCD-15,Dan\n", ",-"),
        ("Ana,Porto\nBea,Porto\nCle,Porto\n", ",-"),
        ("Ana,yes\nBea,no\nCle,no\n", ",-"),
        ("2024-01-05,Ana\n2024-01-06,Bea\n", ",-"),
        ("Name,2023,2024\nAna,15.5,18\nBea,3,4.5\n", ","),
        ("2023,2024\n15.5,18\n3,4.5\n", ","),
        ("Code,Name\nAB-12,Ana\nAB-13,Bea\nCD-14,Cle\n", ","),
        ("Name,City\nAna,Porto\nBea,Porto\n", ","),
        ("First,Last,City\nAna,Silva,Porto\nBea,Costa,Lyon\n", ","),
        ("Name,City\nAna,Porto\nName,City\nBea,Lyon\n", ","),
        ("Phone,Phone\n+34651234567,5\n+34651234568,6\n", ","),
        ("Email,\"First\nname\",\na@x.example,Ana,x\n", ","),
        ("Имя;Почта\nАнна;a@x.example\nПётр;b@x.example\n", ";"),
        ("姓名,城市\n王小明,北京\n李华,上海\n", ","),
        (",,\na,b,c\n", ",-"),
        ("Ana,mobile\nBea,mobile\nCle,home\n", ",-"),
        ("#,Email,Name\n1,a@x.example,Ana\n2,b@x.example,Bea\n", ","),
    ]);
}

#[test]
fn lines_that_look_like_comments_are_a_hint() {
    let hint = |text: &str| sniff(text.as_bytes(), true, None).unwrap().comment_hint;
    for (text, expected) in [
        ("# exported\n# 2026\nEmail,Name\na@x.example,Ana\n", Some('#')),
        ("# by a@x.example\nEmail,Name,City\nb@x.example,Ana,Porto\n", Some('#')),
        (
            "# Exported, 2026, all\nEmail,Name,City\na@x.example,Ana,Porto\n",
            Some('#'),
        ),
        ("# one column\nEmail\na@x.example\n", Some('#')),
        ("#,Email,Name\n1,a@x.example,Ana\n", None),
        ("#Email,Name\na@x.example,Ana\n", None),
        ("// exported\n\nEmail,Name\na@x.example,Ana\n", None),
        ("Email,Name\n# a comment\na@x.example,Ana\n", None),
        ("Email,Name\na@x.example,#1\n", None),
    ] {
        assert_eq!(hint(text), expected, "{text:?}");
    }
}

#[test]
fn a_comment_is_never_assumed() {
    let dialect = sniff(b"# exported\nEmail,Name\na@x.example,Ana\n", true, None)
        .unwrap()
        .dialect;
    assert_eq!(dialect.comment, None);
}

#[test]
fn the_name_decides_where_the_sample_does_not() {
    let of = |name| short(sniff(b"a\tb,c\nd\te,f\n", true, Some(name)).unwrap().dialect);
    assert_eq!((of("a.csv"), of("a.TSV")), (",".to_owned(), "tab".to_owned()));
}

#[test]
fn what_is_no_table_is_named() {
    assert_eq!(
        sniff(b"BEGIN:VCARD\nVERSION:3.0\n", true, None),
        Err(Format::VCard.into())
    );
    assert_eq!(
        sniff(b"<table><tr><td>a", true, Some("a.xls")),
        Err(Format::Html.into())
    );
    for empty in ["", " \r\n\n", "\u{feff}\n"] {
        assert_eq!(sniff(empty.as_bytes(), true, None), Err(NotText::Empty), "{empty:?}");
    }
    assert!(sniff(b"\n\n", false, None).is_ok());
}

#[test]
fn a_cut_sample_is_judged_by_its_whole_records() {
    let text = "Email;Note\na@x.example;1,5\nb@x.example;\"cut in the";
    assert_eq!(short(sniff(text.as_bytes(), false, None).unwrap().dialect), ";");
    let stray = format!(
        "Email;Note\na@x.example;x\nb@x.example;\"never closed\n{}",
        "c@x.example;y\n".repeat(4_000)
    );
    assert_eq!(short(sniff(stray.as_bytes(), false, None).unwrap().dialect), ";");
}

#[test]
fn many_columns() {
    for columns in [10_000, 100_000] {
        for row in ["1,".repeat(columns), "a,".repeat(columns), "\"a\";".repeat(columns)] {
            let text = format!("{row}\n{row}\n");
            let sample = &text.as_bytes()[..text.len().min(limits::SAMPLE_BYTES)];
            let delimiter = sniff(sample, false, None).unwrap().dialect.delimiter;
            assert_eq!(delimiter, if row.contains(';') { ';' } else { ',' });
        }
    }
}

/// A table of contacts, written with a delimiter and a quote where one is needed.
fn written(rows: &[Vec<String>], delimiter: char, quote: char, all: bool) -> String {
    let mut text = String::new();
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push(delimiter);
            }
            if all || cell.contains([delimiter, quote, '\n', '"']) {
                let doubled = cell.replace(quote, &format!("{quote}{quote}"));
                text.push_str(&format!("{quote}{doubled}{quote}"));
            } else {
                text.push_str(cell);
            }
        }
        text.push_str("\r\n");
    }
    text
}

proptest! {
    #[test]
    fn never_panics_on_any_bytes(bytes in any::<Vec<u8>>(), likely in "[a1@.,;\t|:'\"#\r\n é=]{0,60}", whole in any::<bool>()) {
        let _ = sniff(&bytes, whole, None);
        let _ = sniff(likely.as_bytes(), whole, Some("a.tsv"));
        let _ = sniff(format!("sep={likely}").as_bytes(), whole, None);
    }

    #[test]
    fn a_table_of_contacts_is_found_again(
        rows in prop::collection::vec(("[a-z]{3,8}", "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,2}|O'Brien|d'Arc", "[0-9]{1,3}", "([a-zé]{2,7}[ ,;|\n] ?){0,3}[a-z]{2,5}"), 5..30),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|']),
        single in any::<bool>(),
        all in any::<bool>(),
        header in any::<bool>(),
    ) {
        let mut table: Vec<Vec<String>> = rows
            .into_iter()
            .map(|(email, name, points, note)| vec![format!("{email}@x.example"), name, points, note])
            .collect();
        if header {
            table.insert(0, ["Email", "Full name", "Points", "Remarks"].map(str::to_owned).to_vec());
        }
        // Single quotes are only seen where all cells have them.
        let quote = if single && all { '\'' } else { '"' };
        let text = written(&table, delimiter, quote, all);
        let expected = Dialect {
            delimiter,
            quote: if quote == '"' { Quote::Double } else { Quote::Single },
            header,
            ..Dialect::default()
        };
        let found = sniff(text.as_bytes(), true, None).unwrap();
        prop_assert_eq!(found.dialect, expected, "{}", text);
    }

    #[test]
    fn any_table_is_found_again(
        kinds in prop::collection::vec(0_usize..6, 2..8),
        typed in 0_usize..3,
        seeds in prop::collection::vec(prop::collection::vec(any::<u32>(), 9), 5..40),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|']),
        all in any::<bool>(),
        header in any::<bool>(),
    ) {
        // One column at least whose values aren't like names: else nobody can tell the header from the rest.
        let kinds: Vec<usize> = kinds.into_iter().chain([typed]).collect();
        let mut table: Vec<Vec<String>> = seeds
            .iter()
            .map(|seeds| kinds.iter().zip(seeds).map(|(kind, seed)| value(*kind, *seed)).collect())
            .collect();
        if header {
            table.insert(0, (0..kinds.len()).map(|column| format!("Field {}", ["A", "B", "C", "D", "E", "F", "G", "H"][column])).collect());
        }
        let text = written(&table, delimiter, '"', all);
        let expected = Dialect {
            delimiter,
            header,
            ..Dialect::default()
        };
        let found = sniff(text.as_bytes(), true, None).unwrap();
        prop_assert_eq!(found.dialect, expected, "{}", text);
    }
}

/// A value of one kind; the first three are of kinds that no name is of.
fn value(kind: usize, seed: u32) -> String {
    let word = |seed: u32| ["porto", "lyon", "roma", "kraków", "d'Arc", "O'Brien", "vip"][seed as usize % 7];
    match kind {
        0 => format!(
            "{}{}@x.example",
            word(seed).replace(|c: char| !c.is_ascii_alphabetic(), ""),
            seed % 1_000
        ),
        1 => (seed % 100_000).to_string(),
        2 => format!("{}-{:02}-{:02}", 1950 + seed % 70, 1 + seed % 12, 1 + seed % 28),
        3 => format!("{},{:02}", seed % 1_000, seed % 100),
        4 => format!("{} {}", word(seed), word(seed / 7)),
        _ => format!("{}, {}; {}", word(seed), word(seed / 7), word(seed / 49)),
    }
}
