//! How values are written into tables.

/// A value that is not known, as in BIDS.
pub(super) fn missing() -> String {
    "n/a".to_owned()
}

/// A number with so many decimals; `n/a` when there is none or it is not finite.
pub(super) fn number(value: Option<f64>, decimals: usize) -> String {
    match value {
        // A rounded −0.00 reads as if the sign meant something.
        Some(v) if v.is_finite() => {
            let shown = format!("{v:.decimals$}");
            if shown.trim_start_matches(['-', '0', '.']).is_empty() {
                shown.trim_start_matches('-').to_owned()
            } else {
                shown
            }
        }
        _ => missing(),
    }
}

/// A number with six significant digits, for figures that span many powers of ten; `n/a` when there
/// is none or it is not finite.
pub(super) fn significant(value: Option<f64>) -> String {
    let Some(value) = value.filter(|v| v.is_finite()) else { return missing() };
    // Reading the rounded number back and writing it gives no more digits than it has.
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// `yes` or `no`.
pub(super) fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// Text that a spreadsheet would run as a formula gets an apostrophe in front.
pub(super) fn text(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_no_cell() {
        assert_eq!(text("=cmd()"), "'=cmd()");
        assert_eq!(text("sub-01_T1w.nii.gz"), "sub-01_T1w.nii.gz");
    }

    #[test]
    fn zero_has_no_sign_and_the_unknown_is_not_zero() {
        assert_eq!(number(Some(-0.001), 2), "0.00");
        assert_eq!(number(Some(-0.1), 2), "-0.10");
        assert_eq!(number(Some(f64::NAN), 2), "n/a");
        assert_eq!(number(None, 2), "n/a");
    }

    #[test]
    fn small_numbers_keep_their_digits() {
        assert_eq!(significant(Some(1.0 / 3.0)), "0.333333");
        assert_eq!(significant(Some(1.234_567_89e-9)), "0.00000000123457");
        assert_eq!(significant(Some(17_942_942.0)), "17942900");
        assert_eq!(significant(Some(-0.0)), "0");
        assert_eq!(significant(Some(f64::INFINITY)), "n/a");
    }
}
