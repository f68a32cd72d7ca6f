//! Values of a column, numbered in the order of their first appearance.

use std::hash::BuildHasher;

/// Values by code and codes by value.
#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    slots: Vec<Slot>,
    /// Values, one after the other.
    bytes: Vec<u8>,
    /// End of each value in `bytes`.
    ends: Vec<usize>,
    /// Differs from run to run, so that no file can be made to collide.
    seed: u64,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The value itself where it fits, else its hash.
    word: u64,
    length: u32,
    code: u32,
}

const EMPTY: Slot = Slot { word: 0, length: 0, code: u32::MAX };
/// Slots of a new dictionary: most columns have fewer than half as many values.
const SLOTS: usize = 64;
/// Odd multiplier, 2⁶⁴ divided by the golden ratio (Knuth, TAOCP 6.4).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A number that is new in every process.
pub(super) fn seed() -> u64 {
    std::hash::RandomState::new().hash_one(0u64)
}

impl Dictionary {
    pub(super) fn new(seed: u64) -> Self {
        Self { slots: vec![EMPTY; SLOTS], bytes: Vec::new(), ends: Vec::new(), seed }
    }

    /// Number of values.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A value by its code.
    pub(super) fn value(&self, code: usize) -> &[u8] {
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.bytes[start..self.ends[code]]
    }

    /// Code of the `length` bytes at `start`; a new value gets the next number.
    pub(super) fn code(&mut self, bytes: &[u8], start: usize, length: usize) -> u32 {
        let value = &bytes[start..start + length];
        let word = match bytes.get(start..start + 8) {
            _ if length > 8 => self.hash_long(value),
            Some(eight) => first_bytes(eight, length),
            None => {
                let mut eight = [0; 8];
                eight[..length].copy_from_slice(value);
                first_bytes(&eight, length)
            }
        };
        self.code_of(word, value)
    }

    /// Code of a value whose `word` is known: its bytes from the lowest on where they are eight at
    /// most, else its hash.
    pub(super) fn code_of(&mut self, word: u64, value: &[u8]) -> u32 {
        let length = value.len();
        let mask = self.slots.len() - 1;
        let mut at = self.spread(word ^ length as u64) as usize & mask;
        loop {
            let slot = self.slots[at & mask];
            if slot.code == u32::MAX {
                return self.insert(at & mask, word, value);
            }
            if slot.word == word
                && slot.length == length as u32
                && (length <= 8 || self.value(slot.code as usize) == value)
            {
                return slot.code;
            }
            at += 1;
        }
    }

    fn insert(&mut self, at: usize, word: u64, value: &[u8]) -> u32 {
        let code = self.ends.len() as u32;
        self.bytes.extend_from_slice(value);
        self.ends.push(self.bytes.len());
        self.slots[at] = Slot { word, length: value.len() as u32, code };
        // At most half full, so that probes are short.
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    fn grow(&mut self) {
        let larger = vec![EMPTY; self.slots.len() * 2];
        let mask = larger.len() - 1;
        let old = std::mem::replace(&mut self.slots, larger);
        for slot in old.into_iter().filter(|slot| slot.code != u32::MAX) {
            let mut at = self.spread(slot.word ^ u64::from(slot.length)) as usize & mask;
            while self.slots[at].code != u32::MAX {
                at = (at + 1) & mask;
            }
            self.slots[at] = slot;
        }
    }

    fn spread(&self, word: u64) -> u64 {
        let product = u128::from(word ^ self.seed) * u128::from(GOLDEN);
        (product >> 64) as u64 ^ product as u64
    }

    fn hash_long(&self, value: &[u8]) -> u64 {
        value.chunks(8).fold(value.len() as u64, |hash, chunk| {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.spread(hash.rotate_left(29) ^ u64::from_le_bytes(eight))
        })
    }
}

/// The first `length` of eight bytes as a number.
fn first_bytes(eight: &[u8], length: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(eight);
    let keep = u64::MAX.checked_shr(64 - 8 * length as u32).unwrap_or(0);
    u64::from_le_bytes(word) & keep
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn codes_are_given_by_first_appearance(
            values in prop::collection::vec("[abc\u{0}]{0,3}|[ab]{7,20}|[a-z]{1,4}", 0..300),
        ) {
            let mut known: Vec<&str> = Vec::new();
            let mut dictionary = Dictionary::new(seed());
            for value in &values {
                let expected = known.iter().position(|k| k == value).unwrap_or_else(|| {
                    known.push(value);
                    known.len() - 1
                });
                // In the middle of other text, and at its end.
                let text = format!("xy{value}");
                prop_assert_eq!(dictionary.code(text.as_bytes(), 2, value.len()), expected as u32);
                let text = format!("{value}zzzzzzzz");
                prop_assert_eq!(dictionary.code(text.as_bytes(), 0, value.len()), expected as u32);
            }
            prop_assert_eq!(dictionary.len(), known.len());
            for (code, value) in known.iter().enumerate() {
                prop_assert_eq!(dictionary.value(code), value.as_bytes());
            }
        }
    }
}
