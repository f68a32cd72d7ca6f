//! Huffman decoding tables in which one look-up can yield a whole copy.
//!
//! Noise makes a scan's deflate data a mixture of literals and of copies of 3 to 6 bytes, about
//! as many of each. A copy is a length code and a distance code; both are short, so that one
//! look-up of [`LITERAL_BITS`] bits mostly covers both.
//!
//! ```text
//! single, distance: 31..16 base or literal | 15..13 flags | 12..8 code bits | 6 literal | 5..0 bits
//! step:             63..48 mask of extra bits | 47..32 distance base | 31..24 literal
//!                   | 23..15 length | 11..8 bits before the extra bits | 7 step | 6 literal | 5..0 bits
//! ```
//! The lowest six bits are always the number of bits to drop, extra bits included.

/// Bits of a literal/length lookup.
pub(super) const LITERAL_BITS: usize = 11;
/// Bits of a step in a block of fixed codes: a length's seven and a distance's five.
pub(super) const FIXED_BITS: usize = 12;
/// Bits of a distance lookup.
pub(super) const DISTANCE_BITS: usize = 8;
/// Bits of a code-length look-up: its longest code (RFC 1951, 3.2.7).
pub(super) const ORDER_BITS: usize = 7;
/// Symbols of the largest alphabet, with the unused ones of the fixed code.
const MAX_SYMBOLS: usize = 288;
/// Symbols 257 to 285, and two unused ones of the fixed code.
const LENGTH_SYMBOLS: usize = 31;
/// Longest code (RFC 1951, 3.2.7).
pub(super) const MAX_BITS: usize = 15;
/// Entries with subtables for any complete code of 288 symbols (zlib's `enough 288 11 15`).
const SINGLE_ENTRIES: usize = 2342;
/// Entries with subtables for any complete code of 32 symbols (zlib's `enough 32 8 15`).
const DISTANCE_ENTRIES: usize = 402;

/// Kind of an entry: a literal.
pub(super) const LITERAL: u32 = 1 << 6;
/// Kind of a joined entry: a whole step, one literal or one copy.
pub(super) const STEP: u64 = 1 << 7;
/// Share of literals, in 32768ths, from which on a loop that expects them is faster (0.8).
const MOSTLY_LITERALS: u32 = 26_214;
/// Longest copy that is one step.
pub(super) const MAX_STEP: u32 = 16;
/// Distance of a literal's empty copy: far enough for its bytes to have left the store buffer.
pub(super) const IDLE_DISTANCE: u64 = 1024;
/// Mark of an entry that is neither literals nor a base value.
pub(super) const EXCEPTIONAL: u32 = 1 << 13;
/// Exceptional: end of the block.
pub(super) const END_OF_BLOCK: u32 = 1 << 14;
/// Exceptional: no symbol has this code.
pub(super) const INVALID: u32 = 1 << 15;

/// What a block's codes are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Literals and copies in any order; steps are looked up by [`LITERAL_BITS`] bits.
    Mixed,
    /// So many literals that guessing one pays; as many bits.
    Literals,
    /// Fixed codes (RFC 1951, 3.2.6); steps are looked up by [`FIXED_BITS`] bits.
    Fixed,
}

/// Tables of one block.
pub(super) struct Tables {
    /// One symbol an entry, with subtables.
    pub(super) single: [u32; SINGLE_ENTRIES],
    /// The same without subtables, as steps: lengths joined with the distances that follow them.
    pub(super) steps: [u64; 1 << FIXED_BITS],
    /// Which loop decodes them fastest.
    pub(super) kind: Kind,
    /// Distances, with subtables.
    pub(super) distance: [u32; DISTANCE_ENTRIES],
}

impl Tables {
    pub(super) fn new() -> Box<Self> {
        #[expect(clippy::large_stack_arrays, reason = "38 kB, moved to the heap at once")]
        let steps = [0; 1 << FIXED_BITS];
        let (single, distance) = ([0; SINGLE_ENTRIES], [0; DISTANCE_ENTRIES]);
        Box::new(Self { single, steps, kind: Kind::Mixed, distance })
    }

