//! Symbols of a compressed block (RFC 1951, 3.2.3): a fast loop, and a careful one for the ends.

use super::bits::Bits;
use super::copy::{BLOCK, OVERSHOOT, copy_near};
use super::table::{
    DISTANCE_BITS, END_OF_BLOCK, EXCEPTIONAL, FIXED_BITS, INVALID, Kind, LITERAL, LITERAL_BITS,
    STEP, Tables, code_bits,
};
use super::{Inflate, State};

/// Output that one round of the fast loop may write: three copies of 258 bytes.
const OUTPUT_MARGIN: usize = 3 * 258 + OVERSHOOT;
/// Input that one round of the fast loop may read ahead: at most seven bytes, then a whole word.
const INPUT_MARGIN: usize = 16;
/// The bits belong to no symbol.
const NO_SYMBOL: &str = "a code without a symbol";

/// One decoded symbol.
#[derive(Clone, Copy)]
enum Symbol {
    Literal(u8),
    Copy { length: usize, distance: usize },
    EndOfBlock,
    Invalid,
}

impl Inflate {
    /// Decodes symbols as far as input and output reach.
    pub(super) fn symbols(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        done: &mut usize,
    ) -> Result<(), &'static str> {
        let (tables, bits) = (&self.tables, &mut self.bits);
        match tables.kind {
            Kind::Mixed => fast::<false, LITERAL_BITS>(tables, bits, input, output, done),
            Kind::Literals => fast::<true, LITERAL_BITS>(tables, bits, input, output, done),
            Kind::Fixed => fast::<false, FIXED_BITS>(tables, bits, input, output, done),
        }
        while self.state == State::Symbols {
            let mut ahead = self.bits;
            ahead.top_up(input);
            let symbol = decode(&self.tables, &mut ahead);
            if ahead.count > 64 {
                // More bits were used than there are: the count went below zero.
                return Ok(());
            }
            match symbol {
                Symbol::Literal(byte) => {
                    let Some(place) = output.get_mut(*done) else { return Ok(()) };
                    *place = byte;
                    *done += 1;
                }
                Symbol::Copy { length, distance } => self.state = State::Copy { length, distance },
                Symbol::EndOfBlock => self.state = State::BlockStart,
                Symbol::Invalid => return Err(NO_SYMBOL),
            }
            self.bits = ahead;
        }
        Ok(())
    }
}

/// Decodes while a whole round fits into what is left of input and output, up to the end of the
/// block, a copy from before the output, or an error.
///
/// Not inlined, so that the loop has all registers to itself.
#[inline(never)]
fn fast<const MOSTLY_LITERALS: bool, const BITS: usize>(
    tables: &Tables,
    bits: &mut Bits,
    input: &[u8],
    output: &mut [u8],
    done: &mut usize,
) {
    let mut b = *bits;
    let mut at = *done;
    while let Some(ahead) = input.get(b.at..).and_then(|rest| rest.first_chunk::<INPUT_MARGIN>())
        && at + OUTPUT_MARGIN <= output.len()
    {
        b.add_word(u128::from_le_bytes(*ahead) as u64);
        if MOSTLY_LITERALS {
            // Four literals take at most 44 of the 56 bits.
            if (0..4).all(|_| literal::<BITS>(tables, &mut b, output, &mut at)) {
                continue;
            }
        } else {
            // Two steps take at most 48 of the 56 bits.
            if (0..2).all(|_| step::<BITS>(tables, &mut b, output, &mut at)) {
                continue;
            }
        }
        b.count &= 0x3f;
        b.top_up_word(input);
        if MOSTLY_LITERALS && step::<BITS>(tables, &mut b, output, &mut at) {
            continue;
        }
        let before = at;
        (b, at) = other(tables, b, output, at);
        if at == before {
            break;
        }
    }
    b.count &= 0x3f;
    (*bits, *done) = (b, at);
}

/// A literal or copy that is no [`step`] (1 symbol in 40); nothing done for anything else.
#[inline(never)]
fn other(tables: &Tables, bits: Bits, output: &mut [u8], at: usize) -> (Bits, usize) {
    let mut ahead = bits;
    match decode(tables, &mut ahead) {
        Symbol::Literal(byte) => {
            output[at] = byte;
            (ahead, at + 1)
        }
        Symbol::Copy { length, distance } if distance <= at => {
            copy_near(output, at, length, distance);
            (ahead, at + length)
        }
        _ => (bits, at),
    }
}

