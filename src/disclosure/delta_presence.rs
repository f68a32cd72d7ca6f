//! δ-presence: how surely does a person take part? (Nergiz, Atzori & Clifton 2007)

use serde::Serialize;

use super::frequencies::Frequencies;

/// The δ that the classes of a population reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DeltaPresence {
    /// Least share f/F of a class's persons that take part: 0 where a class of the population has
    /// nobody in the sample.
    pub least: f64,
    /// Greatest share: 1 means that everybody who fits takes part.
    pub greatest: f64,
}

/// Shares of the population's classes that take part.
///
/// `population_of_class`: Fₖ of each class of `frequencies`. `covered`: whether every class of the
/// population has somebody in the sample. Nothing without records or where some F is below its f.
pub fn measure(
    frequencies: &Frequencies,
    population_of_class: &[f64],
    covered: bool,
) -> Option<DeltaPresence> {
    let mut found: Option<DeltaPresence> = None;
    for class in frequencies.counted() {
        let share = frequencies.of_class[class] / *population_of_class.get(class)?;
        // Above 1 by more than rounding: no population of this sample.
        if share.is_nan() || share > 1.0 + 1e-9 {
            return None;
        }
        let least = found.map_or(share, |before| before.least.min(share));
        let greatest = found.map_or(share, |before| before.greatest.max(share));
        found = Some(DeltaPresence { least, greatest });
    }
    found.map(|found| DeltaPresence { least: if covered { found.least } else { 0.0 }, ..found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::frequencies::MissingMode;
    use crate::disclosure::table::{Column, Table};
    use proptest::prelude::*;

    proptest! {
        /// Against each person's chance to take part, value by value of the population.
        #[test]
        fn as_counted_value_by_value(
            records in prop::collection::vec(0usize..5, 1..40),
            more in prop::collection::vec(0u32..9, 5),
        ) {
            let values = records.iter().map(usize::to_string);
            let table = Table::new(vec![Column::from_values("a", values, |_| false)]).unwrap();
            let found = Frequencies::of(&table, &[0], MissingMode::Category, None).unwrap();
            let takes = |v: usize| records.iter().filter(|r| **r == v).count() as f64;
            let lives = |v: usize| takes(v) + f64::from(more[v]);
            let of_class: Vec<f64> =
                found.classes.first.iter().map(|row| lives(records[*row as usize])).collect();
            let shares = (0..5).filter(|v| lives(*v) > 0.0).map(|v| takes(v) / lives(v));
            let covered = (0..5).all(|v| takes(v) > 0.0 || more[v] == 0);
            let measured = measure(&found, &of_class, covered).unwrap();
            let least = shares.clone().fold(1.0, f64::min);
            prop_assert!((measured.least - least).abs() < 1e-12);
            prop_assert!((measured.greatest - shares.fold(0.0, f64::max)).abs() < 1e-12);
        }
    }

    #[test]
    fn two_classes_by_hand() {
        let column = Column::from_values("a", ["x", "x", "y"], |_| false);
        let table = Table::new(vec![column]).unwrap();
        let found = Frequencies::of(&table, &[0], MissingMode::default(), None).unwrap();
        let share = |covered| measure(&found, &[10.0, 2.0], covered);
        assert_eq!(share(true), Some(DeltaPresence { least: 0.2, greatest: 0.5 }));
        assert_eq!(share(false), Some(DeltaPresence { least: 0.0, greatest: 0.5 }));
        assert_eq!(measure(&found, &[1.0, 2.0], true), None);
    }
}
