//! A good node without a search of the lattice: climb until the goal is reached, then step back.

use super::node::Candidate;
use super::roll::Pool;
use super::{Goal, Lattice};

/// Climbs from the values as they are, each time in the column that saves the most records for the
/// loss it brings, then walks to better neighbours. `None` when the top does not reach the goal.
pub(super) fn climb(lattice: &Lattice<'_>, pool: &mut Pool<'_>, goal: Goal) -> Option<Candidate> {
    let tops: Vec<usize> = lattice.hierarchies.iter().map(|h| h.levels().len() - 1).collect();
    let allowed = lattice.allowed(goal);
    if pool.check(&tops, goal).suppressed > allowed {
        return None;
    }
    let mut levels = vec![0; tops.len()];
    let mut here = pool.check(&levels, goal);
    while here.suppressed > allowed {
        let before = lattice.bound(&levels);
        let mut best: Option<(f64, usize, super::Checked)> = None;
        for (column, top) in tops.iter().enumerate() {
            if levels[column] == *top {
                continue;
            }
            levels[column] += 1;
            let there = pool.check(&levels, goal);
            let saved = here.suppressed.saturating_sub(there.suppressed) as f64;
            // A step that saves nobody is still taken where none does, the cheapest first.
            let cost = (lattice.bound(&levels) - before).max(1e-12);
            let gain = if saved > 0.0 { saved / cost } else { -cost };
            levels[column] -= 1;
            if best.is_none_or(|(most, ..)| gain > most) {
                best = Some((gain, column, there));
            }
        }
        let (_, column, there) = best?;
        levels[column] += 1;
        here = there;
    }
    Some(descend(pool, goal, allowed, &tops, Candidate { levels, loss: here.loss }))
}

/// Walks to the best neighbour as long as there is a better one: a column finer or coarser, or one
/// finer and another coarser.
fn descend(
    pool: &mut Pool<'_>,
    goal: Goal,
    allowed: u64,
    tops: &[usize],
    mut best: Candidate,
) -> Candidate {
    loop {
        let here = best.clone();
        for levels in neighbours(&here.levels, tops) {
            let found = pool.check(&levels, goal);
            let there = Candidate { levels, loss: found.loss };
            if found.suppressed <= allowed && there.before(&best) {
                best = there;
            }
        }
        if best == here {
            return best;
        }
    }
}

fn neighbours(levels: &[usize], tops: &[usize]) -> Vec<Vec<usize>> {
    let columns = levels.len();
    let moved = |down: Option<usize>, up: Option<usize>| {
        let mut there = levels.to_vec();
        if let Some(column) = down {
            there[column] = there[column].checked_sub(1)?;
        }
        if let Some(column) = up {
            there[column] += 1;
        }
        there.iter().zip(tops).all(|(l, top)| l <= top).then_some(there)
    };
    let single = (0..columns).flat_map(|c| [moved(Some(c), None), moved(None, Some(c))]);
    let pairs = (0..columns).flat_map(|down| {
        (0..columns).filter(move |up| *up != down).map(move |up| moved(Some(down), Some(up)))
    });
    single.chain(pairs).flatten().collect()
}
