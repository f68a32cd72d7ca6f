//! One bit per voxel: the set type of flood, closing and edge search.

/// One bit per voxel, packed along `i`: bit `i % 64` of word `i / 64` of row `(j, k)`.
///
/// Rows start at whole words, so that flood, closing and edge search work on 64 voxels at once.
/// Bits past the end of a row are 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BitGrid {
    shape: [usize; 3],
    words_per_row: usize,
    words: Vec<u64>,
}

impl BitGrid {
    /// All bits 0.
    pub fn new(shape: [usize; 3]) -> Self {
        let words_per_row = shape[0].div_ceil(64);
        Self { shape, words_per_row, words: vec![0; words_per_row * shape[1] * shape[2]] }
    }

    /// The voxels for which `inside` holds, asked in order of storage.
    pub fn from_fn(shape: [usize; 3], mut inside: impl FnMut([usize; 3]) -> bool) -> Self {
        let mut grid = Self::new(shape);
        for k in 0..shape[2] {
            for j in 0..shape[1] {
                for i in (0..shape[0]).filter(|i| inside([*i, j, k])) {
                    grid.set(i, j, k);
                }
            }
        }
        grid
    }

    /// Number of voxels along `i`, `j`, `k`.
    pub fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// Words in a row along `i`.
    pub fn words_per_row(&self) -> usize {
        self.words_per_row
    }

    /// Words in a slice of constant `k`; row `j` starts at word `j · words_per_row`.
    pub(crate) fn words_per_slice(&self) -> usize {
        self.words_per_row * self.shape[1]
    }

    /// The words of row `(j, k)`.
    pub fn row(&self, j: usize, k: usize) -> &[u64] {
        let start = (k * self.shape[1] + j) * self.words_per_row;
        &self.words[start..start + self.words_per_row]
    }

    /// The words of row `(j, k)`, to be changed; bits past the row's end must stay 0.
    pub fn row_mut(&mut self, j: usize, k: usize) -> &mut [u64] {
        let start = (k * self.shape[1] + j) * self.words_per_row;
        &mut self.words[start..start + self.words_per_row]
    }

    /// All words, rows in order of `(k, j)`.
    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// All words, to be changed; bits past a row's end must stay 0.
    pub(crate) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// The bits of a row's last word that are voxels.
    pub(crate) fn last_word_mask(&self) -> u64 {
        match self.shape[0] % 64 {
            0 => !0,
            used => !0 >> (64 - used),
        }
    }

    /// Whether voxel `(i, j, k)` is set.
    pub fn get(&self, i: usize, j: usize, k: usize) -> bool {
        self.row(j, k)[i / 64] >> (i % 64) & 1 == 1
    }

    /// Sets voxel `(i, j, k)`.
    pub fn set(&mut self, i: usize, j: usize, k: usize) {
        self.row_mut(j, k)[i / 64] |= 1 << (i % 64);
    }

    /// Number of set voxels.
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Whether no voxel is set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    /// Adds the voxels of a grid of the same shape.
    pub(crate) fn unite(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Keeps only the voxels that are also in a grid of the same shape.
    pub(crate) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// The other voxels.
    #[must_use]
    pub(crate) fn complement(&self) -> Self {
        let mut out = self.clone();
        let last = self.last_word_mask();
        for row in out.words.chunks_exact_mut(self.words_per_row.max(1)) {
            for word in row.iter_mut() {
                *word = !*word;
            }
            if let Some(word) = row.last_mut() {
                *word &= last;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complement_has_no_bits_past_the_row() {
        let mut grid = BitGrid::new([70, 2, 3]);
        grid.set(69, 1, 2);
        let other = grid.complement();
        assert_eq!(other.count(), 70 * 2 * 3 - 1);
        assert!(!other.get(69, 1, 2) && other.get(68, 1, 2));
        assert_eq!(other.complement(), grid);
    }
}
