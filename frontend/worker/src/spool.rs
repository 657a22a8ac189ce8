//! Bytes kept outside of the tab's memory: the browser holds blobs elsewhere, and large ones on disk.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// Bytes of a piece.
const PIECE_BYTES: usize = 2 << 20;

/// Takes bytes in order, and gives them back as one blob.
pub(crate) struct Spool {
    pieces: Array,
    /// Not in a piece yet.
    pending: Vec<u8>,
}

impl Spool {
    pub(crate) fn new() -> Self {
        Self {
            pieces: Array::new(),
            pending: Vec::with_capacity(PIECE_BYTES),
        }
    }

    /// Where the next bytes are to be appended. Call [`Self::settle`] afterwards.
    pub(crate) fn pending(&mut self) -> &mut Vec<u8> {
        &mut self.pending
    }

    /// Hands a full piece over to the browser.
    ///
    /// # Errors
    /// The browser has no room.
    pub(crate) fn settle(&mut self) -> Result<(), JsValue> {
        match self.pending.len() < PIECE_BYTES {
            true => Ok(()),
            false => self.hand_over(),
        }
    }

    /// # Errors
    /// As of [`Self::settle`].
    pub(crate) fn finish(mut self) -> Result<Blob, JsValue> {
        self.hand_over()?;
        Blob::new_with_blob_sequence(&self.pieces)
    }

    fn hand_over(&mut self) -> Result<(), JsValue> {
        let bytes = Uint8Array::from(self.pending.as_slice());
        let piece = Blob::new_with_u8_array_sequence(&Array::of1(&bytes))?;
        self.pieces.push(&piece);
        self.pending.clear();
        Ok(())
    }
}
