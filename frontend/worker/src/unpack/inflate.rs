//! Unpacks gzip (RFC 1952) and deflate (RFC 1951), step by step into a buffer that doesn't grow.
//!
//! Not the browser's `DecompressionStream`: that refuses a gzip file of several members (`cat`, bgzip), and holds all that a
//! chunk unpacks to, which for a bomb is a thousand times the chunk.

use super::gauge::weigh;
use crate::protocol::ContainerProblem;
use flate2::{Crc, Decompress, FlushDecompress, Status};

/// Bytes unpacked in one step, at most.
const STEP_BYTES: usize = 256 << 10;
/// Bytes of a gzip header; a longer name or comment is none.
const HEADER_BYTES: usize = 128 << 10;
/// Checksum and length.
const TRAILER_BYTES: usize = 8;

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    /// As in a zip archive, whose directory has the file's checksum and its bytes.
    Deflate {
        crc: u32,
        bytes: u64,
    },
}

/// Unpacks one file.
pub(crate) struct Inflater {
    packing: Packing,
    state: State,
    inflate: Decompress,
    /// Of the member being read.
    crc: Crc,
    bytes: u64,
    /// A header or a trailer, as far as it was read.
    frame: Vec<u8>,
    packed: u64,
    unpacked: u64,
    /// Unpacked last: its first `filled` bytes.
    out: Vec<u8>,
    filled: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Header,
    Data,
    Trailer,
    /// After a member: another one, or zeros up to the end of a tape's block.
    Between,
    Done,
}

impl Inflater {
    pub(crate) fn new(packing: Packing) -> Self {
        Self {
            packing,
            state: match packing {
                Packing::Gzip => State::Header,
                Packing::Deflate { .. } => State::Data,
            },
            inflate: Decompress::new(false),
            crc: Crc::new(),
            bytes: 0,
            frame: Vec::new(),
            packed: 0,
            unpacked: 0,
            out: vec![0; STEP_BYTES],
            filled: 0,
        }
    }

    /// Unpacks from the start of `input`. Returns how many of its bytes were taken, and what they gave: either may be nothing.
    /// Once all are taken and nothing comes, there is nothing more in them.
    ///
    /// # Errors
    /// [`ContainerProblem::Broken`], [`ContainerProblem::TooLarge`].
    pub(crate) fn step(&mut self, input: &[u8]) -> Result<(usize, &[u8]), ContainerProblem> {
        self.filled = 0;
        let mut taken = 0;
        loop {
            let rest = &input[taken..];
            let (before, had) = (self.state, taken);
            taken += match self.state {
                State::Header => self.header(rest)?,
                State::Data => self.data(rest)?,
                State::Trailer => self.trailer(rest)?,
                State::Between => self.between(rest)?,
                // Behind a file's data there is nothing of it.
                State::Done => rest.len(),
            };
            let stuck = self.state == before && taken == had;
            if stuck || self.filled > 0 || taken == input.len() && self.state != State::Data {
                break;
            }
        }
        self.packed += taken as u64;
        self.unpacked += self.filled as u64;
        weigh(self.packed, self.unpacked)?;
        Ok((taken, &self.out[..self.filled]))
    }

    /// The input is over.
    ///
    /// # Errors
    /// [`ContainerProblem::Broken`]: it was cut off.
    pub(crate) fn finish(&self) -> Result<(), ContainerProblem> {
        match self.state {
            State::Between | State::Done => Ok(()),
            State::Header | State::Data | State::Trailer => Err(ContainerProblem::Broken),
        }
    }

    fn header(&mut self, input: &[u8]) -> Result<usize, ContainerProblem> {
        let had = self.frame.len();
        let more = input.len().min(HEADER_BYTES - had);
        self.frame.extend_from_slice(&input[..more]);
        match header_length(&self.frame)? {
            Some(length) => {
                self.frame.clear();
                self.state = State::Data;
                Ok(length - had)
            }
            None if self.frame.len() == HEADER_BYTES => Err(ContainerProblem::Broken),
            None => Ok(more),
        }
    }

