//! Sends a checked source to the server: cut into batches, a few in flight, each until its receipt is here; then the seal.

mod client;
mod gate;
mod packing;
mod request;
mod retry;
mod uplink;

pub(crate) use gate::Gate;

use crate::check::Checked;
use crate::cut::{Cut, Cutter};
use crate::pass::{Pass, Source};
use crate::protocol::{Event, Refusal};
use crate::scope;
use crate::source::read_slice;
use crate::throttle::{REPORT_MS, Throttle};
use client::{Client, Sealing};
use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use muster_shared::api::{ApiError, BatchList, Seal, Verdict};
use muster_shared::intake::Record;
use muster_shared::plan::{PlanError, Row};
use muster_shared::{FieldKey, limits};
use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;
use uuid::Uuid;

/// Batches on their way at a time: one is sent, one is being stored, one is ready.
const IN_FLIGHT: usize = 3;

/// Why an upload ends without a seal.
enum Failure {
    Source(Refusal),
    Server(ApiError),
}

impl From<Refusal> for Failure {
    fn from(reason: Refusal) -> Self {
        Self::Source(reason)
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Server(error)
    }
}

/// Which batches a pass sends.
enum Wanted {
    /// All that the server hasn't.
    AllBut(BatchList),
    Only(HashSet<u32>),
}

impl Wanted {
    fn contains(&self, seq: u32) -> bool {
        match self {
            Wanted::AllBut(received) => !received.contains(seq),
            Wanted::Only(missing) => missing.contains(&seq),
        }
    }
}

pub(crate) struct Upload {
    source: Rc<Source>,
    checked: Rc<Checked>,
    client: Client,
}

impl Upload {
    pub(crate) fn new(import: Uuid, source: Rc<Source>, checked: Rc<Checked>, gate: Rc<Gate>) -> Self {
        Self {
            source,
            checked,
            client: Client::new(import, gate),
        }
    }

    /// Sends and seals. Gives the event that tells how it ended.
    pub(crate) async fn run(&self) -> Event {
        match self.send_and_seal().await {
            Ok(seal) => Event::Sealed {
                batches: seal.batches,
                records: seal.records,
            },
            Err(Failure::Source(reason)) => Event::Stopped { reason },
            Err(Failure::Server(error)) => Event::UploadFailed { error },
        }
    }

    async fn send_and_seal(&self) -> Result<Seal, Failure> {
        let mut wanted = Wanted::AllBut(self.client.batches().await?);
        loop {
            let seal = self.send(wanted).await?;
            match self.client.seal(&seal).await? {
                Sealing::Sealed => return Ok(seal),
                Sealing::Missing(missing) => wanted = Wanted::Only(missing.into_iter().collect()),
            }
        }
    }

    /// One pass over the source.
    async fn send(&self, wanted: Wanted) -> Result<Seal, Failure> {
        let mut cutter = Cutter::new(self.checked.plan.columns().len(), |seq| wanted.contains(seq));
        let marks = Marks::new(&self.checked);
        let mut pass = Pass::new(&self.source);
        let mut progress = Progress::new();
        let mut in_flight = FuturesUnordered::new();
        loop {
            let more = pass.next(|record| self.add(&mut cutter, &marks, record)).await?;
            if !more {
                cutter.finish(self.source.facts.size);
            }
            for cut in cutter.take() {
                progress.cut(&cut)?;
                if cut.body.is_none() {
                    progress.confirmed(&cut, &self.client);
                    continue;
                }
                while in_flight.len() >= IN_FLIGHT {
                    if let Some(sent) = in_flight.next().await {
                        progress.confirmed(&sent?, &self.client);
                    }
                }
                in_flight.push(self.put(cut));
            }
            // Those under way get on while the next chunk is read.
            while let Some(Some(sent)) = in_flight.next().now_or_never() {
                progress.confirmed(&sent?, &self.client);
            }
            if !more {
                break;
            }
        }
        while let Some(sent) = in_flight.next().await {
            progress.confirmed(&sent?, &self.client);
        }
        progress.post();
        self.whole(progress.seal).await
    }

    async fn put(&self, mut cut: Cut) -> Result<Cut, ApiError> {
        let body = cut.body.take().unwrap_or_default();
        self.client.put_batch(cut.seq, body).await?;
        Ok(cut)
    }

