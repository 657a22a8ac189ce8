//! Email addresses: the HTML standard's rule for `<input type=email>`, plus lengths (RFC 5321, 4.5.3.1), a domain of two
//! labels at least, and domains in any script (stored in ASCII form).

mod idn;

use super::trimmed;
use crate::{Problem, limits};
use std::borrow::Cow;
use wide::u8x16;

/// Reads one address into its stored form: lower case, domain in ASCII.
///
/// # Errors
/// What is wrong with it, the first thing in this order: no @, a character it can't have, a second @, nothing before the @,
/// the domain, the length.
pub fn parse(cell: &str) -> Result<Cow<'_, str>, Problem> {
    let cell = trimmed(cell);
    if usual(cell.as_bytes()) {
        return Ok(Cow::Borrowed(cell));
    }
    match plain(cell.as_bytes()) {
        Some(Capitals::None) => return Ok(Cow::Borrowed(cell)),
        Some(Capitals::Some) => return Ok(Cow::Owned(cell.to_ascii_lowercase())),
        None => {}
    }
    // Addresses are short: a plain loop is over before a search for long texts has begun.
    let is_at = |b: &u8| *b == b'@';
    let Some(at) = cell.as_bytes().iter().position(is_at) else {
        return Err(Problem::EmailMissingAt);
    };
    let (local, domain) = (&cell[..at], &cell[at + 1..]);
    if domain.as_bytes().iter().any(is_at) {
        return Err(Problem::EmailTwoAt);
    }
    if let Some(character) = first_not(local, LOCAL) {
        return Err(Problem::EmailBadCharacter { character });
    }
    if local.is_empty() {
        return Err(Problem::EmailBadLocal);
    }
    let ascii_domain = if domain.is_ascii() {
        Cow::Borrowed(domain)
    } else {
        Cow::Owned(idn::to_ascii(domain)?)
    };
    check_domain(&ascii_domain)?;
    if local.len() > limits::EMAIL_LOCAL_BYTES {
        return Err(Problem::EmailTooLong {
            length: local.len(),
            max: limits::EMAIL_LOCAL_BYTES,
        });
    }
    let length = local.len() + 1 + ascii_domain.len();
    if length > limits::EMAIL_BYTES {
        return Err(Problem::EmailTooLong {
            length,
            max: limits::EMAIL_BYTES,
        });
    }
    if let Cow::Owned(domain) = ascii_domain {
        return Ok(Cow::Owned(format!("{}@{domain}", local.to_ascii_lowercase())));
    }
    let capitals = cell.bytes().fold(false, |found, b| found | b.is_ascii_uppercase());
    Ok(if capitals {
        Cow::Owned(cell.to_ascii_lowercase())
    } else {
        Cow::Borrowed(cell)
    })
}

/// Whether an address has capital letters.
enum Capitals {
    None,
    Some,
}

/// Sixteen bytes at a time, where an address is as nearly all are: 16 to 64 bytes of small letters, digits, dots, hyphens, underscores
/// and one @, and good. False: it may be good nevertheless.
fn usual(cell: &[u8]) -> bool {
    let (chunks, rest) = cell.as_chunks::<16>();
    let (Some(last), 16..=64) = (cell.last_chunk::<16>(), cell.len()) else {
        return false;
    };
    let mut marks = Marks::default();
    for (place, chunk) in chunks.iter().enumerate() {
        marks.add(chunk, place * 16);
    }
    if !rest.is_empty() {
        // Those before the rest once more: the same bits.
        marks.add(last, cell.len() - 16);
    }
    let Marks {
        at,
        dot,
        hyphen,
        underscore,
        alphanumeric,
    } = marks;
    let all = u64::MAX >> (64 - cell.len());
    let local = at.wrapping_sub(1);
    let domain = all & !local & !at;
    let (dots, edges) = (dot & domain, (dot | hyphen) & domain);
    at.is_power_of_two()
        && at != 1
        && at | dot | hyphen | underscore | alphanumeric == all
        && underscore & domain == 0
        && dots != 0
        // A label neither begins nor ends with a hyphen, and isn't empty.
        && edges & (at << 1) == 0
        && edges >> (cell.len() - 1) == 0
        && dots << 1 & edges == 0
        && dots >> 1 & edges == 0
}

