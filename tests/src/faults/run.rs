//! A run: a script played in a lane, and what came of it.

use super::browser::{Browser, Refused};
use super::check;
use super::fault::{Fault, Kind};
use super::lane::Lane;
use super::script::Script;
use crate::client::digest;
use crate::draft::Upload;
use crate::model::Model;
use muster_properties::random::Random;
use muster_shared::api::{Import, ImportState};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::Instant;
use uuid::Uuid;

/// After which an import has hung. Longer than the longest wait in the server: for a connection that is half open.
const LIMIT: Duration = Duration::from_secs(120);

/// How often the end of an import is looked for.
const LOOK: Duration = Duration::from_millis(15);

/// What was to be, and isn't.
#[derive(Clone, Debug)]
pub struct Violation(pub String);

impl From<Refused> for Violation {
    fn from(refused: Refused) -> Self {
        Self(refused.to_string())
    }
}

type Result<T> = std::result::Result<T, Violation>;

/// Plays the script. The lane is calm before and after it.
pub async fn run(lane: &Rc<Lane>, script: &Script) -> Result<()> {
    lane.seed(Random::at(script.seed, 1));
    let random = Random::at(script.seed, 2);
    let browser = Browser::of_new_account(&lane.cluster.admin, lane.origin(), random.clone()).await;
    let playing = Playing {
        lane,
        script,
        browser,
        random: RefCell::new(random),
        disturbances: RefCell::default(),
    };
    let played = tokio::time::timeout(LIMIT, playing.play()).await;
    lane.is_calm().await;
    played.unwrap_or_else(|_| Err(Violation(format!("an import isn't over after {} s", LIMIT.as_secs()))))
}

struct Playing<'a> {
    lane: &'a Rc<Lane>,
    script: &'a Script,
    browser: Browser,
    random: RefCell<Random>,
    /// Under way.
    disturbances: RefCell<Vec<JoinHandle<()>>>,
}

