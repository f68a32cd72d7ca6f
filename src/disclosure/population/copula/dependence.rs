//! The correlation of two axes that makes their columns as dependent as in the sample.

use super::place;
use crate::base::stats::stream::{normal_pair, stream};

/// Pairs drawn for a correlation: mutual information is then steady to about 1 %.
const PAIRS: usize = 20_000;
/// Halvings of the range of ρ: 2⁻¹² = 0.0002.
const HALVINGS: usize = 12;
/// Beyond this |ρ| an axis is a copy of the other.
const LARGEST: f64 = 0.9999;

/// ρ at which pairs from the copula have the sample's mutual information, by bisection.
///
/// Pairs are drawn in lots as large as the sample, so that the upward bias of the plug-in estimate
/// is the same on both sides; every ρ sees the same normal numbers, so that the root is not noisy.
/// Mutual information has no sign: it is taken from the covariance of the places (the paper leaves
/// it positive).
pub(super) fn correlation(
    places: [&[u32]; 2],
    ends: [&[f64]; 2],
    seed: u64,
    path: [u64; 2],
) -> f64 {
    let records = places[0].len();
    let target = mutual_information(&join(places[0], places[1]), ends);
    let mut random = stream(seed, &path);
    let lots = PAIRS.div_ceil(records);
    let drawn: Vec<[f64; 2]> = (0..lots * records).map(|_| normal_pair(&mut random)).collect();
    let first: Vec<u32> = drawn.iter().map(|[x, _]| place(ends[0], *x)).collect();
    let sign = covariance_sign(places);
    let at = |rho: f64| {
        let rest = (1.0 - rho * rho).sqrt();
        let pair = |(&[x, y], &first): (&[f64; 2], &u32)| {
            (first, place(ends[1], sign * rho * x + rest * y))
        };
        let lots_drawn = drawn.chunks(records).zip(first.chunks(records));
        let of_lot = |(lot, first): (&[[f64; 2]], &[u32])| {
            mutual_information(&lot.iter().zip(first).map(pair).collect::<Vec<_>>(), ends)
        };
        lots_drawn.map(of_lot).sum::<f64>() / lots as f64
    };
    // Below 1e-5 nat two columns count as independent (Rocher 2019, methods).
    if target - at(0.0) < 1e-5 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, LARGEST);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        *(if at(middle) < target { &mut low } else { &mut high }) = middle;
    }
    sign * f64::midpoint(low, high)
}

fn join(a: &[u32], b: &[u32]) -> Vec<(u32, u32)> {
    a.iter().copied().zip(b.iter().copied()).collect()
}

/// Plug-in mutual information of pairs of places, in nats.
fn mutual_information(pairs: &[(u32, u32)], ends: [&[f64]; 2]) -> f64 {
    let mut counts = [vec![0u32; ends[0].len()], vec![0u32; ends[1].len()]];
    for (a, b) in pairs {
        counts[0][*a as usize] += 1;
        counts[1][*b as usize] += 1;
    }
    let n = pairs.len() as f64;
    let term = |((a, b), together): ((u32, u32), u32)| {
        let [a, b] = [counts[0][a as usize], counts[1][b as usize]].map(f64::from);
        let together = f64::from(together);
        together / n * (together * n / (a * b)).ln()
    };
    together(pairs, ends.map(<[f64]>::len)).map(term).sum()
}

/// How often each pair of places occurs, in the order of the places.
fn together(
    pairs: &[(u32, u32)],
    [rows, columns]: [usize; 2],
) -> Box<dyn Iterator<Item = ((u32, u32), u32)> + '_> {
    // Counting in a table is faster than sorting until most of it is empty.
    if rows.saturating_mul(columns) <= 8 * pairs.len() {
        let mut table = vec![0u32; rows * columns];
        for (a, b) in pairs {
            table[*a as usize * columns + *b as usize] += 1;
        }
        let place = move |at: usize| ((at / columns) as u32, (at % columns) as u32);
        let cells = table.into_iter().enumerate().filter(|(_, count)| *count > 0);
        return Box::new(cells.map(move |(at, count)| (place(at), count)));
    }
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let runs: Vec<_> =
        sorted.chunk_by(|x, y| x == y).map(|run| (run[0], run.len() as u32)).collect();
    Box::new(runs.into_iter())
}

fn covariance_sign([a, b]: [&[u32]; 2]) -> f64 {
    let mean = |v: &[u32]| v.iter().map(|x| f64::from(*x)).sum::<f64>() / v.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum: f64 =
        a.iter().zip(b).map(|(x, y)| (f64::from(*x) - mean_a) * (f64::from(*y) - mean_b)).sum();
    if sum < 0.0 { -1.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::normal;

    #[test]
    fn pairs_are_counted_alike_in_a_table_and_in_order() {
        let pairs: Vec<(u32, u32)> = (0..500).map(|n| (n * n % 7, n * 5 % 11)).collect();
        let in_table: Vec<_> = together(&pairs, [7, 11]).collect();
        let in_order: Vec<_> = together(&pairs, [7, 1 << 20]).collect();
        assert_eq!(in_table, in_order);
        assert_eq!(in_table.iter().map(|(_, count)| count).sum::<u32>(), 500);
    }

    #[test]
    fn the_correlation_behind_two_columns_is_found() {
        let ends: Vec<f64> = (1..=10).map(|i| normal::quantile(f64::from(i) / 10.0)).collect();
        for rho in [-0.7f64, 0.0, 0.3, 0.9] {
            let mut random = stream(77, &[rho.to_bits()]);
            let (a, b): (Vec<u32>, Vec<u32>) = (0..4000)
                .map(|_| {
                    let [x, y] = normal_pair(&mut random);
                    let second = rho * x + (1.0 - rho * rho).sqrt() * y;
                    (place(&ends, x), place(&ends, second))
                })
                .unzip();
            let found = correlation([&a, &b], [&ends, &ends], 1, [0, 1]);
            assert!((found - rho).abs() < 0.1, "{rho}: {found}");
        }
    }
}
