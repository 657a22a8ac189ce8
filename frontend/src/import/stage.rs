//! What the page of an import shows: from what the server says, and what this tab does.

use muster_shared::api::{Import, ImportState};

use super::run::{Run, UploadPhase};
use crate::format::{count, counted};

/// The faces of an import's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// This tab uploads.
    UploadingHere,
    /// Another tab or browser uploads.
    UploadingElsewhere,
    /// Nobody uploads; the rest of the file is missing.
    Interrupted,
    /// All is here, and the server compares or saves it, or will.
    Saving,
    /// What it would do is known, and a person decides.
    Previewed,
    /// It could not go on, and can be tried again.
    Failed,
    /// What it did is being taken back.
    Undoing,
    /// Finished, stopped on purpose, or undone.
    Over,
}

/// `grows`: batches arrived while one was looking.
pub fn stage(import: &Import, run: Option<&Run>, grows: bool) -> Stage {
    match import.state {
        ImportState::Finished | ImportState::Cancelled | ImportState::Expired | ImportState::Undone => Stage::Over,
        ImportState::Undoing => Stage::Undoing,
        ImportState::Failed => Stage::Failed,
        ImportState::Previewed => Stage::Previewed,
        ImportState::Sealed | ImportState::Previewing | ImportState::Applying => Stage::Saving,
        ImportState::Paused if import.sealed_at.is_some() => Stage::Saving,
        ImportState::Uploading | ImportState::Paused => match run.map(|run| &run.phase) {
            Some(phase) if phase.needs_tab() => Stage::UploadingHere,
            // The seal is known here before the next answer tells of it.
            Some(UploadPhase::Sealed) => Stage::Saving,
            Some(_) => Stage::Interrupted,
            None if grows => Stage::UploadingElsewhere,
            None => Stage::Interrupted,
        },
    }
}

/// The large line beside the ring.
pub fn headline(import: &Import, run: Option<&Run>, saving_left: Option<String>) -> String {
    if let Some(run) = run.filter(|run| run.phase.needs_tab()) {
        return uploading_headline(import, run);
    }
    match import.state {
        ImportState::Uploading => "Uploading…".to_owned(),
        ImportState::Paused => format!("Paused at {}.", count(done(import))),
        ImportState::Previewing => saving_left.unwrap_or_else(|| "Comparing…".to_owned()),
        ImportState::Applying => saving_left.unwrap_or_else(|| "Saving…".to_owned()),
        ImportState::Sealed => "Getting ready…".to_owned(),
        ImportState::Previewed
        | ImportState::Finished
        | ImportState::Cancelled
        | ImportState::Failed
        | ImportState::Expired
        | ImportState::Undoing
        | ImportState::Undone => "Finishing…".to_owned(),
    }
}

fn uploading_headline(import: &Import, run: &Run) -> String {
    match &run.phase {
        UploadPhase::Starting => "Getting ready…".to_owned(),
        UploadPhase::Checking { share_percent } => format!("Checking the file, {share_percent}%"),
        UploadPhase::Waiting { offline: true, .. } => "Upload waits. You're offline.".to_owned(),
        UploadPhase::Waiting { offline: false, .. } => "Upload waits. Muster isn't answering.".to_owned(),
        UploadPhase::Paused => format!("Paused at {}.", count(uploaded(import, Some(run)))),
        UploadPhase::SignInNeeded => "Upload waits. Log in again.".to_owned(),
        _ => "Uploading…".to_owned(),
    }
}

/// Records that the server has: the newer of both tellings.
pub fn uploaded(import: &Import, run: Option<&Run>) -> u64 {
    run.map_or(0, |run| run.uploaded)
        .max(import.uploaded)
        .min(import.records)
}

/// Records that are saved; of an import that is previewed first, compared.
pub fn done(import: &Import) -> u64 {
    import.previewed.unwrap_or(import.counts.total())
}

