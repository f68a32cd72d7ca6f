//! How recognisable is the face that is left? A probability with an operational meaning.
//!
//! The attacker holds another scan of each of 100 people, this person among them, compares faces
//! (brow to chin; not forehead, jaw, skull or ears, which identify too) and names the most similar. Recognisability is the probability that the
//! right person is named.
//!
//! How far a scan's own other scan stands out is counted in standard deviations of the scores of
//! other people, normalised per probe. Those follow a Pearson type III distribution of variance 1: scores of
//! likeness have a long lower and a short upper tail, and whoever is named first is named by the upper one. With a
//! part `T` of the face's weight left, it stands out by
//! `M = distance × T^power / (1 + softness × (edge − 1) + roughness × noise)` on average. People
//! differ in how distinctive they are (`ln M` varies by `variety`), and scores of one person by
//! `scatter`. What is left of a cut face is also placed less well: with probability
//! `ceiling × (1 − exp(−(hold × T)^steep))` it lies where it belongs, else the mate stands out as much as
//! anybody. With that, `P(first of N) = E[F(z)^(N−1)]` over the mated scores `z`, `F` the
//! distribution of the others: the binomial model of Grother & Phillips 2004
//! (10.1109/CVPR.2004.1315146). All numbers are measured, not chosen:
//! `examples/calibrate_recognisability` makes `data/recognisability.toml`.
//!
//! How true that is: `docs/recognisability.csv`. On phantoms, another generator, masks left more under an
//! earlier calibration (of 30 people 0.67 foretold, 0.90 found) and planes less (0.39 and 0.15).

mod evidence;

use super::canonical_grid::PatchName;
use super::named_region::NamedRegion;
use crate::base::stats::normal;
use crate::base::stats::quadrature::gauss_legendre;
use serde::{Deserialize, Serialize};
use statrs::function::gamma::gamma_lr;
use std::sync::OnceLock;

pub use evidence::Evidence;

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

/// Probability that the mated score is the best of `people`, when it is normal about `mean` with
/// standard deviation `scatter` and the others have the skewness `skew` (see [`below`]). Mean 0, scatter 1
/// and no skew are chance: 1/`people`.
pub fn first_of(people: usize, mean: f64, scatter: f64, skew: f64) -> f64 {
    const POINTS: usize = 64;
    let others = people.saturating_sub(1) as f64;
    expected(POINTS, |z| below(mean + scatter * z, skew).powf(others)).clamp(0.0, 1.0)
}

/// Probability that another person's score lies below `z` standard deviations of such scores: Pearson
/// type III with mean 0, variance 1 and skewness `skew`, a shifted gamma distribution (Johnson, Kotz &
/// Balakrishnan 1994, Continuous Univariate Distributions 1, ch. 17). Without skew it is the normal one.
pub fn below(z: f64, skew: f64) -> f64 {
    /// Nearer to 0 the two differ by less than 0.001.
    const NORMAL: f64 = 0.01;
    if skew.abs() < NORMAL {
        return normal::cdf(z);
    }
    let shape = 4.0 / (skew * skew);
    let outwards = shape + shape.sqrt() * z * skew.signum();
    let towards_end = if outwards > 0.0 { gamma_lr(shape, outwards) } else { 0.0 };
    if skew > 0.0 { towards_end } else { 1.0 - towards_end }
}

/// Expectation over a standard normal variable.
fn expected(points: usize, of: impl Fn(f64) -> f64) -> f64 {
    /// Beyond ±6 standard deviations lies 2e-9 of a normal distribution.
    const TAIL: f64 = 6.0;
    static RULE: OnceLock<[Vec<(f64, f64)>; 2]> = OnceLock::new();
    let [few, many] = RULE.get_or_init(|| [gauss_legendre(FEW), gauss_legendre(MANY)]);
    let rule = if points <= FEW { few } else { many };
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    rule.iter().map(|&(x, weight)| weight * TAIL * density(TAIL * x) * of(TAIL * x)).sum()
}

const FEW: usize = 24;
const MANY: usize = 64;

