//! The columns' names as they are shown, and as the mapping is kept under.

use std::collections::HashMap;

/// Names that are never empty and never the same: `Phone (2)` for the second of a name, `Column 7 (no name)` for none.
/// The flag tells whether a name was changed because an earlier column has it.
pub fn column_names(cells: impl IntoIterator<Item = String>) -> Vec<(String, bool)> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    for (place, cell) in cells.into_iter().enumerate() {
        let name = cell.trim();
        let name = if name.is_empty() {
            format!("Column {} (no name)", place + 1)
        } else {
            name.to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