    /// A file that was written to while it was read is never sealed: it can have other rows than were checked, and browsers look
    /// at its time stamp only when they begin to read, which one byte makes them do again.
    async fn whole(&self, seal: Seal) -> Result<Seal, Failure> {
        read_slice(&self.source.blob, 0, 1).await?;
        if seal.records == self.checked.rows {
            return Ok(seal);
        }
        let message = "The file changed while it was being read. Choose it again.".to_owned();
        Err(Failure::Source(Refusal::Unreadable { message }))
    }

    fn add(&self, cutter: &mut Cutter<impl Fn(u32) -> bool>, marks: &Marks<'_>, record: &Record<'_>) {
        let columns = self.checked.plan.columns();
        let Record { line, offset, .. } = *record;
        match record.text(self.source.columns()) {
            Ok(text) => {
                let cell = |i: usize| text.get(columns[i]);
                cutter.add(
                    line,
                    offset,
                    |i| Cow::Borrowed(cell(i)),
                    || marks.repeated(record, cell),
                );
            }
            Err(problem) => {
                let verdict = || Some(Verdict::Broken { problem });
                cutter.add(line, offset, |i| record.lossy(columns[i]), verdict);
            }
        }
    }
}

/// Finds the records that don't count because of their email.
struct Marks<'a> {
    checked: &'a Checked,
    /// The place of the email among the plan's columns. `None`: nothing is repeated.
    email: Option<usize>,
}

impl<'a> Marks<'a> {
    fn new(checked: &'a Checked) -> Self {
        let plan = &checked.plan;
        let place = plan.fields().position(|field| field.key == FieldKey::email());
        let email = place.and_then(|place| plan.cell_of(place));
        Self {
            checked,
            email: email.filter(|_| checked.emails.left_out() > 0),
        }
    }

    fn repeated<'r>(&self, record: &Record<'_>, cell: impl Fn(usize) -> &'r str) -> Option<Verdict> {
        let at = self.email?;
        let Checked { plan, emails, .. } = self.checked;
        // The email alone tells of most records that nothing is to be marked.
        let email = muster_shared::value::email::parse(cell(at)).ok()?;
        let other = emails.other(&email, record.line)?;
        // A record with a problem is rejected, whatever its email.
        let mut row = Row::default();
        plan.read(|i| cell(i), &mut row);
        row.is_ready().then(|| Verdict::repeated(other, emails.keep()))
    }
}

/// What was cut, and what of it the server has confirmed.
struct Progress {
    /// Of the batches cut.
    seal: Seal,
    batches: u32,
    records: u64,
    bytes: u64,
    throttle: Throttle,
}

impl Progress {
    fn new() -> Self {
        let seal = Seal { batches: 0, records: 0 };
        Self {
            seal,
            batches: 0,
            records: 0,
            bytes: 0,
            throttle: Throttle::new(REPORT_MS, scope::now_ms()),
        }
    }

    /// # Errors
    /// There are more batches than an import can have.
    fn cut(&mut self, cut: &Cut) -> Result<(), Failure> {
        if cut.seq >= limits::BATCHES {
            return Err(Failure::Server(ApiError {
                code: "import.too_large".to_owned(),
                message: "The file is too large for one import. Split it, and import its parts.".to_owned(),
                request_id: None,
                field: None,
            }));
        }
        self.seal = Seal {
            batches: cut.seq + 1,
            records: self.seal.records + u64::from(cut.records),
        };
        Ok(())
    }

    fn confirmed(&mut self, cut: &Cut, client: &Client) {
        self.batches += 1;
        self.records += u64::from(cut.records);
        self.bytes += cut.bytes;
        // The end of a wait is told at once.
        if self.throttle.due(scope::now_ms()) | client.waited() {
            self.post();
        }
        client.reported();
    }

    fn post(&self) {
        scope::post(&Event::Uploading {
            records: self.records,
            batches: self.batches,
            bytes: self.bytes,
        });
    }
}

/// A mapping that is no plan for this source, as the server would say it.
pub(crate) fn refused_plan(errors: &[PlanError]) -> ApiError {
    let message = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    ApiError {
        code: "mapping.refused".to_owned(),
        message,
        request_id: None,
        field: None,
    }
}
