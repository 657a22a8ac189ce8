//! From a blob to its first rows: what it is, how it is written, what its columns are called.

use crate::fingerprint::{END_BYTES, fingerprint};
use crate::pass::Source;
use crate::protocol::{ContainerProblem, Preview, PreviewRow, Refusal};
use crate::source::read_slice;
use crate::survey::Survey;
use chrono::{DateTime, Utc};
use muster_shared::api::FileFacts;
use muster_shared::intake::{self, Dialect, Encoding, NotText, Record, Shape, Sniffed, Splitter, Stop};
use muster_shared::limits::SAMPLE_BYTES;
use web_sys::Blob;

/// Rows of the preview.
const PREVIEW_ROWS: usize = 100;

/// What was given to be read.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) blob: Blob,
    pub(crate) name: String,
    pub(crate) modified: Option<DateTime<Utc>>,
}

/// Opens a source. `chosen`: the dialect that the user wants; `None` takes the one found.
///
/// # Errors
/// Why it can't be read at all.
pub(crate) async fn open(given: &Given, chosen: Option<Dialect>) -> Result<(Source, FileFacts, Preview), Refusal> {
    let size = given.blob.size() as u64;
    let first = read_slice(&given.blob, 0, size.min(END_BYTES)).await?;
    let last = match size <= END_BYTES {
        true => first.clone(),
        false => read_slice(&given.blob, size - END_BYTES, size).await?,
    };
    let sample = &first[..first.len().min(SAMPLE_BYTES)];
    let (sniffed, bom) = find(sample, sample.len() as u64 == size, &given.name)?;
    let dialect = chosen.unwrap_or(sniffed.dialect);

    let mut head = Head::new(dialect, bom);
    head.push(&sample[bom..])?;
    // Most often the sample is enough. A row larger than that takes more.
    let mut read = sample.len() as u64;
    while !head.is_enough() && read < size {
        let end = (read + END_BYTES).min(size);
        let more = read_slice(&given.blob, read, end).await?;
        head.push(&more)?;
        read = end;
    }
    let preview = head.preview(&sniffed, read == size)?;

    let file = FileFacts {
        name: given.name.clone(),
        size,
        fingerprint: fingerprint(size, &first, &last),
        modified: given.modified,
        part: None,
    };
    let source = Source {
        blob: given.blob.clone(),
        name: given.name.clone(),
        size,
        dialect,
        bom,
        names: preview.columns.clone(),
    };
    Ok((source, file, preview))
}

/// How the source is written, and the bytes of its byte order mark.
fn find(sample: &[u8], whole: bool, name: &str) -> Result<(Sniffed, usize), Refusal> {
    let not_read = |name: &str| {
        let name = name.to_owned();
        Err(Refusal::Container(ContainerProblem::NotRead { name }))
    };
    match intake::shape(sample, Some(name)) {
        Shape::Text => {}
        Shape::NotText(not_text) => return Err(Refusal::NotText(not_text)),
        Shape::Gzip => return not_read("a gzip archive"),
        Shape::Zip => return not_read("a zip archive"),
        Shape::Xlsx => return not_read("an Excel workbook (.xlsx)"),
        Shape::Ods => return not_read("an OpenDocument spreadsheet (.ods)"),
    }
    let found = intake::unicode(sample, whole).map_err(Refusal::NotText)?;
    let bom = found.map_or(0, |found| found.bom);
    let mut sniffed = intake::sniff(&sample[bom..], whole, Some(name)).map_err(Refusal::NotText)?;
    sniffed.dialect.encoding = found.map_or(Encoding::default(), |found| found.encoding);
    Ok((sniffed, bom))
}

/// The records at the start of a source.
struct Head {
    dialect: Dialect,
    splitter: Splitter,
    /// Why it can't be read on. What came before can still be shown; the counting finds it again.
    stop: Option<Stop>,
    records: Records,
}

#[derive(Default)]
struct Records {
    header: bool,
    /// Names as shown, and whether each was changed.
    names: Option<Vec<(String, bool)>>,
    survey: Option<Survey>,
    rows: Vec<PreviewRow>,
}

impl Head {
    fn new(dialect: Dialect, bom: usize) -> Self {
        let records = Records {
            header: dialect.header,
            ..Records::default()
        };
        Self {
            dialect,
            splitter: Splitter::new(dialect, bom as u64),
            stop: None,
            records,
        }
    }

