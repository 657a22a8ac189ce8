//! From what was chosen to the text that the passes read: unpacked and decoded once, and kept outside of the tab's memory.

use crate::decode::Decoder;
use crate::flow::{Content, Flow};
use crate::pass::{Source, SourceFacts};
use crate::protocol::{Container, Event, Refusal};
use crate::scope;
use crate::spool::Spool;
use crate::throttle::{REPORT_MS, Throttle};
use muster_shared::intake::Dialect;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// Milliseconds of work after which other messages get their turn.
const TURN_MS: f64 = 30.0;

/// An opened source whose bytes aren't yet such as the splitter takes.
#[derive(Clone, Debug)]
pub(crate) struct Unprepared {
    pub(crate) content: Content,
    pub(crate) name: String,
    /// Bytes of the file that was chosen.
    pub(crate) given_bytes: u64,
    pub(crate) dialect: Dialect,
    /// Bytes of the content's byte order mark.
    pub(crate) bom: usize,
    pub(crate) names: Vec<String>,
    pub(crate) container: Option<Container>,
    /// The cells carry a guard against formulas.
    pub(crate) guarded: bool,
}

impl Unprepared {
    /// Prepares the whole, saying [`Event::Preparing`] meanwhile. What needs nothing of it is taken as it is.
    ///
    /// # Errors
    /// The bytes can't be read to their end.
    pub(crate) async fn prepare(self) -> Result<Source, Refusal> {
        let blob = match self.content.packing.is_some() || self.dialect.needs_decoding() {
            true => self.spool().await?,
            false => self.content.blob,
        };
        let facts = SourceFacts {
            name: self.name,
            size: blob.size() as u64,
            file_size: self.given_bytes,
            container: self.container,
            dialect: self.dialect,
            bom: match self.dialect.needs_decoding() {
                // The decoder leaves it out.
                true => 0,
                false => self.bom,
            },
            names: self.names,
            guarded: self.guarded,
        };
        Ok(Source { blob, facts })
    }

    async fn spool(&self) -> Result<Blob, Refusal> {
        let mut decoder = match self.dialect.needs_decoding() {
            true => Some(Decoder::new(self.dialect, self.bom)?),
            false => None,
        };
        let mut flow = Flow::new(&self.content);
        let mut spool = Spool::new();
        let mut throttle = Throttle::new(REPORT_MS, scope::now_ms());
        let mut turn = Throttle::new(TURN_MS, scope::now_ms());
        while let Some(bytes) = flow.next().await? {
            match &mut decoder {
                Some(decoder) => decoder.push(bytes, spool.pending())?,
                None => spool.pending().extend_from_slice(bytes),
            }
            spool.settle().map_err(no_room)?;
            if throttle.due(scope::now_ms()) {
                let bytes = self.shown_bytes(flow.read());
                scope::post(&Event::Preparing { bytes });
            }
            if turn.due(scope::now_ms()) {
                scope::next_turn().await;
            }
        }
        if let Some(decoder) = &mut decoder {
            decoder.finish(spool.pending())?;
        }
        spool.finish().map_err(no_room)
    }

    /// What `read` bytes of the content are of the file that was chosen.
    fn shown_bytes(&self, read: u64) -> u64 {
        let share = read as f64 / self.content.blob.size().max(1.0);
        (share * self.given_bytes as f64) as u64
    }
}

fn no_room(_: JsValue) -> Refusal {
    Refusal::Unreadable {
        message: "The browser has no room to unpack the file. Unpack it yourself, and choose what is in it.".to_owned(),
    }
}
