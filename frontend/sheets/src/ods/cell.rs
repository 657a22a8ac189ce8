//! One cell of an OpenDocument spreadsheet: its value (ODF 1.3 part 3, 19.385 and following), and the text that was shown.

use super::{attribute, next, skip};
use crate::number::{percent, plain};
use crate::{Problem, time};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::BufRead;

/// Spaces that one element may stand for.
const MAX_SPACES: usize = 1 << 16;

/// A cell whose start was read.
pub(super) struct Cell {
    kind: Option<String>,
    value: Option<String>,
}

impl Cell {
    pub(super) fn new(start: &BytesStart<'_>) -> Result<Self, Problem> {
        let kind = attribute(start, "office:value-type")?;
        let value = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => attribute(start, "office:value")?,
            Some("date") => attribute(start, "office:date-value")?,
            Some("time") => attribute(start, "office:time-value")?,
            Some("boolean") => attribute(start, "office:boolean-value")?,
            Some("string") => attribute(start, "office:string-value")?,
            _ => None,
        };
        Ok(Self { kind, value })
    }

    /// Reads to the cell's end: its value as people see it.
    pub(super) fn read(self, xml: &mut Reader<impl BufRead>) -> Result<String, Problem> {
        let shown = read_text(xml)?;
        let Self {
            kind: Some(kind),
            value,
        } = self
        else {
            return Ok(String::new());
        };
        let number = value.as_deref().and_then(|value| value.parse::<f64>().ok());
        Ok(match (kind.as_str(), value, number) {
            ("float", _, Some(number)) => shaped(&shown, &plain(number)).map_or_else(|| plain(number), str::to_owned),
            ("currency", _, Some(number)) => plain(number),
            ("percentage", _, Some(number)) => percent(number),
            ("date", Some(iso), _) => time::from_iso(&iso),
            ("time", Some(iso), _) => time::from_iso_duration(&iso).unwrap_or(iso),
            ("boolean", Some(value), _) => value.to_ascii_uppercase(),
            ("string", Some(value), _) if shown.is_empty() => value,
            _ => shown,
        })
    }
}

/// What was shown, where it is the whole number `plain` in a fixed shape: `01234`, `+34 651 234 567`.
fn shaped<'s>(shown: &'s str, plain: &str) -> Option<&'s str> {
    let shape = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '/');
    if !shown.chars().all(shape) || !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    (digits.ends_with(plain) && digits.len() >= plain.len()).then_some(shown)
}

/// The text of a cell whose start was read, up to its end: paragraphs are lines.
fn read_text(xml: &mut Reader<impl BufRead>) -> Result<String, Problem> {
    let mut buffer = Vec::new();
    let mut text = String::new();
    let mut paragraphs = 0;
    // Elements that are open within the cell, and which of them is a paragraph.
    let (mut depth, mut within) = (0_usize, None);
    loop {
        match next(xml, &mut buffer)? {
            Event::Start(start) => {
                match start.name().as_ref() {
                    "text:p" if within.is_none() => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                        within = Some(depth);
                    }
                    "text:s" => {
                        let spaces = attribute(&start, "text:c")?
                            .and_then(|count| count.parse().ok())
                            .unwrap_or(1);
                        text.extend(std::iter::repeat_n(' ', MAX_SPACES.min(spaces)));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    // Runs of text.
                    "text:span" | "text:a" => {}
                    // Comments, drawings, phonetic guides.
                    _ => {
                        skip(xml, start)?;
                        continue;
                    }
                }
                depth += 1;
            }
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                depth -= 1;
                within = within.filter(|paragraph| *paragraph < depth);
            }
            Event::Text(run) if within.is_some() => text.push_str(&run.xml10_content()),
            Event::CData(run) if within.is_some() => text.push_str(&run.xml10_content()),
            Event::GeneralRef(entity) if within.is_some() => {
                match entity.resolve_char_ref().map_err(|_| Problem::Broken)? {
                    Some(c) => text.push(c),
                    // Entities of a document's own aren't expanded: no spreadsheet has any, but for harm.
                    None => text.push_str(resolve_xml_entity(&entity).ok_or(Problem::Broken)?),
                }
            }
            Event::Eof => return Err(Problem::Broken),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_a_number_are_told_from_how_it_is_dressed() {
        for (shown, plain, shaped_as) in [
            ("01234", "1234", Some("01234")),
            ("+34651234567", "34651234567", Some("+34651234567")),
            ("(212) 555-1234", "2125551234", Some("(212) 555-1234")),
            ("1234", "1234", Some("1234")),
            ("00000", "0", Some("00000")),
            ("1,234", "1234", None),
            ("1.234", "1234", None),
            ("1\u{202f}234", "1234", None),
            ("3", "3.4", None),
            ("-5", "-5", None),
            ("3.46E+10", "34600000000", None),
            ("###", "34600000000", None),
            ("2", "1", None),
        ] {
            assert_eq!(shaped(shown, plain), shaped_as, "{shown}");
        }
    }
}
