//! Bits from a byte stream, the lowest of each byte first (RFC 1951, 3.1.1).

/// Bits that were read ahead, and the position behind them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bits {
    /// The next bits, lowest first; above `count` lie zeros or the bits that follow.
    pub(super) buffer: u64,
    /// Number of valid bits.
    pub(super) count: u64,
    /// Next input byte.
    pub(super) at: usize,
}

impl Bits {
    /// Reads ahead to at least 56 bits, or to the end of the input.
    pub(super) fn top_up(&mut self, input: &[u8]) {
        if self.top_up_word(input) {
            return;
        }
        while self.count < 56
            && let Some(&byte) = input.get(self.at)
        {
            // Bits above `count` may be there already, and are then the same.
            self.buffer |= u64::from(byte) << self.count;
            self.count += 8;
            self.at += 1;
        }
    }

    /// Reads ahead to at least 56 bits without branches; false (and nothing done) near the end.
    #[inline(always)]
    pub(super) fn top_up_word(&mut self, input: &[u8]) -> bool {
        let Some(word) = input.get(self.at..).and_then(|rest| rest.first_chunk()) else {
            return false;
        };
        self.add_word(u64::from_le_bytes(*word));
        true
    }

    /// Adds what fits of the eight bytes at the input position.
    #[inline(always)]
    pub(super) fn add_word(&mut self, word: u64) {
        self.buffer |= word << (self.count & 0x3f);
        self.at += ((!self.count & 0x3f) >> 3) as usize;
        self.count = self.count & 0x3f | 0x38;
    }

    /// Drops bits that were looked at; the lowest six bits of `count` tell how many.
    #[inline(always)]
    pub(super) fn drop(&mut self, count: u64) {
        self.buffer >>= count & 0x3f;
        self.count = self.count.wrapping_sub(count & 0x3f);
    }

    /// Drops known bits; the lowest six bits of `count` tell how many, the others may be anything.
    ///
    /// Leaves `self.count` right only in its lowest six bits until [`Self::add_word`]: without a
    /// mask between look-up and shift the way from one look-up to the next is shorter.
    #[inline(always)]
    pub(super) fn drop_known(&mut self, count: u64) {
        self.buffer >>= count & 0x3f;
        self.count = self.count.wrapping_sub(count);
    }

    /// Takes `count` ≤ 16 bits; None when the input ends before.
    pub(super) fn take(&mut self, count: u64, input: &[u8]) -> Option<u32> {
        if self.count < count {
            self.top_up(input);
            if self.count < count {
                return None;
            }
        }
        let value = self.buffer as u32 & ((1 << count) - 1);
        self.drop(count);
        Some(value)
    }

    /// Gives whole bytes that were read ahead back to the input.
    pub(super) fn return_bytes(&mut self) {
        self.at -= (self.count / 8) as usize;
        self.count %= 8;
        self.buffer &= (1 << self.count) - 1;
    }
}
