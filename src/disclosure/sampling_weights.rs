//! Sampling weights: how many persons of the population does a record stand for?

use super::table::Column;

/// A weight that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("weights {column}, record {record}: {problem}")]
pub struct WeightError {
    /// Name of the column.
    pub column: String,
    /// The first record that does not fit, from 1.
    pub record: usize,
    /// What is wrong.
    pub problem: &'static str,
}

/// Weights of all records.
///
/// # Errors
/// [`WeightError`] for the first record whose weight is missing, no number, or below 1: a record
/// stands at least for itself.
pub fn weights(column: &Column) -> Result<Vec<f64>, WeightError> {
    let read = |label: &String| label.trim().parse::<f64>().ok().filter(|w| w.is_finite());
    let by_code: Vec<Option<f64>> = column.labels.iter().map(read).collect();
    let weight = |(row, &code): (usize, &u32)| {
        let error = |problem| WeightError { column: column.name.clone(), record: row + 1, problem };
        match by_code.get(code as usize) {
            None => Err(error("is missing")),
            Some(None) => Err(error("is no number")),
            Some(Some(weight)) if *weight < 1.0 => Err(error("is below 1")),
            Some(Some(weight)) => Ok(*weight),
        }
    };
    column.codes.iter().enumerate().map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_numbers_from_1_on() {
        let read = |values: &[&str]| {
            weights(&Column::from_values("w", values, str::is_empty)).map_err(|e| e.to_string())
        };
        assert_eq!(read(&["1", "45.5", "1"]), Ok(vec![1.0, 45.5, 1.0]));
        assert_eq!(read(&["2", ""]), Err("weights w, record 2: is missing".to_owned()));
        assert_eq!(read(&["2", "x"]), Err("weights w, record 2: is no number".to_owned()));
        assert_eq!(read(&["0.5"]), Err("weights w, record 1: is below 1".to_owned()));
    }
}
