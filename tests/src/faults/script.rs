//! All that a seed decides of a run: the files, how the person goes about it, and what goes wrong when.

use super::fault::{Fault, Kind, Moment};
use super::lane::SERVERS;
use crate::any_file::draft_of;
use crate::draft::Draft;
use muster_properties::random::Random;
use std::fmt;

/// One after the other into one account, of which nobody else knows.
#[derive(Debug)]
pub struct Script {
    pub seed: u64,
    pub drafts: Vec<Draft>,
    /// The last file is imported twice at once.
    pub twice: bool,
    /// The import at that place is undone in the end.
    pub undone: Option<usize>,
    pub habits: Habits,
    pub faults: Vec<Fault>,
}

/// How batches are sent.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// Not in the order of the file.
    pub shuffled: bool,
    /// Batches under way at once.
    pub in_flight: usize,
    /// So many of a thousand batches are sent several times at once.
    pub copied: usize,
    /// So many of a thousand batches come damaged first, or are followed by another content under the same number.
    pub tampered: usize,
    /// Sealed before the last batch is sent.
    pub sealed_early: bool,
}

impl Script {
    pub fn of(seed: u64) -> Self {
        let mut random = Random::at(seed, 0);
        let imports = 1 + random.below(2);
        let drafts = (0..imports as u64).map(|import| draft_of(seed << 8 | import)).collect();
        let count = 1 + random.below(4);
        let mut faults: Vec<Fault> = (0..count).map(|_| Fault::draw(&mut random, imports, SERVERS)).collect();
        // In the order of their places in the upload.
        faults.sort_by_key(|fault| match fault.moment {
            Moment::Upload(place) => (fault.import, place),
            Moment::Sealing(after) | Moment::Undoing(after) => (fault.import, 1000 + after as usize),
        });
        let twice = random.permille(150);
        let habits = Habits {
            shuffled: random.permille(500),
            in_flight: 1 + random.below(4),
            copied: random.pick(&[0, 0, 150]),
            tampered: random.pick(&[0, 0, 100]),
            sealed_early: random.permille(200),
        };
        // Which of two imports at once did what isn't known, so neither can be undone by the model.
        let undone = (!twice && random.permille(400)).then(|| random.below(imports));
        if let Some(place) = undone {
            let count = 1 + random.below(2);
            faults.extend((0..count).map(|_| Fault::draw_of_undo(&mut random, place, SERVERS)));
        }
        Self {
            seed,
            drafts,
            twice,
            undone,
            habits,
            faults,
        }
    }

    /// What goes wrong before so many of a thousand batches of an import are sent, and after another so many were.
    pub fn in_upload(&self, import: usize, from: usize, to: usize) -> impl Iterator<Item = Fault> {
        self.faults.iter().copied().filter(move |fault| {
            fault.import == import && matches!(fault.moment, Moment::Upload(place) if (from..to).contains(&place))
        })
    }

    /// What goes wrong from the seal on, and after how many milliseconds.
    pub fn from_seal(&self, import: usize) -> impl Iterator<Item = (Fault, u64)> {
        self.faults.iter().filter_map(move |fault| match fault.moment {
            Moment::Sealing(after) if fault.import == import => Some((*fault, after)),
            _ => None,
        })
    }

    /// What goes wrong from the undo on, and after how many milliseconds.
    pub fn from_undo(&self) -> impl Iterator<Item = (Fault, u64)> {
        self.faults.iter().filter_map(|fault| match fault.moment {
            Moment::Undoing(after) => Some((*fault, after)),
            _ => None,
        })
    }

    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.faults.iter().map(|fault| fault.kind)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}, {} imports", self.seed, self.drafts.len())?;
        if self.twice {
            write!(f, ", the last one twice at once")?;
        }
        if let Some(place) = self.undone {
            write!(f, ", import {place} undone")?;
        }
        writeln!(f, ", {:?}", self.habits)?;
        for fault in &self.faults {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}
