//! From a blob to its first rows: what it is, how it is written, what its columns are called.

use crate::decode::Decoder;
use crate::fingerprint::Ends;
use crate::flow::{Flow, Start, StartEnd};
use crate::head::{FirstRows, Head};
use crate::look::{Found, look};
use crate::prepare::Unprepared;
use crate::protocol::{Container, Preview, Refusal};
use crate::unpack::{Unpacked, refuse_nested, unpack};
use chrono::{DateTime, Utc};
use muster_shared::api::FileFacts;
use muster_shared::intake::Dialect;
use muster_shared::limits::SAMPLE_BYTES;
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
    pub(crate) file: FileFacts,
    pub(crate) preview: Preview,
    pub(crate) source: Unprepared,
}

/// Opens a source.
///
/// # Errors
/// Why it can't be read at all.
pub(crate) async fn open(given: &Given, chosen: Chosen) -> Result<Opened, Refusal> {
    let ends = Ends::read(&given.blob).await?;
    let unpacked = unpack(&given.blob, &ends, chosen.part.as_deref()).await?;
    let mut flow = Flow::new(&unpacked.content);
    let start = flow.start(SAMPLE_BYTES).await?;
    let sample = &start.bytes[..start.bytes.len().min(SAMPLE_BYTES)];
    refuse_nested(sample, unpacked.container).map_err(Refusal::Container)?;
    let whole = start.end == StartEnd::Whole && sample.len() == start.bytes.len();
    let found = look(sample, whole).await?;
    let dialect = match chosen.dialect {
        None => found.sniffed.dialect,
        Some(dialect) if unpacked.container == Some(Container::Workbook) => of_workbook(dialect),
        Some(dialect) => dialect,
    };
    let bom = match dialect.needs_decoding() {
        // The decoder leaves it out.
        true => 0,
        false => found.sniffed.bom,
    };
    let first = first_rows(flow, start, dialect, bom).await?;
    let file = FileFacts {
        name: given.name.clone(),
        size: ends.size,
        fingerprint: ends.fingerprint(),
        modified: given.modified,
        part: unpacked.part.clone(),
    };
    let source = Unprepared {
        content: unpacked.content.clone(),
        name: given.name.clone(),
        given_bytes: ends.size,
        dialect,
        bom,
        names: first.columns.clone(),
        line_is_row: unpacked.container == Some(Container::Workbook),
    };
    let preview = preview(unpacked, &found, dialect, first);
    Ok(Opened { file, preview, source })
}

/// We wrote a workbook's text ourselves: only what its rows mean can be chosen.
fn of_workbook(chosen: Dialect) -> Dialect {
    Dialect {
        header: chosen.header,
        skip: chosen.skip,
        ..Dialect::default()
    }
}

/// The first rows of a flow of which `start` was read. Most often that is enough; a row larger than that takes more.
async fn first_rows(mut flow: Flow, start: Start, dialect: Dialect, bom: usize) -> Result<FirstRows, Refusal> {
    let mut decoder = match dialect.needs_decoding() {
        true => Some(Decoder::new(dialect)?),
        false => None,
    };
    let mut head = Head::new(dialect, bom);
    let Start { mut bytes, mut end } = start;
    let mut skip = bom;
    let mut text = Vec::new();
    loop {
        match &mut decoder {
            Some(decoder) => {
                decoder.push(&bytes, &mut text)?;
                if end == StartEnd::Whole {
                    decoder.finish(&mut text)?;
                }
                head.push(&text)?;
                text.clear();
            }
            None => head.push(&bytes[skip.min(bytes.len())..])?,
        }
        skip = 0;
        if end != StartEnd::Enough || head.is_enough() {
            break;
        }
        Start { bytes, end } = match flow.start(SAMPLE_BYTES).await {
            Ok(more) => more,
            Err(refusal) => Start {
                bytes: Vec::new(),
                end: StartEnd::Broken(refusal),
            },
        };
    }
    match end {
        // The rows before the damage are shown; preparing the whole finds it again.
        StartEnd::Broken(refusal) if !head.is_enough() => Err(refusal),
        end => head.finish(end == StartEnd::Whole),
    }
}

fn preview(unpacked: Unpacked, found: &Found, dialect: Dialect, first: FirstRows) -> Preview {
    let Unpacked {
        content: _,
        container,
        parts,
        part,
    } = unpacked;
    let FirstRows {
        columns,
        renamed,
        facts,
        rows,
    } = first;
    Preview {
        dialect,
        found: found.sniffed.dialect,
        encoding_sure: found.encoding_sure,
        accents: None,
        garbled: None,
        container,
        parts,
        part,
        above: Vec::new(),
        columns,
        renamed,
        facts,
        rows,
    }
}
