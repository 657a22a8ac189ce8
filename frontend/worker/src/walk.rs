//! A walk through the whole source by all workers at once. Each takes the next part that nobody has; where a part starts is guessed,
//! and seen to be right when the part before it is done: it has to end there. A wrong guess is read again from the right place,
//! so the outcome is that of one worker reading from start to end.

use crate::crew::{Crew, Helper, Task};
use crate::part::{self, Answer, Found, Question, Stretch};
use crate::pass::Source;
use crate::protocol::{Refusal, Setup};
use futures::future::LocalBoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use muster_shared::intake::Position;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::rc::Rc;

/// Bytes of a part, fewest and most: each takes a stream of its own to read, and what is left at the end is done by one worker while the
/// others wait.
const PART_BYTES: RangeInclusive<u64> = 4 << 20..=16 << 20;
/// Parts that a file is to have, within those bounds.
const PARTS: u64 = 12;
/// Parts that a worker has at a time: while it waits for the bytes of one it reads the other.
const AHEAD: usize = 2;

/// A part of the source, read.
pub(crate) struct Read {
    pub(crate) found: Found,
    /// Of a check: emails of the good records, their lines counted as the part counts.
    pub(crate) emails: Vec<u8>,
    /// Where it starts in the source.
    pub(crate) start: Position,
    /// Where the next one starts.
    pub(crate) end: Position,
    /// To be added to the part's lines.
    pub(crate) lines_before: u64,
}

/// Reads all of the source and calls `each` for every part, in the source's order.
///
/// # Errors
/// Why the source can't be read to its end.
pub(crate) async fn walk(
    source: &Source,
    crew: &Crew,
    question: Question<'_>,
    setup: Option<&Setup>,
    mut each: impl FnMut(Read),
) -> Result<(), Refusal> {
    let start = source.start();
    let mut queue = Stretches::new(start.offset, source.facts.size);
    let helpers = match queue.parts() {
        0..3 => Vec::new(),
        _ => crew.muster(source),
    };
    let task = setup.map_or(Task::Survey, |setup| crew.set_up(&helpers, setup));
    let mut lanes = FuturesUnordered::new();
    let workers = std::iter::once(None).chain(helpers.iter().map(Some));
    for lane in workers.flat_map(|worker| std::iter::repeat_n(worker, AHEAD)) {
        if let Some(next) = queue.next(start) {
            lanes.push(read(source, (question, task), lane.cloned(), next));
        }
    }
    let mut done = BTreeMap::new();
    let mut ordered = Ordered { next: 0, at: start };
    while let Some((lane, (number, stretch), answer)) = lanes.next().await {
        if let Some(next) = queue.next(start) {
            lanes.push(read(source, (question, task), lane, next));
        }
        done.insert(number, (stretch, answer));
        while let Some((stretch, answer)) = done.remove(&ordered.next) {
            each(ordered.put(source, question, stretch, answer).await?);
        }
    }
    Ok(())
}

type Numbered = (u64, Stretch);

/// Has a part read by a helper, or reads it here.
fn read<'a>(
    source: &'a Source,
    (question, task): (Question<'a>, Task),
    lane: Option<Rc<Helper>>,
    (number, stretch): Numbered,
) -> LocalBoxFuture<'a, (Option<Rc<Helper>>, Numbered, Answer)> {
    Box::pin(async move {
        let mut answer = None;
        if let Some(helper) = &lane {
            answer = helper.read(task, stretch).await;
        }
        let answer = match answer {
            Some(answer) => answer,
            None => part::read(source, question, stretch).await,
        };
        (lane, (number, stretch), answer)
    })
}

/// The stretches that nobody has yet.
struct Stretches {
    start: u64,
    end: u64,
    /// Bytes of each.
    part: u64,
    next: u64,
}

impl Stretches {
    fn new(start: u64, end: u64) -> Self {
        let part = (end / PARTS).clamp(*PART_BYTES.start(), *PART_BYTES.end());
        Self {
            start,
            end,
            part,
            next: 0,
        }
    }

    fn parts(&self) -> u64 {
        self.end.saturating_sub(self.start).div_ceil(self.part).max(1)
    }

    fn next(&mut self, start: Position) -> Option<Numbered> {
        let number = self.next;
        if number == self.parts() {
            return None;
        }
        self.next += 1;
        let from = self.start + number * self.part;
        Some((
            number,
            Stretch {
                from,
                // The last one takes all that is left, whatever was written to the file meanwhile.
                to: if number + 1 == self.parts() {
                    u64::MAX
                } else {
                    from + self.part
                },
                start: (number == 0).then_some(start),
            },
        ))
    }
}

/// Puts parts together in their order.
struct Ordered {
    next: u64,
    /// Where the next one has to start.
    at: Position,
}

impl Ordered {
    async fn put(
        &mut self,
        source: &Source,
        question: Question<'_>,
        stretch: Stretch,
        mut answer: Answer,
    ) -> Result<Read, Refusal> {
        let begun = answer.start.map(|start| start.offset);
        if begun != Some(self.at.offset) {
            let known = Stretch {
                start: Some(self.at),
                ..stretch
            };
            answer = part::read(source, question, known).await;
        }
        let Answer {
            start,
            end,
            found,
            refusal,
            emails,
        } = answer;
        let start = start.unwrap_or(self.at);
        let lines_before = self.at.line - start.line;
        if let Some(refusal) = refusal {
            return Err(match refusal {
                Refusal::Stop(stop) => Refusal::Stop(stop.moved_down(lines_before)),
                other => other,
            });
        }
        let end = Position {
            offset: end.offset,
            line: end.line + lines_before,
            number: end.number + self.at.number - start.number,
        };
        let read = Read {
            found,
            emails,
            start: self.at,
            end,
            lines_before,
        };
        self.next += 1;
        self.at = end;
        Ok(read)
    }
}
