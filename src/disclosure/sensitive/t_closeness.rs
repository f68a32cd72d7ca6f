//! t-closeness: how far are the values of a class from those of all? (Li, Li & Venkatasubramanian
//! 2007)

use serde::Serialize;

use super::SensitiveCounts;
use crate::disclosure::table::Column;

/// How far apart two values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distance {
    /// All values equally: half the sum of differences of shares.
    Equal,
    /// By rank among the sorted values that occur: the rank of each code, from 0.
    Ordered(Vec<u32>),
    /// By the level at which two values fall together: for each level from the finest grouping to
    /// the root, the group of each code. The last level has one group.
    Hierarchical(Vec<Vec<u32>>),
}

/// The t that the classes reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TCloseness {
    /// Distance of values: `equal`, `ordered` or `hierarchical`.
    pub distance: &'static str,
    /// Greatest earth mover's distance of a class from all records, 0 to 1.
    pub t: f64,
    /// First record of a class that far away (the earliest).
    pub record: u32,
}

impl Distance {
    /// Ordered where all values of a column are numbers, else equal.
    pub fn natural(column: &Column) -> Self {
        let numbers: Option<Vec<f64>> = column
            .labels
            .iter()
            .map(|label| label.trim().parse().ok().filter(|v: &f64| v.is_finite()))
            .collect();
        match numbers {
            Some(numbers) if !numbers.is_empty() => Self::Ordered(ranks(&numbers)),
            _ => Self::Equal,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Ordered(_) => "ordered",
            Self::Hierarchical(_) => "hierarchical",
        }
    }
}

/// Rank of each number among the distinct ones.
fn ranks(numbers: &[f64]) -> Vec<u32> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    numbers.iter().map(|v| sorted.partition_point(|s| s < v) as u32).collect()
}

/// Measures t; nothing without a value.
pub fn measure(counts: &SensitiveCounts, distance: &Distance) -> Option<TCloseness> {
    let shares = counts.shares();
    let ordered = match distance {
        Distance::Ordered(ranks) => Some(Ordered::new(counts.overall(), ranks)),
        Distance::Equal | Distance::Hierarchical(_) => None,
    };
    let mut worst: Option<TCloseness> = None;
    for class in counts.classes() {
        let t = match (distance, &ordered) {
            (Distance::Hierarchical(levels), _) => hierarchical(class.values, &shares, levels),
            (_, Some(ordered)) => ordered.of(class.values),
            (_, None) => equal(class.values, &shares),
        };
        if worst.is_none_or(|before| t > before.t) {
            worst = Some(TCloseness { distance: distance.name(), t, record: class.first_record });
        }
    }
    worst
}

fn total(values: &[(u32, u32)]) -> f64 {
    values.iter().map(|&(_, count)| f64::from(count)).sum()
}

/// ½Σ|q − p|, which is Σ(q − p) over q > p.
fn equal(values: &[(u32, u32)], shares: &[f64]) -> f64 {
    let all = total(values);
    let more = |&(value, count): &(u32, u32)| f64::from(count) / all - shares[value as usize];
    values.iter().map(more).map(|d| d.max(0.0)).sum()
}

/// Σ over levels of height/H · mass that moves between the groups below a node but not above.
fn hierarchical(values: &[(u32, u32)], shares: &[f64], levels: &[Vec<u32>]) -> f64 {
    let all = total(values);
    let mut extra: Vec<f64> = shares.iter().map(|p| -p).collect();
    for &(value, count) in values {
        extra[value as usize] += f64::from(count) / all;
    }
    let mut cost = 0.0;
    let mut group_below: Vec<u32> = (0..shares.len() as u32).collect();
    for (height, level) in levels.iter().enumerate() {
        let groups = level.iter().max().map_or(0, |g| *g as usize + 1);
        let (mut plus, mut minus) = (vec![0.0; groups], vec![0.0; groups]);
        let mut seen = vec![false; extra.len()];
        for (code, &below) in group_below.iter().enumerate() {
            // A group below counts once, for all its codes.
            if std::mem::replace(&mut seen[below as usize], true) {
                continue;
            }
            let e: f64 = extra[below as usize];
            let side = if e > 0.0 { &mut plus } else { &mut minus };
            side[level[code] as usize] += e.abs();
        }
        let moved: f64 = plus.iter().zip(&minus).map(|(a, b): (&f64, &f64)| a.min(*b)).sum();
        cost += (height + 1) as f64 / levels.len() as f64 * moved;
        extra = plus.iter().zip(&minus).map(|(a, b)| a - b).collect();
        group_below.clone_from(level);
    }
    cost
}

/// The ordered distance of a class costs only as many steps as the class has values: between two
/// of them the class's share up to there stands still while that of all records grows.
struct Ordered {
    /// Place of each code among the ranks that occur.
    places: Vec<usize>,
    /// P, share of all records up to each place.
    cumulative: Vec<f64>,
    /// Σ of P over the places before each.
    summed: Vec<f64>,
}

impl Ordered {
    fn new(overall: &[u64], ranks: &[u32]) -> Self {
        let size = ranks.iter().max().map_or(0, |rank| *rank as usize + 1);
        let mut by_rank = vec![0; size];
        for (&count, &rank) in overall.iter().zip(ranks) {
            by_rank[rank as usize] += count;
        }
        let all: u64 = overall.iter().sum();
        let mut up_to = 0;
        let (mut place_of_rank, mut cumulative) = (Vec::with_capacity(size), Vec::new());
        let mut summed = vec![0.0];
        for count in by_rank {
            place_of_rank.push(cumulative.len());
            if count > 0 {
                up_to += count;
                let share = up_to as f64 / all as f64;
                summed.push(summed[cumulative.len()] + share);
                cumulative.push(share);
            }
        }
        let places = ranks.iter().map(|rank| place_of_rank[*rank as usize]).collect();
        Self { places, cumulative, summed }
    }

    fn of(&self, values: &[(u32, u32)]) -> f64 {
        let size = self.cumulative.len();
        if size < 2 {
            return 0.0;
        }
        let all = total(values);
        let mut sorted: Vec<(usize, u32)> =
            values.iter().map(|&(value, count)| (self.places[value as usize], count)).collect();
        sorted.sort_unstable();
        let (mut from, mut up_to, mut sum) = (0, 0.0, 0.0);
        for (rank, count) in sorted {
            sum += self.gap(from, rank, up_to / all);
            up_to += f64::from(count);
            from = rank;
        }
        (sum + self.gap(from, size, up_to / all)) / (size - 1) as f64
    }

    /// Σ|q − P| over ranks `from..to`, where P grows.
    fn gap(&self, from: usize, to: usize, q: f64) -> f64 {
        let turn = from + self.cumulative[from..to].partition_point(|p| *p < q);
        let below = q * (turn - from) as f64 - (self.summed[turn] - self.summed[from]);
        let above = self.summed[to] - self.summed[turn] - q * (to - turn) as f64;
        below + above
    }
}
