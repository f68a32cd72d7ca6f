//! Ages: exact, years, bands of 5, 10, 20 and 40 years, everybody from 90 on pooled.

use super::Rule;

/// From this age on all are one, in years: HIPAA 45 CFR 164.514(b)(2)(i)(C) pools ages over 89.
pub const TOP: f64 = 90.0;

/// Levels of an age column. Each width divides the next, so that bands nest.
pub fn rules() -> Vec<(String, Rule)> {
    let named = |years: f64, name: &str| (name.to_owned(), Rule::AgeBand { years, top: TOP });
    vec![
        named(0.1, "tenths of a year"),
        named(1.0, "years, 90 and over together"),
        named(5.0, "5-year bands"),
        named(10.0, "10-year bands"),
        named(20.0, "20-year bands"),
        named(40.0, "40-year bands"),
    ]
}

/// An age as participants' tables write it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Age {
    /// Youngest, years.
    low: f64,
    /// Ages are below this, years; equal to `low` for a single age, infinite for `89+`.
    end: f64,
}

/// Reads `34`, `34.25`, `89+`, `>89`, `20-24` and `20-25`; nothing else.
///
/// Ends that are 5 years apart are those of bands that touch (`20-25`, `25-30`), other ends belong
/// to the band.
pub(super) fn parse(value: &str) -> Option<Age> {
    let number =
        |text: &str| text.trim().parse::<f64>().ok().filter(|v| v.is_finite() && *v >= 0.0);
    if let Some(age) = number(value) {
        return Some(Age { low: age, end: age });
    }
    let open = value.strip_suffix('+').or_else(|| value.strip_prefix(">="));
    if let Some(low) = open.and_then(number) {
        return Some(Age { low, end: f64::INFINITY });
    }
    if let Some(low) = value.strip_prefix('>').and_then(number) {
        return Some(Age { low: low + 1.0, end: f64::INFINITY });
    }
    let (low, high) = value.split_once(['-', '–'])?;
    let (low, high) = (number(low)?, number(high)?);
    let touches = (high - low) % 5.0 == 0.0;
    (low < high).then_some(Age { low, end: if touches { high } else { high + 1.0 } })
}

/// The band that holds an age; nothing when it is no age or a band of its own that fits in none.
pub(super) fn band(value: &str, years: f64, top: f64) -> Option<String> {
    let Age { low, end } = parse(value)?;
    // The band that the top falls into is open upwards, and so begins where it begins.
    let open_from = floor_to(top, years);
    if low >= open_from {
        return Some(format!("{}+", plain(open_from)));
    }
    let from = floor_to(low, years);
    let to = if years < 1.0 { from + years } else { (from + years).min(open_from) };
    if low < end && end > to + 1e-9 {
        return None;
    }
    Some(match years {
        y if y < 1.0 => format!("{from:.1}"),
        1.0 => plain(from),
        _ => format!("{}-{}", plain(from), plain(to - 1.0)),
    })
}

/// The multiple of `step` at or below `value`; a decimal's last bit decides nothing.
pub(super) fn floor_to(value: f64, step: f64) -> f64 {
    (value / step + 1e-9).floor() * step
}

fn plain(value: f64) -> String {
    format!("{value:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_bands_that_nest() {
        let at =
            |value: &str| [0.1, 1.0, 5.0, 10.0, 20.0, 40.0].map(|y| band(value, y, TOP).unwrap());
        assert_eq!(at("76.9260273972603"), ["76.9", "76", "75-79", "70-79", "60-79", "40-79"]);
        assert_eq!(at("93"), ["90+", "90+", "90+", "90+", "80+", "80+"]);
        assert_eq!(at("88"), ["88.0", "88", "85-89", "80-89", "80+", "80+"]);
        assert_eq!(at("0"), ["0.0", "0", "0-4", "0-9", "0-19", "0-39"]);
    }

    #[test]
    fn written_bands_wait_for_one_that_holds_them() {
        assert_eq!(band("55-60", 5.0, TOP).as_deref(), Some("55-59"));
        assert_eq!(band("20-24", 5.0, TOP).as_deref(), Some("20-24"));
        assert_eq!(band("23-28", 5.0, TOP), None);
        assert_eq!(band("23-28", 10.0, TOP).as_deref(), Some("20-29"));
        assert_eq!(band("89+", 10.0, TOP), None);
        assert_eq!(band("89+", 20.0, TOP).as_deref(), Some("80+"));
        assert_eq!(band(">89", 1.0, TOP).as_deref(), Some("90+"));
        assert_eq!(band("adult", 10.0, TOP), None);
    }
}
