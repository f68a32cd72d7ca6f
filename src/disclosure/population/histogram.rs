//! What the models see of a sample.

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
}

/// Size of the population a sample is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sampling {
    /// N, persons in the population.
    pub population: u64,
    /// f, the sampling fraction n/N, in (0, 1].
    pub fraction: f64,
}

impl Sampling {
    /// The sampling of `records` out of `population` persons; `None` when there are no records or
    /// more than persons.
    pub fn new(records: u64, population: u64) -> Option<Self> {
        let fraction = records as f64 / population as f64;
        (records > 0 && records <= population).then_some(Self { population, fraction })
    }

    /// The sampling of `records` at a fraction in (0, 1]; the population is `records / fraction`.
    pub fn of_fraction(records: u64, fraction: f64) -> Option<Self> {
        if records == 0 || fraction.is_nan() || fraction <= 0.0 || fraction > 1.0 {
            return None;
        }
        Some(Self { population: (records as f64 / fraction).round() as u64, fraction })
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

    #[test]
    fn a_sample_is_no_larger_than_its_population() {
        assert_eq!(Sampling::new(10, 9), None);
        assert_eq!(Sampling::new(0, 9), None);
        assert_eq!(Sampling::of_fraction(10, 0.1).unwrap().population, 100);
        assert_eq!(Sampling::of_fraction(10, 1.5), None);
    }
}
