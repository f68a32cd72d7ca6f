//! One bit per voxel: the set type of flood, closing and edge search.

/// One bit per voxel, packed along `i`: bit `i % 64` of word `i / 64` of row `(j, k)`.
///
/// Rows start at whole words, so that flood, closing and edge search work on 64 voxels at once.
/// Bits past the end of a row are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
        ones(&self.words)
    }

    /// Whether no voxel is set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    /// The set voxels, in order of storage.
    pub(crate) fn set_voxels(&self) -> impl Iterator<Item = [usize; 3]> + '_ {
        let [_, nj, nk] = self.shape;
        (0..nj * nk).flat_map(move |row| {
            let (j, k) = (row % nj, row / nj);
            self.row(j, k).iter().enumerate().flat_map(move |(w, word)| {
                let mut rest = *word;
                std::iter::from_fn(move || {
                    let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                    rest &= rest - 1;
                    Some([64 * w + bit, j, k])
                })
            })
        })
    }

    /// Lowest and highest index of a set voxel along each axis; None if no voxel is set.
    pub(crate) fn bounds(&self) -> Option<([usize; 3], [usize; 3])> {
        let mut joined = vec![0u64; self.words_per_row];
        let (mut low, mut high) = (self.shape, [0; 3]);
        for row in 0..self.shape[1] * self.shape[2] {
            let (j, k) = (row % self.shape[1], row / self.shape[1]);
            let words = self.row(j, k);
            if words.iter().any(|w| *w != 0) {
                low = [low[0], low[1].min(j), low[2].min(k)];
                high = [high[0], high[1].max(j), high[2].max(k)];
                for (word, row) in joined.iter_mut().zip(words) {
                    *word |= row;
                }
            }
        }
        let first = joined.iter().position(|w| *w != 0)?;
        let last = joined.iter().rposition(|w| *w != 0)?;
        low[0] = 64 * first + joined[first].trailing_zeros() as usize;
        high[0] = 64 * last + 63 - joined[last].leading_zeros() as usize;
        Some((low, high))
    }

    /// Set voxels on the slice `at` along an axis.
    pub(crate) fn count_on_face(&self, axis: usize, at: usize) -> usize {
        let [_, nj, nk] = self.shape;
        match axis {
            0 => (0..nj * nk).filter(|row| self.get(at, row % nj, row / nj)).count(),
            1 => (0..nk).map(|k| ones(self.row(at, k))).sum(),
            _ => (0..nj).map(|j| ones(self.row(j, at))).sum(),
        }
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
        self.clone().into_complement()
    }

    /// The other voxels, in the same memory.
    #[must_use]
    pub(crate) fn into_complement(mut self) -> Self {
        let last = self.last_word_mask();
        for word in &mut self.words {
            *word = !*word;
        }
        if last != !0 {
            for row in self.words.chunks_exact_mut(self.words_per_row) {
                row[self.words_per_row - 1] &= last;
            }
        }
        self
    }

    /// Number of pairs of neighbours along the axes of which one is set and one is not; beyond the
    /// grid nothing is set.
    pub(crate) fn count_borders(&self) -> usize {
        let (per_row, per_slice) = (self.words_per_row, self.words_per_slice());
        if self.words.is_empty() {
            return 0;
        }
        let across = |step: usize| {
            let differing = self.words[step..].iter().zip(&self.words);
            differing.map(|(a, b)| (a ^ b).count_ones() as usize).sum::<usize>()
        };
        let along: usize = self.words.chunks_exact(per_row).map(count_changes).sum();
        // Rows of neighbouring slices meet in `across`, but are no neighbours.
        let slices = self.words.chunks_exact(per_slice);
        let ends: usize =
            slices.clone().map(|s| ones(&s[..per_row]) + ones(&s[per_slice - per_row..])).sum();
        let seams: usize = slices
            .clone()
            .zip(slices.clone().skip(1))
            .map(|(a, b)| {
                let pairs = a[per_slice - per_row..].iter().zip(&b[..per_row]);
                pairs.map(|(a, b)| (a ^ b).count_ones() as usize).sum::<usize>()
            })
            .sum();
        let caps =
            ones(&self.words[..per_slice]) + ones(&self.words[self.words.len() - per_slice..]);
        along + (across(per_row) - seams + ends) + (across(per_slice) + caps)
    }

    /// Number of voxels that are not in a grid of the same shape.
    pub(crate) fn count_without(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(w, o)| (w & !o).count_ones() as usize).sum()
    }

    /// The first set voxel and every `stride`-th after it, in order of storage.
    pub(crate) fn every(&self, stride: usize) -> Vec<[usize; 3]> {
        let mut out = Vec::with_capacity(self.count() / stride + 1);
        let mut skip = 0;
        for (n, word) in self.words.iter().enumerate() {
            let ones = word.count_ones() as usize;
            if skip >= ones {
                skip -= ones;
                continue;
            }
            let row = n / self.words_per_row;
            let (j, k) = (row % self.shape[1], row / self.shape[1]);
            let mut rest = *word;
            while rest != 0 {
                if skip == 0 {
                    let bit = rest.trailing_zeros() as usize;
                    out.push([n % self.words_per_row * 64 + bit, j, k]);
                    skip = stride;
                }
                skip -= 1;
                rest &= rest - 1;
            }
        }
        out
    }
}

