//! By what numbers two heads are compared: `data/linkage.toml`.

use super::part::Part;
use crate::face::named_region::NamedRegion;
use serde::Deserialize;
use std::sync::OnceLock;

/// How many are compared closely, when a face counts as there, and how alike other people are.
#[derive(Clone, Debug)]
pub struct LinkageRule {
    /// Scans of the gallery that are compared region by region, for each probe; the others are
    /// ranked behind them by the first look.
    pub preselected: usize,
    /// A face of which fewer regions can be compared is a failure to enrol.
    pub least_regions: usize,
    /// From this score on a region matches.
    pub matches_from: f64,
    /// The regions, in the order of the file.
    pub regions: Vec<RegionRule>,
}

/// How alike a region of different people is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegionRule {
    /// Its bit in the order of [`NamedRegion::all`].
    pub bit: usize,
    /// The part to whose score it counts.
    pub part: Part,
    /// Distance between different people, geometric mean, mm.
    pub others_mm: f64,
    /// Standard deviation of the logarithm of that distance.
    pub spread: f64,
}

/// Why a file of rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// The file is not TOML, or a field is missing or of another type.
    #[error("linkage: {0}")]
    Syntax(#[from] toml::de::Error),
    /// No such region, or a distance or spread that is not positive.
    #[error("linkage: region: {0}: no such region, or others_mm or spread is not positive")]
    Region(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    preselected: usize,
    least_regions: usize,
    matches_from: f64,
    /// Where the numbers come from; read so that no file is without.
    #[serde(rename = "source")]
    _source: String,
    region: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    part: Part,
    others_mm: f64,
    spread: f64,
}

impl LinkageRule {
    /// The shipped rule.
    ///
    /// # Panics
    /// Never with the committed file: `the_shipped_rule_can_be_read` reads it.
    pub fn shipped() -> &'static Self {
        static RULE: OnceLock<LinkageRule> = OnceLock::new();
        RULE.get_or_init(|| {
            Self::read(include_str!("../../data/linkage.toml"))
                .unwrap_or_else(|error| unreachable!("shipped linkage rule: {error}"))
        })
    }

    /// Reads a file of rules.
    ///
    /// # Errors
    /// [`RuleError`] names the region that cannot be used.
    pub fn read(text: &str) -> Result<Self, RuleError> {
        let File { preselected, least_regions, matches_from, region, .. } = toml::from_str(text)?;
        let regions = region.into_iter().map(RegionRule::of).collect::<Result<_, _>>()?;
        Ok(Self { preselected, least_regions, matches_from, regions })
    }

    /// The regions of one part.
    pub fn regions_of(&self, part: Part) -> impl Iterator<Item = &RegionRule> {
        self.regions.iter().filter(move |region| region.part == part)
    }
}

impl RegionRule {
    fn of(row: Row) -> Result<Self, RuleError> {
        let Row { name, part, others_mm, spread } = row;
        let bit = NamedRegion::all().iter().position(|region| region.name == name);
        match bit {
            Some(bit) if others_mm > 0.0 && spread > 0.0 => {
                Ok(Self { bit, part, others_mm, spread })
            }
            _ => Err(RuleError::Region(name)),
        }
    }

    /// How much more alike than other people: standard deviations of the logarithm of the distance.
    pub fn score(&self, rms_mm: f64) -> f64 {
        (self.others_mm.ln() - rms_mm.max(1e-3).ln()) / self.spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::canonical_grid::PatchName;

    #[test]
    fn the_shipped_rule_can_be_read() {
        let rule = LinkageRule::shipped();
        for part in Part::ALL {
            assert!(rule.regions_of(part).count() > 0, "{part:?}");
        }
        let of_face = |r: &&RegionRule| NamedRegion::all()[r.bit].patch == PatchName::Face;
        assert_eq!(
            rule.regions.iter().filter(of_face).count(),
            rule.regions_of(Part::Face).count()
        );
        assert!((1..rule.regions_of(Part::Face).count()).contains(&rule.least_regions));
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        let start = "preselected=50\nleast_regions=3\nmatches_from=2.0\nsource=\"x\"\n[[region]]\n";
        let row = |name: &str, mm: &str| {
            LinkageRule::read(&format!(
                "{start}name=\"{name}\"\npart=\"face\"\nothers_mm={mm}\nspread=0.5"
            ))
        };
        assert!(row("chin", "0.3").is_ok());
        assert!(row("chin", "0.0").unwrap_err().to_string().contains("chin"));
        assert!(row("chim", "0.3").is_err());
        assert!(LinkageRule::read("preselected = 50").is_err());
    }
}
