//! What the system fields are called in files: in English, Spanish, French, German, Portuguese, Italian, Dutch and Polish,
//! and in what address books, shops, newsletters and customer databases export.

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

#[rustfmt::skip]
pub(super) const WORDS: [Words; 9] = [
    Words {
        key: "email",
        sure: &[
            "email", "emailaddress", "mail", "mailaddress", "emailadress", "mailadresse", "emailadresse", "emailemail", "correo",
            "correoelectronico", "direcciondecorreo", "direcciondecorreoelectronico", "direcciondeemail", "courriel",
            "adressemail", "adresseemail", "adressecourriel", "adresseelectronique", "adressedemessagerie",
            "adressedecourrierelectronique", "enderecodeemail", "enderecodecorreioeletronico", "correioeletronico",
            "correioelectronico", "indirizzoemail", "indirizzodiemail", "indirizzomail", "indirizzodipostaelettronica",
            "postaelettronica", "emailadres", "mailadres", "adresemail", "adresmail", "adrespocztyelektronicznej", "poczta",
            "pocztaelektroniczna",
        ],
        likely: &["emails", "correos", "emailid", "login", "emailaddresses", "emailadressen"],
        maybe: &["username"],
    },
    Words {
        key: "first_name",
        sure: &[
            "firstname", "fname", "givenname", "forename", "nombredepila", "primernombre", "prenom", "vorname",
            "rufname", "primeironome", "nomeproprio", "voornaam", "imie", "christianname", "namefirst", "firstnames",
        ],
        likely: &["first", "given", "prenoms", "vornamen", "imiona", "roepnaam"],
        maybe: &[
            "fullname", "nombrecompleto", "nomecompleto", "nomcomplet", "displayname", "nombreyapellidos", "nometprenom",
            "nomprenom", "vorundnachname", "nomeecognome", "nomecognome", "imieinazwisko", "volledigenaam", "nickname",
        ],
    },
    Words {
        key: "last_name",
        sure: &[
            "lastname", "lname", "surname", "familyname", "apellido", "apellidos", "nomdefamille", "nachname",
            "familienname", "zuname", "sobrenome", "apelido", "ultimonome", "cognome", "achternaam", "familienaam",
            "nazwisko", "namelast", "lastnames",
        ],
        likely: &["last", "family", "primerapellido", "secondname"],
        maybe: &[],
    },
    Words {
        key: "date_of_birth",
        sure: &[
            "dateofbirth", "birthdate", "birthday", "dob", "borndate", "fechadenacimiento", "fechanacimiento", "fnacimiento",
            "fechanac", "nacimiento", "cumpleanos", "datedenaissance", "datenaissance", "naissance", "geburtsdatum",
            "geburtstag", "geboren", "datadenascimento", "datanascimento", "nascimento", "datadinascita",
            "datanascita", "nascita", "compleanno", "geboortedatum", "verjaardag", "dataurodzenia", "urodziny",
        ],
        likely: &["birth", "born", "bday", "gebdatum", "birthdt", "anniversaire", "aniversario", "nele"],
        maybe: &[],
    },
    Words {
        key: "mobile_phone",
        sure: &[
            "mobilephone", "mobile", "mobilenumber", "mobilephonenumber", "mobileno", "mobiletelephone", "cell", "cellphone",
            "cellphonenumber", "cellnumber", "phonemobile", "mobilecell", "telmobile", "movil", "telefonomovil", "numerodemovil",
            "celular", "telefonocelular", "numerodecelular", "portable", "telephoneportable", "telephonemobile",
            "numerodeportable", "telportable", "mobil", "handy", "handynummer", "mobiltelefon", "mobiltelefonnummer",
            "mobilnummer", "mobilfunk", "mobilfunknummer", "telefonmobil", "telemovel", "telefonecelular", "numerodetelemovel",
            "cellulare", "telefonocellulare", "telefonomobile", "numerocellulare", "numerodicellulare", "mobiel",
            "mobielnummer", "mobieletelefoon", "mobieletelefoonnummer", "telefoonmobiel", "gsm", "gsmnummer", "komorka",
            "telefonkomorkowy", "numerkomorkowy", "numertelefonukomorkowego", "sms", "smsnumber", "smsphonenumber",
        ],
        likely: &[
            "phone", "phonenumber", "phoneno", "telephone", "telephonenumber", "tel", "telno", "telefono", "telefon",
            "telefone", "telefoonnummer", "telefoon", "telefonnummer", "telefonnummern", "rufnummer", "numerodetelefono",
            "numerodetelephone", "numerotelephone", "numerodetelefone", "numerotelefono", "numeroditelefono", "numertelefonu",
            "nrtelefonu", "whatsapp",
        ],
        maybe: &["phone2", "otherphone", "contactnumber", "festnetz"],
    },
    Words {
        key: "points",
        sure: &["points", "puntos", "punkte", "pontos", "punti", "punten", "punkty"],
        likely: &[
            "loyaltypoints", "bonuspoints", "rewardpoints", "rewardspoints", "pointsbalance", "pointbalance", "puntosdefidelidad",
            "pointsdefidelite", "pointsfidelite", "treuepunkte", "bonuspunkte", "pontosdefidelidade", "puntifedelta",
            "spaarpunten", "punktylojalnosciowe",
        ],
        maybe: &["score", "balance", "saldo", "puntuacion"],
    },
    Words {
        key: "city",
        sure: &[
            "city", "town", "ciudad", "ville", "stadt", "wohnort", "cidade", "citta", "plaats", "woonplaats", "stad",
            "miasto", "miejscowosc", "addresscity", "cityname", "citytown", "towncity", "localidad", "poblacion", "commune", "comune",
        ],
        likely: &["ort", "municipio", "localite", "localidade", "locality", "gemeente", "comuneresidenza", "comunediresidenza"],
        maybe: &["place"],
    },
    Words {
        key: "country",
        sure: &[
            "country", "countryregion", "pais", "pays", "land", "paese", "nazione", "kraj", "panstwo", "addresscountry",
            "addresscountryregion", "countryname", "landregion", "paisregion", "paisoregion", "paysregion", "landoderregion",
        ],
        likely: &[
            "countrycode", "addresscountrycode", "codigodepais", "codigopais", "codepays", "landercode", "landcode", "kodkraju",
            "nation", "nacion", "nacao", "staat",
        ],
        maybe: &["nationality", "nacionalidad", "nationalite", "nationalitat"],
    },
    Words {
        key: "newsletter",
        sure: &["newsletter", "newsletterstatus", "boletin", "infolettre", "boletim", "nieuwsbrief", "rundbrief"],
        likely: &[
            "subscription", "subscriptionstatus", "emailsubscriptionstatus", "emailsubscriberstatus", "newslettersubscription",
            "suscripcion", "abonnement", "inscricao", "iscrizione", "subskrypcja",
        ],
        maybe: &[
            "subscribed", "optin", "emailoptin", "status", "marketing", "consent", "suscrito", "abonne", "emailstatus",
            "emailmarketing", "emailmarketingconsent", "acceptsmarketing", "acceptsemailmarketing", "newsletteroptin",
        ],
    },
];

