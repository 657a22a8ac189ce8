//! Choices: radio (one option) and checkbox (several, separated by `|`).

use super::trimmed;
use crate::mapping::fold;
use crate::{FieldOption, Problem, limits};

/// Reads one option: by id, by label whatever the case, through the column's value map, or by
/// a label or id that is the same but for accents, if only one is.
///
/// # Errors
/// The text is none of the options.
pub fn parse_radio(cell: &str, options: &[FieldOption], values: &[(String, String)]) -> Result<String, Problem> {
    find(trimmed(cell), options, values)
        .map(|place| options[place].id.clone())
        .ok_or(Problem::RadioUnknownOption)
}

/// Reads several options: each part as [`parse_radio`] does. The ids come in the field's order, each once.
///
/// # Errors
/// The first part that is none of the options.
pub fn parse_checkbox(
    cell: &str,
    options: &[FieldOption],
    values: &[(String, String)],
) -> Result<Vec<String>, Problem> {
    let mut chosen = vec![false; options.len()];
    for part in cell.split('|').map(str::trim).filter(|part| !part.is_empty()) {
        match find(part, options, values) {
            Some(place) => chosen[place] = true,
            None => return Err(unknown(part)),
        }
    }
    let ids: Vec<String> = options
        .iter()
        .zip(chosen)
        .filter(|(_, chosen)| *chosen)
        .map(|(option, _)| option.id.clone())
        .collect();
    // Nothing but bars: not empty, and no option either.
    if ids.is_empty() {
        Err(unknown(trimmed(cell)))
    } else {
        Ok(ids)
    }
}

/// An exact id comes first: what is stored reads as itself, whatever the labels are called later.
fn find(text: &str, options: &[FieldOption], values: &[(String, String)]) -> Option<usize> {
    let by = |same: &dyn Fn(&FieldOption) -> bool| options.iter().position(same);
    by(&|option| option.id == text)
        .or_else(|| by(&|option| same_but_for_case(&option.label, text)))
        .or_else(|| by(&|option| same_but_for_case(&option.id, text)))
        .or_else(|| by_folding(text, options, values))
}

/// The value map's word comes before a likeness.
fn by_folding(text: &str, options: &[FieldOption], values: &[(String, String)]) -> Option<usize> {
    // No label and no value of a map is much longer.
    if text.len() > 8 * limits::NAME_CHARS {
        return None;
    }
    let folded = fold(text);
    if let Some((_, id)) = values.iter().find(|(from, _)| fold(from) == folded) {
        return options.iter().position(|option| option.id == *id);
    }
    let mut alike = (0..options.len()).filter(|place| {
        let option = &options[*place];
        fold(&option.label) == folded || fold(&option.id) == folded
    });
    alike.next().filter(|_| alike.next().is_none())
}

fn same_but_for_case(a: &str, b: &str) -> bool {
    fn lower(text: &str) -> impl Iterator<Item = char> {
        text.trim().chars().flat_map(char::to_lowercase)
    }
    a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()) && lower(a).eq(lower(b))
}

/// Holds no more of the cell than an option could have.
fn unknown(part: &str) -> Problem {
    Problem::CheckboxUnknownOption {
        option: part.chars().take(limits::NAME_CHARS).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn options() -> Vec<FieldOption> {
        [
            ("booth", "Booth"),
            ("web", "Web site"),
            ("cafe", "Café"),
            ("referral", "Word of mouth"),
            ("x", "booth2"),
        ]
        .map(|(id, label)| FieldOption {
            id: id.to_owned(),
            label: label.to_owned(),
        })
        .to_vec()
    }

    fn values() -> Vec<(String, String)> {
        [("Stand", "booth"), ("Página", "web"), ("gone", "no_such_option")]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .to_vec()
    }

    #[test]
    fn one_option() {
        for (cell, id) in [
            ("booth", Some("booth")),
            (" BOOTH ", Some("booth")),
            ("web site", Some("web")),
            ("WEB", Some("web")),
            ("CAFÉ", Some("cafe")),
            ("cafe", Some("cafe")),
            ("stand", Some("booth")),
            ("PAGINA", Some("web")),
            ("wéb", Some("web")),
            ("Cäfe", Some("cafe")),
            ("gone", None),
            ("Booth | Web site", None),
            ("boo", None),
        ] {
            let expected = id.map(str::to_owned).ok_or(Problem::RadioUnknownOption);
            assert_eq!(parse_radio(cell, &options(), &values()), expected, "{cell:?}");
        }
    }

    #[test]
    fn several_options() {
        let unknown = |option: &str| {
            Err(Problem::CheckboxUnknownOption {
                option: option.to_owned(),
            })
        };
        for (cell, expected) in [
            ("web|booth", Ok(vec!["booth", "web"])),
            ("Booth | booth|STAND", Ok(vec!["booth"])),
            ("|café||", Ok(vec!["cafe"])),
            ("booth, web", unknown("booth, web")),
            ("booth|nope|neither", unknown("nope")),
            (" | ", unknown("|")),
        ] {
            let expected = expected.map(|ids| ids.into_iter().map(str::to_owned).collect());
            assert_eq!(parse_checkbox(cell, &options(), &values()), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_stored_id_reads_as_itself_though_a_label_has_its_name() {
        let options = [("a", "b"), ("b", "a")].map(|(id, label)| FieldOption {
            id: id.into(),
            label: label.into(),
        });
        assert_eq!(parse_radio("a", &options, &[]).as_deref(), Ok("a"));
        assert_eq!(parse_radio("A", &options, &[]).as_deref(), Ok("b"));
    }

    #[test]
    fn accents_tell_options_apart_that_differ_in_nothing_else() {
        let options = [("1", "Peche"), ("2", "Pêche"), ("3", "Été")].map(|(id, label)| FieldOption {
            id: id.into(),
            label: label.into(),
        });
        let read = |cell, values: &[(String, String)]| parse_radio(cell, &options, values);
        assert_eq!(read("pêche", &[]).as_deref(), Ok("2"));
        assert_eq!(read("PECHE", &[]).as_deref(), Ok("1"));
        assert_eq!(
            read("péche", &[]),
            Err(Problem::RadioUnknownOption),
            "either could be meant"
        );
        assert_eq!(read("ete", &[]).as_deref(), Ok("3"));
        let says_other = [("ete".to_owned(), "1".to_owned())];
        assert_eq!(
            read("ete", &says_other).as_deref(),
            Ok("1"),
            "what the column says comes first"
        );
    }

    proptest! {
        #[test]
        fn never_panics_and_reads_what_it_stores(cell in "([Bb]ooth|web|caf[éÉ]|\\PC{0,3})(\\|(booth|x|\\PC{0,3})){0,3}") {
            if let Ok(id) = parse_radio(&cell, &options(), &values()) {
                prop_assert_eq!(parse_radio(&id, &options(), &values()), Ok(id.clone()));
            }
            if let Ok(ids) = parse_checkbox(&cell, &options(), &values()) {
                prop_assert!(!ids.is_empty() && ids.len() <= options().len());
                prop_assert_eq!(parse_checkbox(&ids.join("|"), &options(), &values()), Ok(ids));
            }
        }
    }
}
