//! Risk when the attacker knows of the population who takes part of it (El Emam 2013).

use serde::Serialize;

use super::frequencies::Frequencies;

/// Risk of being found by somebody who does not know whether the person takes part ("journalist"),
/// and by somebody who matches everybody to whatever register there is ("marketer").
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JournalistRisk {
    /// Where the sizes of the population's classes come from.
    pub population_source: String,
    /// k-map: the least Fₖ over the classes in the sample (Sweeney 2002).
    pub k_map: f64,
    /// 1/k-map, the greatest risk of a record.
    pub highest: f64,
    /// max(u/ΣF, (1/n)Σ f/F), the share of right guesses.
    pub success_rate: f64,
    /// (1/n)Σ f/F over classes, the share of records a marketer matches rightly.
    pub marketer: f64,
    /// Records in classes of the population's only person.
    pub population_uniques: usize,
}

/// Journalist and marketer risk.
///
/// `population_of_class`: Fₖ for each class of `frequencies`, from weights, from a population
/// table, or from estimates. `None` without records, or where an Fₖ is below its fₖ or no number:
/// then the sample is no part of that population.
pub fn assess(
    frequencies: &Frequencies,
    population_of_class: &[f64],
    population_source: &str,
) -> Option<JournalistRisk> {
    let n = frequencies.records() as f64;
    let (mut k_map, mut total, mut matched, mut uniques) = (f64::INFINITY, 0.0, 0.0, 0);
    for class in frequencies.counted() {
        let (f, persons) = (frequencies.of_class[class], *population_of_class.get(class)?);
        // Sums of weights may fall short of a count by rounding.
        if persons.is_nan() || persons < f * (1.0 - 1e-9) {
            return None;
        }
        let size = f64::from(frequencies.classes.sizes[class]);
        k_map = k_map.min(persons);
        total += persons;
        matched += size / persons;
        uniques += if persons < 1.5 { frequencies.classes.sizes[class] as usize } else { 0 };
    }
    let classes = frequencies.counted().count() as f64;
    (n > 0.0).then(|| JournalistRisk {
        population_source: population_source.to_owned(),
        k_map,
        highest: 1.0 / k_map,
        success_rate: (classes / total).max(matched / n),
        marketer: matched / n,
        population_uniques: uniques,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::frequencies::MissingMode;
    use crate::disclosure::table::{Column, Table};
    use proptest::prelude::*;

    proptest! {
        /// Against the population's persons one by one: the records and as many more as are drawn.
        #[test]
        fn as_counted_person_by_person(
            records in prop::collection::vec(0usize..6, 1..40),
            more in prop::collection::vec(0u32..9, 6),
        ) {
            let values = records.iter().map(usize::to_string);
            let table = Table::new(vec![Column::from_values("a", values, |_| false)]).unwrap();
            let found = Frequencies::of(&table, &[0], MissingMode::Category, None).unwrap();
            let mut population = records.clone();
            (0..6).for_each(|v| population.extend(vec![v; more[v] as usize]));
            let fit = |v: usize| population.iter().filter(|p| **p == v).count() as f64;
            let of_class: Vec<f64> =
                found.classes.first.iter().map(|row| fit(records[*row as usize])).collect();
            let risk = assess(&found, &of_class, "").unwrap();
            let n = records.len() as f64;
            let highest = records.iter().map(|r| 1.0 / fit(*r)).fold(0.0, f64::max);
            // A marketer takes anybody who fits; a journalist one of those who fit some record.
            let marketer = records.iter().map(|r| 1.0 / fit(*r)).sum::<f64>() / n;
            let seen: Vec<usize> =
                (0..6).filter(|v| records.contains(v)).collect();
            let fitting = seen.iter().map(|v| fit(*v)).sum::<f64>();
            let success = (seen.len() as f64 / fitting).max(marketer);
            let alone = records.iter().filter(|r| fit(**r) < 1.5).count();
            prop_assert!((risk.highest - highest).abs() < 1e-12);
            prop_assert!((risk.k_map * highest - 1.0).abs() < 1e-12);
            prop_assert!((risk.marketer - marketer).abs() < 1e-12);
            prop_assert!((risk.success_rate - success).abs() < 1e-12);
            prop_assert_eq!(risk.population_uniques, alone);
        }
    }

    #[test]
    fn two_classes_by_hand() {
        let column = Column::from_values("a", ["x", "x", "y"], |_| false);
        let table = Table::new(vec![column]).unwrap();
        let found = Frequencies::of(&table, &[0], MissingMode::default(), None).unwrap();
        let risk = assess(&found, &[10.0, 5.0], "by hand").unwrap();
        assert_eq!((risk.k_map, risk.highest), (5.0, 0.2));
        assert!((risk.marketer - (0.2 + 0.2) / 3.0).abs() < 1e-15);
        assert!((risk.success_rate - 2.0 / 15.0).abs() < 1e-15);
        assert_eq!(assess(&found, &[1.0, 5.0], "smaller than the sample"), None);
        assert_eq!(assess(&found, &[10.0], "too few"), None);
    }
}
