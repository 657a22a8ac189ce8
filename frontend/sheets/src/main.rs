//! The module's entry, in a worker of its own: what `frontend/boot/sheets.js` calls.

use js_sys::{Function, Uint8Array};
use muster_sheets::{Problem, Workbook};
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::prelude::*;

/// Whether a rule of the reader was broken; else a trap means that memory ran out.
static PANICKED: AtomicBool = AtomicBool::new(false);

fn main() {
    std::panic::set_hook(Box::new(|_| PANICKED.store(true, Ordering::Relaxed)));
}

/// An open workbook.
#[wasm_bindgen]
pub struct Book(Workbook);

#[wasm_bindgen]
impl Book {
    /// # Errors
    /// A code, as of [`Problem::code`].
    #[wasm_bindgen(constructor)]
    pub fn open(bytes: Vec<u8>) -> Result<Book, JsValue> {
        Workbook::open(bytes).map(Book).map_err(code)
    }

    /// The names of its sheets.
    pub fn sheets(&self) -> Vec<String> {
        self.0.sheets().map(str::to_owned).collect()
    }

    /// Calls `each` with the bytes of one piece of the sheet's text after the other.
    ///
    /// # Errors
    /// A code, as of [`Problem::code`].
    pub fn text(&mut self, sheet: &str, each: &Function) -> Result<(), JsValue> {
        let mut give = |piece: &[u8]| {
            // The callee collects them, and doesn't throw.
            let _ = each.call1(&JsValue::UNDEFINED, &Uint8Array::from(piece));
        };
        self.0.text(sheet, &mut give).map_err(code)
    }
}

fn code(problem: Problem) -> JsValue {
    JsValue::from_str(&problem.code())
}

/// Whether a rule of the reader was broken. Asked after a trap.
#[wasm_bindgen]
pub fn panicked() -> bool {
    PANICKED.load(Ordering::Relaxed)
}
