//! Variance within kinds of tissue against variance at all, in one block.

/// A block with fewer places tells nothing.
const FEWEST: f64 = 15.0;

/// Sums over places of one kind in one block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    count: f64,
    sum: f64,
    square: f64,
}

impl Sums {
    pub(super) fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.square += value * value;
    }

    fn and(self, other: &Self) -> Self {
        Self {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            square: self.square + other.square,
        }
    }

    /// Sum of the squared deviations from the mean.
    fn deviation(&self) -> f64 {
        if self.count > 0.0 { (self.square - self.sum.powi(2) / self.count).max(0.0) } else { 0.0 }
    }
}

/// Number of places of a block times the logarithm of the share of variance within its kinds, both
/// variances free of bias.
pub(super) fn of_block(kinds: &[Sums]) -> f64 {
    /// What no kind explains: no share is smaller.
    const LEAST: f64 = 0.01;
    let all = kinds.iter().fold(Sums::default(), Sums::and);
    let met = kinds.iter().filter(|kind| kind.count > 0.0).count() as f64;
    if all.count <= FEWEST || all.deviation() <= 0.0 {
        return 0.0;
    }
    let within: f64 = kinds.iter().map(Sums::deviation).sum();
    let share = (within / (all.count - met)) / (all.deviation() / (all.count - 1.0));
    all.count * share.max(LEAST).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same from the values themselves.
    fn slow_twin(kinds: &[Vec<f64>]) -> f64 {
        let deviation = |values: &[f64]| {
            let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
            values.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
        };
        let met = kinds.iter().filter(|values| !values.is_empty()).count() as f64;
        let all = kinds.concat();
        let count = all.len() as f64;
        let within: f64 = kinds.iter().map(|values| deviation(values)).sum();
        let share = (within / (count - met)) / (deviation(&all) / (count - 1.0));
        if count <= FEWEST { 0.0 } else { count * share.max(0.01).ln() }
    }

    proptest! {
        #[test]
        fn sums_say_what_the_values_say(
            kinds in prop::collection::vec(prop::collection::vec(0.0..900.0_f64, 0..40), 6),
        ) {
            let sums: Vec<Sums> = kinds
                .iter()
                .map(|values| {
                    let mut sums = Sums::default();
                    for value in values {
                        sums.add(*value);
                    }
                    sums
                })
                .collect();
            prop_assert!((of_block(&sums) - slow_twin(&kinds)).abs() < 1e-6);
        }
    }
}
