//! Where does the head end and the air begin?

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

    /// Number of voxels along `i`, `j`, `k`.
    pub fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// Words in a row along `i`.
    pub fn words_per_row(&self) -> usize {
        self.words_per_row
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
}

/// The head as found in a volume.
#[derive(Clone, Debug)]
pub struct Head {
    /// Set = inside the outer surface: tissue and everything it encloses (holes are filled).
    pub mask: BitGrid,
    /// Air/head threshold in stored units (compare with raw samples).
    pub threshold: f32,
}
