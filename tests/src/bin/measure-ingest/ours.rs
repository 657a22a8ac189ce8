//! The same contacts through the product: the real server, its protocol, and all that it keeps about them.

use crate::tables::{self, Filled};
use muster_shared::api::{Counts, Import, ImportState};
use muster_shared::merge::Existing;
use muster_tests::{Client, Draft, Upload};
use sqlx::PgPool;
use std::time::{Duration, Instant};

/// How often the server is asked whether the import is over.
const LOOK: Duration = Duration::from_millis(100);

/// Batches on their way at once, as the browser has them.
const IN_FLIGHT: usize = 3;

/// An import's seconds.
pub(crate) struct Took {
    pub(crate) rows: u64,
    /// From its creation to the seal.
    pub(crate) upload: f64,
    /// From the seal until it is finished, by the database's clock.
    pub(crate) apply: f64,
}

/// What an import of so many rows must come to: a wrong result isn't measured.
type Expected = fn(u64) -> Counts;

pub(crate) const ALL_CREATED: Expected = |rows| Counts {
    created: rows,
    ..Counts::default()
};
pub(crate) const ALL_UPDATED: Expected = |rows| Counts {
    updated: rows,
    ..Counts::default()
};
pub(crate) const HALF_CREATED: Expected = |rows| Counts {
    created: rows - rows / 2,
    updated: rows / 2,
    ..Counts::default()
};
pub(crate) const ALL_UNCHANGED: Expected = |rows| Counts {
    unchanged: rows,
    ..Counts::default()
};
pub(crate) const ALL_SKIPPED: Expected = |rows| Counts {
    skipped: rows,
    ..Counts::default()
};

/// Two fields of every contact get other values.
pub(crate) fn everyone_changes(draft: &Draft) -> Draft {
    overriding(draft).literal("city", "Elsewhere").literal("points", "-1")
}

pub(crate) fn overriding(draft: &Draft) -> Draft {
    draft.clone().existing(Existing::Override)
}

pub(crate) fn filling(draft: &Draft) -> Draft {
    draft.clone().existing(Existing::FillEmpty)
}

/// Into empty tables.
pub(crate) async fn new_contacts(pool: &PgPool, admin: &Client, draft: &Draft) -> Took {
    tables::fill(pool, Filled::Nobody).await;
    import(admin, draft, ALL_CREATED).await
}

pub(crate) async fn import(admin: &Client, draft: &Draft, expected: Expected) -> Took {
    let upload = draft.cut();
    let start = Instant::now();
    stage(admin, &upload).await;
    admin.seal(&upload).await.ok::<Import>();
    let uploaded = start.elapsed().as_secs_f64();
    let import = loop {
        let import = admin.import(upload.id).await;
        if import.state.is_over() {
            break import;
        }
        tokio::time::sleep(LOOK).await;
    };
    assert_eq!(import.state, ImportState::Finished, "{:?}", import.paused_reason);
    assert_eq!(import.counts, expected(import.records));
    let (sealed, finished) = import.sealed_at.zip(import.finished_at).expect("it is finished");
    Took {
        rows: import.records,
        upload: uploaded,
        apply: (finished - sealed).as_seconds_f64(),
    }
}

async fn stage(admin: &Client, upload: &Upload) {
    use futures::StreamExt;
    admin.create(upload).await.ok::<Import>();
    futures::stream::iter((0..).zip(&upload.batches))
        .map(|(seq, batch)| admin.put_batch(upload.id, seq, batch))
        .buffer_unordered(IN_FLIGHT)
        .for_each(|answer| {
            answer.expect(200);
            std::future::ready(())
        })
        .await;
}
