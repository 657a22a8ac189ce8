//! Whatever a file holds, finding out how it is written gives a dialect that there can be, and names for its columns.

use crate::Difference;
use crate::choices::Choices;
use crate::difference::{holds, same};
use muster_shared::field::system_fields;
use muster_shared::intake::garbled::{is_garbled, mend, open_end};
use muster_shared::intake::{Dialect, Record, Splitter, column_names, find_accents, shape, sniff, unicode};
use muster_shared::limits;
use muster_shared::mapping::{ColumnFacts, match_columns};
use std::collections::HashSet;

/// Names of which a byte picks one.
const NAMES: [Option<&str>; 6] = [
    None,
    Some("contacts.csv"),
    Some("contacts.TSV"),
    Some("contacts.txt"),
    Some("contacts.xlsx"),
    Some("a.gsheet"),
];

/// Treats bytes as the start of a file, its name and its length decided by the first of them.
///
/// # Errors
/// What is found contradicts itself.
pub fn check(bytes: &[u8]) -> Result<(), Difference> {
    let mut choices = Choices::new(bytes);
    let name = choices.pick(&NAMES);
    let whole = choices.flip();
    let cuts = [choices.byte(), choices.byte()];
    let sample = choices.rest();
    shape(sample, name);
    let bom = match unicode(sample, whole) {
        Ok(Some(found)) => found.bom,
        _ => 0,
    };
    holds("a byte order mark is in the sample", bom <= sample.len(), &bom)?;
    let text = &sample[bom..];
    if let Ok(sniffed) = sniff(text, whole, name) {
        holds("the dialect is one", sniffed.dialect.is_valid(), &sniffed)?;
        let commented = Dialect {
            comment: sniffed.comment_hint,
            ..sniffed.dialect
        };
        holds("so it is with its comments", commented.is_valid(), &sniffed)?;
        let lines = text.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
        holds(
            "it skips lines that there are",
            sniffed.dialect.skip as usize <= lines,
            &sniffed,
        )?;
        columns(text, sniffed.dialect)?;
    }
    let text = String::from_utf8_lossy(text);
    accents(&text)?;
    mending(&text, cuts)
}

/// The columns have names, one each, and no two columns get one field.
fn columns(text: &[u8], dialect: Dialect) -> Result<(), Difference> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut splitter = Splitter::new(dialect, 0);
    let mut each = |record: &Record<'_>| {
        if rows.len() < 20 {
            rows.push((0..record.len()).map(|i| record.lossy(i).into_owned()).collect());
        }
    };
    if splitter.push(text, &mut each).is_ok() {
        splitter.finish(&mut each);
    }
    let Some((header, rows)) = rows.split_first() else {
        return Ok(());
    };
    let names: Vec<String> = column_names(header.iter().cloned())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    same("a name for each column", &names.len(), &header.len())?;
    let different: HashSet<&String> = names.iter().collect();
    same("no name twice", &different.len(), &names.len())?;
    for name in &names {
        // The number of a name that stands again comes on top.
        let fine = !name.trim().is_empty() && name.chars().count() <= limits::NAME_CHARS * 2 + 50;
        holds("a name can be shown", fine && !name.contains(['\r', '\n']), name)?;
    }
    let facts: Vec<ColumnFacts> = names
        .into_iter()
        .take(30)
        .enumerate()
        .map(|(i, name)| facts(i, name, rows))
        .collect();
    let matches = match_columns(&facts, &system_fields());
    let columns: HashSet<usize> = matches.iter().map(|found| found.column).collect();
    let fields: HashSet<usize> = matches.iter().map(|found| found.field).collect();
    same("a column in one match", &columns.len(), &matches.len())?;
    same("a field in one match", &fields.len(), &matches.len())
}

fn facts(column: usize, name: String, rows: &[Vec<String>]) -> ColumnFacts {
    let samples: Vec<String> = rows.iter().filter_map(|row| row.get(column).cloned()).collect();
    ColumnFacts {
        name,
        rows: rows.len() as u64,
        filled: samples.len() as u64,
        samples,
    }
}

fn accents(text: &str) -> Result<(), Difference> {
    let Some((line, excerpt)) = find_accents(text) else {
        return holds(
            "text with accents has a line that shows them",
            text.trim_start_matches('\u{feff}').is_ascii(),
            &text,
        );
    };
    let lines = text.matches(['\r', '\n']).count() as u64 + 1;
    holds("the line is there", (1..=lines).contains(&line), &line)?;
    holds("the line isn't long", excerpt.chars().count() <= 200, &excerpt)
}

/// Mending ends, changes what it says it does, and is the same in pieces.
fn mending(text: &str, cuts: [u8; 2]) -> Result<(), Difference> {
    let mended = mend(text);
    same("mending changes what is garbled", &(mended != text), &is_garbled(text))?;
    let mut places: Vec<usize> = cuts.iter().map(|cut| text.len() * usize::from(*cut) / 256).collect();
    places.retain(|place| text.is_char_boundary(*place));
    places.extend([0, text.len()]);
    places.sort_unstable();
    let (mut pieces, mut held) = (String::new(), String::new());
    for pair in places.windows(2) {
        held.push_str(&text[pair[0]..pair[1]]);
        let ready = held.len() - open_end(&held);
        pieces.push_str(&mend(&held[..ready]));
        held.drain(..ready);
    }
    pieces.push_str(&mend(&held));
    same("mended in pieces", &pieces.as_str(), &&*mended)
}
