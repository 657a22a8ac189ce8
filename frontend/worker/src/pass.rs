//! One reading of the source, or of a part of it, record by record.

use crate::protocol::{Container, Refusal};
use crate::scope;
use crate::source::Reader;
use muster_shared::intake::{Dialect, Position, Record, Splitter, line_start};
use serde::{Deserialize, Serialize};
use web_sys::Blob;

/// Milliseconds of work after which other messages get their turn.
const TURN_MS: f64 = 12.0;
/// Bytes that the start of a line is looked for in. A longer cell makes the part start with the one before it.
const WINDOW_BYTES: usize = 64 << 10;

/// An opened source: where its bytes are and how they are read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The text as UTF-8: the file itself, or what was unpacked and decoded.
    pub(crate) blob: Blob,
    pub(crate) facts: SourceFacts,
}

/// What is known of a source besides its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SourceFacts {
    pub(crate) name: String,
    /// Bytes of the text.
    pub(crate) size: u64,
    /// Bytes of the file that was given, which people see as its size.
    pub(crate) file_size: u64,
    pub(crate) container: Option<Container>,
    pub(crate) dialect: Dialect,
    /// Bytes of the byte order mark.
    pub(crate) bom: usize,
    /// The columns' names as shown.
    pub(crate) names: Vec<String>,
    /// The cells carry a guard against formulas, which is taken off.
    pub(crate) guarded: bool,
}

impl Source {
    pub(crate) fn columns(&self) -> usize {
        self.facts.names.len()
    }

    /// Bytes of the file that was given, for bytes of its text.
    pub(crate) fn file_bytes(&self, text_bytes: u64) -> u64 {
        let SourceFacts { size, file_size, .. } = self.facts;
        match size == file_size || size == 0 {
            true => text_bytes,
            // Whole numbers below 2^53.
            false => (text_bytes as f64 / size as f64 * file_size as f64) as u64,
        }
    }

    fn splitter(&self) -> Splitter {
        let SourceFacts {
            dialect,
            bom,
            container,
            ..
        } = self.facts;
        Splitter::new(dialect, bom as u64).rows_are_lines(container == Some(Container::Workbook))
    }

    /// Where its first line starts.
    pub(crate) fn start(&self) -> Position {
        self.splitter().position()
    }
}

/// A pass over data records; the header is left out.
pub(crate) struct Pass {
    reader: Reader,
    splitter: Splitter,
    header: bool,
    turn_ms: f64,
    /// What was read before the splitter was there.
    window: Vec<u8>,
}

impl Pass {
    /// Over all of the source.
    pub(crate) fn new(source: &Source) -> Self {
        Self::at(source, source.splitter(), source.facts.dialect.header)
    }

    /// Over the lines that start before `to`; the first starts at `start`.
    pub(crate) fn part(source: &Source, start: Position, to: u64) -> Self {
        let splitter = source.splitter();
        match start == splitter.position() {
            true => Self::at(source, splitter.up_to(to), source.facts.dialect.header),
            false => Self::at(source, splitter.from(start, source.facts.guarded).up_to(to), false),
        }
    }

    /// Over the lines that start at `from` or later and before `to`, counted from line 1 on, after a header. `None`: it can't be
    /// told where a line starts.
    ///
    /// # Errors
    /// Why the source can't be read.
    pub(crate) async fn guessed(source: &Source, from: u64, to: u64) -> Result<Option<Self>, Refusal> {
        // The byte before tells whether a line starts right there.
        let before = from.saturating_sub(1);
        let mut reader = Reader::new(&source.blob, before);
        let mut window = Vec::new();
        while window.len() < WINDOW_BYTES {
            let Some(chunk) = reader.next().await? else { break };
            let length = window.len();
            window.resize(length + chunk.length() as usize, 0);
            chunk.copy_to(&mut window[length..]);
        }
        let judged = &window[..window.len().min(2 * WINDOW_BYTES)];
        let Some(start) = line_start(judged, source.facts.dialect, source.columns()) else {
            return Ok(None);
        };
        window.drain(..start);
        let start = Position {
            offset: before + start as u64,
            line: 1,
            number: 1,
        };
        Ok(Some(Self {
            reader,
            splitter: source.splitter().from(start, source.facts.guarded).up_to(to),
            header: false,
            turn_ms: scope::now_ms(),
            window,
        }))
    }

    fn at(source: &Source, splitter: Splitter, header: bool) -> Self {
        Self {
            reader: Reader::new(&source.blob, splitter.position().offset),
            splitter,
            header,
            turn_ms: scope::now_ms(),
            window: Vec::new(),
        }
    }

    /// Where the next line starts: at first, where the pass starts.
    pub(crate) fn position(&self) -> Position {
        self.splitter.position()
    }

    pub(crate) fn blank_lines(&self) -> u64 {
        self.splitter.blank_lines()
    }

    pub(crate) fn comment_lines(&self) -> u64 {
        self.splitter.comment_lines()
    }

    /// Reads one chunk and calls `each` for every data record that ends in it. False: that was the end.
    ///
    /// # Errors
    /// Why the source can't be read on.
    pub(crate) async fn next(&mut self, mut each: impl FnMut(&Record<'_>)) -> Result<bool, Refusal> {
        if scope::now_ms() - self.turn_ms > TURN_MS {
            scope::next_turn().await;
            self.turn_ms = scope::now_ms();
        }
        let header = self.header;
        let mut each_data = |record: &Record<'_>| {
            if !(header && record.number == 0) {
                each(record);
            }
        };
        let window = std::mem::take(&mut self.window);
        let pushed = if window.is_empty() {
            let Some(chunk) = self.reader.next().await? else {
                self.splitter.finish(&mut each_data);
                return Ok(false);
            };
            self.splitter
                .fill(chunk.length() as usize, |room| chunk.copy_to(room), &mut each_data)
        } else {
            self.splitter.push(&window, &mut each_data)
        };
        pushed.map_err(Refusal::Stop)?;
        Ok(!self.splitter.has_ended())
    }
}
