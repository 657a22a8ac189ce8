//! Whether a row has the columns' names: what it holds beside what the rows below it hold.

use super::cell::{Kind, is_year, kind, pattern};
use super::table::{Cell, Table};
use crate::mapping::fold;

/// Columns, and rows below, that are compared.
const COLUMNS: usize = 200;
const ROWS: usize = 100;

/// Names that columns of contacts often have, in the languages that files come in, folded.
#[rustfmt::skip]
const WORDS: [&str; 153] = [
    "email", "e mail", "mail", "email address", "e mail address", "e mail adresse", "emailadresse", "adresse email",
    "adresse e mail", "adresse mail", "correo", "correo electronico", "courriel", "posta elettronica", "adres e mail",
    "e mailadres", "name", "full name", "first name", "last name", "firstname", "lastname", "middle name", "surname",
    "given name", "family name", "nombre", "apellido", "apellidos", "nombre completo", "nom", "prenom", "nom complet",
    "vorname", "nachname", "familienname", "nome", "cognome", "sobrenome", "apelido", "nome completo", "naam",
    "voornaam", "achternaam", "imie", "nazwisko", "imie i nazwisko", "phone", "phone number", "telephone", "tel",
    "mobile", "mobile phone", "cell", "telefono", "movil", "telephone portable", "portable", "telefon",
    "telefonnummer", "handy", "mobil", "telefone", "celular", "telemovel", "cellulare", "telefoon", "telefoonnummer",
    "city", "ciudad", "ville", "stadt", "ort", "cidade", "citta", "stad", "plaats", "woonplaats", "miasto", "country",
    "pais", "pays", "land", "paese", "kraj", "state", "province", "region", "company", "company name", "organization",
    "organisation", "empresa", "entreprise", "societe", "firma", "unternehmen", "azienda", "bedrijf", "address",
    "street", "direccion", "adresse", "strasse", "rue", "endereco", "morada", "indirizzo", "adres", "ulica", "zip",
    "zip code", "postal code", "postcode", "plz", "code postal", "codigo postal", "cap", "date", "fecha", "datum",
    "data", "birthday", "date of birth", "geburtsdatum", "notes", "note", "comments", "notas", "notizen", "notities",
    "uwagi", "tags", "id", "status", "title", "job title", "gender", "language", "points", "created", "created at",
    "updated at", "website", "url", "source", "type", "age", "price", "quantity", "amount", "number", "value",
];

/// Whether row `at` has names; the table's own rows are those below it.
pub(super) fn is_header(table: &Table<'_>, at: usize) -> bool {
    let head = table.row(at);
    let filled = || head.iter().filter(|cell| !cell.text.trim().is_empty());
    if head.iter().any(|cell| kind(cell.text) == Kind::Email) {
        return false;
    }
    let letters = filled().any(|cell| cell.text.contains(char::is_alphabetic));
    if !letters && !filled().all(|cell| is_year(cell.text)) {
        return false;
    }
    match votes(table, at) {
        0 => letters || table.len() == 0,
        votes => votes > 0,
    }
}

/// Whether the rows below a row are of other kinds than it is.
pub(super) fn differs(table: &Table<'_>, at: usize) -> bool {
    votes(table, at) > 0
}

/// Whether cells could be names at all: words, no addresses, few numbers.
pub(super) fn could_be_names(cells: &[Cell<'_>]) -> bool {
    let (mut words, mut others) = (0, 0);
    for cell in cells {
        match kind(cell.text) {
            Kind::Email | Kind::Link => return false,
            Kind::Text => words += 1,
            Kind::Digits | Kind::YesNo => others += usize::from(!is_year(cell.text)),
            Kind::Empty => {}
        }
    }
    words > others
}

/// Cells that are well-known names.
pub(super) fn known(cells: &[Cell<'_>]) -> usize {
    cells.iter().take(COLUMNS).filter(|cell| is_known(cell.text)).count()
}

fn is_known(cell: &str) -> bool {
    if cell.len() > 40 {
        return false;
    }
    let word = fold(cell).replace(['_', '-', '.', ':', '*'], " ");
    WORDS.contains(&word.trim())
}

/// Each column's word: positive for names, negative for values like those below.
fn votes(table: &Table<'_>, at: usize) -> i32 {
    let head = table.row(at);
    let repeats = |row: &&[Cell<'_>]| row.len() == head.len() && row.iter().zip(head).all(|(a, b)| a.text == b.text);
    // A header repeated further down, where files were put together, is no value.
    let below: Vec<&[Cell<'_>]> = table
        .rows()
        .skip(at + 1)
        .filter(|row| !repeats(row))
        .take(ROWS)
        .collect();
    let column = |column: usize| -> Vec<&str> {
        let cells = below.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.text)
            .filter(|cell| kind(cell) != Kind::Empty)
            .collect()
    };
    head.iter()
        .take(COLUMNS)
        .enumerate()
        .map(|(place, name)| vote(name.text, &column(place)))
        .sum()
}

/// `values`: those of its column that aren't empty.
fn vote(name: &str, values: &[&str]) -> i32 {
    let most = |is: &dyn Fn(&str) -> bool| {
        !values.is_empty() && values.iter().filter(|value| is(value)).count() * 10 >= values.len() * 7
    };
    match kind(name) {
        Kind::Empty => 0,
        Kind::Email | Kind::Link => -2,
        Kind::YesNo if most(&|value| kind(value) == Kind::YesNo) => -2,
        Kind::YesNo => 0,
        Kind::Digits if values.is_empty() => 0,
        Kind::Digits if is_year(name) && !values.iter().any(|value| is_year(value)) => 1,
        Kind::Digits if most(&|value| kind(value) == Kind::Digits) => -2,
        Kind::Digits => -1,
        Kind::Text if is_known(name) && !values.contains(&name) => 2,
        // An address with a mistake, over addresses.
        Kind::Text if name.contains('@') && most(&|value| kind(value) == Kind::Email) => -2,
        Kind::Text if most(&|value| !matches!(kind(value), Kind::Text)) => 2,
        Kind::Text => vote_of_text(name, values),
    }
}

/// A text over texts.
fn vote_of_text(name: &str, values: &[&str]) -> i32 {
    let same = values.iter().filter(|value| value.trim() == name.trim()).count();
    if let Some(first) = values.first().and_then(|value| pattern(value)) {
        let alike = values
            .iter()
            .filter(|value| pattern(value).as_ref() == Some(&first))
            .count();
        if values.len() >= 3 && alike * 10 >= values.len() * 8 {
            return if pattern(name) == Some(first) { -2 } else { 1 };
        }
    }
    -i32::from(same > 0)
}