/// One literal and an empty copy, or no literal and a copy: without a branch between the two,
/// for which one comes next cannot be predicted. False (and nothing done) for anything else.
#[inline(always)]
fn step<const BITS: usize>(
    tables: &Tables,
    bits: &mut Bits,
    output: &mut [u8],
    at: &mut usize,
) -> bool {
    let entry = tables.steps[bits.buffer as usize & ((1 << BITS) - 1)];
    let extra = bits.buffer >> (entry >> 8 & 0xf) & entry >> 48;
    let distance = (entry >> 32 & 0xffff) as usize + extra as usize;
    let Some((before, after)) = output.split_at_mut_checked(*at) else { return false };
    // Nothing there for a copy from before the output, and for one that overlaps itself.
    let from = before.get(at.wrapping_sub(distance)..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let (Some(from), Some(to)) = (from, after.first_chunk_mut::<{ BLOCK + 1 }>()) else {
        return false;
    };
    if entry & STEP == 0 {
        return false;
    }
    bits.drop_known(entry);
    to[0] = (entry >> 24) as u8;
    let literals = (entry >> 6 & 1) as usize;
    to[literals..literals + BLOCK].copy_from_slice(from);
    *at += literals + (entry >> 15 & 0x1ff) as usize;
    true
}

/// One literal; false (and nothing done) for anything else.
#[inline(always)]
fn literal<const BITS: usize>(
    tables: &Tables,
    bits: &mut Bits,
    output: &mut [u8],
    at: &mut usize,
) -> bool {
    let entry = tables.steps[bits.buffer as usize & ((1 << BITS) - 1)];
    let Some(place) = output.get_mut(*at) else { return false };
    if entry & u64::from(LITERAL) == 0 {
        return false;
    }
    bits.drop_known(entry);
    *place = (entry >> 24) as u8;
    *at += 1;
    true
}

/// Follows an exceptional entry into its subtable, if it leads to one.
#[inline(always)]
fn resolve(table: &[u32], table_bits: usize, entry: u32, bits: &mut Bits) -> u32 {
    if entry & (END_OF_BLOCK | INVALID) != 0 {
        return entry;
    }
    bits.drop(table_bits as u64);
    let mask = (1u64 << code_bits(entry)) - 1;
    let index = (entry >> 16) as usize + (bits.buffer & mask) as usize;
    table.get(index).copied().unwrap_or(EXCEPTIONAL | INVALID)
}

/// A length or distance: the base in the entry and the extra bits behind the code.
#[inline(always)]
fn base_and_extra(entry: u32, bits: &mut Bits) -> usize {
    let seen = bits.buffer & ((1u64 << (entry & 0x3f)) - 1);
    bits.drop(entry.into());
    (entry >> 16) as usize + (seen >> code_bits(entry)) as usize
}

/// Decodes one symbol from bits that were read ahead as far as the input reaches.
fn decode(tables: &Tables, bits: &mut Bits) -> Symbol {
    let mut entry = tables.single[bits.buffer as usize & ((1 << LITERAL_BITS) - 1)];
    if entry & LITERAL == 0 && entry & EXCEPTIONAL != 0 {
        entry = resolve(&tables.single, LITERAL_BITS, entry, bits);
    }
    if entry & LITERAL != 0 {
        bits.drop(entry.into());
        return Symbol::Literal((entry >> 16) as u8);
    }
    if entry & EXCEPTIONAL != 0 {
        bits.drop(entry.into());
        return if entry & INVALID == 0 { Symbol::EndOfBlock } else { Symbol::Invalid };
    }
    let length = base_and_extra(entry, bits);
    let mut entry = tables.distance[bits.buffer as usize & ((1 << DISTANCE_BITS) - 1)];
    if entry & EXCEPTIONAL != 0 {
        entry = resolve(&tables.distance, DISTANCE_BITS, entry, bits);
    }
    if entry & EXCEPTIONAL != 0 {
        bits.drop(entry.into());
        return Symbol::Invalid;
    }
    Symbol::Copy { length, distance: base_and_extra(entry, bits) }
}
