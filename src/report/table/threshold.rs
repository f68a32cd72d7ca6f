//! What figures are compared with, from `data/disclosure_thresholds.csv` or a user's own list.

use crate::disclosure::prosecutor::WRITTEN_SLACK;
use serde::{Deserialize, Serialize};

/// On which side of a threshold a figure should lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Not above it.
    AtMost,
    /// Not below it.
    AtLeast,
}

/// What a threshold is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A figure is judged by it.
    Gate,
    /// It is named beside the figure, which is not judged: counts of the sample alone.
    Context,
}

/// A threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// Short name.
    pub id: String,
    /// The figure compared with it, as in `data/table_metrics.csv`.
    pub metric: String,
    /// On which side the figure should lie.
    pub comparison: Comparison,
    /// The number.
    pub value: f64,
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: Use,
    /// What it says.
    pub meaning: String,
    /// Who set it.
    pub source: String,
}

/// How a figure lies to a threshold; no word says that nobody can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// On the right side.
    Within,
    /// On the wrong side.
    Beyond,
    /// The range spans the threshold.
    Undecided,
    /// Not judged.
    Reported,
    /// There is no figure.
    NotAssessed,
}

impl Verdict {
    /// The word that tables print.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Beyond => "beyond",
            Self::Undecided => "undecided",
            Self::Reported => "reported",
            Self::NotAssessed => "not assessed",
        }
    }
}

impl Threshold {
    /// How a figure known to lie in `range` lies to the threshold.
    pub fn judge(&self, range: Option<[f64; 2]>) -> Verdict {
        let Some([low, high]) = range else { return Verdict::NotAssessed };
        if self.purpose == Use::Context {
            return Verdict::Reported;
        }
        let right = |value: f64| match self.comparison {
            Comparison::AtMost => value <= self.value + WRITTEN_SLACK,
            Comparison::AtLeast => value >= self.value - WRITTEN_SLACK,
        };
        match (right(low), right(high)) {
            (true, true) => Verdict::Within,
            (false, false) => Verdict::Beyond,
            _ => Verdict::Undecided,
        }
    }
}

/// Why a list of thresholds cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThresholdListError {
    /// A row that does not fit the columns.
    #[error("thresholds: {0}")]
    Row(#[from] csv::Error),
    /// A figure that does not exist.
    #[error("thresholds: {id}: metric = {metric}: there is no such figure")]
    Metric {
        /// The threshold.
        id: String,
        /// What it names.
        metric: String,
    },
    /// A number that decides nothing.
    #[error("thresholds: {id}: value = {value}: should be finite")]
    Value {
        /// The threshold.
        id: String,
        /// The number.
        value: f64,
    },
}

const SHIPPED: &str = include_str!("../../../data/disclosure_thresholds.csv");

/// The shipped thresholds.
///
/// # Panics
/// Never with the committed file: `every_shipped_threshold_has_a_source` reads it.
pub fn shipped() -> Vec<Threshold> {
    read(SHIPPED).unwrap_or_else(|e| unreachable!("shipped {e}"))
}

/// Thresholds from a CSV with the columns of `data/disclosure_thresholds.csv`.
///
/// # Errors
/// [`ThresholdListError`] names the row and what is wrong with it.
pub fn read(text: &str) -> Result<Vec<Threshold>, ThresholdListError> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    let all: Vec<Threshold> = rows.collect::<Result<_, _>>()?;
    for Threshold { id, metric, value, .. } in &all {
        let id = || id.clone();
        if !super::metric::catalogue().contains_key(metric.as_str()) {
            return Err(ThresholdListError::Metric { id: id(), metric: metric.clone() });
        }
        if !value.is_finite() {
            return Err(ThresholdListError::Value { id: id(), value: *value });
        }
    }
    Ok(all)
}

/// A rule that names no number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RuleWithoutNumber {
    /// Its name.
    pub rule: String,
    /// What it asks for.
    pub meaning: String,
    /// Where it is written.
    pub source: String,
}

/// Rules that a figure cannot be compared with, from `data/disclosure_references.csv`.
pub fn rules_without_number() -> Vec<RuleWithoutNumber> {
    const TEXT: &str = include_str!("../../../data/disclosure_references.csv");
    csv::Reader::from_reader(TEXT.as_bytes()).into_deserialize().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_threshold_has_a_source() {
        let all = shipped();
        assert!(all.iter().all(|t| !t.source.is_empty() && !t.meaning.is_empty()));
        let gated = |t: &&Threshold| t.purpose == Use::Gate;
        // Uniqueness in the sample alone is never judged.
        assert!(all.iter().filter(gated).all(|t| t.metric.contains("population")));
        assert_eq!(rules_without_number().len(), 3);
    }

    #[test]
    fn a_range_across_the_threshold_decides_nothing() {
        let ema = shipped().into_iter().find(|t| t.id == "ema").unwrap();
        assert_eq!(ema.judge(Some([0.01, 0.05])), Verdict::Within);
        assert_eq!(ema.judge(Some([1.0 / 11.0, 1.0 / 11.0])), Verdict::Within);
        assert_eq!(ema.judge(Some([0.1, 0.1])), Verdict::Beyond);
        assert_eq!(ema.judge(Some([0.01, 0.5])), Verdict::Undecided);
        assert_eq!(ema.judge(None), Verdict::NotAssessed);
        let cms = shipped().into_iter().find(|t| t.id == "cms").unwrap();
        assert_eq!(cms.judge(Some([1.0, 1.0])), Verdict::Reported);
    }

    #[test]
    fn a_slip_in_a_users_list_is_named() {
        let row = |metric: &str, value: &str| {
            let text = format!(
                "id,metric,comparison,value,use,meaning,source\nmine,{metric},at_most,{value},gate,m,s"
            );
            read(&text).unwrap_err().to_string()
        };
        assert!(row("kk", "1").contains("kk"));
        assert!(row("k", "nan").contains("finite"));
        assert!(row("k", "many").contains("line"));
    }
}
