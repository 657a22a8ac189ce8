//! What a field would hold: its cells in the first rows, read as the import reads them.

use crate::import::draft::Slot;
use muster_shared::mapping::Reading;
use muster_shared::{Field, Problem, Source, value};

/// The example beside a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Example {
    /// No column, or nothing but empty cells in the first rows.
    Nothing,
    /// No value is stored otherwise than it stands in the file.
    Plain(String),
    /// The first value that changes.
    Changed { from: String, to: String },
    /// No value of the first rows can be taken.
    Refused(String),
    /// The same for every contact.
    Literal(String),
}

/// A cell and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub line: u64,
    pub from: String,
    pub to: Result<String, Problem>,
}

impl Read {
    /// Whether the cell is taken to the letter.
    pub(super) fn is_plain(&self) -> bool {
        self.to.as_deref() == Ok(self.from.as_str())
    }
}

/// Reads one cell and says how the value is shown.
pub(super) fn read(field: &Field, reading: &Reading, line: u64, cell: &str) -> Read {
    let to = value::parse(field, reading, cell).map(|value| value::display(field, &value.to_json()));
    Read {
        line,
        from: cell.to_owned(),
        to,
    }
}

/// The example of a field. `cell` gives the cells of a column in the first rows.
pub(super) fn example<'a, C>(field: &Field, slot: Option<&Slot>, cells: impl FnOnce(usize) -> C) -> Example
where
    C: Iterator<Item = &'a str>,
{
    let Some(slot) = slot else { return Example::Nothing };
    let column = match &slot.source {
        Source::Column(column) => *column,
        Source::Literal(text) => {
            let shown = read(field, &Reading::default(), 0, text).to;
            return Example::Literal(shown.unwrap_or_else(|_| text.clone()));
        }
    };
    let (mut plain, mut refused) = (None, None);
    for cell in cells(column).filter(|cell| !cell.trim().is_empty()) {
        let cell = read(field, &slot.reading, 0, cell);
        match cell.to {
            Ok(to) if to == cell.from => plain = plain.or(Some(to)),
            Ok(to) => return Example::Changed { from: cell.from, to },
            Err(_) => refused = refused.or(Some(cell.from)),
        }
    }
    plain
        .map(Example::Plain)
        .or_else(|| refused.map(Example::Refused))
        .unwrap_or(Example::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::draft::Origin;
    use muster_shared::mapping::DateOrder;
    use muster_shared::{FieldKey, field::system_fields};

    fn shown(key: &str, source: Source, reading: Reading, cells: &[&str]) -> Example {
        let fields = system_fields();
        let field = fields.iter().find(|field| field.key.as_str() == key).unwrap();
        let slot = Slot {
            field: FieldKey::from_name(key),
            source,
            reading,
            empty: None,
            update: None,
            origin: Origin::Yours,
        };
        example(field, Some(&slot), |_| cells.iter().copied())
    }

    #[test]
    fn the_first_value_that_changes_is_shown() {
        let day_first = Reading {
            date_order: DateOrder::DayMonthYear,
            ..Reading::default()
        };
        let cells = ["", "1979-11-02", "14/03/1988"];
        let changed = Example::Changed {
            from: "14/03/1988".to_owned(),
            to: "1988-03-14".to_owned(),
        };
        assert_eq!(shown("date_of_birth", Source::Column(0), day_first, &cells), changed);
        let plain = Example::Plain("1979-11-02".to_owned());
        assert_eq!(
            shown("date_of_birth", Source::Column(0), Reading::default(), &cells),
            plain
        );
    }

    #[test]
    fn cells_that_cannot_be_taken_are_shown_as_refused() {
        let shown_as = |cells: &[&str]| shown("points", Source::Column(0), Reading::default(), cells);
        assert_eq!(shown_as(&["n/a", ""]), Example::Refused("n/a".to_owned()));
        assert_eq!(shown_as(&["n/a", "10"]), Example::Plain("10".to_owned()));
        assert_eq!(shown_as(&["", " "]), Example::Nothing);
    }

    #[test]
    fn a_literal_is_shown_in_its_stored_form() {
        let literal = Source::Literal(" 10 ".to_owned());
        assert_eq!(
            shown("points", literal, Reading::default(), &[]),
            Example::Literal("10".to_owned())
        );
    }

    #[test]
    fn no_slot_no_example() {
        let fields = system_fields();
        assert_eq!(example(&fields[0], None, |_| [].into_iter()), Example::Nothing);
    }
}
