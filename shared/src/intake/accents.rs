//! The line that shows whether an encoding is right.

/// Characters of the excerpt.
const EXCERPT: usize = 120;
/// Characters of it that stand before the one it is for.
const BEFORE: usize = 40;

/// The first physical line with a letter outside of ASCII, else with any character outside of it: its number, from 1, and the
/// line, shortened around that character.
pub fn find_accents(text: &str) -> Option<(u64, String)> {
    // A mark that was left in says nothing.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let other = |c: char| !c.is_ascii();
    let at = text
        .find(|c: char| other(c) && c.is_alphabetic())
        .or_else(|| text.find(other))?;
    let (before, after) = text.split_at(at);
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let breaks = before.bytes().filter(|byte| *byte == b'\n').count() + lone_returns(before);
    let line_before = &before[start..];
    let line_after = after.split(['\n', '\r']).next().unwrap_or_default();

    let cut = line_before.chars().count().saturating_sub(BEFORE);
    let mut excerpt: String = if cut > 0 { "…" } else { "" }.to_owned();
    excerpt.extend(line_before.chars().skip(cut));
    let room = EXCERPT.saturating_sub(excerpt.chars().count() + 1);
    excerpt.extend(line_after.chars().take(room));
    if line_after.chars().nth(room).is_some() {
        excerpt.push('…');
    }
    Some((breaks as u64 + 1, excerpt))
}

/// CRs that end a line by themselves.
fn lone_returns(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes)
        .filter(|at| bytes.get(at + 1) != Some(&b'\n'))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_line_with_accents() {
        for (text, expected) in [
            ("Email,Name\na@x.example,Ana\n", None),
            ("", None),
            ("\u{feff}Email\n", None),
            ("Name\nAna\nRené,Lyon\nZoë\n", Some((3, "René,Lyon"))),
            ("Name\r\nAna\r\nRené\r\n", Some((3, "René"))),
            ("Name\rAna\rRené\rBea", Some((3, "René"))),
            ("Price\n5 €\nRené", Some((3, "René"))),
            ("Price\n5 €\n6", Some((2, "5 €"))),
            ("Ren\u{fffd}", Some((1, "Ren\u{fffd}"))),
        ] {
            let expected = expected.map(|(line, text)| (line, text.to_owned()));
            assert_eq!(find_accents(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_line_is_shortened_around_it() {
        let (line, text) = find_accents(&format!("a\n{}é{}\n", "b".repeat(500), "c".repeat(500))).unwrap();
        assert_eq!((line, text.chars().count()), (2, EXCERPT));
        assert_eq!(text.chars().position(|c| c == 'é'), Some(BEFORE + 1));
        assert!(text.starts_with("…b") && text.ends_with("c…"));
    }

    proptest! {
        #[test]
        fn never_panics_and_is_never_long(text in any::<String>()) {
            if let Some((_, excerpt)) = find_accents(&text) {
                prop_assert!(excerpt.chars().count() <= EXCERPT);
            }
        }
    }
}
