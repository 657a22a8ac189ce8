//! What the system fields are called in files: in English, Spanish, French, German, Portuguese, Italian, Dutch and Polish,
//! and in what Google Contacts, Outlook, HubSpot and Mailchimp export.

/// Words for one system field, folded, without spaces and punctuation.
pub(super) struct Words {
    pub(super) key: &'static str,
    /// It can be no other field.
    pub(super) sure: &'static [&'static str],
    /// It is this field unless a column with a surer name is.
    pub(super) likely: &'static [&'static str],
    /// It may be this field: a suggestion.
    pub(super) maybe: &'static [&'static str],
}

/// Words that say nothing about which field it is, in whichever place.
pub(super) const EMPTY_WORDS: [&str; 20] = [
    "1",
    "value",
    "primary",
    "main",
    "contact",
    "customer",
    "subscriber",
    "member",
    "user",
    "client",
    "lead",
    "person",
    "home",
    "personal",
    "your",
    "business",
    "work",
    "field",
    "the",
    "column",
];

#[rustfmt::skip]
pub(super) const WORDS: [Words; 9] = [
    Words {
        key: "email",
        sure: &[
            "email", "emailaddress", "mail", "mailaddress", "emailadress", "mailadresse", "emailadresse", "correo",
            "correoelectronico", "direcciondecorreo", "direcciondecorreoelectronico", "courriel", "adressemail",
            "adresseemail", "adresseelectronique", "adressedemessagerie", "enderecodeemail", "correioeletronico",
            "indirizzoemail", "indirizzomail", "postaelettronica", "emailadres", "mailadres", "adresemail", "adresmail",
            "poczta", "pocztaelektroniczna",
        ],
        likely: &["emails", "correos", "emailid", "login"],
        maybe: &["address", "username"],
    },
    Words {
        key: "first_name",
        sure: &[
            "firstname", "fname", "givenname", "forename", "nombre", "nombredepila", "primernombre", "prenom", "vorname",
            "rufname", "primeironome", "nomeproprio", "voornaam", "imie", "christianname",
        ],
        likely: &["first", "given", "nome", "prenoms", "nombres", "imiona", "roepnaam"],
        maybe: &["name", "fullname", "nombrecompleto", "nomecompleto", "nomcomplet", "displayname", "naam", "nickname"],
    },
    Words {
        key: "last_name",
        sure: &[
            "lastname", "lname", "surname", "familyname", "secondname", "apellido", "apellidos", "nomdefamille", "nachname",
            "familienname", "zuname", "sobrenome", "apelido", "ultimonome", "cognome", "achternaam", "familienaam",
            "nazwisko",
        ],
        likely: &["last", "family", "nom", "primerapellido"],
        maybe: &["name"],
    },
    Words {
        key: "date_of_birth",
        sure: &[
            "dateofbirth", "birthdate", "birthday", "dob", "borndate", "fechadenacimiento", "fechanacimiento", "fnacimiento",
            "nacimiento", "cumpleanos", "datedenaissance", "datenaissance", "naissance", "anniversaire", "geburtsdatum",
            "geburtstag", "geboren", "datadenascimento", "datanascimento", "nascimento", "aniversario", "datadinascita",
            "datanascita", "nascita", "compleanno", "geboortedatum", "verjaardag", "dataurodzenia", "urodziny",
        ],
        likely: &["birth", "born", "bday", "gebdatum"],
        maybe: &["date", "fecha", "datum", "data"],
    },
    Words {
        key: "mobile_phone",
        sure: &[
            "mobilephone", "mobile", "mobilenumber", "mobilephonenumber", "mobileno", "cell", "cellphone", "cellphonenumber",
            "movil", "telefonomovil", "celular", "telefonocelular", "portable", "telephoneportable", "mobil", "handy",
            "handynummer", "mobiltelefon", "mobilnummer", "mobilfunk", "telemovel", "telefonecelular", "cellulare",
            "telefonocellulare", "telefonomobile", "mobiel", "mobielnummer", "gsm", "komorka", "telefonkomorkowy",
            "numerkomorkowy",
        ],
        likely: &[
            "phone", "phonenumber", "telephone", "telephonenumber", "tel", "telno", "telefono", "telefon", "telefone",
            "telefoonnummer", "telefoon", "telefonnummer", "rufnummer", "numerodetelefono", "numerodetelephone",
            "numerodetelefone", "numerotelefono", "numertelefonu", "nrtelefonu", "whatsapp",
        ],
        maybe: &["phone2", "otherphone", "fax", "number", "numero", "contactnumber"],
    },
    Words {
        key: "points",
        sure: &["points", "puntos", "punkte", "pontos", "punti", "punten", "punkty"],
        likely: &["loyaltypoints", "score", "bonuspoints", "puntosdefidelidad", "treuepunkte", "puntuacion"],
        maybe: &["balance", "rating", "memberrating", "saldo"],
    },
    Words {
        key: "city",
        sure: &[
            "city", "town", "ciudad", "ville", "stadt", "ort", "wohnort", "cidade", "citta", "plaats", "woonplaats", "stad",
            "miasto", "miejscowosc", "addresscity", "citytown", "localidad", "poblacion", "commune", "comune",
        ],
        likely: &["municipio", "localite", "localidade", "locality", "gemeente", "mailingcity", "shippingcity", "billingcity"],
        maybe: &["location", "region", "place", "provincia", "state"],
    },
    Words {
        key: "country",
        sure: &[
            "country", "countryregion", "pais", "pays", "land", "staat", "paese", "nazione", "kraj", "panstwo", "addresscountry",
            "countrycode", "countryname", "codigodepais", "codigopais", "codepays", "landercode", "landcode", "kodkraju",
        ],
        likely: &["nation", "nacion", "nacao", "mailingcountry", "shippingcountry", "billingcountry"],
        maybe: &["nationality", "nacionalidad", "nationalite", "nationalitat", "region"],
    },
    Words {
        key: "newsletter",
        sure: &["newsletter", "newsletterstatus", "boletin", "infolettre", "boletim", "nieuwsbrief", "rundbrief"],
        likely: &["subscription", "subscriptionstatus", "suscripcion", "abonnement", "inscricao", "iscrizione", "subskrypcja"],
        maybe: &["subscribed", "optin", "emailoptin", "status", "marketing", "consent", "suscrito", "abonne"],
    },
];
