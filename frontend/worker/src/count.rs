//! The first pass over a source: how many rows it has, and what its columns hold.

use crate::pass::{Pass, Source};
use crate::protocol::{Event, Refusal};
use crate::scope;
use crate::survey::Survey;
use crate::throttle::{REPORT_MS, Throttle};

pub(crate) async fn count(source: &Source) {
    let event = match read(source).await {
        Ok(event) => event,
        Err(reason) => Event::Stopped { reason },
    };
    scope::post(&event);
}

async fn read(source: &Source) -> Result<Event, Refusal> {
    let start = scope::now_ms();
    let mut throttle = Throttle::new(REPORT_MS, start);
    let mut survey = Survey::new(&source.names);
    let mut pass = Pass::new(source);
    while pass.next(|record| survey.record(record)).await? {
        if throttle.due(scope::now_ms()) {
            scope::post(&Event::Counting {
                rows: survey.rows(),
                bytes: pass.bytes(),
            });
        }
    }
    if survey.rows() == 0 {
        return Err(Refusal::HeaderOnly);
    }
    Ok(Event::Counted(
        survey.counted(pass.blank_lines(), scope::elapsed_ms(start)),
    ))
}
