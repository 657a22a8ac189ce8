//! The bytes of what was chosen, unpacked as they come: memory doesn't grow with them.

use crate::protocol::Refusal;
use crate::source::Reader;
use crate::unpack::{Inflater, Packing};
use web_sys::Blob;

/// Bytes to be read: as they are, or packed.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) blob: Blob,
    pub(crate) packing: Option<Packing>,
}

/// Reads content from its start to its end.
pub(crate) struct Flow {
    reader: Reader,
    inflater: Option<Inflater>,
    /// Read, and not unpacked yet from `at` on.
    packed: Vec<u8>,
    at: usize,
    /// Unpacked last.
    bytes: Vec<u8>,
    read: u64,
}

/// The first bytes of a flow.
pub(crate) struct Start {
    pub(crate) bytes: Vec<u8>,
    pub(crate) end: StartEnd,
}

/// Why a start ends where it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StartEnd {
    /// There is more.
    Enough,
    /// That was all.
    Whole,
    /// What follows can't be read.
    Broken(Refusal),
}

impl Flow {
    pub(crate) fn new(content: &Content) -> Self {
        Self {
            reader: Reader::new(&content.blob, 0),
            inflater: content.packing.map(Inflater::new),
            packed: Vec::new(),
            at: 0,
            bytes: Vec::new(),
            read: 0,
        }
    }

    /// Bytes of the blob that were read so far.
    pub(crate) fn read(&self) -> u64 {
        self.read - (self.packed.len() - self.at) as u64
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// The blob can't be read, or not unpacked.
    pub(crate) async fn next(&mut self) -> Result<Option<&[u8]>, Refusal> {
        let Self {
            reader,
            inflater,
            packed,
            at,
            bytes,
            read,
        } = self;
        bytes.clear();
        loop {
            if let Some(inflater) = inflater {
                let (taken, unpacked) = inflater.step(&packed[*at..]).map_err(Refusal::Container)?;
                *at += taken;
                if !unpacked.is_empty() {
                    bytes.extend_from_slice(unpacked);
                    return Ok(Some(bytes));
                }
            }
            let Some(chunk) = reader.next().await? else {
                if let Some(inflater) = inflater {
                    inflater.finish().map_err(Refusal::Container)?;
                }
                return Ok(None);
            };
            let length = chunk.length() as usize;
            *read += length as u64;
            match inflater {
                Some(_) => {
                    // All of the former was taken: a step that gives nothing leaves nothing.
                    packed.resize(length, 0);
                    chunk.copy_to(packed);
                    *at = 0;
                }
                None => {
                    bytes.resize(length, 0);
                    chunk.copy_to(bytes);
                    return Ok(Some(bytes));
                }
            }
        }
    }

    /// The first bytes: `enough` or a little more, where there are as many.
    ///
    /// # Errors
    /// Not even one can be read.
    pub(crate) async fn start(&mut self, enough: usize) -> Result<Start, Refusal> {
        let mut bytes = Vec::new();
        while bytes.len() < enough {
            match self.next().await {
                Ok(Some(more)) => bytes.extend_from_slice(more),
                Ok(None) => {
                    let end = StartEnd::Whole;
                    return Ok(Start { bytes, end });
                }
                Err(refusal) if bytes.is_empty() => return Err(refusal),
                Err(refusal) => {
                    let end = StartEnd::Broken(refusal);
                    return Ok(Start { bytes, end });
                }
            }
        }
        let end = StartEnd::Enough;
        Ok(Start { bytes, end })
    }
}