impl Playing<'_> {
    async fn play(&self) -> Result<()> {
        let mut model = Model::default();
        let mut ids = Vec::new();
        for (place, draft) in self.script.drafts.iter().enumerate() {
            let twice = self.script.twice && place + 1 == self.script.drafts.len();
            let uploads: Vec<Upload> = (0..if twice { 2 } else { 1 }).map(|_| draft.cut()).collect();
            let other = self.browser.another();
            let imports = match &uploads[..] {
                [one, two] => {
                    let (one, two) = tokio::join!(
                        self.import(&self.browser, place, one),
                        self.import_undisturbed(&other, two)
                    );
                    vec![one?, two?]
                }
                _ => vec![self.import(&self.browser, place, &uploads[0]).await?],
            };
            let done: Vec<_> = uploads.iter().map(|_| model.import(draft)).collect();
            check::outcomes(&imports, &done)?;
            ids.extend(imports.iter().map(|import| import.id));
        }
        let (admin, account) = (&self.lane.cluster.admin, self.browser.account);
        check::database(admin, account, &model, &model.members()).await?;
        if let Some(place) = self.script.undone {
            let import = self.undo(ids[place]).await?;
            let kept = model.undo(place + 1);
            check::undone(import.as_ref(), &kept)?;
            check::database(admin, account, &model, &model.members()).await?;
        }
        Ok(())
    }

    /// An import, with everything that goes wrong meanwhile; until all of that is over as well.
    async fn import(&self, browser: &Browser, place: usize, upload: &Upload) -> Result<Import> {
        let disturbed = async {
            browser.create(upload).await?;
            self.upload(browser, place, upload).await?;
            for (fault, after) in self.script.from_seal(place) {
                self.strike(browser, fault, after).await;
            }
            self.seal(browser, upload).await?;
            over(browser, upload.id, ImportState::Finished).await
        };
        let import = disturbed.await;
        self.settle().await?;
        import
    }

    /// Takes an import back, with everything that goes wrong meanwhile. `None`: it changed nothing.
    async fn undo(&self, id: Uuid) -> Result<Option<Import>> {
        for (fault, after) in self.script.from_undo() {
            self.strike(&self.browser, fault, after).await;
        }
        let disturbed = async {
            match self.browser.undo(id).await? {
                Some(_) => over(&self.browser, id, ImportState::Undone).await.map(Some),
                None => Ok(None),
            }
        };
        let import = disturbed.await;
        self.settle().await?;
        import
    }

    /// Waits until all that went wrong is over.
    async fn settle(&self) -> Result<()> {
        for disturbance in self.disturbances.take() {
            disturbance
                .await
                .map_err(|error| Violation(format!("the harness failed: {error}")))?;
        }
        Ok(())
    }

    /// Lets it go wrong, `after` so many milliseconds.
    async fn strike(&self, browser: &Browser, fault: Fault, after: u64) {
        match fault.kind {
            Kind::SessionEnded => browser.sign_out().await,
            Kind::TabClosed => browser.reopen(),
            _ => {
                let (lane, account) = (Rc::clone(self.lane), browser.account);
                self.disturbances.borrow_mut().push(spawn_local(async move {
                    tokio::time::sleep(Duration::from_millis(after)).await;
                    lane.strike(fault, account).await;
                }));
            }
        }
    }

    async fn import_undisturbed(&self, browser: &Browser, upload: &Upload) -> Result<Import> {
        browser.create(upload).await?;
        for (seq, batch) in (0..).zip(&upload.batches) {
            browser.put_batch(upload.id, seq, batch).await?;
        }
        self.seal(browser, upload).await?;
        over(browser, upload.id, ImportState::Finished).await
    }

    /// Sends all batches, but for the last one where the seal comes early.
    async fn upload(&self, browser: &Browser, place: usize, upload: &Upload) -> Result<()> {
        let count = upload.batches.len();
        let mut left: Vec<u32> = (0..count as u32).collect();
        if self.script.habits.shuffled {
            for to in (1..left.len()).rev() {
                left.swap(to, self.random.borrow_mut().below(to + 1));
            }
        }
        if self.script.habits.sealed_early && count > 1 {
            left.retain(|seq| *seq != count as u32 / 2);
        }
        let mut sent = 0;
        while !left.is_empty() {
            let next: Vec<u32> = left.drain(..self.script.habits.in_flight.min(left.len())).collect();
            let (from, to) = (sent * 1000 / count, (sent + next.len()) * 1000 / count);
            sent += next.len();
            let mut closed = false;
            for fault in self.script.in_upload(place, from, to.max(from + 1)) {
                closed |= fault.kind == Kind::TabClosed;
                self.strike(browser, fault, 0).await;
            }
            let sending = futures::future::try_join_all(next.iter().map(|seq| self.send(browser, upload, *seq)));
            if !closed {
                sending.await?;
                continue;
            }
            // The tab is closed while they are under way. The next one asks what arrived.
            tokio::time::timeout(Duration::from_millis(2), sending).await.ok();
            browser.reopen();
            let there = browser.batches(upload.id).await?;
            left.extend(next.into_iter().filter(|seq| !there.contains(*seq)));
        }
        Ok(())
    }

    /// Sends a batch, with its habits.
    async fn send(&self, browser: &Browser, upload: &Upload, seq: u32) -> Result<()> {
        let batch = &upload.batches[seq as usize];
        let draw = |share| self.random.borrow_mut().permille(share);
        let tampered = draw(self.script.habits.tampered);
        if tampered {
            let mut damaged = batch.clone();
            let place = self.random.borrow_mut().below(damaged.len());
            damaged[place] ^= 1;
            expect(
                browser.put_batch_as(upload.id, seq, &damaged, digest(batch)).await,
                "batch.digest_mismatch",
            )?;
        }
        let copies = if draw(self.script.habits.copied) { 3 } else { 1 };
        let sent = futures::future::try_join_all((0..copies).map(|_| browser.put_batch(upload.id, seq, batch)));
        for receipt in sent.await? {
            if receipt.seq != seq {
                return Err(Violation(format!(
                    "batch {seq} was answered with the receipt of {}",
                    receipt.seq
                )));
            }
        }
        if tampered {
            // Valid in itself, and not what was sent before.
            let mut other = batch.clone();
            other.push(b' ');
            expect(browser.put_batch(upload.id, seq, &other).await, "batch.differs")?;
        }
        Ok(())
    }

    async fn seal(&self, browser: &Browser, upload: &Upload) -> Result<()> {
        while let Err(missing) = browser.seal(upload.id, upload.seal()).await? {
            for seq in missing {
                browser.put_batch(upload.id, seq, &upload.batches[seq as usize]).await?;
            }
        }
        Ok(())
    }
}

fn expect<T>(answer: std::result::Result<T, Refused>, code: &str) -> Result<()> {
    match answer {
        Err(refused) if refused.code() == code => Ok(()),
        Err(refused) => Err(Violation(format!("{code} was expected: {refused}"))),
        Ok(_) => Err(Violation(format!("{code} was expected, and the batch was taken"))),
    }
}

/// Looks until the import is over, in the state that it is to come to.
async fn over(browser: &Browser, id: Uuid, end: ImportState) -> Result<Import> {
    let start = Instant::now();
    loop {
        let import = browser.import(id).await?;
        if import.state.is_over() {
            return match import.state {
                state if state == end => Ok(import),
                state => Err(Violation(format!(
                    "the import is {state:?}: {:?}",
                    import.paused_reason
                ))),
            };
        }
        if start.elapsed() > LIMIT {
            let Import { state, counts, .. } = import;
            return Err(Violation(format!("the import is still {state:?} with {counts:?}")));
        }
        tokio::time::sleep(LOOK).await;
    }
}