    fn data(&mut self, input: &[u8]) -> Result<usize, ContainerProblem> {
        let (packed, unpacked) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self
            .inflate
            .decompress(input, &mut self.out, FlushDecompress::None)
            .map_err(|_| ContainerProblem::Broken)?;
        let unpacked = self.inflate.total_out() - unpacked;
        let packed = self.inflate.total_in() - packed;
        self.filled = unpacked as usize;
        self.crc.update(&self.out[..self.filled]);
        self.bytes += unpacked;
        if status == Status::StreamEnd {
            self.end_of_data()?;
        }
        Ok(packed as usize)
    }

    fn end_of_data(&mut self) -> Result<(), ContainerProblem> {
        self.state = match self.packing {
            Packing::Gzip => State::Trailer,
            Packing::Deflate { crc, bytes } if self.crc.sum() == crc && self.bytes == bytes => State::Done,
            Packing::Deflate { .. } => return Err(ContainerProblem::Broken),
        };
        Ok(())
    }

    fn trailer(&mut self, input: &[u8]) -> Result<usize, ContainerProblem> {
        let more = input.len().min(TRAILER_BYTES - self.frame.len());
        self.frame.extend_from_slice(&input[..more]);
        if self.frame.len() == TRAILER_BYTES {
            // The length is kept modulo 2^32.
            let expected = [self.crc.sum(), self.bytes as u32].map(u32::to_le_bytes).concat();
            if self.frame != expected {
                return Err(ContainerProblem::Broken);
            }
            self.frame.clear();
            self.inflate.reset(false);
            self.crc.reset();
            self.bytes = 0;
            self.state = State::Between;
        }
        Ok(more)
    }

    fn between(&mut self, input: &[u8]) -> Result<usize, ContainerProblem> {
        let zeros = input.iter().take_while(|byte| **byte == 0).count();
        match input.get(zeros) {
            None => {}
            Some(0x1f) => self.state = State::Header,
            Some(_) => return Err(ContainerProblem::Broken),
        }
        Ok(zeros)
    }
}

