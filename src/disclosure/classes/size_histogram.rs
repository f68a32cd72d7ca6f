//! How large the classes are: all that estimators from the sample need.

use serde::Serialize;

/// How many classes there are of each size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SizeHistogram {
    /// (size i, number of classes of that size cᵢ), by size; no zeros.
    sizes: Vec<(u64, u64)>,
}

impl SizeHistogram {
    /// From the sizes of all classes; zeros do not count.
    pub fn of_classes(sizes: impl IntoIterator<Item = u64>) -> Self {
        Self::from_counts(sizes.into_iter().map(|size| (size, 1)))
    }

    /// From (size, number of classes), in any order.
    pub fn from_counts(counts: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let mut sorted: Vec<(u64, u64)> =
            counts.into_iter().filter(|(size, classes)| *size > 0 && *classes > 0).collect();
        sorted.sort_unstable();
        let mut sizes: Vec<(u64, u64)> = Vec::new();
        for (size, classes) in sorted {
            match sizes.last_mut() {
                Some(last) if last.0 == size => last.1 += classes,
                _ => sizes.push((size, classes)),
            }
        }
        Self { sizes }
    }

    /// (size i, cᵢ) by size.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.sizes.iter().copied()
    }

    /// cᵢ, the number of classes of size i.
    pub fn classes_of_size(&self, size: u64) -> u64 {
        self.sizes.binary_search_by_key(&size, |s| s.0).map_or(0, |at| self.sizes[at].1)
    }

    /// u, the number of classes.
    pub fn classes(&self) -> u64 {
        self.iter().map(|(_, classes)| classes).sum()
    }

    /// n, the number of records.
    pub fn records(&self) -> u64 {
        self.iter().map(|(size, classes)| size * classes).sum()
    }

    /// c₁, the number of sample uniques.
    pub fn uniques(&self) -> u64 {
        self.classes_of_size(1)
    }

    /// c₁/n, the share of records that are alone; of a population, its uniqueness. Nothing without
    /// records.
    pub fn unique_fraction(&self) -> Option<f64> {
        let n = self.records();
        (n > 0).then(|| self.uniques() as f64 / n as f64)
    }

    /// u/n, the mean of 1/f over the records; of a population, the chance that a match is right
    /// (the correctness of Rocher 2019). Nothing without records.
    pub fn correctness(&self) -> Option<f64> {
        let n = self.records();
        (n > 0).then(|| self.classes() as f64 / n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_counted_by_size() {
        let histogram = SizeHistogram::of_classes([3, 1, 2, 1, 1, 0]);
        assert_eq!(histogram.iter().collect::<Vec<_>>(), [(1, 3), (2, 1), (3, 1)]);
        assert_eq!((histogram.records(), histogram.classes(), histogram.uniques()), (8, 5, 3));
    }
}
