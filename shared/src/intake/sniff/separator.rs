//! The line `sep=;` with which Excel is told the delimiter.

use crate::intake::Dialect;

/// A delimiter that the file's first line declares.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) delimiter: char,
    /// Bytes of the lines up to and with the declaration, and their number.
    pub(super) end: usize,
    pub(super) lines: u32,
}

/// `sep=;`, in quotes or not, in any case, the delimiters of a table that was saved again after it.
pub(super) fn declared(text: &str) -> Option<Declared> {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let line = &text[..end];
    let line = line.strip_prefix('"').unwrap_or(line);
    let key = line.get(..4)?;
    if !key.eq_ignore_ascii_case("sep=") {
        return None;
    }
    let mut rest = line[4..].chars();
    let delimiter = rest.next()?;
    let after = rest.as_str();
    let valid = Dialect {
        delimiter,
        ..Dialect::default()
    }
    .is_valid();
    if !valid || delimiter.is_alphanumeric() || !after.trim_matches(['"', ' ', delimiter, ',', ';']).is_empty() {
        return None;
    }
    let line_end = match text.as_bytes().get(end..) {
        Some([b'\r', b'\n', ..]) => 2,
        Some([_, ..]) => 1,
        _ => 0,
    };
    Some(Declared {
        delimiter,
        end: end + line_end,
        lines: 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_delimiter() {
        for (text, expected) in [
            ("sep=;\r\na;b", Some((';', 7))),
            ("SEP=,\na,b", Some((',', 6))),
            ("\"sep=;\"\na;b", Some((';', 8))),
            ("sep=\t\ra", Some(('\t', 6))),
            ("sep=|", Some(('|', 5))),
            ("sep=;;;;\na", Some((';', 9))),
            ("sep=§\na§b", Some(('§', 7))),
            ("sep=\na", None),
            ("sep=\"\na", None),
            ("sep=x\na", None),
            ("sep=;b\n", None),
            ("separator;b\n", None),
            ("sép=;\n", None),
            ("", None),
        ] {
            let found = declared(text).map(|declared| (declared.delimiter, declared.end));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
