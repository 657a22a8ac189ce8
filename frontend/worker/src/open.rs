//! From a blob to its first rows: what it is, how it is written, what its columns are called.

use crate::decode::Decoder;
use crate::fingerprint::fingerprint;
use crate::flow::{Flow, Start, StartEnd};
use crate::head::{FirstRows, Head};
use crate::look::{Found, look};
use crate::prepare::Unprepared;
use crate::protocol::{Container, Preview, Refusal};
use crate::sample;
use crate::source::read_slice;
use crate::unpack::{Unpacked, unpack};
use chrono::{DateTime, Utc};
use muster_shared::api::FileFacts;
use muster_shared::intake::Dialect;
use muster_shared::limits::SAMPLE_BYTES;
use std::borrow::Cow;
use web_sys::Blob;

/// What was given to be read.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) blob: Blob,
    pub(crate) name: String,
    pub(crate) modified: Option<DateTime<Utc>>,
}

/// How the user wants it to be read; `None` takes what is found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chosen {
    pub(crate) dialect: Option<Dialect>,
    pub(crate) part: Option<String>,
}

/// A source of which the first rows were read.
pub(crate) struct Opened {
    pub(crate) preview: Preview,
    pub(crate) source: Unprepared,
}

/// Opens a source.
///
/// # Errors
/// Why it can't be read at all.
pub(crate) async fn open(given: &Given, chosen: Chosen) -> Result<Opened, Refusal> {
    let size = given.blob.size() as u64;
    let first = read_slice(&given.blob, 0, size.min(SAMPLE_BYTES as u64)).await?;
    let unpacked = unpack(&given.blob, &given.name, &first, chosen.part.as_deref()).await?;
    let mut flow = Flow::new(&unpacked.content);
    let start = flow.start(SAMPLE_BYTES).await?;
    let sample = &start.bytes[..start.bytes.len().min(SAMPLE_BYTES)];
    unpacked.check_shape(sample, &given.name)?;
    let whole = start.end == StartEnd::Whole && sample.len() == start.bytes.len();
    let mut found = look(sample, whole, unpacked.content_name(&given.name)).await?;
    let mut dialect = chosen.dialect.unwrap_or(found.dialect);
    if unpacked.container == Some(Container::Workbook) {
        found.dialect = of_workbook(found.dialect);
        dialect = of_workbook(dialect);
    }
    let bom = match dialect.encoding == found.dialect.encoding {
        true => found.bom,
        // In another encoding these bytes are no mark.
        false => 0,
    };
    let head = Head::new(dialect, bom, unpacked.container);
    let (first, text) = first_rows(flow, start, head, dialect, bom).await?;
    let source = Unprepared {
        content: unpacked.content.clone(),
        name: given.name.clone(),
        given_bytes: size,
        dialect,
        bom,
        names: first.columns.clone(),
        container: unpacked.container,
        guarded: first.guarded,
    };
    let preview = preview(unpacked, found, dialect, first, &text);
    Ok(Opened { preview, source })
}

/// What the file is recognised by. `part`: what of it is read.
///
/// # Errors
/// [`Refusal::Unreadable`].
pub(crate) async fn facts(given: &Given, part: Option<String>) -> Result<FileFacts, Refusal> {
    let (size, fingerprint) = fingerprint(&given.blob).await?;
    Ok(FileFacts {
        name: given.name.clone(),
        size,
        fingerprint,
        modified: given.modified,
        part,
    })
}

/// How a workbook's text is written is known; what its rows mean is found or chosen.
fn of_workbook(dialect: Dialect) -> Dialect {
    Dialect {
        header: dialect.header,
        skip: dialect.skip,
        ..Dialect::default()
    }
}

/// The first rows of a flow of which `start` was read, and its text. Most often that is enough; a row larger than that takes
/// more.
async fn first_rows(
    mut flow: Flow,
    start: Start,
    mut head: Head,
    dialect: Dialect,
    bom: usize,
) -> Result<(FirstRows, String), Refusal> {
    let mut decoder = match dialect.needs_decoding() {
        true => Some(Decoder::new(dialect, bom)?),
        false => None,
    };
    let Start { bytes, mut end } = start;
    let text = splittable(&mut decoder, &bytes, &end)?;
    // Bytes that need no decoding still have their mark.
    let text = &text[if decoder.is_some() { 0 } else { bom.min(text.len()) }..];
    head.push(text)?;
    let text = sample::text(&text[..text.len().min(SAMPLE_BYTES)], dialect);
    while end == StartEnd::Enough && !head.is_enough() {
        let more = match flow.start(SAMPLE_BYTES).await {
            Ok(more) => more,
            Err(refusal) => Start {
                bytes: Vec::new(),
                end: StartEnd::Broken(refusal),
            },
        };
        end = more.end;
        head.push(&splittable(&mut decoder, &more.bytes, &end)?)?;
    }
    match end {
        // The rows before the damage are shown; preparing the whole finds it again.
        StartEnd::Broken(refusal) if !head.is_enough() => Err(refusal),
        end => Ok((head.finish(end == StartEnd::Whole)?, text)),
    }
}

/// The bytes as the splitter takes them.
fn splittable<'a>(decoder: &mut Option<Decoder>, bytes: &'a [u8], end: &StartEnd) -> Result<Cow<'a, [u8]>, Refusal> {
    let Some(decoder) = decoder else {
        return Ok(Cow::Borrowed(bytes));
    };
    let mut text = Vec::new();
    decoder.push(bytes, &mut text)?;
    if *end == StartEnd::Whole {
        decoder.finish(&mut text)?;
    }
    Ok(Cow::Owned(text))
}

fn preview(unpacked: Unpacked, found: Found, dialect: Dialect, first: FirstRows, text: &str) -> Preview {
    Preview {
        dialect,
        found: found.dialect,
        encoding_sure: found.encoding_sure,
        accents: sample::accents(text),
        garbled: first.garbled,
        container: unpacked.container,
        parts: unpacked.parts,
        part: unpacked.part,
        above: sample::above(text, dialect),
        columns: first.columns,
        renamed: first.renamed,
        facts: first.facts,
        rows: first.rows,
    }
}
