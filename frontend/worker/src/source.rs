//! The bytes of a `Blob`, in chunks, through one buffer: memory doesn't grow with the file.

use crate::protocol::Refusal;
use crate::scope;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DomException, ReadableStreamByobReader, ReadableStreamGetReaderOptions, ReadableStreamReadResult,
    ReadableStreamReaderMode,
};

/// Bytes read at a time, at most.
const CHUNK_BYTES: u32 = 1 << 20;
/// Bytes of a slice where the browser has no byte streams.
const SLICE_BYTES: f64 = 4.0 * 1024.0 * 1024.0;

/// Reads a blob from some place to its end.
pub(crate) struct Reader {
    way: Way,
}

enum Way {
    /// A byte stream that fills a buffer of ours: the fastest, and without garbage.
    Stream {
        reader: ReadableStreamByobReader,
        buffer: Option<ArrayBuffer>,
    },
    /// Slice after slice.
    Slices { blob: Blob, at: f64 },
}

impl Reader {
    pub(crate) fn new(blob: &Blob, from: u64) -> Self {
        // Whole numbers below 2^53; a slice never throws on them.
        let rest = match from {
            0 => blob.clone(),
            _ => blob.slice_with_f64(from as f64).unwrap_or_else(|_| blob.clone()),
        };
        let way = match byte_reader(&rest) {
            Some(reader) => Way::Stream {
                reader,
                buffer: Some(ArrayBuffer::new(CHUNK_BYTES)),
            },
            None => Way::Slices { blob: rest, at: 0.0 },
        };
        Self { way }
    }

    /// The next chunk, never an empty one; `None` at the end. It is good until the next is asked for.
    ///
    /// # Errors
    /// [`Refusal::Unreadable`]: the file changed, moved, or is a folder.
    pub(crate) async fn next(&mut self) -> Result<Option<Uint8Array>, Refusal> {
        match &mut self.way {
            Way::Stream { reader, buffer } => read_stream(reader, buffer).await,
            Way::Slices { blob, at } => read_next_slice(blob, at).await,
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Way::Stream { reader, .. } = &self.way {
            // A pass that was ended must not leave the file open.
            scope::forget(reader.cancel());
        }
    }
}

fn byte_reader(blob: &Blob) -> Option<ReadableStreamByobReader> {
    scope::global("ReadableStreamBYOBReader")?;
    let options = ReadableStreamGetReaderOptions::new();
    options.set_mode(ReadableStreamReaderMode::Byob);
    // Where the blob's stream is no byte stream, asking for such a reader throws.
    let stream = blob.stream();
    let get_reader = js_sys::Reflect::get(&stream, &"getReader".into())
        .ok()?
        .dyn_into::<js_sys::Function>()
        .ok()?;
    get_reader.call1(&stream, &options).ok()?.dyn_into().ok()
}

async fn read_stream(
    reader: &ReadableStreamByobReader,
    buffer: &mut Option<ArrayBuffer>,
) -> Result<Option<Uint8Array>, Refusal> {
    let empty = buffer.take().unwrap_or_else(|| ArrayBuffer::new(CHUNK_BYTES));
    let view = Uint8Array::new(&empty);
    let read = JsFuture::from(reader.read_with_array_buffer_view(&view))
        .await
        .map_err(|error| unreadable(&error))?;
    let read: ReadableStreamReadResult = read.unchecked_into();
    if read.get_done().unwrap_or(false) {
        return Ok(None);
    }
    let chunk: Uint8Array = read.get_value().unchecked_into();
    *buffer = Some(chunk.buffer());
    Ok(Some(chunk))
}

async fn read_next_slice(blob: &Blob, at: &mut f64) -> Result<Option<Uint8Array>, Refusal> {
    if *at >= blob.size() {
        return Ok(None);
    }
    let end = (*at + SLICE_BYTES).min(blob.size());
    let chunk = slice(blob, *at, end).await?;
    *at = end;
    Ok(Some(chunk))
}

/// The bytes from `start` to `end`.
///
/// # Errors
/// As of [`Reader::next`].
pub(crate) async fn read_slice(blob: &Blob, start: u64, end: u64) -> Result<Vec<u8>, Refusal> {
    Ok(slice(blob, start as f64, end as f64).await?.to_vec())
}

async fn slice(blob: &Blob, start: f64, end: f64) -> Result<Uint8Array, Refusal> {
    let part = blob
        .slice_with_f64_and_f64(start, end)
        .map_err(|error| unreadable(&error))?;
    let buffer = JsFuture::from(part.array_buffer())
        .await
        .map_err(|error| unreadable(&error))?;
    Ok(Uint8Array::new(&buffer))
}

fn unreadable(error: &JsValue) -> Refusal {
    let name = error
        .dyn_ref::<DomException>()
        .map_or_else(|| "unknown".to_owned(), DomException::name);
    unreadable_for(&name)
}

/// Why a blob can't be read, by the exception's name.
pub(crate) fn unreadable_for(name: &str) -> Refusal {
    Refusal::Unreadable {
        message: match name {
            "NotReadableError" => "The file changed while it was being read. Choose it again.".to_owned(),
            "NotFoundError" => "The file isn't there any more, or it is a folder. Choose it again.".to_owned(),
            _ => format!("The browser couldn't read the file ({name}). Choose it again."),
        },
    }
}
