//! The module's entry: what `frontend/boot/worker.js` calls.

use wasm_bindgen::prelude::*;

fn main() {}

/// The label of the encoding that the bytes most likely have ([`muster_shared::intake::Encoding::label`]).
#[wasm_bindgen]
pub fn guess(bytes: &[u8]) -> Option<String> {
    muster_encodings::guess(bytes).map(|encoding| encoding.label().to_owned())
}
