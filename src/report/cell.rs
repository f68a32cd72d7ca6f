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

/// A number with six significant digits, for figures that span many powers of ten, whole numbers with
/// all of theirs: they are counts; `n/a` when there is none or it is not finite.
pub(super) fn significant(value: Option<f64>) -> String {
    let Some(value) = value.filter(|v| v.is_finite()) else { return missing() };
    if value.fract() == 0.0 && value.abs() < MOST_EXACT {
        return (value as i64).to_string();
    }
    // Reading the rounded number back and writing it gives no more digits than it has.
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// Whole numbers from here on have gaps between them: 2⁵³.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// `yes` or `no`.
pub(super) fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// Text that a spreadsheet would run as a formula gets an apostrophe in front.
pub(super) fn text(value: &str) -> String {
    if is_formula(value) { format!("'{value}") } else { value.to_owned() }
}

/// Text as a cell of a CSV, as [`text`]; in quotes where it would end the cell (RFC 4180).
pub(super) fn push_text(out: &mut Vec<u8>, value: &str) {
    let apostrophe = if is_formula(value) { "'" } else { "" };
    if value.contains(['"', ',', '\n', '\r']) {
        let quoted = format!("\"{apostrophe}{}\"", value.replace('"', "\"\""));
        out.extend_from_slice(quoted.as_bytes());
    } else {
        out.extend_from_slice(apostrophe.as_bytes());
        out.extend_from_slice(value.as_bytes());
    }
}

fn is_formula(value: &str) -> bool {
    value.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_back_as_it_was() {
        for value in ["plain", "a,b", "say \"hi\"", "two\nlines", "x\r", "ends\"", "=1+1"] {
            let mut out = b"x,".to_vec();
            push_text(&mut out, value);
            let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
            assert_eq!(&csv.records().next().unwrap().unwrap()[1], text(value));
        }
    }

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
        assert_eq!(significant(Some(17_942_942.0)), "17942942");
        assert_eq!(significant(Some(17_942_942.5)), "17942900");
        assert_eq!(significant(Some(-0.0)), "0");
        assert_eq!(significant(Some(f64::INFINITY)), "n/a");
    }
}
