//! Where the bytes that matter stand, 64 at a time: one bit a byte, found by comparing sixteen bytes at once where the
//! processor (or the browser) can, and one by one where it can't.

use wide::u8x16;

/// Bytes looked at together.
pub(super) const BLOCK: usize = 64;

/// Bit `i` of each mask belongs to byte `i` of the block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) quote: u64,
    pub(super) delimiter: u64,
    pub(super) cr: u64,
    pub(super) lf: u64,
    /// What [`crate::value::text`] might refuse: characters of control other than line ends and a delimiter that is a tab.
    pub(super) control: u64,
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    delimiter: u8x16,
    /// Without a quote character: the delimiter, whose bits are not taken for quotes.
    quote: u8x16,
    quotes: bool,
    tabs: bool,
}

impl Finder {
    pub(super) fn new(delimiter: u8, quote: Option<u8>) -> Self {
        Self {
            delimiter: u8x16::splat(delimiter),
            quote: u8x16::splat(quote.unwrap_or(delimiter)),
            quotes: quote.is_some(),
            tabs: delimiter == b'\t',
        }
    }

    /// The masks of a block.
    #[inline]
    pub(super) fn find(&self, block: &[u8; BLOCK]) -> Masks {
        let (lanes, _) = block.as_chunks::<16>();
        let lanes = [lanes[0], lanes[1], lanes[2], lanes[3]].map(u8x16::from);
        let mask = |is: &dyn Fn(u8x16) -> u8x16| {
            let bits = lanes.map(|lane| u64::from(is(lane).to_bitmask()));
            bits[0] | bits[1] << 16 | bits[2] << 32 | bits[3] << 48
        };
        let bits = |of: u8x16| mask(&|lane| lane.simd_eq(of));
        let control = mask(&|lane| lane.min(u8x16::splat(0x1f)).simd_eq(lane) | lane.simd_eq(u8x16::splat(0x7f)));
        let delimiter = bits(self.delimiter);
        let (cr, lf) = (bits(u8x16::splat(b'\r')), bits(u8x16::splat(b'\n')));
        Masks {
            quote: if self.quotes { bits(self.quote) } else { 0 },
            delimiter,
            cr,
            lf,
            control: control & !(cr | lf | if self.tabs { delimiter } else { 0 }),
        }
    }
}

/// Bit `i` is set where the bits of `mask` up to and with `i` are odd in number: from an opening quote up to its closing one.
#[inline]
pub(super) fn odd_so_far(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bit_a_byte(bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\r'), Just(b'\n'), 0..=b' ', Just(0x7f), any::<u8>()], BLOCK)) {
            let block: [u8; BLOCK] = bytes.clone().try_into().unwrap();
            let those = |is: &dyn Fn(u8) -> bool| {
                bytes.iter().enumerate().filter(|(_, b)| is(**b)).fold(0, |mask, (i, _)| mask | 1u64 << i)
            };
            let mask = |of: u8| those(&|b| b == of);
            let expected = Masks {
                quote: mask(b'"'),
                delimiter: mask(b','),
                cr: mask(b'\r'),
                lf: mask(b'\n'),
                control: those(&|b| b < b' ' && b != b'\r' && b != b'\n' || b == 0x7f),
            };
            prop_assert_eq!(Finder::new(b',', Some(b'"')).find(&block), expected);
            prop_assert_eq!(Finder::new(b',', None).find(&block), Masks { quote: 0, ..expected });
            let tabs = mask(b'\t');
            let by_tab = Masks { delimiter: tabs, control: expected.control & !tabs, ..expected };
            prop_assert_eq!(Finder::new(b'\t', Some(b'"')).find(&block), by_tab);
        }

        #[test]
        fn odd_is_counted_bit_by_bit(mask in any::<u64>()) {
            let expected = (0..64).fold(0, |odd, i| odd | u64::from((mask << (63 - i)).count_ones() & 1) << i);
            prop_assert_eq!(odd_so_far(mask), expected);
        }
    }
}
