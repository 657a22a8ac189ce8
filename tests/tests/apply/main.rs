//! What an import does to the contacts, whatever happens to the server meanwhile.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]

mod any_file;
mod faults;
mod preview;
mod repeated;
mod steered;
mod table;
mod turns;
mod values;

use muster_shared::api::{Counts, Import, ImportState};
use muster_tests::{App, Client, Draft};
use sqlx::PgPool;

/// The five outcomes.
pub(crate) fn counts(created: u64, updated: u64, unchanged: u64, skipped: u64, rejected: u64) -> Counts {
    Counts {
        created,
        updated,
        unchanged,
        skipped,
        rejected,
    }
}

/// The import came to its end and its books balance.
#[track_caller]
pub(crate) fn assert_finished(import: &Import) {
    assert_eq!(import.state, ImportState::Finished, "{:?}", import.paused_reason);
    assert_eq!(
        (import.counts.total(), import.uploaded),
        (import.records, import.records)
    );
    assert!(import.finished_at >= import.sealed_at && import.paused_reason.is_none());
}

/// An account with one contact, which has a first name and no city.
pub(crate) async fn with_ana(pool: PgPool) -> (App, Client) {
    let (app, admin) = App::with_admin(pool).await;
    app.import(&admin, &Draft::new("email,first_name,points\nana@x.example,Ana,1\n"))
        .await;
    (app, admin)
}
