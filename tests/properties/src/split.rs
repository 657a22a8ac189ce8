//! The splitter reads every text as the `csv` crate does, whatever chunks and parts it comes in; lines are those of an editor.

mod oracle;
mod seen;

use crate::Difference;
use crate::choices::Choices;
use crate::difference::{holds, same};
use muster_shared::intake::{Dialect, Quote, Splitter, Stop, line_start};
use muster_shared::limits;
use seen::{Reading, Seen, read};

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// A text, and one way to read it.
#[derive(Clone, Debug)]
pub struct Case {
    /// With its byte order mark, where it has one.
    pub text: Vec<u8>,
    pub dialect: Dialect,
    /// Where the text is cut into chunks, in order, after the byte order mark.
    pub cuts: Vec<usize>,
    /// Bytes of each part that is read for itself.
    pub part: u64,
}

impl Case {
    /// What a fuzzer's bytes stand for. `None`: no dialect that there can be.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let mut choices = Choices::new(bytes);
        let any = char::from(choices.byte() & 0x7f);
        let dialect = Dialect {
            delimiter: choices.pick(&[',', ';', '\t', '|', any, '¦']),
            quote: choices.pick(&[Quote::Double, Quote::Double, Quote::Single, Quote::None]),
            comment: choices.pick(&[None, None, None, Some('#')]),
            skip: choices.pick(&[0, 0, 0, 0, 0, 1, 2]),
            header: false,
            ..Dialect::default()
        };
        let part = u64::from(choices.byte()) + 1;
        let places: Vec<usize> = (0..choices.byte() % 5).map(|_| usize::from(choices.byte())).collect();
        let text = choices.rest().to_vec();
        let cuts = places.into_iter().map(|place| text.len() * place / 256).collect();
        dialect.is_valid().then(|| Self::new(text, dialect, cuts, part))
    }

    /// `cuts` in any order.
    pub fn new(text: Vec<u8>, dialect: Dialect, mut cuts: Vec<usize>, part: u64) -> Self {
        let bom = if text.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 };
        cuts.retain(|cut| (bom..=text.len()).contains(cut));
        cuts.sort_unstable();
        Self {
            text,
            dialect,
            cuts,
            part,
        }
    }

    /// Reads the text in all ways. Gives its number of records.
    ///
    /// # Errors
    /// One of the ways gives something else than it should.
    pub fn check(&self) -> Result<usize, Difference> {
        let whole = read(self.splitter(), &[self.body()])?;
        let chunks = self.chunks();
        same("read in chunks", &read(self.splitter(), &chunks)?, &whole)?;
        self.rows_are_lines(&whole, &chunks)?;
        self.is_bounded(&whole)?;
        if let Some(expected) = oracle::read(self.body(), self.dialect) {
            as_the_csv_crate(&whole, &expected)?;
        }
        self.lines_of_an_editor(&whole.records)?;
        if self.dialect.skip == 0 && whole.stop.is_none() {
            self.parts_are_the_whole(&whole)?;
        }
        self.seams_are_line_starts(&whole)?;
        Ok(whole.records.len())
    }

    fn bom(&self) -> usize {
        if self.text.starts_with(UTF8_BOM) {
            UTF8_BOM.len()
        } else {
            0
        }
    }

    /// The text without its byte order mark.
    fn body(&self) -> &[u8] {
        &self.text[self.bom()..]
    }

    fn splitter(&self) -> Splitter {
        Splitter::new(self.dialect, self.bom() as u64)
    }

    fn chunks(&self) -> Vec<&[u8]> {
        let mut from = self.bom();
        let ends = self.cuts.iter().copied().chain([self.text.len()]);
        ends.map(|end| &self.text[std::mem::replace(&mut from, end)..end])
            .collect()
    }

    fn rows_are_lines(&self, whole: &Reading, chunks: &[&[u8]]) -> Result<(), Difference> {
        let splitter = || self.splitter().rows_are_lines(true);
        let rows = read(splitter(), &[self.body()])?;
        same("rows as lines in chunks", &read(splitter(), chunks)?, &rows)?;
        same("records where rows are lines", &rows.cells(), &whole.cells())?;
        let lines: Vec<u64> = rows.records.iter().map(|record| record.line).collect();
        holds("each row has a line", lines.is_sorted_by(|a, b| a < b), &lines)
    }

    fn is_bounded(&self, whole: &Reading) -> Result<(), Difference> {
        for record in &whole.records {
            holds("columns", record.cells.len() <= limits::COLUMNS, &record.cells.len())?;
            // What isn't UTF-8 is shown with three bytes for one, at most.
            let bytes: usize = record.cells.iter().map(String::len).sum();
            let most = limits::RECORD_BYTES * if record.readable { 1 } else { 3 };
            holds("bytes of a record", bytes <= most, &bytes)?;
        }
        match whole.stop {
            None => Ok(()),
            Some(Stop::RecordTooLong { .. }) => holds(
                "a record too long",
                self.text.len() > limits::RECORD_BYTES,
                &self.text.len(),
            ),
            Some(Stop::TooManyColumns { .. }) => {
                let delimiter = self.dialect.delimiter_byte();
                let delimiters = self.text.iter().filter(|byte| **byte == delimiter).count();
                holds("a record too wide", delimiters >= limits::COLUMNS, &delimiters)
            }
        }
    }

    fn lines_of_an_editor(&self, records: &[Seen]) -> Result<(), Difference> {
        let (mut line, mut at) = (1, 0);
        for record in records {
            let offset = record.offset as usize;
            holds("offsets rise", at <= offset && offset < self.text.len(), &offset)?;
            line += (at..offset).filter(|at| self.breaks_line(*at)).count() as u64;
            at = offset;
            same("the line on which a record starts", &record.line, &line)?;
        }
        Ok(())
    }

    /// Whether a line ends with this byte: CRLF is one end, at its CR.
    fn breaks_line(&self, at: usize) -> bool {
        match self.text[at] {
            b'\r' => true,
            b'\n' => at == 0 || self.text[at - 1] != b'\r',
            _ => false,
        }
    }

    fn parts_are_the_whole(&self, whole: &Reading) -> Result<(), Difference> {
        let mut put_together = Reading::default();
        let mut start = self.splitter().position();
        let piece = (self.text.len() / 16).max(256);
        while start.offset < self.text.len() as u64 {
            let splitter = self.splitter().from(start, false).up_to(start.offset + self.part);
            let rest = &self.text[start.offset as usize..];
            let part = read(splitter, &rest.chunks(piece).collect::<Vec<_>>())?;
            holds("a part goes on", part.end.offset > start.offset, &(start, part.end))?;
            start = part.end;
            put_together.add(part);
        }
        put_together.end = whole.end;
        same("parts put together", &put_together, whole)
    }

    fn seams_are_line_starts(&self, whole: &Reading) -> Result<(), Difference> {
        let columns = whole.records.first().map_or(1, |record| record.cells.len());
        for cut in self.cuts.iter().filter(|cut| **cut < self.text.len()) {
            let window = &self.text[*cut..];
            let Some(start) = line_start(window, self.dialect, columns) else {
                continue;
            };
            let follows = start <= window.len() && start > 0 && matches!(window[start - 1], b'\r' | b'\n');
            holds("a line starts after a line end", follows, &(cut, start))?;
        }
        Ok(())
    }
}

/// What stopped the splitter doesn't stop the csv crate: up to there they are the same.
fn as_the_csv_crate(whole: &Reading, expected: &[oracle::Expected]) -> Result<(), Difference> {
    let read = whole.records.len();
    match whole.stop {
        None => same("number of records", &read, &expected.len())?,
        Some(_) => holds("records before a stop", read < expected.len(), &read)?,
    }
    for (ours, expected) in whole.records.iter().zip(expected) {
        same("the record of the csv crate", &ours.cells, &expected.cells)?;
        same("whether a record is UTF-8", &ours.readable, &expected.readable)?;
    }
    Ok(())
}
