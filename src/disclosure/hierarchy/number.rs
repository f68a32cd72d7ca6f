//! Numbers without a meaning of their own: bands of round width, or groups of equal size.

use super::Rule;
use super::age::floor_to;

/// Bands on the way from single values to all: the widest still make two or more.
const MOST_BANDS: f64 = 40.0;
/// Groups of equal size at the finest level; each level halves them.
const MOST_GROUPS: usize = 16;

/// Levels with bands of equal width 1 or 5 times a power of ten, which nest.
pub fn equal_width(values: &[f64]) -> Vec<(String, Rule)> {
    let (low, high) = range(values);
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return Vec::new();
    }
    let first = (span / MOST_BANDS).log10().floor() as i32;
    let widths = (first..=first + 3).flat_map(|power| [1.0, 5.0].map(|w| w * 10f64.powi(power)));
    let useful = widths.filter(|width| (span / MOST_BANDS..=span).contains(width));
    useful.map(|width| (format!("bands of {width}"), Rule::NumberBand { width })).collect()
}

/// Levels with 16, 8, 4 and 2 groups of about equal size; cuts lie midway between neighbouring
/// values, so that none is a participant's own.
pub fn quantiles(values: &[f64]) -> Vec<(String, Rule)> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let fine = cuts(&sorted, MOST_GROUPS);
    let level = |groups: usize| {
        let every = MOST_GROUPS / groups;
        let mut kept: Vec<f64> = (1..groups).map(|g| fine[g * every - 1]).collect();
        kept.retain(|cut| cut.is_finite());
        kept.dedup();
        (format!("{groups} groups of equal size"), Rule::Cuts { cuts: kept })
    };
    if sorted.is_empty() { Vec::new() } else { [16, 8, 4, 2].map(level).to_vec() }
}

/// The cut below the value at each multiple of 1/`groups`; −∞ where no smaller value exists.
fn cuts(sorted: &[f64], groups: usize) -> Vec<f64> {
    let cut = |group: usize| {
        let value = sorted[(group * sorted.len() / groups).min(sorted.len() - 1)];
        match sorted.partition_point(|v| *v < value) {
            0 => f64::NEG_INFINITY,
            at => f64::midpoint(sorted[at - 1], value),
        }
    };
    if sorted.is_empty() { Vec::new() } else { (1..groups).map(cut).collect() }
}

fn range(values: &[f64]) -> (f64, f64) {
    let fold = |(low, high): (f64, f64), v: &f64| (low.min(*v), high.max(*v));
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), fold)
}

/// The band of a number; nothing for text.
pub(super) fn band(value: &str, width: f64) -> Option<String> {
    let number = value.trim().parse::<f64>().ok().filter(|v| v.is_finite())?;
    let from = floor_to(number, width);
    let decimals = (-width.log10().floor()).max(0.0) as usize;
    Some(format!("{from:.decimals$} to {:.decimals$}", from + width))
}

/// The group of a number between cuts; nothing for text.
pub(super) fn between(value: &str, cuts: &[f64]) -> Option<String> {
    let number = value.trim().parse::<f64>().ok().filter(|v| v.is_finite())?;
    let at = cuts.partition_point(|cut| *cut <= number);
    Some(match (at.checked_sub(1).map(|below| cuts[below]), cuts.get(at)) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(high)) => format!("below {high}"),
        (Some(low), None) => format!("{low} and over"),
        (None, None) => super::EVERYTHING.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_round_and_nest() {
        let bmi: Vec<f64> = (0..60).map(|i| 17.3 + f64::from(i) * 0.4).collect();
        let names: Vec<String> = equal_width(&bmi).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["bands of 1", "bands of 5", "bands of 10"]);
        assert_eq!(band("21.37", 5.0).as_deref(), Some("20 to 25"));
        assert_eq!(band("-0.3", 0.5).as_deref(), Some("-0.5 to 0.0"));
        assert_eq!(band("tall", 5.0), None);
        assert!(equal_width(&[3.0, 3.0]).is_empty() && equal_width(&[]).is_empty());
    }

    #[test]
    fn groups_are_of_equal_size_and_cut_between_values() {
        let values: Vec<f64> = (0..80).map(f64::from).collect();
        let levels = quantiles(&values);
        let Rule::Cuts { cuts } = &levels[2].1 else { panic!("{levels:?}") };
        assert_eq!(cuts, &[19.5, 39.5, 59.5]);
        assert_eq!(between("19", cuts).as_deref(), Some("below 19.5"));
        assert_eq!(between("20", cuts).as_deref(), Some("19.5 to 39.5"));
        assert_eq!(between("70", cuts).as_deref(), Some("59.5 and over"));
        // One value in nearly all records leaves no cut below it.
        assert_eq!(quantiles(&[1.0, 1.0, 1.0]).len(), 4);
    }
}
