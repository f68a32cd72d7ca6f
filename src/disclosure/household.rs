//! Risk of a household: one member found is all found.

use serde::Serialize;

use super::table::{Column, MISSING};

/// Risk by household, 1 − Π(1 − rᵢ), given to every member.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HouseholdRisk {
    /// Name of the column that tells households.
    pub column: String,
    /// Number of households; somebody without one is a household alone.
    pub households: usize,
    /// Risk of each record; nothing for a record left out.
    #[serde(skip)]
    pub of_record: Vec<Option<f64>>,
    /// Σ of the risks: persons expected to be in a household that is found.
    pub expected: f64,
    /// Their share of the records; nothing without records.
    pub global: Option<f64>,
}

/// Household risks from the risks of the records, one a record.
pub fn assess(of_record: &[Option<f64>], household: &Column) -> HouseholdRisk {
    let mut spared = vec![1.0; household.labels.len()];
    let mut members = vec![0usize; household.labels.len()];
    for (risk, &code) in of_record.iter().zip(&household.codes) {
        if code != MISSING {
            spared[code as usize] *= 1.0 - risk.unwrap_or(0.0);
            members[code as usize] += 1;
        }
    }
    let shared = |(risk, &code): (&Option<f64>, &u32)| {
        risk.map(|own| if code == MISSING { own } else { 1.0 - spared[code as usize] })
    };
    let of_record: Vec<Option<f64>> = of_record.iter().zip(&household.codes).map(shared).collect();
    let expected = of_record.iter().flatten().sum::<f64>();
    let records = of_record.iter().flatten().count();
    HouseholdRisk {
        column: household.name.clone(),
        households: members.iter().filter(|m| **m > 0).count() + household.missing(),
        of_record,
        expected,
        global: (records > 0).then(|| expected / records as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against every way in which the members of a household can be found or not.
        #[test]
        fn as_summed_over_all_outcomes(
            rows in prop::collection::vec((0usize..4, prop::option::of(0.0f64..1.0)), 0..9),
        ) {
            // Household 3 is none.
            let labels = rows.iter().map(|row| ["a", "b", "c", "-"][row.0]);
            let column = Column::from_values("h", labels, |v| v == "-");
            let risks: Vec<Option<f64>> = rows.iter().map(|row| row.1).collect();
            let found = assess(&risks, &column);
            let mut expected = 0.0;
            for (at, (household, own)) in rows.iter().enumerate() {
                let with = |other: usize| if *household == 3 { other == at } else { rows[other].0 == *household };
                let members: Vec<f64> =
                    (0..rows.len()).filter(|o| with(*o)).map(|o| risks[o].unwrap_or(0.0)).collect();
                let chance = |outcome: u32| -> f64 {
                    let hit = |m: usize| outcome >> m & 1 == 1;
                    members.iter().enumerate().map(|(m, r)| if hit(m) { *r } else { 1.0 - r }).product()
                };
                let any: f64 = (1..1u32 << members.len()).map(chance).sum();
                let any = own.map(|_| any);
                prop_assert!((found.of_record[at].unwrap_or(-1.0) - any.unwrap_or(-1.0)).abs() < 1e-9);
                expected += any.unwrap_or(0.0);
            }
            prop_assert!((found.expected - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn members_share_their_risk() {
        let household = Column::from_values("h", ["a", "b", "a", "-", "b"], |v| v == "-");
        let found = assess(&[Some(0.5), Some(0.1), Some(0.2), Some(0.3), None], &household);
        let expected = [Some(0.6), Some(0.1), Some(0.6), Some(0.3), None];
        for (a, b) in found.of_record.iter().zip(expected) {
            assert!((a.unwrap_or(-1.0) - b.unwrap_or(-1.0)).abs() < 1e-15);
        }
        assert_eq!(found.households, 3);
        assert!((found.expected - 1.6).abs() < 1e-15);
    }
}
