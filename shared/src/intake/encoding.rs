//! The encodings of files that people have, by their names in the WHATWG encoding standard, which browsers decode by.

use serde::{Deserialize, Serialize};

/// How characters stand as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    Windows1252,
    #[serde(rename = "windows-1250")]
    Windows1250,
    #[serde(rename = "windows-1251")]
    Windows1251,
    #[serde(rename = "windows-1253")]
    Windows1253,
    #[serde(rename = "windows-1254")]
    Windows1254,
    #[serde(rename = "windows-1255")]
    Windows1255,
    #[serde(rename = "windows-1256")]
    Windows1256,
    #[serde(rename = "windows-1257")]
    Windows1257,
    #[serde(rename = "windows-1258")]
    Windows1258,
    #[serde(rename = "windows-874")]
    Windows874,
    #[serde(rename = "iso-8859-2")]
    Iso8859_2,
    #[serde(rename = "iso-8859-3")]
    Iso8859_3,
    #[serde(rename = "iso-8859-4")]
    Iso8859_4,
    #[serde(rename = "iso-8859-5")]
    Iso8859_5,
    #[serde(rename = "iso-8859-6")]
    Iso8859_6,
    #[serde(rename = "iso-8859-7")]
    Iso8859_7,
    #[serde(rename = "iso-8859-8")]
    Iso8859_8,
    #[serde(rename = "iso-8859-10")]
    Iso8859_10,
    #[serde(rename = "iso-8859-13")]
    Iso8859_13,
    #[serde(rename = "iso-8859-14")]
    Iso8859_14,
    #[serde(rename = "iso-8859-15")]
    Iso8859_15,
    #[serde(rename = "iso-8859-16")]
    Iso8859_16,
    #[serde(rename = "macintosh")]
    Macintosh,
    #[serde(rename = "x-mac-cyrillic")]
    MacCyrillic,
    #[serde(rename = "ibm866")]
    Ibm866,
    #[serde(rename = "koi8-r")]
    Koi8R,
    #[serde(rename = "koi8-u")]
    Koi8U,
    #[serde(rename = "shift_jis")]
    ShiftJis,
    #[serde(rename = "euc-jp")]
    EucJp,
    #[serde(rename = "iso-2022-jp")]
    Iso2022Jp,
    #[serde(rename = "euc-kr")]
    EucKr,
    #[serde(rename = "gb18030")]
    Gb18030,
    #[serde(rename = "big5")]
    Big5,
}

impl Encoding {
    /// In the order in which they are offered: Unicode, then by how common they are, each family together.
    pub const ALL: [Encoding; 36] = [
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1252,
        Encoding::Windows1250,
        Encoding::Windows1251,
        Encoding::Windows1253,
        Encoding::Windows1254,
        Encoding::Windows1255,
        Encoding::Windows1256,
        Encoding::Windows1257,
        Encoding::Windows1258,
        Encoding::Windows874,
        Encoding::Iso8859_2,
        Encoding::Iso8859_3,
        Encoding::Iso8859_4,
        Encoding::Iso8859_5,
        Encoding::Iso8859_6,
        Encoding::Iso8859_7,
        Encoding::Iso8859_8,
        Encoding::Iso8859_10,
        Encoding::Iso8859_13,
        Encoding::Iso8859_14,
        Encoding::Iso8859_15,
        Encoding::Iso8859_16,
        Encoding::Macintosh,
        Encoding::MacCyrillic,
        Encoding::Ibm866,
        Encoding::Koi8R,
        Encoding::Koi8U,
        Encoding::ShiftJis,
        Encoding::EucJp,
        Encoding::Iso2022Jp,
        Encoding::EucKr,
        Encoding::Gb18030,
        Encoding::Big5,
    ];

