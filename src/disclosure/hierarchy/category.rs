//! Categories without an order: rare ones together.

use super::Rule;
use crate::disclosure::table::{Column, MISSING};

/// What the values that do not stay are shown as.
pub const OTHER: &str = "other";

/// One level in which values of fewer than `fewest` records are one.
pub fn rules(column: &Column, fewest: u32) -> Vec<(String, Rule)> {
    let mut counts = vec![0u32; column.labels.len()];
    for code in column.codes.iter().filter(|code| **code != MISSING) {
        counts[*code as usize] += 1;
    }
    let common = column.labels.iter().zip(counts).filter(|(_, count)| *count >= fewest);
    let mut keep: Vec<String> = common.map(|(label, _)| label.clone()).collect();
    keep.sort();
    vec![(format!("values of fewer than {fewest} together"), Rule::Common { keep })]
}

/// The value if it stays, else [`OTHER`].
pub(super) fn common(value: &str, keep: &[String]) -> String {
    if keep.iter().any(|kept| kept == value) { value } else { OTHER }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_values_are_one() {
        let column = Column::from_values("site", ["A", "A", "B", "C", "B", "D"], |_| false);
        let [(_, rule)] = rules(&column, 2).try_into().unwrap();
        assert_eq!(["A", "C", "D"].map(|v| rule.apply(v).unwrap()), ["A", "other", "other"]);
    }
}
