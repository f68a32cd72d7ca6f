//! Quantiles of samples.

/// Quantile by selection; reorders `values`. None if there are none.
pub(super) fn quantile(values: &mut [f32], q: f64) -> Option<f32> {
    let last = values.len().checked_sub(1)?;
    let at = (q * last as f64).round() as usize;
    let (_, value, _) = values.select_nth_unstable_by(at, f32::total_cmp);
    Some(*value)
}

/// As [`quantile`], but whole numbers count as rounded: the samples equal to `v` are spread evenly
/// over `v ± ½`. The median of noise with σ = 1.7, stored as bytes, would else be off by 15 %.
pub(super) fn quantile_of_rounded(values: &mut [f32], q: f64) -> Option<f32> {
    let value = quantile(values, q)?;
    if values.iter().any(|v| v.fract() != 0.0) {
        return Some(value);
    }
    let below = values.iter().filter(|v| **v < value).count() as f64;
    let equal = values.iter().filter(|v| (**v - value).abs() < 0.5).count() as f64;
    let part = (q * values.len() as f64 - below) / equal;
    Some(value - 0.5 + part.clamp(0.0, 1.0) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_does_not_move_the_median() {
        // Numbers spread evenly over 0..3, median 1.5, rounded.
        let mut rounded: Vec<f32> = (0..300).map(|n| (n as f32 / 100.0).round()).collect();
        let median = quantile_of_rounded(&mut rounded, 0.5).unwrap();
        assert!((median - 1.5).abs() < 0.02, "{median}");
        let mut exact: Vec<f32> = (0..=300).map(|n| n as f32 / 100.0).collect();
        assert_eq!(quantile_of_rounded(&mut exact, 0.5), Some(1.5));
        assert_eq!(quantile(&mut [], 0.5), None);
    }
}
