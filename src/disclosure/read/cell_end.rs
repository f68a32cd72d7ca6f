//! Where a cell ends, eight bytes at once.

/// The lowest bit of every byte.
const LOW: u64 = 0x0101_0101_0101_0101;
/// The highest bit of every byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Finds the separator or line end that ends a cell.
#[derive(Clone, Copy)]
pub(super) struct CellEnd {
    /// The separator, in every byte.
    separator: u64,
}

/// A line end, in every byte.
const LINE: u64 = LOW * b'\n' as u64;

impl CellEnd {
    pub(super) fn new(separator: u8) -> Self {
        Self { separator: LOW * u64::from(separator) }
    }

    /// Length of the cell that starts at `start`, and its first eight bytes, those behind it zero;
    /// all that is left where nothing ends it.
    pub(super) fn find(self, bytes: &[u8], start: usize) -> (usize, u64) {
        let rest = &bytes[start..];
        let Some((first, _)) = rest.split_first_chunk() else { return self.near_the_end(rest) };
        let first = u64::from_le_bytes(*first);
        match self.within(first) {
            0 => {}
            // The lowest mark is always right, those above it may not be (Warren, Hacker's Delight 6.1).
            marks => {
                let bits = marks.trailing_zeros() & !7;
                return (bits as usize / 8, first & !(u64::MAX << bits));
            }
        }
        let mut length = 8;
        for eight in rest[8..].chunks_exact(8) {
            let mut word = [0; 8];
            word.copy_from_slice(eight);
            let marks = self.within(u64::from_le_bytes(word));
            if marks != 0 {
                return (length + marks.trailing_zeros() as usize / 8, first);
            }
            length += 8;
        }
        (length + self.near_the_end(&rest[length..]).0, first)
    }

    /// Marks the highest bit of bytes that end a cell, from the lowest one on.
    fn within(self, word: u64) -> u64 {
        let zeros = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
        zeros(word ^ self.separator) | zeros(word ^ LINE)
    }

    /// The same byte by byte, for fewer than eight.
    fn near_the_end(self, rest: &[u8]) -> (usize, u64) {
        let ends = |b: &u8| *b == b'\n' || *b == self.separator as u8;
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let word = rest[..length].iter().rev().fold(0, |word, b| word << 8 | u64::from(*b));
        (length, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_found_byte_by_byte(
            bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(b'\t'), 1 => Just(b'\n'),
                1 => Just(b'\x08'), 1 => Just(b'\x0b'), 1 => Just(0x89u8)], 0..40),
        ) {
            for start in 0..=bytes.len() {
                let rest = &bytes[start..];
                let length =
                    rest.iter().position(|b| matches!(b, b'\t' | b'\n')).unwrap_or(rest.len());
                let mut eight = [0; 8];
                let kept = length.min(8);
                eight[..kept].copy_from_slice(&rest[..kept]);
                let expected = (length, u64::from_le_bytes(eight));
                prop_assert_eq!(CellEnd::new(b'\t').find(&bytes, start), expected);
            }
        }
    }
}
