//! The best node of a lattice, by looking at few of them.
//!
//! Nodes are taken by what they lose at least. From each unknown one a path leads to the top; its
//! first node that reaches the goal is found by halving (Kohlmayer et al. 2012). What does not reach
//! it takes all finer nodes with it, what does all coarser ones (predictive tagging, El Emam et al.
//! 2009). The search ends when the next node loses more at least than the best one found does.

use super::node::{Candidate, Numbering};
use super::roll::Pool;
use super::{Found, Goal, Lattice};

/// Nodes of a lattice that is searched exactly: a byte and an index each.
const MOST_NODES: usize = 1 << 20;
/// Cells that may be looked at, some seconds on one core (`benches/disclosure_plan.rs`).
const MOST_CELLS: f64 = 4e8;
/// Bounds and losses are sums in different orders: they differ by no more than this.
const ROUNDING: f64 = 1e-12;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Unknown,
    /// Does not reach the goal.
    TooFine,
    /// Reaches the goal; loss unknown.
    Reaches,
    /// Reaches the goal; loss known.
    Weighed,
}

struct Search<'s, 'a> {
    pool: &'s mut Pool<'a>,
    goal: Goal,
    allowed: u64,
    numbering: Numbering,
    bounds: Vec<f64>,
    tags: Vec<Tag>,
    best: Candidate,
}

/// The best node, starting from one that reaches the goal.
pub(super) fn improve<'a>(
    lattice: &Lattice<'a>,
    pool: &mut Pool<'a>,
    goal: Goal,
    start: Candidate,
) -> (Candidate, Found) {
    let nodes = lattice.nodes();
    let Some(numbering) = Numbering::new(lattice, MOST_NODES) else {
        let found = Found { optimal: false, lower_bound: 0.0, nodes, checked: pool.checked };
        return (start, found);
    };
    let bounds: Vec<f64> =
        (0..numbering.nodes).map(|node| lattice.bound(&numbering.levels(node))).collect();
    let mut order: Vec<usize> = (0..numbering.nodes).collect();
    order.sort_by(|a, b| bounds[*a].total_cmp(&bounds[*b]).then(a.cmp(b)));
    let tags = vec![Tag::Unknown; numbering.nodes];
    let allowed = lattice.allowed(goal);
    let mut search = Search { pool, goal, allowed, numbering, bounds, tags, best: start };
    let stopped = search.run(&order);
    let lower_bound = stopped.map_or(search.best.loss, |node| search.bounds[node]);
    let optimal = stopped.is_none();
    let checked = search.pool.checked;
    (search.best, Found { optimal, lower_bound, nodes, checked })
}

impl Search<'_, '_> {
    /// Visits the nodes in order; the node at which the budget was spent, if it was.
    fn run(&mut self, order: &[usize]) -> Option<usize> {
        for &node in order {
            if self.bounds[node] > self.best.loss + ROUNDING {
                return None;
            }
            if self.pool.cells > MOST_CELLS {
                return Some(node);
            }
            match self.tags[node] {
                Tag::TooFine | Tag::Weighed => {}
                Tag::Reaches => {
                    self.check(node);
                }
                Tag::Unknown => self.halve_path(node),
            }
        }
        None
    }

    /// Finds the first node that reaches the goal on a path of unknown nodes upwards.
    fn halve_path(&mut self, node: usize) {
        let path = self.path(node);
        let (mut low, mut high) = (0, path.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.check(path[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
    }

    /// Unknown nodes from one upwards, each time to the one that loses least.
    fn path(&self, node: usize) -> Vec<usize> {
        let mut path = vec![node];
        let mut last = node;
        loop {
            let unknown = self.numbering.coarser(last).filter(|n| self.tags[*n] == Tag::Unknown);
            let next = unknown.min_by(|a, b| self.bounds[*a].total_cmp(&self.bounds[*b]));
            let Some(next) = next else { return path };
            path.push(next);
            last = next;
        }
    }

    /// Whether a node reaches the goal; tags what follows from it.
    fn check(&mut self, node: usize) -> bool {
        let levels = self.numbering.levels(node);
        let found = self.pool.check(&levels, self.goal);
        if found.suppressed > self.allowed {
            self.tag(node, Tag::TooFine);
            return false;
        }
        self.tag(node, Tag::Reaches);
        self.tags[node] = Tag::Weighed;
        let here = Candidate { levels, loss: found.loss };
        if here.before(&self.best) {
            self.best = here;
        }
        true
    }

    /// Tags a node and all that are finer (too fine) or coarser (reach the goal). What has the tag
    /// has passed it on before.
    fn tag(&mut self, node: usize, tag: Tag) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if self.tags[node] != Tag::Unknown {
                continue;
            }
            self.tags[node] = tag;
            if tag == Tag::TooFine {
                open.extend(self.numbering.finer(node));
            } else {
                open.extend(self.numbering.coarser(node));
            }
        }
    }
}
