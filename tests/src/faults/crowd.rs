//! Many imports over the same emails at once, each in an order of its own, applied by three servers.

use super::browser::{Browser, Refused};
use super::check;
use super::lane::Lane;
use super::run::Violation;
use super::{Folder, alone};
use crate::draft::{Draft, Upload};
use muster_properties::random::Random;
use muster_shared::api::{Counts, Import, ImportState};
use muster_shared::merge::Existing;
use std::fmt::{self, Write};
use std::time::{Duration, Instant};

const SERVERS: usize = 3;

/// What came of it.
#[derive(Debug)]
pub struct Crowd {
    pub imports: usize,
    pub emails: usize,
    pub deadlocks: i64,
    pub took: Duration,
    pub peak_mb: f64,
    pub violation: Option<Violation>,
}

/// So many imports over the same emails.
pub fn crowd(imports: usize, emails: usize, seed: u64) -> Crowd {
    let folder = Folder::new();
    alone(async {
        let lane = Lane::roomy(folder.path(), SERVERS).await;
        let browser = Browser::of_new_account(&lane.cluster.admin, lane.origin(), Random::at(seed, 0)).await;
        let mut uploads = Vec::new();
        for import in 0..imports {
            let upload = draft(import, emails, seed).cut();
            if let Err(refused) = send(&browser, &upload).await {
                panic!("{refused}");
            }
            uploads.push(upload);
        }
        let start = Instant::now();
        let sealed = uploads.iter().map(|upload| finish(&browser, upload));
        let finished = futures::future::try_join_all(sealed).await;
        let took = start.elapsed();
        let violation = match finished {
            Ok(imports) => judge(&lane, &browser, &imports, emails).await.err(),
            Err(refused) => Some(refused.into()),
        };
        let deadlocks = sqlx::query_scalar("select deadlocks from pg_stat_database where datname = 'app'");
        let deadlocks: i64 = deadlocks
            .fetch_one(&lane.cluster.admin)
            .await
            .expect("statistics are read");
        Crowd {
            imports,
            emails,
            deadlocks: deadlocks + lane.cluster.log().matches("deadlock detected").count() as i64,
            took,
            peak_mb: lane.peak_mb(),
            violation,
        }
    })
}

fn draft(import: usize, emails: usize, seed: u64) -> Draft {
    let mut random = Random::at(seed, import as u64 + 1);
    let mut order: Vec<usize> = (0..emails).collect();
    for to in (1..order.len()).rev() {
        order.swap(to, random.below(to + 1));
    }
    let mut file = "email,points,city\n".to_owned();
    for email in order {
        let _ = writeln!(file, "c{email}@x.example,{import},City {import}");
    }
    Draft::new(file).existing(Existing::Override).new_segment("Everyone")
}

async fn send(browser: &Browser, upload: &Upload) -> Result<(), Refused> {
    browser.create(upload).await?;
    for (seq, batch) in (0..).zip(&upload.batches) {
        browser.put_batch(upload.id, seq, batch).await?;
    }
    Ok(())
}

async fn finish(browser: &Browser, upload: &Upload) -> Result<Import, Refused> {
    while browser.seal(upload.id, upload.seal()).await?.is_err() {}
    loop {
        let import = browser.import(upload.id).await?;
        if import.state.is_over() {
            return Ok(import);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Every contact was created once and changed by every other import, and has the values of one of them.
async fn judge(lane: &Lane, browser: &Browser, imports: &[Import], emails: usize) -> Result<(), Violation> {
    let mut sum = Counts::default();
    for import in imports {
        if import.state != ImportState::Finished {
            return Err(Violation(format!(
                "an import is {:?}: {:?}",
                import.state, import.paused_reason
            )));
        }
        sum.created += import.counts.created;
        sum.updated += import.counts.updated;
    }
    let should = (emails as u64, (emails * (imports.len() - 1)) as u64);
    if (sum.created, sum.updated) != should {
        return Err(Violation(format!("{sum:?}, and should be {should:?}")));
    }
    let whole: i64 = sqlx::query_scalar(
        "select count(*) from contact c join segment_member m on m.account_id = c.account_id and m.contact_id = c.id
         where c.account_id = $1 and attributes ->> 'city' = 'City ' || (attributes ->> 'points')",
    )
    .bind(browser.account)
    .fetch_one(&lane.cluster.admin)
    .await
    .expect("contacts are read");
    if whole != emails as i64 {
        return Err(Violation(format!(
            "{whole} of {emails} contacts are of one import and in the segment"
        )));
    }
    check::books(&lane.cluster.admin, browser.account).await
}

impl fmt::Display for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} imports at once over the same {} emails, {SERVERS} servers: {:.0} s, {} deadlocks, {:.0} MB at most, {}",
            self.imports,
            self.emails,
            self.took.as_secs_f64(),
            self.deadlocks,
            self.peak_mb,
            match &self.violation {
                None => "exact",
                Some(Violation(violation)) => violation,
            }
        )
    }
}
