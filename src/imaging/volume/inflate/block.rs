//! Block headers: stored, fixed and dynamic codes (RFC 1951, 3.2.3 to 3.2.7).

use super::bits::Bits;
use super::table::{self, INVALID, ORDER_BITS};
use super::{Inflate, State};

/// Order in which the lengths of the code-length code are stored (RFC 1951, 3.2.7).
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

impl Inflate {
    /// Reads a block's header; false (and nothing done) when the input ends inside it.
    pub(super) fn block_start(&mut self, input: &[u8]) -> Result<bool, &'static str> {
        let before = self.bits;
        match self.block_header(input) {
            Some(Ok(())) => Ok(true),
            Some(Err(problem)) => Err(problem),
            None => {
                self.bits = before;
                Ok(false)
            }
        }
    }

    fn block_header(&mut self, input: &[u8]) -> Option<Result<(), &'static str>> {
        let last = self.bits.take(1, input)? == 1;
        let (state, built) = match self.bits.take(2, input)? {
            0 => match stored_length(&mut self.bits, input)? {
                Ok(length) => (State::Stored(length), Ok(())),
                Err(problem) => return Some(Err(problem)),
            },
            1 => (State::Symbols, self.tables.build_fixed()),
            2 => (State::Symbols, self.dynamic_codes(input)?),
            _ => return Some(Err("unknown kind of block")),
        };
        self.last_block = last;
        self.state = state;
        Some(built)
    }

    /// RFC 1951, 3.2.7.
    fn dynamic_codes(&mut self, input: &[u8]) -> Option<Result<(), &'static str>> {
        let literals = self.bits.take(5, input)? as usize + 257;
        let distances = self.bits.take(5, input)? as usize + 1;
        let orders = self.bits.take(4, input)? as usize + 4;
        // The alphabets end there (RFC 1951, 3.2.5); zlib refuses more, too.
        if literals > 286 || distances > 30 {
            return Some(Err("too many codes"));
        }
        let mut order_lengths = [0; 19];
        for &place in &ORDER[..orders] {
            order_lengths[place] = self.bits.take(3, input)? as u8;
        }
        let mut order_table = [0; 1 << ORDER_BITS];
        let entry = |symbol: usize, bits: u32, _: usize| (symbol as u32) << 16 | bits;
        if let Err(problem) = table::fill(&mut order_table, ORDER_BITS, &order_lengths, entry) {
            return Some(Err(problem));
        }
        let mut lengths = [0; 286 + 30];
        let all = &mut lengths[..literals + distances];
        if let Err(problem) = read_lengths(&mut self.bits, input, &order_table, all)? {
            return Some(Err(problem));
        }
        let (literal, distance) = all.split_at(literals);
        Some(self.tables.build(literal, distance))
    }
}

/// Length of a stored block (RFC 1951, 3.2.4).
fn stored_length(bits: &mut Bits, input: &[u8]) -> Option<Result<usize, &'static str>> {
    bits.take(bits.count % 8, input)?;
    let length = bits.take(16, input)?;
    let complement = bits.take(16, input)?;
    bits.return_bytes();
    Some(if length == !complement & 0xffff {
        Ok(length as usize)
    } else {
        Err("a stored block's length differs from its complement")
    })
}

/// Run-length coded code lengths.
fn read_lengths(
    bits: &mut Bits,
    input: &[u8],
    table: &[u32; 1 << ORDER_BITS],
    lengths: &mut [u8],
) -> Option<Result<(), &'static str>> {
    let mut at = 0;
    while at < lengths.len() {
        bits.top_up(input);
        let entry = table[bits.buffer as usize & ((1 << ORDER_BITS) - 1)];
        if entry & INVALID != 0 {
            return Some(Err("invalid code length"));
        }
        if u64::from(entry & 63) > bits.count {
            return None;
        }
        bits.drop(entry.into());
        let (value, repeat) = match entry >> 16 {
            16 => {
                let Some(&previous) = at.checked_sub(1).and_then(|n| lengths.get(n)) else {
                    return Some(Err("a repeated code length has no predecessor"));
                };
                (previous, 3 + bits.take(2, input)?)
            }
            17 => (0, 3 + bits.take(3, input)?),
            18 => (0, 11 + bits.take(7, input)?),
            length => (length as u8, 1),
        };
        let Some(places) = lengths.get_mut(at..at + repeat as usize) else {
            return Some(Err("too many code lengths"));
        };
        places.fill(value);
        at += repeat as usize;
    }
    Some(Ok(()))
}
