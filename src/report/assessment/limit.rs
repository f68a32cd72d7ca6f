//! How often the checks err, from `data/limits.csv`.

use serde::{Deserialize, Serialize};

/// A measured error rate, or a limit that is known without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Name of its sentence, `limit.` in the texts.
    pub limit: String,
    /// What was measured; nothing for a limit in words.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// On how many scans or cases.
    pub cases: Option<u64>,
    /// On what.
    pub on: String,
    /// What printed the number.
    pub source: String,
}

/// The shipped limits.
///
/// # Panics
/// Never with the committed file: `every_limit_has_a_sentence_and_a_source` reads it.
pub fn shipped() -> Vec<Limit> {
    let text = include_str!("../../../data/limits.csv");
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    let rows: Result<Vec<Limit>, csv::Error> = rows.collect();
    rows.unwrap_or_else(|error| unreachable!("shipped limits: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::knowledge::Knowledge;

    #[test]
    fn every_limit_has_a_sentence_and_a_source() {
        let knowledge = Knowledge::shipped();
        let language = knowledge.texts.language("nl").unwrap();
        for limit in shipped() {
            let key = format!("limit.{}", limit.limit);
            assert_ne!(language.say(&key), key);
            assert!(!limit.source.is_empty(), "{key}");
            let on = format!("class.{}", limit.on);
            assert!(limit.on.is_empty() || knowledge.rules.has(&on), "{on}");
            let inside = |v: f64| limit.low.is_none_or(|low| low <= v && v <= limit.high.unwrap());
            assert!(limit.value.is_none_or(inside), "{key}");
            assert_eq!(limit.value.is_some(), limit.cases.is_some(), "{key}");
        }
    }
}
