//! Gzip streams (RFC 1952) of one or more members, inflated straight into the caller's buffer.
//!
//! The framing — headers, checksums, lengths, several members, trailing bytes — is read here, the
//! deflate data by [`super::inflate`].

use std::io::{ErrorKind, Read};

use flate2::Crc;

use super::error::VolumeErrorKind;
use super::inflate::Inflate;

/// First two bytes of every gzip member.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Deflate expands at most 1032-fold (zlib's technical notes, "Maximum compression factor").
pub(super) const MAX_RATIO: u64 = 1032;
/// Compressed bytes held at once.
const INPUT_BYTES: usize = 256 * 1024;

/// Where in the container the next compressed byte lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before a member's header; `first` allows nothing but a member.
    Header { first: bool },
    /// Inside deflate data.
    Data,
    /// After the last member.
    End,
}

/// A gzip file being inflated.
pub(super) struct GzipStream<R> {
    source: R,
    input: Vec<u8>,
    start: usize,
    end: usize,
    place: Place,
    inflate: Inflate,
    crc: Crc,
    /// Bytes inflated from all members, and from the current one.
    inflated: u64,
    from_member: u64,
    /// Whether bytes that are neither zero nor a member follow the last member.
    pub(super) trailing_garbage: bool,
}

impl<R: Read> GzipStream<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            input: vec![0; INPUT_BYTES],
            start: 0,
            end: 0,
            place: Place::Header { first: true },
            inflate: Inflate::new(),
            crc: Crc::new(),
            inflated: 0,
            from_member: 0,
            trailing_garbage: false,
        }
    }

    /// The compressed file, wherever reading has come to.
    pub(super) fn into_source(self) -> R {
        self.source
    }

    /// Inflates until `output` is full or the container ends; the number of bytes written.
    ///
    /// Fewer bytes than asked for mean that the last member ended and its checksum was right.
    pub(super) fn fill(&mut self, output: &mut [u8]) -> Result<usize, VolumeErrorKind> {
        self.fill_behind(output, 0)
    }

    /// As [`Self::fill`], behind `output[..at]`, which are the last bytes that were inflated.
    pub(super) fn fill_behind(
        &mut self,
        output: &mut [u8],
        at: usize,
    ) -> Result<usize, VolumeErrorKind> {
        let mut filled = at;
        // Where the current member begins in the output.
        let mut member = at - at.min(usize::try_from(self.from_member).unwrap_or(at));
        while filled < output.len() {
            match self.place {
                Place::End => return Ok(filled - at),
                Place::Header { first } => {
                    self.member_header(first)?;
                    member = filled;
                }
                Place::Data => {
                    filled += self.member_data(&mut output[member..], filled - member)?;
                }
            }
        }
        self.inflate.remember(&output[member..filled]);
        Ok(filled - at)
    }

    fn damaged(&self, problem: &'static str) -> VolumeErrorKind {
        VolumeErrorKind::Gzip { problem, at: self.inflated }
    }

    /// Inflates some of the current member behind `output[..at]`; the number of bytes.
    fn member_data(&mut self, output: &mut [u8], at: usize) -> Result<usize, VolumeErrorKind> {
        let input = &self.input[self.start..self.end];
        let done = self.inflate.step(input, output, at).map_err(|p| self.damaged(p))?;
        self.start += done.consumed;
        self.crc.update(&output[at..at + done.produced]);
        self.inflated += done.produced as u64;
        self.from_member += done.produced as u64;
        if done.ended {
            self.member_trailer()?;
        } else if at + done.produced < output.len() && !self.refill()? {
            return Err(self.damaged("the file ends inside the compressed data"));
        }
        Ok(done.produced)
    }

    /// Checks the sum and length behind a member (RFC 1952, 2.3.1).
    fn member_trailer(&mut self) -> Result<(), VolumeErrorKind> {
        let early = "the file ends before the checksum";
        let sum = u32::from_le_bytes(self.bytes::<4>(early)?);
        let length = u32::from_le_bytes(self.bytes::<4>(early)?);
        if sum != self.crc.sum() {
            return Err(self.damaged("checksum differs, the content is damaged"));
        }
        // The length is stored modulo 2³².
        if length != self.from_member as u32 {
            return Err(self.damaged("stored length differs, the content is damaged"));
        }
        self.crc.reset();
        self.inflate.reset();
        self.from_member = 0;
        self.place = Place::Header { first: false };
        Ok(())
    }

    /// Reads a member's header, or finds the end of the container.
    fn member_header(&mut self, first: bool) -> Result<(), VolumeErrorKind> {
        const EARLY: &str = "the file ends inside a gzip header";
        if !first && !self.another_member()? {
            self.place = Place::End;
            return Ok(());
        }
        let [_, _, method, flags, ..] = self.bytes::<10>(EARLY)?;
        // RFC 1952, 2.3.1: CM = 8 is deflate; FLG bits 5 to 7 are reserved and must be zero.
        if method != 8 || flags & 0xe0 != 0 {
            return Err(self.damaged("unknown compression method or flags"));
        }
        let [has_crc, has_extra, has_name, has_comment] =
            [1, 2, 3, 4].map(|bit| flags & (1 << bit) != 0);
        if has_extra {
            let length = u16::from_le_bytes(self.bytes::<2>(EARLY)?);
            for _ in 0..length {
                self.bytes::<1>(EARLY)?;
            }
        }
        for _ in 0..u8::from(has_name) + u8::from(has_comment) {
            while self.bytes::<1>(EARLY)? != [0] {}
        }
        if has_crc {
            self.bytes::<2>(EARLY)?;
        }
        self.place = Place::Data;
        Ok(())
    }

    /// Whether another member follows; zero padding is skipped as gzip itself does.
    fn another_member(&mut self) -> Result<bool, VolumeErrorKind> {
        loop {
            if self.end - self.start < 2 && !self.refill()? && self.start == self.end {
                return Ok(false);
            }
            let rest = &self.input[self.start..self.end];
            if rest.starts_with(&MAGIC) {
                return Ok(true);
            }
            if rest[0] != 0 {
                self.trailing_garbage = true;
                return Ok(false);
            }
            self.start += 1;
        }
    }

    /// Takes `N` bytes of input.
    fn bytes<const N: usize>(&mut self, early: &'static str) -> Result<[u8; N], VolumeErrorKind> {
        while self.end - self.start < N {
            if !self.refill()? {
                return Err(self.damaged(early));
            }
        }
        let taken = std::array::from_fn(|n| self.input[self.start + n]);
        self.start += N;
        Ok(taken)
    }

    /// Reads more input behind what is left; false at the end of the file.
    fn refill(&mut self) -> Result<bool, VolumeErrorKind> {
        self.input.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        loop {
            match self.source.read(&mut self.input[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(VolumeErrorKind::reading(e)),
            }
        }
    }
}
