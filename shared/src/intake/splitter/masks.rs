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
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    delimiter: u8x16,
    /// Without a quote character: the delimiter, whose bits are not taken for quotes.
    quote: u8x16,
    quotes: bool,
}

impl Finder {
    pub(super) fn new(delimiter: u8, quote: Option<u8>) -> Self {
        Self {
            delimiter: u8x16::splat(delimiter),
            quote: u8x16::splat(quote.unwrap_or(delimiter)),
            quotes: quote.is_some(),
        }
    }

    /// The masks of a block.
    #[inline]
    pub(super) fn find(&self, block: &[u8; BLOCK]) -> Masks {
        let (lanes, _) = block.as_chunks::<16>();
        let lanes = [lanes[0], lanes[1], lanes[2], lanes[3]].map(u8x16::from);
        let bits = |of: u8x16| {
            let equal = lanes.map(|lane| u64::from(lane.simd_eq(of).to_bitmask()));
            equal[0] | equal[1] << 16 | equal[2] << 32 | equal[3] << 48
        };
        Masks {
            quote: if self.quotes { bits(self.quote) } else { 0 },
            delimiter: bits(self.delimiter),
            cr: bits(u8x16::splat(b'\r')),
            lf: bits(u8x16::splat(b'\n')),
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
        fn a_bit_a_byte(bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\r'), Just(b'\n'), any::<u8>()], BLOCK)) {
            let block: [u8; BLOCK] = bytes.clone().try_into().unwrap();
            let mask = |of: u8| bytes.iter().enumerate().filter(|(_, b)| **b == of).fold(0, |mask, (i, _)| mask | 1u64 << i);
            let expected = Masks { quote: mask(b'"'), delimiter: mask(b','), cr: mask(b'\r'), lf: mask(b'\n') };
            prop_assert_eq!(Finder::new(b',', Some(b'"')).find(&block), expected);
            prop_assert_eq!(Finder::new(b',', None).find(&block), Masks { quote: 0, ..expected });
        }

        #[test]
        fn odd_is_counted_bit_by_bit(mask in any::<u64>()) {
            let expected = (0..64).fold(0, |odd, i| odd | u64::from((mask << (63 - i)).count_ones() & 1) << i);
            prop_assert_eq!(odd_so_far(mask), expected);
        }
    }
}
