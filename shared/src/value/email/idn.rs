//! Domains in any script, into their ASCII form: lower case, then Punycode (RFC 3492) label by label.
//!
//! The full mapping of UTS 46 needs Unicode tables far larger than the rest of this crate. What is left out is refused
//! rather than guessed at: letters that UTS 46 would first compose (an accent of its own) or replace (full-width and
//! other compatibility forms), and symbols. What is taken gets the form that browsers give it.

use crate::Problem;

/// The ASCII form of a domain. Labels that are ASCII already are only put in lower case.
///
/// # Errors
/// A character that no label has; a label too long for Punycode's numbers.
pub(super) fn to_ascii(domain: &str) -> Result<String, Problem> {
    let mut ascii = String::with_capacity(domain.len() + 8);
    // The dots that UTS 46 takes for a dot.
    for (i, label) in domain.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).enumerate() {
        if i > 0 {
            ascii.push('.');
        }
        if label.is_ascii() {
            ascii.push_str(&label.to_ascii_lowercase());
            continue;
        }
        let label: Vec<char> = label.chars().flat_map(char::to_lowercase).collect();
        if let Some(character) = label.iter().copied().find(|c| !in_label(*c)) {
            return Err(Problem::EmailBadCharacter { character });
        }
        // A longer one is refused anyway: it has more than 63 bytes in ASCII form.
        if label.len() > 63 || label.first() == Some(&'-') || label.last() == Some(&'-') {
            return Err(Problem::EmailBadDomain);
        }
        ascii.push_str("xn--");
        punycode(&label, &mut ascii).ok_or(Problem::EmailBadDomain)?;
    }
    Ok(ascii)
}

fn in_label(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric() || c == '-',
        // Compatibility forms: UTS 46 replaces them.
        'ª' | 'º' | '²' | '³' | '¹' | '¼'..='¾' | 'ŀ' | 'ŉ' | 'ſ' | 'ĳ' | 'ǆ'..='ǌ' | 'ǳ' => false,
        '\u{2070}'..='\u{2bff}' | '\u{3131}'..='\u{318e}' | '\u{3200}'..='\u{33ff}' => false,
        '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fdff}' | '\u{fe30}'..='\u{ffff}' | '\u{1d400}'..='\u{1d7ff}' => false,
        // Accents of their own: UTS 46 composes them with the letter before.
        '\u{300}'..='\u{36f}' => false,
        // The signs that silence a vowel in the scripts of India and its neighbours are no letters by Unicode's property.
        '\u{94d}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' => true,
        '\u{dca}' | '\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{ec8}'..='\u{ecd}' | '\u{1039}' | '\u{103a}' => true,
        '\u{30fb}' | '\u{b7}' => true,
        _ => c.is_alphanumeric(),
    }
}

/// RFC 3492, 6.3, with the parameters of section 5. `None` where its numbers overflow.
fn punycode(label: &[char], out: &mut String) -> Option<()> {
    let basic = label.iter().filter(|c| c.is_ascii()).count() as u32;
    out.extend(label.iter().filter(|c| c.is_ascii()));
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut handled) = (128u32, 0u32, 72u32, basic);
    while (handled as usize) < label.len() {
        let next = label.iter().map(|c| u32::from(*c)).filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for c in label.iter().map(|c| u32::from(*c)) {
            if c < n {
                delta = delta.checked_add(1)?;
            }
            if c == n {
                variable_length(delta, bias, out);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(())
}

fn variable_length(mut delta: u32, bias: u32, out: &mut String) {
    let digit = |d: u32| char::from(if d < 26 { b'a' + d as u8 } else { b'0' + (d - 26) as u8 });
    for k in (36..).step_by(36) {
        let threshold = (k + 0u32).saturating_sub(bias).clamp(1, 26);
        if delta < threshold {
            break;
        }
        out.push(digit(threshold + (delta - threshold) % (36 - threshold)));
        delta = (delta - threshold) / (36 - threshold);
    }
    out.push(digit(delta));
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ascii_form() {
        for (domain, ascii) in [
            ("münchen.de", "xn--mnchen-3ya.de"),
            ("MÜNCHEN.DE", "xn--mnchen-3ya.de"),
            ("straße.de", "xn--strae-oqa.de"),
            ("façade.fr", "xn--faade-zra.fr"),
            ("łódź.pl", "xn--d-uga0v2h.pl"),
            ("españa.es", "xn--espaa-rta.es"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("почта.рф", "xn--80a1acny.xn--p1ai"),
            ("παράδειγμα.gr", "xn--hxajbheg2az3al.gr"),
            ("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"),
            ("한국.kr", "xn--3e0b707e.kr"),
            ("اختبار.com", "xn--kgbechtv.com"),
        ] {
            assert_eq!(to_ascii(domain).as_deref(), Ok(ascii), "{domain}");
        }
    }

    #[test]
    fn what_cannot_be_a_label() {
        for domain in ["mu\u{308}nchen.de", "ｍünchen.de", "i❤.ws", "é x.de", "é_x.de", "ªé.de", "ﬁé.de", "é\u{200b}.de"] {
            assert!(matches!(to_ascii(domain), Err(Problem::EmailBadCharacter { .. })), "{domain}");
        }
        for domain in ["-é.de", "é-.de", &format!("{}.de", "é".repeat(64))] {
            assert_eq!(to_ascii(domain), Err(Problem::EmailBadDomain), "{domain}");
        }
    }
}
