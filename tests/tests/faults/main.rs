//! What may break, and what must still hold: every line of the fault matrix is a test, here or where it says.
//!
//! Invariant I: every input record is in exactly one of created, updated, unchanged, skipped, rejected; their sum is the file's
//! record count; the database equals that of an undisturbed sequential run; nothing is applied twice.
//!
//! | fault | test |
//! |---|---|
//! | all of the below at once, drawn from seeds | [`runs`]; `cargo xtask faults` |
//! | browser closed at any part of the upload; another file | [`runs`] (`TabClosed`), browser: `leave.spec.ts`, `faults.spec.ts` |
//! | browser closed after the seal | browser: `leave.spec.ts` |
//! | tab or worker crashes, reload | browser: `faults.spec.ts` |
//! | network gone; 408, 429, 5xx, reset, lost answers | [`runs`] (`Reset`, `LostAnswers`, `HalfOpen`), browser: `faults.spec.ts` |
//! | a batch delivered several times at once, or again later | [`runs`] (`Repeated`, copies), `api_batches` |
//! | same number, other content; a flipped byte | [`runs`] (tampered), `api_batches` |
//! | batches out of order, a hole | [`runs`] (shuffled, sealed early), `api_batches`, `api_imports` |
//! | server killed during upload, seal, apply | [`servers`], [`runs`] (`Killed`), `cargo xtask faults --only kills`, browser: `leave.spec.ts` |
//! | SIGTERM in the middle | [`servers`], [`runs`] (`Terminated`) |
//! | a deploy with a migration; a page older than the server | [`database`] (added columns), `api_imports` |
//! | the embedded database killed | [`servers`] |
//! | PostgreSQL stopped fast or immediately | [`database`], [`runs`] (`StoppedFast`, `StoppedImmediately`, `Crashed`) |
//! | connection half open; a server that stands still | [`servers`] (over a minute), [`runs`] (`DatabaseHalfOpen`, `StandsStill`) |
//! | disk full, too many connections, lock and statement timeouts | [`database`], [`runs`] (`DiskFull`, `TooManyConnections`, `ContactsLocked`, `Cancelled`) |
//! | the same file imported twice at once | [`runs`] (twice), `apply` |
//! | many imports over the same emails | [`many`], `apply`, `cargo xtask faults --only crowd` |
//! | many servers on one database | [`many`], [`runs`] (two servers) |
//! | a transaction pooler in between | [`pooler`] |
//! | clock moved | `tidy`: the server doesn't ask its clock |
//! | user deleted or role taken away | `api_session`, `api_security` |
//! | session ends in the middle of the upload | [`runs`] (`SessionEnded`), browser: `faults.spec.ts` |
//! | a field or segment deleted between mapping and apply | `apply`, `api_imports` |
//! | cancel in every state, twice, racing the end | `apply`, `api_imports` |
//! | the file changes on disk while it is read | browser: `bad-input.spec.ts` |

#![expect(clippy::unwrap_used, reason = "helpers of tests: what they can't have ends the test")]
#![cfg(target_os = "linux")]

mod database;
mod many;
mod pooler;
mod runs;
mod servers;

use muster_properties::random::Random;
use muster_shared::api::Import;
use muster_shared::merge::Existing;
use muster_tests::faults::browser::Browser;
use muster_tests::faults::check;
use muster_tests::faults::lane::Lane;
use muster_tests::model::Model;
use muster_tests::{Draft, Upload};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// A file of so many rows, all good and all different, in batches of so many.
fn draft(rows: usize, batch: usize) -> Draft {
    let mut file = "email,points,city\n".to_owned();
    for row in 0..rows {
        writeln!(file, "c{row}@x.example,{},City {}", row % 1000, row % 7).unwrap();
    }
    Draft::new(file)
        .batches_of(batch)
        .existing(Existing::Override)
        .new_segment("Everyone")
}

async fn browser(lane: &Lane) -> Browser {
    Browser::of_new_account(&lane.cluster.admin, lane.origin(), Random::at(1, 0)).await
}

/// Everything but the seal.
async fn stage(browser: &Browser, upload: &Upload) {
    browser.create(upload).await.unwrap();
    for (seq, batch) in (0..).zip(&upload.batches) {
        browser.put_batch(upload.id, seq, batch).await.unwrap();
    }
}

async fn seal(browser: &Browser, upload: &Upload) {
    browser.seal(upload.id, upload.seal()).await.unwrap().unwrap();
}

/// The import once it is so.
async fn until(browser: &Browser, upload: &Upload, limit: Duration, is_so: impl Fn(&Import) -> bool) -> Import {
    let start = Instant::now();
    loop {
        let import = browser.import(upload.id).await.unwrap();
        if is_so(&import) {
            return import;
        }
        let Import {
            state,
            counts,
            paused_reason,
            ..
        } = import;
        assert!(
            start.elapsed() < limit,
            "still {state:?} ({paused_reason:?}), {counts:?}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits for the end, and holds what came of it against the model.
async fn assert_exact(lane: &Lane, browser: &Browser, draft: &Draft, upload: &Upload, limit: Duration) {
    let import = until(browser, upload, limit, |import| import.state.is_over()).await;
    let mut model = Model::default();
    let done = model.import(draft);
    let members = done.members.clone();
    check::outcomes(&[import], &[done]).unwrap();
    check::database(&lane.cluster.admin, browser.account, &model, &members)
        .await
        .unwrap();
}
