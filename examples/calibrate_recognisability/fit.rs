//! The numbers under which the matching that was seen is most likely.

use countenance::face::recognisability::{Law, below};
use statrs::function::gamma::ln_gamma;

/// One comparison that was made.
pub(crate) struct Seen {
    /// What was left of each region of the face that is weighed, 0–1.
    pub(crate) shares: Vec<f64>,
    pub(crate) edge: f64,
    pub(crate) noise_mm: f64,
    /// How far the mate stood out; nothing where too little was left to compare.
    pub(crate) stands_out: Option<f64>,
    /// How far everybody else did.
    pub(crate) others: Vec<f64>,
}

/// Comparisons that follow one law.
pub(crate) struct Part {
    pub(crate) seen: Vec<Seen>,
    pub(crate) law: Law,
    /// How much each comparison counts.
    pub(crate) counts: f64,
}

impl Part {
    /// Where the search starts; nothing of it is left in the result.
    pub(crate) fn new(seen: Vec<Seen>, counts: f64) -> Self {
        let law = Law {
            distance: 6.0,
            power: 1.0,
            variety: 0.3,
            scatter: 1.0,
            softness: 0.3,
            roughness: 0.3,
            ceiling: 0.97,
            hold: 10.0,
            steep: 2.0,
            skew: 0.0,
        };
        Self { seen, law, counts }
    }

    /// Log-likelihood: a mate stands out as the law says, or, with a wrong pose, as much as anybody; who
    /// cannot be compared is not placed.
    fn likelihood(&self, told: impl Fn(&Seen) -> f64) -> f64 {
        let Law { variety, scatter, .. } = self.law;
        let normal = |off: f64| (-0.5 * off * off).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let people = PEOPLE.map(|x| (variety * x - 0.5 * variety * variety).exp());
        let of = |seen: &Seen| {
            let told = told(seen);
            let (mean, placed) =
                (self.law.mean(told, seen.edge, seen.noise_mm), self.law.placed(told));
            let Some(stands_out) = seen.stands_out else {
                return (1.0 - placed).max(1e-30).ln();
            };
            let at = |factor: f64| normal((stands_out - mean * factor) / scatter) / scatter;
            let found = people.iter().map(|&factor| at(factor)).sum::<f64>() / people.len() as f64;
            (placed * found + (1.0 - placed) * normal(stands_out)).max(1e-30).ln()
        };
        self.counts * self.seen.iter().map(of).sum::<f64>()
    }
}

/// The skewness of a Pearson type III distribution of variance 1 under which the scores beyond 1 are most
/// likely and the others only lie below: whoever is named first is named by the upper end.
pub(crate) fn skew(scores: &[f64]) -> f64 {
    const FROM: f64 = 1.0;
    let beyond: Vec<f64> = scores.iter().copied().filter(|z| *z > FROM).collect();
    let under = (scores.len() - beyond.len()) as f64;
    let likelihood = |skew: f64| {
        beyond.iter().map(|z| ln_density(*z, skew)).sum::<f64>() + under * below(FROM, skew).ln()
    };
    let steps = (-20..=20).map(|step| 0.05 * f64::from(step));
    let of = |skew: f64| (likelihood(skew), skew);
    steps.map(of).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(0.0, |best| best.1)
}

/// Logarithm of the density whose integral is [`below`].
fn ln_density(z: f64, skew: f64) -> f64 {
    /// As in [`below`].
    const NORMAL: f64 = 0.01;
    if skew.abs() < NORMAL {
        return -0.5 * (z * z + (2.0 * std::f64::consts::PI).ln());
    }
    let shape = 4.0 / (skew * skew);
    let outwards = shape + shape.sqrt() * z * skew.signum();
    if outwards <= 0.0 {
        return f64::NEG_INFINITY;
    }
    0.5 * shape.ln() + (shape - 1.0) * outwards.ln() - outwards - ln_gamma(shape)
}

/// Middles of eight equally likely parts of a standard normal distribution.
const PEOPLE: [f64; 8] = [-1.534, -0.887, -0.489, -0.157, 0.157, 0.489, 0.887, 1.534];
/// Rounds of coordinate ascent, and steps of each golden section: 0.618¹⁴ is 1/800.
const ROUNDS: usize = 6;
const SECTIONS: usize = 14;

/// Weights that all parts share (one per group of regions) and a law for each, by coordinate ascent.
pub(crate) struct Fit<'a> {
    pub(crate) parts: [Part; 2],
    /// Region → its group: left and right tell as much as each other.
    pub(crate) group: &'a [usize],
    pub(crate) weights: Vec<f64>,
}

impl Fit<'_> {
    pub(crate) fn likelihood(&self) -> f64 {
        let sum: f64 = self.group.iter().map(|&g| self.weights[g]).sum();
        let told = |seen: &Seen| {
            let weighed = seen.shares.iter().zip(self.group).map(|(s, &g)| s * self.weights[g]);
            weighed.sum::<f64>() / sum.max(1e-9)
        };
        self.parts.iter().map(|part| part.likelihood(told)).sum()
    }

    pub(crate) fn ascend(&mut self) {
        for _ in 0..ROUNDS {
            for part in 0..self.parts.len() {
                self.section((0.5, 30.0), |fit| &mut fit.parts[part].law.distance);
                self.section((0.2, 4.0), |fit| &mut fit.parts[part].law.power);
                self.section((0.01, 1.0), |fit| &mut fit.parts[part].law.variety);
                self.section((0.5, 3.0), |fit| &mut fit.parts[part].law.scatter);
                self.section((0.0, 5.0), |fit| &mut fit.parts[part].law.softness);
                self.section((0.0, 20.0), |fit| &mut fit.parts[part].law.roughness);
                self.section((0.8, 0.9999), |fit| &mut fit.parts[part].law.ceiling);
                self.section((0.5, 50.0), |fit| &mut fit.parts[part].law.hold);
                self.section((0.5, 12.0), |fit| &mut fit.parts[part].law.steep);
            }
            for group in 0..self.weights.len() {
                self.section((0.0, 1.0), |fit| &mut fit.weights[group]);
            }
        }
    }

    fn section(&mut self, (mut low, mut high): (f64, f64), of: impl Fn(&mut Self) -> &mut f64) {
        let before = (*of(self), self.likelihood());
        for _ in 0..SECTIONS {
            let (left, right) = (high - 0.618 * (high - low), low + 0.618 * (high - low));
            let mut at = |value: f64| {
                *of(self) = value;
                self.likelihood()
            };
            if at(left) > at(right) { high = right } else { low = left }
        }
        *of(self) = 0.5 * (low + high);
        // A section finds one maximum of several; the one before it may be higher.
        if self.likelihood() < before.1 {
            *of(self) = before.0;
        }
    }
}
