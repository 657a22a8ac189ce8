//! What became of an import, in words (UI.md, section 8).

use muster_shared::api::{Counts, Import, ImportState};
use muster_shared::limits::EXPIRY_DAYS;
use muster_shared::merge::Existing;

use super::outlook::listed;
use crate::format::{count, counted};

/// The name that pasted rows have in place of a file's.
pub const PASTED: &str = "Pasted rows";

/// How the title's badge looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Ok,
    Warn,
    Bad,
    Undone,
}

/// The title of an import that is over.
pub fn title(import: &Import) -> (Tone, String) {
    let counts = import.counts;
    let taken = counts.taken();
    let contacts = |n| counted(n, "contact", "contacts");
    match import.state {
        ImportState::Failed => (Tone::Bad, "The import could not go on".to_owned()),
        ImportState::Expired => (Tone::Warn, "The import expired".to_owned()),
        ImportState::Cancelled if counts.total() == 0 => (
            Tone::Warn,
            "The import was stopped before anything was saved".to_owned(),
        ),
        ImportState::Cancelled => (
            Tone::Warn,
            format!("The import was stopped at row {}", count(counts.total())),
        ),
        ImportState::Undone => (Tone::Undone, "The import was undone".to_owned()),
        _ if taken > 0 && counts.unchanged == taken && taken == counts.total() => {
            (Tone::Ok, format!("Nothing to change: {}", all_match(taken)))
        }
        _ if taken > 0 => (
            Tone::Ok,
            format!("{} {} in", contacts(taken), if taken == 1 { "is" } else { "are" }),
        ),
        _ if counts.skipped > import.skipped_repeated => {
            let there = counts.skipped - import.skipped_repeated;
            (Tone::Ok, format!("No new contacts: {}", already_there(there)))
        }
        _ if counts.rejected > 0 => (Tone::Bad, "No contact was imported".to_owned()),
        _ => (Tone::Warn, "No contact was imported".to_owned()),
    }
}

/// Why an import expired, and what to do.
pub fn expired(import: &Import) -> String {
    let what = match import.sealed_at {
        None => "finished the upload",
        Some(_) => "decided upon the preview",
    };
    format!(
        "Expired: nobody {what} within {EXPIRY_DAYS} days. Nothing of it was imported. Start again with the same file."
    )
}

fn all_match(n: u64) -> String {
    if n == 1 {
        "the contact already matches".to_owned()
    } else {
        format!("all {} contacts already match", count(n))
    }
}

fn already_there(n: u64) -> String {
    if n == 1 {
        "1 is already there".to_owned()
    } else {
        format!("{} are already there", count(n))
    }
}

/// What stands under each of the five numbers, in their order.
pub fn captions(existing: Existing, counts: Counts, repeated: u64) -> [String; 5] {
    let (updated, unchanged) = match existing {
        Existing::Leave => ("none, as chosen", "none, as chosen"),
        Existing::Override => ("values replaced", "nothing to change"),
        Existing::FillEmpty => ("empty fields filled", "nothing to fill"),
    };
    let there = counts.skipped.saturating_sub(repeated);
    let skipped = match (repeated, there) {
        (0, 0) if existing == Existing::Leave => "already contacts".to_owned(),
        (_, 0) => "repeated emails".to_owned(),
        (0, _) => "already contacts".to_owned(),
        (repeated, there) => {
            format!("{} repeated, {} already contacts", count(repeated), count(there))
        }
    };
    [
        "new contacts".to_owned(),
        updated.to_owned(),
        unchanged.to_owned(),
        skipped,
        "rows with a problem".to_owned(),
    ]
}

/// What was done to contacts that existed.
pub fn rule(existing: Existing) -> &'static str {
    match existing {
        Existing::Leave => "New contacts were created; existing ones were left as they are",
        Existing::Override => "Existing contacts got the values of the file in place of their own",
        Existing::FillEmpty => "Existing contacts kept their values; only empty fields were filled",
    }
}

/// `spring-fair.csv into Spring Fair 2026 and VIP.`
pub fn into_segments(import: &Import) -> String {
    let names = import
        .segments
        .iter()
        .map(|segment| segment.name.clone())
        .collect::<Vec<_>>();
    if names.is_empty() {
        import.file.name.clone()
    } else {
        format!("{} into {}", import.file.name, listed(&names))
    }
}

/// `859 rows were not imported`.
pub fn left_out_title(counts: Counts) -> String {
    let n = counts.skipped + counts.rejected;
    format!(
        "{} {} not imported",
        counted(n, "row", "rows"),
        if n == 1 { "was" } else { "were" }
    )
}

