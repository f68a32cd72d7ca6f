//! Postcodes, part by part.

use super::Rule;
use serde::{Deserialize, Serialize};

/// Whose postcodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Country {
    /// Netherlands: `1234 AB`.
    NL,
    /// Belgium: `1234`.
    BE,
    /// Germany: `12345`.
    DE,
    /// United Kingdom: `SW1A 2AA`.
    UK,
    /// United States: `12345` or `12345-6789`.
    US,
}

/// A part of a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// That many characters from the left, blanks and hyphens not counted.
    First(u8),
    /// British: `SW1A 2`, district and digit.
    Sector,
    /// British: `SW1A`, the outward code.
    District,
    /// British: `SW`, the letters before the first digit.
    Area,
}

/// Levels of a postcode column.
///
/// Lengths are those with a meaning in the country: NL 4 (neighbourhood), BE 1 (province), DE 2
/// (region), US 5 and 3 (HIPAA 45 CFR 164.514(b)(2)(i)(B): three digits, if more than 20 000 people
/// live there, which no hierarchy can know).
pub fn rules(country: Country) -> Vec<(String, Rule)> {
    let first = |lengths: &[u8]| -> Vec<(String, Rule)> {
        let named = |n: &u8| {
            let rule = Rule::Postcode { part: Part::First(*n) };
            (format!("first {n} characters"), rule)
        };
        lengths.iter().map(named).collect()
    };
    match country {
        Country::NL | Country::US => first(&[5, 4, 3, 2, 1]),
        Country::BE => first(&[3, 2, 1]),
        Country::DE => first(&[4, 3, 2, 1]),
        Country::UK => {
            [("sector", Part::Sector), ("district", Part::District), ("area", Part::Area)]
                .map(|(name, part)| (name.to_owned(), Rule::Postcode { part }))
                .to_vec()
        }
    }
}

/// The part of a postcode; what is longer is cut, what is shorter stays.
pub(super) fn to_part(value: &str, part: Part) -> Option<String> {
    let Part::First(length) = part else { return british(value, part) };
    let plain = value.chars().filter(|c| !c.is_whitespace() && *c != '-');
    Some(plain.take(length.into()).map(|c| c.to_ascii_uppercase()).collect())
}

/// A part of a British postcode, or of a part that is written as they are written here: `SW1A 2`,
/// `SW1A`, `SW`. Nothing for other text.
fn british(value: &str, part: Part) -> Option<String> {
    let upper = value.trim().to_ascii_uppercase();
    let is_inward = |text: &str| {
        let bytes = text.as_bytes();
        bytes.len() == 3
            && bytes[0].is_ascii_digit()
            && bytes[1..].iter().all(u8::is_ascii_alphabetic)
    };
    let is_sector = |text: &str| text.len() == 1 && text.as_bytes()[0].is_ascii_digit();
    let (outward, inward) = match upper.split_once(char::is_whitespace) {
        Some((outward, inward)) => (outward, inward.trim()),
        None => upper
            .split_at_checked(upper.len().saturating_sub(3))
            .filter(|p| is_inward(p.1))
            .unwrap_or((&upper, "")),
    };
    let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
    let fits = (1..=2).contains(&letters)
        && outward.len() <= 4
        && outward.bytes().all(|b| b.is_ascii_alphanumeric())
        && (inward.is_empty() || is_sector(inward) || is_inward(inward));
    fits.then(|| match part {
        Part::Area => outward[..letters].to_owned(),
        Part::Sector if !inward.is_empty() => format!("{outward} {}", &inward[..1]),
        _ => outward.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_lose_their_end() {
        let at = |value: &str, country| -> Vec<String> {
            rules(country).iter().map(|(_, rule)| rule.apply(value).unwrap()).collect()
        };
        assert_eq!(at("1234 ab", Country::NL), ["1234A", "1234", "123", "12", "1"]);
        assert_eq!(at("SW1A 2AA", Country::UK), ["SW1A 2", "SW1A", "SW"]);
        assert_eq!(at("m11ae", Country::UK), ["M1 1", "M1", "M"]);
        assert_eq!(at("SW1A", Country::UK), ["SW1A", "SW1A", "SW"]);
        assert_eq!(at("12345-6789", Country::US), ["12345", "1234", "123", "12", "1"]);
        assert_eq!(at("3000", Country::BE), ["300", "30", "3"]);
    }
}