    /// Builds the tables of a block of fixed codes (RFC 1951, 3.2.6).
    pub(super) fn build_fixed(&mut self) -> Result<(), &'static str> {
        if self.kind == Kind::Fixed {
            return Ok(());
        }
        let literal: [u8; 288] = std::array::from_fn(|symbol| match symbol {
            144..256 => 9,
            256..280 => 7,
            _ => 8,
        });
        self.fill(&literal, &[5; 32], FIXED_BITS)?;
        self.kind = Kind::Fixed;
        Ok(())
    }

    /// Builds the tables from the code lengths of a block.
    pub(super) fn build(&mut self, literal: &[u8], distance: &[u8]) -> Result<(), &'static str> {
        if literal.get(256).is_none_or(|&bits| bits == 0) {
            return Err("a block cannot end");
        }
        // A code of n bits is as frequent as one in 2ⁿ.
        let share = |n: &u8| if *n == 0 { 0 } else { 1 << MAX_BITS >> n };
        let literals: u32 = literal.iter().take(256).map(share).sum();
        self.kind = if literals > MOSTLY_LITERALS { Kind::Literals } else { Kind::Mixed };
        self.fill(literal, distance, LITERAL_BITS)
    }

    fn fill(&mut self, literal: &[u8], distance: &[u8], bits: usize) -> Result<(), &'static str> {
        // Where the length symbols stand in the table, and with how many code bits.
        let (mut lengths, mut count) = ([(0, 0); LENGTH_SYMBOLS], 0);
        fill(&mut self.single, LITERAL_BITS, literal, |symbol, bits, code| {
            if let (true, Some(place)) = (symbol > 256, lengths.get_mut(count)) {
                *place = (code, bits);
                count += 1;
            }
            literal_entry(symbol, bits)
        })?;
        fill(&mut self.distance, DISTANCE_BITS, distance, |symbol, bits, _| {
            distance_entry(symbol, bits)
        })?;
        for part in self.steps[..1 << bits].chunks_exact_mut(1 << LITERAL_BITS) {
            for (step, &single) in part.iter_mut().zip(&self.single) {
                *step = literal_step(single);
            }
        }
        for &(code, code_bits) in lengths.iter().take(count) {
            for index in (code..1 << bits).step_by(1 << code_bits) {
                let single = self.single[index & ((1 << LITERAL_BITS) - 1)];
                self.steps[index] = copy_step(index as u32, bits as u32, single, &self.distance);
            }
        }
        Ok(())
    }
}

/// Entry of a literal/length symbol (RFC 1951, 3.2.5), without its code bits.
fn literal_entry(symbol: usize, code_bits: u32) -> u32 {
    match symbol {
        0..256 => (symbol as u32) << 16 | LITERAL | code_bits,
        256 => EXCEPTIONAL | END_OF_BLOCK | code_bits,
        257..265 => base_entry(symbol as u32 - 254, 0, code_bits),
        265..285 => {
            let extra = (symbol as u32 - 261) / 4;
            base_entry(3 + ((4 + (symbol as u32 - 261) % 4) << extra), extra, code_bits)
        }
        285 => base_entry(258, 0, code_bits),
        _ => EXCEPTIONAL | INVALID | code_bits,
    }
}

/// Entry of a distance symbol (RFC 1951, 3.2.5).
fn distance_entry(symbol: usize, code_bits: u32) -> u32 {
    match symbol as u32 {
        symbol @ 0..4 => base_entry(symbol + 1, 0, code_bits),
        symbol @ 4..30 => {
            let extra = symbol / 2 - 1;
            base_entry(1 + ((2 + symbol % 2) << extra), extra, code_bits)
        }
        _ => EXCEPTIONAL | INVALID | code_bits,
    }
}

fn base_entry(base: u32, extra: u32, code_bits: u32) -> u32 {
    base << 16 | code_bits << 8 | (code_bits + extra)
}

/// A literal and an empty copy; 0 for anything else.
fn literal_step(single: u32) -> u64 {
    let low = (single >> 16) << 24 | single & (LITERAL | 0x3f);
    let step = IDLE_DISTANCE << 32 | STEP | u64::from(low);
    if single & LITERAL != 0 { step } else { 0 }
}

/// A length and the distance that follows it, if all code bits are in `index`'s `bits`; else 0.
fn copy_step(index: u32, bits: u32, single: u32, distance: &[u32; DISTANCE_ENTRIES]) -> u64 {
    let length_bits = single & 0x3f;
    if length_bits > bits {
        return 0;
    }
    let extra_bits = length_bits - code_bits(single);
    let length = (single >> 16) + (index >> code_bits(single) & ((1 << extra_bits) - 1));
    let next = distance[(index >> length_bits) as usize & ((1 << DISTANCE_BITS) - 1)];
    let both_codes = length_bits + code_bits(next);
    if length > MAX_STEP
        || single & EXCEPTIONAL != 0
        || next & EXCEPTIONAL != 0
        || both_codes > bits
    {
        return 0;
    }
    let mask: u32 = (1 << ((next & 0x3f) - code_bits(next))) - 1;
    let low = length << 15 | both_codes << 8 | (length_bits + (next & 0x3f));
    u64::from(mask) << 48 | u64::from(next >> 16) << 32 | STEP | u64::from(low)
}

/// Bits of an entry's code alone; behind them lie the extra bits.
pub(super) fn code_bits(entry: u32) -> u32 {
    entry >> 8 & 0x1f
}