/// A bit for each byte of an address.
#[derive(Default)]
struct Marks {
    at: u64,
    dot: u64,
    hyphen: u64,
    underscore: u64,
    /// Small letters and digits.
    alphanumeric: u64,
}

impl Marks {
    #[inline]
    fn add(&mut self, chunk: &[u8; 16], shift: usize) {
        let lane = u8x16::from(*chunk);
        let bits = |mask: u8x16| u64::from(mask.to_bitmask()) << shift;
        let within = |from: u8, length: u8| {
            let distance = lane - u8x16::splat(from);
            distance.min(u8x16::splat(length - 1)).simd_eq(distance)
        };
        self.at |= bits(lane.simd_eq(u8x16::splat(b'@')));
        self.dot |= bits(lane.simd_eq(u8x16::splat(b'.')));
        self.hyphen |= bits(lane.simd_eq(u8x16::splat(b'-')));
        self.underscore |= bits(lane.simd_eq(u8x16::splat(b'_')));
        self.alphanumeric |= bits(within(b'a', 26) | within(b'0', 10));
    }
}

/// Looks at an address once, as nearly all of them are good. `None`: it is not, or it takes a closer look.
fn plain(cell: &[u8]) -> Option<Capitals> {
    let is = |b: u8, class: u8| CLASSES[usize::from(b)] & class != 0;
    let at = cell.iter().position(|b| !is(*b, LOCAL))?;
    if cell[at] != b'@' || !(1..=limits::EMAIL_LOCAL_BYTES).contains(&at) || cell.len() > limits::EMAIL_BYTES {
        return None;
    }
    let (mut dots, mut label, mut before) = (0, 0, b'.');
    for &b in &cell[at + 1..] {
        if !is(b, DOMAIN) {
            return None;
        }
        if b == b'.' {
            if label == 0 || label > 63 || before == b'-' {
                return None;
            }
            (dots, label) = (dots + 1, 0);
        } else {
            if b == b'-' && label == 0 {
                return None;
            }
            label += 1;
        }
        before = b;
    }
    if dots == 0 || label == 0 || label > 63 || before == b'-' {
        return None;
    }
    match cell.iter().fold(false, |found, b| found | b.is_ascii_uppercase()) {
        true => Some(Capitals::Some),
        false => Some(Capitals::None),
    }
}

/// Bits of [`CLASSES`].
const LOCAL: u8 = 1;
const DOMAIN: u8 = 2;

/// Where each byte may stand. Local part, by the HTML standard: `atext` of RFC 5322, and the dot anywhere. Domain: letters,
/// digits, hyphen and dot.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut b = 0;
    while b < 128 {
        let byte = b as u8;
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.' {
            classes[b] = LOCAL | DOMAIN;
        } else if matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~') {
            classes[b] = LOCAL;
        }
        b += 1;
    }
    classes
};

/// The first character of another class.
fn first_not(text: &str, class: u8) -> Option<char> {
    let place = text.bytes().position(|b| CLASSES[usize::from(b)] & class == 0)?;
    text[place..].chars().next()
}

