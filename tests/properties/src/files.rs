//! Small files as people have them, made up: tables in every dialect, some whole, some damaged.

use crate::Difference;
use crate::random::Random;
use crate::split::Case;
use muster_shared::intake::{Dialect, Quote};
use muster_shared::limits;
use std::fmt::Write;

/// Cells without a sign that means anything to a splitter.
const PLAIN: [&str; 14] = [
    "",
    "",
    "a",
    "Ana",
    "María José",
    "山田太郎",
    "ana@x.example",
    "+34 600 11 22 33",
    "-1.240,50",
    "2024-02-29",
    "=1+1",
    "O'Brien",
    "  spaces  ",
    "Łódź 😀",
];
/// What stands in cells that have to be quoted: `Q` is the file's quote, `D` its delimiter.
const NEEDY: [&str; 10] = ["D", "Q", "a\nb", "a\r\nb", "a\rb", "QaQ", "aDb", "\n", "DQ\n", "aQDQb"];
/// What breaks the rules, or nearly: the same signs, put between delimiters as it stands.
const STRAY: [&str; 16] = [
    "aQb",
    "Qa",
    "QaQb",
    "QaQ ",
    " QaQ",
    "QQaQQ",
    "aQ",
    "QaQbQ",
    "QQQ",
    "QaQQb",
    "Qa\nbQc",
    "a\u{0}b",
    "\u{feff}Qa",
    "QaQ\tQ",
    "QaQQQ",
    "#Q",
];

/// How a file is written.
struct Manner {
    dialect: Dialect,
    line_ends: &'static [&'static str],
    /// Of a thousand: cells quoted without need, ragged rows, blank lines, stray cells, cells that need quotes, bytes damaged.
    quoted: usize,
    ragged: usize,
    blank: usize,
    stray: usize,
    needy: usize,
    damaged: usize,
}

impl Manner {
    fn any(random: &mut Random) -> Self {
        Self {
            dialect: Dialect {
                delimiter: random.pick(&[',', ',', ',', ';', ';', '\t', '|', ':', '^', ' ', 'a']),
                quote: random.pick(&[Quote::Double, Quote::Double, Quote::Double, Quote::Single, Quote::None]),
                skip: random.pick(&[0, 0, 0, 0, 0, 0, 0, 1, 2]),
                header: false,
                ..Dialect::default()
            },
            line_ends: random.pick(&[
                &["\n"][..],
                &["\n"],
                &["\r\n"],
                &["\r\n"],
                &["\r"],
                &["\n", "\r\n", "\r"],
            ]),
            quoted: random.pick(&[0, 0, 100, 1000]),
            ragged: random.pick(&[0, 0, 50]),
            blank: random.pick(&[0, 0, 50]),
            stray: random.pick(&[0, 0, 0, 10, 200]),
            needy: random.pick(&[0, 50, 400]),
            damaged: random.pick(&[0, 0, 0, 5]),
        }
    }
}

/// Reads `count` files of a seed; the last number: how many records they had in all. `each` is told of every difference.
pub fn check(seed: u64, count: u64, each: &mut dyn FnMut(u64, &Case, &Difference)) -> u64 {
    let mut records = 0;
    for number in 0..count {
        let case = file(&mut Random::at(seed, number));
        match unwinding(&case) {
            Ok(found) => records += found as u64,
            Err(difference) => each(number, &case, &difference),
        }
    }
    records
}

/// A panic is one more difference, so that it is told in which file it was.
fn unwinding(case: &Case) -> Result<usize, Difference> {
    std::panic::catch_unwind(|| case.check()).unwrap_or_else(|_| {
        Err(Difference {
            what: "reading it",
            ours: "a panic".to_owned(),
            expected: "records".to_owned(),
        })
    })
}

