//! A sheet's rows on their way to CSV: as wide as the widest, from row 1 on.

use crate::Problem;
use muster_shared::report;

/// Rows of a sheet, and its columns, at most: those of all spreadsheets of today.
pub(crate) const MAX_ROWS: u32 = 1 << 20;
pub(crate) const MAX_COLUMNS: usize = 1 << 14;

/// Bytes of a piece, about.
const PIECE_BYTES: usize = 1 << 20;
/// What ends a record.
const LINE_END: &[u8] = b"\r\n";

/// Takes a sheet's rows in order. How wide the sheet is shows at its end only, so the text is kept until then.
pub(crate) struct Table {
    pieces: Vec<Piece>,
    /// Rows so far.
    rows: u32,
    /// The widest row's columns.
    columns: usize,
    /// Bytes so far, and at most.
    bytes: u64,
    most_bytes: u64,
}

/// Whole rows, each without the empty cells at its end.
#[derive(Default)]
struct Piece {
    text: Vec<u8>,
    /// Where each row ends, its line end not included, and its columns.
    rows: Vec<(u32, u16)>,
}

impl Table {
    pub(crate) fn new(most_bytes: u64) -> Self {
        Self {
            pieces: vec![Piece::default()],
            rows: 0,
            columns: 0,
            bytes: 0,
            most_bytes,
        }
    }

    /// Adds the row of this index, from 0; rows left out are blank. A row without a value is none.
    ///
    /// # Errors
    /// [`Problem::Broken`] when rows aren't in order or beyond any sheet's end, [`Problem::TooLarge`].
    pub(crate) fn push(&mut self, row: u32, cells: &[String]) -> Result<(), Problem> {
        let columns = cells
            .iter()
            .rposition(|cell| !cell.is_empty())
            .map_or(0, |last| last + 1);
        if columns == 0 {
            return Ok(());
        }
        if row < self.rows || row >= MAX_ROWS || columns > MAX_COLUMNS {
            return Err(Problem::Broken);
        }
        while self.rows < row {
            self.add(&[])?;
        }
        self.columns = self.columns.max(columns);
        self.add(&cells[..columns])
    }

    fn add(&mut self, cells: &[String]) -> Result<(), Problem> {
        if self.pieces.last().is_none_or(|piece| piece.text.len() >= PIECE_BYTES) {
            self.pieces.push(Piece::default());
        }
        let Some(piece) = self.pieces.last_mut() else {
            return Ok(());
        };
        let start = piece.text.len();
        match cells {
            [] => piece.text.extend_from_slice(LINE_END),
            cells => report::write_record(&mut piece.text, b',', cells),
        }
        self.bytes += (piece.text.len() - start) as u64;
        let end = u32::try_from(piece.text.len() - LINE_END.len()).map_err(|_| Problem::TooLarge)?;
        piece.rows.push((end, cells.len() as u16));
        self.rows += 1;
        if self.bytes > self.most_bytes {
            return Err(Problem::TooLarge);
        }
        Ok(())
    }

