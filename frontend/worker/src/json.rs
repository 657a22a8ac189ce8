//! Cells as JSON text, written straight into a batch: no value is built in between.

/// How a byte stands in a JSON string (RFC 8259, section 7): as itself, or escaped.
const EXTRA: [u8; 256] = {
    let mut extra = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        extra[byte] = 5;
        byte += 1;
    }
    let mut short = 0;
    while short < SHORT.len() {
        extra[SHORT[short].0 as usize] = 1;
        short += 1;
    }
    extra
};

const SHORT: [(u8, u8); 7] = [
    (b'"', b'"'),
    (b'\\', b'\\'),
    (b'\n', b'n'),
    (b'\r', b'r'),
    (b'\t', b't'),
    (0x08, b'b'),
    (0x0c, b'f'),
];

/// Bytes of `text` as a JSON string, quotes included.
pub(crate) fn string_len(text: &str) -> usize {
    text.len()
        + 2
        + text
            .bytes()
            .map(|byte| usize::from(EXTRA[usize::from(byte)]))
            .sum::<usize>()
}

/// Writes `text` as a JSON string of [`string_len`] bytes.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| EXTRA[usize::from(*byte)] != 0) {
        out.extend_from_slice(&rest[..at]);
        write_escaped(out, rest[at]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn write_escaped(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match SHORT.iter().find(|(plain, _)| *plain == byte) {
        Some((_, letter)) => out.extend_from_slice(&[b'\\', *letter]),
        None => {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)]);
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_string_comes_back_as_it_was(text in "[\\x00-\\x7f\"\\\\é漢😀\u{2028}]{0,60}") {
            let mut out = Vec::new();
            write_string(&mut out, &text);
            prop_assert_eq!(out.len(), string_len(&text));
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