/// Fills a table for canonical codes (RFC 1951, 3.2.2); codes longer than `bits` get subtables.
///
/// The table doubles with every bit, as libdeflate's does: each entry is written once.
pub(super) fn fill(
    table: &mut [u32],
    bits: usize,
    lengths: &[u8],
    mut entry: impl FnMut(usize, u32, usize) -> u32,
) -> Result<(), &'static str> {
    let (mut counts, sorted) = sort_symbols(lengths);
    let used = lengths.len() - counts[0];
    if !is_complete(&counts) {
        // RFC 1951, 3.2.7 allows a single distance code of one bit, and none at all; zlib also a
        // single literal code.
        if used > 1 || used != counts[1] || bits == ORDER_BITS {
            return Err("invalid code lengths");
        }
        table[..1 << bits].fill(EXCEPTIONAL | INVALID | 1);
        if used == 1 {
            let only = entry(usize::from(sorted[0]), 1, 0);
            table[..1 << bits].iter_mut().step_by(2).for_each(|e| *e = only);
        }
        return Ok(());
    }
    let mut symbols = sorted[..used].iter().map(|&s| usize::from(s));
    // Codes are read from the stream's lowest bit on: `code` holds them bit-reversed.
    let (mut code, mut size) = (0, 1);
    for (length, &count) in (1..).zip(&counts[1..=bits]) {
        table.copy_within(..size, size);
        size *= 2;
        for symbol in symbols.by_ref().take(count) {
            table[code] = entry(symbol, length, code);
            code = next_code(code, size);
        }
    }
    let mut subtable = Subtable { prefix: usize::MAX, start: size, bits: 0 };
    for length in bits + 1..=MAX_BITS {
        while counts[length] > 0 {
            let Some(symbol) = symbols.next() else { break };
            let prefix = code & (size - 1);
            if prefix != subtable.prefix {
                subtable = subtable.next(prefix, length - bits, &counts[length..]);
                table[prefix] = subtable.entry(bits);
            }
            let one = entry(symbol, (length - bits) as u32, usize::MAX);
            let places = table.get_mut(subtable.start..subtable.start + (1 << subtable.bits));
            let places = places.ok_or("invalid code lengths")?;
            places[code >> bits..].iter_mut().step_by(1 << (length - bits)).for_each(|e| *e = one);
            code = next_code(code, 1 << length);
            counts[length] -= 1;
        }
    }
    Ok(())
}

/// Number of codes of each length, and the symbols that have one in order of length.
fn sort_symbols(lengths: &[u8]) -> ([usize; MAX_BITS + 1], [u16; MAX_SYMBOLS]) {
    let (mut counts, mut sorted) = ([0; MAX_BITS + 1], [0; MAX_SYMBOLS]);
    for &length in lengths {
        counts[usize::from(length & 0xf)] += 1;
    }
    let mut starts = [0; MAX_BITS + 2];
    for length in 1..=MAX_BITS {
        starts[length + 1] = starts[length] + counts[length];
    }
    for (symbol, &length) in lengths.iter().enumerate().filter(|(_, l)| **l > 0) {
        let start = &mut starts[usize::from(length & 0xf)];
        if let Some(place) = sorted.get_mut(*start) {
            *place = symbol as u16;
        }
        *start += 1;
    }
    (counts, sorted)
}

/// Whether the codes use up all bit patterns and no pattern twice.
fn is_complete(counts: &[usize; MAX_BITS + 1]) -> bool {
    let patterns =
        (1..=MAX_BITS).map(|length| counts[length] << (MAX_BITS - length)).sum::<usize>();
    patterns == 1 << MAX_BITS
}

/// The next code of the same length, both bit-reversed; `size` is 2 to the power of the length.
fn next_code(code: usize, size: usize) -> usize {
    let zeros = !code & (size - 1);
    match zeros.checked_ilog2() {
        // The highest zero becomes one, what was above it zero.
        Some(top) => code & ((1 << top) - 1) | 1 << top,
        None => code,
    }
}

/// Where codes with a common beginning, too long for the table, continue.
struct Subtable {
    prefix: usize,
    start: usize,
    bits: usize,
}

impl Subtable {
    /// The subtable behind this one; `counts` are the codes left, from the current length on.
    fn next(&self, prefix: usize, least: usize, counts: &[usize]) -> Self {
        let free = if self.bits == 0 { self.start } else { self.start + (1 << self.bits) };
        let (mut bits, mut patterns) = (least, counts[0]);
        for &longer in &counts[1..] {
            if patterns >= 1 << bits {
                break;
            }
            bits += 1;
            patterns = 2 * patterns + longer;
        }
        Self { prefix, start: free, bits }
    }

    /// The entry that leads to it.
    fn entry(&self, table_bits: usize) -> u32 {
        (self.start as u32) << 16 | EXCEPTIONAL | (self.bits as u32) << 8 | table_bits as u32
    }
}