    /// The label that browsers know it by (`TextDecoder`), which is also how it travels.
    pub fn label(self) -> &'static str {
        self.words().0
    }

    /// The name that people know: `Windows-1252`, `Mac Roman`.
    pub fn name(self) -> &'static str {
        self.words().1
    }

    /// What it is used for: `Western European`.
    pub fn region(self) -> &'static str {
        self.words().2
    }

    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Encoding::Utf8 => ("utf-8", "UTF-8", "all languages"),
            Encoding::Utf16Le => ("utf-16le", "UTF-16 LE", "all languages"),
            Encoding::Utf16Be => ("utf-16be", "UTF-16 BE", "all languages"),
            // The standard reads ISO-8859-1 as Windows-1252, which adds to it.
            Encoding::Windows1252 => ("windows-1252", "Windows-1252", "Western European, Latin-1"),
            Encoding::Windows1250 => ("windows-1250", "Windows-1250", "Central European"),
            Encoding::Windows1251 => ("windows-1251", "Windows-1251", "Cyrillic"),
            Encoding::Windows1253 => ("windows-1253", "Windows-1253", "Greek"),
            Encoding::Windows1254 => ("windows-1254", "Windows-1254", "Turkish, Latin-5"),
            Encoding::Windows1255 => ("windows-1255", "Windows-1255", "Hebrew"),
            Encoding::Windows1256 => ("windows-1256", "Windows-1256", "Arabic"),
            Encoding::Windows1257 => ("windows-1257", "Windows-1257", "Baltic"),
            Encoding::Windows1258 => ("windows-1258", "Windows-1258", "Vietnamese"),
            Encoding::Windows874 => ("windows-874", "Windows-874", "Thai"),
            Encoding::Iso8859_2 => ("iso-8859-2", "ISO-8859-2", "Central European"),
            Encoding::Iso8859_3 => ("iso-8859-3", "ISO-8859-3", "South European"),
            Encoding::Iso8859_4 => ("iso-8859-4", "ISO-8859-4", "Baltic"),
            Encoding::Iso8859_5 => ("iso-8859-5", "ISO-8859-5", "Cyrillic"),
            Encoding::Iso8859_6 => ("iso-8859-6", "ISO-8859-6", "Arabic"),
            Encoding::Iso8859_7 => ("iso-8859-7", "ISO-8859-7", "Greek"),
            Encoding::Iso8859_8 => ("iso-8859-8", "ISO-8859-8", "Hebrew"),
            Encoding::Iso8859_10 => ("iso-8859-10", "ISO-8859-10", "Nordic"),
            Encoding::Iso8859_13 => ("iso-8859-13", "ISO-8859-13", "Baltic"),
            Encoding::Iso8859_14 => ("iso-8859-14", "ISO-8859-14", "Celtic"),
            Encoding::Iso8859_15 => ("iso-8859-15", "ISO-8859-15", "Western European with the euro sign"),
            Encoding::Iso8859_16 => ("iso-8859-16", "ISO-8859-16", "Romanian"),
            Encoding::Macintosh => ("macintosh", "Mac Roman", "Western European, old Macs"),
            Encoding::MacCyrillic => ("x-mac-cyrillic", "Mac Cyrillic", "Cyrillic, old Macs"),
            Encoding::Ibm866 => ("ibm866", "IBM 866", "Cyrillic, DOS"),
            Encoding::Koi8R => ("koi8-r", "KOI8-R", "Russian"),
            Encoding::Koi8U => ("koi8-u", "KOI8-U", "Ukrainian"),
            Encoding::ShiftJis => ("shift_jis", "Shift_JIS", "Japanese"),
            Encoding::EucJp => ("euc-jp", "EUC-JP", "Japanese"),
            Encoding::Iso2022Jp => ("iso-2022-jp", "ISO-2022-JP", "Japanese, mail"),
            Encoding::EucKr => ("euc-kr", "EUC-KR", "Korean"),
            Encoding::Gb18030 => ("gb18030", "GB18030", "Chinese, simplified"),
            Encoding::Big5 => ("big5", "Big5", "Chinese, traditional"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_travels_under_its_label() {
        for encoding in Encoding::ALL {
            assert_eq!(serde_json::to_value(encoding).unwrap(), encoding.label());
        }
    }
}
