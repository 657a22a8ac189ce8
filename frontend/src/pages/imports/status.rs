//! The state of an import in a word, and the time it took.

use crate::components::{
    icon::Icon,
    pill::{Pill, PillTone},
};
use crate::format::{LocalTime, duration};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use muster_shared::api::{Import, ImportState, Undo};

/// Tone, icon and words of the state.
pub fn words(import: &Import) -> (PillTone, Icon, String) {
    let share = |done: u64| {
        done.saturating_mul(100)
            .checked_div(import.records)
            .unwrap_or(0)
            .min(100)
    };
    match import.state {
        ImportState::Uploading => (
            PillTone::Accent,
            Icon::Refresh,
            format!("Uploading {}%", share(import.uploaded)),
        ),
        ImportState::Sealed => (PillTone::Accent, Icon::Refresh, "Waiting".to_owned()),
        ImportState::Previewing => (
            PillTone::Accent,
            Icon::Refresh,
            format!("Comparing {}%", share(import.previewed.unwrap_or(0))),
        ),
        ImportState::Previewed => (PillTone::Warn, Icon::Eye, "Preview ready".to_owned()),
        ImportState::Applying => (
            PillTone::Accent,
            Icon::Refresh,
            format!("Saving {}%", share(import.counts.total())),
        ),
        ImportState::Paused => (PillTone::Warn, Icon::Pause, "Paused".to_owned()),
        ImportState::Finished => (PillTone::Ok, Icon::Check, "Done".to_owned()),
        ImportState::Cancelled => (PillTone::Neutral, Icon::Close, "Cancelled".to_owned()),
        ImportState::Expired => (PillTone::Neutral, Icon::Close, "Expired".to_owned()),
        ImportState::Failed => (PillTone::Bad, Icon::Problem, "Failed".to_owned()),
        ImportState::Undoing => (
            PillTone::Accent,
            Icon::Undo,
            format!("Undoing {}%", import.undo.as_ref().map_or(0, Undo::percent)),
        ),
        ImportState::Undone => (PillTone::Neutral, Icon::Undo, "Undone".to_owned()),
    }
}

#[component]
pub fn StatusPill<'a>(import: &'a Import) -> impl IntoView + use<> {
    let (tone, icon, words) = words(import);
    view! { <Pill tone icon>{words}</Pill> }
}

/// From the start to the end, or to now while it is under way.
pub fn took(import: &Import) -> String {
    let until = match import.finished_at {
        Some(at) => at,
        None if import.state.is_over() => return "–".to_owned(),
        None => import.now,
    };
    duration(u64::try_from((until - import.created_at).num_milliseconds()).unwrap_or(0))
}

/// As the reader's clock has it.
pub fn local(at: DateTime<Utc>) -> Option<LocalTime> {
    LocalTime::parse(&at.to_rfc3339())
}
