//! The columns' names as they are shown, and as the mapping is kept under.

use crate::limits;
use std::collections::HashMap;

/// Characters that a name is shortened to: twice what the name of a field may have.
const LONGEST: usize = limits::NAME_CHARS * 2;

/// Names that are never empty and never the same: `Phone (2)` for the second of a name, `Column 7 (no name)` for none. Line
/// breaks and runs of spaces are one space, characters without a width are left out, and what is longer than
/// 200 characters ends in `…`. The flag tells whether a name was changed because an earlier column has it.
pub fn column_names(cells: impl IntoIterator<Item = String>) -> Vec<(String, bool)> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    for (place, cell) in cells.into_iter().enumerate() {
        let name = tidy(&cell);
        let name = if name.is_empty() {
            format!("Column {} (no name)", place + 1)
        } else {
            name
        };
        let Some(&times) = taken.get(&name) else {
            taken.insert(name.clone(), 1);
            names.push((name, false));
            continue;
        };
        let mut next = times + 1;
        while taken.contains_key(&format!("{name} ({next})")) {
            next += 1;
        }
        let free = format!("{name} ({next})");
        taken.insert(name, next);
        taken.insert(free.clone(), 1);
        names.push((free, true));
    }
    names
}

/// Names of a file without a header: `Column 1`, `Column 2`, …
pub fn numbered_columns(count: usize) -> Vec<(String, bool)> {
    (1..=count).map(|n| (format!("Column {n}"), false)).collect()
}

fn tidy(cell: &str) -> String {
    let mut name = String::with_capacity(cell.len().min(LONGEST * 4));
    let mut chars = 0;
    let mut space = false;
    for c in cell.chars() {
        match c {
            // Zero-width spaces and joiners, marks of direction, a byte order mark in a file put together from two; control
            // characters.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            _ if c.is_whitespace() => space = chars > 0,
            _ if c.is_control() => {}
            _ if chars + usize::from(space) >= LONGEST => {
                shorten(&mut name);
                break;
            }
            _ => {
                if std::mem::take(&mut space) {
                    name.push(' ');
                    chars += 1;
                }
                name.push(c);
                chars += 1;
            }
        }
    }
    name
}

/// Makes room for the sign that says there was more.
fn shorten(name: &mut String) {
    while name.chars().count() >= LONGEST || name.ends_with(' ') {
        name.pop();
    }
    name.push('…');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_never_empty_and_never_the_same() {
        let names = column_names(["Email", " Phone ", "", "Phone", "Phone (2)", "Phone"].map(str::to_owned));
        let expected = [
            ("Email", false),
            ("Phone", false),
            ("Column 3 (no name)", false),
            ("Phone (2)", true),
            ("Phone (2) (2)", true),
            ("Phone (3)", true),
        ];
        assert_eq!(names, expected.map(|(name, changed)| (name.to_owned(), changed)));
    }

    #[test]
    fn names_are_one_line_of_visible_characters() {
        for (cell, expected) in [
            ("\u{feff}Email", "Email"),
            ("First\r\nname", "First name"),
            ("  a \t\u{a0} b  ", "a b"),
            ("Na\u{200b}me\u{200e}", "Name"),
            ("a\0b\u{7}", "ab"),
            ("\u{200b} \n", "Column 1 (no name)"),
            ("Größe 山", "Größe 山"),
        ] {
            assert_eq!(column_names([cell.to_owned()])[0].0, expected, "{cell:?}");
        }
    }

    #[test]
    fn long_names_are_shortened_and_stay_apart() {
        let long = "é".repeat(5_000);
        let names = column_names([long.clone(), format!("{long}2"), "é".repeat(200)]);
        assert_eq!(names[0], (format!("{}…", "é".repeat(199)), false));
        assert_eq!(names[1], (format!("{}… (2)", "é".repeat(199)), true));
        assert_eq!(names[2], ("é".repeat(200), false));
    }

    proptest! {
        #[test]
        fn names_of_any_cells_are_good(cells in prop::collection::vec("[ab \n…é]{0,3}|\\PC{0,300}", 0..20)) {
            let names = column_names(cells.clone());
            prop_assert_eq!(names.len(), cells.len());
            prop_assert_eq!(names.iter().map(|(name, _)| name).collect::<HashSet<_>>().len(), cells.len());
            for (name, _) in &names {
                prop_assert!(!name.is_empty() && name.trim() == name && name.chars().count() <= LONGEST + 10, "{:?}", name);
            }
            let shown = names.iter().map(|(name, _)| name.clone());
            prop_assert_eq!(column_names(shown.clone()), shown.map(|name| (name, false)).collect::<Vec<_>>());
        }
    }
}