/// How a mated score stands out, given what is left of the face.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Mean distance of a whole, sharp face, standard deviations of the non-mated scores.
    pub distance: f64,
    /// By which power of the part left it falls.
    pub power: f64,
    /// Standard deviation of its logarithm between people.
    pub variety: f64,
    /// Standard deviation of one person's scores about it.
    pub scatter: f64,
    /// Fall per unit by which the face's edge is wider than the cranium's.
    pub softness: f64,
    /// Fall per mm of surface noise.
    pub roughness: f64,
    /// Part of whole faces that are placed right; with the others the attacker guesses.
    pub ceiling: f64,
    /// One over the part that has to be left so that most faces are placed right …
    pub hold: f64,
    /// … and how sharply that sets in: Weibull's distribution.
    pub steep: f64,
    /// Skewness of the non-mated scores.
    pub skew: f64,
}

impl Law {
    /// Mean distance with a part `told` (0–1) of the face left, its edge `edge` times as wide as the
    /// cranium's (at least 1) and `noise_mm` of noise on its surface.
    pub fn mean(&self, told: f64, edge: f64, noise_mm: f64) -> f64 {
        let fall = 1.0 + self.softness * (edge - 1.0).max(0.0) + self.roughness * noise_mm;
        self.distance * told.clamp(0.0, 1.0).powf(self.power) / fall
    }

    /// Probability that a face of which a part `told` (0–1) is left lies where it belongs.
    pub fn placed(&self, told: f64) -> f64 {
        self.ceiling * (1.0 - (-(self.hold * told.clamp(0.0, 1.0)).powf(self.steep)).exp())
    }

    /// Probability to be first of `people` at a mean distance, placed right with probability `placed`.
    pub fn first_of(&self, people: usize, mean: f64, placed: f64) -> f64 {
        let guess = 1.0 / people.max(1) as f64;
        let of_one = |x: f64| {
            let own = mean * (self.variety * x - 0.5 * self.variety * self.variety).exp();
            first_of(people, own, self.scatter, self.skew)
        };
        let found = expected(FEW, of_one);
        // Scatter above 1 would lift what is no better than guessing.
        let nothing = first_of(people, 0.0, self.scatter, self.skew);
        let found = guess + (1.0 - guess) * ((found - nothing) / (1.0 - nothing)).clamp(0.0, 1.0);
        placed * found + (1.0 - placed) * guess
    }
}

