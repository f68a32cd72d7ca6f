//! Zayatz' estimate of population uniques.

use super::{Sampling, SizeHistogram};

/// Share of the population's persons that are unique there and would be sample uniques: the
/// estimated number of population uniques, c₁·p/f, over N (Zayatz 1991, SRD Research Report
/// Census/SRD/RR-91/08).
///
/// Population class sizes are taken to be distributed as the sample's, h1(i) being the chance that
/// a class of i persons shows exactly one record. 0 without sample uniques.
pub fn unique_fraction(histogram: &SizeHistogram, sampling: Sampling) -> f64 {
    let (population, n) = (sampling.population as f64, histogram.records() as f64);
    let chance_alone = n / population;
    // Hypergeometric P(exactly 1 of i) = i·(n/N)·Π_{j<i} (N−n−j+1)/(N−j), grown along i: no
    // differences of large logarithms.
    let mut missed = 1.0;
    let mut grown = 1;
    let mut sum = 0.0;
    for (size, classes) in histogram.iter() {
        while grown < size {
            missed *=
                ((population - n - grown as f64 + 1.0) / (population - grown as f64)).max(0.0);
            grown += 1;
        }
        sum += classes as f64 * size as f64 * chance_alone * missed;
    }
    let uniques = histogram.uniques() as f64;
    if uniques == 0.0 { 0.0 } else { uniques * (uniques * chance_alone / sum) / n }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_whole_population_is_what_it_is() {
        let histogram = SizeHistogram::from_counts([(1, 10), (2, 5), (10, 3)]);
        let sampling = Sampling::of_fraction(50, 1.0).unwrap();
        assert_relative_eq!(unique_fraction(&histogram, sampling), 0.2, max_relative = 1e-12);
    }

    #[test]
    fn the_hypergeometric_chance_by_hand() {
        // n = 4, N = 8: h1(1) = 1/2, h1(3) = C(3,1)·C(5,3)/C(8,4) = 30/70.
        let histogram = SizeHistogram::from_counts([(1, 1), (3, 1)]);
        let sampling = Sampling::of_fraction(4, 0.5).unwrap();
        let p = 0.5 / (0.5 + 30.0 / 70.0);
        assert_relative_eq!(unique_fraction(&histogram, sampling), p / 4.0, max_relative = 1e-12);
    }

    #[test]
    fn no_sample_uniques_no_population_uniques() {
        let histogram = SizeHistogram::from_counts([(2, 4)]);
        assert!(unique_fraction(&histogram, Sampling::of_fraction(8, 0.1).unwrap()).abs() < 1e-300);
    }
}
