//! The records at the start of a source, as the page shows them first.

use crate::protocol::{Container, Garbled, PreviewRow, Refusal};
use crate::survey::{Survey, Surveyed};
use muster_shared::intake::{self, Dialect, NotText, Record, Splitter, Stop};
use muster_shared::mapping::ColumnFacts;

/// Rows that are shown.
const PREVIEW_ROWS: usize = 100;

/// Takes a source's first bytes until there is a row.
pub(crate) struct Head {
    splitter: Splitter,
    /// Why it can't be read on. What came before can still be shown; the counting finds it again.
    stop: Option<Stop>,
    records: Records,
}

/// What the first bytes show.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FirstRows {
    /// Names as shown, and whether each was changed.
    pub(crate) columns: Vec<String>,
    pub(crate) renamed: Vec<bool>,
    pub(crate) facts: Vec<ColumnFacts>,
    pub(crate) garbled: Option<Garbled>,
    pub(crate) rows: Vec<PreviewRow>,
    /// The cells carry a guard against formulas.
    pub(crate) guarded: bool,
}

#[derive(Default)]
struct Records {
    dialect: Dialect,
    /// Names as shown, and whether each was changed.
    names: Option<Vec<(String, bool)>>,
    survey: Option<Survey>,
    rows: Vec<PreviewRow>,
}

impl Head {
    /// `bom`: bytes of the byte order mark, which the caller leaves out.
    pub(crate) fn new(dialect: Dialect, bom: usize, container: Option<Container>) -> Self {
        let records = Records {
            dialect,
            ..Records::default()
        };
        Self {
            splitter: Splitter::new(dialect, bom as u64).rows_are_lines(container == Some(Container::Workbook)),
            stop: None,
            records,
        }
    }

    /// # Errors
    /// Nothing of the source can be read.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
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
    pub(crate) fn is_enough(&self) -> bool {
        !self.records.rows.is_empty()
    }

    /// What was read so far. `whole`: that is all there is.
    ///
    /// # Errors
    /// There is no row.
    pub(crate) fn finish(mut self, whole: bool) -> Result<FirstRows, Refusal> {
        if whole && self.stop.is_none() {
            self.splitter.finish(&mut |record| self.records.take(record));
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
        let (columns, renamed): (Vec<String>, Vec<bool>) = names.into_iter().unzip();
        let mut surveyed = Surveyed::default();
        if let Some(survey) = survey {
            surveyed.add(survey.into_part(), 0);
        }
        Ok(FirstRows {
            facts: surveyed.facts(&columns),
            guarded: self.splitter.is_guarded(),
            columns,
            renamed,
            garbled: surveyed.garbled(),
            rows,
        })
    }
}

impl Records {
    fn take(&mut self, record: &Record<'_>) {
        if self.names.is_none() {
            let cells = || (0..record.len()).map(|column| record.lossy(column).into_owned());
            let names = match self.dialect.header {
                true => intake::column_names(cells()),
                false => intake::numbered_columns(record.len()),
            };
            self.survey = Some(Survey::new(names.len(), self.dialect));
            self.names = Some(names);
            if self.dialect.header {
                return;
            }
        }
        if let Some(survey) = &mut self.survey {
            survey.record(record);
        }
        if self.rows.len() < PREVIEW_ROWS {
            self.rows.push(PreviewRow::of(record));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first rows of a text of which `shown` bytes were read.
    fn first_rows(text: &str, header: bool, shown: usize) -> Result<FirstRows, Refusal> {
        let dialect = Dialect {
            delimiter: ',',
            header,
            ..Dialect::default()
        };
        let mut head = Head::new(dialect, 0, None);
        head.push(&text.as_bytes()[..shown])?;
        head.finish(shown == text.len())
    }

    fn whole(text: &str, header: bool) -> Result<FirstRows, Refusal> {
        first_rows(text, header, text.len())
    }

    #[test]
    fn rows_have_their_lines_and_cells() {
        let first = whole("Email,City\na@x.example,\"Po\nrto\"\n\nb@x.example,Lyon", true).unwrap();
        assert_eq!(first.columns, ["Email", "City"]);
        let rows: Vec<_> = first.rows.iter().map(|row| (row.line, row.cells.join("|"))).collect();
        assert_eq!(
            rows,
            [
                (2, "a@x.example|Po\nrto".to_owned()),
                (5, "b@x.example|Lyon".to_owned())
            ]
        );
        assert_eq!(first.facts[1].samples, ["Po\nrto", "Lyon"]);
    }

    #[test]
    fn without_a_header_the_first_line_is_a_row() {
        let first = whole("a@x.example,Porto\n", false).unwrap();
        assert_eq!(first.columns, ["Column 1", "Column 2"]);
        assert_eq!(first.rows.len(), 1);
    }

    #[test]
    fn names_that_come_twice_are_marked() {
        let first = whole("Phone,Phone\n1,2\n", true).unwrap();
        assert_eq!(first.columns, ["Phone", "Phone (2)"]);
        assert_eq!(first.renamed, [false, true]);
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
        assert_eq!(first_rows(text, true, 10).unwrap().rows.len(), 1);
        assert_eq!(first_rows(text, true, 12).unwrap().rows.len(), 2);
    }

    #[test]
    fn no_more_rows_than_the_preview_takes() {
        let first = whole(&format!("a\n{}", "1\n".repeat(150)), true).unwrap();
        assert_eq!(first.rows.len(), PREVIEW_ROWS);
        assert_eq!(first.facts[0].rows, 150);
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
