//! Risk when the attacker knows that a person takes part (El Emam 2013, "prosecutor").

use serde::Serialize;

use super::frequencies::{Frequencies, MissingMode};

/// Slack with which a written threshold of risk is compared: it has few decimals, and 0.09 stands
/// for 1/11 = 0.0909 (EMA Policy 0070; Health Canada PRCI).
pub const WRITTEN_SLACK: f64 = 0.001;

/// Risk of being found by somebody who knows that the person takes part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProsecutorRisk {
    /// How missing values were taken.
    pub missing: MissingMode,
    /// n, records that count.
    pub records: usize,
    /// u, classes that count.
    pub classes: usize,
    /// k, the least number of records that match a record; nothing without records.
    pub k: Option<f64>,
    /// Greatest risk of a record, max 1/fₖ = 1/k.
    pub highest: Option<f64>,
    /// Least risk of a record, min 1/fₖ.
    pub lowest: Option<f64>,
    /// Mean of 1/fₖ over the records: u/n where nothing is missing.
    pub average: Option<f64>,
    /// Records that match nobody but themselves.
    pub uniques: usize,
    /// Share of the records that match nobody but themselves, c₁/n.
    pub unique_fraction: Option<f64>,
}

/// Prosecutor risk of a sample.
pub fn assess(frequencies: &Frequencies) -> ProsecutorRisk {
    let records = frequencies.records();
    let counts = || frequencies.counted().map(|class| frequencies.of_class[class]);
    let size = |class: usize| f64::from(frequencies.classes.sizes[class]);
    let sum: f64 = frequencies.counted().map(|c| size(c) / frequencies.of_class[c]).sum();
    let k = counts().reduce(f64::min);
    let uniques = frequencies.records_below(UNIQUE);
    let share = |of: f64| (records > 0).then(|| of / records as f64);
    ProsecutorRisk {
        missing: frequencies.missing,
        records,
        classes: frequencies.counted().count(),
        k,
        highest: k.map(f64::recip),
        lowest: counts().reduce(f64::max).map(f64::recip),
        average: share(sum),
        uniques,
        unique_fraction: share(uniques as f64),
    }
}

/// A count below this is a record on its own; sums of fractions of matches end below 1e-9 of it.
const UNIQUE: f64 = 1.0 + 1e-9;

/// Share of the records whose risk 1/fₖ is above `threshold`; nothing without records.
pub fn records_at_risk(frequencies: &Frequencies, threshold: f64) -> Option<f64> {
    let above = |&class: &usize| 1.0 / frequencies.of_class[class] > threshold;
    let records: usize = frequencies
        .counted()
        .filter(above)
        .map(|class| frequencies.classes.sizes[class] as usize)
        .sum();
    let all = frequencies.records();
    (all > 0).then(|| records as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::table::{Column, Table};

    fn frequencies(values: &[&str], missing: MissingMode) -> Frequencies {
        let column = Column::from_values("a", values, |v| v == "-");
        Frequencies::of(&Table::new(vec![column]).unwrap(), &[0], missing, None).unwrap()
    }

    #[test]
    fn three_classes_by_hand() {
        let found = frequencies(&["x", "x", "y", "z", "z", "z"], MissingMode::default());
        let risk = assess(&found);
        assert_eq!((risk.records, risk.classes, risk.uniques), (6, 3, 1));
        assert_eq!((risk.k, risk.highest), (Some(1.0), Some(1.0)));
        assert_eq!((risk.lowest, risk.average), (Some(1.0 / 3.0), Some(0.5)));
        assert_eq!(records_at_risk(&found, 0.4), Some(0.5));
        assert_eq!(records_at_risk(&found, 0.5), Some(1.0 / 6.0));
    }

    #[test]
    fn a_gap_hides_a_unique_only_where_it_matches_all() {
        let uniques = |mode| assess(&frequencies(&["x", "-", "y"], mode)).uniques;
        assert_eq!(uniques(MissingMode::Wildcard { alpha: 1.0 }), 0);
        assert_eq!(uniques(MissingMode::Category), 3);
        assert_eq!(uniques(MissingMode::Drop), 2);
    }

    #[test]
    fn nobody_has_no_risk_figure() {
        let risk = assess(&frequencies(&["-", "-"], MissingMode::Drop));
        assert_eq!((risk.records, risk.k, risk.average), (0, None, None));
    }
}
