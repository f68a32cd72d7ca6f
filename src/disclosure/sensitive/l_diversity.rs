//! l-diversity: how many values could a member of a class have? (Machanavajjhala et al. 2007)

use serde::Serialize;

use super::SensitiveCounts;

/// The three l that the classes reach; each the least over the classes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LDiversity {
    /// Distinct values.
    pub distinct: usize,
    /// exp(−Σ q ln q), the number of equally frequent values that would be as uncertain.
    pub entropy: f64,
    /// Factor c of the recursive l.
    pub c: f64,
    /// Greatest l with r₁ < c·Σ_{i≥l} rᵢ, counts r sorted downwards; 0 where not even l = 1 holds.
    pub recursive: usize,
    /// First record of a class with the fewest distinct values (the earliest).
    pub record: u32,
}

/// Measures l; nothing without a value.
pub fn measure(counts: &SensitiveCounts, c: f64) -> Option<LDiversity> {
    let mut least: Option<LDiversity> = None;
    for class in counts.classes() {
        let found = LDiversity {
            distinct: class.values.len(),
            entropy: entropy(class.values),
            c,
            recursive: recursive(class.values, c),
            record: class.first_record,
        };
        let before = *least.get_or_insert(found);
        let record = if found.distinct < before.distinct { found.record } else { before.record };
        least = Some(LDiversity {
            distinct: before.distinct.min(found.distinct),
            entropy: before.entropy.min(found.entropy),
            c,
            recursive: before.recursive.min(found.recursive),
            record,
        });
    }
    least
}

/// Entropy l of one class.
pub fn entropy(values: &[(u32, u32)]) -> f64 {
    let all: f64 = values.iter().map(|&(_, count)| f64::from(count)).sum();
    let share = |&(_, count): &(u32, u32)| f64::from(count) / all;
    (-values.iter().map(share).map(|q| q * q.ln()).sum::<f64>()).exp()
}

/// Recursive l of one class for a factor c.
pub fn recursive(values: &[(u32, u32)], c: f64) -> usize {
    let mut sorted: Vec<u32> = values.iter().map(|&(_, count)| count).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let most = f64::from(sorted.first().copied().unwrap_or(0));
    // The sum from l on grows as l falls: the first l from above that holds is the greatest.
    let mut tail = 0.0;
    for l in (1..=sorted.len()).rev() {
        tail += f64::from(sorted[l - 1]);
        if most < c * tail {
            return l;
        }
    }
    0
}
