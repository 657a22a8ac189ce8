//! One import, and a server that is killed again and again while it is uploaded, sealed and applied.

use super::browser::{Browser, Refused};
use super::check;
use super::lane::Lane;
use super::run::Violation;
use super::{Folder, alone};
use crate::draft::{Draft, Upload};
use crate::model::Model;
use futures::stream::{self, StreamExt, TryStreamExt};
use muster_properties::random::Random;
use muster_shared::api::Import;
use muster_shared::merge::Existing;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::{self, Write};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Of the kills, in a hundred, during the upload; the others fall into the time when batches are applied.
const IN_UPLOAD: u64 = 25;
/// More than twice as many batches as kills, so that there is one left for every life.
const BATCHES_A_KILL: usize = 5;

/// What came of it.
#[derive(Debug)]
pub struct Kills {
    pub kills: u64,
    pub rows: usize,
    /// From a kill to the next batch that is applied, the start of the successor included: the longest.
    pub takeover: Duration,
    pub took: Duration,
    pub peak_mb: f64,
    pub violation: Option<Violation>,
}

/// An import of so many rows through so many lives of one server.
pub fn kills(kills: u64, rows: usize, seed: u64) -> Kills {
    let folder = Folder::new();
    let start = Instant::now();
    alone(async {
        let lane = Lane::roomy(folder.path(), 1).await;
        let random = Random::at(seed, 0);
        let browser = Browser::of_new_account(&lane.cluster.admin, lane.origin(), random.clone()).await;
        let draft = draft(rows).batches_of((rows / (kills as usize * BATCHES_A_KILL)).max(1));
        let upload = draft.cut();
        let killing = Killing {
            lane: &lane,
            import: upload.id,
            random,
            done: Cell::new(0),
            takeover: Cell::default(),
        };
        let imported = killing.import(&browser, &upload, kills).await;
        let violation = match imported {
            Ok(import) => judge(&lane, &browser, &draft, &import).await.err(),
            Err(refused) => Some(refused.into()),
        };
        Kills {
            kills: killing.done.get(),
            rows,
            takeover: killing.takeover.get(),
            took: start.elapsed(),
            peak_mb: lane.peak_mb(),
            violation,
        }
    })
}

fn draft(rows: usize) -> Draft {
    let mut file = "email,points,city,newsletter\n".to_owned();
    for row in 0..rows {
        // One in fifty has a problem, one in a hundred comes again.
        let number = if row % 100 == 99 { row - 50 } else { row };
        let points = if row % 50 == 7 {
            "many".to_owned()
        } else {
            (row % 1000).to_string()
        };
        let _ = writeln!(file, "c{number}@x.example,{points},City {},none", row % 7);
    }
    Draft::new(file).existing(Existing::Override).new_segment("Everyone")
}

async fn judge(lane: &Lane, browser: &Browser, draft: &Draft, import: &Import) -> Result<(), Violation> {
    let mut model = Model::default();
    let done = model.import(draft);
    let members: BTreeSet<String> = done.members.clone();
    check::outcomes(std::slice::from_ref(import), &[done])?;
    check::database(&lane.cluster.admin, browser.account, &model, &members).await
}

struct Killing<'a> {
    lane: &'a Lane,
    import: Uuid,
    random: Random,
    done: Cell<u64>,
    takeover: Cell<Duration>,
}

impl Killing<'_> {
    async fn import(&self, browser: &Browser, upload: &Upload, kills: u64) -> Result<Import, Refused> {
        let uploading = async {
            browser.create(upload).await?;
            let batches = stream::iter((0..).zip(&upload.batches));
            let sent = batches.map(|(seq, batch)| browser.put_batch(upload.id, seq, batch));
            sent.buffer_unordered(2).try_for_each(async |_| Ok(())).await?;
            while browser.seal(upload.id, upload.seal()).await?.is_err() {}
            Ok(())
        };
        let (uploaded, ()) = tokio::join!(
            uploading,
            self.kill_during_upload(kills * IN_UPLOAD / 100, upload.batches.len())
        );
        uploaded?;
        self.kill_during_apply(kills).await;
        loop {
            let import = browser.import(upload.id).await?;
            if import.state.is_over() {
                return Ok(import);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A kill whenever another part of the batches has arrived.
    async fn kill_during_upload(&self, kills: u64, batches: usize) {
        let mut next = 0;
        while self.done.get() < kills {
            next += batches / (kills as usize + 1);
            while self
                .count("select count(*) from import_batch where import_id = $1")
                .await
                < next as i64
            {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            self.kill_and_start().await;
        }
    }

    /// A kill a moment after each takeover, until there is nothing left to take over.
    async fn kill_during_apply(&self, kills: u64) {
        let mut random = self.random.clone();
        let left = async || {
            self.count("select count(*) from import_batch where import_id = $1 and applied_at is null")
                .await
        };
        while self.done.get() < kills {
            let before = left().await;
            if before == 0 {
                return;
            }
            let started = Instant::now();
            self.kill_and_start().await;
            while left().await >= before {
                if started.elapsed() > Duration::from_secs(60) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            self.takeover.set(self.takeover.get().max(started.elapsed()));
            tokio::time::sleep(Duration::from_micros(random.below(8000) as u64)).await;
        }
    }

    async fn kill_and_start(&self) {
        self.lane.kill(0).await;
        self.lane.start(0).await;
        self.done.set(self.done.get() + 1);
    }

    async fn count(&self, statement: &'static str) -> i64 {
        let counted = sqlx::query_scalar(statement).bind(self.import);
        counted
            .fetch_one(&self.lane.cluster.admin)
            .await
            .expect("the ledger is read")
    }
}

impl fmt::Display for Kills {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills in one import of {} rows: {:.0} s, taken over in {:.2} s at most, {:.0} MB at most, {}",
            self.kills,
            self.rows,
            self.took.as_secs_f64(),
            self.takeover.as_secs_f64(),
            self.peak_mb,
            match &self.violation {
                None => "exact",
                Some(Violation(violation)) => violation,
            }
        )
    }
}
