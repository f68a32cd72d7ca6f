//! Step functions: what share of all values lies at or below each.

/// Corners of the cumulative share of `values`, for a line of [`super::Lines`]: from 0 at the
/// least value to 1 at the greatest. Values that are not finite do not count.
pub fn cumulative(values: impl IntoIterator<Item = f64>) -> Vec<[f64; 2]> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let mut corners: Vec<[f64; 2]> = Vec::new();
    let mut below = 0.0;
    for same in sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()) {
        corners.push([same[0], below / n]);
        below += same.len() as f64;
        corners.push([same[0], below / n]);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_lifts_the_step_by_its_share() {
        let steps = cumulative([3.0, 1.0, f64::NAN, 3.0, 2.0]);
        let expected = [[1.0, 0.0], [1.0, 0.25], [2.0, 0.25], [2.0, 0.5], [3.0, 0.5], [3.0, 1.0]];
        assert_eq!(steps, expected);
        assert!(cumulative([]).is_empty());
    }
}
