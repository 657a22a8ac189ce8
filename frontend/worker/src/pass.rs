//! One reading of the whole source, record by record.

use crate::protocol::Refusal;
use crate::scope;
use crate::source::Reader;
use muster_shared::intake::{Dialect, Record, Splitter};
use web_sys::Blob;

/// Milliseconds of work after which other messages get their turn.
const TURN_MS: f64 = 30.0;

/// An opened source: where its bytes are and how they are read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The text as the splitter takes it, unpacked and decoded.
    pub(crate) blob: Blob,
    pub(crate) name: String,
    /// Bytes of `blob`.
    pub(crate) size: u64,
    /// Bytes of the file that was chosen.
    pub(crate) given_bytes: u64,
    pub(crate) dialect: Dialect,
    /// Bytes of the byte order mark.
    pub(crate) bom: usize,
    /// The columns' names as shown.
    pub(crate) names: Vec<String>,
    /// Of a workbook: a line break within a cell starts no new line.
    #[expect(dead_code, reason = "the splitter is to count lines by it")]
    pub(crate) line_is_row: bool,
}

impl Source {
    /// What `bytes` of the blob are of the file that was chosen, which is what people are shown.
    #[expect(dead_code, reason = "the passes are to report by it")]
    pub(crate) fn shown_bytes(&self, bytes: u64) -> u64 {
        match self.size == self.given_bytes {
            true => bytes,
            false => (bytes as f64 / self.size.max(1) as f64 * self.given_bytes as f64) as u64,
        }
    }

    pub(crate) fn columns(&self) -> usize {
        self.names.len()
    }
}

/// A pass over a source's data records; the header is left out.
pub(crate) struct Pass {
    reader: Reader,
    splitter: Splitter,
    header: bool,
    /// Of the byte order mark, still to be left out.
    skip: usize,
    bytes: u64,
    turn_ms: f64,
}

impl Pass {
    pub(crate) fn new(source: &Source) -> Self {
        Self {
            reader: Reader::new(&source.blob),
            splitter: Splitter::new(source.dialect, source.bom as u64),
            header: source.dialect.header,
            skip: source.bom,
            bytes: 0,
            turn_ms: scope::now_ms(),
        }
    }

    /// Bytes read so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn blank_lines(&self) -> u64 {
        self.splitter.blank_lines()
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
        let Some(chunk) = self.reader.next().await? else {
            self.splitter.finish(&mut each_data);
            return Ok(false);
        };
        self.bytes += chunk.len() as u64;
        let left_out = self.skip.min(chunk.len());
        self.skip -= left_out;
        self.splitter
            .push(&chunk[left_out..], &mut each_data)
            .map_err(Refusal::Stop)?;
        Ok(true)
    }
}
