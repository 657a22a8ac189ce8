//! What is found out about a part of the source. A part is read by whichever worker is free; what it tells is put together in the
//! file's order.

use crate::pass::{Pass, Source};
use crate::protocol::Refusal;
use crate::survey::{Survey, SurveyPart};
use muster_shared::Plan;
use muster_shared::check::{self, Check};
use muster_shared::intake::{Position, Record};
use serde::{Deserialize, Serialize};

/// What is to be found out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question<'p> {
    /// How many rows there are, and what the columns hold.
    Survey,
    /// Which rows are ready under a plan.
    Check(&'p Plan),
}

/// Where a part lies: the lines that start at `from` or later and before `to`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Stretch {
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// Where its first line starts, if that is known; else it is guessed.
    pub(crate) start: Option<Position>,
}

/// What was found out about a part. Its lines are counted from 1, unless its start was known.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// Where it was begun; `None`: it couldn't be told.
    pub(crate) start: Option<Position>,
    /// Where the next line starts.
    pub(crate) end: Position,
    pub(crate) found: Found,
    /// Reading ended before the part did.
    pub(crate) refusal: Option<Refusal>,
    /// Of a check: the emails of the good records (`NotedEmails::as_bytes`). They travel beside the rest.
    #[serde(skip)]
    pub(crate) emails: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Found {
    Survey(SurveyPart),
    Check(check::Part),
}

/// Reads one part.
pub(crate) async fn read(source: &Source, question: Question<'_>, stretch: Stretch) -> Answer {
    let mut asked = Asked::new(source, question);
    let Stretch { from, to, start } = stretch;
    let pass = match start {
        Some(start) => Ok(Some(Pass::part(source, start, to))),
        None => Pass::guessed(source, from, to).await,
    };
    let mut pass = match pass {
        Ok(Some(pass)) => pass,
        Ok(None) => return asked.answer(None, source.start(), None),
        Err(refusal) => return asked.answer(None, source.start(), Some(refusal)),
    };
    let start = Some(pass.position());
    let columns = source.columns();
    let refusal = loop {
        match pass.next(|record| asked.record(record, columns)).await {
            Ok(true) => {}
            Ok(false) => break None,
            Err(refusal) => break Some(refusal),
        }
    };
    if let Asked::Survey(survey) = &mut asked {
        survey.lines(pass.blank_lines(), pass.comment_lines());
    }
    asked.answer(start, pass.position(), refusal)
}

/// A question being answered.
enum Asked<'p> {
    Survey(Survey),
    Check(Check<'p>),
}

impl<'p> Asked<'p> {
    fn new(source: &Source, question: Question<'p>) -> Self {
        match question {
            Question::Survey => Asked::Survey(Survey::new(source.columns(), source.facts.dialect)),
            Question::Check(plan) => Asked::Check(Check::new(plan)),
        }
    }

    #[inline]
    fn record(&mut self, record: &Record<'_>, columns: usize) {
        match self {
            Asked::Survey(survey) => survey.record(record),
            Asked::Check(check) => check.record(record, columns),
        }
    }

    fn answer(self, start: Option<Position>, end: Position, refusal: Option<Refusal>) -> Answer {
        let (found, emails) = match self {
            Asked::Survey(survey) => (Found::Survey(survey.into_part()), Vec::new()),
            Asked::Check(mut check) => {
                let (part, emails) = check.take();
                (Found::Check(part), emails.into_bytes())
            }
        };
        Answer {
            start,
            end,
            found,
            refusal,
            emails,
        }
    }
}