/// How often the bits of a row change, with nothing set before and after it.
fn count_changes(row: &[u64]) -> usize {
    let mut before = 0;
    let mut count = 0;
    for word in row {
        count += (word ^ (word << 1 | before)).count_ones() as usize;
        before = word >> 63;
    }
    count + before as usize
}

fn ones(words: &[u64]) -> usize {
    words.iter().map(|w| w.count_ones() as usize).sum()
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

    #[test]
    fn bounds_and_faces_count_what_is_set() {
        let mut grid = BitGrid::new([70, 4, 3]);
        assert_eq!(grid.bounds(), None);
        for voxel in [[69, 1, 2], [3, 2, 1], [69, 3, 1]] {
            grid.set(voxel[0], voxel[1], voxel[2]);
        }
        assert_eq!(grid.bounds(), Some(([3, 1, 1], [69, 3, 2])));
        let faces = [(0, 69), (0, 0), (1, 3), (2, 2)].map(|(a, at)| grid.count_on_face(a, at));
        assert_eq!(faces, [2, 0, 1, 1]);
        assert_eq!(grid.set_voxels().collect::<Vec<_>>(), [[3, 2, 1], [69, 3, 1], [69, 1, 2]]);
        let mut other = BitGrid::new([70, 4, 3]);
        other.set(69, 3, 1);
        assert_eq!([grid.count_without(&other), other.count_without(&grid)], [2, 0]);
    }

    #[test]
    fn borders_are_the_pairs_that_differ() {
        for shape in [[70, 5, 4], [64, 1, 3], [3, 4, 1]] {
            let grid = BitGrid::from_fn(shape, |[i, j, k]| (i * i + 3 * j + k * k) % 5 < 2);
            let set = |p: [isize; 3]| {
                let inside = (0..3).all(|a| p[a] >= 0 && p[a] < shape[a] as isize);
                inside && grid.get(p[0] as usize, p[1] as usize, p[2] as usize)
            };
            let mut slow = 0;
            for n in 0..(shape[0] + 1) * (shape[1] + 1) * (shape[2] + 1) {
                let p = [
                    n % (shape[0] + 1),
                    n / (shape[0] + 1) % (shape[1] + 1),
                    n / ((shape[0] + 1) * (shape[1] + 1)),
                ];
                let p = p.map(|v| v as isize);
                for axis in 0..3 {
                    let mut before = p;
                    before[axis] -= 1;
                    slow += usize::from(set(p) != set(before));
                }
            }
            assert_eq!(grid.count_borders(), slow, "{shape:?}");
        }
    }

    #[test]
    fn every_nth_voxel_equals_stepping_through_all() {
        let grid = BitGrid::from_fn([130, 4, 3], |[i, j, k]| (i * i + 5 * j + k) % 3 == 0);
        for stride in [1, 2, 7, 64, 500] {
            let slow: Vec<_> = grid.set_voxels().step_by(stride).collect();
            assert_eq!(grid.every(stride), slow, "{stride}");
        }
    }
}
