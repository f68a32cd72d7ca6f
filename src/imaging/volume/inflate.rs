//! Raw deflate data (RFC 1951), inflated straight into the caller's buffer.
//!
//! Reading a scan is mostly inflating it, so this is written for what scans compress to: literals
//! and copies of 3 to 6 bytes in an order that no processor can predict (see [`table`] and
//! [`symbols`]). Safe Rust; damaged data end in an error; the caller verifies the checksum.
//!
//! CPU time over libdeflate's (C), 256×256×176 int16 head at gzip levels 1 and 6, uint8 head:
//! this 0.92, 0.95, 1.31; zlib-rs 1.52, 1.42, 1.30; fdeflate 1.59, 1.49, 1.35; zune-inflate 1.88,
//! 1.83, 1.64; this with a branch between literal and copy 1.11, 1.13, 1.26 (Sapphire Rapids).
#![allow(clippy::inline_always, reason = "the decoding loop must keep its state in registers")]

mod bits;
mod block;
mod copy;
mod symbols;
mod table;

#[cfg(test)]
mod tests;

use bits::Bits;
use table::Tables;

/// Deflate refers back at most this far, bytes (RFC 1951, 3.2.5).
const WINDOW: usize = 32 * 1024;

/// What one call has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// Bytes taken from the input.
    pub(super) consumed: usize,
    /// Bytes written to the output.
    pub(super) produced: usize,
    /// Whether the last block has ended.
    pub(super) ended: bool,
}

/// Where in the deflate data the next bit lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before a block.
    BlockStart,
    /// In a stored block with so many bytes left.
    Stored(usize),
    /// In a compressed block.
    Symbols,
    /// In a compressed block, with a copy that did not fit the output.
    Copy { length: usize, distance: usize },
    /// Behind the last block.
    End,
}

/// Inflates one stream, over as many calls as input and output arrive in.
pub(super) struct Inflate {
    state: State,
    last_block: bool,
    bits: Bits,
    tables: Box<Tables>,
    /// The last bytes in front of the current output.
    window: Vec<u8>,
}

impl Inflate {
    pub(super) fn new() -> Self {
        Self {
            state: State::BlockStart,
            last_block: false,
            bits: Bits::default(),
            tables: Tables::new(),
            window: Vec::new(),
        }
    }

    /// Ready for another stream.
    pub(super) fn reset(&mut self) {
        self.state = State::BlockStart;
        self.last_block = false;
        self.bits = Bits::default();
        self.window.clear();
    }

    /// Inflates until the input is used up, the output is full or the stream ends.
    ///
    /// `output[..at]` is what earlier calls wrote there. What is left of the input (less than 400
    /// bytes unless the output is full) comes again in front of the next input.
    pub(super) fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        at: usize,
    ) -> Result<Progress, &'static str> {
        self.bits.at = 0;
        let mut done = at;
        loop {
            let (state, before) = (self.state, (self.bits.at, done));
            match state {
                State::End => break,
                State::BlockStart => {
                    if self.last_block {
                        self.state = State::End;
                    } else if !self.block_start(input)? {
                        break;
                    }
                }
                State::Stored(left) => done += self.stored(left, input, &mut output[done..]),
                State::Symbols => self.symbols(input, output, &mut done)?,
                State::Copy { length, distance } => {
                    self.copy(length, distance, output, &mut done)?;
                }
            }
            if self.state == state && before == (self.bits.at, done) {
                break;
            }
        }
        self.bits.return_bytes();
        let ended = self.state == State::End;
        Ok(Progress { consumed: self.bits.at, produced: done - at, ended })
    }

    /// Copies bytes of a stored block (RFC 1951, 3.2.4).
    fn stored(&mut self, left: usize, input: &[u8], output: &mut [u8]) -> usize {
        let rest = input.get(self.bits.at..).unwrap_or_default();
        let count = left.min(rest.len()).min(output.len());
        output[..count].copy_from_slice(&rest[..count]);
        self.bits.at += count;
        self.state = if count == left { State::BlockStart } else { State::Stored(left - count) };
        count
    }

    /// Keeps the end of a full output for references from the next one.
    pub(super) fn remember(&mut self, written: &[u8]) {
        if written.len() >= WINDOW {
            self.window.clear();
        } else {
            let surplus = (self.window.len() + written.len()).saturating_sub(WINDOW);
            self.window.drain(..surplus);
        }
        self.window.extend_from_slice(&written[written.len().saturating_sub(WINDOW)..]);
    }
}
