//! That the same file was imported before, in words.

use muster_shared::api::{ImportState, ImportedBefore};

use super::outcome::PASTED;
use crate::format::{LocalTime, count, counted};

/// Two sentences and a link: what is so, and what may be done. It never keeps anybody from importing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub title: String,
    pub words: String,
    pub href: String,
}

/// `name` is what the file is called now, `at` when that import began.
pub fn warning(before: &ImportedBefore, name: &str, at: Option<LocalTime>) -> Warning {
    let ImportedBefore {
        id,
        number,
        file_name,
        state,
        by,
        created_at: _,
        contacts,
    } = before;
    let (file, as_what) = match file_name.as_str() {
        PASTED => ("The same rows".to_owned(), String::new()),
        was if was == name => (name.to_owned(), String::new()),
        was => ("The same file".to_owned(), format!(" as {was}")),
    };
    let (is, was) = match file_name.as_str() {
        PASTED => ("are", "were"),
        _ => ("is", "was"),
    };
    let day = at.map(LocalTime::date).unwrap_or_default();
    let full = at.map(LocalTime::full).unwrap_or_default();
    match state {
        ImportState::Finished | ImportState::Cancelled => Warning {
            title: format!("{file} {was} imported before{as_what}:"),
            words: format!(
                "{day} by {by} (import {}, {}). Import it again?",
                count(number.unsigned_abs()),
                counted(*contacts, "contact", "contacts")
            ),
            href: format!("/imports/{id}"),
        },
        _ => Warning {
            title: format!("{file} {is} being imported already{as_what}:"),
            words: format!(
                "since {full} by {by} (import {}). Import it a second time?",
                count(number.unsigned_abs())
            ),
            href: format!("/import/{id}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn it_says_when_by_whom_and_what_came_of_it() {
        let before = |state, file_name: &str| ImportedBefore {
            id: Uuid::nil(),
            number: 12,
            file_name: file_name.to_owned(),
            state,
            by: "Ana".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            contacts: 998_212,
        };
        let at = LocalTime {
            year: 2026,
            month: 4,
            day: 14,
            hour: 10,
            minute: 42,
        };
        let warning = |before, name| warning(&before, name, Some(at));
        let finished = warning(before(ImportState::Finished, "spring.csv"), "spring.csv");
        assert_eq!(finished.title, "spring.csv was imported before:");
        assert_eq!(
            finished.words,
            "14 Apr 2026 by Ana (import 12, 998,212 contacts). Import it again?"
        );
        let renamed = warning(before(ImportState::Cancelled, "autumn.csv"), "spring.csv");
        assert_eq!(renamed.title, "The same file was imported before as autumn.csv:");
        let pasted = warning(before(ImportState::Finished, PASTED), PASTED);
        assert_eq!(pasted.title, "The same rows were imported before:");
        for state in [
            ImportState::Uploading,
            ImportState::Previewed,
            ImportState::Applying,
            ImportState::Failed,
        ] {
            let now = warning(before(state, "spring.csv"), "spring.csv");
            assert_eq!(now.title, "spring.csv is being imported already:");
            assert_eq!(
                now.words,
                "since 14 Apr 2026, 10:42 by Ana (import 12). Import it a second time?"
            );
            assert!(now.href.starts_with("/import/"));
        }
    }
}
