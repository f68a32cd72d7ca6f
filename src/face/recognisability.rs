//! How recognisable is the face that is left? A probability with an operational meaning.
//!
//! The attacker holds another scan of each of 100 people, this person among them, compares faces
//! (brow to chin; not forehead, jaw, skull or ears, which identify too) and names the most similar. Recognisability is the probability that the
//! right person is named.
//!
//! Every region adds what it tells: with mated scores that stand `D` standard deviations above the
//! non-mated, independent regions add up in `D²`. So `D² = Σ w·share` over the regions, `share` what
//! is left of the region as it was scanned (surface × naturalness), and
//! `P(first of N) = ∫ φ(z) Φ(z + D)^(N−1) dz` (binomial model: Grother & Phillips 2004,
//! 10.1109/CVPR.2004.1315146, with normal scores). The weights are measured, not chosen:
//! `examples/calibrate_recognisability.rs` makes `data/recognisability.toml`.

use super::canonical_grid::PatchName;
use super::named_region::NamedRegion;
use super::presence::RegionPresence;
use crate::base::stats::normal;
use crate::base::stats::quadrature::gauss_legendre;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// The number of people among whom the attacker searches.
pub const GALLERY: usize = 100;

/// What a recognisability rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The regions left in this scan.
    SingleScan,
    /// Also the faces of the other participants of the run.
    Group,
    /// Also this person's scan before defacing.
    Original,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 3] = [Self::SingleScan, Self::Group, Self::Original];

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SingleScan => "single-scan",
            Self::Group => "group",
            Self::Original => "original",
        }
    }
}

/// Probability that the mated score is the best of `people`, when it stands `distance` standard
/// deviations above the non-mated ones and all are normal. `distance` 0 is chance: 1/`people`.
pub fn first_of(people: usize, distance: f64) -> f64 {
    /// Beyond ±8 standard deviations lies 1e-15 of a normal distribution.
    const TAIL: f64 = 8.0;
    const POINTS: usize = 128;
    static RULE: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    let rule = RULE.get_or_init(|| gauss_legendre(POINTS));
    let others = people.saturating_sub(1) as f64;
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let at = |&(x, weight): &(f64, f64)| {
        let z = TAIL * x;
        weight * TAIL * density(z) * normal::cdf(z + distance).powf(others)
    };
    rule.iter().map(at).sum::<f64>().clamp(0.0, 1.0)
}

/// What each region of the face tells of a person.
#[derive(Clone, Debug)]
pub struct Model {
    /// `(bit of the region, weight)`, in the order of the regions.
    weights: Vec<(usize, f64)>,
    /// Part of scans that can be compared at all; with the others the attacker guesses.
    ceiling: f64,
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is not TOML, or a field is missing or of another type.
    #[error("recognisability: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A weight for a region that does not exist on the face, or one that is negative.
    #[error(
        "recognisability: region: {name}: weight {weight}: no such region of the face, or negative"
    )]
    Region {
        /// Its name in the file.
        name: String,
        /// Its weight in the file.
        weight: f64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Where the weights come from; read so that no file is without.
    #[serde(rename = "source")]
    _source: String,
    ceiling: f64,
    region: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    weight: f64,
}

impl Model {
    /// The shipped model.
    ///
    /// # Panics
    /// Never with the committed file: `the_shipped_model_can_be_read` reads it.
    pub fn shipped() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| {
            Self::read(include_str!("../../data/recognisability.toml"))
                .unwrap_or_else(|error| unreachable!("shipped recognisability: {error}"))
        })
    }

    /// Reads a model.
    ///
    /// # Errors
    /// [`ModelError`] names the region that cannot be used.
    pub fn read(text: &str) -> Result<Self, ModelError> {
        let File { region: rows, ceiling, .. } = toml::from_str(text)?;
        let known = |Row { name, weight }: Row| {
            let of_face = |r: &NamedRegion| r.patch == PatchName::Face && r.name == name;
            match NamedRegion::all().iter().position(of_face) {
                Some(bit) if weight >= 0.0 => Ok((bit, weight)),
                _ => Err(ModelError::Region { name, weight }),
            }
        };
        let weights = rows.into_iter().map(known).collect::<Result<_, _>>()?;
        Ok(Self { weights, ceiling: ceiling.clamp(0.0, 1.0) })
    }

    /// Probability that the right person is named first of `people`; `share` gives the part (0–1)
    /// of each region (by its bit) that still tells something of the person.
    pub fn first_of(&self, people: usize, share: impl Fn(usize) -> f64) -> f64 {
        let told = self.weights.iter().map(|&(bit, weight)| weight * share(bit).clamp(0.0, 1.0));
        let found = first_of(people, told.sum::<f64>().sqrt());
        self.ceiling * found + (1.0 - self.ceiling) / people.max(1) as f64
    }
}

/// What each region (by its bit) still tells: its score, nothing outside the field of view.
pub fn told_by(regions: &[RegionPresence]) -> impl Fn(usize) -> f64 + '_ {
    |bit| {
        let name = NamedRegion::all().get(bit).map(|region| region.name.as_str());
        let seen = regions.iter().find(|region| Some(region.region.as_str()) == name);
        seen.and_then(|region| region.shown.score).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_can_be_read() {
        let model = Model::shipped();
        let whole = model.first_of(GALLERY, |_| 1.0);
        assert!(whole > 0.9, "{whole}");
        approx::assert_abs_diff_eq!(model.first_of(GALLERY, |_| 0.0), 0.01, epsilon = 1e-9);
        assert!(
            Model::read("source='x'\nceiling=1.0\nregion=[{name='vault',weight=1.0}]").is_err()
        );
        assert!(
            Model::read("source='x'\nceiling=1.0\nregion=[{name='chin',weight=-1.0}]").is_err()
        );
    }

    #[test]
    fn chance_and_two_people_are_as_theory_says() {
        approx::assert_abs_diff_eq!(first_of(100, 0.0), 0.01, epsilon = 1e-9);
        // Two people: P(mated > other) = Φ(D/√2).
        for d in [0.5, 1.0, 3.0] {
            let expected = normal::cdf(d / 2f64.sqrt());
            approx::assert_abs_diff_eq!(first_of(2, d), expected, epsilon = 1e-9);
        }
        assert!(first_of(100, 2.0) > first_of(1000, 2.0));
    }
}
