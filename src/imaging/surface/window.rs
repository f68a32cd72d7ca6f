//! The last part of a long list that is made at one end and used up at the other.

use std::ops::{Index, IndexMut};

/// A list numbered from 0 of which only the items not yet forgotten are kept, in a ring: a pass over
/// millions of items works on a few thousand that stay in the cache.
pub(super) struct Window<T> {
    /// The ring; its size is a power of two, item `n` lies at `n` modulo that size.
    items: Vec<T>,
    first: usize,
    end: usize,
}

impl<T: Copy + Default> Window<T> {
    pub(super) fn new() -> Self {
        Self { items: vec![T::default(); 1 << 12], first: 0, end: 0 }
    }

    /// Number of items there have been.
    pub(super) fn len(&self) -> usize {
        self.end
    }

    pub(super) fn push(&mut self, item: T) {
        if self.end - self.first == self.items.len() {
            self.widen();
        }
        let end = self.end as u32;
        self[end] = item;
        self.end += 1;
    }

    /// Appends default items up to `len`.
    pub(super) fn grow(&mut self, len: usize) {
        while self.items.len() < len - self.first {
            self.widen();
        }
        for n in self.end..len {
            self[n as u32] = T::default();
        }
        self.end = self.end.max(len);
    }

    /// Forgets the items before `number`.
    pub(super) fn forget_before(&mut self, number: usize) {
        self.first = number;
    }

    #[cold]
    fn widen(&mut self) {
        let mut wider = vec![T::default(); 2 * self.items.len()];
        let mask = wider.len() - 1;
        for n in self.first..self.end {
            wider[n & mask] = self[n as u32];
        }
        self.items = wider;
    }
}

impl<T> Index<u32> for Window<T> {
    type Output = T;

    fn index(&self, number: u32) -> &T {
        &self.items[number as usize & (self.items.len() - 1)]
    }
}

impl<T> IndexMut<u32> for Window<T> {
    fn index_mut(&mut self, number: u32) -> &mut T {
        let mask = self.items.len() - 1;
        &mut self.items[number as usize & mask]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_when_items_are_forgotten() {
        let mut window = Window::new();
        for n in 0..50_000u32 {
            window.push(n);
            // A window that widens while it is wrapped around, then stays.
            window.forget_before(if n < 30_000 { n as usize / 2 } else { n as usize - 14_000 });
            assert_eq!(window.len(), n as usize + 1);
            assert_eq!(window[n], n);
            assert_eq!(window[window.first as u32], window.first as u32);
        }
        assert_eq!(window.items.len(), 1 << 14);
        window.grow(50_003);
        assert_eq!(window[50_002], 0);
        window[50_001] = 7;
        assert_eq!(window[50_001], 7);
    }
}