/// `Importing 999,141 contacts`; rows where only these are known.
pub fn importing(import: &Import, run: Option<&Run>) -> String {
    let what = match run.and_then(|run| run.to_import) {
        Some(n) => counted(n, "contact", "contacts"),
        None => counted(import.records, "row", "rows"),
    };
    match import.previewed {
        Some(_) => format!("Previewing {what}"),
        None => format!("Importing {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::outcome::tests::import;
    use uuid::Uuid;

    fn run(phase: UploadPhase) -> Run {
        Run {
            phase,
            ..Run::new(Uuid::nil(), "a.csv".to_owned(), 10, 10, Some(9))
        }
    }

    #[test]
    fn the_page_shows_what_server_and_tab_say_together() {
        use ImportState::{
            Applying, Cancelled, Expired, Failed, Finished, Previewed, Previewing, Sealed, Undoing, Undone, Uploading,
        };
        let sending = run(UploadPhase::Sending);
        let sealed = run(UploadPhase::Sealed);
        let crashed = run(UploadPhase::Crashed(String::new()));
        let cases = [
            (Uploading, Some(&sending), false, Stage::UploadingHere),
            (Uploading, Some(&sealed), false, Stage::Saving),
            (Uploading, Some(&crashed), false, Stage::Interrupted),
            (Uploading, None, false, Stage::Interrupted),
            (Uploading, None, true, Stage::UploadingElsewhere),
            (Sealed, None, false, Stage::Saving),
            (Applying, Some(&sealed), false, Stage::Saving),
            (Failed, Some(&sealed), false, Stage::Failed),
            (Finished, Some(&sealed), false, Stage::Over),
            (Cancelled, Some(&sending), false, Stage::Over),
            (Undoing, Some(&sealed), false, Stage::Undoing),
            (Undone, None, false, Stage::Over),
            (Previewing, Some(&sealed), false, Stage::Saving),
            (Previewed, Some(&sealed), false, Stage::Previewed),
            (Previewed, None, false, Stage::Previewed),
            (Expired, None, false, Stage::Over),
        ];
        for (state, run, grows, expected) in cases {
            assert_eq!(
                stage(&import(state, [0; 5], 0), run, grows),
                expected,
                "{state:?} {run:?}"
            );
        }
    }

    #[test]
    fn the_headline_says_what_holds_the_upload_up() {
        let import = import(ImportState::Uploading, [0; 5], 0);
        let cases = [
            (UploadPhase::Starting, "Getting ready…"),
            (UploadPhase::Checking { share_percent: 64 }, "Checking the file, 64%"),
            (UploadPhase::Sending, "Uploading…"),
            (
                UploadPhase::Waiting {
                    offline: true,
                    retry_ms: 1,
                },
                "Upload waits. You're offline.",
            ),
            (
                UploadPhase::Waiting {
                    offline: false,
                    retry_ms: 1,
                },
                "Upload waits. Muster isn't answering.",
            ),
            (UploadPhase::Paused, "Paused at 0."),
        ];
        for (phase, expected) in cases {
            assert_eq!(headline(&import, Some(&run(phase)), None), expected);
        }
    }

    #[test]
    fn a_pause_stands_at_what_the_server_has_by_whoever_tells_more() {
        let mut import = import(ImportState::Uploading, [0; 5], 0);
        import.records = 10;
        let paused = Run {
            uploaded: 4,
            ..run(UploadPhase::Paused)
        };
        for (by_server, expected) in [(2, "Paused at 4."), (6, "Paused at 6.")] {
            import.uploaded = by_server;
            assert_eq!(headline(&import, Some(&paused), None), expected);
        }
    }

    #[test]
    fn a_preview_counts_what_is_compared() {
        let mut import = import(ImportState::Paused, [0; 5], 0);
        (import.records, import.previewed) = (10, Some(4));
        assert_eq!(done(&import), 4);
        assert_eq!(headline(&import, None, None), "Paused at 4.");
        assert_eq!(importing(&import, None), "Previewing 10 rows");
        import.previewed = None;
        assert_eq!(
            importing(&import, Some(&run(UploadPhase::Sealed))),
            "Importing 9 contacts"
        );
    }

    #[test]
    fn saving_tells_the_time_left_once_it_is_known() {
        let import = import(ImportState::Applying, [5, 0, 0, 0, 0], 0);
        assert_eq!(headline(&import, Some(&run(UploadPhase::Sealed)), None), "Saving…");
        assert_eq!(
            headline(&import, None, Some("About 25 s left".to_owned())),
            "About 25 s left"
        );
    }
}
