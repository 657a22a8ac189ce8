//! The first walk through a source: how many rows it has, what its columns hold, and where its parts start.

use crate::crew::Crew;
use crate::part::{Found, Question};
use crate::pass::Source;
use crate::protocol::{Event, Refusal};
use crate::rows::Index;
use crate::scope;
use crate::survey::Surveyed;
use crate::throttle::{REPORT_MS, Throttle};
use crate::walk::walk;

/// Counts, tells the page, and gives the index by which rows are found again.
pub(crate) async fn count(source: &Source, crew: &Crew) -> Option<Index> {
    let (event, index) = match read(source, crew).await {
        Ok((event, index)) => (event, Some(index)),
        Err(reason) => (Event::Stopped { reason }, None),
    };
    scope::post(&event);
    index
}

async fn read(source: &Source, crew: &Crew) -> Result<(Event, Index), Refusal> {
    let start = scope::now_ms();
    let mut throttle = Throttle::new(REPORT_MS, start);
    let mut surveyed = Surveyed::default();
    let mut index = Index::default();
    walk(source, crew, Question::Survey, None, |read| {
        if let Found::Survey(part) = read.found {
            surveyed.add(part, read.lines_before);
        }
        index.add(read.start);
        if throttle.due(scope::now_ms()) {
            scope::post(&Event::Counting {
                rows: surveyed.rows(),
                bytes: source.file_bytes(read.end.offset),
            });
        }
    })
    .await?;
    if surveyed.rows() == 0 {
        return Err(Refusal::HeaderOnly);
    }
    let counted = surveyed.counted(&source.facts.names, scope::elapsed_ms(start));
    Ok((Event::Counted(counted), index))
}
