//! Numbers out of raw header bytes, in either byte order.

/// A header's bytes and their order; bytes beyond the end read as 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    big_endian: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8], big_endian: bool) -> Self {
        Self { bytes, big_endian }
    }

    /// `N` bytes at an offset, least significant first.
    fn little<const N: usize>(self, at: usize) -> [u8; N] {
        std::array::from_fn(|n| {
            let n = if self.big_endian { N - 1 - n } else { n };
            self.bytes.get(at + n).copied().unwrap_or_default()
        })
    }

    pub(super) fn u8(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    pub(super) fn i16(self, at: usize) -> i16 {
        i16::from_le_bytes(self.little(at))
    }

    pub(super) fn i32(self, at: usize) -> i32 {
        i32::from_le_bytes(self.little(at))
    }

    pub(super) fn i64(self, at: usize) -> i64 {
        i64::from_le_bytes(self.little(at))
    }

    pub(super) fn f32(self, at: usize) -> f32 {
        f32::from_le_bytes(self.little(at))
    }

    pub(super) fn f64(self, at: usize) -> f64 {
        f64::from_le_bytes(self.little(at))
    }

    /// A text field as stored, without the zero bytes that fill it up.
    pub(super) fn text(self, at: usize, length: usize) -> Vec<u8> {
        let raw = self.bytes.get(at..at + length).unwrap_or_default();
        let used = raw.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
        raw[..used].to_vec()
    }
}