    /// Gives the text, piece after piece.
    ///
    /// # Errors
    /// [`Problem::NothingToRead`] where there is no value, [`Problem::TooLarge`].
    pub(crate) fn finish(self, each: &mut dyn FnMut(&[u8])) -> Result<(), Problem> {
        if self.rows == 0 {
            return Err(Problem::NothingToRead);
        }
        let columns = self.columns;
        let missing = |(_, width): &(u32, u16)| match usize::from(*width) {
            // A blank row is a blank line.
            0 => 0,
            width => columns - width,
        };
        let rows = self.pieces.iter().flat_map(|piece| &piece.rows);
        let padding: u64 = rows.map(|row| missing(row) as u64).sum();
        if self.bytes + padding > self.most_bytes {
            return Err(Problem::TooLarge);
        }
        let mut padded = Vec::new();
        for piece in self.pieces {
            if piece.rows.iter().all(|row| missing(row) == 0) {
                each(&piece.text);
                continue;
            }
            let mut start = 0;
            for row in &piece.rows {
                let end = row.0 as usize;
                padded.extend_from_slice(&piece.text[start..end]);
                padded.resize(padded.len() + missing(row), b',');
                padded.extend_from_slice(LINE_END);
                start = end + LINE_END.len();
                if padded.len() >= PIECE_BYTES {
                    each(&padded);
                    padded.clear();
                }
            }
            each(&padded);
            padded.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &[&str]) -> Vec<String> {
        row.iter().map(|cell| (*cell).to_owned()).collect()
    }

    fn text(rows: &[(u32, &[&str])]) -> Result<String, Problem> {
        let mut table = Table::new(1 << 30);
        for (row, values) in rows {
            table.push(*row, &cells(values))?;
        }
        let mut text = Vec::new();
        table.finish(&mut |piece| text.extend_from_slice(piece))?;
        Ok(String::from_utf8(text).unwrap())
    }

    #[test]
    fn every_row_is_a_record_as_wide_as_the_widest() {
        assert_eq!(text(&[(0, &["a", "b"]), (1, &["1", "2"])]).unwrap(), "a,b\r\n1,2\r\n");
        assert_eq!(
            text(&[(0, &["a"]), (1, &["1", "", "3", ""])]).unwrap(),
            "a,,\r\n1,,3\r\n"
        );
        assert_eq!(
            text(&[(2, &["", "b"]), (4, &["c"])]).unwrap(),
            "\r\n\r\n,b\r\n\r\nc,\r\n"
        );
        assert_eq!(text(&[(0, &["a"]), (1, &["", ""]), (7, &[])]).unwrap(), "a\r\n");
        assert_eq!(
            text(&[(0, &["x,y", "\"", "1\n2"])]).unwrap(),
            "\"x,y\",\"\"\"\",\"1\n2\"\r\n"
        );
    }

    #[test]
    fn sheets_without_a_value_have_nothing_to_read() {
        assert_eq!(text(&[]), Err(Problem::NothingToRead));
        assert_eq!(text(&[(3, &["", ""])]), Err(Problem::NothingToRead));
    }

    #[test]
    fn rows_out_of_order_or_of_bounds_are_broken() {
        assert_eq!(text(&[(1, &["a"]), (1, &["b"])]), Err(Problem::Broken));
        assert_eq!(text(&[(MAX_ROWS, &["a"])]), Err(Problem::Broken));
        assert_eq!(text(&[(0, &vec!["a"; MAX_COLUMNS + 1])]), Err(Problem::Broken));
    }

    #[test]
    fn a_wide_row_among_many_is_too_large() {
        let mut table = Table::new(1 << 20);
        for row in 0..1000 {
            table.push(row, &cells(&["a"])).unwrap();
        }
        table.push(1000, &vec!["a".to_owned(); MAX_COLUMNS]).unwrap();
        assert_eq!(table.finish(&mut |_| ()), Err(Problem::TooLarge));
    }

    #[test]
    fn a_large_sheet_comes_in_pieces() {
        let mut table = Table::new(1 << 30);
        let wide = "x".repeat(1000);
        for row in 0..5000 {
            let cells = if row == 4000 {
                cells(&[&wide, "y"])
            } else {
                cells(&[&wide])
            };
            table.push(row, &cells).unwrap();
        }
        let (mut sizes, mut lines) = (Vec::new(), 0);
        table
            .finish(&mut |piece| {
                sizes.push(piece.len());
                lines += piece.split(|b| *b == b'\n').count() - 1;
                assert!(piece.ends_with(b"\r\n"));
            })
            .unwrap();
        assert!(
            sizes.len() >= 4 && sizes.iter().all(|size| *size < 2 * PIECE_BYTES),
            "{sizes:?}"
        );
        assert_eq!(lines, 5000);
    }
}