/// Which part of a name a word is that means a part or the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamePart {
    /// The first name, where it isn't the whole one.
    First,
    /// The last name, where it isn't the whole one.
    Last,
    /// The last name beside a first name in these languages, the first name beside a last name in others.
    Either,
}

/// Words that mean a whole name or a part of it: the other columns and the values tell.
#[rustfmt::skip]
pub(super) const NAME_PARTS: [(&str, NamePart); 8] = [
    ("nombre", NamePart::First), ("nombres", NamePart::First), ("nome", NamePart::First),
    ("nom", NamePart::Last),
    ("name", NamePart::Either), ("names", NamePart::Either), ("naam", NamePart::Either), ("namen", NamePart::Either),
];

/// First names in the languages in which the last one is just called the name.
pub(super) const BESIDE_LAST: [&str; 5] = ["vorname", "vornamen", "voornaam", "prenom", "prenoms"];

/// Words that say little about which field it is, and what each takes from the score. The dearest counts.
#[rustfmt::skip]
pub(super) const WEAK_WORDS: [(u8, &[&str]); 4] = [
    // That it is the first of several, or nothing.
    (0, &[
        "1", "value", "primary", "main", "default", "preferred", "principal", "principale", "haupt", "field", "column",
        "required", "optional", "the", "your", "my", "of", "de", "del", "du", "des", "di", "da", "do", "s", "what", "is",
        "please", "enter", "obligatorio", "obligatoire", "pflichtfeld",
    ]),
    // Whose it is: the contact's.
    (4, &[
        "contact", "customer", "subscriber", "member", "user", "client", "lead", "person", "personne", "profile", "attendee",
        "guest", "participant", "respondent", "recipient", "buyer", "donor", "patron", "supporter", "volunteer", "student", "mailing",
        "contacto", "cliente", "persona", "kunde", "kontakt", "teilnehmer", "mitglied", "contato", "contatto", "klant",
        "klient",
    ]),
    // Where: a contact may have one of each.
    (6, &[
        "home", "personal", "business", "work", "privat", "private", "geschaftlich", "dienstlich", "domicile", "bureau",
        "perso", "personnel", "personnelle", "pro", "professionnel", "professionnelle", "particular", "casa", "trabajo",
        "trabalho", "residencial", "comercial", "lavoro", "ufficio", "abitazione", "personale", "prive", "zakelijk", "werk",
        "thuis", "prywatny", "prywatna", "sluzbowy", "sluzbowa", "domowy", "billing",
    ]),
    // Where something went.
    (14, &["shipping", "ship", "delivery"]),
];

/// The cost of words that say where.
pub(super) const PLACE: u8 = 6;

/// Words that say it is the first of several.
pub(super) const FIRST_OF_SEVERAL: [&str; 8] = [
    "1",
    "primary",
    "main",
    "default",
    "preferred",
    "principal",
    "principale",
    "haupt",
];

/// Words that say that a value is somebody else's than the contact's: never taken for the contact's email by its content.
#[rustfmt::skip]
pub(super) const OTHERS: [&str; 61] = [
    "owner", "manager", "assigned", "assignee", "agent", "rep", "representative", "organizer", "organiser", "host", "sender",
    "from", "to", "cc", "bcc", "reply", "referrer", "referred", "referral", "parent", "guardian", "emergency", "spouse",
    "assistant", "boss", "supervisor", "created", "modified", "updated", "added", "by", "company", "account", "organization",
    "organisation", "paypal", "seller", "teacher", "sales", "staff", "employee", "inviter", "invited", "admin",
    "responsable", "proprietaire", "propietario", "proprietario", "besitzer", "inhaber", "betreuer", "vorgesetzter", "firma",
    "empresa", "entreprise", "azienda", "eigenaar", "bedrijf", "wlasciciel", "opiekun", "tutor",
];

/// Words that say it is a further or a former one.
#[rustfmt::skip]
pub(super) const FURTHER: [&str; 22] = [
    "2", "3", "4", "5", "secondary", "second", "alternate", "alternative", "other", "additional", "backup", "recovery", "old",
    "former", "bounced", "unsubscribed", "invalid", "secundario", "secondaire", "weitere", "otro", "autre",
];
