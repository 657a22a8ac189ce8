//! The upload of this tab, from the press on *Import* to the seal. It outlives the page that started it.

use muster_shared::api::ApiError;
use muster_worker::protocol::{Event, Refusal};
use uuid::Uuid;

/// An upload and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub import: Uuid,
    pub file_name: String,
    /// Bytes of the file.
    pub size: u64,
    /// Data rows of the file.
    pub rows: u64,
    /// Rows that the check found ready; `None` before a check.
    pub to_import: Option<u64>,
    /// Records that the server has.
    pub uploaded: u64,
    pub phase: UploadPhase,
}

/// What the upload does now. Only until the seal: then the server goes on alone.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadPhase {
    /// Nothing was confirmed yet.
    Starting,
    /// A file that was chosen again is checked before the rest of it is sent.
    Checking {
        share_percent: u8,
    },
    Sending,
    /// The server doesn't answer; the next try is in so many milliseconds.
    Waiting {
        offline: bool,
        retry_ms: u64,
    },
    /// Told to hold.
    Paused,
    SignInNeeded,
    /// Acknowledged: the browser may go.
    Sealed,
    Refused(ApiError),
    /// The file can't be read to its end any more.
    Unreadable(Refusal),
    /// The worker ended; the words say why.
    Crashed(String),
    /// Told to stop.
    Stopped,
}

impl UploadPhase {
    /// The tab is needed: closing it now interrupts the import.
    pub fn needs_tab(&self) -> bool {
        match self {
            UploadPhase::Starting
            | UploadPhase::Checking { .. }
            | UploadPhase::Sending
            | UploadPhase::Waiting { .. }
            | UploadPhase::Paused
            | UploadPhase::SignInNeeded => true,
            UploadPhase::Sealed
            | UploadPhase::Refused(_)
            | UploadPhase::Unreadable(_)
            | UploadPhase::Crashed(_)
            | UploadPhase::Stopped => false,
        }
    }
}

impl Run {
    pub fn new(import: Uuid, file_name: String, size: u64, rows: u64, to_import: Option<u64>) -> Self {
        Self {
            import,
            file_name,
            size,
            rows,
            to_import,
            uploaded: 0,
            phase: UploadPhase::Starting,
        }
    }

    /// Takes in what the worker says. What isn't about the upload changes nothing.
    pub fn hear(&mut self, event: &Event) {
        match event {
            Event::Checking { bytes, .. } => {
                self.move_on(UploadPhase::Checking {
                    share_percent: share_percent(*bytes, self.size),
                });
            }
            Event::Checked { tally, .. } => {
                self.to_import = Some(tally.to_import());
                self.move_on(UploadPhase::Starting);
            }
            Event::Uploading { records, .. } => {
                // Answers may overtake each other.
                self.uploaded = self.uploaded.max(*records);
                self.move_on(UploadPhase::Sending);
            }
            Event::UploadWaits { offline, retry_ms } => {
                self.move_on(UploadPhase::Waiting {
                    offline: *offline,
                    retry_ms: *retry_ms,
                });
            }
            Event::UploadPaused => self.move_on(UploadPhase::Paused),
            Event::SignInNeeded => self.phase = UploadPhase::SignInNeeded,
            Event::Sealed { records, .. } => {
                self.uploaded = *records;
                self.phase = UploadPhase::Sealed;
            }
            Event::UploadFailed { error } => self.phase = UploadPhase::Refused(error.clone()),
            Event::Stopped { reason } | Event::Refused { reason } => {
                self.phase = UploadPhase::Unreadable(reason.clone());
            }
            Event::Ready
            | Event::Rehearsed { .. }
            | Event::Opened { .. }
            | Event::Known { .. }
            | Event::Preparing { .. }
            | Event::Counting { .. }
            | Event::Counted(_)
            | Event::Rows { .. }
            | Event::ProblemFile { .. } => {}
        }
    }

    /// Goes to `phase`, unless it was paused (what was in flight still answers) or waits for a log-in.
    fn move_on(&mut self, phase: UploadPhase) {
        if !matches!(self.phase, UploadPhase::Paused | UploadPhase::SignInNeeded) {
            self.phase = phase;
        }
    }

    /// After a pause or a log-in.
    pub fn go_on(&mut self) {
        self.phase = if self.uploaded > 0 {
            UploadPhase::Sending
        } else {
            UploadPhase::Starting
        };
    }
}

/// The share of a file that was read, in whole per cent, cut.
pub fn share_percent(bytes: u64, size: u64) -> u8 {
    let percent = (bytes.min(size) * 100).checked_div(size).unwrap_or(0);
    u8::try_from(percent).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::check::Tally;

    fn run() -> Run {
        Run::new(Uuid::nil(), "a.csv".to_owned(), 1_000, 10, Some(9))
    }

    fn sent(records: u64) -> Event {
        Event::Uploading {
            records,
            batches: 1,
            bytes: 1,
        }
    }

    #[test]
    fn what_was_confirmed_never_shrinks() {
        let mut run = run();
        run.hear(&sent(8));
        run.hear(&sent(5));
        assert_eq!((run.uploaded, &run.phase), (8, &UploadPhase::Sending));
    }

    #[test]
    fn a_paused_upload_stays_paused_until_told() {
        let mut run = run();
        run.phase = UploadPhase::Paused;
        run.hear(&sent(5));
        run.hear(&Event::UploadWaits {
            offline: true,
            retry_ms: 500,
        });
        assert_eq!((run.uploaded, &run.phase), (5, &UploadPhase::Paused));
        run.go_on();
        assert_eq!(run.phase, UploadPhase::Sending);
    }

    #[test]
    fn an_answer_ends_the_wait() {
        let mut run = run();
        run.hear(&Event::UploadWaits {
            offline: false,
            retry_ms: 500,
        });
        assert_eq!(
            run.phase,
            UploadPhase::Waiting {
                offline: false,
                retry_ms: 500
            }
        );
        run.hear(&sent(3));
        assert_eq!(run.phase, UploadPhase::Sending);
    }

    #[test]
    fn a_file_chosen_again_is_checked_first() {
        let mut run = run();
        run.to_import = None;
        run.hear(&Event::Checking {
            generation: 0,
            tally: Tally::default(),
            bytes: 640,
        });
        assert_eq!(run.phase, UploadPhase::Checking { share_percent: 64 });
        let tally = Tally {
            ready: 9,
            repeated: 2,
            ..Tally::default()
        };
        run.hear(&Event::Checked {
            generation: 0,
            tally,
            evidence: Vec::new(),
            elapsed_ms: 1,
        });
        assert_eq!((run.to_import, &run.phase), (Some(7), &UploadPhase::Starting));
    }

    #[test]
    fn the_tab_is_needed_until_the_seal() {
        let mut run = run();
        assert!(run.phase.needs_tab());
        run.hear(&Event::SignInNeeded);
        run.hear(&sent(3));
        assert_eq!(run.phase, UploadPhase::SignInNeeded);
        assert!(run.phase.needs_tab());
        run.hear(&Event::Sealed {
            batches: 1,
            records: 10,
        });
        assert_eq!((run.uploaded, run.phase.needs_tab()), (10, false));
    }

    #[test]
    fn a_share_is_cut_and_never_beyond_the_whole() {
        assert_eq!(
            [(999, 1_000), (2_000, 1_000), (0, 0)].map(|(b, s)| share_percent(b, s)),
            [99, 100, 0]
        );
    }
}
