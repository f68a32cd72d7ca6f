//! Handedness: laterality quotients, five-point scales and words, as right, left or other.

use super::Rule;
use serde::{Deserialize, Serialize};

/// What numbers in a handedness column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// There are none.
    Words,
    /// Laterality quotient from −1 (left) to 1 (right).
    Quotient,
    /// Laterality quotient from −100 (left) to 100 (right), as Oldfield printed it.
    QuotientPercent,
    /// From 1 (left) to 5 (right).
    FivePoint,
}

/// Beyond this laterality quotient a hand is preferred: 40 of 100, the cut in common use with
/// Oldfield's inventory (1971, 10.1016/0028-3932(71)90067-4).
const PREFERRED: f64 = 0.4;

/// Levels of a handedness column.
pub fn rules(scale: Scale) -> Vec<(String, Rule)> {
    vec![("right, left or other".to_owned(), Rule::Hand { scale })]
}

/// The scale that holds all the numbers among the values.
pub fn scale_of<'a>(values: impl Iterator<Item = &'a str>) -> Scale {
    let numbers: Vec<f64> = values.filter_map(|v| v.trim().parse().ok()).collect();
    let within = |low: f64, high: f64| numbers.iter().all(|v| (low..=high).contains(v));
    if numbers.is_empty() {
        Scale::Words
    } else if within(-1.0, 1.0) {
        Scale::Quotient
    } else if within(1.0, 5.0) {
        Scale::FivePoint
    } else {
        Scale::QuotientPercent
    }
}

/// `right`, `left` or `other`.
pub(super) fn side(value: &str, scale: Scale) -> &'static str {
    let value = value.trim().to_ascii_lowercase();
    if let Ok(number) = value.parse::<f64>() {
        // Every scale as a quotient from −1 to 1.
        let quotient = match scale {
            Scale::Words => 0.0,
            Scale::Quotient => number,
            Scale::QuotientPercent => number / 100.0,
            Scale::FivePoint => (number - 3.0) / 2.0,
        };
        return match quotient {
            q if q >= PREFERRED => "right",
            q if q <= -PREFERRED => "left",
            _ => "other",
        };
    }
    match value.as_str() {
        "r" | "right" | "right-handed" | "rh" => "right",
        "l" | "left" | "left-handed" | "lh" => "left",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_scales_are_sides() {
        assert_eq!(
            ["R", "left", "Ambi"].map(|v| side(v, Scale::Words)),
            ["right", "left", "other"]
        );
        let quotients = ["0.95", "-1", "0.2"].map(|v| side(v, Scale::Quotient));
        assert_eq!(quotients, ["right", "left", "other"]);
        assert_eq!(
            ["5", "1.5", "3"].map(|v| side(v, Scale::FivePoint)),
            ["right", "left", "other"]
        );
        assert_eq!(side("-80", Scale::QuotientPercent), "left");
    }

    #[test]
    fn the_scale_is_the_narrowest_that_holds_the_numbers() {
        assert_eq!(scale_of(["R", "L"].into_iter()), Scale::Words);
        assert_eq!(scale_of(["1", "-1", "R"].into_iter()), Scale::Quotient);
        assert_eq!(scale_of(["1", "4.5"].into_iter()), Scale::FivePoint);
        assert_eq!(scale_of(["100", "-30"].into_iter()), Scale::QuotientPercent);
    }
}
