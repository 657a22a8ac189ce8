//! Domains in any script, into their ASCII form: lower case, then Punycode (RFC 3492) label by label.
//!
//! The full mapping of UTS 46 (the `idna` crate) would add 46 kB (gzip) to each of the two web modules, for its
//! Unicode tables. What is left out here is refused rather than guessed at: letters that UTS 46 would first compose (an
//! accent of its own) or replace (full-width and other compatibility forms), joiners, symbols, and scripts in which next to
//! no domain is registered. What is taken gets the form that browsers give it: the tests compare with that crate.

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
        // The Kelvin sign is a k.
        if label.iter().all(char::is_ascii) {
            ascii.extend(label);
            continue;
        }
        ascii.push_str("xn--");
        punycode(&label, &mut ascii).ok_or(Problem::EmailBadDomain)?;
    }
    Ok(ascii)
}

/// Letters, digits and needed marks of the scripts that domains are registered in, without those that UTS 46 replaces.
fn in_label(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric() || c == '-',
        // Latin, Greek, Cyrillic, Armenian; without ligatures, digraphs and letters that are shapes of other letters.
        'ĳ' | 'ŀ' | 'ŉ' | 'ſ' | 'ǆ'..='ǌ' | 'ǳ' | '\u{374}' | '\u{37a}' | 'ϐ'..='ϖ' | 'ϰ'..='ϲ' | 'ϵ' | 'ẚ' | 'ẛ' => {
            false
        }
        '\u{df}'..='\u{24f}' | '\u{370}'..='\u{586}' | '\u{1e00}'..='\u{1eff}' => c.is_alphanumeric(),
        // Hebrew and Arabic letters, Georgian, Ethiopic.
        '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{660}'..='\u{669}' | '\u{66e}'..='\u{66f}' => true,
        '\u{671}'..='\u{674}' | '\u{679}'..='\u{6d3}' | '\u{6d5}' | '\u{6ee}'..='\u{6fc}' => true,
        '\u{10d0}'..='\u{10fa}' | '\u{1200}'..='\u{135a}' => c.is_alphanumeric(),
        // The scripts of India, Sinhala, Thai, Lao. The letters with a dot that UTS 46 takes apart stay out; the signs that
        // silence a vowel (in most blocks at its place 4D), and the tone marks, are needed though they are no letters.
        '\u{958}'..='\u{95f}' | '\u{9dc}'..='\u{9df}' | '\u{a33}' | '\u{a36}' | '\u{a59}'..='\u{a5e}' => false,
        '\u{b5c}'..='\u{b5d}' | '\u{e33}' | '\u{eb3}' | '\u{edc}'..='\u{edd}' => false,
        '\u{900}'..='\u{d7f}' => c.is_alphanumeric() || u32::from(c) % 0x80 == 0x4d,
        '\u{dca}' | '\u{e47}'..='\u{e4e}' | '\u{ec8}'..='\u{ecd}' => true,
        '\u{d80}'..='\u{edf}' => c.is_alphanumeric(),
        // Kana, Chinese characters, Hangul.
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' => true,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        _ => false,
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
    for k in (36u32..).step_by(36) {
        let threshold = k.saturating_sub(bias).clamp(1, 26);
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
    use proptest::prelude::*;

    #[test]
    fn the_ascii_form() {
        for (domain, ascii) in [
            ("münchen.de", "xn--mnchen-3ya.de"),
            ("MÜNCHEN.DE", "xn--mnchen-3ya.de"),
            ("straße.de", "xn--strae-oqa.de"),
            ("façade.fr", "xn--faade-zra.fr"),
            ("łódź.pl", "xn--d-uga0v4h.pl"),
            ("españa.es", "xn--espaa-rta.es"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("почта.рф", "xn--80a1acny.xn--p1ai"),
            ("παράδειγμα.gr", "xn--hxajbheg2az3al.gr"),
            ("उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"),
            ("한국.kr", "xn--3e0b707e.kr"),
            ("اختبار.com", "xn--mgbachtv.com"),
        ] {
            assert_eq!(to_ascii(domain).as_deref(), Ok(ascii), "{domain}");
        }
    }

    #[test]
    fn what_cannot_be_a_label() {
        for domain in [
            "mu\u{308}nchen.de",
            "ｍünchen.de",
            "i❤.ws",
            "é x.de",
            "é_x.de",
            "ªé.de",
            "ﬁé.de",
            "é\u{200b}.de",
        ] {
            assert!(
                matches!(to_ascii(domain), Err(Problem::EmailBadCharacter { .. })),
                "{domain}"
            );
        }
        for domain in ["-é.de", "é-.de", &format!("{}.de", "é".repeat(64))] {
            assert_eq!(to_ascii(domain), Err(Problem::EmailBadDomain), "{domain}");
        }
    }

    #[test]
    fn each_character_gets_the_form_that_browsers_give_it() {
        let (mut same, mut marks) = (0, 0);
        for c in '\u{80}'..=char::MAX {
            let domain = format!("{c}.example");
            let Ok(ours) = to_ascii(&domain) else { continue };
            match idna::domain_to_ascii(&domain) {
                Ok(theirs) => {
                    assert_eq!(ours, theirs, "{c:?}");
                    same += 1;
                }
                // A mark can't be alone: the letter before it makes the label.
                Err(_) => marks += 1,
            }
        }
        assert!(same > 40_000 && marks < 300, "{same} {marks}");
    }

    proptest! {
        #[test]
        fn words_get_the_form_that_browsers_give_them(word in "[a-z0-9ß-ɏΆ-ϿЀ-ևא-תؠ-يऄ-हा-ौกขऽ-฿ぁ-ヾ一-鿿가-힣-]{1,9}") {
            let domain = format!("{word}.example");
            if let (Ok(ours), Ok(theirs)) = (to_ascii(&domain), idna::domain_to_ascii(&domain)) {
                prop_assert_eq!(ours, theirs);
            }
        }
    }
}
