use super::*;
use crate::FieldOption;
use crate::field::system_fields;

fn column(name: &str, samples: &[&str]) -> ColumnFacts {
    let samples = samples.iter().map(|sample| sample.to_string()).collect();
    ColumnFacts {
        name: name.to_owned(),
        rows: 100,
        filled: 100,
        samples,
    }
}

fn key_of(found: &Match, fields: &[Field]) -> String {
    fields[found.field].key.to_string()
}

/// `column name -> field key`, of the sure ones, by column.
fn sure(columns: &[ColumnFacts], fields: &[Field]) -> Vec<(String, String)> {
    let mut matches = match_columns(columns, fields);
    matches.retain(|found| found.score >= Match::SURE);
    matches.sort_by_key(|found| found.column);
    matches
        .iter()
        .map(|found| (columns[found.column].name.clone(), key_of(found, fields)))
        .collect()
}

fn named(names: &[&str]) -> Vec<ColumnFacts> {
    names.iter().map(|name| column(name, &[])).collect()
}

#[test]
fn a_header_alone_is_enough() {
    for (name, key) in [
        ("Email", "email"),
        ("E-mail", "email"),
        ("E-mail 1 - Value", "email"),
        ("Primary Email", "email"),
        ("EMAIL_ADDRESS", "email"),
        ("emailAddress", "email"),
        ("Contact: Email", "email"),
        ("Correo electrónico", "email"),
        ("Adresse e-mail", "email"),
        ("E-Mail-Adresse", "email"),
        ("Endereço de e-mail", "email"),
        ("Indirizzo email", "email"),
        ("E-mailadres", "email"),
        ("Adres e-mail", "email"),
        ("First Name", "first_name"),
        ("firstname", "first_name"),
        ("FNAME", "first_name"),
        ("Given Name", "first_name"),
        ("Nombre", "first_name"),
        ("Prénom", "first_name"),
        ("Vorname", "first_name"),
        ("Nome", "first_name"),
        ("Voornaam", "first_name"),
        ("Imię", "first_name"),
        ("Last Name", "last_name"),
        ("Family Name", "last_name"),
        ("Apellidos", "last_name"),
        ("Nom de famille", "last_name"),
        ("Nachname", "last_name"),
        ("Sobrenome", "last_name"),
        ("Cognome", "last_name"),
        ("Achternaam", "last_name"),
        ("Nazwisko", "last_name"),
        ("Birthday", "date_of_birth"),
        ("Birth date", "date_of_birth"),
        ("DOB", "date_of_birth"),
        ("Fecha de nacimiento", "date_of_birth"),
        ("Date de naissance", "date_of_birth"),
        ("Geburtsdatum", "date_of_birth"),
        ("Data de nascimento", "date_of_birth"),
        ("Data di nascita", "date_of_birth"),
        ("Data urodzenia", "date_of_birth"),
        ("Mobile", "mobile_phone"),
        ("Mobile Phone Number", "mobile_phone"),
        ("Phone 1 - Value", "mobile_phone"),
        ("Teléfono móvil", "mobile_phone"),
        ("Téléphone", "mobile_phone"),
        ("Handy", "mobile_phone"),
        ("Telemóvel", "mobile_phone"),
        ("Cellulare", "mobile_phone"),
        ("Telefon komórkowy", "mobile_phone"),
        ("Points", "points"),
        ("Puntos", "points"),
        ("Loyalty points", "points"),
        ("City", "city"),
        ("Home City", "city"),
        ("Address 1 - City", "city"),
        ("Ciudad", "city"),
        ("Ort", "city"),
        ("Città", "city"),
        ("Country", "country"),
        ("Home Country/Region", "country"),
        ("País", "country"),
        ("Land", "country"),
        ("Newsletter", "newsletter"),
        ("Subscription status", "newsletter"),
        ("Nieuwsbrief", "newsletter"),
    ] {
        let expected = vec![(name.to_owned(), key.to_owned())];
        assert_eq!(sure(&named(&[name]), &system_fields()), expected, "{name}");
    }
}

#[test]
fn a_name_that_says_little_is_not_taken() {
    for name in [
        "Notes",
        "Name",
        "Company",
        "Job title",
        "Date",
        "Number",
        "Email type",
        "E-mail 1 - Type",
        "Column 7 (no name)",
        "Created at",
        "Birth place",
        "Email opt-in",
        "Status",
        "ID",
        "",
        "顧客",
        "Postcode",
        "Fax",
        "City code",
    ] {
        assert_eq!(sure(&named(&[name]), &system_fields()), vec![], "{name}");
    }
}