/// Why another file can't be sent in place of the one that was begun with.
pub fn other_file(import: &Import, chosen_size: u64) -> String {
    let name = &import.file.name;
    if name == PASTED {
        return "These aren't the rows that this import began with. Paste them as they were.".to_owned();
    }
    let (now, then) = (crate::format::size(chosen_size), crate::format::size(import.file.size));
    if now == then {
        return format!("That is a different file, though of the same size ({now}). Choose {name} as it was.");
    }
    format!("That is a different file ({now}, this import used {then}). Choose {name} as it was.")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use chrono::DateTime;
    use muster_shared::api::{FileFacts, ImportOptions, ImportSegment};
    use muster_shared::intake::Dialect;
    use uuid::Uuid;

    pub(in crate::import) fn import(state: ImportState, counts: [u64; 5], repeated: u64) -> Import {
        let [created, updated, unchanged, skipped, rejected] = counts;
        let counts = Counts {
            created,
            updated,
            unchanged,
            skipped,
            rejected,
        };
        Import {
            id: Uuid::nil(),
            number: 1,
            state,
            paused_reason: None,
            file: FileFacts {
                name: "spring.csv".to_owned(),
                size: 118_400_000,
                fingerprint: String::new(),
                modified: None,
                part: None,
            },
            dialect: Dialect::default(),
            columns: Vec::new(),
            mapping: muster_shared::Mapping::default(),
            options: ImportOptions::default(),
            segments: Vec::new(),
            by: "Marta".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            sealed_at: None,
            finished_at: None,
            now: DateTime::UNIX_EPOCH,
            records: counts.total(),
            uploaded: counts.total(),
            previewed: None,
            counts,
            skipped_repeated: repeated,
            undo_until: None,
            undo: None,
        }
    }

    #[test]
    fn the_title_says_what_came_of_it() {
        use ImportState::{Cancelled, Expired, Failed, Finished, Undone};
        let cases = [
            (
                Finished,
                [871_306, 96_118, 31_717, 310, 549],
                310,
                Tone::Ok,
                "999,141 contacts are in",
            ),
            (Finished, [1, 0, 0, 0, 0], 0, Tone::Ok, "1 contact is in"),
            (Undone, [1, 0, 0, 0, 0], 0, Tone::Undone, "The import was undone"),
            (
                Finished,
                [0, 0, 1_204, 0, 0],
                0,
                Tone::Ok,
                "Nothing to change: all 1,204 contacts already match",
            ),
            (Finished, [0, 0, 9, 0, 1], 0, Tone::Ok, "9 contacts are in"),
            (Finished, [0, 0, 0, 0, 7], 0, Tone::Bad, "No contact was imported"),
            (
                Finished,
                [0, 0, 0, 12, 0],
                2,
                Tone::Ok,
                "No new contacts: 10 are already there",
            ),
            (
                Finished,
                [0, 0, 0, 1, 3],
                0,
                Tone::Ok,
                "No new contacts: 1 is already there",
            ),
            (
                Cancelled,
                [5, 0, 0, 0, 0],
                0,
                Tone::Warn,
                "The import was stopped at row 5",
            ),
            (
                Cancelled,
                [0; 5],
                0,
                Tone::Warn,
                "The import was stopped before anything was saved",
            ),
            (Expired, [0; 5], 0, Tone::Warn, "The import expired"),
            (Failed, [5, 0, 0, 0, 0], 0, Tone::Bad, "The import could not go on"),
        ];
        for (state, counts, repeated, tone, expected) in cases {
            assert_eq!(
                title(&import(state, counts, repeated)),
                (tone, expected.to_owned()),
                "{state:?} {counts:?}"
            );
        }
    }

    #[test]
    fn skipped_says_why() {
        let skipped = |skipped, repeated, existing| {
            let counts = Counts {
                skipped,
                ..Counts::default()
            };
            captions(existing, counts, repeated)[3].clone()
        };
        assert_eq!(skipped(310, 310, Existing::FillEmpty), "repeated emails");
        assert_eq!(skipped(310, 0, Existing::Leave), "already contacts");
        assert_eq!(skipped(310, 10, Existing::Leave), "10 repeated, 300 already contacts");
        assert_eq!(skipped(0, 0, Existing::Override), "repeated emails");
    }

    #[test]
    fn another_file_is_named_by_its_size() {
        let import = import(ImportState::Uploading, [0; 5], 0);
        assert_eq!(
            other_file(&import, 91_200_000),
            "That is a different file (91.2 MB, this import used 118.4 MB). Choose spring.csv as it was."
        );
        assert!(other_file(&import, 118_400_000).contains("of the same size"));
        let mut pasted = import;
        pasted.file.name = PASTED.to_owned();
        assert!(other_file(&pasted, 48).starts_with("These aren't the rows"));
    }

    #[test]
    fn the_file_is_named_with_its_segments() {
        let mut import = import(ImportState::Finished, [1, 0, 0, 0, 0], 0);
        assert_eq!(into_segments(&import), "spring.csv");
        for name in ["Fair", "VIP"] {
            import.segments.push(ImportSegment {
                id: 1,
                name: name.to_owned(),
                added: 1,
            });
        }
        assert_eq!(into_segments(&import), "spring.csv into Fair and VIP");
    }
}