    /// # Errors
    /// Nothing of the source can be read.
    fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let Self { splitter, records, .. } = self;
        if let Err(stop) = splitter.push(chunk, &mut |record| records.take(record)) {
            if records.rows.is_empty() {
                return Err(Refusal::Stop(stop));
            }
            self.stop = Some(stop);
        }
        Ok(())
    }

    /// Names and a row are there.
    fn is_enough(&self) -> bool {
        !self.records.rows.is_empty()
    }

    /// # Errors
    /// There is no row.
    fn preview(mut self, sniffed: &Sniffed, whole: bool) -> Result<Preview, Refusal> {
        let Self {
            splitter,
            stop,
            records,
            ..
        } = &mut self;
        if whole && stop.is_none() {
            splitter.finish(&mut |record| records.take(record));
        }
        let Records {
            names: Some(names),
            survey,
            rows,
            ..
        } = self.records
        else {
            return Err(Refusal::NotText(NotText::Empty));
        };
        if rows.is_empty() {
            return Err(Refusal::HeaderOnly);
        }
        let (columns, renamed) = names.into_iter().unzip();
        let facts = survey.map_or_else(Vec::new, |survey| survey.facts());
        Ok(Preview {
            dialect: self.dialect,
            found: sniffed.dialect,
            encoding_sure: true,
            accents: None,
            garbled: None,
            container: None,
            parts: Vec::new(),
            part: None,
            above: Vec::new(),
            columns,
            renamed,
            facts,
            rows,
        })
    }
}

impl Records {
    fn take(&mut self, record: &Record<'_>) {
        if self.names.is_none() {
            let cells = || (0..record.len()).map(|column| record.lossy(column).into_owned());
            let names = match self.header {
                true => intake::column_names(cells()),
                false => intake::numbered_columns(record.len()),
            };
            let shown: Vec<String> = names.iter().map(|(name, _)| name.clone()).collect();
            self.survey = Some(Survey::new(&shown));
            self.names = Some(names);
            if self.header {
                return;
            }
        }
        if let Some(survey) = &mut self.survey {
            survey.record(record);
        }
        if self.rows.len() < PREVIEW_ROWS {
            let cells = (0..record.len())
                .map(|column| record.lossy(column).into_owned())
                .collect();
            self.rows.push(PreviewRow {
                line: record.line,
                cells,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The preview of a text of which `shown` bytes were read.
    fn preview(text: &str, header: bool, shown: usize) -> Result<Preview, Refusal> {
        let sniffed = Sniffed {
            dialect: Dialect {
                delimiter: ',',
                header: true,
                ..Dialect::default()
            },
            comment_hint: None,
        };
        let mut head = Head::new(
            Dialect {
                delimiter: ',',
                header,
                ..Dialect::default()
            },
            0,
        );
        head.push(&text.as_bytes()[..shown])?;
        head.preview(&sniffed, shown == text.len())
    }

    fn whole(text: &str, header: bool) -> Result<Preview, Refusal> {
        preview(text, header, text.len())
    }

    #[test]
    fn rows_have_their_lines_and_cells() {
        let preview = whole("Email,City\na@x.example,\"Po\nrto\"\n\nb@x.example,Lyon", true).unwrap();
        assert_eq!(preview.columns, ["Email", "City"]);
        let rows: Vec<_> = preview.rows.iter().map(|row| (row.line, row.cells.join("|"))).collect();
        assert_eq!(
            rows,
            [
                (2, "a@x.example|Po\nrto".to_owned()),
                (5, "b@x.example|Lyon".to_owned())
            ]
        );
        assert_eq!(preview.facts[1].samples, ["Po\nrto", "Lyon"]);
    }

    #[test]
    fn without_a_header_the_first_line_is_a_row() {
        let preview = whole("a@x.example,Porto\n", false).unwrap();
        assert_eq!(preview.columns, ["Column 1", "Column 2"]);
        assert_eq!(preview.rows.len(), 1);
        assert!(preview.found.header && !preview.dialect.header);
    }

    #[test]
    fn names_that_come_twice_are_marked() {
        let preview = whole("Phone,Phone\n1,2\n", true).unwrap();
        assert_eq!(preview.columns, ["Phone", "Phone (2)"]);
        assert_eq!(preview.renamed, [false, true]);
    }

    #[test]
    fn sources_without_rows_are_refused() {
        for (text, refusal) in [
            ("Email,City\n", Refusal::HeaderOnly),
            ("Email,City", Refusal::HeaderOnly),
            ("\n\n", Refusal::NotText(NotText::Empty)),
        ] {
            assert_eq!(whole(text, true), Err(refusal), "{text:?}");
        }
    }

    #[test]
    fn a_record_cut_by_the_end_of_the_sample_is_not_shown() {
        let text = "a,b\n1,2\n3,4\n";
        assert_eq!(preview(text, true, 10).unwrap().rows.len(), 1);
        assert_eq!(preview(text, true, 12).unwrap().rows.len(), 2);
    }

    #[test]
    fn no_more_rows_than_the_preview_takes() {
        let preview = whole(&format!("a\n{}", "1\n".repeat(150)), true).unwrap();
        assert_eq!(preview.rows.len(), PREVIEW_ROWS);
        assert_eq!(preview.facts[0].rows, 150);
    }

    #[test]
    fn a_stop_after_some_rows_still_shows_them() {
        let many = format!("a,b\n1,2\n{}\n", ",".repeat(20_000));
        assert_eq!(whole(&many, true).unwrap().rows.len(), 1);
        assert_eq!(
            whole(&many[8..], true).unwrap_err(),
            Refusal::Stop(Stop::TooManyColumns { line: 1 })
        );
    }
}
