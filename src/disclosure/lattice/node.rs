//! Nodes as numbers: the levels of the columns are the digits.

use super::Lattice;

/// A node and what it loses.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) levels: Vec<usize>,
    pub(super) loss: f64,
}

impl Candidate {
    /// Whether it is to be taken before another: less loss, then the finer first columns.
    pub(super) fn before(&self, other: &Self) -> bool {
        self.loss.total_cmp(&other.loss).then_with(|| self.levels.cmp(&other.levels)).is_lt()
    }
}

/// The numbering of a lattice that is small enough to be counted.
pub(super) struct Numbering {
    /// Levels of each column.
    pub(super) heights: Vec<usize>,
    strides: Vec<usize>,
    pub(super) nodes: usize,
}

impl Numbering {
    /// The numbering; `None` for more than `most` nodes.
    pub(super) fn new(lattice: &Lattice<'_>, most: usize) -> Option<Self> {
        let heights: Vec<usize> = lattice.hierarchies.iter().map(|h| h.levels().len()).collect();
        let mut strides = vec![1; heights.len()];
        let mut nodes = 1usize;
        for (stride, height) in strides.iter_mut().zip(&heights).rev() {
            *stride = nodes;
            nodes = nodes.checked_mul(*height).filter(|n| *n <= most)?;
        }
        Some(Self { heights, strides, nodes })
    }

    pub(super) fn levels(&self, node: usize) -> Vec<usize> {
        self.strides.iter().zip(&self.heights).map(|(stride, h)| node / stride % h).collect()
    }

    fn level(&self, node: usize, column: usize) -> usize {
        node / self.strides[column] % self.heights[column]
    }

    /// The nodes one level coarser in one column.
    pub(super) fn coarser(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let open = move |c: &usize| self.level(node, *c) + 1 < self.heights[*c];
        (0..self.heights.len()).filter(open).map(move |c| node + self.strides[c])
    }

    /// The nodes one level finer in one column.
    pub(super) fn finer(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let open = move |c: &usize| self.level(node, *c) > 0;
        (0..self.heights.len()).filter(open).map(move |c| node - self.strides[c])
    }
}
