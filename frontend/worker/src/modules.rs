//! What most files don't need, and what is therefore loaded when one does: the guess of a legacy encoding, and the reader of
//! workbooks. `frontend/boot/worker.js` knows where they are.

use crate::protocol::{ContainerProblem, Part, Refusal};
use crate::scope::set;
use crate::source;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use muster_shared::intake::Encoding;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Bytes of a workbook, which is read as a whole, at most: half of what its reader may take.
const WORKBOOK_BYTES: f64 = 512.0 * 1024.0 * 1024.0;

/// The encoding that a text most likely has, by its first bytes, which aren't UTF-8. `None`: nothing in them tells, or the guess
/// couldn't be loaded.
pub(crate) async fn guess_encoding(sample: &[u8]) -> Option<Encoding> {
    let guess: Function = module("guessEncoding")?.dyn_into().ok()?;
    let promise = guess.call1(&JsValue::UNDEFINED, &Uint8Array::from(sample)).ok()?;
    let label = JsFuture::from(Promise::resolve(&promise)).await.ok()?.as_string()?;
    Encoding::ALL.into_iter().find(|encoding| encoding.label() == label)
}

/// The sheets of a workbook: as they stand in it, hidden ones last. The workbook stays open for [`sheet_text`].
///
/// # Errors
/// The workbook can't be read, or its reader can't be loaded.
pub(crate) async fn sheets(workbook: &Blob) -> Result<Vec<Part>, Refusal> {
    // What was open goes before the next takes its memory.
    OPEN.take();
    let (reader, sheets) = Reader::open(workbook).await?;
    OPEN.set(Some((workbook.clone(), reader)));
    Ok(sheets)
}

/// A sheet as CSV: UTF-8, commas, double quotes. Its first record is the sheet's row 1, and a blank row a blank line; a record has
/// line breaks within quotes where a cell has. The workbook is closed.
///
/// # Errors
/// As of [`sheets`]; or the sheet isn't there, or has no value.
pub(crate) async fn sheet_text(workbook: &Blob, sheet: &str) -> Result<Blob, Refusal> {
    let reader = match OPEN.take() {
        Some((open, reader)) if open == *workbook => reader,
        _ => Reader::open(workbook).await?.0,
    };
    let answer = reader
        .ask("text", &JsValue::from_str(sheet))
        .await
        .map_err(|refusal| match refusal {
            Refusal::Container(ContainerProblem::NoSuchPart { .. }) => {
                Refusal::Container(ContainerProblem::NoSuchPart { part: sheet.to_owned() })
            }
            other => other,
        })?;
    get(&answer, "text")
        .and_then(|text| text.dyn_into().ok())
        .ok_or_else(not_loaded)
}

thread_local! {
    /// The workbook whose sheets were listed last, until one of them is read.
    static OPEN: RefCell<Option<(Blob, Reader)>> = const { RefCell::new(None) };
}

/// A worker with one workbook; ended when dropped, whatever it does.
struct Reader(Worker);

impl Reader {
    async fn open(workbook: &Blob) -> Result<(Self, Vec<Part>), Refusal> {
        if workbook.size() > WORKBOOK_BYTES {
            return Err(Refusal::Container(ContainerProblem::TooLarge));
        }
        let script = module("workbook")
            .and_then(|url| url.as_string())
            .ok_or_else(not_loaded)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let reader = Self(Worker::new_with_options(&script, &options).map_err(|_| not_loaded())?);
        let answer = reader.ask("open", workbook).await?;
        let names: Array = get(&answer, "sheets")
            .and_then(|names| names.dyn_into().ok())
            .ok_or_else(not_loaded)?;
        let sheets = names
            .iter()
            .filter_map(|name| name.as_string())
            .map(|name| Part { name, bytes: None })
            .collect();
        Ok((reader, sheets))
    }

    /// Asks the worker one thing, and waits for its answer.
    async fn ask(&self, ask: &str, of: &JsValue) -> Result<JsValue, Refusal> {
        let question = Object::new();
        set(&question, "ask", &JsValue::from_str(ask));
        set(&question, "of", of);
        let answered = Promise::new(&mut |resolve, reject| {
            self.0.set_onmessage(Some(&resolve));
            // Its script didn't load.
            self.0.set_onerror(Some(&reject));
        });
        self.0.post_message(&question).map_err(|_| not_loaded())?;
        let event: MessageEvent = JsFuture::from(answered)
            .await
            .map_err(|_| not_loaded())?
            .unchecked_into();
        let answer = event.data();
        match get(&answer, "problem").and_then(|problem| problem.as_string()) {
            Some(problem) => Err(refusal(&problem)),
            None => Ok(answer),
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

/// What the reader's word means (`muster_sheets::Problem::code`, `frontend/boot/workbook.js`).
fn refusal(problem: &str) -> Refusal {
    let (word, rest) = problem.split_once(' ').unwrap_or((problem, ""));
    Refusal::Container(match word {
        "encrypted" => ContainerProblem::Encrypted,
        "too_large" => ContainerProblem::TooLarge,
        "nothing_to_read" => ContainerProblem::NothingToRead,
        "no_such_part" => ContainerProblem::NoSuchPart { part: String::new() },
        "not_read" => ContainerProblem::NotRead { name: rest.to_owned() },
        "unreadable" => return source::unreadable_for(rest),
        "not_loaded" => return not_loaded(),
        _ => ContainerProblem::Broken,
    })
}

fn not_loaded() -> Refusal {
    Refusal::Unreadable {
        message: "The part of Muster that reads workbooks couldn't be loaded. Check the connection and choose the file again."
            .to_owned(),
    }
}

/// One of the things that the worker's script put up.
fn module(name: &str) -> Option<JsValue> {
    get(&get(&js_sys::global(), "musterModules")?, name)
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_words_are_refusals() {
        for (word, problem) in [
            ("encrypted", ContainerProblem::Encrypted),
            ("broken", ContainerProblem::Broken),
            ("too_large", ContainerProblem::TooLarge),
            ("nothing_to_read", ContainerProblem::NothingToRead),
            ("no_such_part", ContainerProblem::NoSuchPart { part: String::new() }),
            (
                "not_read a Numbers spreadsheet",
                ContainerProblem::NotRead {
                    name: "a Numbers spreadsheet".to_owned(),
                },
            ),
        ] {
            assert_eq!(refusal(word), Refusal::Container(problem));
        }
        assert!(matches!(
            refusal("unreadable NotFoundError"),
            Refusal::Unreadable { .. }
        ));
        assert!(matches!(refusal("not_loaded"), Refusal::Unreadable { .. }));
    }
}