/// A file, and a way to read it.
pub fn file(random: &mut Random) -> Case {
    let manner = Manner::any(random);
    let mut text = match random.permille(1) {
        true => giant(random, &manner),
        false => table(random, &manner),
    }
    .into_bytes();
    for byte in &mut text {
        if random.permille(manner.damaged) {
            *byte = random.below(256) as u8;
        }
    }
    if random.permille(30) {
        text.truncate(random.below(text.len() + 1));
    }
    if random.permille(50) {
        text.splice(0..0, *b"\xef\xbb\xbf");
    }
    let cuts = (0..random.below(6)).map(|_| random.below(text.len() + 1)).collect();
    let part = random.below(text.len().max(1)) as u64 + 1;
    Case::new(text, manner.dialect, cuts, part)
}

fn table(random: &mut Random, manner: &Manner) -> String {
    let mut text = String::new();
    let columns = 1 + random.below(12);
    let rows = random.below(40);
    for row in 0..rows {
        let ragged = random.permille(manner.ragged);
        let cells = if ragged { 1 + random.below(columns * 2) } else { columns };
        for cell in 0..cells {
            if cell > 0 {
                text.push(manner.dialect.delimiter);
            }
            write_cell(&mut text, random, manner);
        }
        let last = row + 1 == rows;
        if !last || random.permille(800) {
            text.push_str(random.pick(manner.line_ends));
        }
        while random.permille(manner.blank) {
            text.push_str(random.pick(manner.line_ends));
        }
    }
    text
}

fn write_cell(text: &mut String, random: &mut Random, manner: &Manner) {
    if random.permille(manner.stray) {
        let stray = random.pick(&STRAY);
        return text.push_str(&spelt(stray, manner.dialect));
    }
    let needy = random.permille(manner.needy);
    let mut cell = match random.below(20) {
        _ if needy => spelt(random.pick(&NEEDY), manner.dialect),
        0 => "Long notes, no end ".repeat(1 + random.below(12)),
        1 => random.below(1_000_000).to_string(),
        _ => random.pick(&PLAIN).to_owned(),
    };
    while needy && random.permille(500) {
        cell.push_str(&spelt(random.pick(&NEEDY), manner.dialect));
    }
    let signs = [
        Some(manner.dialect.delimiter),
        manner.dialect.quote.character(),
        Some('\r'),
        Some('\n'),
    ];
    let needs_quotes = signs.into_iter().flatten().any(|sign| cell.contains(sign));
    match manner.dialect.quote.character() {
        Some(quote) if needs_quotes || random.permille(manner.quoted) => {
            let doubled = cell.replace(quote, &format!("{quote}{quote}"));
            // Into a string nothing fails to be written.
            let _ = write!(text, "{quote}{doubled}{quote}");
        }
        _ => text.push_str(&cell),
    }
}

fn spelt(pattern: &str, dialect: Dialect) -> String {
    let quote = dialect.quote.character().unwrap_or('"');
    pattern
        .replace('Q', &quote.to_string())
        .replace('D', &dialect.delimiter.to_string())
}

/// Two short records around one at the border of what a record may have: bytes, or columns.
fn giant(random: &mut Random, manner: &Manner) -> String {
    let around = |random: &mut Random, limit: usize| limit - 2 + random.below(5);
    let quote = manner.dialect.quote.character().unwrap_or('x').to_string();
    let delimiter = manner.dialect.delimiter.to_string();
    let row = match random.below(3) {
        0 => delimiter.repeat(around(random, limits::COLUMNS)),
        1 => "x".repeat(around(random, limits::RECORD_BYTES)),
        _ => {
            let length = around(random, limits::RECORD_BYTES - 2);
            format!("{quote}{}{quote}", random.pick(&["x", "\n", " "]).repeat(length))
        }
    };
    let end = random.pick(manner.line_ends);
    format!("a{delimiter}b{end}{row}{end}c{delimiter}d{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_are_read_as_the_csv_crate_reads_them() {
        let mut differences = Vec::new();
        let records = check(1, 2_000, &mut |number, case, difference| {
            differences.push(format!("file {number}, {:?}: {difference}", case.dialect));
        });
        assert_eq!(differences, Vec::<String>::new());
        assert!(records > 20_000, "{records} records");
    }
}
