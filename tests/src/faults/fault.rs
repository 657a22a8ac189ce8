//! What goes wrong in a run, drawn from its seed.

use muster_properties::random::Random;
use std::fmt;

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    // Between browser and server.
    /// Connections are reset.
    Reset,
    /// One answer or request in five is cut off in its middle.
    LostAnswers,
    Slow,
    /// Nothing gets through and nobody is told; then the connections end.
    HalfOpen,
    /// Requests arrive again, on connections of their own.
    Repeated,
    // Between server and database.
    DatabaseReset,
    DatabaseCut,
    DatabaseSlow,
    DatabaseHalfOpen,
    // One of the two servers.
    Killed,
    /// Four times, as soon as it is back.
    KilledAgain,
    Terminated,
    StandsStill,
    // The database.
    StoppedFast,
    StoppedImmediately,
    Crashed,
    /// All its connections are ended.
    Disconnected,
    /// Running statements are cancelled, as a timeout does.
    Cancelled,
    TooManyConnections,
    /// Somebody else holds locks on contacts.
    ContactsLocked,
    /// Somebody else holds a lock on the import.
    ImportLocked,
    DiskFull,
    // The person.
    /// The tab is closed, and the upload resumed in another browser.
    TabClosed,
    SessionEnded,
}

use Kind::{
    Cancelled, ContactsLocked, Crashed, DatabaseCut, DatabaseHalfOpen, DatabaseReset, DatabaseSlow, Disconnected,
    DiskFull, HalfOpen, ImportLocked, Killed, KilledAgain, LostAnswers, Repeated, Reset, SessionEnded, Slow,
    StandsStill, StoppedFast, StoppedImmediately, TabClosed, Terminated, TooManyConnections,
};

/// What is drawn how often: what takes long, more seldom.
const WEIGHTS: [(Kind, usize); 24] = [
    (Reset, 4),
    (LostAnswers, 5),
    (Slow, 2),
    (HalfOpen, 3),
    (Repeated, 4),
    (DatabaseReset, 5),
    (DatabaseCut, 5),
    (DatabaseSlow, 2),
    (DatabaseHalfOpen, 3),
    (Killed, 8),
    (KilledAgain, 3),
    (Terminated, 4),
    (StandsStill, 3),
    (StoppedFast, 3),
    (StoppedImmediately, 3),
    (Crashed, 3),
    (Disconnected, 5),
    (Cancelled, 5),
    (TooManyConnections, 3),
    (ContactsLocked, 3),
    (ImportLocked, 3),
    (DiskFull, 4),
    (TabClosed, 5),
    (SessionEnded, 4),
];

/// When it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When so many of a thousand batches have been sent.
    Upload(usize),
    /// So many milliseconds after the seal was sent.
    Sealing(u64),
    /// So many milliseconds after the undo was asked for.
    Undoing(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    /// In which of the run's imports.
    pub import: usize,
    pub moment: Moment,
    /// How long it lasts, where it does, in milliseconds.
    pub lasts: u64,
    /// Which of the servers.
    pub server: usize,
}

impl Fault {
    pub fn draw(random: &mut Random, imports: usize, servers: usize) -> Self {
        let mut draw = random.below(WEIGHTS.iter().map(|(_, weight)| weight).sum());
        let drawn = WEIGHTS.iter().find(|(_, weight)| {
            let is_it = draw < *weight;
            draw = draw.saturating_sub(*weight);
            is_it
        });
        let kind = drawn.map_or(Killed, |(kind, _)| *kind);
        let in_upload = matches!(kind, TabClosed) || random.below(5) < 2;
        let moment = match in_upload {
            true => Moment::Upload(random.below(1000)),
            false => Moment::Sealing(random.below(60) as u64),
        };
        Self {
            kind,
            import: random.below(imports),
            moment,
            lasts: 50 + random.below(400) as u64,
            server: random.below(servers),
        }
    }

    /// While an import is undone.
    pub fn draw_of_undo(random: &mut Random, import: usize, servers: usize) -> Self {
        Self {
            import,
            moment: Moment::Undoing(random.below(60) as u64),
            ..Self::draw(random, 1, servers)
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            import,
            moment,
            lasts,
            server,
        } = self;
        write!(
            f,
            "{kind:?} in import {import}, {moment:?}, {lasts} ms, server {server}"
        )
    }
}