/// Labels of letters, digits and inner hyphens, 1 to 63 bytes each (RFC 1034, 3.5), two at least.
fn check_domain(domain: &str) -> Result<(), Problem> {
    if let Some(character) = first_not(domain, DOMAIN) {
        return Err(Problem::EmailBadCharacter { character });
    }
    let mut labels = 0;
    for label in domain.as_bytes().split(|b| *b == b'.') {
        labels += 1;
        if !(1..=63).contains(&label.len()) || label[0] == b'-' || label[label.len() - 1] == b'-' {
            return Err(Problem::EmailBadDomain);
        }
    }
    if labels < 2 {
        Err(Problem::EmailBadDomain)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accepted() {
        for (cell, stored) in [
            ("ana@company.com", "ana@company.com"),
            (" Ana.Silva@Company.COM\u{a0}", "ana.silva@company.com"),
            ("a+b_c-d@x.example", "a+b_c-d@x.example"),
            ("!#$%&'*+-/=?^_`{|}~@x.example", "!#$%&'*+-/=?^_`{|}~@x.example"),
            (".a..b.@x.example", ".a..b.@x.example"),
            ("a@b.co", "a@b.co"),
            ("a@1.2.3", "a@1.2.3"),
            ("a@x-y.example", "a@x-y.example"),
            ("ana@MÜNCHEN.de", "ana@xn--mnchen-3ya.de"),
            ("ana@xn--mnchen-3ya.de", "ana@xn--mnchen-3ya.de"),
            ("ANA@例え.テスト", "ana@xn--r8jz45g.xn--zckzah"),
            ("a@почта。рф", "a@xn--80a1acny.xn--p1ai"),
        ] {
            assert_eq!(parse(cell).as_deref(), Ok(stored), "{cell:?}");
        }
        assert!(
            matches!(parse(" ana@company.com "), Ok(Cow::Borrowed(_))),
            "no copy where nothing changes"
        );
    }

    #[test]
    fn refused() {
        let bad = |character| Problem::EmailBadCharacter { character };
        let label = "x".repeat(64);
        for (cell, problem) in [
            ("ana", Problem::EmailMissingAt),
            ("ana(at)company.com", Problem::EmailMissingAt),
            ("ana@b@company.com", Problem::EmailTwoAt),
            ("ana@@company.com", Problem::EmailTwoAt),
            ("@company.com", Problem::EmailBadLocal),
            ("ana silva@company.com", bad(' ')),
            ("<ana@company.com>", bad('<')),
            ("josé@company.com", bad('é')),
            ("\"ana\"@company.com", bad('"')),
            ("a\0@company.com", bad('\0')),
            ("ana@comp_any.com", bad('_')),
            ("ana@company.com,", bad(',')),
            ("ana@company. com", bad(' ')),
            ("ana@[1.2.3.4]", bad('[')),
            ("ana@münchen🙂.de", bad('🙂')),
            ("ana@", Problem::EmailBadDomain),
            ("ana@company", Problem::EmailBadDomain),
            ("ana@company.", Problem::EmailBadDomain),
            ("ana@.com", Problem::EmailBadDomain),
            ("ana@company..com", Problem::EmailBadDomain),
            ("ana@-company.com", Problem::EmailBadDomain),
            ("ana@company-.com", Problem::EmailBadDomain),
            (&format!("ana@{label}.com"), Problem::EmailBadDomain),
        ] {
            assert_eq!(parse(cell), Err(problem), "{cell:?}");
        }
    }

    #[test]
    fn lengths() {
        let domain = format!("{}.{}.{}.com", "d".repeat(61), "d".repeat(63), "d".repeat(59));
        let (local, longer) = ("l".repeat(64), "l".repeat(65));
        assert_eq!(local.len() + 1 + domain.len(), 254);
        assert!(parse(&format!("{local}@{domain}")).is_ok());
        assert_eq!(
            parse(&format!("{longer}@x.example")),
            Err(Problem::EmailTooLong { length: 65, max: 64 })
        );
        assert_eq!(
            parse(&format!("{local}@d{domain}")),
            Err(Problem::EmailTooLong { length: 255, max: 254 })
        );
    }

    proptest! {
        #[test]
        fn a_usual_address_is_a_plain_one_without_capitals(
            likely in "[a-z0-9._-]{0,40}@?[a-z0-9.-]{1,30}\\.[a-z0-9-]{0,9}",
            odd in "[a-zA-Z0-9._@+-]{14,66}",
        ) {
            for address in [likely, odd] {
                let expected = matches!(plain(address.as_bytes()), Some(Capitals::None));
                let unusual = !(16..=64).contains(&address.len()) || address.contains('+');
                prop_assert!(expected || !usual(address.as_bytes()), "{}", address);
                prop_assert!(!expected || unusual || usual(address.as_bytes()), "{}", address);
            }
        }

        #[test]
        fn never_panics_and_reads_what_it_stores(cell in any::<String>(), like in "[a-zA-Zé. ]{0,8}@{0,2}[A-zé\\PC.-]{0,9}\\.[a-z]{0,3}") {
            for cell in [cell, like] {
                if let Ok(stored) = parse(&cell) {
                    prop_assert!(stored.len() <= limits::EMAIL_BYTES && stored.is_ascii());
                    prop_assert!(!stored.bytes().any(|b| b.is_ascii_uppercase()));
                    prop_assert_eq!(parse(&stored), Ok(stored.clone()));
                }
            }
        }
    }
}
