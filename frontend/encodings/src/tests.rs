use super::*;
use proptest::prelude::*;

const FRENCH: &str = "Prénom;Nom;Ville\nHélène;Lefèvre;Orléans\nFrançois;Müller;Besançon\nZoé;Gérard;Nîmes\n";
const GERMAN: &str = "Vorname;Nachname;Straße\nJürgen;Müller;Königstraße 5\nBjörn;Schäfer;Grünstraße 7\n";
const SPANISH: &str = "Nombre;Apellido;Ciudad\nJosé;Peña;Cádiz\nMaría;Muñoz;León\nIñigo;García;Málaga\n";
const POLISH: &str =
    "Imię;Nazwisko;Miasto\nŁukasz;Wiśniewski;Łódź\nMałgorzata;Wójcik;Kraków\nGrażyna;Dąbrowska;Gdańsk\n";
const CZECH: &str = "Jméno;Příjmení;Město\nJiří;Dvořák;Plzeň\nTomáš;Růžička;Třebíč\nŽofie;Šťastná;Žďár\n";
const RUSSIAN: &str = "Имя;Фамилия;Город\nАлексей;Смирнов;Москва\nЕкатерина;Кузнецова;Новосибирск\n";
const GREEK: &str = "Όνομα;Επώνυμο;Πόλη\nΓιώργος;Παπαδόπουλος;Αθήνα\nΜαρία;Οικονόμου;Θεσσαλονίκη\n";
const TURKISH: &str = "Adı;Soyadı;Şehir\nMehmet;Yılmaz;İstanbul\nAyşe;Çelik;Eskişehir\nGökhan;Şahin;Diyarbakır\n";
const HEBREW: &str = "שם פרטי;שם משפחה;עיר\nמשה;כהן;ירושלים\nשרה;לוי;תל אביב\n";
const ARABIC: &str = "الاسم;اللقب;المدينة\nمحمد;عبد الله;القاهرة\nفاطمة;حسن;الإسكندرية\n";
const THAI: &str = "ชื่อ;นามสกุล;เมือง\nสมชาย;ใจดี;กรุงเทพมหานคร\nสมหญิง;รักไทย;เชียงใหม่\n";
const JAPANESE: &str = "名前;姓;都市\n太郎;山田;東京都\n花子;佐藤;大阪府\nけんいち;すずき;なごや\n";
const KOREAN: &str = "이름;성;도시\n민수;김;서울특별시\n지영;박;부산광역시\n";
const CHINESE: &str = "姓名;城市;公司\n张伟;北京市;中国石油天然气集团公司\n王芳;上海市;中国建设银行\n";
const TAIWANESE: &str = "姓名;城市;公司\n陳怡君;臺北市;台灣積體電路製造\n林志豪;高雄市;中華電信股份有限公司\n";

#[test]
fn encodings_are_guessed_from_a_few_rows() {
    for (text, encoding) in [
        (FRENCH, Encoding::Windows1252),
        (GERMAN, Encoding::Windows1252),
        (SPANISH, Encoding::Windows1252),
        (POLISH, Encoding::Windows1250),
        (POLISH, Encoding::Iso8859_2),
        (CZECH, Encoding::Windows1250),
        (RUSSIAN, Encoding::Windows1251),
        (RUSSIAN, Encoding::Koi8U),
        (RUSSIAN, Encoding::Ibm866),
        (RUSSIAN, Encoding::Iso8859_5),
        (GREEK, Encoding::Windows1253),
        (TURKISH, Encoding::Windows1254),
        (HEBREW, Encoding::Windows1255),
        (ARABIC, Encoding::Windows1256),
        (THAI, Encoding::Windows874),
        (JAPANESE, Encoding::ShiftJis),
        (JAPANESE, Encoding::EucJp),
        (JAPANESE, Encoding::Iso2022Jp),
        (KOREAN, Encoding::EucKr),
        (CHINESE, Encoding::Gb18030),
        (TAIWANESE, Encoding::Big5),
        (FRENCH, Encoding::Macintosh),
        (GERMAN, Encoding::Macintosh),
        (SPANISH, Encoding::Macintosh),
    ] {
        let encoder = encoding_rs::Encoding::for_label(encoding.label().as_bytes()).unwrap();
        let (bytes, _, lossy) = encoder.encode(text);
        assert!(!lossy, "{encoding:?} has no {text}");
        assert_eq!(guess(&bytes), Some(encoding), "{text}");
    }
}

#[test]
fn nothing_is_guessed_from_ascii() {
    assert_eq!(guess(b""), None);
    assert_eq!(guess(b"Email,City\na@x.example,Porto\n"), None);
}

#[test]
fn typographic_apostrophes_are_no_mac() {
    assert_eq!(
        guess(b"Name;Note\nO\x92Brien;It\x92s Ana\x92s\n"),
        Some(Encoding::Windows1252)
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        guess(&bytes);
    }
}
