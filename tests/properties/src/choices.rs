//! What an input decides besides the text: its first bytes, so that a fuzzer can vary both.

/// Takes decisions from the first bytes of an input. Where none are left, every one is the first.
#[derive(Clone, Copy, Debug)]
pub struct Choices<'a> {
    bytes: &'a [u8],
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    /// One of the items, which are not none.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::from(self.byte()) % items.len()]
    }

    /// True for every second byte.
    pub fn flip(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    /// The bytes that decided nothing.
    pub fn rest(self) -> &'a [u8] {
        self.bytes
    }
}