/// Bytes of the gzip header at the start of `bytes`; `None` where it doesn't end in them.
fn header_length(bytes: &[u8]) -> Result<Option<usize>, ContainerProblem> {
    const START: &[u8] = &[0x1f, 0x8b, 8];
    const FIXED_BYTES: usize = 10;
    const CHECKED: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    const RESERVED: u8 = 0xe0;
    if !bytes.starts_with(&START[..START.len().min(bytes.len())]) {
        return Err(ContainerProblem::Broken);
    }
    let Some(&flags) = bytes.get(3) else { return Ok(None) };
    if flags & RESERVED != 0 {
        return Err(ContainerProblem::Broken);
    }
    let mut length = FIXED_BYTES;
    if flags & EXTRA != 0 {
        let Some(&[low, high]) = bytes.get(length..length + 2) else {
            return Ok(None);
        };
        length += 2 + usize::from(u16::from_le_bytes([low, high]));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let Some(end) = bytes
                .get(length..)
                .and_then(|rest| rest.iter().position(|byte| *byte == 0))
            else {
                return Ok(None);
            };
            length += end + 1;
        }
    }
    if flags & CHECKED != 0 {
        length += 2;
    }
    Ok((length <= bytes.len()).then_some(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::{DeflateEncoder, GzEncoder};
    use flate2::{Compression, GzBuilder};
    use proptest::prelude::*;
    use std::io::Write;

    /// What comes out of `packed` in chunks of `size` bytes, and how it ends.
    fn unpack(packing: Packing, packed: &[u8], size: usize) -> (Vec<u8>, Result<(), ContainerProblem>) {
        let mut inflater = Inflater::new(packing);
        let mut out = Vec::new();
        for chunk in packed.chunks(size) {
            let mut at = 0;
            loop {
                match inflater.step(&chunk[at..]) {
                    Ok((0, [])) => break assert_eq!(at, chunk.len()),
                    Ok((taken, bytes)) => {
                        assert!(bytes.len() <= STEP_BYTES);
                        at += taken;
                        out.extend_from_slice(bytes);
                    }
                    Err(problem) => return (out, Err(problem)),
                }
            }
        }
        (out, inflater.finish())
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    fn rows(count: usize) -> Vec<u8> {
        (0..count)
            .flat_map(|n| format!("{n},{}\n", n * 7919).into_bytes())
            .collect()
    }

    #[test]
    fn gzip_is_unpacked_whatever_its_header_and_chunks() {
        let text = rows(60_000);
        assert!(text.len() > 2 * STEP_BYTES);
        let mut named = GzBuilder::new()
            .filename("contacts.csv")
            .comment("of today")
            .extra(vec![1, 2, 0, 0])
            .write(Vec::new(), Compression::fast());
        named.write_all(&text).unwrap();
        for packed in [gzip(&text), named.finish().unwrap()] {
            for size in [1, 9, 4096, usize::MAX] {
                assert!(unpack(Packing::Gzip, &packed, size) == (text.clone(), Ok(())), "{size}");
            }
        }
    }

    #[test]
    fn members_follow_each_other_and_zeros_end_them() {
        let packed = [gzip(b"a,b\n"), gzip(b""), gzip(b"1,2\n"), vec![0; 512]].concat();
        for size in [1, 7, usize::MAX] {
            assert_eq!(unpack(Packing::Gzip, &packed, size), (b"a,b\n1,2\n".to_vec(), Ok(())));
        }
    }

    #[test]
    fn what_is_cut_off_or_damaged_gives_what_came_before() {
        let text = rows(60_000);
        let packed = gzip(&text);
        let (out, end) = unpack(Packing::Gzip, &packed[..packed.len() / 2], 4096);
        assert!(text.starts_with(&out) && out.len() > text.len() / 4);
        assert_eq!(end, Err(ContainerProblem::Broken));
        for cut in [3, 9, packed.len() - 9, packed.len() - 1] {
            assert_eq!(
                unpack(Packing::Gzip, &packed[..cut], 4096).1,
                Err(ContainerProblem::Broken),
                "{cut}"
            );
        }
        let mut flipped = packed.clone();
        let checksum = packed.len() - 8;
        flipped[checksum] ^= 1;
        assert_eq!(unpack(Packing::Gzip, &flipped, 4096).1, Err(ContainerProblem::Broken));
        let behind = [&packed[..], b"junk"].concat();
        assert_eq!(
            unpack(Packing::Gzip, &behind, 4096),
            (text, Err(ContainerProblem::Broken))
        );
    }

    #[test]
    fn an_entry_of_a_zip_has_the_bytes_and_the_checksum_that_its_directory_says() {
        let text = rows(1000);
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&text).unwrap();
        let packed = packer.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(&text);
        let (crc, bytes) = (crc.sum(), text.len() as u64);
        let said = |crc, bytes| unpack(Packing::Deflate { crc, bytes }, &packed, 100);
        assert_eq!(said(crc, bytes), (text, Ok(())));
        assert_eq!(said(crc ^ 1, bytes).1, Err(ContainerProblem::Broken));
        assert_eq!(said(crc, bytes + 1).1, Err(ContainerProblem::Broken));
    }

    #[test]
    fn a_bomb_is_left_early() {
        let packed = gzip(&vec![b'0'; 100 << 20]);
        let (out, end) = unpack(Packing::Gzip, &packed, usize::MAX);
        assert_eq!(end, Err(ContainerProblem::TooLarge));
        assert!(out.len() <= 64 << 20);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_hang(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1_usize..50) {
            let _ = unpack(Packing::Gzip, &bytes, size);
            let _ = unpack(Packing::Gzip, &[&[0x1f, 0x8b, 8], &bytes[..]].concat(), size);
            let _ = unpack(Packing::Deflate { crc: 0, bytes: 0 }, &bytes, size);
        }
    }
}