#[test]
fn the_surer_name_gets_the_field() {
    let fields = system_fields();
    let columns = named(&[
        "Phone",
        "Mobile",
        "Nom",
        "Prénom",
        "E-mail 2 - Value",
        "E-mail 1 - Value",
    ]);
    let expected = [
        ("Mobile", "mobile_phone"),
        ("Nom", "last_name"),
        ("Prénom", "first_name"),
        ("E-mail 1 - Value", "email"),
    ];
    assert_eq!(
        sure(&columns, &fields),
        expected.map(|(name, key)| (name.to_owned(), key.to_owned()))
    );
}

#[test]
fn custom_fields_are_found_by_name_and_key() {
    let mut fields = system_fields();
    let mut add = |key: &str, name: &str, kind| {
        let mut field = Field {
            required: false,
            system: false,
            ..fields[1].clone()
        };
        (field.key, field.name, field.kind) = (FieldKey::try_from(key.to_owned()).unwrap(), name.to_owned(), kind);
        fields.push(field);
    };
    add("lead_source", "Lead source", FieldType::Text);
    add("visits", "Fair visits", FieldType::Integer);
    add("phone", "Phone", FieldType::Phone);
    let columns = named(&["lead_source", "Visits", "Phone", "Mobile", "Lead sorce"]);
    let matches = match_columns(&columns, &fields);
    let keys: Vec<String> = matches.iter().map(|found| key_of(found, &fields)).collect();
    for key in ["lead_source", "visits", "phone", "mobile_phone"] {
        assert!(keys.contains(&key.to_owned()), "{key} in {keys:?}");
    }
    assert_eq!(matches.len(), 4, "each field once");
}

#[test]
fn content_speaks_too() {
    let fields = system_fields();
    // Values that the field can't take make a good name a suggestion.
    let columns = [
        column("Birthday", &["soon", "later"]),
        column("Points", &["many", "few", "3"]),
    ];
    assert_eq!(sure(&columns, &fields), vec![]);
    assert_eq!(match_columns(&columns, &fields).len(), 2, "suggested all the same");
    // Dates in another order, and decimals with a comma, are readable with a setting.
    assert_eq!(
        sure(&[column("Birthday", &["14/03/1988", "02/11/1979"])], &fields).len(),
        1
    );
    assert_eq!(sure(&[column("Points", &["1.240", "89"])], &fields).len(), 1);
    // A few bad cells don't undo a match.
    let mostly = ["a@x.example", "b@x.example", "c@x.example", "d@x.example", "broken"];
    assert_eq!(sure(&[column("Mail", &mostly)], &fields).len(), 1);
    // Without a header the only column with emails is the email; of two, neither is sure.
    let emails = ["a@x.example", "b@x.example"];
    let one = [column("Column 1", &["Ana", "Bo"]), column("Column 2", &emails)];
    assert_eq!(sure(&one, &fields), vec![("Column 2".to_owned(), "email".to_owned())]);
    let two = [column("Column 1", &emails), column("Column 2", &emails)];
    assert_eq!(sure(&two, &fields), vec![]);
    assert_eq!(match_columns(&two, &fields).len(), 1);
}

#[test]
fn options_are_looked_at() {
    let mut fields = system_fields();
    fields.last_mut().unwrap().options.push(FieldOption {
        id: "vip".into(),
        label: "Only VIP".into(),
    });
    assert_eq!(
        sure(&[column("Newsletter", &["subscribed", "only vip"])], &fields).len(),
        1
    );
    assert_eq!(sure(&[column("Newsletter", &["blue", "green"])], &fields).len(), 0);
}

proptest::proptest! {
    #[test]
    fn any_header_gives_one_match_a_column_and_a_field(names in proptest::collection::vec("[A-Za-zéł /_-]{0,14}", 0..12)) {
        let columns: Vec<ColumnFacts> = names.iter().map(|name| column(name, &["x"])).collect();
        let matches = match_columns(&columns, &system_fields());
        for (i, one) in matches.iter().enumerate() {
            proptest::prop_assert!(one.score <= 100 && one.column < columns.len());
            let others = &matches[i + 1..];
            proptest::prop_assert!(others.iter().all(|o| o.column != one.column && o.field != one.field && o.score <= one.score));
        }
    }
}
