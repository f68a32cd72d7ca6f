//! The numbers under which the matching that was seen is most likely.

use countenance::face::recognisability::Law;

/// One comparison that was made.
pub(crate) struct Seen {
    /// What was left of each region of the face that is weighed, 0–1.
    pub(crate) shares: Vec<f64>,
    pub(crate) edge: f64,
    pub(crate) noise_mm: f64,
    /// How far the mate stood out.
    pub(crate) stands_out: f64,
}

/// Where the search starts; nothing of it is left in the result.
pub(crate) const START: Law = Law {
    distance: 6.0,
    power: 1.0,
    variety: 0.3,
    scatter: 1.0,
    softness: 0.3,
    roughness: 0.3,
    ceiling: 0.97,
};

/// Rounds of coordinate ascent, and steps of each golden section: 0.618¹⁶ is 1/2000.
const ROUNDS: usize = 6;
const SECTIONS: usize = 16;

/// Weights (one per group of regions) and law by coordinate ascent.
pub(crate) struct Fit<'a> {
    pub(crate) seen: &'a [Seen],
    /// Region → its group: left and right tell as much as each other.
    pub(crate) group: &'a [usize],
    pub(crate) weights: Vec<f64>,
    pub(crate) law: Law,
}

impl Fit<'_> {
    /// Log-likelihood: a mate stands out normally about what the law says, or, with a wrong pose, as
    /// much as anybody.
    pub(crate) fn likelihood(&self) -> f64 {
        let Law { variety, scatter, ceiling, .. } = self.law;
        let sum: f64 = self.group.iter().map(|&g| self.weights[g]).sum();
        let of = |seen: &Seen| {
            let weighed = seen.shares.iter().zip(self.group).map(|(s, &g)| s * self.weights[g]);
            let told = weighed.sum::<f64>() / sum.max(1e-9);
            let mean = self.law.mean(told, seen.edge, seen.noise_mm);
            let own = mean * mean * ((variety * variety).exp() - 1.0);
            let at = |mean: f64, square: f64| {
                (-0.5 * (seen.stands_out - mean).powi(2) / square).exp() / square.sqrt()
            };
            let found = at(mean, scatter * scatter + own);
            (ceiling * found + (1.0 - ceiling) * at(0.0, 1.0)).max(1e-30).ln()
        };
        self.seen.iter().map(of).sum()
    }

    /// Fits the weights, the law, or both.
    pub(crate) fn ascend(&mut self, weights: bool, law: bool) {
        for _ in 0..ROUNDS {
            for group in 0..if weights { self.weights.len() } else { 0 } {
                self.section((0.0, 1.0), |fit| &mut fit.weights[group]);
            }
            if law {
                self.section((0.5, 30.0), |fit| &mut fit.law.distance);
                self.section((0.2, 4.0), |fit| &mut fit.law.power);
                self.section((0.01, 1.0), |fit| &mut fit.law.variety);
                self.section((0.5, 3.0), |fit| &mut fit.law.scatter);
                self.section((0.0, 5.0), |fit| &mut fit.law.softness);
                self.section((0.0, 20.0), |fit| &mut fit.law.roughness);
                self.section((0.8, 0.9999), |fit| &mut fit.law.ceiling);
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