/// What each region of the face tells of a person, and the law by which it tells.
#[derive(Clone, Debug)]
pub struct Model {
    /// `(bit of the region, weight)`, in the order of the regions; they sum to 1.
    weights: Vec<(usize, f64)>,
    law: Law,
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
    law: Law,
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
        let File { region: rows, law, .. } = toml::from_str(text)?;
        let known = |Row { name, weight }: Row| {
            let of_face = |r: &NamedRegion| r.patch == PatchName::Face && r.name == name;
            match NamedRegion::all().iter().position(of_face) {
                Some(bit) if weight >= 0.0 => Ok((bit, weight)),
                _ => Err(ModelError::Region { name, weight }),
            }
        };
        let weights: Vec<(usize, f64)> = rows.into_iter().map(known).collect::<Result<_, _>>()?;
        Ok(Self::new(weights, law))
    }

    /// A model of `(bit of the region, weight)`, which are scaled to sum to 1.
    pub fn new(mut weights: Vec<(usize, f64)>, law: Law) -> Self {
        let sum = weights.iter().map(|(_, weight)| weight).sum::<f64>().max(f64::EPSILON);
        for (_, weight) in &mut weights {
            *weight /= sum;
        }
        Self { weights, law }
    }

    /// The law by which what is left tells.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Part of the face's weight that is left, 0–1.
    pub fn told(&self, evidence: &Evidence) -> f64 {
        self.weights.iter().map(|&(bit, weight)| weight * evidence.share(bit)).sum()
    }

    /// How far the person stands out on average, standard deviations of the non-mated scores.
    pub fn mean(&self, evidence: &Evidence) -> f64 {
        self.law.mean(self.told(evidence), evidence.edge, evidence.noise_mm)
    }

    /// Probability that the right person is named first of `people`.
    pub fn first_of(&self, people: usize, evidence: &Evidence) -> f64 {
        self.law.first_of(people, self.mean(evidence), self.law.placed(self.told(evidence)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_can_be_read() {
        let model = Model::shipped();
        let whole = model.first_of(GALLERY, &Evidence::from_shares(|_| 1.0));
        assert!(whole > 0.9, "{whole}");
        let nothing = model.first_of(GALLERY, &Evidence::from_shares(|_| 0.0));
        approx::assert_abs_diff_eq!(nothing, 0.01, epsilon = 1e-6);
        let text = include_str!("../../data/recognisability.toml");
        let (start, _) = text.split_once("[[region]]").unwrap();
        let with = |row: &str| Model::read(&format!("{start}[[region]]\n{row}"));
        assert!(with("name='vault'\nweight=1.0").is_err());
        assert!(with("name='chin'\nweight=-1.0").is_err());
        assert!(with("name='chin'\nweight=1.0").is_ok());
    }

    #[test]
    fn less_softer_and_noisier_faces_are_recognised_less() {
        let model = Model::shipped();
        let at = |share: f64, edge: f64, noise_mm: f64| {
            let mut evidence = Evidence::from_shares(|_| share);
            (evidence.edge, evidence.noise_mm) = (edge, noise_mm);
            model.first_of(GALLERY, &evidence)
        };
        let all = at(1.0, 1.0, 0.0);
        for shares in [[1.0, 0.9], [0.9, 0.5], [0.5, 0.1], [0.1, 0.0]] {
            assert!(at(shares[0], 1.0, 0.0) > at(shares[1], 1.0, 0.0), "{shares:?}");
        }
        assert!(all > at(1.0, 2.0, 0.0) && at(1.0, 2.0, 0.0) > at(1.0, 6.0, 0.0));
        assert!(all > at(1.0, 1.0, 2.0));
    }

    #[test]
    fn chance_and_two_people_are_as_theory_says() {
        approx::assert_abs_diff_eq!(first_of(100, 0.0, 1.0, 0.0), 0.01, epsilon = 1e-6);
        // Two people: P(mated > other) = Φ(D/√(1 + σ²)).
        for (d, s) in [(0.5, 1.0), (1.0, 1.0), (3.0, 2.0)] {
            let expected = normal::cdf(d / f64::sqrt(1.0 + s * s));
            approx::assert_abs_diff_eq!(first_of(2, d, s, 0.0), expected, epsilon = 1e-6);
        }
        assert!(first_of(100, 2.0, 1.0, -0.3) > first_of(1000, 2.0, 1.0, -0.3));
        // A short upper tail of the others leaves the mate more room.
        assert!(first_of(100, 3.0, 1.0, -0.3) > first_of(100, 3.0, 1.0, 0.0));
        assert!(first_of(100, 3.0, 1.0, 0.3) < first_of(100, 3.0, 1.0, 0.0));
    }

    #[test]
    fn non_mated_scores_against_scipy() {
        // scipy.stats.pearson3.cdf(z, skew), benches/accuracy/stats_oracle.py
        const SCIPY: [(f64, f64, f64); 6] = [
            (-2.0, -0.3, 0.030_195_684_683),
            (0.0, -0.5, 0.466_744_891_388),
            (1.0, -0.3, 0.842_361_070_990),
            (2.5, -0.3, 0.997_842_618_151),
            (3.0, 0.4, 0.995_517_343_434),
            (4.0, -0.6, 1.000_000_000_000),
        ];
        for (z, skew, expected) in SCIPY {
            approx::assert_abs_diff_eq!(below(z, skew), expected, epsilon = 1e-9);
        }
        approx::assert_abs_diff_eq!(below(1.0, 0.011), below(1.0, 0.0), epsilon = 1e-3);
        // Beyond the end of the shorter tail lies nothing.
        assert!(below(9.0, -0.5) >= 1.0 && below(-9.0, 0.5) <= 0.0);
    }
}
